"""How the journal proves what it holds: commitments, the log, checkpoints and proofs; pure."""
