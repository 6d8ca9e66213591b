"""The items: services, parts and charges that bills and orders name, and groups of them; one list for all kinds."""

# ruff: noqa: TC003 - the codec reads the annotations of records at run time

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING, Any, NamedTuple

from counterfoil.simulator import status
from counterfoil.simulator.values import ZERO, Ref, money, quantity

from . import store
from .classes import TO_CLASS
from .store import ListKind, Reference, register
from .vendors import TO_ACCOUNT, TO_VENDOR

if TYPE_CHECKING:
    from counterfoil.simulator.company import CompanyFile


@dataclass(frozen=True, slots=True)
class SalesOrPurchase:
    """An item that is either sold or bought: one description, one price, one account."""

    desc: str = ""
    price: Decimal | None = None
    price_percent: Decimal | None = None
    account: Ref | None = None


@dataclass(frozen=True, slots=True)
class SalesAndPurchase:
    """An item that is bought and sold on: both sides."""

    sales_desc: str = ""
    sales_price: Decimal | None = None
    income_account: Ref | None = None
    purchase_desc: str = ""
    purchase_cost: Decimal | None = None
    expense_account: Ref | None = None
    pref_vendor: Ref | None = None


@dataclass(frozen=True, slots=True)
class _Item:
    name: str = ""
    parent: Ref | None = None
    is_active: bool = True
    class_: Ref | None = None
    bar_code_value: str = ""
    unit_of_measure_set: Ref | None = None
    sales_tax_code: Ref | None = None
    external_guid: str = ""
    list_id: str = ""
    full_name: str = ""
    sublevel: int = 0
    time_created: int = 0
    time_modified: int = 0
    edit_sequence: str = ""


@dataclass(frozen=True, slots=True)
class ItemService(_Item):
    """A service."""

    sales_or_purchase: SalesOrPurchase | None = None
    sales_and_purchase: SalesAndPurchase | None = None


@dataclass(frozen=True, slots=True)
class ItemNonInventory(_Item):
    """A part that is not counted."""

    manufacturer_part_number: str = ""
    sales_or_purchase: SalesOrPurchase | None = None
    sales_and_purchase: SalesAndPurchase | None = None


@dataclass(frozen=True, slots=True)
class ItemOtherCharge(_Item):
    """Freight, set-up and the like."""

    sales_or_purchase: SalesOrPurchase | None = None
    sales_and_purchase: SalesAndPurchase | None = None


@dataclass(frozen=True, slots=True)
class ItemInventory(_Item):
    """A part that is counted; what is on hand and its average cost follow from the transactions."""

    manufacturer_part_number: str = ""
    sales_desc: str = ""
    sales_price: Decimal | None = None
    income_account: Ref | None = None
    purchase_desc: str = ""
    purchase_cost: Decimal | None = None
    cogs_account: Ref | None = None
    pref_vendor: Ref | None = None
    asset_account: Ref | None = None
    reorder_point: Decimal | None = None
    max: Decimal | None = None
    opening_quantity: Decimal | None = None
    opening_value: Decimal | None = None
    inventory_date: date | None = None
    quantity_on_hand: Decimal = Decimal(0)
    average_cost: Decimal = ZERO
    quantity_on_order: Decimal = Decimal(0)
    quantity_on_sales_order: Decimal = Decimal(0)


@dataclass(frozen=True, slots=True)
class GroupMember:
    """An item of a group and how many of it the group holds."""

    item: Ref | None = None
    quantity: Decimal | None = None
    unit_of_measure: str = ""


@dataclass(frozen=True, slots=True)
class ItemGroup:
    """A group: on a bill or an order it becomes its members."""

    name: str = ""
    is_active: bool = True
    bar_code_value: str = ""
    item_desc: str = ""
    unit_of_measure_set: Ref | None = None
    is_print_items_in_group: bool = False
    external_guid: str = ""
    members: tuple[GroupMember, ...] = ()
    list_id: str = ""
    full_name: str = ""
    time_created: int = 0
    time_modified: int = 0
    edit_sequence: str = ""


Item = ItemService | ItemNonInventory | ItemOtherCharge | ItemInventory | ItemGroup
TO_ITEM = Reference("Item", "item", ("ItemService", "ItemNonInventory", "ItemOtherCharge", "ItemInventory"))
TO_GROUP = Reference("Item", "item", ("ItemGroup",))
_COMMON = {
    "class_": TO_CLASS,
    "unit_of_measure_set": Reference("Unit Of Measure Set", "unit of measure set"),
    "sales_tax_code": Reference("Sales Tax Code", "sales tax code"),
}
_EITHER_OR = {
    "sales_or_purchase.account": TO_ACCOUNT,
    "sales_and_purchase.income_account": TO_ACCOUNT,
    "sales_and_purchase.expense_account": TO_ACCOUNT,
    "sales_and_purchase.pref_vendor": TO_VENDOR,
}
_INVENTORY = {
    "income_account": TO_ACCOUNT,
    "cogs_account": TO_ACCOUNT,
    "pref_vendor": TO_VENDOR,
    "asset_account": TO_ACCOUNT,
}
_SIDES = {"SalesOrPurchase": SalesOrPurchase, "SalesAndPurchase": SalesAndPurchase}


def _two_sided(company: CompanyFile, item: Any, before: Any) -> Any:
    """The rules of items with one or two sides: an account where money goes, and no change of form."""
    del company
    what = f'Item list, element "{item.name}"'
    sides = [(each.sales_or_purchase is None, each.sales_and_purchase is None) for each in (before or item, item)]
    if sides[0] != sides[1]:
        raise status.not_saved(what, "You cannot change this item between sales or purchase and sales and purchase.")
    both, one = item.sales_and_purchase, item.sales_or_purchase
    if both is not None and both.expense_account is None:
        raise status.not_saved(what, "An expense account must be specified.")
    if one is not None and one.account is None:
        raise status.not_saved(what, "An account must be specified.")
    return item


