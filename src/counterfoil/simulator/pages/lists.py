"""The plain lists: items, classes, customers with their jobs, terms; classes and customers can be added to."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from starlette.responses import Response

from counterfoil.simulator.company import CompanyFile
from counterfoil.simulator.lists import classes, customers, items, terms
from counterfoil.simulator.status import Refusal

from . import names
from .fields import Typed
from .forms import limited
from .render import price
from .vendors import one_line
from .visit import Visit, explain, go


@dataclass(frozen=True, slots=True)
class Column:
    """A column of a list."""

    words: str
    number: bool = False
    wide: bool = False


ITEM_TYPES = {
    "ItemService": "Service",
    "ItemNonInventory": "Non-inventory Part",
    "ItemInventory": "Inventory Part",
    "ItemInventoryAssembly": "Inventory Assembly",
    "ItemFixedAsset": "Fixed Asset",
    "ItemOtherCharge": "Other Charge",
    "ItemSubtotal": "Subtotal",
    "ItemGroup": "Group",
    "ItemDiscount": "Discount",
    "ItemPayment": "Payment",
    "ItemSalesTax": "Sales Tax Item",
    "ItemSalesTaxGroup": "Sales Tax Group",
}
ITEM_COLUMNS = (
    Column("Item"), Column("Type", wide=True), Column("Description"), Column("Account", wide=True),
    Column("Cost", number=True), Column("On hand", number=True, wide=True),
)  # fmt: skip


def item_list(visit: Visit) -> Response:
    """Every item with its type, its account and its cost."""
    rows = [_item(visit.company, item) for item in items.every(visit.company)]
    return _list(visit, "Items", ITEM_COLUMNS, rows, "There are no items yet.")


def _item(company: CompanyFile, item: Any) -> dict[str, Any]:
    kind = ITEM_TYPES[type(item).__name__]
    sublevel = getattr(item, "sublevel", 0)
    if type(item).__name__ not in items.BOUGHT:
        return _row(item, [item.name, kind, item.item_desc, "", "", ""], sublevel)
    purchase = items.purchase_of(item)
    on_hand = f"{item.quantity_on_hand:f}" if isinstance(item, items.ItemInventory) else ""
    cells = [
        item.name, kind, purchase.desc, company.full_name(purchase.account),
        price(purchase.cost), on_hand,
    ]  # fmt: skip
    return _row(item, cells, sublevel)


def _row(record: Any, cells: Sequence[str], sublevel: int) -> dict[str, Any]:
    return {"list_id": record.list_id, "is_active": record.is_active, "sublevel": sublevel, "cells": cells}


def _list(
    visit: Visit, here: str, columns: Sequence[Column], rows: Sequence[dict[str, Any]], empty: str, **more: Any
) -> Response:
    shown: dict[str, Any] = {"adding": "", "typed": {"name": "", "parent": ""}, "parents": (), **more}
    return visit.page("list.html", here, heading=here, columns=columns, rows=rows, empty=empty, **shown)


def class_list(visit: Visit) -> Response:
    """The classes, indented, and a line to add one."""
    rows = [_row(each, [each.name], each.sublevel) for each in classes.every(visit.company)]
    return _growing(visit, CLASSES, rows)


def _add_class(company: CompanyFile, name: str, parent: str) -> None:
    classes.add(company, classes.Class(name, parent=names.meant(company, "class", parent)))


CUSTOMER_COLUMNS = (
    Column("Customer:Job"),
    Column("Company", wide=True),
    Column("Phone"),
    Column("Address", wide=True),
)


def customer_list(visit: Visit) -> Response:
    """The customers with their jobs, and a line to add one of either."""
    rows = [
        _row(each, [each.name, each.company_name, each.phone, one_line(each.bill_address)], each.sublevel)
        for each in customers.every(visit.company)
    ]
    return _growing(visit, CUSTOMERS, rows)


def _add_customer(company: CompanyFile, name: str, parent: str) -> None:
    customers.add(company, customers.Customer(name, parent=names.meant(company, "customer", parent)))


@dataclass(frozen=True, slots=True)
class Growing:
    """A list that can be added to on its page."""

    here: str
    what: str
    longest: int
    adding: str
    columns: Sequence[Column]
    add: Callable[[CompanyFile, str, str], None]


CLASSES = Growing("Classes", "class", 31, "New class", (Column("Class"),), _add_class)
CUSTOMERS = Growing("Customers", "customer", 41, "New customer or job", CUSTOMER_COLUMNS, _add_customer)


def _growing(visit: Visit, each: Growing, rows: Sequence[dict[str, Any]]) -> Response:
    typed = {"name": visit.form.text("name"), "parent": visit.form.text("parent")}
    problem = None
    if visit.posting:
        try:
            limited(typed, {"name": each.longest})
            each.add(visit.company, typed["name"], typed["parent"])
            return go(f"/{each.here.lower()}", "saved")
        except (Refusal, Typed) as error:
            problem = explain(error)
    shown = {"typed": typed, "parents": names.offered(visit.company, each.what), "problem": problem}
    empty = f"There are no {each.here.lower()} yet."
    return _list(visit, each.here, each.columns, rows, empty, adding=each.adding, **shown)


def terms_list(visit: Visit) -> Response:
    """The terms in words."""
    rows = [_row(each, [each.name, _terms_words(each)], 0) for each in terms.every(visit.company)]
    return _list(visit, "Terms", (Column("Terms"), Column("A bill is due")), rows, "There are no terms yet.")


def _terms_words(each: terms.Terms) -> str:
    if isinstance(each, terms.DateDrivenTerms):
        return f"on day {each.day_of_month_due} of the month"
    due = f"{each.std_due_days} days after its date" if each.std_due_days else "on its date"
    return due if not each.discount_pct else f"{due}; {each.discount_pct:f} % less within {each.std_discount_days} days"
