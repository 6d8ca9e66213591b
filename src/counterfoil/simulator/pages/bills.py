"""Enter Bills: the list of bills, and the form for a new bill or one that is there, with its Expenses and Items."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import partial
from typing import Any

from starlette.responses import Response

from counterfoil.simulator.company import CompanyFile
from counterfoil.simulator.lists import accounts, vendors
from counterfoil.simulator.status import Refusal
from counterfoil.simulator.transactions import bills, purchase_orders
from counterfoil.simulator.transactions.records import Bill
from counterfoil.simulator.values import Ref

from . import bill_lines, choices, names, queries
from .fields import Typed, day
from .forms import limited, unchanged, version_of
from .render import BLANK_LINE
from .vendors import one_line
from .visit import Problem, Visit, explain, go

HERE = "Bills"
SHOWS = (
    ("all", "All bills", "1"),
    ("open", "Unpaid", "t.open_cents != 0"),
    ("overdue", "Overdue", "t.open_cents != 0 AND t.body ->> '$.due_date' < '{today}'"),
    ("paid", "Paid", "t.open_cents = 0"),
)
"""What the list can be narrowed to: the word in the address, the words on the page, the condition."""
HEADER = ("vendor", "terms", "memo", "ap_account", "txn_date", "ref_number", "due_date")


@dataclass(frozen=True, slots=True)
class Sheet:
    """What a bill's form shows: the cells of its head, and the rows of its two tables."""

    head: Mapping[str, str]
    expenses: Sequence[Mapping[str, str]] = ()
    items: Sequence[Mapping[str, str]] = field(default=())

    @property
    def version(self) -> str:
        """A fingerprint of all of it."""
        return version_of(self.head, self.expenses, self.items)


def bill_list(visit: Visit) -> Response:
    """The bills, newest first, a page at a time; the filters are in the address."""
    show, find = visit.query.text("show", "all"), visit.query.text("find")
    condition = next((sql for word, _, sql in SHOWS if word == show), "1").format(today=visit.company.today())
    rows, count, pages = queries.search(visit.company, "Bill", find, condition, visit.query)
    shows = [(word, words) for word, words, _ in SHOWS]
    return visit.page("bills.html", HERE, bills=rows, count=count, pages=pages, find=find, show=show, shows=shows)


def enter(visit: Visit) -> Response:
    """The form for a new bill; the address may name its vendor, or a purchase order to receive."""
    before = _blank(visit)
    if not visit.posting:
        return _form(visit, None, before, before.version)
    typed, problem = _typed(visit, before)
    if problem is None:
        try:
            bill = bills.add(visit.company, _made(visit.company, typed))
            return go("/bills/new" if visit.form.text("then") == "new" else f"/bills/{bill.txn_id}", "saved")
        except (Refusal, Typed) as error:
            problem = explain(error)
    return _form(visit, None, typed, before.version, problem)


def show(visit: Visit) -> Response:
    """The form for a bill that is there."""
    bill = bills.get(visit.company, visit.path["txn_id"])
    if bill is None:
        return visit.missing(HERE, "/bills")
    before = _shown(visit.company, bill)
    if not visit.posting:
        return _form(visit, bill, before, before.version)
    typed, problem = _typed(visit, before)
    if problem is None:
        try:
            with unchanged(
                visit.company, "bill", visit.form.text("version"), partial(_version, visit.company, bill.txn_id)
            ):
                bills.modify(visit.company, bill.txn_id, **_changes(visit.company, before, typed))
            return go("/bills/new" if visit.form.text("then") == "new" else f"/bills/{bill.txn_id}", "saved")
        except (Refusal, Typed) as error:
            problem = explain(error)
    return _form(visit, bill, typed, before.version, problem)


def _version(company: CompanyFile, txn_id: str) -> str:
    bill = bills.get(company, txn_id)
    return _shown(company, bill).version if bill else ""


def delete(visit: Visit) -> Response:
    """Delete a bill."""
    return _ended(visit, bills.delete, "/bills", "deleted")


def void(visit: Visit) -> Response:
    """Void a bill."""
    return _ended(visit, bills.void, f"/bills/{visit.path['txn_id']}", "voided")


def _ended(visit: Visit, end: Any, then: str, done: str) -> Response:
    try:
        end(visit.company, visit.path["txn_id"])
    except Refusal as error:
        bill = bills.get(visit.company, visit.path["txn_id"])
        if bill is None:
            return visit.missing(HERE, "/bills")
        before = _shown(visit.company, bill)
        return _form(visit, bill, before, before.version, explain(error))
    return go(then, done)


# -- showing ------------------------------------------------------------------------------------------------------


def _blank(visit: Visit) -> Sheet:
    company = visit.company
    order = purchase_orders.get(company, visit.query.text("order")) if visit.query.text("order") else None
    vendor_id = order.vendor.list_id if order and order.vendor else visit.query.text("vendor")
    vendor = vendors.get(company, vendor_id) if vendor_id else None
    payables = names.label_of(company, choices.payables(company))
    head = dict.fromkeys(HEADER, "") | {"txn_date": company.today().isoformat(), "ap_account": payables}
    if vendor is not None:
        head |= {"vendor": vendor.name, "terms": vendor.terms.full_name if vendor.terms else ""}
        head["due_date"] = choices.due_date(company, vendor.terms, company.today()).isoformat()
    rows = bill_lines.receiving(company, order.txn_id, order.ref_number, order.lines) if order else ()
    return Sheet(head, (), rows)


