"""What QuickBooks was seen to hold, and what it was seen to have deleted."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from counterfoil.records.derived import Derived
    from counterfoil.records.kinds import Kind
    from counterfoil.records.record import Record


@dataclass(frozen=True, slots=True)
class Observation:
    """One record as QuickBooks returned it.

    `edit_sequence` is opaque and has a resolution of one second: a guard for writes, never a version to order by.
    `time_created` and `time_modified` are QuickBooks' texts as they stand (`2026-11-22T09:15:00-05:00`); only their
    wall clock part may be trusted (docs/quickbooks.md 3.1). `fingerprint` is a hash over everything in the record but
    times and EditSequence: equal fingerprints mean that nothing a person could see has changed.
    """

    kind: Kind
    id: str
    edit_sequence: str
    time_created: str
    time_modified: str
    record: Record
    derived: Derived | None
    fingerprint: str


@dataclass(frozen=True, slots=True)
class Deletion:
    """One row of QuickBooks' deletion log; it reaches back about ninety days (docs/quickbooks.md 4.7)."""

    kind: Kind
    id: str
    time_created: str
    time_deleted: str
    name: str = ""
    """The list record's FullName, or the transaction's RefNumber."""
