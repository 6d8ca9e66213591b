"""A page's lines: which stay, which are new, which go, and their rows (rules B17, B18)."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any, TypeVar

from counterfoil.records import Bill, BillLine, ExpenseLine, ItemGroupLine, ItemLine
from counterfoil.server import rows
from counterfoil.server.bills import models
from counterfoil.server.bills.records import KeptBill, KeptLine, own_key

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from counterfoil.records import Ref


L = TypeVar("L", bound=BillLine)

EXPENSE_COLUMNS = (
    "organization_id",
    "bill_id",
    "position",
    "quickbooks_line_id",
    "amount",
    "customer_id",
    "department_id",
    "billable",
    "account_id",
    "memo",
)
ITEM_COLUMNS = (
    *EXPENSE_COLUMNS[:8],
    "parent_id",
    "is_group",
    "item_id",
    "description",
    "quantity",
    "unit_of_measure",
    "cost",
)
TABLES = {
    "expense_lines": (models.ExpenseLine, EXPENSE_COLUMNS),
    "item_lines": (models.ItemLine, ITEM_COLUMNS),
}
"""Field of the record → the model that keeps its lines, and the columns of a row."""


@dataclass(slots=True)
class LinesOfBill:
    """What becomes of one bill's lines; `line_ids` tells lines the TxnLineIDs that QuickBooks gave them."""

    bill_id: int
    record: Bill
    before: KeptBill | None
    line_ids: Mapping[str, str]


@dataclass(slots=True)
class _Statements:
    """What a page comes down to for one table.

    `keys` are the lines' keys, a list for each bill; `places` says of each new row which line of which bill it is;
    `groups` are the (bill, group line, record) whose own lines are to be written.
    """

    organization_id: int
    table: str
    keys: list[list[str]] = field(default_factory=list)
    new: list[tuple[Any, ...]] = field(default_factory=list)
    places: list[tuple[int, int]] = field(default_factory=list)
    changed: list[tuple[Any, ...]] = field(default_factory=list)
    gone: list[int] = field(default_factory=list)
    groups: list[tuple[int, int, ItemGroupLine]] = field(default_factory=list)


def keep_lines(organization_id: int, page: Sequence[LinesOfBill]) -> list[Bill]:
    """Write the lines of a page of bills; the bills come back with every line under its key."""
    expenses, items = (_keep_table(_Statements(organization_id, table), page) for table in TABLES)
    return [_with_keys(each.record, *keys) for each, *keys in zip(page, expenses, items, strict=True)]


def _with_keys(record: Bill, expenses: list[str], items: list[str]) -> Bill:
    lines = (*record.expense_lines, *record.item_lines)
    if [line.id for line in lines] == expenses + items:
        return record
    return replace(
        record,
        expense_lines=tuple(map(with_id, record.expense_lines, expenses)),
        item_lines=tuple(map(with_id, record.item_lines, items)),
    )


def with_id(line: L, id_: str) -> L:
    """The line under this id."""
    return line if line.id == id_ else replace(line, id=id_)


def _keep_table(todo: _Statements, page: Sequence[LinesOfBill]) -> list[list[str]]:
    """Write one table's lines; the keys that they have now, a list for each bill."""
    for place, each in enumerate(page):
        _plan(todo, place, each)
    model, columns = TABLES[todo.table]
    rows.delete(model, todo.gone)
    rows.update(model, columns, todo.changed)
    for id_, (place, position) in zip(rows.insert(model, columns, todo.new), todo.places, strict=True):
        todo.keys[place][position] = todo.keys[place][position] or own_key(todo.table, id_)
        line = getattr(page[place].record, todo.table)[position]
        if isinstance(line, ItemGroupLine):
            todo.groups.append((page[place].bill_id, id_, line))
    children = [row for group in todo.groups for row in _children(todo.organization_id, *group)]
    rows.insert(models.ItemLine, ITEM_COLUMNS, children)
    return todo.keys


def _plan(todo: _Statements, place: int, each: LinesOfBill) -> None:
    """Plan one bill's lines: a line whose key is known stays, others are new, and what is not named goes."""
    known: dict[str, KeptLine] = getattr(each.before, todo.table) if each.before else {}
    leaving = {line.pk: line for line in known.values()}
    keys: list[str] = []
    for position, line in enumerate(getattr(each.record, todo.table)):
        kept = known.get(line.id)
        if kept is None or leaving.pop(kept.pk, None) is None:  # a line named twice: the second is a new one
            todo.places.append((place, position))
            keys.append(_plan_new(todo, position, each, line))
        else:
            keys.append(_plan_kept(todo, position, each, kept))
    todo.keys.append(keys)
    for gone in leaving.values():
        todo.gone.extend((*gone.children, gone.pk))


def _plan_new(todo: _Statements, position: int, each: LinesOfBill, line: BillLine) -> str:
    quickbooks_id = each.line_ids.get(line.id) or _bare(line.id)
    todo.new.append((todo.organization_id, each.bill_id, position, quickbooks_id, *_content(line)))
    return quickbooks_id


def _plan_kept(todo: _Statements, position: int, each: LinesOfBill, kept: KeptLine) -> str:
    line: BillLine = getattr(each.record, todo.table)[position]
    told = each.line_ids.get(line.id) or each.line_ids.get(kept.own_key)
    quickbooks_id = told or _bare(kept.record.id)
    key = quickbooks_id or kept.own_key
    is_same = kept.record == with_id(line, key)
    if not is_same or kept.position != position:
        row = (todo.organization_id, each.bill_id, position, quickbooks_id, *_content(line))
        todo.changed.append((*row, kept.pk))
    if not is_same and isinstance(line, ItemGroupLine):
        todo.gone.extend(kept.children)
        todo.groups.append((each.bill_id, kept.pk, line))
    return key


def _children(organization_id: int, bill_id: int, parent: int, group: ItemGroupLine) -> list[tuple[Any, ...]]:
    return [
        (organization_id, bill_id, position, _bare(line.id), *_content(line, parent))
        for position, line in enumerate(group.lines)
    ]


def _bare(key: str) -> str:
    return "" if key.startswith("#") else key


def pk(reference: Ref) -> int | None:
    """The id of what a reference points at."""
    return int(reference.id) if reference.id else None


def _content(line: BillLine, parent: int | None = None) -> tuple[Any, ...]:
    """The columns after the first four, in the order of the line's table."""
    if isinstance(line, ExpenseLine):
        return (line.amount, pk(line.customer), pk(line.department), line.billable, pk(line.account), line.memo)
    if isinstance(line, ItemGroupLine):
        return _item(line, ItemLine(), parent, line.item_group)
    return _item(line, line, parent, line.item)


def _item(line: ItemLine | ItemGroupLine, own: ItemLine, parent: int | None, item: Ref) -> tuple[Any, ...]:
    return (
        line.amount,
        pk(own.customer),
        pk(own.department),
        own.billable,
        parent,
        isinstance(line, ItemGroupLine),
        pk(item),
        line.description,
        line.quantity,
        line.unit_of_measure,
        own.cost,
    )
