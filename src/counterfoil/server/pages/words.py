"""The words that people read for the names of fields, and for values as the audit log and conflicts keep them."""

from __future__ import annotations

import re
from datetime import date
from decimal import Decimal, InvalidOperation
from typing import Any, Final

PATH: Final = re.compile(r"(?P<table>\w+)(?:\[(?P<line>[^\]]*)\])?(?:\.(?P<field>\w+))?")

TABLES: Final[dict[str, str]] = {"expense_lines": "Expense line", "item_lines": "Item line", "lines": "Line"}

LABELS: Final[dict[str, str]] = {
    "ap_account": "Accounts payable account",
    "alt_phone": "Other phone",
    "customer": "Customer:job",
    "email": "E-mail",
    "is_1099": "1099 vendor",
    "is_active": "Active",
    "order": "Order of the lines",
    "ref_number": "Reference number",
    "tax_id": "Tax ID",
    "txn_date": "Bill date",
}
"""Fields whose words are not simply their name."""

QUANTITIES: Final = frozenset({"cost", "price", "quantity"})
AMOUNTS: Final = frozenset({"amount", "balance", "total"})
SHOWN_IN_LINES: Final = ("account", "item", "item_group", "memo", "description", "quantity", "amount")
"""What tells one line from another, in the order in which it is read."""


def label(field: str) -> str:
    """A field's name as people read it."""
    return LABELS.get(field) or field.replace("_", " ").capitalize()


def path_label(path: str) -> str:
    """A path as people read it: `expense_lines[4].amount` is *Expense line, amount*."""
    match = PATH.fullmatch(path)
    if match is None or match["table"] not in TABLES:
        return label(path)
    table, field = TABLES[match["table"]], match["field"]
    return f"{table}, {label(field).lower()}" if field else table


def value_words(value: Any, field: str = "") -> str:
    """A stored value as people read it: names for references, parts joined for addresses and lines."""
    if value is None or value == "":
        return ""
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, list):
        return str(value[-1]) if field != "order" else f"{len(value)} lines"
    if isinstance(value, dict):
        return _parts(value)
    if field.endswith("_date"):
        return day_words(str(value))
    return number_words(str(value), field) if field in AMOUNTS | QUANTITIES else str(value)


def day_words(text: str) -> str:
    """A date that nobody can misread: 2 Mar 2026; else the text."""
    try:
        day = date.fromisoformat(text)
    except ValueError:
        return text
    return f"{day.day} {day:%b %Y}"


def number_words(text: str, field: str) -> str:
    """A number with thousands separated and a true minus sign, a quantity without idle zeros; else the text."""
    try:
        number = Decimal(text)
    except InvalidOperation:
        return text
    shown = number.normalize() if field in QUANTITIES else number
    return f"{shown:,f}".replace("-", "\N{MINUS SIGN}")


def _parts(value: dict[str, Any]) -> str:
    is_line = "amount" in value or "account" in value or "item" in value
    names = [name for name in SHOWN_IN_LINES if name in value] if is_line else list(value)
    return ", ".join(value_words(value[name], name) for name in names if value[name] not in (None, ""))
