"""What only a person can settle, and how it ends (rules C2, C3, C6)."""

from dataclasses import replace
from decimal import Decimal

import pytest
from tests.engine.world import World

from counterfoil.engine.books import LinkState
from counterfoil.engine.entries import theirs_of
from counterfoil.records import Choice, Kind


def the_problem(world):
    (opened,) = world.books.memory.problems.values()
    return opened.problem


def test_money_that_both_sides_changed_on_an_approved_bill_waits_for_a_person(world, bill):
    record_id, txn = bill
    line = world.bills_here()[record_id].expense_lines[0]
    world.person.edit_line(txn, line.id, amount=Decimal("120.00"))
    world.edit_here(record_id, expense_lines=(replace(line, amount=Decimal("130.00")),))
    world.books.approve(Kind.BILL, record_id)
    world.sync()
    assert world.link(Kind.BILL, record_id).state is LinkState.CONFLICT
    assert (world.the_bill_here().total, world.the_bill_there().total) == (Decimal("130.00"), Decimal("120.00"))
    (conflict,) = [kept.conflict for kept in world.books.memory.conflicts]
    assert conflict.winner is None
    assert the_problem(world).choices == (Choice.KEEP_OURS, Choice.KEEP_THEIRS)
    world.sync()
    assert len(world.books.memory.conflicts) == 1, "kept once"


def test_a_conflict_ends_when_both_sides_are_made_equal(world, bill):
    record_id, txn = bill
    line = world.bills_here()[record_id].expense_lines[0]
    world.person.edit_line(txn, line.id, amount=Decimal("120.00"))
    world.edit_here(record_id, expense_lines=(replace(line, amount=Decimal("130.00")),))
    world.books.approve(Kind.BILL, record_id)
    world.sync()
    world.edit_here(record_id, expense_lines=(replace(line, amount=Decimal("120.00")),))
    world.sync()
    assert world.link(Kind.BILL, record_id).state is LinkState.LINKED
    assert not world.books.memory.problems


def test_a_review_offers_its_choices(world, bill):
    record_id, txn = bill
    world.person.delete_bill(txn)
    world.edit_here(record_id, memo="wanted")
    world.sync()
    assert the_problem(world).choices == (Choice.KEEP_OURS, Choice.DELETE_BOTH, Choice.SKIP)


def test_what_was_deleted_here_and_edited_there_offers_the_other_way_out(world, bill):  # rule C3
    record_id, txn = bill
    world.books.delete(Kind.BILL, record_id)
    world.person.edit_bill(txn, memo="wanted there")
    world.sync()
    assert the_problem(world).choices == (Choice.KEEP_THEIRS, Choice.DELETE_BOTH, Choice.SKIP)
    assert world.memo_there(txn) == "wanted there"


def test_what_was_created_and_deleted_again_there_is_closed_when_it_is_deleted_here_too(world):
    record_id = world.enter_bill_here("Keller Lumber", world.line("Rent", "1.00"))
    world.lose("BillAddRq", executed=True)
    world.clock.advance(10)
    world.run_until_lost()
    (seen,) = world.bills_there()
    world.person.delete_bill(seen.id)
    world.sync()
    assert the_problem(world).code == "created_then_deleted"
    link = world.link(Kind.BILL, record_id)
    world.books.delete(Kind.BILL, record_id)
    world.sync()
    assert world.books.links_by_id([link.id])[link.id].state is LinkState.CLOSED
    assert not world.books.memory.problems


def test_lines_in_doubt_hold_what_quickbooks_shows_now(world, bill):
    world.forget_stored_answers()
    record_id, txn = bill
    lines = world.bills_here()[record_id].expense_lines
    world.edit_here(record_id, expense_lines=(*lines, world.line("Supplies", "7.00", "new")))
    world.lose("BillModRq", executed=True)
    world.clock.advance(10)
    world.run_until_lost()
    world.clock.advance(10)
    world.person.edit_line(txn, world.bill_there(txn).record.expense_lines[1].id, memo="there")
    world.sync()
    link = world.link(Kind.BILL, record_id)
    assert link.hold == "lines_in_doubt"
    assert [line.memo for line in link.theirs.expense_lines] == ["", "there"]
    world.clock.advance(60)
    world.person.edit_bill(txn, memo="later")
    world.sync()
    assert world.link(Kind.BILL, record_id).theirs.memo == "later"
    assert world.bills_here()[record_id].memo == "m"


