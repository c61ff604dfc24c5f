"""Speaking to running grants: start, send, wait, play, resume. No terminal."""
