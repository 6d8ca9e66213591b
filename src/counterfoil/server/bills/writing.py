"""The plural write of bills: any number of creates, changes and deletes in a handful of statements."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from counterfoil.records import Bill as BillRecord
from counterfoil.server import rows
from counterfoil.server.audit import services as audit
from counterfoil.server.bills.bounds import misfit
from counterfoil.server.bills.lines import LinesOfBill, keep_lines, pk
from counterfoil.server.bills.models import Bill, ReceivedOrder
from counterfoil.server.bills.records import KeptBill, load
from counterfoil.server.bills.settlement import Settlement, settled
from counterfoil.server.bills.status import Approval
from counterfoil.server.keeping import problems
from counterfoil.server.keeping.changes import changes_between, creation
from counterfoil.server.keeping.drafts import ENDS, Draft, action_of, keep_heads, write_page
from counterfoil.server.keeping.pages import write_pages

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from counterfoil.engine.books import Write, Written
    from counterfoil.records import BillState, Problem
    from counterfoil.server.audit.actor import Actor
    from counterfoil.server.keeping.names import Names
    from counterfoil.server.keeping.pages import Page
    from counterfoil.server.people.models import Organization

COLUMNS = (
    "vendor_id",
    "vendor_address",
    "ap_account_id",
    "txn_date",
    "due_date",
    "ref_number",
    "terms_id",
    "memo",
    "total",
    "paid_in_quickbooks",
    "paid_amount",
    "open_amount",
    "status",
    "purchase_order_number",
    "approval",
    *ENDS,
)
"""Columns of a bill that a write may change."""


@dataclass(slots=True)
class BillDraft(Draft[KeptBill]):
    """A bill on its way: how far it is settled, and where it stands with its approvers."""

    settlement: Settlement
    approval: Approval

    @property
    def touches_lines(self) -> bool:
        """Whether its lines may differ from those that are kept."""
        return bool(self.write.line_ids) or (self.write.record is not None and not self.is_deleted)


def write_many(
    organization: Organization, actor: Actor, writes: Sequence[Write], *, now: datetime | None = None
) -> list[Written]:
    """Make these changes in order, in one transaction; each answers for itself (rule S10)."""
    return write_pages(organization, actor, writes, _write_page, now)


def _write_page(page: Page, writes: Sequence[Write]) -> list[Written]:
    kept = load(page.organization, [write.record_id for write in writes if write.record_id])
    allowed = lambda write, before: _vendor_missing(write) or misfit(write) or draft(write, before)
    return write_page(page, writes, kept, allowed, _keep)


def _vendor_missing(write: Write) -> Problem | None:
    if isinstance(write.record, BillRecord) and not write.record.vendor:
        return problems.required("vendor", "The bill has no vendor", "Choose the vendor who sent it.")
    return None


def draft(write: Write, before: KeptBill | None) -> BillDraft:
    """What a write that is allowed comes down to, given what is kept."""
    record = write.record if isinstance(write.record, BillRecord) else before.record if before else BillRecord()
    state: BillState | None = write.derived  # type: ignore[assignment]  # a bill's derived values are a BillState
    settlement = settled(before.settlement if before else Settlement(), state)
    if before is None:
        return BillDraft(write, None, record, "created", 0, settlement, Approval.NOT_REQUIRED)
    action = action_of(write, before, "settled" if settlement != before.settlement else "")
    approval = before.approval if write.follows else _approval(before, record)
    return BillDraft(write, before, record, action, before.id, settlement, approval)


def _approval(before: KeptBill, record: BillRecord) -> Approval:
    """An approved bill whose amount, vendor or due date changes is to be approved again (rule B16)."""
    is_same = before.record.approved_as == record.approved_as
    return Approval.PENDING if before.approval is Approval.APPROVED and not is_same else before.approval


def _keep(page: Page, drafts: Sequence[BillDraft]) -> None:
    keep_heads(page, Bill, COLUMNS, drafts, lambda each: _row(each, page.now))
    _keep_orders(page.organization, drafts)
    touched = [each for each in drafts if each.touches_lines]
    lines = [LinesOfBill(each.row_id, each.record, each.before, each.write.line_ids) for each in touched]
    for each, record in zip(touched, keep_lines(page.organization.pk, lines), strict=True):
        each.record = record
    entries = [entry for each in drafts if (entry := _entry(each, page.names)) is not None]
    audit.record_many(page.organization, page.actor, entries, now=page.now, chain=page.chain)


def _keep_orders(organization: Organization, drafts: Sequence[BillDraft]) -> None:
    """Which purchase orders the bills receive, where that is news."""
    news = [each for each in drafts if each.settlement.orders != (each.before.settlement.orders if each.before else ())]
    known = [each.row_id for each in news if each.before and each.before.settlement.orders]
    if known:
        ReceivedOrder.objects.of(organization).filter(bill_id__in=known).delete()
    columns = ("organization_id", "bill_id", "position", "quickbooks_id", "number")
    orders = [
        (organization.pk, each.row_id, n, *order) for each in news for n, order in enumerate(each.settlement.orders)
    ]
    rows.insert(ReceivedOrder, columns, orders)


def _row(each: BillDraft, now: datetime) -> tuple[Any, ...]:
    bill = each.record
    derived = each.settlement.columns(bill.total, is_deleted=each.is_deleted)
    return (
        pk(bill.vendor),
        bill.vendor_address,
        pk(bill.ap_account),
        bill.txn_date,
        bill.due_date,
        bill.ref_number,
        pk(bill.terms),
        bill.memo,
        *(derived[name] for name in COLUMNS[8:14]),
        each.approval,
        *each.ends(now),
    )


def _entry(each: BillDraft, names: Names) -> audit.NewEntry | None:
    """The audit row of a draft; None where nothing that a person could see has changed."""
    if not each.action:
        return None
    before = each.before
    is_edit = before is not None and each.action in ("changed", "restored")
    changes = changes_between(before.record, each.record, names) if before and is_edit else {}
    was = before.settlement if before else Settlement()
    if each.settlement.paid != was.paid:
        changes["paid_in_quickbooks"] = [was.paid.value, each.settlement.paid.value]
    if each.settlement.order_number != was.order_number:
        changes["purchase_order_number"] = [was.order_number, each.settlement.order_number]
    if before and each.approval != before.approval:
        changes["approval"] = [before.approval.value, each.approval.value]
    all_of_it = changes if before else creation(each.record, names, changes)
    return audit.NewEntry(each.write.kind, str(each.row_id), each.action, all_of_it)
