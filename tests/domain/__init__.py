"""The rule book, by example, by property and in its stored forms."""
