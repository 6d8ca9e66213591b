"""Bills and their lines (rules B and D9)."""
