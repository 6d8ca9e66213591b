"""The lines of bills and purchase orders as rows of fields, and what is made of the rows when they come back.

A row that comes back as it was shown stays as it is; of a changed row only the changed cells are sent to the books, so
that amounts follow from quantities and costs the way QuickBooks works them out.
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from counterfoil.simulator.company import CompanyFile
from counterfoil.simulator.transactions.lines import changed, flat, keep, new
from counterfoil.simulator.transactions.records import (
    ExpenseLine,
    GroupLine,
    ItemLine,
    LinkTarget,
    OrderGroupLine,
    OrderLine,
)
from counterfoil.simulator.values import Change

from . import names
from .fields import Fields, Typed, decimal, money
from .render import BLANK_LINE

Shown = Mapping[str, str]
"""One row of a form: cell → text."""
BILLABLE = frozenset({"", "Billable", "NotBillable", "HasBeenBilled"})


@dataclass(frozen=True, slots=True)
class Cell:
    """What one cell of a row means: the attribute of the line, and how to read it."""

    attribute: str
    read: Callable[[CompanyFile, str, str], Any]


def _name(what: str) -> Callable[[CompanyFile, str, str], Any]:
    return lambda company, text, _: names.meant(company, what, text)


def _text(company: CompanyFile, text: str, label: str) -> str:
    del company
    if len(text) > 4095:
        raise Typed(f"{label}: at most 4095 characters fit.")
    return text


def _billable(company: CompanyFile, text: str, label: str) -> str:
    del company
    if text not in BILLABLE:
        raise Typed(f"{label}: please choose Yes or No.")
    return text


AMOUNT = Cell("amount", lambda _, text, label: money(text, label))
QUANTITY = Cell("quantity", lambda _, text, label: _fine(text, label))
COMMON = {
    "customer": Cell("customer", _name("customer")),
    "class": Cell("class_", _name("class")),
    "billable": Cell("billable_status", _billable),
    "amount": AMOUNT,
}
EXPENSE = {**COMMON, "account": Cell("account", _name("account")), "memo": Cell("memo", _text)}
ITEM = {
    **COMMON,
    "item": Cell("item", _name("item")),
    "description": Cell("desc", _text),
    "quantity": QUANTITY,
    "cost": Cell("cost", lambda _, text, label: _fine(text, label)),
}
ORDERED = {
    **{name: cell for name, cell in ITEM.items() if name not in {"billable", "cost"}},
    "cost": Cell("rate", lambda _, text, label: _fine(text, label)),
    "closed": Cell("is_manually_closed", lambda _, text, _label: text == "on"),
}
TABLES: dict[str, tuple[str, Mapping[str, Cell], tuple[str, ...]]] = {
    "ExpenseLine": ("expense", EXPENSE, ("line", *EXPENSE)),
    "ItemLine": ("item", ITEM, ("line", "order", "order_line", *ITEM)),
    "OrderLine": ("item", ORDERED, ("line", *ORDERED)),
}
"""Record of a line → the prefix of its fields, its cells, its columns in the form."""
GROUPS = {"ItemLine": "GroupLine", "OrderLine": "OrderGroupLine"}


def _fine(text: str, label: str) -> Decimal | None:
    number = decimal(text, label)
    if number is not None and (number != round(number, 5) or abs(number) >= 10**10):
        raise Typed(f'{label}: "{text}" does not fit; at most five decimal places.')
    return number


# -- showing ------------------------------------------------------------------------------------------------------


def number(value: Decimal | None) -> str:
    """A quantity, cost or amount as a field shows it."""
    return "" if value is None else f"{value:f}"


def shown(company: CompanyFile, lines: Iterable[Any]) -> list[dict[str, str]]:
    """Lines as rows of a form."""
    return [_row(company, line) for line in lines]


def _row(company: CompanyFile, line: Any) -> dict[str, str]:
    row = {**BLANK_LINE, "line": line.txn_line_id}
    if isinstance(line, GroupLine | OrderGroupLine):
        group = line.item_group.full_name if line.item_group else ""
        return {
            **row, "item": group, "description": line.desc, "quantity": number(line.quantity),
            "amount": number(line.total_amount), "group": "yes",
        }  # fmt: skip
    row |= {
        "amount": number(line.amount),
        "customer": names.label_of(company, line.customer),
        "class": names.label_of(company, line.class_),
    }
    if isinstance(line, ExpenseLine):
        return row | {
            "account": names.label_of(company, line.account),
            "memo": line.memo,
            "billable": line.billable_status,
        }
    row |= {
        "item": line.item.full_name if line.item else "",
        "description": line.desc,
        "quantity": number(line.quantity),
    }
    if isinstance(line, OrderLine):
        closed = "on" if line.is_manually_closed else ""
        return row | {"cost": number(line.rate), "received": number(line.received_quantity), "closed": closed}
    order = _order_of(company, line.txn_line_id)
    return row | {
        "cost": number(line.cost),
        "billable": line.billable_status,
        "linked": order and "yes",
        "order_words": order,
    }


ORDER_OF_LINE = """SELECT t.ref_number FROM line b JOIN link l ON l.source = b.txn AND l.source_line = b.line_id
    JOIN txn t ON t.id = l.target WHERE b.line_id = ? AND l.type = 'QUANTYPE' LIMIT 1"""


def _order_of(company: CompanyFile, line_id: str) -> str:
    """Which purchase order a bill's line receives, in words."""
    row = company.connection.execute(ORDER_OF_LINE, [line_id]).fetchone() if line_id else None
    return f"order {row[0]}" if row else ""


