"""The quick way to read bills, for those in exactly the layout that QuickBooks writes.

One pattern for each part of a BillRet, made from the same tables as the reference decoder (`decode.read_bill`). It
matches only elements that we know, in the schema's order, one a line, in ASCII. Anything else, and any value that is
not right, is left to the reference decoder: this module never decides that a record is unreadable, and where it
answers, it answers the same (a test compares the two over thousands of damaged documents).
"""

import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import MISSING, fields
from functools import lru_cache
from typing import Any

from counterfoil.qbxml import tables
from counterfoil.qbxml.decode import CONVERSIONS, GOODS, NAMES, Decoded
from counterfoil.qbxml.fingerprint import end_of_head
from counterfoil.qbxml.tables import Row, Type
from counterfoil.records import Address, Bill, BillState, ExpenseLine, ItemLine, LinkedTransaction, Ref

Groups = tuple[str | None, ...]

_TEXT = r"[^<>\x00-\x08\x0b-\x1f]"
"""A character of a text: no markup, and none that XML forbids or changes."""
_WORD = r"[^<>&\x00-\x08\x0b-\x1f]"
"""A character of a value that needs no character references."""
_REFERENCE = re.compile(r"&(?:(amp|lt|gt|quot|apos)|#([0-9]{1,7}));")
_NAMED = {"amp": "&", "lt": "<", "gt": ">", "quot": '"', "apos": "'"}

_ID = Row("id", "TxnLineID", Type.TEXT, required=True)
_KIND = Row("link_type", "LinkType", Type.CHOICE)
_UNREAD = Row("", "TxnDate", Type.DATE)


def plain(text: str) -> str:
    """The text with its character references replaced. Raises ValueError for one that is not XML's."""
    if "&" not in text:
        return text
    if text.count("&") != len(_REFERENCE.findall(text)):
        raise ValueError("an unusual reference")
    return _REFERENCE.sub(_character, text)


def _character(found: re.Match[str]) -> str:
    if found[1]:
        return _NAMED[found[1]]
    code = int(found[2])
    if code in (9, 10, 13) or 32 <= code < 0xD800 or 0xE000 <= code <= 0xFFFD or 0x10000 <= code <= 0x10FFFF:
        return chr(code)
    raise ValueError("not a character of XML")


@lru_cache(maxsize=8192)
def _reference(id_: str | None, name: str | None) -> Ref:
    return Ref(plain(id_ or ""), plain(name or ""))


class _Part:
    """A pattern over some rows, in the document's order, and makers that pick their groups."""

    def __init__(self, rows: Iterable[Row], wrapper: str = "") -> None:
        self.places: dict[str, int] = {}
        inner = "".join(self._patterns(rows))
        self.pattern = re.compile(f"<{wrapper}>\n{inner}</{wrapper}>\n" if wrapper else inner)

    def _patterns(self, rows: Iterable[Row], prefix: str = "") -> Iterator[str]:
        for row in rows:
            self.places[prefix + row.element] = len(self.places)
            if row.type is Type.REFERENCE:
                self.places[prefix + row.element + "/FullName"] = len(self.places)
                inner = f"\n(?:<ListID>({_TEXT}*)</ListID>\n)?(?:<FullName>({_TEXT}*)</FullName>\n)?"
            elif row.type is Type.ADDRESS:
                del self.places[prefix + row.element]
                inner = "\n" + "".join(self._patterns(tables.ADDRESS, f"{row.element}/"))
            else:
                character = _TEXT if row.type in _TEXTS else _WORD
                inner = f"({character}{'+' if row.required else '*'})"
            element = f"<{row.element}>{inner}</{row.element}>\n"
            yield element if row.required and row.type is Type.TEXT else f"(?:{element})?"

    def maker(self, cls: type, table: Iterable[Row], prefix: str = "") -> Callable[..., Any]:
        """A function that makes a `cls` from the pattern's groups."""
        rows = tuple(table)
        defaults = {field.name: "" if field.default is MISSING else field.default for field in fields(cls)}
        names = {**NAMES, "cls": cls, "plain": plain, "reference": _reference}
        names |= {f"no_{row.field}": defaults[row.field] for row in rows}
        for row in rows:
            if row.type is Type.ADDRESS:
                names[f"make_{row.field}"] = self.maker(Address, tables.ADDRESS, f"{row.element}/")
        arguments = "".join(f"        {row.field}={self._expression(row, prefix)},\n" for row in rows)
        source = f"def make(got, **rest):\n    return cls(\n{arguments}        **rest,\n    )\n"
        exec(compile(source, f"<quick {cls.__name__}>", "exec"), names)  # noqa: S102 - made from our own tables
        make: Callable[..., Any] = names["make"]
        return make

    def _expression(self, row: Row, prefix: str) -> str:
        if row.type is Type.ADDRESS:
            return f"make_{row.field}(got)"
        place = self.places[prefix + row.element]
        if row.type is Type.REFERENCE:
            return f"reference(got[{place}], got[{place + 1}])"
        understood = (
            CONVERSIONS[row.type].replace("text", "plain(text)") if row.type in _TEXTS else CONVERSIONS[row.type]
        )
        return f"{understood} if (text := got[{place}]) else no_{row.field}"


