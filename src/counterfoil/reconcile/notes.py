"""What a decision says to people: the problems that go with it into the run's details (rule S9)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from counterfoil.records.catalogue import problem

if TYPE_CHECKING:
    from counterfoil.records import Problem

PAID_BEFORE_SYNC = problem("paid_before_sync")
"""Rules B6 and B7."""

EDITED_WHILE_PAID = problem("edited_while_paid")
"""Rule B8."""

ITEMS_WITHHELD = problem("order_linked_items_withheld", field="item_lines")
"""Rule B10."""


def broken(fault: str) -> Problem:
    """The record cannot be written as it would be after the merge."""
    return problem("cannot_be_written", cause=fault)
