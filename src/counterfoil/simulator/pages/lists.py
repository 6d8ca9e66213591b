"""The plain lists: items, classes, customers with their jobs, terms; classes and customers can be added to."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from starlette.responses import Response

from ..company import CompanyFile
from ..lists import classes, customers, items, terms
from ..status import Refusal
from . import names
from .fields import Typed
from .forms import limited
from .render import money
from .vendors import one_line
from .visit import Visit, explain, go


@dataclass(frozen=True, slots=True)
class Column:
    """A column of a list."""

    words: str
    number: bool = False


ITEM_TYPES = {
    "ItemService": "Service",
    "ItemNonInventory": "Non-inventory Part",
    "ItemInventory": "Inventory Part",
    "ItemOtherCharge": "Other Charge",
    "ItemGroup": "Group",
}
ITEM_COLUMNS = (
    Column("Item"), Column("Type"), Column("Description"), Column("Account"), Column("Cost", number=True), Column("On hand", number=True),
)  # fmt: skip


def item_list(visit: Visit) -> Response:
    """Every item with its type, its account and its cost."""
    rows = [_item(visit.company, item) for item in items.every(visit.company)]
    return _list(visit, "Items", ITEM_COLUMNS, rows, "There are no items yet.")


def _item(company: CompanyFile, item: Any) -> dict[str, Any]:
    kind = ITEM_TYPES[type(item).__name__]
    if isinstance(item, items.ItemGroup):
        return _row(item, [item.name, kind, item.item_desc, "", "", ""], 0)
    purchase = items.purchase_of(item)
    on_hand = f"{item.quantity_on_hand:f}" if isinstance(item, items.ItemInventory) else ""
    cells = [
        item.name, kind, purchase.desc, company.full_name(purchase.account),
        money(purchase.cost) if purchase.cost is not None else "", on_hand,
    ]  # fmt: skip
    return _row(item, cells, item.sublevel)


def _row(record: Any, cells: Sequence[str], sublevel: int) -> dict[str, Any]:
    return {"list_id": record.list_id, "is_active": record.is_active, "sublevel": sublevel, "cells": cells}


def _list(visit: Visit, here: str, columns: Sequence[Column], rows: Sequence[dict[str, Any]], empty: str, **more: Any) -> Response:
    shown: dict[str, Any] = {"adding": "", "typed": {"name": "", "parent": ""}, "parents": (), **more}
    return visit.page("list.html", here, heading=here, columns=columns, rows=rows, empty=empty, **shown)


def class_list(visit: Visit) -> Response:
    """The classes, indented, and a line to add one."""
    rows = [_row(each, [each.name], each.sublevel) for each in classes.every(visit.company)]
    return _growing(visit, "Classes", "New class", (Column("Class"),), rows, _add_class)


def _add_class(company: CompanyFile, name: str, parent: str) -> None:
    classes.add(company, classes.Class(name, names.meant(company, "class", parent)))


def customer_list(visit: Visit) -> Response:
    """The customers with their jobs, and a line to add one of either."""
    columns = (Column("Customer:Job"), Column("Company"), Column("Phone"), Column("Address"))
    rows = [
        _row(each, [each.name, each.company_name, each.phone, one_line(each.bill_address)], each.sublevel)
        for each in customers.every(visit.company)
    ]
    return _growing(visit, "Customers", "New customer or job", columns, rows, _add_customer)


def _add_customer(company: CompanyFile, name: str, parent: str) -> None:
    customers.add(company, customers.Customer(name, names.meant(company, "customer", parent)))


GROWING = {"Classes": ("class", 31), "Customers": ("customer", 41)}
"""List that can be added to → what forms call it, and how long a name is."""


def _growing(
    visit: Visit,
    here: str,
    adding: str,
    columns: Sequence[Column],
    rows: Sequence[dict[str, Any]],
    add: Callable[[CompanyFile, str, str], None],
) -> Response:
    what, longest = GROWING[here]
    typed = {"name": visit.form.text("name"), "parent": visit.form.text("parent")}
    problem = None
    if visit.posting:
        try:
            limited(typed, {"name": longest})
            add(visit.company, typed["name"], typed["parent"])
            return go(f"/{here.lower()}", "saved")
        except (Refusal, Typed) as error:
            problem = explain(error)
    empty = f"There are no {here.lower()} yet."
    parents = names.offered(visit.company, what)
    return _list(visit, here, columns, rows, empty, adding=adding, typed=typed, parents=parents, problem=problem)


def terms_list(visit: Visit) -> Response:
    """The terms in words."""
    rows = [_row(each, [each.name, _terms_words(each)], 0) for each in terms.every(visit.company)]
    return _list(visit, "Terms", (Column("Terms"), Column("A bill is due")), rows, "There are no terms yet.")


def _terms_words(each: terms.Terms) -> str:
    if isinstance(each, terms.DateDrivenTerms):
        return f"on day {each.day_of_month_due} of the month"
    due = f"{each.std_due_days} days after its date" if each.std_due_days else "on its date"
    return due if not each.discount_pct else f"{due}; {each.discount_pct:f} % less within {each.std_discount_days} days"
