"""What of a text a QuickBooks field keeps: it stores Windows-1252 (docs/quickbooks.md 1.7)."""

import re

CONTROL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f]")
"""Characters that no keyboard types and no XML may hold."""


def kept(text: str) -> str:
    """The text with a question mark for every character that the code page lacks."""
    return text if text.isascii() else text.encode("cp1252", "replace").decode("cp1252")


def typed(text: str) -> str:
    """The text as someone could have typed it: `kept`, and without control characters."""
    return kept(CONTROL.sub("", text))
