"""One module for each form, in the order of its number."""
