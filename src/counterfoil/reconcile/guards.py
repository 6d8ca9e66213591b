"""What is looked at before anything is written: the whole may look wrong even where every part looks right.

Each guard returns the reason to stop, in plain words, or an empty text. None of them decides what happens then.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping

BRAKE_FLOOR = 10
"""So many changes at once are always fine (invariant I28)."""

BRAKE_SHARE = 0.20
"""A larger share of what exists, changed at once, is a question."""


def wrong_file(bound: str, seen: str, bound_name: str = "", seen_name: str = "") -> str:
    """Another company file than the one we are bound to (rule C6); `bound` is empty before the first sync."""
    if not bound or seen == bound:
        return ""
    open_now, ours = _named(seen_name, "the company file that is open"), _named(bound_name, "another one")
    if not seen:
        told = f"{open_now} does not carry our mark: it is another file, or a copy from before the first sync."
    else:
        told = f"{open_now} is another company file."
    return f"{told[:1].upper()}{told[1:]} This organization is connected to {ours}. Nothing was written."


def _named(name: str, otherwise: str) -> str:
    return f"\N{LEFT DOUBLE QUOTATION MARK}{name}\N{RIGHT DOUBLE QUOTATION MARK}" if name else otherwise


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


def copied(expected: Mapping[int, str], put_aside: Collection[str], marker: int, sign: str) -> str:
    """The sign beside the counter is not the one we wrote: another copy of the file has gone a way of its own.

    `expected` has the sign that we wrote with each number that may be there; `put_aside` those of a file that somebody
    gave up for an older one. An empty sign says nothing.
    """
    if sign and sign in put_aside:
        return "This is the copy of the company file that was put aside when an older one was accepted."
    due = expected.get(marker, "")
    if not due or not sign or sign == due:
        return ""
    return f"The company file carries mark {marker}, as it should, but not as Counterfoil last wrote it here."


def restored(known: str, seen: str) -> str:
    """QuickBooks itself says that the file was restored since we last looked."""
    return f"QuickBooks says that the company file was restored on {seen}." if seen and seen != known else ""


def condensed_no_more(known: str, seen: str) -> str:
    """QuickBooks forgot that the file was condensed, or names an earlier time: a file from before was put back."""
    if not known or known == seen or seen[:19] > known[:19]:
        return ""
    return f"QuickBooks no longer says that the company file was condensed on {known}."


def condensed(known: str, seen: str) -> str:
    """QuickBooks says that the file was condensed since we last looked: a full comparison is due before any write."""
    return f"QuickBooks says that the company file was condensed on {seen}." if seen and seen != known else ""


def enough_for(changed: int) -> int:
    """Among so many records, so many changes are nothing unusual: more need not be counted."""
    return int(changed / BRAKE_SHARE) + 1


def mass_change(changed: int, existing: int, what: str) -> str:
    """Many more changes at once than usual: more than ten, and more than a fifth of what exists."""
    if changed <= max(BRAKE_FLOOR, existing * BRAKE_SHARE):
        return ""
    return f"{changed} of {existing} {what} would change at once."


def suddenly_empty(before: int, now: int, what: str) -> str:
    """A side shows nothing where there was something."""
    return f"QuickBooks shows no {what} at all, where there were {before}." if before and not now else ""
