"""When a bill falls due: what its terms say about its date (rule D6)."""

from __future__ import annotations

from calendar import monthrange
from datetime import date, timedelta
from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:

    class TermsLike(Protocol):
        """Payment terms, as a record or as a row."""

        @property
        def is_date_driven(self) -> bool:
            """Whether they name a day of the month."""

        @property
        def due_days(self) -> int | None:
            """Days after the bill's date."""

        @property
        def day_of_month_due(self) -> int | None:
            """The day of the month."""

        @property
        def due_next_month_days(self) -> int | None:
            """With fewer days left than this, the month after."""


def _on(day: int, month_of: date) -> date:
    """That day of the month, or the month's last."""
    return month_of.replace(day=min(day, monthrange(month_of.year, month_of.month)[1]))


def _month_after(day: date) -> date:
    return (day.replace(day=1) + timedelta(days=32)).replace(day=1)


def due_date(terms: TermsLike, txn_date: date) -> date | None:
    """The due date that these terms give a bill of this date; None where they name none.

    Standard terms count days. Date-driven terms name a day of the month: the first such day on or after the bill's
    date, or that of the month after when fewer than `due_next_month_days` remain until it.
    """
    if not terms.is_date_driven:
        return txn_date + timedelta(days=terms.due_days) if terms.due_days is not None else None
    if terms.day_of_month_due is None:
        return None
    due = _on(terms.day_of_month_due, txn_date)
    if due < txn_date:
        due = _on(terms.day_of_month_due, _month_after(txn_date))
    if (due - txn_date).days < (terms.due_next_month_days or 0):
        due = _on(terms.day_of_month_due, _month_after(due))
    return due
