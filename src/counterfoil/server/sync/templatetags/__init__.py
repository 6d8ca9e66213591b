"""Parts of other capabilities' pages that show the sync."""
