"""Terms of payment: so many days after the bill, or a day of the month; both share one list and have no Mod."""

# ruff: noqa: TC003 - the codec reads the annotations of records at run time

from __future__ import annotations

import calendar
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from . import store
from .objects import ListObject
from .store import ListKind, Reference, register

if TYPE_CHECKING:
    from counterfoil.simulator.company import CompanyFile


@dataclass(frozen=True, slots=True)
class StandardTerms(ListObject):
    """Due so many days after the bill's date."""

    std_due_days: int = 0
    std_discount_days: int = 0
    discount_pct: Decimal = Decimal(0)

    def due(self, txn_date: date) -> date:
        """When a bill of that date is due."""
        return txn_date + timedelta(days=self.std_due_days)


@dataclass(frozen=True, slots=True)
class DateDrivenTerms(ListObject):
    """Due on a day of the month; bills within so many days of it are due a month later."""

    day_of_month_due: int = 1
    due_next_month_days: int = 0
    discount_day_of_month: int | None = None
    discount_pct: Decimal = Decimal(0)

    def due(self, txn_date: date) -> date:
        """When a bill of that date is due."""
        due = _on_day(txn_date.year, txn_date.month, self.day_of_month_due)
        if due < txn_date or (due - txn_date).days < self.due_next_month_days:
            year, month = divmod(txn_date.year * 12 + txn_date.month, 12)
            due = _on_day(year, month + 1, self.day_of_month_due)
        return due


def _on_day(year: int, month: int, day: int) -> date:
    return date(year, month, min(day, calendar.monthrange(year, month)[1]))


Terms = StandardTerms | DateDrivenTerms
STANDARD = register(ListKind(kind="StandardTerms", family="terms", plural="Terms", record=StandardTerms))
DATE_DRIVEN = register(ListKind(kind="DateDrivenTerms", family="terms", plural="Terms", record=DateDrivenTerms))
TO_TERMS = Reference("Terms", "terms")


def add(company: CompanyFile, terms: Terms) -> Terms:
    """Add terms of either kind."""
    added: Terms = store.add(company, STANDARD if isinstance(terms, StandardTerms) else DATE_DRIVEN, terms)
    return added


def modify(company: CompanyFile, list_id: str, edit_sequence: str | None = None, **changes: Any) -> Terms:
    """Change terms, at the screen only: the SDK has no message for it."""
    kind = STANDARD if isinstance(get(company, list_id), StandardTerms) else DATE_DRIVEN
    changed: Terms = store.modify(company, kind, list_id, edit_sequence, changes)
    return changed


def delete(company: CompanyFile, list_id: str) -> None:
    """Delete terms that nothing uses, at the screen."""
    kind = STANDARD if isinstance(get(company, list_id), StandardTerms) else DATE_DRIVEN
    store.delete(company, kind, list_id, at_screen=True)


def get(company: CompanyFile, list_id: str) -> Terms | None:
    """The terms with that ListID."""
    found: Terms | None = store.get(company, list_id, STANDARD.kind, DATE_DRIVEN.kind)
    return found


def find(company: CompanyFile, name: str) -> Terms | None:
    """The terms of that name, whatever its case."""
    found: Terms | None = store.find(company, "terms", name)
    return found


def every(company: CompanyFile, *, active_only: bool = False) -> Iterator[Terms]:
    """All terms, each kind by name."""
    return store.every(company, STANDARD.kind, DATE_DRIVEN.kind, active_only=active_only)
