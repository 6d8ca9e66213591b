"""Writes whose answer never came: every row of the table of evidence, and nothing twice (rule C4)."""

from dataclasses import replace
from datetime import timedelta
from decimal import Decimal

import pytest
from tests.engine.world import World

from counterfoil.engine.books import IntentState, LinkState
from counterfoil.engine.exchange import Evidence, Failure, evidence
from counterfoil.reconcile.decision import Master, Policy
from counterfoil.records import Kind


@pytest.fixture(params=["stored answers are kept", "stored answers are lost"])
def world(request):
    world = World.make()
    world.sync()
    if request.param == "stored answers are lost":
        world.forget_stored_answers()
    return world


def intents(world, state):
    return [intent for intent in world.books.memory.intents.values() if intent.state is state and intent.kind]


def writes(world):
    return [text for text in world.requests if any(f"{verb}Rq requestID" in text for verb in ("Add", "Mod", "Del"))]


def rest(world):
    """Everything is settled, and one more sync has nothing to write."""
    before = len(writes(world))
    world.sync()
    assert not world.books.intents([IntentState.READY, IntentState.SENT, IntentState.UNKNOWN])
    assert len(writes(world)) == before


# Adds


def test_an_add_that_was_done_is_found_and_not_repeated(world):
    bill = world.enter_bill_here("Keller Lumber", world.line("Rent", "20.00"), ref_number="once")
    world.lose("BillAddRq", executed=True)
    world.sync()
    assert len(world.bills_there()) == 1
    assert world.sent("BillAddRq") == 1
    assert world.link(Kind.BILL, bill).state is LinkState.LINKED
    assert world.the_bill_here().expense_lines[0].id == world.the_bill_there().expense_lines[0].id
    rest(world)


def test_an_add_that_was_not_done_goes_again_byte_for_byte(world):
    world.enter_bill_here("Keller Lumber", world.line("Rent", "20.00"))
    world.lose("BillAddRq", executed=False)
    world.clock.advance(10)
    world.run_until_lost()
    (intent,) = world.books.intents([IntentState.SENT])
    world.sync()
    assert len(world.bills_there()) == 1
    assert [text for text in world.requests if "<BillAddRq " in text] == [intent.text]
    rest(world)


def test_an_add_that_was_done_and_edited_there_since_keeps_both(world):
    bill = world.enter_bill_here("Keller Lumber", world.line("Rent", "20.00"), ref_number="A")
    world.lose("BillAddRq", executed=True)
    world.clock.advance(10)
    world.run_until_lost()
    (seen,) = world.bills_there()
    world.clock.advance(10)
    world.person.edit_bill(seen.id, memo="theirs")
    world.edit_here(bill, ref_number="B")
    world.sync()
    assert len(world.bills_there()) == 1
    assert (world.the_bill_there().memo, world.the_bill_there().ref_number) == ("theirs", "B")
    assert world.the_bill_here().memo == "theirs"
    rest(world)


def test_an_add_that_was_done_and_whose_lines_were_edited_and_removed_there_doubles_no_line(world):
    world.books.policy_value = Policy(master=Master.COUNTERFOIL)
    lines = [world.line("Rent", f"{number}0.00", f"line {number}") for number in (1, 2, 3, 4)]
    bill = world.enter_bill_here("Keller Lumber", *lines)
    world.lose("BillAddRq", executed=True)
    world.clock.advance(10)
    world.run_until_lost()
    (seen,) = world.bills_there()
    first, second, third, fourth = world.bill_there(seen.id).record.expense_lines
    world.clock.advance(10)
    for line in (first, third, fourth):
        world.person.edit_line(seen.id, line.id, memo=f"{line.memo} there")
    world.person.remove_line(seen.id, second.id)
    held = world.bills_here()[bill].expense_lines
    world.edit_here(bill, expense_lines=(*held[:3], replace(held[3], amount=Decimal("44.00"))))
    world.sync()
    expected = [("line 1 there", "10.00"), ("line 3 there", "30.00"), ("line 4 there", "44.00")]
    for bill_held in (world.the_bill_there(), world.the_bill_here()):
        assert [(line.memo, str(line.amount)) for line in bill_held.expense_lines] == expected
    rest(world)


