"""A record that stands on both sides gets one link: list records by their full names (rule C5)."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

from counterfoil.engine.books import LinkState
from counterfoil.reconcile.pairing import Named, paired

if TYPE_CHECKING:
    from counterfoil.engine.books import Link
    from counterfoil.engine.entries import Entry
    from counterfoil.engine.turn import Turn
    from counterfoil.records import Kind


def pair(turn: Turn, kind: Kind, entries: list[Entry]) -> list[Entry]:
    """List records that stand on both sides under the same name are one (rule C5); returns what may be decided."""
    new = [entry for entry in entries if not entry.link.record_id and entry.link.state is LinkState.INELIGIBLE]
    names = {entry.link.quickbooks_id: _full_name(entry) for entry in new}
    found = turn.books.unlinked(kind, list(names.values())) if names else {}
    if not found:
        return entries
    pairs = _pairs(turn, kind, new, names, found)
    known = turn.books.links(kind, list(pairs.values()))
    in_doubt = turn.in_doubt()
    ready = []
    for entry in entries:
        record_id = pairs.get(entry.link.quickbooks_id, "")
        here = known.get(record_id)
        if here is not None and here.id in in_doubt:
            turn.books.keep_links([replace(entry.link, fingerprint="", owed=True)])
            continue
        if record_id:
            entry.link = joined(turn, entry.link, here, record_id)
            entry.was_paired = True
        ready.append(entry)
    return ready


def _pairs(
    turn: Turn, kind: Kind, new: list[Entry], names: dict[str, str], found: dict[str, list[str]]
) -> dict[str, str]:
    held = turn.books.records(kind, [id_ for ids in found.values() for id_ in ids])
    ours = [
        Named(id_, name, record)
        for name, ids in found.items()
        for id_ in ids
        if id_ in held and (record := held[id_].record) is not None
    ]
    theirs = [
        Named(id_, names[id_], entry.theirs) for entry in new if (id_ := entry.link.quickbooks_id) and entry.theirs
    ]
    return paired(theirs, ours)


def joined(turn: Turn, there: Link, here: Link | None, record_id: str) -> Link:
    """One link for both sides; a link that only knew QuickBooks' side gives way to the one that knows ours."""
    if here is None:
        return replace(there, record_id=record_id, state=LinkState.NEW)
    if there.id:
        turn.books.keep_links([replace(there, state=LinkState.CLOSED, owed=False)])
    return replace(here, quickbooks_id=there.quickbooks_id, guid="", waits_for=(), attempts=0, retry_at=None)


def _full_name(entry: Entry) -> str:
    derived: Any = entry.observation.derived if entry.observation else None
    return getattr(derived, "full_name", "") or str(getattr(entry.theirs, "name", ""))
