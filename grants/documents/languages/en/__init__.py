"""English: its wording, and how each kind of document reads in it."""
