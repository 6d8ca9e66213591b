"""Records that stand on both sides although nobody remembers that they belong together.

After our own database went back in time, a bill that was already sent looks as if it had yet to be; sent again, it
would stand twice (rule C4). It is found by the GUID that its link still has, or by equal content.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

from counterfoil.engine.books import LinkState
from counterfoil.reconcile.comparison import Standing
from counterfoil.records import Bill, Kind

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from counterfoil.engine.books import Finding, Link
    from counterfoil.engine.turn import Turn

PAGE = 500
"""Links a page."""

UNSENT = (LinkState.NEW, LinkState.ADDING)
"""States of links of which QuickBooks has no record, as far as we remember."""


def twins_here(turn: Turn, kind: Kind, unknown: Sequence[Finding], guids: Mapping[str, str]) -> list[Finding]:
    """Those that we never saw, each with our record that it is, if there is one."""
    if not unknown:
        return []
    by_guid = turn.books.links_by_guid([guids[each.quickbooks_id] for each in unknown if guids[each.quickbooks_id]])
    unsent = _unsent(turn, kind) if kind is Kind.BILL else {}
    found: list[Finding] = []
    for finding in unknown:
        link = by_guid.get(guids[finding.quickbooks_id])
        if link is None or link.kind is not kind or link.quickbooks_id or link.state is LinkState.CLOSED:
            same = unsent.get(_key(finding.theirs), []) if guids[finding.quickbooks_id] else []
            link = same.pop(0) if same else None
        found.append(_joined(finding, link))
    return found


def _joined(finding: Finding, link: Link | None) -> Finding:
    if link is None:
        return finding
    return replace(finding, standing=Standing.RELINKED, link_id=link.id, record_id=link.record_id)


def _unsent(turn: Turn, kind: Kind) -> dict[Any, list[Link]]:
    """Our bills that were never sent, by what makes two bills one."""
    found: dict[Any, list[Link]] = {}
    last = ""
    while page := turn.books.watched(kind, UNSENT, PAGE, last):
        last = page[-1].id
        held = turn.books.records(kind, [link.record_id for link in page])
        for link in page:
            record = held[link.record_id].record if link.record_id in held else None
            if record is not None and not link.quickbooks_id:
                found.setdefault(_key(record), []).append(link)
    return found


def _key(record: Any) -> Any:
    """Vendor, number, date and total of a bill; None where there is none to compare."""
    if not isinstance(record, Bill):
        return None
    return record.vendor.id, record.ref_number.casefold(), record.txn_date, record.total