def test_a_stopped_run_is_not_repeated_at_once(world):
    from counterfoil.engine.exchange import wants

    world.enter_bill_here("Keller Lumber", world.line("Rent", "1.00"))
    other = World.make()
    world.processor, world.ticket = other.processor, other.ticket
    world.run()
    assert not wants(world.books)
    world.clock.advance(61)
    assert wants(world.books)


def test_a_balance_that_moves_does_not_retry_what_was_refused(world):
    world.person.add_customer("Bauer")
    world.enter_vendor_here("Bauer")
    world.sync()
    tries = world.sent("VendorAddRq")
    for _ in range(3):
        world.enter_bill_there("Keller Lumber", ("Rent", "1.00"))
        world.sync()
    assert world.sent("VendorAddRq") == tries


def test_a_bill_that_stands_twice_under_one_mark_is_told_and_not_brought_over(world):
    bill = world.enter_bill_here("Keller Lumber", world.line("Rent", "1.00"))
    world.sync()
    guid = world.link(Kind.BILL, bill).guid
    txn = world.enter_bill_there("Keller Lumber", ("Rent", "1.00"))
    carry = world.carry

    def doubled(text):
        answer = carry(text)
        if "<BillQueryRq " not in text or txn not in answer:
            return answer
        start = answer.index("<IsPaid>", answer.index(txn))
        end = answer.index("</IsPaid>", start) + len("</IsPaid>")
        return f"{answer[:end]}<ExternalGUID>{guid}</ExternalGUID>{answer[end:]}"

    world.carry = doubled
    world.sync()
    assert len(world.bills_here()) == 1
    assert the_problem(world).code == "stands_twice"
    world.carry = carry
    world.person.delete_bill(txn)
    world.sync()
    assert not world.books.memory.problems
    assert world.books.links_there(Kind.BILL, [txn])[txn].state is LinkState.CLOSED


def test_what_came_back_and_is_deleted_there_again_is_closed(world, bill):
    record_id, txn = bill
    backup = type(world.company).copy_of(world.company, ":memory:")
    world.books.delete(Kind.BILL, record_id)
    world.sync()
    world.clock.advance(600)
    world.processor.company = world.company = backup
    world.person = type(world.person)(backup)
    world.run()
    world.accept()
    world.person.edit_bill(txn, memo="back again")
    world.sync()
    assert the_problem(world).code == "came_back"
    assert not world.bills_here(), "nothing that somebody deleted comes back by itself"
    world.person.delete_bill(txn)
    world.sync()
    assert not world.books.memory.problems


@pytest.mark.parametrize("is_kept", [False, True])
def test_what_came_back_and_has_no_record_here_is_deleted_there_or_comes_over_as_a_new_bill(world, bill, is_kept):
    record_id, txn = bill
    link = world.link(Kind.BILL, record_id)
    lost = replace(link, record_id="", state=LinkState.REVIEW, hold="came_back", base=None, theirs=theirs_of(link))
    world.books.keep_links([lost])
    world.books.delete(Kind.BILL, record_id)
    world.sync()
    assert (len(world.bills_there()), len(world.bills_here())) == (1, 0), "nothing happens before somebody answers"
    asked = world.books.links_there(Kind.BILL, [txn])[txn]
    if is_kept:
        answered = replace(asked, state=LinkState.INELIGIBLE, base=None, theirs=None, fingerprint="")
    else:
        answered = replace(asked, state=LinkState.LINKED, base=theirs_of(asked), theirs=None)
    world.books.keep_links([replace(answered, hold="", owed=True)])
    world.sync()
    assert len(world.bills_there()) == len(world.bills_here()) == is_kept
