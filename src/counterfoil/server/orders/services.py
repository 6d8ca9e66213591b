"""The one thing that is done with purchase orders: the sync writes what QuickBooks holds, by the page (rule D10)."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from counterfoil.records import OrderLineState, OrderState, PurchaseOrder, PurchaseOrderLine
from counterfoil.server import rows
from counterfoil.server.audit import services as audit
from counterfoil.server.keeping.bounds import bounds_of, broken_by, first
from counterfoil.server.keeping.changes import changes_between, creation
from counterfoil.server.keeping.drafts import ENDS, Draft, action_of, keep_heads, write_page
from counterfoil.server.keeping.pages import write_pages
from counterfoil.server.orders import models
from counterfoil.server.orders.records import HEAD, LINE, REFERENCES, KeptOrder, load
from counterfoil.server.orders.status import status_of

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from datetime import datetime

    from counterfoil.engine.books import Write, Written
    from counterfoil.records import Problem
    from counterfoil.server.audit.actor import Actor
    from counterfoil.server.keeping.names import Names
    from counterfoil.server.keeping.pages import Page
    from counterfoil.server.people.models import Organization

COLUMNS = (
    *(f"{name}_id" if name in REFERENCES else name for name in HEAD),
    *("total", "is_manually_closed", "is_fully_received", "txn_number", "status"),
    *("quickbooks_id", *ENDS),
)
"""Columns of an order that a write may change."""

LINE_COLUMNS = (
    *("organization_id", "order_id", "position", "quickbooks_line_id", "received", "is_closed"),
    *(f"{name}_id" if name in REFERENCES else name for name in LINE),
)


@dataclass(slots=True)
class OrderDraft(Draft[KeptOrder]):
    """A purchase order on its way, and how far it has been received."""

    state: OrderState

    @property
    def quickbooks_id(self) -> str:
        """Its TxnID, once it was told."""
        return self.write.quickbooks_id or (self.before.quickbooks_id if self.before else "")

    @property
    def touches_lines(self) -> bool:
        """Whether its lines, or what came of them, differ from those that are kept."""
        before = self.before
        return before is None or (before.record.lines, before.state.lines) != (self.record.lines, self.state.lines)


def write_many(
    organization: Organization, actor: Actor, writes: Sequence[Write], *, now: datetime | None = None
) -> list[Written]:
    """Make these changes in order, in one transaction; each answers for itself (rule S10)."""
    return write_pages(organization, actor, writes, _write_page, now)


def _write_page(page: Page, writes: Sequence[Write]) -> list[Written]:
    kept = load(page.organization, [write.record_id for write in writes if write.record_id])
    return write_page(page, writes, kept, lambda write, before: misfit(write) or draft(write, before), _keep)


def draft(write: Write, before: KeptOrder | None) -> OrderDraft:
    """What a write that is allowed comes down to, given what is kept."""
    record = write.record if isinstance(write.record, PurchaseOrder) else before.record if before else PurchaseOrder()
    said = write.derived if isinstance(write.derived, OrderState) else before.state if before else OrderState()
    state = replace(said, external_guid="", linked=None, lines=_standing(record, said))
    received = "received" if before and state != before.state else ""
    return OrderDraft(write, before, record, action_of(write, before, received), before.id if before else 0, state)


def _standing(record: PurchaseOrder, said: OrderState) -> tuple[OrderLineState, ...]:
    """How each line of the record stands, in its order."""
    known = {line.id: line for line in said.lines}
    return tuple(known.get(line.id, OrderLineState(line.id)) for line in record.lines)


def _keep(page: Page, drafts: Sequence[OrderDraft]) -> None:
    keep_heads(page, models.PurchaseOrder, COLUMNS, drafts, lambda each: _row(each, page.now))
    _keep_lines(page, [each for each in drafts if each.touches_lines])
    entries = [entry for each in drafts if (entry := _entry(each, page.names)) is not None]
    audit.record_many(page.organization, page.actor, entries, now=page.now, chain=page.chain)


def _keep_lines(page: Page, drafts: Sequence[OrderDraft]) -> None:
    """Nothing points at an order's line, so the lines of an order that changed are simply written anew."""
    known = [each.row_id for each in drafts if each.before is not None]
    if known:
        models.OrderLine.objects.of(page.organization).filter(order_id__in=known).delete()
    rows.insert(models.OrderLine, LINE_COLUMNS, [row for each in drafts for row in _rows_of_lines(page, each)])


def _rows_of_lines(page: Page, each: OrderDraft) -> Iterator[tuple[Any, ...]]:
    for position, (line, stands) in enumerate(zip(each.record.lines, each.state.lines, strict=True)):
        keys = (page.organization.pk, each.row_id, position, line.id, stands.received, stands.is_closed)
        yield (*keys, *_values(LINE, line))


def _row(each: OrderDraft, now: datetime) -> tuple[Any, ...]:
    state = each.state
    said = (state.total, state.is_closed, state.is_fully_received, state.txn_number)
    return (
        *_values(HEAD, each.record),
        *said,
        status_of(state, is_deleted=each.is_deleted),
        each.quickbooks_id,
        *each.ends(now),
    )


def _values(names: Sequence[str], holder: PurchaseOrder | PurchaseOrderLine) -> list[Any]:
    """The column values of these fields."""
    values = ((name, getattr(holder, name)) for name in names)
    return [(int(value.id) if value else None) if name in REFERENCES else value for name, value in values]


def _entry(each: OrderDraft, names: Names) -> audit.NewEntry | None:
    """The audit row of a draft; None where nothing that a person could see has changed."""
    if not each.action:
        return None
    before = each.before
    changes = {}
    if before is None:
        return audit.NewEntry(each.write.kind, str(each.row_id), each.action, creation(each.record, names))
    if each.action in ("changed", "restored"):
        changes = changes_between(before.record, each.record, names)
    if each.action != "deleted":
        was, now = (status_of(state, is_deleted=False).value for state in (before.state, each.state))
        changes |= {"status": [was, now]} if was != now else {}
        changes |= _receipts(before.state, each.state)
    return audit.NewEntry(each.write.kind, str(each.row_id), each.action, changes)


def _receipts(before: OrderState, after: OrderState) -> dict[str, list[Any]]:
    """What came of each line since, as the log keeps it."""
    was = {line.id: line.received for line in before.lines}
    return {
        f"lines[{line.id}].received": [_text(was[line.id]), _text(line.received)]
        for line in after.lines
        if line.id in was and was[line.id] != line.received
    }


def _text(quantity: Any) -> str | None:
    return None if quantity is None else f"{quantity.normalize():f}"


HEAD_BOUNDS = bounds_of(PurchaseOrder, models.PurchaseOrder)
LINE_BOUNDS = bounds_of(PurchaseOrderLine, models.OrderLine)


def misfit(write: Write) -> Problem | None:
    """What of the order, its lines or its derived values cannot be kept."""
    return first(_misfits(write))


def _misfits(write: Write) -> Iterator[Problem | None]:
    if isinstance(write.record, PurchaseOrder):
        yield HEAD_BOUNDS.broken(write.record)
        for place, line in enumerate(write.record.lines):
            yield LINE_BOUNDS.broken(line, f"lines[{place}].")
    if isinstance(write.derived, OrderState):
        yield broken_by(models.PurchaseOrder, {"total": write.derived.total})
        for standing in write.derived.lines:
            yield broken_by(models.OrderLine, {"received": standing.received})
