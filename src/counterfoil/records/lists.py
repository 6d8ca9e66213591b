"""The list records: accounts, departments, vendors, customers, items and terms (rules D1 to D6).

Text fields are never None: an empty text means that nothing was entered. Field lengths are QuickBooks' and stand in the
tables of `counterfoil.qbxml`.
"""

from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum

from counterfoil.records.refs import NOWHERE, Ref


@dataclass(frozen=True, slots=True)
class Address:
    """A postal address in QuickBooks' parts; all lines are optional."""

    line1: str = ""
    line2: str = ""
    line3: str = ""
    line4: str = ""
    line5: str = ""
    city: str = ""
    state: str = ""
    postal_code: str = ""
    country: str = ""
    note: str = ""

    def __bool__(self) -> bool:
        """Whether anything at all is entered."""
        return self != NO_ADDRESS


NO_ADDRESS = Address()
"""The address in which nothing is entered."""


@dataclass(frozen=True, slots=True)
class Account:
    """A ledger account (rule D1). `account_type` is QuickBooks' AccountType, e.g. `AccountsPayable` or `Expense`."""

    name: str
    account_type: str = ""
    parent: Ref = NOWHERE
    number: str = ""
    description: str = ""
    bank_number: str = ""
    is_active: bool = True


@dataclass(frozen=True, slots=True)
class Department:
    """A department: QuickBooks' Class (rule D2)."""

    name: str
    parent: Ref = NOWHERE
    is_active: bool = True


@dataclass(frozen=True, slots=True)
class Vendor:
    """Whoever sends us bills (rule D3). Names are unique among vendors, customers, employees and other names."""

    name: str
    company_name: str = ""
    salutation: str = ""
    first_name: str = ""
    middle_name: str = ""
    last_name: str = ""
    address: Address = NO_ADDRESS
    phone: str = ""
    alt_phone: str = ""
    fax: str = ""
    email: str = ""
    contact: str = ""
    name_on_check: str = ""
    account_number: str = ""
    notes: str = ""
    terms: Ref = NOWHERE
    tax_id: str = ""
    is_1099: bool = False
    is_active: bool = True


@dataclass(frozen=True, slots=True)
class Customer:
    """A customer, or a job when `parent` is given (rule D4)."""

    name: str
    parent: Ref = NOWHERE
    company_name: str = ""
    first_name: str = ""
    last_name: str = ""
    address: Address = NO_ADDRESS
    phone: str = ""
    email: str = ""
    contact: str = ""
    is_active: bool = True


class ItemType(StrEnum):
    """QuickBooks' kinds of item, as far as bills meet them; stored, so they stay."""

    SERVICE = "service"
    NON_INVENTORY = "non_inventory"
    OTHER_CHARGE = "other_charge"
    INVENTORY = "inventory"
    ASSEMBLY = "assembly"
    GROUP = "group"
    FIXED_ASSET = "fixed_asset"
    SUBTOTAL = "subtotal"
    DISCOUNT = "discount"
    PAYMENT = "payment"
    SALES_TAX = "sales_tax"
    SALES_TAX_GROUP = "sales_tax_group"


MADE_HERE = frozenset({ItemType.SERVICE, ItemType.NON_INVENTORY, ItemType.OTHER_CHARGE})
"""Kinds of item that people make here and that go to QuickBooks; all others are QuickBooks' own (rule D5)."""


@dataclass(frozen=True, slots=True)
class Item:
    """Something bought or sold (rule D5).

    A service, non-inventory or other-charge item has one of two forms (docs/quickbooks.md 3.4): sold *or* purchased
    (`is_both_sold_and_purchased` false: `description`, `price` and `account` hold) or sold *and* purchased (true: the
    `sales_…`/`income_account` and `purchase_…`/`expense_account` fields hold). Inventory has the second form, with
    `expense_account` as its cost of goods sold and `asset_account`. Prices have up to five places.
    """

    name: str
    item_type: ItemType = ItemType.SERVICE
    parent: Ref = NOWHERE
    is_both_sold_and_purchased: bool = False
    description: str = ""
    price: Decimal | None = None
    price_percent: Decimal | None = None
    account: Ref = NOWHERE
    sales_description: str = ""
    sales_price: Decimal | None = None
    income_account: Ref = NOWHERE
    purchase_description: str = ""
    purchase_cost: Decimal | None = None
    expense_account: Ref = NOWHERE
    asset_account: Ref = NOWHERE
    preferred_vendor: Ref = NOWHERE
    is_active: bool = True


@dataclass(frozen=True, slots=True)
class Terms:
    """Payment terms (rule D6): days after the bill's date, or, when `is_date_driven`, a day of the month.

    Standard: due after `due_days`; `discount_percent` within `discount_days`. Date-driven: due on `day_of_month_due`,
    or that day of the month after when fewer than `due_next_month_days` remain; discount until
    `discount_day_of_month`.
    """

    name: str
    is_date_driven: bool = False
    due_days: int | None = None
    discount_days: int | None = None
    discount_percent: Decimal | None = None
    day_of_month_due: int | None = None
    due_next_month_days: int | None = None
    discount_day_of_month: int | None = None
    is_active: bool = True