def receiving(company: CompanyFile, order_id: str, ref_number: str, lines: Iterable[Any]) -> list[dict[str, str]]:
    """Rows of a new bill that receive what is still to come of a purchase order."""
    rows = []
    for line in flat(lines):
        if line.is_manually_closed or (line.quantity is not None and not line.unbilled_quantity):
            continue
        rest = line.unbilled_quantity if line.quantity is not None else None
        amount = line.amount if rest is None else round((line.rate or Decimal(0)) * rest, 2)
        rows.append(
            _row(company, line)
            | {
                "line": "", "order": order_id, "order_line": line.txn_line_id, "order_words": f"order {ref_number}",
                "quantity": number(rest), "amount": number(amount),
            }
        )  # fmt: skip
    return rows


# -- reading ------------------------------------------------------------------------------------------------------


def typed_rows(form: Fields, record: str) -> list[dict[str, str]]:
    """The rows of a posted form in which something was typed."""
    prefix, cells, columns = TABLES[record]
    visible = [name for name in cells if name not in {"billable", "closed"}]
    rows = ({**BLANK_LINE, **row} for row in form.rows(prefix, columns))
    return [row for row in rows if any(row[name] for name in visible)]


def redrawn(typed: Iterable[Shown], before: Iterable[Shown]) -> list[dict[str, str]]:
    """Typed rows for showing them again, with what a form does not send back taken from what was shown."""
    known = {row["line"]: row for row in before if row["line"]}
    unsent = ("linked", "order_words", "group", "received")
    return [
        {**row, **{name: known[row["line"]][name] for name in unsent}} if row["line"] in known
        else {**row, "order_words": "from an order" if row["order_line"] else ""}
        for row in typed
    ]  # fmt: skip


def added(company: CompanyFile, record: str, rows: Iterable[Shown]) -> tuple[Any, ...]:
    """New lines of the typed rows."""
    return tuple(_made(company, record, row) for row in rows)


def _made(company: CompanyFile, record: str, row: Shown) -> Any:
    values = {
        name: value for name, value in _values(company, record, row, TABLES[record][1]).items() if value is not None
    }
    if row["order_line"]:
        values.pop("item", None)
        values["link_to_txn"] = LinkTarget(row["order"], row["order_line"])
    return {"ExpenseLine": ExpenseLine, "ItemLine": ItemLine, "OrderLine": OrderLine}[record](**values)


def changes(company: CompanyFile, record: str, before: Iterable[Shown], rows: Iterable[Shown]) -> tuple[Change, ...]:
    """What the typed rows change of the lines that were shown; lines that are not among them go."""
    known = {row["line"]: row for row in before}
    return tuple(_change(company, record, known.get(row["line"]), row) for row in rows)


def _change(company: CompanyFile, record: str, before: Shown | None, row: Shown) -> Change:
    cells = TABLES[record][1]
    if before is None:
        return new(record, **_values(company, record, row, cells))
    different = [name for name in cells if row[name] != before[name]]
    if before["group"]:
        if different:
            raise Typed(f"{before['item']} is a group; its lines can only be removed here, not changed.")
        return keep(GROUPS[record], row["line"])
    values = _values(company, record, row, {name: cells[name] for name in different})
    return changed(record, row["line"], **values) if different else keep(record, row["line"])


def _values(company: CompanyFile, record: str, row: Shown, cells: Mapping[str, Cell]) -> dict[str, Any]:
    needed = "account" if record == "ExpenseLine" else "item"
    if not row[needed] and not row["order_line"]:
        raise Typed(f"Please choose an {needed} for each line with an amount.")
    found = {cell.attribute: cell.read(company, row[name], name.capitalize()) for name, cell in cells.items()}
    return {name: None if value == "" else value for name, value in found.items()}
