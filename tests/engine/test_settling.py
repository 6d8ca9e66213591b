"""The settle rule: nothing is overwritten that was edited within the second of the last edit (invariant I10)."""

import pytest

from counterfoil.engine.wallclock import is_closed
from counterfoil.records import Kind


def test_an_edit_in_the_very_second_of_the_last_one_is_not_overwritten(world):
    txn = world.enter_bill_there("Keller Lumber", ("Rent", "100.00"), memo="m")
    world.sync()
    world.clock.advance(60)
    world.person.edit_bill(txn, memo="first")
    world.run()
    ((bill, ours),) = world.bills_here().items()
    assert ours.memo == "first"
    world.edit_here(bill, ref_number="ours")
    world.person.edit_bill(txn, memo="second, in the same second")
    world.run()
    assert not world.sent("BillModRq"), "the observation is open: nothing is written"
    world.sync()
    assert world.the_bill_there().memo == world.the_bill_here().memo == "second, in the same second"
    assert world.the_bill_there().ref_number == "ours"


def test_what_waits_for_the_second_to_pass_is_tried_again_soon(world):
    txn = world.enter_bill_there("Keller Lumber", ("Rent", "100.00"))
    world.sync()
    world.person.edit_bill(txn, memo="now")
    (bill,) = world.bills_here()
    world.edit_here(bill, ref_number="ours")
    world.run()
    assert world.books.conversation().again_after_seconds == 2
    world.clock.advance(3)
    world.run()
    assert world.the_bill_there().ref_number == "ours"


def test_our_own_writes_to_one_bill_are_seconds_apart(world):
    bill = world.enter_bill_here("Keller Lumber", world.line("Rent", "1.00"))
    world.run()
    world.edit_here(bill, memo="at once")
    world.run()
    assert not world.sent("BillModRq")
    world.sync()
    assert world.the_bill_there().memo == "at once"
    assert world.link(Kind.BILL, bill).owed is False


@pytest.mark.parametrize(
    ("observed", "edit_sequence", "closed"),
    [
        (1000, "1000", False),
        (1001, "1000", False),
        (1002, "1000", True),
        (999, "1000", False),
        (1000, "1200", False),
        (1000, "1400", True),
        (1000, "opaque", True),
    ],
)
def test_an_observation_is_closed_when_its_second_has_surely_passed(observed, edit_sequence, closed):
    assert is_closed(observed, edit_sequence) is closed
