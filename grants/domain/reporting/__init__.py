"""What is written for others: donor reports, the press release, and the passages they use."""
