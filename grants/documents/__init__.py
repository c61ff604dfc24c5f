"""Documents: facts in, a tree of sentences out, then bytes; pure, without files or clocks."""
