"""Whether something is dated in a period that is closed."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from datetime import date


def is_on_or_before(day: date | None, *values: Any) -> bool:
    """Whether one of these is dated on that day or before it."""
    dates = [getattr(value, "txn_date", None) for value in values]
    return day is not None and any(each is not None and each <= day for each in dates)
