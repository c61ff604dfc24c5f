"""One lot at a time: solicitation, sealed bids, award, order, receipt, payment."""
