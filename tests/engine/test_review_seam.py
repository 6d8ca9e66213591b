"""Suspicions about the seam."""

import re
from dataclasses import replace
from datetime import timedelta
from decimal import Decimal

import pytest
from tests.engine.world import World

from counterfoil.engine.books import IntentState, LinkState
from counterfoil.engine.exchange import Failure, begin, exchange
from counterfoil.records import Account, Kind


@pytest.fixture
def world():
    world = World.make()
    world.sync()
    return world


def pay(world, txn):
    return world.person.pay_bills("Checking", {txn: None})


def unreadable(answer, memo):
    """The bill with that memo comes back with an amount that nobody can read."""
    def spoil(found):
        text = found.group(0)
        return text.replace("<Amount>", "<Amount>x") if memo in text else text
    return re.sub(r"<BillRet>.*?</BillRet>", spoil, answer, flags=re.S)


def test_t1_an_add_whose_record_cannot_be_read_is_not_made_twice(world):
    world.enter_bill_here("Keller Lumber", world.line("Rent", "20.00"), memo="odd")
    world.on_request = lambda text: unreadable(world.carry(text), "odd")
    for _ in range(5):
        world.clock.advance(30)
        world.run()
    assert len(world.bills_there()) == 1
    world.on_request = None
    world.clock.advance(600)
    world.sync()
    assert len(world.bills_here()) == 1
    assert len(world.bills_there()) == 1


def test_t2_a_delete_in_doubt_of_an_unreadable_bill(world):
    txn = world.enter_bill_there("Keller Lumber", ("Rent", "100.00"), memo="odd")
    world.sync()
    world.clock.advance(60)
    (record,) = world.bills_here()
    world.books.delete(Kind.BILL, record)
    world.lose("TxnDelRq", executed=False)
    world.run_until_lost()
    world.on_request = lambda text: unreadable(world.carry(text), "odd")
    for _ in range(3):
        world.clock.advance(10)
        world.run()
    assert "Deleted in QuickBooks" not in world.told() or not world.bills_there()
    world.on_request = None
    world.clock.advance(600)
    world.sync()
    assert not world.bills_there()


def test_t3_pairing_wakes_what_waits_here(world):
    vendor = world.enter_vendor_here("Acme")
    bill = world.enter_bill_here("Acme", world.line("Rent", "20.00"))
    world.before("VendorAddRq", lambda: world.person.add_vendor("Acme"))
    world.clock.advance(10)
    world.run()
    world.clock.advance(60)
    world.run(); world.clock.advance(60); world.run(); world.clock.advance(60); world.run()
    assert world.link(Kind.VENDOR, vendor).quickbooks_id
    assert len(world.bills_there()) == 1


def test_t3b_pairing_wakes_what_waits_there(world):
    vendor = world.enter_vendor_here("Acme")
    world.before("VendorAddRq", lambda: world.person.add_vendor("Acme"))
    world.clock.advance(10)
    world.run()
    world.enter_bill_there("Acme", ("Rent", "5.00"))
    world.clock.advance(60)
    world.run(); world.clock.advance(60); world.run(); world.clock.advance(60); world.run()
    assert len(world.bills_here()) == 1


def test_t4_a_bill_for_a_vendor_deleted_there_is_told(world):
    bill = world.enter_bill_here("Novak Electric", world.line("Rent", "20.00"))
    world.person.delete_vendor("Novak Electric")
    world.clock.advance(10)
    world.run(); world.clock.advance(60); world.run(); world.clock.advance(60); world.run()
    assert world.bills_there() or world.books.memory.problems, world.told()


def test_t5_an_account_in_doubt_with_another_carrier(world):
    id_ = world.books.create(Kind.ACCOUNT, Account("Fuel", "Expense"))
    def broken(text):
        if "<AccountAddRq " in text:
            world.on_request = None
            world.carry(text)
            return Failure(0x80040402, "unexpected error")
        return world.carry(text)
    world.on_request = broken
    world.clock.advance(10)
    world.run()
    world.books.carrier_id = "another"
    world.clock.advance(60)
    world.run()
    world.clock.advance(60)
    world.run()
    world.clock.advance(1200)
    world.run()
    world.sync()
    assert world.link(Kind.ACCOUNT, id_).state is LinkState.LINKED


@pytest.mark.parametrize("kept", ["last"])
def test_t6_clock_set_back_a_day_and_answer_lost(kept):
    world = World.make()
    world.sync()
    server = world.clock.now
    skew = {"s": 0}
    world.books.clock = lambda: world.clock.now() + timedelta(seconds=skew["s"])
    world.books.quickbooks_clock = lambda: int(world.clock.now().timestamp())
    world.enter_bill_here("Keller Lumber", world.line("Rent", "20.00"))
    def once(text):
        if "<BillAddRq " in text:
            world.on_request = None
            world.clock.advance(-86400)
            skew["s"] = 86400
            world.carry(text)
            return None
        return world.carry(text)
    world.on_request = once
    world.clock.advance(10)
    world.run_until_lost()
    for _ in range(6):
        world.clock.advance(10)
        world.run()
    assert len(world.bills_there()) == 1