def _inventory(company: CompanyFile, item: ItemInventory, before: ItemInventory | None) -> ItemInventory:
    del company, before
    for element, account in (
        ("IncomeAccountRef", item.income_account),
        ("COGSAccountRef", item.cogs_account),
        ("AssetAccountRef", item.asset_account),
    ):
        if account is None:
            raise status.missing_element(element)
    return item


def _stock(company: CompanyFile, list_id: str) -> dict[str, Any]:
    row = company.connection.execute("SELECT units, cents FROM stock WHERE list_id = ?", [list_id]).fetchone()
    units, value = row or (0, 0)
    ordered = company.connection.execute(
        "SELECT coalesce(sum(units - received), 0) FROM line WHERE item = ? AND units > received AND closed = 0",
        [list_id],
    ).fetchone()[0]
    average = (money(value) / quantity(units)).quantize(Decimal("0.00001")) if units > 0 else ZERO
    return {"quantity_on_hand": quantity(units), "average_cost": average, "quantity_on_order": quantity(ordered)}


class _Row(NamedTuple):
    record: type
    references: dict[str, Reference]
    check: Any = None
    computed: Any = None
    computed_names: tuple[str, ...] = ()
    hierarchical: bool = True


_STOCK_NAMES = ("quantity_on_hand", "average_cost", "quantity_on_order", "quantity_on_sales_order")
KINDS = {
    row.record.__name__: register(
        ListKind(
            kind=row.record.__name__,
            family="item",
            plural="Item",
            record=row.record,
            references=row.references,
            records=_SIDES,
            hierarchical=row.hierarchical,
            check=row.check,
            computed=row.computed,
            computed_names=row.computed_names,
        )
    )
    for row in (
        _Row(ItemService, _COMMON | _EITHER_OR, _two_sided),
        _Row(ItemNonInventory, _COMMON | _EITHER_OR, _two_sided),
        _Row(ItemOtherCharge, _COMMON | _EITHER_OR, _two_sided),
        _Row(
            ItemInventory,
            _COMMON | _INVENTORY,
            _inventory,
            _stock,
            (*_STOCK_NAMES, "opening_quantity", "opening_value", "inventory_date"),
        ),
        _Row(ItemGroup, {"members.item": TO_ITEM}, hierarchical=False),
    )
}
"""Kind of item → its row."""


def add(company: CompanyFile, item: Item) -> Any:
    """Add an item; stock on hand at the start goes against Opening Balance Equity."""
    from counterfoil.simulator.transactions import opening

    with company.change():
        added = store.add(company, KINDS[type(item).__name__], item)
        if isinstance(item, ItemInventory) and item.opening_quantity:
            opening.post_stock(company, added, item)
            added = store.get(company, added.list_id)
        return added


def modify(company: CompanyFile, list_id: str, edit_sequence: str | None = None, **changes: Any) -> Any:
    """Change some attributes of an item; None clears one."""
    item = get(company, list_id)
    if item is None:
        raise status.not_found(list_id)
    return store.modify(company, KINDS[type(item).__name__], list_id, edit_sequence, changes)


def delete(company: CompanyFile, list_id: str) -> None:
    """Delete an item that nothing uses, at the screen."""
    item = get(company, list_id)
    if item is None:
        raise status.not_found(list_id)
    store.delete(company, KINDS[type(item).__name__], list_id, at_screen=True)


def get(company: CompanyFile, list_id: str) -> Any:
    """The item with that ListID, of whatever kind, or None."""
    return store.get(company, list_id, *KINDS)


def find(company: CompanyFile, full_name: str) -> Any:
    """The item of that full name, whatever its case and kind, or None."""
    return store.find(company, "item", full_name)


def every(company: CompanyFile, *, active_only: bool = False) -> Iterator[Any]:
    """All items, kind by kind, each by name."""
    return store.every(company, *KINDS, active_only=active_only)


class Purchase(NamedTuple):
    """How an item is bought: the account a bill's line goes to, and what a line says where nothing is said."""

    account: str
    desc: str
    cost: Decimal | None
    is_inventory: bool


def purchase_of(item: Any) -> Purchase:
    """How an item is bought (docs/quickbooks.md 3.4): the asset account of stock, else the expense side."""
    if isinstance(item, ItemInventory):
        assert item.asset_account is not None
        return Purchase(item.asset_account.list_id, item.purchase_desc, item.purchase_cost, is_inventory=True)
    both: SalesAndPurchase | None = item.sales_and_purchase
    if both is not None:
        assert both.expense_account is not None
        return Purchase(both.expense_account.list_id, both.purchase_desc, both.purchase_cost, is_inventory=False)
    one: SalesOrPurchase = item.sales_or_purchase
    assert one.account is not None
    return Purchase(one.account.list_id, one.desc, one.price, is_inventory=False)


def is_inventory(company: CompanyFile, list_id: str) -> bool:
    """Whether an item is counted, without reading the rest of it."""
    row = company.connection.execute("SELECT kind FROM list_object WHERE list_id = ?", [list_id]).fetchone()
    return row is not None and row[0] == "ItemInventory"


def move_stock(company: CompanyFile, list_id: str, units: int, value: int) -> None:
    """Add so many units and cents to what is on hand (less, when negative)."""
    sql = """INSERT INTO stock VALUES (?, ?, ?)
        ON CONFLICT (list_id) DO UPDATE SET units = units + excluded.units, cents = cents + excluded.cents"""
    company.connection.execute(sql, [list_id, units, value])
    store.touch(company, list_id)
