"""A company file with a little of everything, made once and copied for each test."""

# ruff: noqa: E501 - a request and its answer are read on one line

from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from decimal import Decimal

import pytest
from tests.simulator.asking import Books
from tests.simulator.visiting import Visitor, visiting

from counterfoil.simulator import serve
from counterfoil.simulator.clock import ManualClock
from counterfoil.simulator.company import CompanyFile
from counterfoil.simulator.lists import accounts, classes, customers, items, terms, vendors
from counterfoil.simulator.lists.accounts import Account
from counterfoil.simulator.lists.classes import Class
from counterfoil.simulator.lists.customers import Customer
from counterfoil.simulator.lists.items import (
    GroupMember,
    ItemGroup,
    ItemInventory,
    ItemService,
    SalesAndPurchase,
    SalesOrPurchase,
)
from counterfoil.simulator.lists.terms import DateDrivenTerms, StandardTerms
from counterfoil.simulator.lists.vendors import Vendor
from counterfoil.simulator.person import Person
from counterfoil.simulator.processor import RequestProcessor
from counterfoil.simulator.switches import Switches
from counterfoil.simulator.values import Ref

NOON = datetime(2026, 3, 2, 17, 0, tzinfo=UTC)
"""Monday 2 March 2026, noon in New York."""


def named(full_name: str) -> Ref:
    return Ref(full_name=full_name)


@pytest.fixture(scope="session")
def original() -> Iterator[CompanyFile]:
    company = CompanyFile.create(":memory:", name="Harbour & Sons Building", clock=ManualClock(NOON))
    for name, account_type, parent in (
        ("Checking", "Bank", None), ("Fuel", "Expense", None), ("Rent", "Expense", None), ("Diesel", "Expense", "Fuel"),
        ("Stock", "OtherCurrentAsset", None), ("Sales", "Income", None), ("Cost of Goods Sold", "CostOfGoodsSold", None),
        ("Discounts", "Income", None), ("Other Payables", "AccountsPayable", None),
    ):  # fmt: skip
        accounts.add(company, Account(name=name, account_type=account_type, parent=named(parent) if parent else None))
    terms.add(company, StandardTerms(name="Net 30", std_due_days=30))
    terms.add(company, DateDrivenTerms(name="10th", day_of_month_due=10, due_next_month_days=5))
    classes.add(company, Class(name="North"))
    classes.add(company, Class(name="Site", parent=named("North")))
    customers.add(company, Customer(name="Quayside Ltd"))
    customers.add(company, Customer(name="Boathouse", parent=named("Quayside Ltd")))
    vendors.add(company, Vendor(name="Acme Timber", terms=named("Net 30")))
    vendors.add(company, Vendor(name="Brick Works"))
    items.add(
        company,
        ItemService(
            name="Haulage", sales_or_purchase=SalesOrPurchase("Haulage by lorry", Decimal(40), None, named("Fuel"))
        ),
    )
    both = SalesAndPurchase("", None, named("Sales"), "Plank, oak", Decimal("2.5"), named("Rent"), None)
    items.add(company, ItemService(name="Plank", sales_and_purchase=both))
    stock = ItemInventory(
        name="Nails", purchase_desc="Box of nails", purchase_cost=Decimal(3), income_account=named("Sales"),
        cogs_account=named("Cost of Goods Sold"), asset_account=named("Stock"),
    )  # fmt: skip
    items.add(company, stock)
    members = (GroupMember(named("Plank"), Decimal(4)), GroupMember(named("Nails"), Decimal(1)))
    items.add(company, ItemGroup(name="Deck kit", item_desc="One square of deck", members=members))
    yield company
    company.close()


@pytest.fixture
def clock() -> ManualClock:
    clock = ManualClock(NOON)
    clock.advance(3600)
    return clock


@pytest.fixture
def make(original: CompanyFile, clock: ManualClock) -> Callable[..., Books]:
    """Makes the books with some switches set."""

    def made(**switches: object) -> Books:
        company = CompanyFile.copy_of(original, clock=clock, switches=Switches(**switches))  # type: ignore[arg-type]
        return Books(company, RequestProcessor(company))

    return made


@pytest.fixture
def books(make: Callable[..., Books]) -> Books:
    return make()


# -- at the screen: the pages of a copy of those books


@pytest.fixture
def company(original: CompanyFile, clock: ManualClock) -> CompanyFile:
    return CompanyFile.copy_of(original, clock=clock)


@pytest.fixture
def person(company: CompanyFile) -> Person:
    return Person(company)


@pytest.fixture
def visitor(company: CompanyFile) -> Iterator[Visitor]:
    with visiting(serve.application(lambda: company)) as visitor:
        yield visitor


@pytest.fixture
def entered(person: Person) -> str:
    """A bill with one line of each kind."""
    lines = (person.expense("Rent", "500.00", "March"), person.item("Nails", "2"))
    return person.enter_bill("Acme Timber", lines, ref_number="B-7", memo="by post")
