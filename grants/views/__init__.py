"""What is read often, as folds of the state: pure; the journal keeps it beside the events."""
