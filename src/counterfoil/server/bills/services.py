"""What can be done with bills; every function is one transaction, with its audit row."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from django.db import transaction

from counterfoil.engine.books import Write, Written
from counterfoil.qbxml.write import check
from counterfoil.reconcile.decision import Act
from counterfoil.records import ItemGroupLine, Kind
from counterfoil.server.audit import services as audit
from counterfoil.server.bills import writing
from counterfoil.server.bills.models import Bill
from counterfoil.server.bills.problems import missing, regrouped, unpaid_only
from counterfoil.server.bills.records import load
from counterfoil.server.bills.status import ROWS, Approval, status_of
from counterfoil.server.keeping import problems
from counterfoil.server.keeping.sound import inactive
from counterfoil.server.people.problems import Refused, one_for_each_field

if TYPE_CHECKING:
    from collections.abc import Sequence

    from counterfoil.records import Bill as BillRecord
    from counterfoil.server.audit.actor import Actor
    from counterfoil.server.bills.records import KeptBill
    from counterfoil.server.people.models import Organization


def write_many(organization: Organization, actor: Actor, writes: Sequence[Write]) -> list[Written]:
    """Make these changes in a handful of statements; each answers for itself (rule S10)."""
    return writing.write_many(organization, actor, writes)


def create(organization: Organization, actor: Actor, record: BillRecord) -> Written:
    """Enter a new bill; raises Refused with every problem at once, each with its field."""
    with transaction.atomic():
        audit.lock(organization)
        record = _with_known_lines(record, None)
        _require_sound(organization, record, None)
        return _written(organization, actor, Write(Act.CREATE, Kind.BILL, "", record=record))


def amend(
    organization: Organization, actor: Actor, record_id: str, record: BillRecord, revision: int | None
) -> Written:
    """Replace the bill's fields and lines; raises Refused, also when someone changed it since that revision."""
    with transaction.atomic():
        audit.lock(organization)
        kept = _kept(organization, record_id, revision)
        if kept.is_deleted:
            raise Refused([problems.deleted("bill")])
        record = _with_known_lines(record, kept)
        _require_sound(organization, record, kept)
        write = Write(Act.CHANGE, Kind.BILL, "", record_id=str(record_id), record=record, revision=revision)
        return _written(organization, actor, write)


def delete(organization: Organization, actor: Actor, record_id: str, revision: int | None = None) -> Written:
    """Delete the bill: it stays, inactive, with its history (rule B4). Refused when a payment is on it."""
    with transaction.atomic():
        audit.lock(organization)
        kept = _kept(organization, record_id, revision)
        if kept.is_deleted:
            raise Refused([problems.deleted("bill")])
        if not ROWS[status_of(is_deleted=False, paid=kept.settlement.paid)].can_delete:
            raise Refused([unpaid_only()])
        return _written(organization, actor, Write(Act.DELETE, Kind.BILL, "", record_id=str(record_id)))


def restore(organization: Organization, actor: Actor, record_id: str, revision: int | None = None) -> Written:
    """Make a deleted bill live again, as it was; in QuickBooks it becomes a new bill."""
    with transaction.atomic():
        audit.lock(organization)
        kept = _kept(organization, record_id, revision)
        if not kept.is_deleted:
            raise Refused([problems.not_deleted("bill")])
        _require_sound(organization, kept.record, kept)
        write = Write(Act.CHANGE, Kind.BILL, "", record_id=str(record_id), record=kept.record)
        return _written(organization, actor, write)


def decide_approval(
    organization: Organization, actor: Actor, record_id: str, approval: Approval, revision: int
) -> None:
    """Say where the bill stands with its approvers: Counterfoil's own, it never posts (rule B14).

    Refused when somebody changed the bill since that revision: what is approved is what was looked at (rule B16).
    """
    with transaction.atomic():
        audit.lock(organization)
        kept = _kept(organization, record_id, revision)
        if kept.is_deleted:
            raise Refused([problems.deleted("bill")])
        if approval is kept.approval:
            return
        Bill.objects.of(organization).filter(id=kept.id).update(approval=approval)
        changes = {"approval": [kept.approval.value, approval.value]}
        audit.record_many(organization, actor, [audit.NewEntry(Kind.BILL, str(record_id), "approval", changes)])


def _kept(organization: Organization, id_: str, revision: int | None) -> KeptBill:
    kept = load(organization, [id_]).get(str(id_))
    if kept is None:
        raise Refused([problems.gone("bill")])
    if revision is not None and revision != kept.revision:
        raise Refused([problems.changed_meanwhile(kept.revision, revision)])
    return kept


def _written(organization: Organization, actor: Actor, write: Write) -> Written:
    (written,) = writing.write_many(organization, actor, [write])
    if written.problem is not None:
        raise Refused([written.problem])
    return written


def _with_known_lines(record: BillRecord, kept: KeptBill | None) -> BillRecord:
    """The record, its lines' ids blank where the bill has no such line: nobody can claim a TxnLineID here."""
    expenses = kept.expense_lines if kept else {}
    items = kept.item_lines if kept else {}
    return replace(
        record,
        expense_lines=tuple(
            replace(line, id=expenses[line.id].record.id if line.id in expenses else "")
            for line in record.expense_lines
        ),
        item_lines=tuple(
            replace(line, id=items[line.id].record.id if line.id in items else "") for line in record.item_lines
        ),
    )


def _require_sound(organization: Organization, record: BillRecord, kept: KeptBill | None) -> None:
    old = kept.record.item_lines if kept else ()
    found = [
        *missing(organization, record, is_new=kept is None),
        *inactive(organization, record, kept.record if kept else None),
        *regrouped(old, record.item_lines),
        *check(
            Kind.BILL,
            replace(record, item_lines=tuple(x for x in record.item_lines if not isinstance(x, ItemGroupLine))),
        ),
    ]
    if found:
        raise Refused(one_for_each_field(found))
