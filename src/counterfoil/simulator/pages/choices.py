"""What a form asks while being filled in: a vendor's terms and open orders, an item's cost, when a bill is due."""

from datetime import date, timedelta

from starlette.responses import JSONResponse, Response

from counterfoil.simulator.company import CompanyFile
from counterfoil.simulator.lists import accounts, items, terms, vendors
from counterfoil.simulator.status import Refusal
from counterfoil.simulator.values import Ref

from . import names, queries
from .fields import Typed, day
from .vendors import one_line
from .visit import Visit

NOTHING = JSONResponse({}, status_code=404)


def payables(company: CompanyFile) -> Ref:
    """The account that a bill is owed on unless someone says otherwise."""
    first = accounts.of_type(company, "AccountsPayable")[0]
    return Ref(first.list_id, first.full_name)


def due_date(company: CompanyFile, ref: Ref | None, txn_date: date) -> date:
    """When a bill of that date is due under these terms, or by the company's preference where there are none."""
    found = terms.get(company, ref.list_id) if ref else None
    return found.due(txn_date) if found else txn_date + timedelta(days=company.settings.days_bills_are_due)


def vendor(visit: Visit) -> Response:
    """What a bill takes from its vendor."""
    found = vendors.find(visit.company, visit.query.text("name"))
    if found is None:
        return NOTHING
    prefilled = found.prefill_accounts[0] if found.prefill_accounts else None
    return JSONResponse(
        {
            "terms": found.terms.full_name if found.terms else "",
            "address": one_line(found.vendor_address),
            "account": names.label_of(visit.company, prefilled),
            "orders": queries.open_orders(visit.company, found.list_id),
        }
    )


def item(visit: Visit) -> Response:
    """What a line takes from its item."""
    found = items.find(visit.company, visit.query.text("name"))
    if type(found).__name__ not in items.BOUGHT:
        return NOTHING
    bought = items.purchase_of(found)
    return JSONResponse({"description": bought.desc, "cost": f"{bought.cost:f}" if bought.cost else ""})


def due(visit: Visit) -> Response:
    """When a bill is due."""
    try:
        txn_date = day(visit.query.text("date"), "Date")
        ref = names.meant(visit.company, "terms", visit.query.text("terms"))
        return (
            NOTHING if txn_date is None else JSONResponse({"due": due_date(visit.company, ref, txn_date).isoformat()})
        )
    except (Typed, Refusal, OverflowError):
        return NOTHING