def test_t7_a_document_that_quickbooks_refuses_does_not_stop_the_rest(world):
    world.enter_bill_here("Keller Lumber", world.line("Rent", "20.00"), memo="poison")
    world.enter_bill_here("Keller Lumber", world.line("Rent", "30.00"), memo="fine")
    world.on_request = lambda text: Failure(0x80040400, "parse error", executed=False) if "poison" in text and "Rq onError" in text and "AddRq" in text else world.carry(text)
    for _ in range(5):
        world.clock.advance(61)
        world.run()
    assert [bill.record.memo for bill in world.bills_there()] == ["fine"]


def test_t7b_a_mod_that_quickbooks_refuses_does_not_stop_the_rest(world):
    txn = world.enter_bill_there("Keller Lumber", ("Rent", "100.00"), memo="m")
    world.sync()
    world.clock.advance(60)
    (record,) = world.bills_here()
    world.edit_here(record, memo="poison")
    world.enter_bill_here("Keller Lumber", world.line("Rent", "30.00"), memo="fine")
    world.on_request = lambda text: Failure(0x80040400, "parse error", executed=False) if "poison" in text and "ModRq" in text else world.carry(text)
    for _ in range(5):
        world.clock.advance(61)
        world.run()
    assert len(world.bills_there()) == 2


def test_t9_future_stamps_do_not_blind_the_pull(world):
    world.clock.advance(86400)
    txn = world.enter_bill_there("Keller Lumber", ("Rent", "100.00"), memo="m")
    world.clock.advance(10)
    world.run()
    world.clock.advance(-86400)
    world.sync()
    world.clock.advance(60)
    txn2 = world.enter_bill_there("Keller Lumber", ("Rent", "7.00"), memo="second")
    world.clock.advance(60)
    world.run(); world.clock.advance(60); world.run()
    assert len(world.bills_here()) == 2


def test_t11_added_late_and_deleted(world):
    """Handed out again by the gateway three hours later, executed, answer lost, deleted by a person."""
    world.enter_bill_here("Keller Lumber", world.line("Rent", "20.00"))
    def once(text):
        if "<BillAddRq " in text:
            world.on_request = None
            world.clock.advance(3 * 3600)
            world.carry(text)
            (seen,) = world.bills_there()
            world.clock.advance(10)
            world.person.delete_bill(seen.id)
            return None
        return world.carry(text)
    world.on_request = once
    world.clock.advance(10)
    world.run_until_lost()
    for _ in range(4):
        world.clock.advance(10)
        world.run()
    assert not world.bills_there()


@pytest.mark.parametrize("moment", ["TxnDelRq", "AccountQueryRq"])
def test_t12_a_bill_paid_before_the_delete_is_not_deleted(moment):
    world = World.make(payment_touches_bill_editsequence=False)
    world.sync()
    txn = world.enter_bill_there("Keller Lumber", ("Rent", "100.00"), memo="m")
    world.sync()
    world.clock.advance(60)
    (record,) = world.bills_here()
    world.books.delete(Kind.BILL, record)
    world.before(moment, lambda: pay(world, txn))
    world.clock.advance(10)
    world.run()
    assert world.bills_there()


def test_t15_a_deletion_seen_while_in_doubt_is_not_forgotten(world):
    txn = world.enter_bill_there("Keller Lumber", ("Rent", "100.00"), memo="m")
    world.sync()
    world.clock.advance(60)
    (record,) = world.bills_here()
    world.edit_here(record, memo="ours")
    world.lose("BillModRq", executed=False)
    world.run_until_lost()
    world.person.delete_bill(txn)
    world.sync()
    assert world.link(Kind.BILL, record).state is LinkState.REVIEW
    assert world.link(Kind.BILL, record).hold == "review"


def test_t16_stamps_of_a_clock_behind(world):
    """The file's host stamps five seconds behind the clock that we are told; the settle rule must still hold."""
    world.books.quickbooks_clock = lambda: int(world.clock.now().timestamp()) + 5
    txn = world.enter_bill_there("Keller Lumber", ("Rent", "100.00"), memo="m")
    world.sync()
    (record,) = world.bills_here()
    world.clock.advance(60)
    # a write teaches the engine how far behind the stamps are
    world.edit_here(record, ref_number="1")
    world.sync()
    world.clock.advance(60)
    world.person.edit_bill(txn, memo="first")
    world.edit_here(record, ref_number="2")
    world.before("BillModRq", lambda: world.person.edit_bill(txn, memo="second"))
    world.run()
    world.clock.advance(30)
    world.sync()
    assert world.memo_there(txn) == "second"
