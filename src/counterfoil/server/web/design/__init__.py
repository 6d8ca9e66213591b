"""The design system: tokens and components, one stylesheet, and the page at /design/ that shows them all."""
