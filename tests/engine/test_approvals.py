"""Approved bills: what posts, and what an edit in QuickBooks does to an approval (rules B15, B16)."""

from dataclasses import replace
from decimal import Decimal

import pytest
from tests.engine.world import World

from counterfoil.engine.books import LinkState
from counterfoil.reconcile.decision import Policy
from counterfoil.records import Choice, Kind


def world_with(policy):
    world = World.make(policy=policy)
    world.sync()
    return world


def approved_bill(world):
    """A bill of 100.00 on both sides that somebody has approved here: our id and the TxnID."""
    txn = world.enter_bill_there("Keller Lumber", ("Rent", "100.00"), ref_number="INV-1")
    world.sync()
    world.clock.advance(60)
    (record_id,) = world.bills_here()
    world.books.approve(Kind.BILL, record_id)
    world.sync()
    world.clock.advance(60)
    return record_id, txn


def raise_there(world, txn, amount="120.00"):
    line = world.bill_there(txn).record.expense_lines[0]
    world.person.edit_line(txn, line.id, amount=Decimal(amount))


def is_approved(world, record_id):
    return world.books.memory.records[Kind.BILL, record_id].is_approved


# Only approved bills post (rule B15)


def test_a_bill_waits_for_its_approval_and_says_so_without_an_error():  # rule B15
    world = world_with(Policy(post_only_approved=True))
    bill = world.enter_bill_here("Keller Lumber", world.line("Rent", "2.00"))
    world.sync()
    assert (world.link(Kind.BILL, bill).hold, world.bills_there()) == ("approval", [])
    assert not world.books.memory.problems
    world.books.approve(Kind.BILL, bill)
    world.sync()
    assert world.the_bill_there().total == Decimal("2.00")


def test_an_edit_after_the_approval_was_taken_back_waits_again():  # rule B15
    world = world_with(Policy(post_only_approved=True))
    bill, txn = approved_bill(world)
    world.books.disapprove(Kind.BILL, bill)
    world.edit_here(bill, memo="not approved")
    world.sync()
    assert (world.link(Kind.BILL, bill).hold, world.memo_there(txn)) == ("approval", "")
    world.books.approve(Kind.BILL, bill)
    world.sync()
    assert world.memo_there(txn) == "not approved"


def test_an_edit_of_the_amount_here_ends_the_approval_and_waits():  # rules B15, B16
    world = world_with(Policy(post_only_approved=True))
    bill, _ = approved_bill(world)
    world.edit_here(bill, expense_lines=(replace(world.bills_here()[bill].expense_lines[0], amount=Decimal("130.00")),))
    world.sync()
    assert (world.link(Kind.BILL, bill).hold, is_approved(world, bill)) == ("approval", False)
    assert world.the_bill_there().total == Decimal("100.00")


def test_edits_from_quickbooks_come_whether_the_bill_is_approved_or_not():  # rule B15
    world = world_with(Policy(post_only_approved=True))
    txn = world.enter_bill_there("Keller Lumber", ("Rent", "100.00"))
    world.sync()
    world.clock.advance(60)
    raise_there(world, txn)
    world.sync()
    assert world.the_bill_here().total == Decimal("120.00")


def test_what_waits_goes_when_the_preference_is_switched_off():  # rule B15
    world = world_with(Policy(post_only_approved=True))
    world.enter_bill_here("Keller Lumber", world.line("Rent", "2.00"))
    world.sync()
    world.books.policy_value = Policy()
    world.sync()
    assert world.the_bill_there().total == Decimal("2.00")


# An edit in QuickBooks of an approved bill is accepted by default, and ends an approval of something else (rule B16)


@pytest.mark.parametrize(
    ("edit", "stays"),
    [
        ({"memo": "new"}, True),
        ({"ref_number": "INV-2"}, True),
        ({"due_date": "2027-01-31"}, False),
        ({"vendor": "Novak Electric"}, False),
    ],
)
def test_by_default_an_edit_is_accepted_and_ends_the_approval_of_another_vendor_or_due_date(edit, stays):  # rule B16
    world = world_with(Policy())
    bill, txn = approved_bill(world)
    world.person.edit_bill(txn, **edit)
    world.sync()
    assert is_approved(world, bill) is stays
    assert world.link(Kind.BILL, bill).state is LinkState.LINKED
    assert not world.books.memory.problems


def test_by_default_another_amount_is_accepted_and_ends_the_approval():  # rule B16
    world = world_with(Policy())
    bill, txn = approved_bill(world)
    raise_there(world, txn)
    world.sync()
    assert (world.the_bill_here().total, is_approved(world, bill)) == (Decimal("120.00"), False)


# … or waits for a person, where that is preferred


@pytest.fixture
def waiting():
    """A bill approved at 100.00 that was raised to 120.00 in QuickBooks, where such edits wait."""
    world = world_with(Policy(holds_edits_of_approved=True))
    bill, txn = approved_bill(world)
    raise_there(world, txn)
    world.sync()
    return world, bill, txn


def test_where_such_edits_wait_nothing_changes_and_a_person_sees_both_values(waiting):  # rule B16
    world, bill, _ = waiting
    assert (world.the_bill_here().total, is_approved(world, bill)) == (Decimal("100.00"), True)
    link = world.link(Kind.BILL, bill)
    assert (link.state, link.hold) == (LinkState.CONFLICT, "approved_edit")
    (conflict,) = [found.conflict for found in world.books.memory.conflicts]
    assert (conflict.ours, conflict.theirs, conflict.winner) == ("100.00", "120.00", None)
    (opened,) = world.books.memory.problems.values()
    assert (opened.problem.code, opened.problem.choices) == ("approved_edit", (Choice.KEEP_THEIRS, Choice.KEEP_OURS))
    world.sync()
    assert len(world.books.memory.conflicts) == 1, "it is told once"


def test_a_bill_that_waits_comes_over_once_the_approval_is_taken_back(waiting):  # rule B16
    world, bill, _ = waiting
    world.books.disapprove(Kind.BILL, bill)
    world.sync()
    assert world.the_bill_here().total == Decimal("120.00")
    assert world.link(Kind.BILL, bill).state is LinkState.LINKED
    assert not world.books.memory.problems


def test_a_bill_that_waits_is_accepted_when_the_preference_changes_and_its_approval_ends(waiting):  # rule B16
    world, bill, _ = waiting
    world.books.policy_value = Policy()
    world.clock.advance(60)
    world.sync()
    assert (world.the_bill_here().total, is_approved(world, bill)) == (Decimal("120.00"), False)
    assert not world.books.memory.problems


def test_an_edit_that_is_undone_in_quickbooks_waits_no_more(waiting):  # rule B16
    world, bill, txn = waiting
    world.clock.advance(60)
    raise_there(world, txn, "100.00")
    world.sync()
    assert (world.link(Kind.BILL, bill).state, is_approved(world, bill)) == (LinkState.LINKED, True)
    assert not world.books.memory.problems


def test_edits_here_wait_with_it_and_nothing_is_lost(waiting):  # rules B16, C3
    world, bill, txn = waiting
    world.edit_here(bill, memo="meanwhile")
    world.sync()
    assert (world.memo_there(txn), world.the_bill_here().total) == ("", Decimal("100.00"))
    world.books.disapprove(Kind.BILL, bill)
    world.sync()
    assert (world.memo_there(txn), world.the_bill_here().total) == ("meanwhile", Decimal("120.00"))
