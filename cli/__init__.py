"""The operator's hand: the `grants` command."""
