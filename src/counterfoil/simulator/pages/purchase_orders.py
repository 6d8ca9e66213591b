"""Purchase orders: the list, the form for an order, and its open lines for a bill that receives them."""

from collections.abc import Callable, Mapping
from functools import partial
from typing import Any

from starlette.responses import Response

from counterfoil.simulator.company import CompanyFile
from counterfoil.simulator.lists import vendors
from counterfoil.simulator.status import Refusal
from counterfoil.simulator.transactions import purchase_orders
from counterfoil.simulator.transactions.records import PurchaseOrder

from . import bill_lines, names, queries
from .bills import Sheet
from .fields import Typed, day
from .forms import limited, unchanged
from .render import BLANK_LINE, PAGES
from .vendors import one_line
from .visit import Problem, Visit, explain, go

HERE = "Orders"
TO_COME = """NOT coalesce(t.body ->> '$.is_manually_closed', 0)
    AND EXISTS (SELECT 1 FROM line l WHERE l.txn = t.id AND l.units > l.received AND NOT l.closed)"""
SHOWS = (
    ("open", "Open orders", TO_COME),
    ("all", "All orders", "1"),
    ("done", "Received or closed", f"NOT ({TO_COME})"),
)
HEADER = ("vendor", "memo", "txn_date", "ref_number", "expected_date", "closed")


def order_list(visit: Visit) -> Response:
    """The orders, newest first; at first those with something to come."""
    show, find = visit.query.text("show", "open"), visit.query.text("find")
    condition = next((sql for word, _, sql in SHOWS if word == show), "1")
    rows, count, pages = queries.search(visit.company, "PurchaseOrder", find, condition, visit.query)
    shows = [(word, words) for word, words, _ in SHOWS]
    return visit.page(
        "purchase_orders.html", HERE, orders=rows, count=count, pages=pages, find=find, show=show, shows=shows
    )


def enter(visit: Visit) -> Response:
    """The form for a new order; the address may name its vendor."""
    vendor = vendors.get(visit.company, visit.query.text("vendor")) if visit.query.text("vendor") else None
    head = dict.fromkeys(HEADER, "") | {
        "txn_date": visit.company.today().isoformat(),
        "vendor": vendor.name if vendor else "",
    }
    before = Sheet(head)
    if not visit.posting:
        return _form(visit, None, before, before.version)
    typed, problem = _typed(visit, before)
    if problem is None:
        try:
            order = purchase_orders.add(visit.company, _made(visit.company, typed))
            return go(f"/purchase-orders/{order.txn_id}", "saved")
        except (Refusal, Typed) as error:
            problem = explain(error)
    return _form(visit, None, typed, before.version, problem)


def show(visit: Visit) -> Response:
    """The form for an order that is there."""
    order = purchase_orders.get(visit.company, visit.path["txn_id"])
    if order is None:
        return visit.missing(HERE, "/purchase-orders")
    before = _shown(visit.company, order)
    if not visit.posting:
        return _form(visit, order, before, before.version)
    typed, problem = _typed(visit, before)
    if problem is None:
        try:
            version = visit.form.text("version")
            with unchanged(visit.company, "purchase order", version, partial(_version, visit.company, order.txn_id)):
                purchase_orders.modify(visit.company, order.txn_id, **_changes(visit.company, before, typed))
            return go(f"/purchase-orders/{order.txn_id}", "saved")
        except (Refusal, Typed) as error:
            problem = explain(error)
    return _form(visit, order, typed, before.version, problem)


def _version(company: CompanyFile, txn_id: str) -> str:
    order = purchase_orders.get(company, txn_id)
    return _shown(company, order).version if order else ""


def delete(visit: Visit) -> Response:
    """Delete an order; one that bills are linked to stays."""
    try:
        purchase_orders.delete(visit.company, visit.path["txn_id"])
    except Refusal as error:
        order = purchase_orders.get(visit.company, visit.path["txn_id"])
        if order is None:
            return visit.missing(HERE, "/purchase-orders")
        before = _shown(visit.company, order)
        return _form(visit, order, before, before.version, explain(error))
    return go("/purchase-orders", "deleted")