def _shown(company: CompanyFile, bill: Bill) -> Sheet:
    head = {
        "vendor": bill.vendor.full_name if bill.vendor else "",
        "terms": bill.terms.full_name if bill.terms else "",
        "memo": bill.memo,
        "ap_account": names.label_of(company, bill.ap_account),
        "txn_date": bill.txn_date.isoformat() if bill.txn_date else "",
        "ref_number": bill.ref_number,
        "due_date": bill.due_date.isoformat() if bill.due_date else "",
    }
    return Sheet(head, bill_lines.shown(company, bill.expense_lines), bill_lines.shown(company, bill.item_lines))


def _form(visit: Visit, bill: Bill | None, sheet: Sheet, version: str, problem: Problem | None = None) -> Response:
    company = visit.company
    vendor = vendors.find(company, sheet.head["vendor"]) if sheet.head["vendor"] else None
    return visit.page(
        "bill.html",
        HERE if bill else "Enter Bills",
        problem=problem,
        action=f"/bills/{bill.txn_id}" if bill else "/bills/new",
        bill=_facts(company, bill) if bill else None,
        typed=sheet.head,
        expenses=sheet.expenses or ([] if sheet.items else [BLANK_LINE] * 2),
        items=sheet.items,
        items_first=bool(sheet.items) and not sheet.expenses,
        total=bill.amount_due if bill else queries.total(()),
        version=version,
        address=one_line(vendor.vendor_address) if vendor else "",
        orders=queries.open_orders(company, vendor.list_id) if vendor and not bill else [],
        payables=[names.label_of(company, each) for each in _payables(company)],
        terms=names.offered(company, "terms"),
        vendor_names=names.offered(company, "vendor"),
        account_names=names.offered(company, "account"),
        customer_names=names.offered(company, "customer"),
        class_names=names.offered(company, "class"),
        item_names=names.offered(company, "item"),
    )


def _facts(company: CompanyFile, bill: Bill) -> dict[str, Any]:
    row = queries.one(company, "Bill", bill.txn_id)
    assert row is not None
    return {"txn_id": row.txn_id, "open": row.open, "state": row.state, "links": queries.links(company, row.id)}


def _payables(company: CompanyFile) -> list[Ref]:
    return [Ref(each.list_id, each.full_name) for each in accounts.of_type(company, "AccountsPayable")]


# -- saving -------------------------------------------------------------------------------------------------------


def _typed(visit: Visit, before: Sheet) -> tuple[Sheet, Problem | None]:
    """What the form brought; a problem where its lines did not arrive whole."""
    head = {name: visit.form.text(name) if name in visit.form else before.head[name] for name in HEADER}
    try:
        expenses = bill_lines.typed_rows(visit.form, "ExpenseLine")
        items = bill_lines.typed_rows(visit.form, "ItemLine")
    except Typed as error:
        return Sheet(head), explain(error)
    return Sheet(head, bill_lines.redrawn(expenses, before.expenses), bill_lines.redrawn(items, before.items)), None


READ: dict[str, Callable[[CompanyFile, str], Any]] = {
    "vendor": lambda company, text: names.required(company, "vendor", text),
    "terms": lambda company, text: names.meant(company, "terms", text),
    "memo": lambda _, text: text or None,
    "ap_account": lambda company, text: names.meant(company, "account", text),
    "txn_date": lambda _, text: day(text, "Date"),
    "ref_number": lambda _, text: text or None,
    "due_date": lambda _, text: day(text, "Bill due"),
}
"""Cell of the head → the value of the bill's attribute of the same name."""


def _head(company: CompanyFile, head: Mapping[str, str], cells: Sequence[str]) -> dict[str, Any]:
    limited(head, {"ref_number": 20, "memo": 4095})
    if not head["txn_date"]:
        raise Typed("Please enter the date of the bill.")
    return {name: READ[name](company, head[name]) for name in cells}


def _made(company: CompanyFile, typed: Sheet) -> Bill:
    head = {name: value for name, value in _head(company, typed.head, HEADER).items() if value is not None}
    expenses = bill_lines.added(company, "ExpenseLine", typed.expenses)
    items = bill_lines.added(company, "ItemLine", typed.items)
    if not expenses and not items:
        raise Typed("Please enter at least one line under Expenses or Items.")
    return Bill(**head, expense_lines=expenses, item_lines=items)


def _changes(company: CompanyFile, before: Sheet, typed: Sheet) -> dict[str, Any]:
    """Only what differs from what was shown: lines that nobody touched keep even what the form does not show."""
    different = [name for name in HEADER if typed.head[name] != before.head[name]]
    found = _head(company, typed.head, different)
    if (typed.expenses, typed.items) == (before.expenses, before.items):
        return found
    return found | {
        "expense_lines": bill_lines.changes(company, "ExpenseLine", before.expenses, typed.expenses),
        "item_lines": bill_lines.changes(company, "ItemLine", before.items, typed.items),
    }
