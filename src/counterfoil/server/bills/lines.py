"""A page's lines: which stay, which are new, which go, and their rows (rules B17, B18)."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any

from counterfoil.records import Bill, ExpenseLine, ItemGroupLine, ItemLine
from counterfoil.server import rows
from counterfoil.server.bills import models
from counterfoil.server.bills.records import KeptBill, KeptLine, key_of

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from counterfoil.records import BillLine, Ref

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
    """What a page comes down to for one table; `places` says which line of which bill each new row is."""

    new: list[tuple[Any, ...]] = field(default_factory=list)
    places: list[tuple[int, int]] = field(default_factory=list)
    changed: list[tuple[Any, ...]] = field(default_factory=list)
    gone: list[int] = field(default_factory=list)


def keep_lines(organization_id: int, page: Sequence[LinesOfBill]) -> list[Bill]:
    """Write the lines of a page of bills; the bills come back with every line under its key."""
    expense_keys = _keep_table(organization_id, page, "expense_lines")
    item_keys = _keep_table(organization_id, page, "item_lines")
    return [
        _with_keys(each.record, expenses, items)
        for each, expenses, items in zip(page, expense_keys, item_keys, strict=True)
    ]


def _with_keys(record: Bill, expenses: list[str], items: list[str]) -> Bill:
    return replace(
        record,
        expense_lines=tuple(replace(line, id=key) for line, key in zip(record.expense_lines, expenses, strict=True)),
        item_lines=tuple(replace(line, id=key) for line, key in zip(record.item_lines, items, strict=True)),
    )


def _keep_table(organization_id: int, page: Sequence[LinesOfBill], table: str) -> list[list[str]]:
    """Write one table's lines; the keys that they have now, a list for each bill."""
    todo = _Statements()
    groups: list[tuple[int, int, ItemGroupLine]] = []
    keys = [_plan(organization_id, todo, groups, place, each, table) for place, each in enumerate(page)]
    model, columns = TABLES[table]
    rows.delete(model, todo.gone)
    rows.update(model, columns, todo.changed)
    for pk, (place, position) in zip(rows.insert(model, columns, todo.new), todo.places, strict=True):
        keys[place][position] = keys[place][position] or f"#{pk}"
        line = getattr(page[place].record, table)[position]
        if isinstance(line, ItemGroupLine):
            groups.append((page[place].bill_id, pk, line))
    rows.insert(models.ItemLine, ITEM_COLUMNS, [row for group in groups for row in _children(organization_id, *group)])
    return keys


def _plan(
    organization_id: int,
    todo: _Statements,
    groups: list[tuple[int, int, ItemGroupLine]],
    place: int,
    each: LinesOfBill,
    table: str,
) -> list[str]:
    known: dict[str, KeptLine] = getattr(each.before, table) if each.before else {}
    keys: list[str] = []
    staying: set[int] = set()
    for position, line in enumerate(getattr(each.record, table)):
        kept = known.get(line.id)
        if kept is not None and kept.pk in staying:
            kept = None  # the same line twice: the second is a new one
        quickbooks_id = _quickbooks_id(line, kept, each.line_ids)
        row = (organization_id, each.bill_id, position, quickbooks_id, *_content(line))
        if kept is None:
            todo.new.append(row)
            todo.places.append((place, position))
            keys.append(quickbooks_id)
            continue
        staying.add(kept.pk)
        key = key_of(kept.pk, quickbooks_id)
        keys.append(key)
        if kept.position != position or kept.record != replace(line, id=key):
            todo.changed.append((*row, kept.pk))
        if isinstance(line, ItemGroupLine) and kept.record != replace(line, id=key):
            todo.gone.extend(kept.children)
            groups.append((each.bill_id, kept.pk, line))
    for kept in known.values():
        if kept.pk not in staying:
            staying.add(kept.pk)
            todo.gone.extend((*kept.children, kept.pk))
    return keys


def _quickbooks_id(line: BillLine, kept: KeptLine | None, line_ids: Mapping[str, str]) -> str:
    """The line's TxnLineID: newly told, known already, or brought by a line that QuickBooks has and we have not."""
    own_key = f"#{kept.pk}" if kept else ""
    told = line_ids.get(line.id) or line_ids.get(own_key)
    known = kept.record.id if kept else line.id
    return told or ("" if known.startswith("#") else known)


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