def receive(visit: Visit) -> Response:
    """The open lines of an order as rows for a bill's form."""
    order = purchase_orders.get(visit.company, visit.path["txn_id"])
    if order is None:
        return visit.missing(HERE, "/purchase-orders")
    rows = bill_lines.receiving(visit.company, order.txn_id, order.ref_number, order.lines)
    return Response(PAGES.get_template("receive_rows.html").render(items=rows), media_type="text/html")


def _shown(company: CompanyFile, order: PurchaseOrder) -> Sheet:
    head = {
        "vendor": order.vendor.full_name if order.vendor else "",
        "memo": order.memo,
        "txn_date": order.txn_date.isoformat() if order.txn_date else "",
        "ref_number": order.ref_number,
        "expected_date": order.expected_date.isoformat() if order.expected_date else "",
        "closed": "on" if order.is_manually_closed else "",
    }
    return Sheet(head, (), bill_lines.shown(company, order.lines))


def _typed(visit: Visit, before: Sheet) -> tuple[Sheet, Problem | None]:
    head = {name: visit.form.text(name) for name in HEADER}
    try:
        rows = bill_lines.typed_rows(visit.form, "OrderLine")
    except Typed as error:
        return Sheet(head), explain(error)
    return Sheet(head, (), bill_lines.redrawn(rows, before.items)), None


def _form(
    visit: Visit, order: PurchaseOrder | None, sheet: Sheet, version: str, problem: Problem | None = None
) -> Response:
    company = visit.company
    vendor = vendors.find(company, sheet.head["vendor"]) if sheet.head["vendor"] else None
    return visit.page(
        "purchase_order.html",
        HERE,
        problem=problem,
        action=f"/purchase-orders/{order.txn_id}" if order else "/purchase-orders/new",
        order=_facts(company, order) if order else None,
        typed=sheet.head,
        items=sheet.items or [BLANK_LINE] * 2,
        total=order.total_amount if order else queries.total(()),
        version=version,
        address=one_line(vendor.vendor_address) if vendor else "",
        vendor_names=names.offered(company, "vendor"),
        customer_names=names.offered(company, "customer"),
        class_names=names.offered(company, "class"),
        item_names=names.offered(company, "item"),
    )


def _facts(company: CompanyFile, order: PurchaseOrder) -> dict[str, Any]:
    row = queries.one(company, "PurchaseOrder", order.txn_id)
    assert row is not None
    return {
        "txn_id": row.txn_id,
        "is_open": row.is_open,
        "state_words": row.state_words,
        "links": queries.links(company, row.id),
    }


READ: dict[str, Callable[[CompanyFile, str], Any]] = {
    "vendor": lambda company, text: names.required(company, "vendor", text),
    "memo": lambda _, text: text or None,
    "txn_date": lambda _, text: day(text, "Date"),
    "ref_number": lambda _, text: text or None,
    "expected_date": lambda _, text: day(text, "Expected"),
    "closed": lambda _, text: text == "on",
}


def _head(company: CompanyFile, head: Mapping[str, str], cells: tuple[str, ...]) -> dict[str, Any]:
    limited(head, {"ref_number": 11, "memo": 4095})
    if not head["txn_date"]:
        raise Typed("Please enter the date of the order.")
    found = {name: READ[name](company, head[name]) for name in cells}
    return {"is_manually_closed" if name == "closed" else name: value for name, value in found.items()}


def _made(company: CompanyFile, typed: Sheet) -> PurchaseOrder:
    head = {name: value for name, value in _head(company, typed.head, HEADER).items() if value is not None}
    lines = bill_lines.added(company, "OrderLine", typed.items)
    if not lines:
        raise Typed("Please enter at least one line.")
    return PurchaseOrder(**head, lines=lines)


def _changes(company: CompanyFile, before: Sheet, typed: Sheet) -> dict[str, Any]:
    found = _head(company, typed.head, tuple(name for name in HEADER if typed.head[name] != before.head[name]))
    if typed.items == before.items:
        return found
    return found | {"lines": bill_lines.changes(company, "OrderLine", before.items, typed.items)}