def test_an_add_that_was_done_and_deleted_there_again_is_never_repeated(world):
    bill = world.enter_bill_here("Keller Lumber", world.line("Rent", "20.00"))
    world.lose("BillAddRq", executed=True)
    world.clock.advance(10)
    world.run_until_lost()
    (seen,) = world.bills_there()
    world.clock.advance(10)
    world.person.delete_bill(seen.id)
    world.sync()
    assert not world.bills_there()
    assert world.link(Kind.BILL, bill).state is LinkState.REVIEW
    assert len(intents(world, IntentState.REVIEW)) == 1
    rest(world)


def test_an_add_that_was_not_done_and_whose_bill_is_deleted_here_is_not_sent_again(world):
    bill = world.enter_bill_here("Keller Lumber", world.line("Rent", "20.00"))
    world.lose("BillAddRq", executed=False)
    world.clock.advance(10)
    world.run_until_lost()
    world.books.delete(Kind.BILL, bill)
    world.sync()
    assert not world.bills_there()
    rest(world)


@pytest.mark.parametrize("executed", [True, False])
@pytest.mark.parametrize(
    ("kind", "request_name", "name"),
    [
        (Kind.ACCOUNT, "AccountAddRq", "Fuel"),
        (Kind.DEPARTMENT, "ClassAddRq", "East"),
        (Kind.VENDOR, "VendorAddRq", "Ruiz"),
    ],
)
def test_a_list_record_in_doubt_is_found_by_its_name_or_guid(world, kind, request_name, name, executed):
    from counterfoil.records import Account, Department, Vendor

    record = {Kind.ACCOUNT: Account(name, "Expense"), Kind.DEPARTMENT: Department(name), Kind.VENDOR: Vendor(name)}
    id_ = world.books.create(kind, record[kind])
    world.lose(request_name, executed=executed)
    world.sync()
    assert [each.name for each in world.books.all(kind).values()].count(name) == 1
    assert world.link(kind, id_).state is LinkState.LINKED
    assert not world.books.memory.problems
    rest(world)


# Mods


@pytest.fixture
def bill(world):
    world.enter_bill_there("Keller Lumber", ("Rent", "100.00"), ref_number="R", memo="m")
    world.sync()
    world.clock.advance(60)
    ((record_id, _),) = world.bills_here().items()
    (seen,) = world.bills_there()
    return record_id, seen.id


@pytest.mark.parametrize("executed", [True, False])
def test_a_mod_in_doubt_ends_with_both_sides_equal(world, bill, executed):
    world.edit_here(bill[0], memo="ours")
    world.lose("BillModRq", executed=executed)
    world.sync()
    assert world.the_bill_there().memo == world.the_bill_here().memo == "ours"
    assert world.sent("BillModRq") == 1, "counting only what reached QuickBooks"
    rest(world)


@pytest.mark.parametrize("executed", [True, False])
def test_a_mod_in_doubt_never_overwrites_what_somebody_did_since(world, bill, executed):
    world.edit_here(bill[0], memo="ours")
    world.lose("BillModRq", executed=executed)
    world.clock.advance(10)
    world.run_until_lost()
    world.clock.advance(10)
    world.person.edit_bill(bill[1], ref_number="theirs")
    world.sync()
    assert (world.the_bill_there().memo, world.the_bill_there().ref_number) == ("ours", "theirs")
    assert world.the_bill_here().ref_number == "theirs"
    rest(world)


@pytest.mark.parametrize("executed", [True, False])
def test_a_line_added_by_a_mod_in_doubt_stands_once(world, bill, executed):
    lines = world.bills_here()[bill[0]].expense_lines
    world.edit_here(bill[0], expense_lines=(*lines, world.line("Supplies", "7.00", "new")))
    world.lose("BillModRq", executed=executed)
    world.sync()
    assert [str(line.amount) for line in world.the_bill_there().expense_lines] == ["100.00", "7.00"]
    assert [str(line.amount) for line in world.the_bill_here().expense_lines] == ["100.00", "7.00"]
    rest(world)


