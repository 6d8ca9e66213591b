"""One run never changes or deletes unusually many bills here without a person's word (promise I28)."""

import pytest
from tests.engine.world import World

from counterfoil.engine import brake
from counterfoil.records import Kind

MANY = 30


@pytest.fixture
def world():
    world = World.make()
    for number in range(MANY):
        world.enter_bill_there("Keller Lumber", ("Rent", "1.00"), ref_number=f"N{number}")
    world.sync()
    world.clock.advance(3600)
    return world


def txns(world):
    return [seen.id for seen in world.bills_there()]


def approve(world):
    conversation = world.books.conversation()
    conversation.facts.pop(brake.BRAKE)
    conversation.facts[brake.RELEASED] = True
    conversation.mode, conversation.mode_reason = "live", ""
    world.books.keep_conversation(conversation)


def test_ten_deletions_at_once_pass(world):
    for txn in txns(world)[:10]:
        world.person.delete_bill(txn)
    world.sync()
    assert (world.mode, len(world.bills_here())) == ("live", MANY - 10)


def test_eleven_of_thirty_do_not_and_none_of_them_is_carried_out(world):
    for txn in txns(world)[:11]:
        world.person.delete_bill(txn)
    world.run()
    assert (world.mode, len(world.bills_here())) == ("read_only", MANY)
    assert world.books.conversation().mode_reason == "11 of 30 open bills would change at once. Is that right?"
    assert [each.problem.code for each in world.books.memory.problems.values()] == ["mass_change"]
    assert len(world.books.conversation().facts["brake"]["titles"]) == 11


def test_while_the_question_is_open_nothing_passes_on_either_side_however_often_it_runs(world):
    for txn in txns(world)[:11]:
        world.person.delete_bill(txn)
    world.run()
    world.enter_bill_here("Novak Electric", world.line("Rent", "7.00"), ref_number="here")
    before = world.writes()
    for _ in range(4):
        world.clock.advance(600)
        world.run()
    assert (world.mode, len(world.bills_here()), world.writes()) == ("read_only", MANY + 1, before)
    assert len(world.books.memory.problems) == 1


def test_what_is_approved_comes_over_whole_and_the_brake_holds_again(world):
    for txn in txns(world)[:15]:
        world.person.delete_bill(txn)
    world.run()
    approve(world)
    world.sync()
    assert (world.mode, len(world.bills_here())) == ("live", MANY - 15)
    assert not world.books.memory.problems
    for txn in txns(world):
        world.person.edit_bill(txn, memo="all of them")
    world.clock.advance(5)
    world.run()
    assert world.mode == "read_only"
    assert {bill.memo for bill in world.bills_here().values()} == {""}


def test_edits_count_like_deletions(world):
    for txn in txns(world)[:12]:
        world.person.edit_bill(txn, memo="edited")
    world.clock.advance(5)
    world.run()
    assert world.mode == "read_only"
    assert {bill.memo for bill in world.bills_here().values()} == {""}


def test_what_quickbooks_no_longer_shows_is_no_question_any_more(world):
    before = world.backup()
    for txn in txns(world)[:12]:
        world.person.edit_bill(txn, memo="edited")
    world.clock.advance(5)
    world.run()
    for txn in txns(world)[:12]:
        world.person.edit_bill(txn, memo="")
    world.clock.advance(5)
    world.sync()
    assert (world.mode, world.books.memory.problems) == ("live", {})
    assert before


def test_new_bills_in_any_number_come_over(world):
    for number in range(50):
        world.enter_bill_there("Keller Lumber", ("Rent", "1.00"), ref_number=f"M{number}")
    world.sync()
    assert len(world.bills_here()) == MANY + 50


def test_what_we_posted_ourselves_and_quickbooks_filled_in_is_not_counted(world):
    for number in range(40):
        world.enter_bill_here("Novak Electric", world.line("Rent", "7.00"), ref_number=f"here {number}")
    world.sync(most=60)
    assert world.mode == "live"
    assert len(world.bills_there()) == MANY + 40


def hiding_bills(world):
    carry = world.carry

    def carried(text):
        answer = carry(text)
        if "<IncludeRetElement>" not in text or "<BillQueryRq " not in text:
            return answer
        start = answer.index("<BillRet>")
        return answer[:start] + answer[answer.rindex("</BillRet>") + len("</BillRet>") :]

    world.carry = carried


def test_a_comparison_in_which_every_bill_is_missing_is_a_question_and_not_thirty(world):
    hiding_bills(world)
    world.run("sweep")
    assert world.mode == "read_only"
    assert "QuickBooks shows no bills at all, where there were 30." in world.books.conversation().mode_reason
    assert len(world.books.memory.problems) == 1
    assert all(world.link(Kind.BILL, id_).missed_in == 0 for id_ in world.bills_here())


def test_what_is_there_again_in_the_next_comparison_ends_the_question(world):
    hiding_bills(world)
    world.run("sweep")
    del world.carry
    world.clock.advance(60)
    world.run("sweep")
    assert (world.mode, world.books.memory.problems) == ("live", {})
