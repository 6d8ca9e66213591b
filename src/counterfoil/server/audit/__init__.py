"""Who changed what, append-only (rule S13)."""
