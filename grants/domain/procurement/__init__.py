"""One lot at a time: ceiling, solicitation, sealed bids, award, order, receipt, payment."""
