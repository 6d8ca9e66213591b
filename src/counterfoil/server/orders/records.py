"""Purchase orders: model ⇄ record, a page in two statements."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from counterfoil.records import Kind, OrderLineState, OrderState, PurchaseOrderLine, Ref
from counterfoil.records import PurchaseOrder as PurchaseOrderRecord
from counterfoil.server.audit import services as audit
from counterfoil.server.keeping.pages import held_of
from counterfoil.server.keeping.tables import numbers
from counterfoil.server.orders.models import OrderLine, PurchaseOrder

if TYPE_CHECKING:
    from collections.abc import Iterable

    from counterfoil.engine.books import Held
    from counterfoil.server.people.models import Organization

HEAD = ("vendor", "txn_date", "due_date", "expected_date", "ref_number", "terms", "department", "memo")
"""Fields of the record that its head keeps under the same names."""

LINE = (
    *("item", "description", "quantity", "unit_of_measure", "rate", "amount"),
    *("customer", "department"),
)
"""Fields of a line that its row keeps under the same names."""

REFERENCES = frozenset({"vendor", "terms", "department", "item", "customer"})

STATE = ("total", "is_manually_closed", "is_fully_received", "txn_number")


@dataclass(frozen=True, slots=True)
class KeptOrder:
    """An order as the database keeps it; a deleted one still has its last content."""

    id: int
    record: PurchaseOrderRecord
    revision: int
    is_deleted: bool
    quickbooks_id: str
    state: OrderState


def records_of(organization: Organization, kind: Kind, ids: Iterable[str], *, lock: bool = False) -> dict[str, Held]:
    """These orders by id, deleted ones without content; `lock` keeps others from changing them meanwhile."""
    assert kind is Kind.PURCHASE_ORDER, f"{kind} is not kept here"
    if lock:
        audit.lock(organization)
    return held_of(load(organization, ids))


def load(organization: Organization, ids: Iterable[str | int]) -> dict[str, KeptOrder]:
    """These orders as they are kept, by id; unknown ids are left out."""
    columns = ("id", "revision", "deleted_at", "quickbooks_id", *STATE, *_read(HEAD))
    heads = list(PurchaseOrder.objects.of(organization).filter(id__in=numbers(ids)).values_list(*columns))
    lines = _lines(organization, [row[0] for row in heads])
    return {str(row[0]): _order(row, lines[row[0]]) for row in heads}


def _lines(organization: Organization, orders: list[int]) -> defaultdict[int, list[tuple[Any, ...]]]:
    columns = ("order_id", "quickbooks_line_id", "received", "is_closed", *_read(LINE))
    rows = OrderLine.objects.of(organization).filter(order_id__in=orders).order_by("order_id", "position")
    found: defaultdict[int, list[tuple[Any, ...]]] = defaultdict(list)
    for row in rows.values_list(*columns):
        found[row[0]].append(row)
    return found


def _order(row: tuple[Any, ...], lines: list[tuple[Any, ...]]) -> KeptOrder:
    id_, revision, deleted_at, quickbooks_id, total, is_closed, is_received, txn_number, *head = row
    record = PurchaseOrderRecord(
        **_fields(HEAD, head),
        lines=tuple(PurchaseOrderLine(id=line_id, **_fields(LINE, parts)) for _, line_id, _, _, *parts in lines),
    )
    standing = tuple(OrderLineState(line_id, received, closed) for _, line_id, received, closed, *_ in lines)
    state = OrderState(total, is_closed, is_received, txn_number, lines=standing)
    return KeptOrder(id_, record, revision, deleted_at is not None, quickbooks_id, state)


def _read(names: Iterable[str]) -> list[str]:
    """The columns that are read for these fields: a reference is its id and its name."""
    return [
        column for name in names for column in ((f"{name}_id", f"{name}__full_name") if name in REFERENCES else (name,))
    ]


def _fields(names: Iterable[str], values: Iterable[Any]) -> dict[str, Any]:
    """The fields of these names, from the columns that `_read` names."""
    rest = iter(values)
    return {name: _ref(next(rest), next(rest)) if name in REFERENCES else next(rest) for name in names}


def _ref(id_: int | None, name: str | None) -> Ref:
    return Ref(str(id_), name or "") if id_ else Ref()
