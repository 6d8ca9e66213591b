"""The look of values and the frame of the pages: Jinja's environment, icons, the places one can go to."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup

from . import TEMPLATES


@dataclass(frozen=True, slots=True)
class Place:
    """An entry of the bar at the side."""

    name: str
    address: str
    icon: str
    apart: bool = False


PLACES = (
    Place("Home", "/", "home"),
    Place("Vendors", "/vendors", "vendor"),
    Place("Orders", "/purchase-orders", "order"),
    Place("Enter Bills", "/bills/new", "enter"),
    Place("Bills", "/bills", "bill"),
    Place("Pay Bills", "/pay-bills", "pay"),
    Place("Payments", "/payments", "payment"),
    Place("Register", "/register", "register"),
    Place("Accounts", "/accounts", "accounts", apart=True),
    Place("Items", "/items", "item"),
    Place("Classes", "/classes", "class"),
    Place("Customers", "/customers", "customer"),
    Place("Terms", "/terms", "terms"),
    Place("Company", "/company", "company", apart=True),
)

ICONS = {
    "home": "M2 8l6-5 6 5M4 7v6h8V7M7 13V9.5h2V13",
    "vendor": "M2 6l1-3h10l1 3M2 6h12v7H2zM6 13V9h4v4",
    "order": "M4 2h8v12H4zM6 5h4M6 8h4M6 11l1.5 1L10 10",
    "enter": "M3 2h7l3 3v9H3zM8 6v5M5.5 8.5h5",
    "bill": "M3 2h7l3 3v9H3zM5.5 7h5M5.5 9.5h5M5.5 12h3",
    "pay": "M1.5 5h13v7h-13zM4 9.5h4M10 9.5l1 1 2-2.5",
    "payment": "M1.5 5h13v7h-13zM4 8h8M4 10h4",
    "register": "M2 3h12v10H2zM2 6h12M6 6v7M8.5 8.5h3M8.5 11h3",
    "accounts": "M3 13V3M3 13h11M6 11V8M9 11V5M12 11V7",
    "item": "M2 5l6-3 6 3v6l-6 3-6-3zM2 5l6 3 6-3M8 8v6",
    "class": "M2 3h5v4H2zM9 3h5v4H9zM2 9h5v4H2zM9 9h5v4H9z",
    "customer": "M8 8a2.5 2.5 0 100-5 2.5 2.5 0 000 5zM3 14c0-3 2-5 5-5s5 2 5 5",
    "terms": "M3 3h10v11H3zM3 6h10M6 1.5v3M10 1.5v3",
    "company": "M3 14V2h7v12M10 6h3v8M5 5h3M5 8h3M5 11h3M1.5 14h13",
}
"""Name → path of an outline drawn on a square of sixteen."""

BLANK_LINE = dict.fromkeys(
    (
        "line", "account", "amount", "memo", "customer", "billable", "class", "item", "description", "quantity", "cost",
        "order", "order_line", "order_words", "received", "closed", "linked", "group",
    ),
    "",
)  # fmt: skip
"""An empty line of a bill or an order, as a form shows it."""


def icon(name: str) -> Markup:
    """An icon as inline SVG, hidden from screen readers because words stand beside it."""
    return Markup('<svg viewBox="0 0 16 16" aria-hidden="true"><path d="{}"/></svg>').format(ICONS[name])


def money(amount: Decimal | str) -> str:
    """An amount as a ledger shows it: `1,234.50`."""
    return f"{Decimal(amount):,.2f}"


def price(cost: Decimal | None) -> str:
    """A cost with as many places as it has, but never fewer than two; nothing for none."""
    if cost is None:
        return ""
    places = max(2, -int(cost.normalize().as_tuple().exponent))
    return f"{cost:,.{places}f}"


def day(value: date | str | None) -> str:
    """A date that cannot be misread: `05 Mar 2026`; nothing for none."""
    if not value:
        return ""
    return (date.fromisoformat(value) if isinstance(value, str) else value).strftime("%d %b %Y")


def _environment() -> Environment:
    environment = Environment(
        loader=FileSystemLoader(TEMPLATES),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.filters.update(money=money, day=day)
    environment.globals.update(icon=icon, blank=BLANK_LINE)
    return environment


PAGES = _environment()
"""The templates; everything put into them is escaped."""
