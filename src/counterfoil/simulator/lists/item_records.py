"""What items are made of: services, parts, charges, groups, discounts, subtotals, payments, taxes and fixed assets."""

# ruff: noqa: TC003 - the codec reads the annotations of records at run time

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from counterfoil.simulator.values import ZERO, Ref

from .objects import ListObject, Nested


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
class _Item(Nested):
    class_: Ref | None = None
    bar_code_value: str = ""
    unit_of_measure_set: Ref | None = None
    sales_tax_code: Ref | None = None
    external_guid: str = ""


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
class ItemGroup(ListObject):
    """A group: on a bill or an order it becomes its members."""

    bar_code_value: str = ""
    item_desc: str = ""
    unit_of_measure_set: Ref | None = None
    is_print_items_in_group: bool = False
    external_guid: str = ""
    members: tuple[GroupMember, ...] = ()


@dataclass(frozen=True, slots=True)
class AssemblyLine:
    """A part of an assembly and how many of it one assembly takes."""

    item: Ref | None = None
    quantity: Decimal | None = None


@dataclass(frozen=True, slots=True)
class ItemInventoryAssembly(ItemInventory):
    """A counted part that is built of others; it can be bought as well."""

    build_point: Decimal | None = None
    members: tuple[AssemblyLine, ...] = ()


@dataclass(frozen=True, slots=True)
class FixedAssetSalesInfo:
    """How a fixed asset was sold."""

    sales_desc: str = ""
    sales_date: date | None = None
    sales_price: Decimal | None = None
    sales_expense: Decimal | None = None


@dataclass(frozen=True, slots=True)
class _Flat(ListObject):
    bar_code_value: str = ""
    external_guid: str = ""


@dataclass(frozen=True, slots=True)
class ItemFixedAsset(_Flat):
    """Something the company owns and uses."""

    class_: Ref | None = None
    acquired_as: str = ""
    purchase_desc: str = ""
    purchase_date: date | None = None
    purchase_cost: Decimal | None = None
    vendor_or_payee_name: str = ""
    asset_account: Ref | None = None
    fixed_asset_sales_info: FixedAssetSalesInfo | None = None
    asset_desc: str = ""
    location: str = ""
    po_number: str = ""
    serial_number: str = ""
    warranty_exp_date: date | None = None
    notes: str = ""
    asset_number: str = ""
    cost_basis: Decimal | None = None
    year_end_accumulated_depreciation: Decimal | None = None
    year_end_book_value: Decimal | None = None


@dataclass(frozen=True, slots=True)
class ItemSubtotal(_Flat):
    """Adds up the lines above it."""

    item_desc: str = ""


@dataclass(frozen=True, slots=True)
class ItemPayment(_Flat):
    """A payment that is taken off an invoice at once."""

    class_: Ref | None = None
    item_desc: str = ""
    deposit_to_account: Ref | None = None
    payment_method: Ref | None = None


@dataclass(frozen=True, slots=True)
class ItemSalesTax(_Flat):
    """A sales tax and whom it is paid to."""

    class_: Ref | None = None
    item_desc: str = ""
    tax_rate: Decimal | None = None
    tax_vendor: Ref | None = None


@dataclass(frozen=True, slots=True)
class ItemSalesTaxGroup(_Flat):
    """Sales taxes that are charged together."""

    item_desc: str = ""
    item_sales_taxes: tuple[Ref, ...] = ()


@dataclass(frozen=True, slots=True)
class ItemDiscount(_Flat):
    """A discount in money or per cent."""

    parent: Ref | None = None
    sublevel: int = 0
    class_: Ref | None = None
    item_desc: str = ""
    sales_tax_code: Ref | None = None
    discount_rate: Decimal | None = None
    discount_rate_percent: Decimal | None = None
    account: Ref | None = None


Item = (
    ItemService | ItemNonInventory | ItemOtherCharge | ItemInventory | ItemGroup | ItemFixedAsset | ItemSubtotal
    | ItemPayment | ItemSalesTax | ItemSalesTaxGroup | ItemDiscount
)  # fmt: skip
