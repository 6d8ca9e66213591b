"""Bills and the purchase orders that they receive (rules B9, D10)."""

from decimal import Decimal

import pytest

from counterfoil.engine.books import Write
from counterfoil.reconcile.decision import Act
from counterfoil.records import BillState, Kind, LinkedTransaction, OrderState, PurchaseOrder
from counterfoil.server.audit.models import Entry
from counterfoil.server.bills import services as bills
from counterfoil.server.bills.models import Bill, ReceivedOrder
from counterfoil.server.bills.orders import bills_of, orders_of
from counterfoil.server.bills.records import load
from counterfoil.server.orders import services as orders
from counterfoil.server.orders.models import PurchaseOrder as OrderRow


def linked(*numbers):
    """What QuickBooks says of a bill that receives orders of these numbers; their TxnIDs are 4-1, 4-2, …"""
    links = tuple(
        LinkedTransaction(f"4-{n}", "PurchaseOrder", ref_number=number, is_money=False)
        for n, number in enumerate(numbers, start=1)
    )
    return BillState(total=Decimal("120.00"), linked=links)


@pytest.fixture
def row(organization, sync, bill):
    (written,) = bills.write_many(organization, sync, [Write(Act.CREATE, Kind.BILL, "1", record=bill)])
    return Bill.objects.of(organization).get(pk=written.record_id)


def hear(organization, sync, row, said):
    (written,) = bills.write_many(organization, sync, [Write(Act.CHANGE, Kind.BILL, "1", str(row.pk), derived=said)])
    assert written.problem is None
    row.refresh_from_db()
    return row


def order(organization, sync, number, txn):
    record = PurchaseOrder(ref_number=number)
    write = Write(Act.CREATE, Kind.PURCHASE_ORDER, "1", record=record, derived=OrderState(), quickbooks_id=txn)
    (written,) = orders.write_many(organization, sync, [write])
    return OrderRow.objects.of(organization).get(pk=written.record_id)


@pytest.mark.parametrize(
    ("numbers", "shown", "all_of_them"),
    [((), "-", []), (("PO-7",), "PO-7", ["PO-7"]), (("",), "N/A", ["N/A"]), (("PO-7", ""), "PO-7", ["PO-7", "N/A"])],
)
def test_a_bill_shows_the_first_linked_order_and_lists_the_others(  # noqa: PLR0917  # fixtures and cases; rule B9
    organization, sync, row, numbers, shown, all_of_them
):
    hear(organization, sync, row, linked(*numbers))
    assert row.purchase_order_number == shown
    assert [each.number for each in orders_of(row)] == all_of_them


def test_an_order_is_known_to_its_bill_whichever_came_first(organization, sync, row):
    early = order(organization, sync, "PO-7", "4-1")
    hear(organization, sync, row, linked("PO-7", "PO-8"))
    late = order(organization, sync, "PO-8", "4-2")
    assert [each.order for each in orders_of(row)] == [early, late]
    assert list(bills_of(early)) == list(bills_of(late)) == [row]


def test_orders_that_are_no_longer_linked_go_and_it_is_in_the_log(organization, sync, row):
    hear(organization, sync, row, linked("PO-7", "PO-8"))
    hear(organization, sync, row, linked())
    assert (row.purchase_order_number, orders_of(row)) == ("-", [])
    assert not ReceivedOrder.objects.of(organization).exists()
    entry = Entry.objects.of(organization).order_by("number").last()
    assert entry is not None
    assert entry.changes == {"purchase_order_number": ["PO-7", "-"]}


def test_an_answer_that_does_not_speak_of_links_leaves_the_orders(organization, sync, row):
    hear(organization, sync, row, linked("PO-7"))
    hear(organization, sync, row, BillState(total=Decimal("120.00"), linked=None))
    assert [each.number for each in orders_of(row)] == ["PO-7"]


def test_an_edit_here_leaves_the_orders(organization, actor, sync, row):  # rule B11
    hear(organization, sync, row, linked("PO-7"))
    kept = load(organization, [row.pk])[str(row.pk)]
    bills.amend(organization, actor, str(row.pk), kept.record, kept.revision)
    row.refresh_from_db()
    assert row.purchase_order_number == "PO-7"
    assert [each.number for each in orders_of(row)] == ["PO-7"]


def test_a_deleted_bill_is_no_bill_of_the_order_any_more(organization, sync, row):
    known = order(organization, sync, "PO-7", "4-1")
    hear(organization, sync, row, linked("PO-7"))
    bills.write_many(organization, sync, [Write(Act.DELETE, Kind.BILL, "1", str(row.pk))])
    assert list(bills_of(known)) == []


def test_bills_without_orders_cost_no_statement_for_them(organization, row, django_assert_num_queries):
    with django_assert_num_queries(3):
        load(organization, [row.pk])
    with django_assert_num_queries(0):
        assert orders_of(row) == []
