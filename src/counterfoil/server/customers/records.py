"""Customers and jobs: model ⇄ record."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from counterfoil.records import CustomerState, Kind
from counterfoil.server.customers.models import Customer
from counterfoil.server.keeping import lists
from counterfoil.server.keeping.tables import ListTable

if TYPE_CHECKING:
    from collections.abc import Iterable

    from counterfoil.engine.books import Held
    from counterfoil.server.people.models import Organization


def _balance(state: CustomerState) -> dict[str, Any]:
    return {"balance": state.balance}


CUSTOMERS = ListTable(Kind.CUSTOMER, Customer, derived=_balance, shares_names_with=("vendors.Vendor",))
TABLES = {Kind.CUSTOMER: CUSTOMERS}
"""Kind → its table."""


def records_of(organization: Organization, kind: Kind, ids: Iterable[str], *, lock: bool = False) -> dict[str, Held]:
    """These records by id; see `keeping.lists.records_of`."""
    return lists.records_of(TABLES[kind], organization, ids, lock=lock)
