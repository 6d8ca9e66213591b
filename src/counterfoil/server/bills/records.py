"""Bills: model ⇄ record, a page in three statements, and a fourth where bills receive purchase orders."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, NamedTuple

from counterfoil.engine.books import Held
from counterfoil.records import Bill as BillRecord
from counterfoil.records import Billable, ItemGroupLine, Kind, Ref
from counterfoil.records import ExpenseLine as ExpenseLineRecord
from counterfoil.records import ItemLine as ItemLineRecord
from counterfoil.server.audit import services as audit
from counterfoil.server.bills.models import Bill, ExpenseLine, ItemLine, ReceivedOrder
from counterfoil.server.bills.settlement import NO_ORDER, OrderLink, Settlement
from counterfoil.server.bills.status import Approval, Paid
from counterfoil.server.keeping.tables import numbers

if TYPE_CHECKING:
    from collections.abc import Iterable

    from counterfoil.records import BillLine
    from counterfoil.server.people.models import Organization


class KeptLine(NamedTuple):
    """One line as the database keeps it; `children` are the rows of a group's own lines."""

    pk: int
    own_key: str
    position: int
    record: BillLine
    children: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class KeptBill:
    """A bill as the database keeps it; a deleted one still has its last content.

    `expense_lines` and `item_lines` hold each line under its key of ours and, once it has one, its TxnLineID.
    """

    id: int
    record: BillRecord
    revision: int
    is_deleted: bool
    approval: Approval
    settlement: Settlement
    expense_lines: dict[str, KeptLine] = field(default_factory=dict)
    item_lines: dict[str, KeptLine] = field(default_factory=dict)


def records_of(organization: Organization, kind: Kind, ids: Iterable[str], *, lock: bool = False) -> dict[str, Held]:
    """These bills by id, deleted ones without content; `lock` keeps others from changing them meanwhile."""
    assert kind is Kind.BILL, f"{kind} is not kept here"
    if lock:
        audit.lock(organization)
    return {id_: _held(id_, kept) for id_, kept in load(organization, ids).items()}


def _held(id_: str, kept: KeptBill) -> Held:
    """An approved bill may be paid at any moment, so from then on nothing about its money is decided by policy."""
    is_approved = kept.approval is Approval.APPROVED
    record = None if kept.is_deleted else kept.record
    return Held(id_, record, kept.revision, is_approved, is_committed=is_approved)


def load(organization: Organization, ids: Iterable[str | int]) -> dict[str, KeptBill]:
    """These bills as they are kept, by id; unknown ids are left out."""
    wanted = numbers(ids)
    heads = list(Bill.objects.of(organization).filter(id__in=wanted).values_list(*HEAD)) if wanted else []
    if not heads:
        return {}
    found = [row[0] for row in heads]
    expenses = _expense_lines(organization, found)
    items = _item_lines(organization, found)
    orders = _orders(organization, [row[0] for row in heads if row[6] != NO_ORDER])
    return {str(row[0]): _bill(row, expenses[row[0]], items[row[0]], orders[row[0]]) for row in heads}


HEAD = (
    "id",
    "revision",
    "deleted_at",
    "approval",
    "paid_in_quickbooks",
    "paid_amount",
    "purchase_order_number",
    "vendor_id",
    "vendor__full_name",
    "vendor_address",
    "ap_account_id",
    "ap_account__full_name",
    "txn_date",
    "due_date",
    "ref_number",
    "terms_id",
    "terms__full_name",
    "memo",
)
LINE = (
    "id",
    "bill_id",
    "position",
    "quickbooks_line_id",
    "amount",
    "customer_id",
    "customer__full_name",
    "department_id",
    "department__full_name",
    "billable",
)
EXPENSE_LINE = (*LINE, "account_id", "account__full_name", "memo")
ITEM_LINE = (
    *LINE,
    "parent_id",
    "is_group",
    "item_id",
    "item__full_name",
    "description",
    "quantity",
    "unit_of_measure",
    "cost",
)
BILLABLE = {status.value: status for status in Billable}


def ref(id_: int | None, name: str | None) -> Ref:
    """A reference of ours."""
    return Ref(str(id_), name or "") if id_ else Ref()


def own_key(table: str, pk: int) -> str:
    """A line's key of ours: lines of both tables are told their TxnLineIDs together, so it says which table."""
    return f"#{table[0]}{pk}"


def _by_keys(lines: Iterable[KeptLine]) -> dict[str, KeptLine]:
    found: dict[str, KeptLine] = {}
    for line in lines:
        found[line.own_key] = found[line.record.id] = line
    return found


