"""What a full comparison says of one record, after the company file or our own memory went back in time (rule C6).

Pure: what is known of a record and what QuickBooks shows of it go in, its standing comes out. Nothing is decided here;
what is done about each standing waits until a person has read the summary.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

from counterfoil.records import Kind

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from datetime import date


class Cause(StrEnum):
    """Why everything is compared before another word is written: codes of the catalogue, so the values stay."""

    RESTORED = "company_file_restored"
    """The company file is older than when we last wrote to it."""
    OURS_RESTORED = "counterfoil_restored"
    """The company file has seen later syncs than we remember: our own database went back."""
    COPIED = "copies_in_use"
    """Two copies of the company file are in use."""
    BOUND_ANEW = "bound_anew"
    """A person has connected the organization to another company file."""


class Standing(StrEnum):
    """How a record in QuickBooks stands to what we last knew of it; stored, so the values stay."""

    SAME = "same"
    ROLLED_BACK = "rolled_back"
    """QuickBooks holds an older version that both sides once agreed on."""
    EDITED = "edited"
    """QuickBooks holds a version that we have never seen."""
    MISSING = "missing"
    UNDELETED = "undeleted"
    """It was deleted, and is there again."""
    RELINKED = "relinked"
    """It stands on both sides; only that they belong together was forgotten."""
    NEW = "new"


@dataclass(frozen=True, slots=True)
class Sighting:
    """One record: what we knew of it, and what QuickBooks shows.

    `is_linked`: it has, or had, a link; `is_closed`: it was deleted. `known` is the fingerprint of what was last seen,
    `history` those of the last agreed versions, `seen` that of what is there now, "" when nothing is. `is_as_agreed`:
    what is there equals, field by field, what both sides last agreed on.
    """

    is_linked: bool
    is_closed: bool = False
    known: str = ""
    history: tuple[str, ...] = ()
    seen: str = ""
    is_as_agreed: bool = False

    @property
    def is_there(self) -> bool:
        """Whether QuickBooks shows it."""
        return bool(self.seen)


@dataclass(frozen=True, slots=True)
class Row:
    """One row of the table: a condition, the standing it means, and why."""

    given: Callable[[Sighting], bool]
    standing: Standing
    reason: str


TABLE: tuple[Row, ...] = (
    Row(lambda it: not it.is_linked, Standing.NEW, "never seen before"),
    Row(lambda it: it.is_closed and it.is_there, Standing.UNDELETED, "deleted, and there again"),
    Row(lambda it: it.is_closed, Standing.SAME, "deleted, and still gone"),
    Row(lambda it: not it.is_there, Standing.MISSING, "linked, and not there"),
    Row(lambda it: it.seen == it.known, Standing.SAME, "as last seen"),
    Row(lambda it: it.is_as_agreed, Standing.SAME, "as last agreed"),
    Row(lambda it: it.seen in it.history, Standing.ROLLED_BACK, "a version that was agreed before"),
    Row(lambda _: True, Standing.EDITED, "a version never seen"),
)
"""The first row that applies says how a record stands."""


def standing_of(sighting: Sighting) -> Standing:
    """How one record stands."""
    return next(row.standing for row in TABLE if row.given(sighting))


# The summary, in the words that a person reads before anything is written

Counts = dict[tuple[Kind, Standing], int]

NOUNS: dict[Kind, tuple[str, str]] = {
    Kind.BILL: ("bill", "bills"),
    Kind.BILL_PAYMENT: ("payment", "payments"),
    Kind.VENDOR: ("vendor", "vendors"),
    Kind.CUSTOMER: ("customer or job", "customers and jobs"),
    Kind.ACCOUNT: ("account", "accounts"),
    Kind.DEPARTMENT: ("department", "departments"),
    Kind.ITEM: ("item", "items"),
    Kind.TERMS: ("term of payment", "terms of payment"),
    Kind.PURCHASE_ORDER: ("purchase order", "purchase orders"),
}
"""Kind → one of it, many of it; in the order in which they are counted up."""

PHRASES: dict[Standing, str] = {
    Standing.ROLLED_BACK: "rolled back to an older version",
    Standing.EDITED: "changed in QuickBooks",
    Standing.MISSING: "missing",
    Standing.UNDELETED: "deleted before and there again",
    Standing.RELINKED: "on both sides and no longer linked",
    Standing.NEW: "only in QuickBooks",
}
"""Standing → how it is said after a number; what is the same is not counted up."""

OPENINGS: dict[Cause, str] = {
    Cause.RESTORED: "The company file was restored from a backup",
    Cause.OURS_RESTORED: "Counterfoil's own data was restored from a backup",
    Cause.COPIED: "Another copy of the company file is in use",
    Cause.BOUND_ANEW: "This organization is being connected to another company file",
}
"""Cause → how the summary begins."""


def summary(cause: Cause, as_of: date | None, counts: Mapping[tuple[Kind, Standing], int]) -> str:
    """What the comparison found, in two sentences, e.g. `… restored …, to 12 Nov 2026. 3 bills missing. …`.

    `as_of` is the day of the newest change that the file still has, None where that is not known.
    """
    day = f", to {as_of.day} {as_of:%b %Y}" if as_of and cause in (Cause.RESTORED, Cause.COPIED) else ""
    said = [_group(standing, counts) for standing in PHRASES]
    found = "; ".join(filter(None, said))
    return f"{OPENINGS[cause]}{day}. {_sentence(found)}"


def _sentence(found: str) -> str:
    if not found:
        return "Everything that is linked is the same on both sides."
    return f"{found[:1].upper()}{found[1:]}. Everything else is the same."


def _group(standing: Standing, counts: Mapping[tuple[Kind, Standing], int]) -> str:
    """`14 bills, 1 vendor rolled back to an older version`; empty where there is none."""
    numbers = [(counts.get((kind, standing), 0), nouns) for kind, nouns in NOUNS.items()]
    named = [f"{number} {one if number == 1 else many}" for number, (one, many) in numbers if number]
    return f"{', '.join(named)} {PHRASES[standing]}" if named else ""
