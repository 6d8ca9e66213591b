"""The same bill entered by hand on both sides (rule C4, docs/sync.md)."""

from datetime import date
from decimal import Decimal

import pytest
from tests.engine.world import World

from counterfoil.engine import twins
from counterfoil.engine.books import LinkState
from counterfoil.reconcile.decision import Master, Policy
from counterfoil.records import Choice, Kind

DAY = date(2026, 11, 18)


@pytest.fixture
def world():
    world = World.make()
    world.sync()
    world.clock.advance(60)
    return world


def enter_there(world, number, amount="100.00", **header):
    return world.enter_bill_there("Keller Lumber", ("Rent", amount), ref_number=number, **{"txn_date": DAY} | header)


def enter_here(world, number, amount="100.00", **header):
    return world.enter_bill_here("Keller Lumber", world.line("Rent", amount), ref_number=number, **header)


def the_problem(world):
    (opened,) = world.books.memory.problems.values()
    return opened.problem


def answer_same(world, record_id):
    with world.books.transaction():
        into = the_problem(world).candidates[0].id
        assert twins.same(world.books, world.link(Kind.BILL, record_id), into) is None
    return into


def test_a_bill_entered_on_both_sides_meanwhile_becomes_one(world):
    record_id = enter_here(world, "INV-104", memo="ours")
    txn = enter_there(world, "INV-104", due_date=date(2026, 12, 24))
    world.sync()
    link = world.link(Kind.BILL, record_id)
    assert (link.state, link.quickbooks_id) == (LinkState.LINKED, txn)
    assert (world.the_bill_here().due_date, world.memo_there(txn)) == (date(2026, 12, 24), "ours")
    assert not world.sent("BillAddRq")
    assert the_problem(world).code == "entered_twice"
    assert "linked: Bill INV-104" in world.told()
    world.sync()
    assert len(world.bills_there()) == len(world.bills_here()) == 1


@pytest.mark.parametrize("master", Master)
def test_where_they_differ_the_master_wins_and_both_values_are_kept(master):
    """Rule C2."""
    world = World.make(policy=Policy(master=master))
    world.sync()
    world.clock.advance(60)
    enter_here(world, "INV-104", memo="ours")
    txn = enter_there(world, "INV-104", memo="theirs")
    world.sync()
    winner = "theirs" if master is Master.QUICKBOOKS else "ours"
    assert (world.the_bill_here().memo, world.memo_there(txn)) == (winner, winner)
    memos = [each.conflict for each in world.books.memory.conflicts if each.conflict.path == "memo"]
    assert [(each.ours, each.theirs, each.winner) for each in memos] == [("ours", "theirs", master)]


def test_they_are_separated_again_and_stay_so(world):
    record_id = enter_here(world, "INV-104")
    txn = enter_there(world, "INV-104")
    world.sync()
    assert the_problem(world).choices == (Choice.SEPARATE, Choice.SKIP)
    with world.books.transaction():
        twins.separate(world.books, world.link(Kind.BILL, record_id))
    world.sync()
    assert len(world.bills_there()) == len(world.bills_here()) == 2
    assert world.link(Kind.BILL, record_id).quickbooks_id != txn
    assert world.sent("BillAddRq") == 1
    assert not world.books.conversation().facts["told_apart"]
    world.sync()
    assert len(world.bills_there()) == len(world.bills_here()) == 2


@pytest.mark.parametrize("number", ["", "104", "INV-104"])
def test_what_may_be_a_bill_that_quickbooks_has_is_asked_about_before_it_is_sent(world, number):
    enter_there(world, "INV-104")
    world.sync()
    record_id = enter_here(world, number)
    world.sync()
    assert not world.sent("BillAddRq")
    question = the_problem(world)
    assert (question.code, question.choices) == ("possible_duplicate", (Choice.LINK, Choice.CREATE))
    assert [each.title for each in question.candidates] == ["Bill INV-104 of Keller Lumber, 2026-11-18, 100.00"]
    assert world.link(Kind.BILL, record_id).hold == "possible_duplicate"
    world.sync()
    assert not world.sent("BillAddRq"), "the question stands until it is answered"


def test_the_same_bill_goes_into_the_other_and_nothing_of_it_is_lost(world):
    txn = enter_there(world, "INV-104")
    world.sync()
    record_id = enter_here(world, "104", memo="only ours")
    world.sync()
    into = answer_same(world, record_id)
    world.sync()
    assert set(world.bills_here()) == {into}
    assert world.memo_there(txn) == "only ours"
    assert not world.sent("BillAddRq")
    assert [stone.record.ref_number for stone in world.books.memory.tombstones] == ["104"]
    lost = {each.conflict.path: each.conflict.ours for each in world.books.memory.conflicts}
    assert lost["ref_number"] == "104"


