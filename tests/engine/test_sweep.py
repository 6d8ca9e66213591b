"""The full comparison finds what watermarks cannot (SYNC: the sweep is part of the algorithm)."""

import pytest
from tests.engine.world import World

from counterfoil.engine.books import LinkState
from counterfoil.records import Kind


@pytest.fixture
def world():
    world = World.make()
    for number in range(3):
        world.enter_bill_there("Keller Lumber", ("Rent", "1.00"), ref_number=f"N{number}")
    world.sync()
    return world


def sweeps(world):
    return world.books.conversation().facts.get("sweeps", 0)


def far_future(world):
    """Watermarks so late that no query by time finds anything."""
    conversation = world.books.conversation()
    conversation.watermarks = dict.fromkeys(conversation.watermarks, "2030-01-01T00:00:00")
    world.books.keep_conversation(conversation)


def bill_named(world, name):
    return next(id_ for id_, bill in world.bills_here().items() if bill.ref_number == name)


def test_the_first_sync_needs_no_sweep_of_its_own(world):
    assert sweeps(world) == 0


def test_a_sweep_finds_what_was_changed_behind_the_watermark(world):
    far_future(world)
    world.clock.advance(60)
    txn = world.link(Kind.BILL, bill_named(world, "N1")).quickbooks_id
    world.person.edit_bill(txn, memo="unseen")
    world.enter_bill_there("Keller Lumber", ("Rent", "4.00"), ref_number="unseen too")
    world.sync()
    assert world.bills_here()[bill_named(world, "N1")].memo == ""
    world.run("sweep")
    assert world.bills_here()[bill_named(world, "N1")].memo == "unseen"
    assert "unseen too" in {bill.ref_number for bill in world.bills_here().values()}


def test_a_sweep_finds_what_was_edited_in_the_second_of_its_own_add_behind_the_watermark(world):
    far_future(world)
    bill = world.enter_bill_here("Keller Lumber", world.line("Rent", "2.00"))
    world.clock.advance(60)
    world.run()
    world.person.edit_bill(world.link(Kind.BILL, bill).quickbooks_id, memo="unseen")  # EditSequence stays
    world.clock.advance(60)
    world.sync()
    assert world.bills_here()[bill].memo == ""
    world.run("sweep")
    assert world.bills_here()[bill].memo == "unseen"


def test_what_is_missing_twice_without_a_row_in_the_log_is_for_a_person(world):
    far_future(world)
    bill = bill_named(world, "N1")
    world.person.delete_bill(world.link(Kind.BILL, bill).quickbooks_id)
    world.clock.advance(60)
    world.run("sweep")
    assert world.link(Kind.BILL, bill).state is LinkState.LINKED, "missing once is a doubt"
    world.clock.advance(60)
    world.run()
    assert world.link(Kind.BILL, bill).state is LinkState.REVIEW
    assert world.link(Kind.BILL, bill).hold == "vanished"
    assert bill in world.bills_here(), "nothing is deleted here on a suspicion"


def test_what_is_missing_and_in_the_log_is_deleted(world):
    bill = bill_named(world, "N1")
    world.person.delete_bill(world.link(Kind.BILL, bill).quickbooks_id)
    world.clock.advance(60)
    world.run("sweep")
    world.sync()
    assert bill not in world.bills_here()


def test_what_was_missing_once_and_is_found_again_is_forgotten(world):
    bill = bill_named(world, "N1")
    carry = world.carry
    txn = world.link(Kind.BILL, bill).quickbooks_id

    def hiding(text):
        answer = carry(text)
        if "IncludeRetElement" in text and "<BillQueryRq " in text:
            start = answer.rindex("<BillRet>", 0, answer.index(txn))
            answer = answer[:start] + answer[answer.index("</BillRet>", start) + len("</BillRet>") :]
        return answer

    world.carry = hiding
    world.clock.advance(60)
    world.run("sweep")
    world.carry = carry
    world.sync()
    assert world.link(Kind.BILL, bill).state is LinkState.LINKED
    assert world.link(Kind.BILL, bill).missed_in == 0


def test_a_clock_that_was_moved_brings_a_sweep(world):
    world.books.quickbooks_clock = lambda: int(world.clock.now().timestamp()) + 3600
    world.sync()
    assert sweeps(world) == 1
    assert "The clock of QuickBooks' machine was moved by 60 minutes" in world.told()
    world.sync()
    assert sweeps(world) == 1
    assert world.told().count("was moved by") == 1, "told once"


def test_a_sweep_is_due_at_night_and_at_the_latest_after_two_days(world):
    world.clock.advance(20 * 3600)  # 6 in the morning there
    world.run()
    assert sweeps(world) == 0
    world.clock.advance(16 * 3600)  # 10 in the evening
    world.run()
    assert sweeps(world) == 1
    world.clock.advance(49 * 3600)
    world.run()
    assert sweeps(world) == 2


def test_a_deletion_log_that_was_not_read_for_eighty_days_is_not_relied_upon(world):
    world.clock.advance(81 * 24 * 3600)
    world.run()
    assert sweeps(world) == 1


def test_a_payment_that_only_a_sweep_finds_is_understood(world):
    far_future(world)
    bill = bill_named(world, "N1")
    world.clock.advance(60)
    world.person.pay_bills("Checking", {world.link(Kind.BILL, bill).quickbooks_id: None})
    world.run("sweep")
    world.sync()
    assert world.books.memory.derived[Kind.BILL, bill].is_paid


def test_old_bills_are_not_brought_over_by_a_sweep():  # rule B5
    from counterfoil.reconcile.decision import Policy

    world = World.make(policy=Policy(two_way_since="2026-11-18T12:00:00"))
    world.enter_bill_there("Keller Lumber", ("Rent", "1.00"))
    world.sync()
    world.run("sweep")
    world.sync()
    assert not world.bills_here()
    assert not world.books.links_there(Kind.BILL, [seen.id for seen in world.bills_there()])
