"""What tests of the data apps may ask for beside the people of tests/conftest.py."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from tests.server.lists import Lists

    from counterfoil.records import Bill


@pytest.fixture
def lists(organization) -> Lists:
    """Vendors, accounts, items, terms, customers and departments of `organization`."""
    from tests.server.lists import make_lists

    return make_lists(organization)


@pytest.fixture
def their_lists(other_organization) -> Lists:
    """The same lists in the other organization."""
    from tests.server.lists import make_lists

    return make_lists(other_organization)


@pytest.fixture
def bill(lists) -> Bill:
    """A bill of 120.00 with two expense lines and an item line, as someone enters it."""
    from counterfoil.records import Bill, ExpenseLine, ItemLine

    return Bill(
        vendor=lists.vendor,
        ap_account=lists.payables,
        txn_date=date(2026, 3, 2),
        due_date=date(2026, 4, 1),
        ref_number="INV-104",
        terms=lists.terms,
        memo="Decking",
        expense_lines=(
            ExpenseLine(account=lists.materials, amount=Decimal("80.00"), memo="Boards", customer=lists.job),
            ExpenseLine(account=lists.fuel, amount=Decimal("30.00"), department=lists.department),
        ),
        item_lines=(ItemLine(item=lists.item, quantity=Decimal(4), cost=Decimal("2.5"), amount=Decimal("10.00")),),
    )
