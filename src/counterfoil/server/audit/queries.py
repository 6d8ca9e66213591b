"""Reading the log: what is owed to QuickBooks, a record's history, and whether the chain is whole."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db.models import Max

from counterfoil.engine.books import Change
from counterfoil.records import Kind
from counterfoil.server.audit.models import Chain, Entry
from counterfoil.server.audit.seal import SEALED, seal

if TYPE_CHECKING:
    from datetime import datetime

    from django.db.models import QuerySet

    from counterfoil.server.people.models import Organization


def changes_after(organization: Organization, position: int, limit: int) -> list[Change]:
    """Changes of records after that position by anyone but the sync, oldest first."""
    found = (
        Entry.objects.of(organization)
        .filter(is_ours=True, number__gt=position)
        .order_by("number")
        .values_list("number", "kind", "record_id")[:limit]
    )
    return [Change(number, Kind(kind), record_id) for number, kind, record_id in found]


def last_number(organization: Organization) -> int:
    """The number of the newest entry, 0 when there is none."""
    return Entry.objects.of(organization).aggregate(last=Max("number"))["last"] or 0


def last_number_before(organization: Organization, moment: datetime) -> int:
    """The number of the newest entry older than this, 0 when there is none."""
    older = Entry.objects.of(organization).filter(at__lt=moment).order_by("-number")
    return older.values_list("number", flat=True).first() or 0


def history(organization: Organization, kind: Kind, record_id: str) -> QuerySet[Entry]:
    """Everything that happened to one record, newest first."""
    return Entry.objects.of(organization).filter(kind=str(kind), record_id=str(record_id)).order_by("-number")


def entries_after(organization: Organization, number: int, limit: int) -> QuerySet[Entry]:
    """Entries after that number, oldest first: what pages that stay open are told."""
    return Entry.objects.of(organization).filter(number__gt=number).order_by("number")[:limit]


def first_broken_entry(organization: Organization) -> int | None:
    """The number of the first entry that was changed, removed or put in from outside; None when all is well.

    Where the newest entries are missing, the number is that of the first missing one. A whole log rewritten together
    with its end cannot be told from a true one by looking at it alone: keep `Chain.hash` elsewhere from time to time.
    """
    expected, previous = 1, ""
    entries = Entry.objects.of(organization).order_by("number").values(*SEALED, "previous_hash", "hash")
    for values in entries.iterator(2000):
        is_whole = values["number"] == expected and values["previous_hash"] == previous
        if not is_whole or values["hash"] != seal(previous, values):
            return expected
        expected, previous = expected + 1, values["hash"]
    chain = Chain.objects.of(organization).first()
    end = (chain.number, chain.hash) if chain else (0, "")
    return None if end == (expected - 1, previous) else expected
