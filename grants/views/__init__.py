"""What is read often of a grant: duties with the command to type, money, its line in a list."""
