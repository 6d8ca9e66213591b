"""The items: services, parts and charges that bills and orders name, and groups of them; one list for all kinds."""

# ruff: noqa: TC003 - the codec reads the annotations of records at run time

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from decimal import Decimal
from typing import TYPE_CHECKING, Any, NamedTuple

from counterfoil.simulator import status
from counterfoil.simulator.transactions import opening
from counterfoil.simulator.values import ZERO, cents, in_units, money, quantity

from . import store
from .classes import TO_CLASS
from .item_records import (
    AssemblyLine,
    FixedAssetSalesInfo,
    GroupMember,
    Item,
    ItemDiscount,
    ItemFixedAsset,
    ItemGroup,
    ItemInventory,
    ItemInventoryAssembly,
    ItemNonInventory,
    ItemOtherCharge,
    ItemPayment,
    ItemSalesTax,
    ItemSalesTaxGroup,
    ItemService,
    ItemSubtotal,
    SalesAndPurchase,
    SalesOrPurchase,
)
from .store import ListKind, Reference, register
from .vendors import TO_ACCOUNT, TO_VENDOR

if TYPE_CHECKING:
    from counterfoil.simulator.company import CompanyFile

__all__ = [
    "AssemblyLine", "FixedAssetSalesInfo", "GroupMember", "Item", "ItemDiscount", "ItemFixedAsset", "ItemGroup",
    "ItemInventory", "ItemInventoryAssembly", "ItemNonInventory", "ItemOtherCharge", "ItemPayment", "ItemSalesTax",
    "ItemSalesTaxGroup", "ItemService", "ItemSubtotal", "SalesAndPurchase", "SalesOrPurchase",
]  # fmt: skip


BOUGHT = (
    "ItemService", "ItemNonInventory", "ItemOtherCharge", "ItemInventory", "ItemInventoryAssembly", "ItemFixedAsset",
)  # fmt: skip
"""The kinds of item that a line of a bill or an order may name."""
COUNTED = ("ItemInventory", "ItemInventoryAssembly")
TO_ITEM = Reference("Item", "item", BOUGHT)
TO_COUNTED = Reference("Item", "item", COUNTED)
TO_SALES_TAX = Reference("Item", "item", ("ItemSalesTax",))
TO_GROUP = Reference("Item", "item", ("ItemGroup",))
_COMMON = {
    "class_": TO_CLASS,
    "unit_of_measure_set": Reference("Unit Of Measure Set", "unit of measure set"),
    "sales_tax_code": Reference("Sales Tax Code", "sales tax code"),
}
_COMMON_OF_DISCOUNTS = {
    "class_": TO_CLASS,
    "sales_tax_code": _COMMON["sales_tax_code"],
    "account": TO_ACCOUNT,
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
_RECORDS = {
    "SalesOrPurchase": SalesOrPurchase,
    "SalesAndPurchase": SalesAndPurchase,
    "FixedAssetSalesInfo": FixedAssetSalesInfo,
}


def _two_sided(company: CompanyFile, item: Any, before: Any) -> Any:
    """The rules of items with one or two sides: an account where money goes, and no change of form.

    What is sold or bought has a price or a percentage: what a Mod sends takes the place of the other.
    """
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
    if one is not None and one.price is not None and one.price_percent is not None:
        had_price = before is None or before.sales_or_purchase.price is not None
        gone = {"price": None} if had_price else {"price_percent": None}
        return replace(item, sales_or_purchase=replace(one, **gone))
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


def _fixed_asset(company: CompanyFile, item: ItemFixedAsset, before: ItemFixedAsset | None) -> ItemFixedAsset:
    del company, before
    for element, value in (
        ("AcquiredAs", item.acquired_as),
        ("PurchaseDesc", item.purchase_desc),
        ("PurchaseDate", item.purchase_date),
    ):
        if not value:
            raise status.missing_element(element)
    if item.asset_account is None:
        raise status.not_saved(f'Item list, element "{item.name}"', "An account must be specified.")
    return item


def _discount(company: CompanyFile, item: ItemDiscount, before: ItemDiscount | None) -> ItemDiscount:
    """A discount has an account, and is in money or per cent: what a Mod sends takes the place of the other."""
    del company
    if item.account is None:
        raise status.not_saved(f'Item list, element "{item.name}"', "An account must be specified.")
    if item.discount_rate is not None and item.discount_rate_percent is not None:
        if before is None or before.discount_rate is None:
            return replace(item, discount_rate_percent=None)
        return replace(item, discount_rate=None)
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


_STOCK_NAMES = ("quantity_on_hand", "average_cost", "quantity_on_order", "quantity_on_sales_order")
KINDS = {
    row.record.__name__: register(
        ListKind(
            kind=row.record.__name__,
            family="item",
            plural="Item",
            record=row.record,
            references=row.references,
            records=_RECORDS,
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
        _Row(
            ItemInventoryAssembly,
            _COMMON | _INVENTORY | {"members.item": TO_COUNTED},
            _inventory,
            _stock,
            (*_STOCK_NAMES, "opening_quantity", "opening_value", "inventory_date"),
        ),
        _Row(ItemFixedAsset, {"class_": TO_CLASS, "asset_account": TO_ACCOUNT}, _fixed_asset),
        _Row(ItemSubtotal, {}),
        _Row(ItemDiscount, _COMMON_OF_DISCOUNTS, _discount),
        _Row(
            ItemPayment,
            {
                "class_": TO_CLASS,
                "deposit_to_account": TO_ACCOUNT,
                "payment_method": Reference("Payment Method", "payment method"),
            },
        ),
        _Row(ItemSalesTax, {"class_": TO_CLASS, "tax_vendor": TO_VENDOR}),
        _Row(ItemSalesTaxGroup, {"item_sales_taxes": TO_SALES_TAX}),
        _Row(ItemGroup, {"members.item": TO_ITEM}),
    )
}
"""Kind of item → its row."""


def add(company: CompanyFile, item: Item) -> Any:
    """Add an item; stock on hand at the start goes against Opening Balance Equity."""
    with company.change():
        added = store.add(company, KINDS[type(item).__name__], item)
        if isinstance(item, ItemInventory) and item.opening_quantity:
            _put_in_stock(company, added, item.opening_quantity, item.opening_value)
            added = store.get(company, added.list_id)
        return added


def _put_in_stock(company: CompanyFile, item: ItemInventory, on_hand: Decimal, worth: Decimal | None) -> None:
    """Give a new item what is on hand, at that value or else at its purchase cost."""
    assert item.asset_account is not None, "checked when it was added"
    value = cents(worth if worth is not None else on_hand * (item.purchase_cost or Decimal(0)))
    move_stock(company, item.list_id, in_units(on_hand), value)
    opening.post_against_equity(company, item.asset_account, value)


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
    if isinstance(item, ItemFixedAsset):
        assert item.asset_account is not None
        return Purchase(item.asset_account.list_id, item.purchase_desc, item.purchase_cost, is_inventory=False)
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
    return row is not None and row[0] in COUNTED


def move_stock(company: CompanyFile, list_id: str, units: int, value: int) -> None:
    """Add so many units and cents to what is on hand (less, when negative)."""
    sql = """INSERT INTO stock VALUES (?, ?, ?)
        ON CONFLICT (list_id) DO UPDATE SET units = units + excluded.units, cents = cents + excluded.cents"""
    company.connection.execute(sql, [list_id, units, value])
    store.touch(company, list_id)
