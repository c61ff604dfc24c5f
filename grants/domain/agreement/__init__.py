"""From pledge to closed books: agreements, money, lots, people, policy and closure."""