def _orders(organization: Organization, bills: list[int]) -> defaultdict[int, list[OrderLink]]:
    """The purchase orders that these bills receive, the first linked first; most bills receive none."""
    found: defaultdict[int, list[OrderLink]] = defaultdict(list)
    if bills:
        rows = ReceivedOrder.objects.of(organization).filter(bill_id__in=bills).order_by("bill_id", "position")
        for bill, txn_id, number in rows.values_list("bill_id", "quickbooks_id", "number"):
            found[bill].append(OrderLink(txn_id, number))
    return found


def _bill(row: tuple[Any, ...], expenses: list[KeptLine], items: list[KeptLine], orders: list[OrderLink]) -> KeptBill:
    (id_, revision, deleted_at, approval, paid, paid_amount, _number, *head) = row
    vendor, vendor_name, address, ap, ap_name, txn_date, due_date, ref_number, terms, terms_name, memo = head
    record = BillRecord(
        vendor=ref(vendor, vendor_name),
        vendor_address=address,
        ap_account=ref(ap, ap_name),
        txn_date=txn_date,
        due_date=due_date,
        ref_number=ref_number,
        terms=ref(terms, terms_name),
        memo=memo,
        expense_lines=tuple(line.record for line in expenses),  # type: ignore[misc]  # this table holds only these
        item_lines=tuple(line.record for line in items),  # type: ignore[misc]  # this table holds only these
    )
    settlement = Settlement(Paid(paid), paid_amount, tuple(orders))
    is_deleted = deleted_at is not None
    return KeptBill(
        id_, record, revision, is_deleted, Approval(approval), settlement, _by_keys(expenses), _by_keys(items)
    )


def _expense_lines(organization: Organization, bills: list[int]) -> defaultdict[int, list[KeptLine]]:
    rows = (
        ExpenseLine.objects.of(organization)
        .filter(bill_id__in=bills)
        .order_by("bill_id", "position")
        .values_list(*EXPENSE_LINE)
    )
    lines: defaultdict[int, list[KeptLine]] = defaultdict(list)
    for (
        pk,
        bill,
        position,
        line_id,
        amount,
        cust,
        cust_name,
        dep,
        dep_name,
        billable,
        account,
        account_name,
        memo,
    ) in rows:
        key = own_key("expense_lines", pk)
        record = ExpenseLineRecord(
            id=line_id or key,
            account=ref(account, account_name),
            amount=amount,
            memo=memo,
            customer=ref(cust, cust_name),
            department=ref(dep, dep_name),
            billable=BILLABLE[billable],
        )
        lines[bill].append(KeptLine(pk, key, position, record))
    return lines


def _item_lines(organization: Organization, bills: list[int]) -> defaultdict[int, list[KeptLine]]:
    rows = (
        ItemLine.objects.of(organization)
        .filter(bill_id__in=bills)
        .order_by("bill_id", "position")
        .values_list(*ITEM_LINE)
    )
    tops: list[tuple[Any, ...]] = []
    below: defaultdict[int, list[tuple[Any, ...]]] = defaultdict(list)
    for row in rows:
        parent = row[10]
        (below[parent] if parent else tops).append(row)
    lines: defaultdict[int, list[KeptLine]] = defaultdict(list)
    for row in tops:
        children = below[row[0]]
        record = _group(row, children) if row[11] else _item_line(row)
        lines[row[1]].append(
            KeptLine(row[0], own_key("item_lines", row[0]), row[2], record, tuple(child[0] for child in children))
        )
    return lines


def _item_line(row: tuple[Any, ...]) -> ItemLineRecord:
    pk, _bill, _position, line_id, amount, cust, cust_name, dep, dep_name, billable, *rest = row
    _parent, _is_group, item, item_name, description, quantity, unit, cost = rest
    return ItemLineRecord(
        id=line_id or own_key("item_lines", pk),
        item=ref(item, item_name),
        description=description,
        quantity=quantity,
        unit_of_measure=unit,
        cost=cost,
        amount=amount,
        customer=ref(cust, cust_name),
        department=ref(dep, dep_name),
        billable=BILLABLE[billable],
    )


def _group(row: tuple[Any, ...], children: list[tuple[Any, ...]]) -> ItemGroupLine:
    line = _item_line(row)
    return ItemGroupLine(
        id=line.id,
        item_group=line.item,
        description=line.description,
        quantity=line.quantity,
        unit_of_measure=line.unit_of_measure,
        amount=line.amount,
        lines=tuple(_item_line(child) for child in children),
    )
