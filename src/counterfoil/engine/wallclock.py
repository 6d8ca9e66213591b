"""QuickBooks' clock: wall times without an offset, watermarks and their overlap, and when an observation is closed.

QuickBooks prints the time on its machine's wall and an offset that is wrong for half of the year (docs/quickbooks.md
3.1), so only the wall part is used. EditSequence is in practice the Unix second of the last change.
"""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable

    from counterfoil.records import Observation

OVERLAP = timedelta(minutes=2)
"""How far before the watermark a query begins: rows are not stamped in the order in which they appear (W2)."""

CLOCK_CHANGE_OVERLAP = timedelta(hours=2, minutes=2)
"""The same around the nights in which clocks change, when an hour may repeat (W2)."""

SKEW = 1
"""Seconds by which the clock that stamps EditSequences and the one we are told may differ on a healthy network."""

SET_BACK = 300
"""An EditSequence so many seconds ahead of the clock was given before the clock was set back, not just now."""


def wall(text: str) -> str:
    """The wall clock part of one of QuickBooks' times: `2026-11-22T09:15:00`."""
    return text[:19]


def since(watermark: str, *, is_settled: bool = False) -> str:
    """From when to ask for changes, given the watermark; empty (everything) when there is none.

    `is_settled` says that a query was answered so long after the watermark that nothing stamped before it can still
    appear; no overlap is needed then, and an idle company is not read again and again.
    """
    if not watermark:
        return ""
    moment = datetime.fromisoformat(watermark)
    if _may_repeat(moment):
        return (moment - CLOCK_CHANGE_OVERLAP).isoformat()
    return (moment + timedelta(seconds=1) if is_settled else moment - OVERLAP).isoformat()


def is_settled(marked_at: int, asked_at: int) -> bool:
    """Whether a query was answered so long after the one that set the watermark that no overlap is needed any more."""
    return asked_at - marked_at > 2 * OVERLAP.total_seconds()


def _may_repeat(moment: datetime) -> bool:
    """Clocks change in the small hours of a Sunday, wherever QuickBooks Desktop is sold."""
    return moment.weekday() == 6 and moment.hour < 6


def advanced(watermark: str, seen: Iterable[str], not_after: str = "") -> str:
    """The watermark after these times were stored (W1): their largest, but not after `not_after`, and never back."""
    largest = max((wall(time) for time in seen if time), default="")
    if not_after and largest > not_after:
        largest = not_after
    return max(watermark, largest)


def offset_of(observation: Observation) -> int | None:
    """Seconds from Unix time to the machine's wall, as one record shows it; None when its EditSequence is no time."""
    second = edited_at(observation.edit_sequence)
    if second is None or not observation.time_modified:
        return None
    moment = datetime.fromisoformat(wall(observation.time_modified))
    difference = int((moment - datetime(1970, 1, 1)).total_seconds()) - second  # noqa: DTZ001 - a wall has no zone
    quarter = 15 * 60
    rounded = round(difference / quarter) * quarter
    return rounded if abs(difference - rounded) <= 2 and abs(rounded) <= 14 * 3600 else None


def wall_at(unix: int, offset: int) -> str:
    """What the machine's wall shows at that Unix second."""
    return (datetime(1970, 1, 1) + timedelta(seconds=unix + offset)).isoformat()  # noqa: DTZ001 - a wall has no zone


def edited_at(edit_sequence: str) -> int | None:
    """The second in which a record was last changed, where its EditSequence tells."""
    return int(edit_sequence) if edit_sequence.isdecimal() else None


def is_closed(observed_at: int, edit_sequence: str) -> bool:
    """Whether nobody can edit the record any more without its EditSequence changing (the settle rule).

    An edit within the second of the last one leaves the EditSequence as it was, and a Mod would overwrite it unseen: so
    a record may be written only when it was read in a later second.
    """
    second = edited_at(edit_sequence)
    if second is None:
        return True
    return observed_at > second + SKEW or second > observed_at + SET_BACK
