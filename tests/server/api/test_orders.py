"""Purchase orders in the API: they are read, and nothing else (rule D10)."""

from decimal import Decimal

import pytest

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
    Ref,
)
from counterfoil.server.audit.actor import SYNC
from counterfoil.server.bills import services as bills
from counterfoil.server.orders import services as orders

pytestmark = pytest.mark.django_db


@pytest.fixture
def order(organization, books):
    """An order for ten, of which four came: its id here."""
    line = PurchaseOrderLine("5-1", description="Boards", quantity=Decimal(10), amount=Decimal("20.00"))
    record = PurchaseOrder(vendor=Ref(str(books["vendor"]["id"])), ref_number="PO-7", lines=(line,))
    said = OrderState(total=Decimal("20.00"), lines=(OrderLineState("5-1", Decimal(4)),))
    write = Write(Act.CREATE, Kind.PURCHASE_ORDER, "1", record=record, derived=said, quickbooks_id="4-1")
    (written,) = orders.write_many(organization, SYNC, [write])
    return int(written.record_id)


@pytest.fixture
def received(organization, bill, order):
    """The bill receives the order, and another one that has not come over."""
    links = [LinkedTransaction(f"4-{n}", "PurchaseOrder", ref_number=f"PO-{6 + n}", is_money=False) for n in (1, 2)]
    said = BillState(total=Decimal("120.00"), linked=tuple(links))
    bills.write_many(organization, SYNC, [Write(Act.CHANGE, Kind.BILL, "1", str(bill["id"]), derived=said)])
    return bill


def test_an_order_is_read_with_its_lines_what_came_and_its_bills(program, order, received):
    read = program.get(f"purchase-orders/{order}").json()
    assert (read["ref_number"], read["vendor"]["name"], read["total"]) == ("PO-7", "Keller Lumber", "20.00")
    assert read["status"] == "partly_received"
    assert [(line["id"], line["description"]) for line in read["lines"]] == [("5-1", "Boards")]
    (receipt,) = read["receipts"]
    assert receipt["line"] == "5-1"
    assert [Decimal(receipt[name]) for name in ("received", "to_come")] == [4, 6]
    assert [bill["id"] for bill in read["bills"]] == [received["id"]]


def test_a_bill_names_the_orders_that_it_receives(program, order, received):  # rule B9
    read = program.get(f"bills/{received['id']}").json()
    assert read["purchase_order_number"] == "PO-7"
    assert read["purchase_orders"] == [{"id": order, "number": "PO-7"}, {"id": None, "number": "PO-8"}]


@pytest.mark.parametrize(
    ("query", "found"), [("", 1), ("status=partly_received", 1), ("status=open", 0), ("text=po-7", 1), ("text=x", 0)]
)
def test_orders_are_found_by_what_they_are(program, order, query, found):
    assert len(program.get(f"purchase-orders?{query}").json()["items"]) == found


@pytest.mark.parametrize("method", ["POST", "PATCH", "DELETE"])
def test_an_order_cannot_be_written(program, order, method):
    path = "purchase-orders" if method == "POST" else f"purchase-orders/{order}"
    assert program.call(method, path, {"memo": "x"}, If_Match='"1"', Idempotency_Key="k").status_code == 405
    assert program.get(f"purchase-orders/{order}").json()["memo"] == ""


def test_another_organizations_orders_do_not_exist(other_organization, order):
    from tests.server.api.conftest import program_of

    assert program_of(other_organization).get(f"purchase-orders/{order}").status_code == 404


def test_a_page_of_orders_takes_a_handful_of_statements(program, order, received, django_assert_max_num_queries):
    with django_assert_max_num_queries(11):
        assert len(program.get("purchase-orders?limit=500").json()["items"]) == 1
