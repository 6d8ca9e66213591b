"""What a merged record must satisfy before it may be written to QuickBooks (invariant I12)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from counterfoil.records import Bill

if TYPE_CHECKING:
    from counterfoil.records import Record


def fault_of(after: Record | None, before: Record | None) -> str:
    """Say in plain words why `after` cannot replace `before` in QuickBooks; empty when nothing speaks against it."""
    if not isinstance(after, Bill):
        return ""
    known = set(before.expense_lines) if isinstance(before, Bill) else set()
    faults = (
        (not after.vendor, "The bill has no vendor."),
        (not after.expense_lines and not after.item_lines, "No line would be left on the bill."),
        (after.total < 0, f"The lines add up to {after.total:f}; a bill cannot be negative."),
        (
            any(not line.account for line in after.expense_lines if line not in known),
            "An expense line has no account, and no account for unallocated expenses is chosen (rule B17).",
        ),
    )
    return next((words for wrong, words in faults if wrong), "")
