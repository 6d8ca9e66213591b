"""Pages that feel like a small QuickBooks: a person can work in the company file with a browser."""

from pathlib import Path

STATIC = Path(__file__).parent / "static"
TEMPLATES = Path(__file__).parent / "templates"
