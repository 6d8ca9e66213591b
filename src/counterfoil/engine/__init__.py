"""The conversation with a company file: one seam, `exchange`, on one memory, `Books`."""