def test_a_line_added_by_a_mod_in_doubt_and_edited_there_since_is_not_doubled(world, bill):
    lines = world.bills_here()[bill[0]].expense_lines
    world.edit_here(bill[0], expense_lines=(*lines, world.line("Supplies", "7.00", "new")))
    world.lose("BillModRq", executed=True)
    world.clock.advance(10)
    world.run_until_lost()
    world.clock.advance(10)
    added = world.bill_there(bill[1]).record.expense_lines[1].id
    world.person.edit_line(bill[1], added, memo="edited there")
    world.sync()
    assert len(world.the_bill_there().expense_lines) == 2
    expected = "lines_in_doubt" if world.forgets_stored_answers else ""
    assert world.link(Kind.BILL, bill[0]).hold == expected, "a stored answer proves that the line is ours"
    rest(world)


@pytest.mark.parametrize("gone_here", [False, True])
def test_a_line_added_by_a_mod_in_doubt_and_edited_here_since_is_not_doubled(world, bill, gone_here):
    lines = world.bills_here()[bill[0]].expense_lines
    world.edit_here(bill[0], expense_lines=(*lines, world.line("Supplies", "7.00", "new")))
    world.lose("BillModRq", executed=True)
    world.clock.advance(10)
    world.run_until_lost()
    added = world.bills_here()[bill[0]].expense_lines[1]
    edited = () if gone_here else (replace(added, memo="edited here"),)
    world.edit_here(bill[0], expense_lines=(*lines, *edited))
    world.clock.advance(10)
    world.person.edit_bill(bill[1], ref_number="theirs")
    world.sync()
    for held in (world.the_bill_there(), world.the_bill_here()):
        assert held.ref_number == "theirs"
        assert [line.memo for line in held.expense_lines] == ["", *(line.memo for line in edited)]
    rest(world)


def test_a_mod_in_doubt_of_a_bill_that_is_gone_is_asked_about(world, bill):
    world.edit_here(bill[0], memo="ours")
    world.lose("BillModRq", executed=True)
    world.clock.advance(10)
    world.run_until_lost()
    world.person.delete_bill(bill[1])
    world.sync()
    assert world.link(Kind.BILL, bill[0]).state is LinkState.REVIEW
    assert world.bills_here()[bill[0]].memo == "ours"
    rest(world)


# Deletes


@pytest.mark.parametrize("executed", [True, False])
def test_a_delete_in_doubt_ends_with_the_bill_gone_once(world, bill, executed):
    world.books.delete(Kind.BILL, bill[0])
    world.lose("TxnDelRq", executed=executed)
    world.sync()
    assert not world.bills_there()
    assert len(world.books.memory.tombstones) == 1
    rest(world)


def test_a_delete_in_doubt_of_a_bill_that_is_edited_there_since_is_asked_about(world, bill):
    world.books.delete(Kind.BILL, bill[0])
    world.lose("TxnDelRq", executed=False)
    world.clock.advance(10)
    world.run_until_lost()
    world.clock.advance(10)
    world.person.edit_bill(bill[1], memo="wanted")
    world.sync()
    assert world.the_bill_there().memo == "wanted"
    assert world.books.links_there(Kind.BILL, [bill[1]])[bill[1]].state is LinkState.REVIEW
    rest(world)


# Other evidence


def test_the_agents_journal_proves_that_a_refused_write_never_ran(world):
    world.enter_bill_here("Keller Lumber", world.line("Rent", "20.00"))
    world.lose("BillAddRq", executed=False)
    world.clock.advance(10)
    world.run_until_lost()
    (intent,) = world.books.intents([IntentState.SENT])
    evidence(world.books, [Evidence(intent.id, "refused")])
    asked = len(world.requests)
    world.sync()
    assert len(world.bills_there()) == 1
    assert not any("oldMessageSetID" in text for text in world.requests[asked:])
    rest(world)


def test_a_failure_that_proves_nothing_is_looked_into(world):
    world.enter_bill_here("Keller Lumber", world.line("Rent", "20.00"))

    def crash(text):
        if "<BillAddRq " not in text:
            return world.carry(text)
        world.on_request = None
        world.carry(text)
        return Failure(0x80040402, "QuickBooks crashed.", executed=None)

    world.on_request = crash
    world.sync()
    assert len(world.bills_there()) == 1
    assert world.sent("BillAddRq") == 1
    rest(world)


