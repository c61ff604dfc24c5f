"""What the workflows ask of the outside: thin, idempotent, behind ports."""
