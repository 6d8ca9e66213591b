"""The frame's template tags."""
