"""What every transaction has: its day and number, its ids, its times."""

# ruff: noqa: TC003 - the codec reads the annotations of records at run time

from __future__ import annotations

from dataclasses import dataclass, fields
from datetime import date


@dataclass(frozen=True, slots=True, kw_only=True)
class Transaction:
    """The head of a transaction (docs/quickbooks.md 4)."""

    txn_id: str = ""
    time_created: int = 0
    time_modified: int = 0
    edit_sequence: str = ""
    txn_number: int = 0
    txn_date: date | None = None
    ref_number: str = ""
    external_guid: str = ""


HEAD = tuple(each.name for each in fields(Transaction))
"""Attributes of transactions that are columns of their own."""