def test_a_set_that_quickbooks_could_not_parse_was_not_executed(world):
    world.enter_bill_here("Keller Lumber", world.line("Rent", "20.00"))

    def reject(text):
        if "<BillAddRq " not in text:
            return world.carry(text)
        world.on_request = None
        return Failure(0x80040400, "QuickBooks found an error when parsing.", executed=False)

    world.on_request = reject
    world.sync()
    assert len(world.bills_there()) == 1
    rest(world)


@pytest.mark.parametrize(
    "nonsense", ["", "<html>Bad gateway</html>", "<QBXML><QBXMLMsgsRs><BillAddRs status", "<!DOCTYPE x><QBXML/>"]
)
def test_an_answer_that_cannot_be_read_puts_the_write_in_doubt(world, nonsense):
    world.enter_bill_here("Keller Lumber", world.line("Rent", "20.00"))

    def garble(text):
        answer = world.carry(text)
        if "<BillAddRq " in text:
            world.on_request = None
            return nonsense
        return answer

    world.on_request = garble
    world.sync()
    assert len(world.bills_there()) == 1
    assert world.sent("BillAddRq") == 1
    rest(world)


def test_another_carrier_waits_until_the_first_can_no_longer_be_at_it(world):
    world.enter_bill_here("Keller Lumber", world.line("Rent", "20.00"))
    world.lose("BillAddRq", executed=False)
    world.clock.advance(10)
    world.run_until_lost()
    world.books.carrier_id = "another agent"
    for _ in range(5):
        world.clock.advance(60)
        world.run()
    assert not world.sent("oldMessageSetID")
    assert len(intents(world, IntentState.UNKNOWN) + intents(world, IntentState.SENT)) == 1
    world.clock.advance(timedelta(minutes=10).total_seconds())
    world.sync()
    assert len(world.bills_there()) == 1
    rest(world)


def test_a_delete_whose_guard_passed_and_whose_del_did_not_is_tried_again(world, bill):
    world.books.delete(Kind.BILL, bill[0])
    carry = world.carry

    def locked(text):
        if "<TxnDelRq " not in text:
            return carry(text)
        world.on_request = None
        guard, _, _ = text.partition("<TxnDelRq ")
        answer = carry(guard + "</QBXMLMsgsRq></QBXML>")
        refused = '<TxnDelRs requestID="2" statusCode="3175" statusSeverity="Error" statusMessage="in use"></TxnDelRs>'
        return answer.replace("</QBXMLMsgsRs>", refused + "</QBXMLMsgsRs>")

    world.on_request = locked
    world.sync()
    assert not world.bills_there()
    rest(world)


def test_a_record_in_doubt_is_not_touched_by_anything_else(world, bill):
    world.edit_here(bill[0], memo="ours")
    world.lose("BillModRq", executed=True)
    world.clock.advance(10)
    world.run_until_lost()
    (intent,) = world.books.intents([IntentState.SENT])
    world.books.keep_intents([replace(intent, state=IntentState.UNKNOWN, carrier="somebody else")])
    world.person.edit_bill(bill[1], ref_number="theirs")
    world.clock.advance(10)
    world.run()
    assert world.bills_here()[bill[0]].ref_number == "R", "not interpreted while in doubt"
    world.clock.advance(3600)
    world.sync()
    assert world.bills_here()[bill[0]].ref_number == "theirs"


def test_an_add_whose_guid_quickbooks_has_already_is_looked_for_and_not_asked_about(world):  # status 3065
    world.enter_bill_here("Keller Lumber", world.line("Rent", "20.00"))

    def taken(text):
        answer = world.carry(text)
        if "<BillAddRq " not in text:
            return answer
        world.on_request = None
        return (
            '<?xml version="1.0" ?><QBXML><QBXMLMsgsRs><BillAddRs requestID="1" statusCode="3065" '
            'statusSeverity="Error" statusMessage="The GUID is not valid."></BillAddRs></QBXMLMsgsRs></QBXML>'
        )

    world.on_request = taken
    world.sync()
    assert len(world.bills_there()) == len(world.bills_here()) == 1
    assert not world.books.memory.problems
    rest(world)
