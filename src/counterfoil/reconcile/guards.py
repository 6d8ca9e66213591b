"""What is looked at before anything is written: the whole may look wrong even where every part looks right.

Each guard returns the reason to stop, in plain words, or an empty text. None of them decides what happens then.
"""

from __future__ import annotations

BRAKE_FLOOR = 10
"""So many changes at once are always fine (invariant I28)."""

BRAKE_SHARE = 0.20
"""A larger share of what exists, changed at once, is a question."""


def wrong_file(bound: str, seen: str) -> str:
    """Another company file than the one we are bound to (rule C6); `bound` is empty before the first sync."""
    if not bound or seen == bound:
        return ""
    if not seen:
        return "This company file does not carry our mark: it is another file, or a copy from before the first sync."
    return "This is another company file than the one this organization is connected to."


def marker_behind(expected: int, seen: int) -> str:
    """Our counter in the file went back: the file was restored from a backup (rule C6)."""
    if seen >= expected:
        return ""
    return f"The company file is older than when we last wrote to it (mark {seen} instead of {expected}): restored?"


def marker_ahead(expected: int, sent: int, seen: int) -> str:
    """Our counter in the file is ahead of any we sent: our own database was restored, or a copy of us is at work."""
    if seen <= max(expected, sent):
        return ""
    return f"The company file has seen later syncs than we remember (mark {seen}, at most {max(expected, sent)} sent)."


def restored(known: str, seen: str) -> str:
    """QuickBooks itself says that the file was restored since we last looked."""
    return f"QuickBooks says that the company file was restored on {seen}." if seen and seen != known else ""


def condensed(known: str, seen: str) -> str:
    """QuickBooks says that the file was condensed since we last looked: a full comparison is due before any write."""
    return f"QuickBooks says that the company file was condensed on {seen}." if seen and seen != known else ""


def mass_change(changed: int, existing: int, what: str) -> str:
    """Many more changes at once than usual: more than ten, and more than a fifth of what exists."""
    if changed <= max(BRAKE_FLOOR, existing * BRAKE_SHARE):
        return ""
    return f"{changed} of {existing} {what} would change at once."


def suddenly_empty(before: int, now: int, what: str) -> str:
    """A side shows nothing where there was something."""
    return f"QuickBooks shows no {what} at all, where there were {before}." if before and not now else ""
