"""Nothing waits for ever, and nothing stops the rest (rule S10)."""

import pytest
from tests.engine.world import World

from counterfoil.engine.exchange import Failure
from counterfoil.records import Kind


def rounds(world, number=4, step=61):
    for _ in range(number):
        world.clock.advance(step)
        world.run()


def test_a_bill_follows_when_its_vendor_turns_out_to_be_in_quickbooks_already(world):
    world.enter_vendor_here("Acme")
    world.enter_bill_here("Acme", world.line("Rent", "20.00"))
    world.before("VendorAddRq", lambda: world.person.add_vendor("Acme"))
    rounds(world)
    assert len(world.bills_there()) == 1


def test_a_bill_there_follows_when_its_vendor_turns_out_to_be_here_already(world):
    world.enter_vendor_here("Acme")
    world.before("VendorAddRq", lambda: world.person.add_vendor("Acme"))
    world.clock.advance(10)
    world.run()
    world.enter_bill_there("Acme", ("Rent", "5.00"))
    rounds(world)
    assert len(world.bills_here()) == 1


def test_a_bill_whose_vendor_was_deleted_there_meanwhile_is_a_problem_and_no_silence(world):
    world.enter_bill_here("Novak Electric", world.line("Rent", "20.00"))
    world.person.delete_vendor("Novak Electric")
    rounds(world, 3)
    assert world.bills_there() or world.books.memory.problems


def test_a_bill_moved_to_a_vendor_that_is_refused_goes_when_the_vendor_is_corrected(world):
    txn = world.enter_bill_there("Keller Lumber", ("Rent", "100.00"))
    world.sync()
    world.clock.advance(60)
    (record,) = world.bills_here()
    world.person.add_customer("Acme")
    vendor = world.enter_vendor_here("Acme")
    world.edit_here(record, vendor=world.ref(Kind.VENDOR, "Acme"))
    rounds(world)
    assert world.books.memory.problems
    world.books.edit(Kind.VENDOR, vendor, name="Acme Inc")
    rounds(world)
    assert world.bill_there(txn).record.vendor.name == "Acme Inc"


@pytest.mark.parametrize("name", ["BillAddRq", "BillModRq"])
def test_a_set_that_quickbooks_cannot_parse_does_not_stop_the_rest(world, name):
    world.enter_bill_there("Keller Lumber", ("Rent", "100.00"), memo="old")
    world.sync()
    world.clock.advance(60)
    (record,) = world.bills_here()
    if name == "BillModRq":
        world.edit_here(record, memo="poison")
    else:
        world.enter_bill_here("Keller Lumber", world.line("Rent", "20.00"), memo="poison")
    world.enter_bill_here("Keller Lumber", world.line("Rent", "30.00"), memo="fine")
    refused = Failure(0x80040400, "QuickBooks found an error when parsing the text.", executed=False)
    world.on_request = lambda text: refused if f"<{name} " in text and "poison" in text else world.carry(text)
    rounds(world, 5)
    assert sorted(seen.record.memo for seen in world.bills_there()) == ["fine", "old"]
    assert world.books.memory.problems


@pytest.mark.parametrize("too_much", ["x" * 8_000_001, Failure(0, "larger than 8 MB"), Failure(0x8004040E, "memory")])
def test_answers_that_are_too_large_are_asked_for_in_smaller_pages(too_much):
    world = World.make()
    for number in range(6):
        world.enter_bill_there("Keller Lumber", ("Rent", "1.00"), ref_number=str(number))

    def limited(text):
        answer = world.carry(text)
        return too_much if isinstance(answer, str) and answer.count("<BillRet>") > 2 else answer

    world.on_request = limited
    rounds(world, 12)
    assert len(world.bills_here()) == 6


def test_a_record_stamped_in_the_future_does_not_hide_what_comes_after_it(world):
    world.clock.advance(86400)
    world.enter_bill_there("Keller Lumber", ("Rent", "100.00"))
    world.clock.advance(10)
    world.run()
    world.clock.advance(-86400)
    world.sync()
    world.clock.advance(60)
    world.enter_bill_there("Keller Lumber", ("Rent", "7.00"))
    rounds(world, 2)
    assert len(world.bills_here()) == 2


def test_what_was_taken_back_here_and_comes_back_there_too_is_asked_about(world):
    from tests.engine.test_evidence import BILL

    txn = world.enter_bill_there("Keller Lumber", ("Rent", "100.00"), ref_number="R")
    world.sync()
    world.clock.advance(60)
    (record,) = world.bills_here()
    (raw,) = BILL.findall(world.processor.process_request(world.ticket, _everything()))
    world.person.delete_bill(txn)
    world.sync()
    world.books._store(Kind.BILL, record, world.books.memory.tombstones[-1].record, by_person=True)
    world.sync()
    world.clock.advance(60)

    def restored(text):
        answer = world.carry(text)
        if "<BillQueryRq " not in text or "</BillQueryRs>" not in answer:
            return answer
        world.on_request = None
        return answer.replace("</BillQueryRs>", f"{raw}</BillQueryRs>", 1)

    world.enter_bill_there("Keller Lumber", ("Rent", "1.00"))
    world.on_request = restored
    world.run()
    assert "came_back" in {opened.problem.code for opened in world.books.memory.problems.values()}
    rounds(world)


def _everything():
    from counterfoil.qbxml.write import document, query

    return document([query(Kind.BILL)])
