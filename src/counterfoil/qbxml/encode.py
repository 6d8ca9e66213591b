"""Records to elements, by the tables: every value is checked as it is written."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import cache
from itertools import groupby
from typing import Any

from counterfoil.qbxml import limits, values
from counterfoil.qbxml.limits import Unholdable
from counterfoil.qbxml.tables import ADDRESS, Row, Table, Type, Way
from counterfoil.records import NOWHERE, Billable, Problem
from counterfoil.records.lists import NO_ADDRESS

CARRIAGE_RETURN = {ord("\r"): "&#13;"}
"""Written as a reference, because XML would turn the character itself into a line feed."""


def write_text(text: str, row: Row) -> str:
    """One line of text, escaped, in ASCII with decimal character references (docs/quickbooks.md 1.7)."""
    if len(text) > row.longest:
        limits.check_length(text, row.longest)
    if text.isascii() and text.isprintable():
        return escape(text)
    limits.check_characters(text, may_break_lines=row.type is Type.NOTE)
    return escape(text).translate(CARRIAGE_RETURN).encode("ascii", "xmlcharrefreplace").decode("ascii")


def escape(text: str) -> str:
    """The text with the three characters that are markup written as references."""
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


def _write_name(name: str, row: Row) -> str:
    limits.check_name(name)
    return write_text(name, row)


def _write_choice(word: str, row: Row) -> str:  # noqa: ARG001 - as every writer
    limits.check_characters(word, may_break_lines=False)
    return escape(word)


def _write_amount(amount: Any, row: Row) -> str:  # noqa: ARG001
    text = str(amount)
    if text[-3:-2] == "." and len(text) < limits.MOST_AMOUNT_DIGITS:
        return text
    limits.check_amount(amount)
    return values.write_amount(amount)


def _write_number(number: Any, row: Row) -> str:  # noqa: ARG001
    limits.check_number(number)
    return values.write_number(number)


def _write_date(day: Any, row: Row) -> str:  # noqa: ARG001
    limits.check_date(day)
    return str(day.isoformat())


def _write_day(day: int, row: Row) -> str:  # noqa: ARG001
    limits.check_day(day)
    return str(day)


def _write_reference(reference: Any, row: Row) -> str:  # noqa: ARG001
    limits.check_id(reference.id)
    return f"<ListID>{escape(reference.id)}</ListID>"


WRITERS: dict[Type, Callable[[Any, Row], str]] = {
    Type.TEXT: write_text,
    Type.NOTE: write_text,
    Type.NAME: _write_name,
    Type.CHOICE: _write_choice,
    Type.BILLABLE: lambda status, _: str(status.value),
    Type.AMOUNT: _write_amount,
    Type.PRICE: _write_number,
    Type.BOOLEAN: lambda truth, _: "true" if truth else "false",
    Type.DATE: _write_date,
    Type.INTEGER: lambda number, _: str(int(number)),
    Type.DAY: _write_day,
    Type.REFERENCE: _write_reference,
}
"""Type → what writes a value that is there. Each raises Unholdable."""

NOTHING: dict[Type, Any] = {
    Type.BILLABLE: Billable.UNSET,
    Type.REFERENCE: NOWHERE,
    Type.ADDRESS: NO_ADDRESS,
    Type.AMOUNT: None,
    Type.PRICE: None,
    Type.DATE: None,
    Type.INTEGER: None,
    Type.DAY: None,
}
"""Type → the value that says that nothing was entered; an empty text where it is not given."""

MAY_BE_FALSY = frozenset({Type.AMOUNT, Type.PRICE, Type.INTEGER, Type.DAY, Type.BOOLEAN, Type.DATE})


@dataclass(slots=True)
class Sheet:
    """What has been found wrong while a record is written; `where` is the path of what is being written."""

    problems: list[Problem]
    where: str = ""

    def at(self, where: str) -> "Sheet":
        """The same sheet, further down in the record."""
        return Sheet(self.problems, self.where + where)

    def note(self, row: Row, value: object, wrong: Unholdable) -> None:
        """Keep a problem."""
        self.problems.append(wrong.as_problem(self.where + row.field, value))


@dataclass(frozen=True, slots=True)
class _Prepared:
    row: Row
    field: str
    nothing: Any
    may_be_falsy: bool
    """Whether a value such as 0 or False says something."""
    opening: str
    closing: str
    write: Callable[[Any, Row], str] | None


@cache
def _prepared(rows: Table) -> tuple[_Prepared, ...]:
    return tuple(_prepare(row) for row in rows if row.way is not Way.NEITHER)


def _prepare(row: Row) -> _Prepared:
    tag = row.element.rpartition("/")[2]
    nothing = True if row.field == "is_active" else False if row.type is Type.BOOLEAN else NOTHING.get(row.type, "")
    return _Prepared(row, row.field, nothing, row.type in MAY_BE_FALSY, f"<{tag}>", f"</{tag}>", WRITERS.get(row.type))


@cache
def _parts(table: Table) -> tuple[tuple[str, Table], ...]:
    """The table cut into runs of rows that share a wrapper, e.g. SalesOrPurchase; "" where there is none."""
    runs = groupby(table, key=lambda row: row.element.rpartition("/")[0])
    return tuple((wrapper, tuple(rows)) for wrapper, rows in runs)


def whole(table: Table, record: Any, sheet: Sheet) -> str:
    """Every row of the record that holds something: the content of an Add."""
    return _wrapped(table, "", lambda rows: _whole(rows, record, sheet))


def changes(table: Table, before: Any, after: Any, sheet: Sheet) -> str:
    """The rows in which the two differ, cleared ones empty: the content of a Mod. Empty when nothing differs."""
    return _wrapped(table, "Mod", lambda rows: _changes(rows, before, after, sheet))


def _wrapped(table: Table, suffix: str, write: Callable[[Table], str]) -> str:
    parts = _parts(table)
    if len(parts) == 1:
        return write(table)
    contents = ((wrapper, write(rows)) for wrapper, rows in parts)
    return "".join(
        f"<{wrapper}{suffix}>{content}</{wrapper}{suffix}>" if wrapper and content else content
        for wrapper, content in contents
    )


def _whole(rows: Table, record: Any, sheet: Sheet) -> str:
    pieces = []
    for each in _prepared(rows):
        value = getattr(record, each.field)
        if value is each.nothing or not (value or each.may_be_falsy):
            if each.row.required:
                sheet.note(each.row, value, limits.missing(each.row))
            continue
        pieces.append(_element(each, value, sheet))
    return "".join(pieces)


def _changes(rows: Table, before: Any, after: Any, sheet: Sheet) -> str:
    pieces = []
    for each in _prepared(rows):
        old, new = getattr(before, each.field), getattr(after, each.field)
        if old is not new and old != new:
            pieces.append(_changed(each, old, new, sheet))
    return "".join(pieces)


def _changed(each: _Prepared, old: Any, new: Any, sheet: Sheet) -> str:
    if each.row.type is Type.ADDRESS:
        content = _changed_address(old, new, sheet.at(f"{each.field}."))
        return f"{each.opening}{content}{each.closing}"
    if each.row.type is Type.BILLABLE and new == Billable.UNSET:
        return f"{each.opening}{Billable.NOT_BILLABLE.value}{each.closing}" if old == Billable.BILLABLE else ""
    if each.row.type is Type.BOOLEAN or (new is not None and new != each.nothing):
        return _element(each, new, sheet)
    if each.row.required:
        sheet.note(each.row, new, limits.missing(each.row))
    return f"{each.opening}{each.closing}"


def _changed_address(old: Any, new: Any, sheet: Sheet) -> str:
    """The whole new address, with an empty element for each part that the old one had and the new one has not."""
    pieces = []
    for each in _prepared(ADDRESS):
        value = getattr(new, each.field)
        if value:
            pieces.append(_element(each, value, sheet))
        elif getattr(old, each.field):
            pieces.append(f"{each.opening}{each.closing}")
    return "".join(pieces)


def _element(each: _Prepared, value: Any, sheet: Sheet) -> str:
    if each.write is None:
        return f"{each.opening}{_whole(ADDRESS, value, sheet.at(f'{each.field}.'))}{each.closing}"
    try:
        return f"{each.opening}{each.write(value, each.row)}{each.closing}"
    except Unholdable as wrong:
        sheet.note(each.row, value, wrong)
        return ""
