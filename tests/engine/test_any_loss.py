"""One story, told again and again with another answer lost each time: the end is always the same (rule C4)."""

from dataclasses import replace
from decimal import Decimal

import pytest
from tests.engine.world import World

from counterfoil.engine.books import IntentState
from counterfoil.engine.exchange import Failure
from counterfoil.qbxml.read import read_answer
from counterfoil.qbxml.write import document, query
from counterfoil.records import Kind, Vendor

REQUESTS = 22
"""How many requests the story takes when nothing is lost."""


def tell(lose_at, how):
    """A bill is entered, edited and deleted on each side; the `lose_at`-th answer is lost in this way."""
    world = World.make()
    count = 0

    def losing(text):
        nonlocal count
        count += 1
        if count - 1 != lose_at:
            return world.carry(text)
        match how:
            case "done":
                world.carry(text)
                return None
            case "not done":
                return None
            case "cut":
                answer = world.carry(text)
                assert isinstance(answer, str)
                return answer[: len(answer) // 2]
            case "crashed":
                world.carry(text)
                return Failure(0x80040402, "QuickBooks crashed.", executed=None)
            case _:
                return Failure(0x80010001, "QuickBooks was busy.", executed=False)

    world.on_request = losing
    kept = world.enter_bill_there("Keller Lumber", ("Rent", "10.00"), ref_number="theirs")
    gone = world.enter_bill_there("Keller Lumber", ("Rent", "11.00"), ref_number="gone there")
    world.sync(most=20)
    vendor = world.enter_vendor_here("Ruiz Paint")
    ours = world.enter_bill_here("Ruiz Paint", world.line("Rent", "20.00"), ref_number="ours")
    doomed = world.enter_bill_here("Keller Lumber", world.line("Rent", "21.00"), ref_number="gone here")
    world.sync(most=20)
    lines = world.bills_here()[ours].expense_lines
    world.edit_here(ours, memo="edited here", expense_lines=(*lines, world.line("Supplies", "2.00", "added here")))
    world.books.edit(Kind.VENDOR, vendor, phone="555-0142")
    world.books.delete(Kind.BILL, doomed)
    world.person.edit_bill(kept, memo="edited there")
    world.person.delete_bill(gone)
    world.sync(most=20)
    return world


def vendor_there(world, name):
    text = document([query(Kind.VENDOR)])
    seen = read_answer(world.processor.process_request(world.ticket, text)).responses[0].observations
    return [each.record for each in seen if isinstance(each.record, Vendor) and each.record.name == name]


@pytest.mark.parametrize("how", ["done", "not done", "cut", "crashed", "busy"])
@pytest.mark.parametrize("lose_at", range(REQUESTS))
def test_whatever_answer_is_lost_the_end_is_the_same(lose_at, how):
    world = tell(lose_at, how)
    here = sorted((bill.ref_number, bill.memo, bill.total) for bill in world.bills_here().values())
    there = sorted((bill.record.ref_number, bill.record.memo, bill.record.total) for bill in world.bills_there())
    assert here == there == [("ours", "edited here", Decimal("22.00")), ("theirs", "edited there", Decimal("10.00"))]
    assert [vendor.phone for vendor in vendor_there(world, "Ruiz Paint")] == ["555-0142"]
    assert not world.books.memory.problems
    assert not world.books.memory.conflicts
    assert not world.books.intents([IntentState.READY, IntentState.SENT, IntentState.UNKNOWN])
    for record_id, bill in world.bills_here().items():
        link = world.link(Kind.BILL, record_id)
        assert replace(link.base) == bill
        assert link.theirs is None


def test_every_answer_of_the_story_is_lost_once():
    world = tell(-1, "done")
    assert len(world.requests) == REQUESTS
