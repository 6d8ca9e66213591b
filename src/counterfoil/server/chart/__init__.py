"""The chart of accounts and the lists beside it: departments, items, terms (rules D1, D2, D5, D6)."""
