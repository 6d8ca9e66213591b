"""The lists of a sample company: chart of accounts, classes, terms, customers with jobs, vendors, items."""

from collections.abc import Callable
from dataclasses import dataclass, field
from decimal import Decimal
from typing import NamedTuple

from counterfoil.simulator.company import CompanyFile
from counterfoil.simulator.lists import accounts, classes, customers, items, terms, vendors
from counterfoil.simulator.values import Address, Ref

from .tables import Row, names_in, table, tree

OPENING_BALANCES = {
    "Operating Checking": "1684220.45",
    "Payroll Checking": "48310.00",
    "Tax Reserve Savings": "96500.00",
    "Petty Cash": "412.75",
    "Money Market": "210000.00",
}
PLAIN_ITEMS: dict[str, Callable[..., items.Item]] = {
    "service": items.ItemService,
    "non-inventory": items.ItemNonInventory,
    "other-charge": items.ItemOtherCharge,
}
INACTIVE_VENDORS = frozenset({"Umbra Shade & Blind", "Smørrebrød Catering"})


@dataclass(slots=True)
class Index:
    """Where the expansion finds what the tables name: ListIDs by full name, and by last name where that is unique."""

    ids: dict[tuple[str, str], str] = field(default_factory=dict)

    def add(self, family: str, full_name: str, list_id: str) -> None:
        """Remember an object under its full name and its last name."""
        self.ids[family, full_name] = list_id
        self.ids.setdefault((family, full_name.rsplit(":", 1)[-1]), list_id)

    def __call__(self, family: str, name: str) -> Ref:
        """A reference to an object by its full or last name; KeyError names what a table spells wrongly."""
        return Ref(self.ids[family, name])


def build(company: CompanyFile, sample: str) -> Index:
    """Add every list of the sample and return where its objects are."""
    index = Index()
    company.change_settings(
        company_name="Harrow & Pike Builders",
        legal_company_name="Harrow & Pike Builders, Inc.",
        address=Address(addr1="60 Tannery Lane, Unit 6", city="Tallow Falls", state="PA", postal_code="19204"),
        phone="610-555-0100",
        email="office@harrowpike.example",
        is_using_account_numbers=True,
    )
    for row in tree(sample, "accounts", 1):
        _account(company, index, row)
    for row in tree(sample, "classes"):
        added = classes.add(company, classes.Class(row[0], parent=_parent(index, "class", row)))
        index.add("class", added.full_name, added.list_id)
    for row in table(sample, "terms"):
        index.add("terms", row[1], _terms(company, row))
    for row in tree(sample, "customers"):
        _customer(company, index, row)
    for row in table(sample, "vendors"):
        _vendor(company, index, sample, row)
    for row in tree(sample, "items", 1):
        _item(company, index, row)
    return index


def _parent(index: Index, family: str, row: Row) -> Ref | None:
    return index(family, row.parent) if row.parent else None


def _account(company: CompanyFile, index: Index, row: Row) -> None:
    number, name, account_type, purpose = row.cells
    full_name = f"{row.parent}:{name}" if row.parent else name
    existing = accounts.find(company, full_name)
    if existing is not None:
        accounts.modify(company, existing.list_id, account_number=number, desc=purpose)
        index.add("account", full_name, existing.list_id)
        return
    opening = OPENING_BALANCES.get(name)
    account = accounts.Account(
        name,
        account_type,
        parent=_parent(index, "account", row),
        account_number=number,
        desc=purpose,
        open_balance=Decimal(opening) if opening else None,
    )
    index.add("account", full_name, accounts.add(company, account).list_id)


def _terms(company: CompanyFile, row: Row) -> str:
    kind, name, first, second, percent = row.cells
    if kind == "standard":
        standard = terms.StandardTerms(
            name, std_due_days=int(first), std_discount_days=int(second), discount_pct=Decimal(percent)
        )
        return terms.add(company, standard).list_id
    driven = terms.DateDrivenTerms(name, day_of_month_due=int(first), due_next_month_days=int(second))
    return terms.add(company, driven).list_id


def _customer(company: CompanyFile, index: Index, row: Row) -> None:
    name, company_name, city, state, phone = row.cells
    customer = customers.Customer(
        name,
        parent=_parent(index, "customer", row),
        company_name=company_name,
        phone=phone,
        bill_address=Address(addr1=company_name or name, city=city, state=state) if city else None,
    )
    added = customers.add(company, customer)
    index.add("customer", added.full_name, added.list_id)


def _vendor(company: CompanyFile, index: Index, sample: str, row: Row) -> None:
    name, trade, terms_name, number, contact, street, city, state, postal_code, phone, email = row.cells
    first_name, _, last_name = contact.partition(" ")
    trades = {each[0]: each for each in table(sample, "trades")}
    usual = names_in(trades[trade][7])[:1]
    vendor = vendors.Vendor(
        name,
        is_active=name not in INACTIVE_VENDORS,
        company_name=name,
        first_name=first_name,
        last_name=last_name,
        contact=contact,
        vendor_address=Address(addr1=name, addr2=street, city=city, state=state, postal_code=postal_code),
        phone=phone,
        email=email,
        name_on_check=name,
        account_number=number,
        terms=index("terms", terms_name),
        prefill_accounts=tuple(index("account", account) for account in usual),
    )
    index.add("vendor", name, vendors.add(company, vendor).list_id)


class ItemRow(NamedTuple):
    """A row of the table of items."""

    kind: str
    name: str
    description: str
    cost: str
    cost_account: str
    income_account: str

    @property
    def price(self) -> Decimal:
        """What it is sold for: a quarter more than it costs."""
        return round(Decimal(self.cost) * Decimal("1.25"), 2)


def _item(company: CompanyFile, index: Index, row: Row) -> None:
    make = _stock_item if row[0] == "inventory" else _plain_item
    added = items.add(company, make(index, ItemRow(*row.cells), _parent(index, "item", row)))
    index.add("item", added.full_name, added.list_id)


def _plain_item(index: Index, item: ItemRow, parent: Ref | None) -> items.Item:
    """A service, part or charge that is bought and sold on."""
    both = items.SalesAndPurchase(
        sales_desc=item.description,
        sales_price=item.price,
        income_account=index("account", item.income_account),
        purchase_desc=item.description,
        purchase_cost=Decimal(item.cost),
        expense_account=index("account", item.cost_account),
    )
    return PLAIN_ITEMS[item.kind](item.name, parent=parent, sales_and_purchase=both)


def _stock_item(index: Index, item: ItemRow, parent: Ref | None) -> items.Item:
    return items.ItemInventory(
        item.name,
        parent=parent,
        sales_desc=item.description,
        sales_price=item.price,
        income_account=index("account", item.income_account),
        purchase_desc=item.description,
        purchase_cost=Decimal(item.cost),
        cogs_account=index("account", item.cost_account),
        asset_account=index("account", "Inventory Asset"),
        reorder_point=Decimal(10),
    )
