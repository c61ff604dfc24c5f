"""The rule book: pure functions and frozen models, free of clocks, files and networks."""
