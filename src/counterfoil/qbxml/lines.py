"""The lines of a bill in an Add and in a Mod (docs/quickbooks.md 4.2).

In a Mod, no line at all leaves every line as it is, and one line sent deletes those not sent, perhaps of both tables:
sources disagree. So as soon as anything in the lines differs, both tables are sent whole: what is unchanged by its bare
TxnLineID.
"""

from collections.abc import Sequence
from dataclasses import replace

from counterfoil.qbxml import encode, limits
from counterfoil.qbxml.encode import Sheet, escape
from counterfoil.qbxml.tables import EXPENSE_LINE, ITEM_GROUP_LINE, ITEM_LINE, Table
from counterfoil.records import Bill, BillLine, ExpenseLine, ItemGroupLine, ItemLine

NEW_LINE = "-1"

_ELEMENTS: dict[type, tuple[str, Table]] = {
    ExpenseLine: ("ExpenseLine", EXPENSE_LINE),
    ItemLine: ("ItemLine", ITEM_LINE),
    ItemGroupLine: ("ItemGroupLine", ITEM_GROUP_LINE),
}


def write_new_lines(bill: Bill, sheet: Sheet) -> str:
    """Every line of a bill that is to be added."""
    return "".join(
        f"<{element}Add>{encode.whole(table, line, sheet.at(where))}</{element}Add>"
        for where, line in _placed(bill)
        for element, table in (_ELEMENTS[type(line)],)
    )


def write_changed_lines(before: Bill, after: Bill, sheet: Sheet) -> str:
    """What a Mod says of the lines: nothing when none differs, else both tables."""
    if before.expense_lines == after.expense_lines and before.item_lines == after.item_lines:
        return ""
    return _table("Expense", before.expense_lines, after.expense_lines, sheet.at("expense_lines")) + _table(
        "Item", before.item_lines, after.item_lines, sheet.at("item_lines")
    )


def _placed(bill: Bill) -> list[tuple[str, BillLine]]:
    expenses = [(f"expense_lines[{place}].", line) for place, line in enumerate(bill.expense_lines)]
    return [*expenses, *((f"item_lines[{place}].", line) for place, line in enumerate(bill.item_lines))]


def _table(name: str, before: Sequence[BillLine], after: Sequence[BillLine], sheet: Sheet) -> str:
    if before and not after:
        return f"<Clear{name}Lines>true</Clear{name}Lines>"
    known = {line.id: line for line in before}
    return "".join(
        _line(known.get(line.id), line, sheet.at(f"[{place}].")) for place, line in in_quickbooks_order(before, after)
    )


def in_quickbooks_order(before: Sequence[BillLine], after: Sequence[BillLine]) -> list[tuple[int, BillLine]]:
    """`after` with its places, retained lines in the relative order of `before`, as QuickBooks insists (status 3290).

    New lines stay where they stand; retained ones change places among themselves.
    """
    order = {line.id: place for place, line in enumerate(before)}
    placed = list(enumerate(after))
    retained = sorted((each for each in placed if each[1].id in order), key=lambda each: order[each[1].id])
    assert len({line.id for _, line in retained}) == len(retained), "a line stands twice in the bill"
    next_retained = iter(retained)
    return [next(next_retained) if each[1].id in order else each for each in placed]


def _line(old: BillLine | None, new: BillLine, sheet: Sheet) -> str:
    element, table = _ELEMENTS[type(new)]
    if old is new:
        id_, content = new.id, ""
    elif old is None:
        id_, content = NEW_LINE, encode.whole(table, new, sheet)
    elif isinstance(new, ItemGroupLine) or isinstance(old, ItemGroupLine):
        id_, content = old.id, _unchanged_group(old, new, sheet)
    else:
        id_, content = old.id, encode.changes(table, _restated(old, new), new, sheet)
    return f"<{element}Mod><TxnLineID>{escape(id_)}</TxnLineID>{content}</{element}Mod>"


def _unchanged_group(old: BillLine, new: BillLine, sheet: Sheet) -> str:
    """An item group is kept whole and never edited from here (rule B18)."""
    if old != new:
        wrong = limits.Unholdable(
            "item_group_is_read_only",
            "An item group of a bill can only be changed in QuickBooks.",
            "Undo the change here and make it in QuickBooks.",
        )
        sheet.problems.append(wrong.as_problem(sheet.where.rstrip("."), new.id))
    return ""


def _restated(old: BillLine, new: BillLine) -> BillLine:
    """`old`, altered so that quantity, cost and amount are sent together when one of them or the item differs.

    QuickBooks works the third out from the other two, so one sent alone would change another; and another item brings
    its own words and cost where the Mod has none (docs/quickbooks.md 4.1).
    """
    if not isinstance(old, ItemLine) or not isinstance(new, ItemLine):
        return old
    is_other_item = old.item.id != new.item.id
    if not is_other_item and (old.quantity, old.cost, old.amount) == (new.quantity, new.cost, new.amount):
        return old
    quantity = old.quantity if new.quantity is None else None
    cost = old.cost if new.cost is None else None
    description = "" if is_other_item and new.description else old.description
    return replace(old, description=description, quantity=quantity, cost=cost, amount=new.amount + 1)
