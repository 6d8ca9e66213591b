"""One house for many stories; each story makes its own records in it and touches no other's."""

from collections.abc import Iterator
from decimal import Decimal
from pathlib import Path

import pytest

from counterfoil.simulator.lists import items
from tests.journeys.house import House, new_database


def furnish(house: House) -> None:
    """What QuickBooks already holds when Counterfoil is connected to it."""
    with house.at_quickbooks() as person:
        person.add_account("Rent", "Expense", number="6100")
        person.add_account("Supplies", "Expense", number="6200")
        person.add_account("Job Costs", "Expense", number="5000")
        person.add_account("Unallocated Expenses", "Expense", number="6999")
        person.add_account("Checking", "Bank", number="1000")
        person.add_class("Shop")
        person.add_customer("Abbott, Ada")
        person.add_customer("Kitchen", parent="Abbott, Ada")
        person.add_terms("Net 30", 30)
        bought = items.SalesOrPurchase(price=Decimal("2.00"), account=person.ref("account", "Supplies"))
        for name in ("Lumber", "Nails"):
            person.add_item(items.ItemService(name, sales_or_purchase=bought))
        for name in ("Keller Lumber", "Novak Electric", "Castellan Rentals"):
            person.add_vendor(name)


def open_house(folder: Path, *, two_way: bool) -> Iterator[House]:
    """A furnished house with every process running; closed afterwards, whatever happened."""
    with new_database(folder) as url:
        house = House(folder, url, furnish=furnish)
        try:
            house.open(two_way=two_way)
            yield house
        finally:
            house.close()


@pytest.fixture(scope="module")
def house(tmp_path_factory: pytest.TempPathFactory) -> Iterator[House]:
    """A house with two-way bill sync on."""
    yield from open_house(tmp_path_factory.mktemp("house"), two_way=True)


@pytest.fixture(scope="module")
def one_way_house(tmp_path_factory: pytest.TempPathFactory) -> Iterator[House]:
    """A house before two-way bill sync is switched on."""
    yield from open_house(tmp_path_factory.mktemp("one-way"), two_way=False)
