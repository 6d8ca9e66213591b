"""What follows from a bill's total and from what QuickBooks says of it, as a table (rules B9, B14)."""

from decimal import Decimal

import pytest

from counterfoil.records import BillState, LinkedTransaction
from counterfoil.server.bills.settlement import OrderLink, Settlement, settled
from counterfoil.server.bills.status import ROWS, Paid, Status, status_of

HUNDRED = Decimal("100.00")


def payment(amount):
    return LinkedTransaction("9-1", "BillPaymentCheck", Decimal(amount))


def order(number):
    return LinkedTransaction("4-1", "PurchaseOrder", HUNDRED, ref_number=number, is_money=False)


@pytest.mark.parametrize(
    ("is_paid", "linked", "paid", "open_amount", "status"),
    [
        (False, (), Paid.UNPAID, "100.00", Status.UNPAID),
        (False, (payment("-30.00"),), Paid.PARTLY, "70.00", Status.PARTLY_PAID),
        (False, (payment("-30.00"), payment("-20.00")), Paid.PARTLY, "50.00", Status.PARTLY_PAID),
        (True, (payment("-100.00"),), Paid.FULLY, "0.00", Status.PAID),
        (False, (order("PO-7"),), Paid.UNPAID, "100.00", Status.UNPAID),
    ],
)
def test_payments_that_quickbooks_links_say_how_far_a_bill_is_paid(is_paid, linked, paid, open_amount, status):
    found = settled(Settlement(), BillState(total=HUNDRED, is_paid=is_paid, linked=linked))
    columns = found.columns(HUNDRED, is_deleted=False)
    assert (found.paid, str(columns["open_amount"]), columns["status"]) == (paid, open_amount, status)


@pytest.mark.parametrize(
    ("linked", "shown"),
    [
        ((), "-"),
        ((order("PO-7"),), "PO-7"),
        ((order(""),), "N/A"),
        ((order("PO-7"), order("PO-8")), "PO-7"),
        ((payment("-1.00"),), "-"),
    ],
)
def test_po_no_is_the_first_linked_orders_number_rule_b9(linked, shown):
    assert settled(Settlement(), BillState(total=HUNDRED, linked=linked)).order_number == shown


def test_an_answer_that_does_not_speak_of_links_changes_neither_payments_nor_orders():
    before = Settlement(Paid.PARTLY, Decimal("30.00"), (OrderLink("4-1", "PO-7"),))
    assert settled(before, BillState(total=Decimal("120.00"), is_paid=False, linked=None)) == before
    assert settled(before, None) == before


def test_a_voided_payment_makes_the_bill_unpaid_again():
    before = Settlement(Paid.FULLY, HUNDRED, ())
    assert settled(before, BillState(total=HUNDRED, is_paid=False, linked=())) == Settlement()


def test_a_raised_amount_on_a_partly_paid_bill_is_open():
    assert Settlement(Paid.PARTLY, Decimal("30.00")).open_amount(Decimal("120.00")) == Decimal("90.00")


def test_the_table_has_a_row_for_every_bill_and_words_for_every_status():
    for is_deleted in (True, False):
        for paid in Paid:
            assert ROWS[status_of(is_deleted=is_deleted, paid=paid)].words
    assert set(ROWS) == set(Status)
