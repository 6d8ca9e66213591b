"""What a decision says to people: the problems that go with it into the run's details (rule S9)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from counterfoil.records.catalogue import problem

if TYPE_CHECKING:
    from datetime import date

    from counterfoil.records import Problem

PAID_BEFORE_SYNC = problem("paid_before_sync")
"""Rules B6 and B7."""

EDITED_WHILE_PAID = problem("edited_while_paid")
"""Rule B8."""

ITEMS_WITHHELD = problem("order_linked_items_withheld", field="item_lines")
"""Rule B10."""


def said(day: date) -> str:
    """A day as people read it: `31 Oct 2026`."""
    return f"{day.day} {day:%b %Y}"


def dated_to_open_day(closing: date, was: date, now: date) -> Problem:
    """Rule S11, where the preference says so."""
    told = f"The books are closed through {said(closing)}. It was dated {said(was)} and is now dated {said(now)}."
    return problem("dated_to_open_day", cause=told, field="txn_date")


def broken(fault: str) -> Problem:
    """The record cannot be written as it would be after the merge."""
    return problem("cannot_be_written", cause=fault)
