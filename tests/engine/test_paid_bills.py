"""Paid bills, whether or not QuickBooks touches a bill when it is paid (rules B6, B7, B8, B14)."""

from decimal import Decimal

import pytest
from tests.engine.world import World

from counterfoil.engine.books import DetailKind, LinkState
from counterfoil.records import Kind


@pytest.fixture(params=[True, False], ids=["a payment touches its bill", "a payment leaves its bill untouched"])
def world(request):
    world = World.make(payment_touches_bill_editsequence=request.param)
    world.sync()
    return world


def pay(world, txn, amount=None):
    (check,) = world.person.pay_bills("Checking", {txn: amount})
    return check


def state_here(world):
    (bill,) = world.bills_here()
    return world.books.memory.derived[Kind.BILL, bill]


def test_a_bill_that_is_partly_paid_and_never_synced_is_skipped_with_the_reason(world):  # rule B6
    txn = world.enter_bill_there("Keller Lumber", ("Rent", "100.00"), ref_number="P")
    pay(world, txn, "40.00")
    world.sync()
    assert not world.bills_here()
    (skipped,) = [detail for detail in world.details() if detail.kind is DetailKind.SKIPPED]
    assert skipped.title == "Bill P of Keller Lumber"
    assert "already paid" in skipped.text


def test_it_is_imported_once_the_payment_is_deleted(world):  # rule B7
    txn = world.enter_bill_there("Keller Lumber", ("Rent", "100.00"))
    check = pay(world, txn)
    world.sync()
    world.clock.advance(600)
    world.person.delete_payment(check)
    world.sync()
    assert world.the_bill_here().total == Decimal("100.00")


def test_it_is_imported_once_the_payment_is_void(world):  # rule B7
    txn = world.enter_bill_there("Keller Lumber", ("Rent", "100.00"))
    check = pay(world, txn)
    world.sync()
    world.clock.advance(600)
    world.person.void_payment(check)
    world.sync()
    assert world.the_bill_here().total == Decimal("100.00")


def test_a_payment_of_a_synced_bill_shows_here(world):  # rule B14
    txn = world.enter_bill_there("Keller Lumber", ("Rent", "100.00"))
    world.sync()
    world.clock.advance(600)
    check = pay(world, txn, "40.00")
    world.sync()
    assert (state_here(world).open_amount, state_here(world).is_paid) == (Decimal("60.00"), False)
    pay(world, txn)
    world.sync()
    assert state_here(world).is_paid
    world.clock.advance(600)
    world.person.delete_payment(check)
    world.sync()
    assert state_here(world).open_amount == Decimal("40.00")


def test_an_edit_of_a_partly_paid_bill_comes_over_and_its_payment_does_not(world):  # rule B8
    txn = world.enter_bill_there("Keller Lumber", ("Rent", "100.00"))
    world.sync()
    pay(world, txn, "40.00")
    world.person.edit_bill(txn, memo="while partly paid")
    world.sync()
    assert world.the_bill_here().memo == "while partly paid"
    assert not world.books.all(Kind.BILL_PAYMENT)


def test_an_edit_of_a_fully_paid_bill_waits_until_it_is_unpaid_again(world):  # rule B8
    txn = world.enter_bill_there("Keller Lumber", ("Rent", "100.00"))
    world.sync()
    check = pay(world, txn)
    world.person.edit_bill(txn, memo="while paid")
    world.sync()
    (bill,) = world.bills_here()
    assert world.the_bill_here().memo == ""
    assert (world.link(Kind.BILL, bill).state, world.link(Kind.BILL, bill).hold) == (LinkState.HELD, "paid")
    assert any(d.kind is DetailKind.SKIPPED and "fully paid" in d.text for d in world.details())
    world.clock.advance(600)
    world.person.delete_payment(check)
    world.sync()
    assert world.the_bill_here().memo == "while paid"
    assert world.link(Kind.BILL, bill).state is LinkState.LINKED


def test_what_happened_here_meanwhile_is_merged_against_the_base_from_before_the_hold(world):
    txn = world.enter_bill_there("Keller Lumber", ("Rent", "100.00"), ref_number="R")
    world.sync()
    (bill,) = world.bills_here()
    check = pay(world, txn)
    world.person.edit_bill(txn, memo="theirs")
    world.sync()
    world.edit_here(bill, ref_number="ours")
    world.sync()
    assert world.bill_there(txn).record.ref_number == "R", "nothing of a held bill travels"
    world.clock.advance(600)
    world.person.delete_payment(check)
    world.sync()
    assert (world.the_bill_here().memo, world.the_bill_here().ref_number) == ("theirs", "ours")
    assert world.the_bill_there().ref_number == "ours"


def test_a_payment_made_before_the_first_sync_is_understood_when_it_is_deleted(world):
    txn = world.enter_bill_there("Keller Lumber", ("Rent", "100.00"))
    check = pay(world, txn)
    world.clock.advance(3600)
    world.sync()
    world.clock.advance(24 * 3600)
    world.person.delete_payment(check)
    world.sync()
    assert len(world.bills_here()) == 1


def test_one_payment_of_many_bills_frees_them_all(world):
    bills = [world.enter_bill_there("Keller Lumber", ("Rent", "10.00")) for _ in range(3)]
    (check,) = world.person.pay_bills("Checking", dict.fromkeys(bills))
    world.sync()
    assert not world.bills_here()
    world.clock.advance(600)
    world.person.delete_payment(check)
    world.sync()
    assert len(world.bills_here()) == 3
