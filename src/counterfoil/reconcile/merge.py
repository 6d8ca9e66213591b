"""The three-way merge of one record: per field, and per line of a bill (rules C1 and C2).

A field that one side changed takes that side's value. One that both changed differently is a conflict, which the
policy's master decides while both values are kept. Lines have a module of their own, `reconcile.lines`.
"""

from __future__ import annotations

from dataclasses import dataclass, fields, replace
from typing import TYPE_CHECKING, Any

from counterfoil.reconcile.decision import FieldConflict, Master, Sides
from counterfoil.reconcile.lines import merge_lines, pair_lines, repeated_lines
from counterfoil.reconcile.text import text_of
from counterfoil.records import NOWHERE, RECORD_CLASSES
from counterfoil.records.lists import NO_ADDRESS

if TYPE_CHECKING:
    from counterfoil.records import Record

LINE_TABLES = ("expense_lines", "item_lines", "lines")
"""The fields that hold lines; every other field is merged whole.

An address is one field on purpose: a street from one side and a city from the other make an address nobody entered.
"""


NEVER_BLANK = ("ap_account", "txn_date", "due_date")
"""Fields of a bill that QuickBooks always has: a blank of ours means whatever it has (docs/quickbooks.md 4.1)."""

FILLED_IN = (*NEVER_BLANK, "terms", "vendor_address")
"""Fields of a bill that QuickBooks fills in by itself when they are not sent."""


@dataclass(frozen=True, slots=True)
class Merged:
    """What both sides are to hold, and what the two sides disputed on the way."""

    value: Record
    conflicts: tuple[FieldConflict, ...] = ()


def _split(cls: type[Record]) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """The header fields of a record's class, and its tables of lines."""
    names = [field.name for field in fields(cls)]
    return tuple(n for n in names if n not in LINE_TABLES), tuple(n for n in names if n in LINE_TABLES)


FIELDS = {cls: _split(cls) for cls in RECORD_CLASSES.values()}
"""Class → its header fields, its tables of lines."""


def merge(base: Record, theirs: Record, ours: Record, master: Master) -> Merged:
    """Merge against the last agreed state."""
    header, tables = FIELDS[type(theirs)]
    changes: dict[str, Any] = {}
    conflicts: list[FieldConflict] = []
    for name in header:
        b, q, c = getattr(base, name), getattr(theirs, name), getattr(ours, name)
        if c in (q, b):
            continue
        if q == b or master is Master.COUNTERFOIL:
            changes[name] = c
        if q != b:
            conflicts.append(_dispute(name, b, c, q, master))
    for name in tables:
        lines, disputed = merge_lines(name, getattr(base, name), getattr(theirs, name), getattr(ours, name), master)
        changes[name] = lines
        conflicts += disputed
    return Merged(replace(theirs, **changes), tuple(conflicts))


def pair(theirs: Record, ours: Record, master: Master, *, fill_blanks: bool) -> Merged:
    """Bring together two records that never agreed on anything (rule C5).

    With `fill_blanks` a field that only one side filled in takes that value. The lines of a table that differ at all
    are disputed as a whole: without a base, taking the lines of both would double the amount.
    """
    header, tables = FIELDS[type(theirs)]
    changes: dict[str, Any] = {}
    conflicts: list[FieldConflict] = []
    for name in header:
        q, c = getattr(theirs, name), getattr(ours, name)
        if q == c or (fill_blanks and is_blank(c)):
            continue
        fills = fill_blanks and is_blank(q)
        if fills or master is Master.COUNTERFOIL:
            changes[name] = c
        if not fills:
            conflicts.append(_dispute(name, None, c, q, master))
    for name in tables:
        lines, disputed = pair_lines(name, getattr(theirs, name), getattr(ours, name), master)
        changes[name] = lines
        conflicts += disputed
    return Merged(replace(theirs, **changes), tuple(conflicts))


def overwrite(base: Record | None, theirs: Record, ours: Record) -> Merged:
    """Let ours replace theirs whole, as without two-way sync (rule B1), and say what is lost by it.

    A field that nobody ever filled in here overwrites nothing.
    """
    header, tables = FIELDS[type(theirs)]
    changes: dict[str, Any] = {}
    conflicts: list[FieldConflict] = []
    for name in header:
        b, q, c = getattr(base, name, None), getattr(theirs, name), getattr(ours, name)
        if q == c or (is_blank(c) and (base is None or is_blank(b) or name in FILLED_IN)):
            continue
        changes[name] = c
        if q != b and not is_blank(q):
            conflicts.append(_dispute(name, b, c, q, Master.COUNTERFOIL))
    for name in tables:
        agreed, there = getattr(base, name, ()), getattr(theirs, name)
        changes[name], _ = merge_lines(name, there, there, getattr(ours, name), Master.COUNTERFOIL)
        conflicts += repeated_lines(name, agreed, there, changes[name], Master.COUNTERFOIL)
    return Merged(replace(theirs, **changes), tuple(conflicts))


def replaced(base: Record | None, theirs: Record, ours: Record) -> tuple[FieldConflict, ...]:
    """What ours loses when theirs replaces it whole: for kinds that only come (rules D5, D6, D10)."""
    header, tables = FIELDS[type(theirs)]
    conflicts: list[FieldConflict] = []
    for name in header:
        b, q, c = getattr(base, name, None), getattr(theirs, name), getattr(ours, name)
        if c not in (q, b) and not is_blank(c):
            conflicts.append(_dispute(name, b, c, q, Master.QUICKBOOKS))
    for name in tables:
        conflicts += repeated_lines(
            name, getattr(base, name, ()), getattr(ours, name), getattr(theirs, name), Master.QUICKBOOKS
        )
    return tuple(conflicts)


def _dispute(name: str, base: Any, ours: Any, theirs: Any, winner: Master) -> FieldConflict:
    """One field of the record in dispute."""
    sides = Sides({name: ours}, {name: theirs})
    return FieldConflict(name, text_of(base), text_of(ours), text_of(theirs), winner, sides)


def is_blank(value: Any) -> bool:
    """Whether nothing was entered."""
    return value is None or value in ("", NOWHERE, NO_ADDRESS)
