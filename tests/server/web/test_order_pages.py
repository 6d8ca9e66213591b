"""The pages of purchase orders, and orders on the pages of the bills that receive them (rules B9, D10)."""

import re
from datetime import date
from decimal import Decimal

import pytest
from tests.server.web.conftest import browser_of

from counterfoil.engine.books import Write
from counterfoil.reconcile.decision import Act
from counterfoil.records import (
    BillState,
    Kind,
    LinkedTransaction,
    OrderLineState,
    OrderState,
    PurchaseOrder,
    PurchaseOrderLine,
)
from counterfoil.server.bills import services as bills
from counterfoil.server.orders import services as orders


@pytest.fixture
def arrive(organization, sync, lists):
    """Lets an order for ten boards arrive from QuickBooks; returns its id."""

    def arrived(number="PO-7", received=0, txn="4-1", said=None, **head):
        line = PurchaseOrderLine(
            "5-1", lists.item, "Cedar boards", Decimal(10), rate=Decimal(2), amount=Decimal("20.00")
        )
        record = PurchaseOrder(**{"vendor": lists.vendor, "ref_number": number, "lines": (line,), **head})
        stands = OrderState(total=Decimal("20.00"), lines=(OrderLineState("5-1", Decimal(received)),), **(said or {}))
        write = Write(Act.CREATE, Kind.PURCHASE_ORDER, "1", record=record, derived=stands, quickbooks_id=txn)
        (written,) = orders.write_many(organization, sync, [write])
        assert written.problem is None
        return int(written.record_id)

    return arrived


@pytest.fixture
def link(organization, sync, row):
    """Lets QuickBooks say that the bill receives orders: TxnID → number."""

    def linked(**numbers):
        links = tuple(
            LinkedTransaction(txn.replace("_", "-"), "PurchaseOrder", ref_number=number, is_money=False)
            for txn, number in numbers.items()
        )
        said = BillState(total=Decimal("120.00"), linked=links)
        bills.write_many(organization, sync, [Write(Act.CHANGE, Kind.BILL, "1", str(row.pk), derived=said)])

    return linked


def cells(text, label):
    """What stands in a column of a table, as plain text."""
    found = re.findall(rf'data-label="{label}"[^>]*>(.*?)</t[dh]>', text, re.DOTALL)
    return [re.sub(r"<[^>]+>", "", cell).strip() for cell in found]


def test_the_page_of_an_order_shows_what_was_ordered_received_and_is_to_come(page, arrive):
    pk = arrive(received=4, memo="For the porch", expected_date=date(2026, 3, 9))
    text = page.get(f"/orders/{pk}/").content.decode()
    assert [cells(text, label) for label in ("Ordered", "Received", "To come", "Rate", "Amount")] == [
        ["10"],
        ["4"],
        ["6"],
        ["2"],
        ["20.00"],
    ]
    assert "Partly received" in text
    assert "For the porch" in text
    assert "Purchase order PO-7" in text


def test_an_order_lists_the_bills_that_receive_it_and_the_bill_its_orders(page, arrive, link, row):
    pk = arrive(received=4)
    link(**{"4_1": "PO-7", "4_2": "PO-8"})
    of_order = page.get(f"/orders/{pk}/").content.decode()
    assert f'href="/bills/{row.pk}/"' in of_order
    of_bill = page.get(f"/bills/{row.pk}/").content.decode()
    assert f'<a href="/orders/{pk}/">PO-7</a>' in of_bill
    assert "also PO-8" in of_bill
    assert "This order has not come over" in of_bill
    assert cells(of_bill, "To come") == ["6"]


def test_po_no_is_a_dash_without_an_order_and_not_available_without_a_number(page, link, row):  # rule B9
    assert "<dt>PO no.</dt><dd>-</dd>" in page.get(f"/bills/{row.pk}/").content.decode()
    link(**{"4_1": ""})
    assert "<dt>PO no.</dt><dd>N/A</dd>" in page.get(f"/bills/{row.pk}/").content.decode()
    assert cells(page.get("/bills/").content.decode(), "PO no.") == ["N/A"]


def test_a_page_offers_nothing_that_would_change_an_order(page, arrive):
    text = page.get(f"/orders/{arrive()}/").content.decode()
    assert 'method="post"' not in text.split("<main", 1)[1]


@pytest.mark.parametrize(
    ("query", "numbers"),
    [
        ("", ["C", "B", "A"]),
        ("sort=number", ["A", "B", "C"]),
        ("text=porch", ["A"]),
        ("text=cedar", ["C", "B", "A"]),
        ("text=nothing", []),
        ("status=to_come", ["B", "A"]),
        ("status=received", ["C"]),
        ("status=deleted", ["D"]),
        ("since=2026-02-01", ["C", "B"]),
        ("until=2026-02-01", ["B", "A"]),
        ("late=on", ["A"]),
        ("vendor=Keller+Lumber", ["C", "B", "A"]),
        ("since=yesterday&sort=nonsense&page=x", ["C", "B", "A"]),
    ],
)
def test_the_list_shows_what_its_address_asks_for(  # noqa: PLR0917  # fixtures and cases
    page, organization, sync, arrive, query, numbers
):
    arrive("A", txn="4-1", txn_date=date(2026, 1, 1), memo="porch", expected_date=date(2026, 1, 9))
    arrive("B", 4, txn="4-2", txn_date=date(2026, 2, 1), expected_date=date(2099, 1, 1))
    arrive(
        "C", 10, txn="4-3", txn_date=date(2026, 3, 1), expected_date=date(2026, 3, 1), said={"is_fully_received": True}
    )
    gone = arrive("D", txn="4-4")
    orders.write_many(organization, sync, [Write(Act.DELETE, Kind.PURCHASE_ORDER, "1", str(gone))])
    assert cells(page.get(f"/orders/?{query}").content.decode(), "Number") == numbers


def test_another_organizations_order_does_not_exist(stranger, arrive):
    pk = arrive()
    browser = browser_of(stranger)
    assert browser.get(f"/orders/{pk}/").status_code == 404
    assert "PO-7" not in browser.get("/orders/?text=cedar").content.decode()


def test_a_deleted_order_says_so_and_keeps_its_history(page, organization, sync, arrive):
    pk = arrive()
    orders.write_many(organization, sync, [Write(Act.DELETE, Kind.PURCHASE_ORDER, "1", str(pk))])
    text = page.get(f"/orders/{pk}/").content.decode()
    assert "This order was deleted in QuickBooks" in text
    assert "deleted it" in text
