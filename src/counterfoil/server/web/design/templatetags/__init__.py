"""The design system's template tags."""
