"""The grant as a whole: its opening, people, policy, clock, duties, irregularities and its end."""