def test_another_bill_is_sent_and_not_asked_about_again(world):
    txn = enter_there(world, "")
    world.sync()
    record_id = enter_here(world, "")
    world.sync()
    with world.books.transaction():
        conversation = world.books.conversation()
        twins.tell_apart(conversation, record_id, [txn])
        world.books.keep_conversation(conversation)
        world.books.keep_links([world.link(Kind.BILL, record_id).__class__(Kind.BILL, **owing(world, record_id))])
    world.sync()
    assert len(world.bills_there()) == 2
    assert not world.books.memory.problems
    assert not world.books.conversation().facts["told_apart"]


def owing(world, record_id):
    link = world.link(Kind.BILL, record_id)
    return {name: getattr(link, name) for name in link.__dataclass_fields__ if name != "kind"} | {"owed": True}


def test_a_bill_that_is_held_goes_by_itself_when_its_twin_is_deleted_in_quickbooks(world):
    txn = enter_there(world, "INV-104")
    world.sync()
    record_id = enter_here(world, "")
    world.sync()
    world.person.delete_bill(txn)
    world.sync()
    assert list(world.bills_here()) == [record_id]
    assert (len(world.bills_there()), world.sent("BillAddRq")) == (1, 1)
    assert not world.books.memory.problems


def test_a_bill_that_is_held_goes_by_itself_when_its_twin_becomes_another_bill_in_quickbooks(world):
    txn = enter_there(world, "INV-104")
    world.sync()
    enter_here(world, "")
    world.sync()
    world.clock.advance(60)
    world.person.edit_bill(txn, txn_date=date(2026, 10, 1))
    world.sync()
    assert (len(world.bills_there()), world.sent("BillAddRq")) == (2, 1)
    assert not world.books.memory.problems


def test_a_bill_that_is_held_stays_held_while_another_like_it_is_there(world):
    twin = [enter_there(world, "INV-104", txn_date=day) for day in (DAY, date(2026, 11, 17))]
    world.sync()
    enter_here(world, "")
    world.sync()
    world.person.delete_bill(twin[0])
    world.sync()
    assert not world.sent("BillAddRq")
    assert [each.title for each in the_problem(world).candidates] == [
        "Bill INV-104 of Keller Lumber, 2026-11-17, 100.00"
    ]


def test_a_bill_that_is_changed_to_be_another_is_sent_by_itself(world):
    enter_there(world, "INV-104")
    world.sync()
    record_id = enter_here(world, "")
    world.sync()
    world.edit_here(record_id, expense_lines=(world.line("Rent", "101.00"),))
    world.sync()
    assert len(world.bills_there()) == 2
    assert not world.books.memory.problems


@pytest.mark.parametrize(
    ("number", "amount", "day"),
    [("105", "100.00", DAY), ("104", "100.01", DAY), ("", "100.00", date(2026, 11, 26))],
    ids=["another number", "another amount", "more than a week apart"],
)
def test_what_is_no_twin_is_not_held_up(world, number, amount, day):
    enter_there(world, "104")
    world.sync()
    enter_here(world, number, amount, txn_date=day)
    world.sync()
    assert len(world.bills_there()) == 2
    assert not world.books.memory.problems


def test_two_bills_that_were_both_entered_here_are_nobodys_twins(world):
    for _ in range(2):
        enter_here(world, "")
    world.sync()
    assert len(world.bills_there()) == 2
    assert not world.books.memory.problems


def test_two_candidates_are_a_question_and_no_link(world):
    record_id = enter_here(world, "INV-104")
    for day in (DAY, date(2026, 11, 17)):
        enter_there(world, "INV-104", txn_date=day)
    world.sync()
    assert not world.sent("BillAddRq")
    assert len(the_problem(world).candidates) == 2
    assert len(world.bills_here()) == 3
    answer_same(world, record_id)
    world.sync()
    assert len(world.bills_here()) == len(world.bills_there()) == 2


def test_a_bill_that_is_paid_there_is_not_linked(world):
    enter_here(world, "INV-104")
    txn = enter_there(world, "INV-104")
    world.person.pay_bills("Checking", {txn: None})
    world.sync()
    assert all(link.quickbooks_id != txn or not link.record_id for link in world.books.memory.links.values())


def test_a_bill_on_its_way_is_never_taken_for_a_twin(world):
    """Rule C4: the answer to its Add is lost; it carries our GUID, and a person enters the same bill there."""
    record_id = enter_here(world, "INV-104")
    world.lose("BillAddRq", executed=True)
    world.clock.advance(10)
    world.run_until_lost()
    other = enter_there(world, "INV-104")
    world.sync()
    assert world.link(Kind.BILL, record_id).quickbooks_id != other
    assert len(world.bills_there()) == len(world.bills_here()) == 2
    assert sum((bill.total for bill in world.bills_here().values()), Decimal(0)) == Decimal(200)
