"""What is read often of a grant: its duties with the command to type, its money, its line in a list."""
