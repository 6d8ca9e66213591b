"""Vendors: model ⇄ record."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from counterfoil.records import Kind, VendorState
from counterfoil.server.keeping import lists
from counterfoil.server.keeping.tables import ListTable
from counterfoil.server.vendors.models import Vendor

if TYPE_CHECKING:
    from collections.abc import Iterable

    from counterfoil.engine.books import Held
    from counterfoil.server.people.models import Organization


def _balance(state: VendorState) -> dict[str, Any]:
    return {"balance": state.balance}


VENDORS = ListTable(Kind.VENDOR, Vendor, derived=_balance, shares_names_with=("customers.Customer",))
TABLES = {Kind.VENDOR: VENDORS}
"""Kind → its table."""


def records_of(organization: Organization, kind: Kind, ids: Iterable[str], *, lock: bool = False) -> dict[str, Held]:
    """These records by id; see `keeping.lists.records_of`."""
    return lists.records_of(TABLES[kind], organization, ids, lock=lock)