_TEXTS = frozenset({Type.TEXT, Type.NOTE})
_BY_ELEMENT = {row.element: row for row in (*tables.BILL, *tables.BILL_STATE)}
_ORDER = (
    *("TxnNumber", "VendorRef", "VendorAddress", "APAccountRef", "TxnDate", "DueDate", "AmountDue", "RefNumber"),
    *("TermsRef", "Memo", "IsPaid", "ExternalGUID"),
)
_LINK_ROWS = {row.element: row for row in (*tables.LINKED_TRANSACTION, _KIND, _UNREAD)}
_LINK_ORDER = ("TxnID", "TxnType", "TxnDate", "RefNumber", "LinkType", "Amount")

_HEADER = _Part([_BY_ELEMENT[element] for element in _ORDER])
_LINK = _Part([_LINK_ROWS[element] for element in _LINK_ORDER], "LinkedTxn")
_EXPENSE = _Part((_ID, *tables.EXPENSE_LINE), "ExpenseLineRet")
_ITEM = _Part((_ID, *tables.ITEM_LINE), "ItemLineRet")
_END = re.compile(f"(?:<OpenAmount>{_WORD}*</OpenAmount>\n)?</BillRet>")

_make_bill = _HEADER.maker(Bill, tables.BILL)
_make_state = _HEADER.maker(BillState, tables.BILL_STATE)
_make_link = _LINK.maker(LinkedTransaction, tables.LINKED_TRANSACTION)
_make_expense = _EXPENSE.maker(ExpenseLine, (_ID, *tables.EXPENSE_LINE))
_make_item = _ITEM.maker(ItemLine, (_ID, *tables.ITEM_LINE))


def read_bill(raw: bytes, *, speaks_of_links: bool) -> Decoded | None:
    """A raw BillRet that has a header; None when it is not in QuickBooks' layout to the letter."""
    head_end = end_of_head(raw)
    if not raw.isascii() or raw[head_end : head_end + 2] != b"\n<":
        return None
    text = raw.decode("ascii")
    header = _HEADER.pattern.match(text, head_end + 1)
    if header is None:
        return None
    try:
        links, place = _several(_LINK.pattern, _link, text, header.end())
        expenses, place = _several(_EXPENSE.pattern, _make_expense, text, place)
        items, place = _several(_ITEM.pattern, _make_item, text, place)
        if not _END.fullmatch(text, place):
            return None
        got = header.groups()
        bill = _make_bill(got, expense_lines=expenses, item_lines=items)
        return bill, _make_state(got, linked=links if speaks_of_links else None)
    except ValueError:
        return None


def _several(pattern: re.Pattern[str], make: Callable[[Groups], Any], text: str, place: int) -> tuple[Any, int]:
    made = []
    while found := pattern.match(text, place):
        made.append(make(found.groups()))
        place = found.end()
    return tuple(made), place


def _link(got: Groups) -> LinkedTransaction:
    _, txn_type, _, _, link_type, _ = got
    is_goods = txn_type in GOODS if link_type is None else link_type == "QUANTYPE"
    link: LinkedTransaction = _make_link(got, is_money=not is_goods)
    return link
