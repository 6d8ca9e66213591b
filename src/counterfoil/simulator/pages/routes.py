"""The addresses of the pages: one row each, and how a request becomes a visit in the company file's own thread."""

from collections.abc import Awaitable, Callable

from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response
from starlette.routing import Route

from counterfoil.simulator.desk import TooLarge, desk_of, read_body

from . import accounts, bills, choices, home, lists, payments, purchase_orders, register, vendors
from .fields import LARGEST_FORM, Fields
from .visit import Visit

View = Callable[[Visit], Response]

ADDRESSES: tuple[tuple[str, View, str], ...] = (
    ("/", home.home, "GET"),
    ("/company", home.company_page, "GET POST"),
    ("/vendors", vendors.center, "GET"),
    ("/vendors/new", vendors.edit, "GET POST"),
    ("/vendors/{list_id}", vendors.center, "GET"),
    ("/vendors/{list_id}/edit", vendors.edit, "GET POST"),
    ("/vendors/{list_id}/delete", vendors.delete, "POST"),
    ("/bills", bills.bill_list, "GET"),
    ("/bills/new", bills.enter, "GET POST"),
    ("/bills/{txn_id}", bills.show, "GET POST"),
    ("/bills/{txn_id}/delete", bills.delete, "POST"),
    ("/bills/{txn_id}/void", bills.void, "POST"),
    ("/purchase-orders", purchase_orders.order_list, "GET"),
    ("/purchase-orders/new", purchase_orders.enter, "GET POST"),
    ("/purchase-orders/{txn_id}", purchase_orders.show, "GET POST"),
    ("/purchase-orders/{txn_id}/delete", purchase_orders.delete, "POST"),
    ("/purchase-orders/{txn_id}/receive", purchase_orders.receive, "GET"),
    ("/pay-bills", payments.pay, "GET POST"),
    ("/payments", payments.payment_list, "GET"),
    ("/payments/{txn_id}", payments.show, "GET"),
    ("/payments/{txn_id}/delete", payments.delete, "POST"),
    ("/payments/{txn_id}/void", payments.void, "POST"),
    ("/register", register.register, "GET"),
    ("/register/{txn_id}", register.show, "GET"),
    ("/register/{txn_id}/delete", register.delete, "POST"),
    ("/register/{txn_id}/void", register.void, "POST"),
    ("/accounts", accounts.chart, "GET"),
    ("/accounts/new", accounts.edit, "GET POST"),
    ("/accounts/{list_id}", accounts.register, "GET"),
    ("/accounts/{list_id}/edit", accounts.edit, "GET POST"),
    ("/accounts/{list_id}/delete", accounts.delete, "POST"),
    ("/items", lists.item_list, "GET"),
    ("/classes", lists.class_list, "GET POST"),
    ("/customers", lists.customer_list, "GET POST"),
    ("/terms", lists.terms_list, "GET"),
    ("/choices/vendor", choices.vendor, "GET"),
    ("/choices/item", choices.item, "GET"),
    ("/choices/due-date", choices.due, "GET"),
)
"""Address, view, methods."""


def pages() -> list[Route]:
    """The routes of all pages."""
    return [Route(address, _visited(view), methods=methods.split()) for address, view, methods in ADDRESSES]


def _seen(view: View, visit: Visit) -> Response:
    """The view's answer, after looking whether another process has changed the file."""
    visit.company.refresh()
    return view(visit)


def _visited(view: View) -> Callable[[Request], Awaitable[Response]]:
    async def endpoint(request: Request) -> Response:
        try:
            form = (
                Fields.parse((await read_body(request, LARGEST_FORM)).decode())
                if request.method == "POST"
                else Fields()
            )
            query = Fields.parse(request.url.query)
        except TooLarge:
            return PlainTextResponse("The form is too large.", 413)
        except ValueError:
            return PlainTextResponse("The form cannot be read.", 400)
        desk = desk_of(request)
        visit = Visit(desk.company, request.path_params, query, form, posting=request.method == "POST")
        response = await desk.do(_seen, view, visit)
        if visit.posting:
            request.app.state.bell.look()
        return response

    return endpoint
