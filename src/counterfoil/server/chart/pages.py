"""The pages of accounts, departments and items, each list as one value."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from django.db.models import Q

from counterfoil.records import ItemType
from counterfoil.server.chart.forms import AccountForm, DepartmentForm, ItemForm
from counterfoil.server.chart.labels import account_label, type_label
from counterfoil.server.chart.records import ACCOUNTS, DEPARTMENTS, ITEMS
from counterfoil.server.pages.record_pages import Fact, RecordPages

if TYPE_CHECKING:
    from decimal import Decimal

    from counterfoil.server.chart.models import Account, Item

ACCOUNT_PAGES: Final = RecordPages(
    table=ACCOUNTS,
    one="account",
    many="accounts",
    title="Chart of accounts",
    form=AccountForm,
    facts=(
        Fact("Type", lambda row: type_label(row.account_type).capitalize()),
        Fact("Number", lambda row: row.number),
        Fact("Bank account number", lambda row: row.bank_number),
        Fact("Balance in QuickBooks", lambda row: row.balance, "money"),
        Fact("With sub-accounts", lambda row: row.total_balance, "money"),
        Fact("Description", lambda row: row.description, "lines"),
    ),
    columns=(),
    related=("parent",),
    below="Sub-accounts",
)
"""The list itself is the chart, a tree (`chart.views.show`)."""

DEPARTMENT_PAGES: Final = RecordPages(
    table=DEPARTMENTS,
    one="department",
    many="departments",
    title="Departments",
    form=DepartmentForm,
    facts=(Fact("Full name", lambda row: row.full_name),),
    columns=(Fact("Part of", lambda row: row.parent.full_name if row.parent else "", css="c-note"),),
    related=("parent",),
    first_words="QuickBooks calls them classes. They come with the first sync, and you can enter one here.",
    below="Departments below it",
)


def cost_of(item: Item) -> Decimal | None:
    """What one costs as a bill's line has it at first."""
    cost: Decimal | None = item.purchase_cost if _is_double(item) else item.price
    return cost


def account_of(item: Item) -> Account | None:
    """The account that a bill's line of it posts to (docs/quickbooks.md 3.4)."""
    if item.item_type == ItemType.INVENTORY:
        return item.asset_account
    return item.expense_account if _is_double(item) else item.account


def description_of(item: Item) -> str:
    """What a bill's line of it says at first."""
    return item.purchase_description if _is_double(item) else item.description


def _is_double(item: Item) -> bool:
    return item.is_both_sold_and_purchased or item.item_type == ItemType.INVENTORY


def _account_name(account: Account | None) -> str:
    return account_label(account) if account is not None else ""


TYPE: Final = Fact("Type", lambda row: row.item_type.replace("_", " ").capitalize(), sort="type", css="c-note")

ITEM_PAGES: Final = RecordPages(
    table=ITEMS,
    one="item",
    many="items",
    title="Items",
    form=ItemForm,
    facts=(
        TYPE,
        Fact("Sold and purchased", lambda row: "Yes, with an account for each" if _is_double(row) else ""),
        Fact("Posts to", lambda row: _account_name(account_of(row))),
        Fact("Cost", cost_of, "price"),
        Fact("Percentage", lambda row: row.price_percent, "quantity"),
        Fact("Income account", lambda row: _account_name(row.income_account)),
        Fact("Sales price", lambda row: row.sales_price, "price"),
        Fact("Preferred vendor", lambda row: row.preferred_vendor.full_name if row.preferred_vendor else ""),
        Fact("Description on bills", description_of, "lines"),
        Fact("Description on invoices", lambda row: row.sales_description, "lines"),
    ),
    columns=(
        TYPE,
        Fact("Posts to", lambda row: _account_name(account_of(row))),
        Fact("Description", lambda row: description_of(row)[:80]),
        Fact("Cost", cost_of, "price", css="c-amount"),
    ),
    sought="Name, description",
    search=lambda text: (
        Q(full_name_key__contains=text.casefold())
        | Q(description__icontains=text)
        | Q(purchase_description__icontains=text)
    ),
    related=("parent", "account", "expense_account", "income_account", "asset_account", "preferred_vendor"),
    below="Items below it",
    sorts={"type": ("item_type", "full_name_key")},
)
