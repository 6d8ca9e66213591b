"""One record of a page on its way through the decision: its link, what both sides hold, and what comes of it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from counterfoil.engine.books import Held, Link
    from counterfoil.reconcile.decision import Decision
    from counterfoil.records import Observation, Record

GONE = "gone"
"""The fingerprint of what QuickBooks no longer has."""

UNREADABLE = "unreadable:"
"""What the fingerprint of a record that could not be read begins with; a hash of its raw text follows."""


@dataclass(slots=True)
class Entry:
    """One record of a page: its link, what QuickBooks holds (in our vocabulary), and what comes of it.

    `observation` is given when it was just read.
    """

    link: Link
    theirs: Record | None = None
    observation: Observation | None = None
    held: Held | None = None
    decision: Decision | None = None
    was_paired: bool = False
    doubt: str = ""
    """Why only a person can say what is to become of it."""
    is_refused: bool = False
    """Our side did not take what was decided."""

    @property
    def ours(self) -> Record | None:
        """Our record, None when there is none or it is deleted."""
        return self.held.record if self.held else None

    @property
    def decided(self) -> Decision:
        """The decision, once it is made."""
        assert self.decision is not None, "nothing is decided yet"
        return self.decision


def is_void(link: Link) -> bool:
    """Whether what we last saw of it must not be built upon."""
    return not link.fingerprint or link.fingerprint.startswith(UNREADABLE)


def theirs_of(link: Link) -> Record | None:
    """What QuickBooks last showed, in our vocabulary; None when it holds nothing."""
    if link.fingerprint == GONE or not link.quickbooks_id:
        return None
    return link.theirs if link.theirs is not None else link.base
