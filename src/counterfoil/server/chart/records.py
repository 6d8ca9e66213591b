"""Accounts, departments, terms and items: model ⇄ record."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from counterfoil.records import AccountState, Kind
from counterfoil.server.chart import rules
from counterfoil.server.chart.models import Account, Department, Item, Terms
from counterfoil.server.keeping import lists
from counterfoil.server.keeping.tables import ListTable

if TYPE_CHECKING:
    from collections.abc import Iterable

    from counterfoil.engine.books import Held
    from counterfoil.server.people.models import Organization


def _balances(state: AccountState) -> dict[str, Any]:
    return {"balance": state.balance, "total_balance": state.total_balance, "special_type": state.special_type}


ACCOUNTS = ListTable(Kind.ACCOUNT, Account, derived=_balances, rules=rules.of_accounts)
DEPARTMENTS = ListTable(Kind.DEPARTMENT, Department)
TERMS = ListTable(Kind.TERMS, Terms)
ITEMS = ListTable(Kind.ITEM, Item, rules=rules.of_items)
TABLES = {table.kind: table for table in (ACCOUNTS, DEPARTMENTS, TERMS, ITEMS)}
"""Kind → its table."""


def records_of(organization: Organization, kind: Kind, ids: Iterable[str], *, lock: bool = False) -> dict[str, Held]:
    """These records by id; see `keeping.lists.records_of`."""
    return lists.records_of(TABLES[kind], organization, ids, lock=lock)
