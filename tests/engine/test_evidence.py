"""What proves that a write was made, and what does not: hidden records, stored answers, late calls, other carriers."""

import re
from datetime import timedelta

import pytest

from counterfoil.engine.books import LinkState
from counterfoil.engine.exchange import Failure
from counterfoil.records import Account, Kind

FORGOTTEN = '<?xml version="1.0" ?><QBXML><QBXMLMsgsRs messageSetStatusCode="9002"></QBXMLMsgsRs></QBXML>'
BILL = re.compile(r"<BillRet>.*?</BillRet>", re.DOTALL)


@pytest.fixture
def forgetful(world):
    """A QuickBooks that remembers no message set."""
    carry = world.carry
    vars(world)["carry"] = lambda text: FORGOTTEN if "oldMessageSetID" in text else carry(text)
    return world


def rounds(world, number, step=60):
    for _ in range(number):
        world.clock.advance(step)
        world.run()


def garble(answer):
    """The same answer with every bill's amounts unreadable."""
    return BILL.sub(lambda found: found[0].replace("<Amount>", "<Amount>x"), answer)


def cut_short(answer):
    """The same answer without its bills, and with QuickBooks' warning that something could not be returned."""
    warned = re.sub(r'(<BillQueryRs [^>]*statusCode=")0(" statusSeverity=")Info', r"\g<1>501\g<2>Warn", answer)
    return BILL.sub("", warned)


def through(world, change):
    """From now on every answer of QuickBooks is changed in this way."""

    def carry(text):
        answer = world.carry(text)
        return change(answer) if isinstance(answer, str) else answer

    world.on_request = carry


# Records that cannot be read


def test_an_add_whose_record_cannot_be_read_is_made_once(world):
    world.enter_bill_here("Keller Lumber", world.line("Rent", "20.00"))
    through(world, garble)
    rounds(world, 5, 30)
    assert len(world.bills_there()) == 1
    world.on_request = None
    world.clock.advance(600)
    world.sync()
    assert len(world.bills_here()) == len(world.bills_there()) == 1


def test_a_bill_that_cannot_be_read_is_not_taken_for_deleted(world, bill):
    world.books.delete(Kind.BILL, bill[0])
    world.lose("TxnDelRq", executed=False)
    world.run_until_lost()
    through(world, garble)
    rounds(world, 3, 10)
    assert "Deleted in QuickBooks." not in world.told()
    world.on_request = None
    world.clock.advance(600)
    world.sync()
    assert not world.bills_there()


def test_an_answer_that_could_not_return_everything_proves_no_absence(forgetful):
    forgetful.enter_bill_here("Keller Lumber", forgetful.line("Rent", "20.00"))
    forgetful.lose("BillAddRq", executed=True)
    forgetful.run_until_lost()
    through(forgetful, cut_short)
    rounds(forgetful, 2, 30)
    forgetful.on_request = None
    forgetful.clock.advance(60)
    forgetful.sync()
    assert forgetful.sent("BillAddRq") == 1
    assert len(forgetful.bills_here()) == len(forgetful.bills_there()) == 1


def test_an_answer_that_could_not_return_everything_proves_no_deletion(forgetful, bill):
    forgetful.books.delete(Kind.BILL, bill[0])
    forgetful.lose("TxnDelRq", executed=False)
    forgetful.run_until_lost()
    through(forgetful, cut_short)
    rounds(forgetful, 1, 10)
    assert "Deleted in QuickBooks." not in forgetful.told()
    forgetful.on_request = None
    forgetful.clock.advance(600)
    forgetful.sync()
    assert not forgetful.bills_there()


def test_a_record_that_could_not_be_returned_has_not_vanished(world, bill):
    world.edit_here(bill[0], memo="ours")
    world.person.edit_bill(bill[1], ref_number="X")
    through(world, cut_short)
    rounds(world, 4)
    world.on_request = None
    world.clock.advance(600)
    world.sync()
    assert world.link(Kind.BILL, bill[0]).state is LinkState.LINKED
    assert (world.memo_there(bill[1]), world.the_bill_here().ref_number) == ("ours", "X")


def test_an_edit_there_that_cannot_be_read_is_not_overwritten_by_ours(world, bill):
    world.person.edit_bill(bill[1], memo="theirs")
    through(world, garble)
    rounds(world, 1)
    world.edit_here(bill[0], ref_number="ours")
    rounds(world, 3)
    world.on_request = None
    world.clock.advance(1200)
    world.sync()
    for side in (world.the_bill_there(), world.the_bill_here()):
        assert (side.memo, side.ref_number) == ("theirs", "ours")


# Stored answers


def test_an_add_that_the_stored_answer_says_was_done_is_not_repeated_where_a_search_misses_it(world):
    world.enter_bill_here("Keller Lumber", world.line("Rent", "20.00"))
    world.lose("BillAddRq", executed=True)
    world.run_until_lost()
    through(world, lambda answer: BILL.sub("", answer))
    rounds(world, 3, 10)
    assert world.sent("BillAddRq") == 1


def test_a_mod_that_somebody_undid_there_stays_undone(world, bill):
    world.edit_here(bill[0], memo="ours")
    world.lose("BillModRq", executed=True)
    world.run_until_lost()
    world.clock.advance(10)
    world.person.edit_bill(bill[1], memo="m")
    world.sync()
    assert world.memo_there(bill[1]) == "m" == world.the_bill_here().memo, "it was put back with ours in view"


def test_an_account_that_was_renamed_there_while_its_add_was_in_doubt_is_not_added_again(world):
    world.books.create(Kind.ACCOUNT, Account("Fuel", "Expense"))
    world.lose("AccountAddRq", executed=True)
    world.run_until_lost()
    world.clock.advance(10)
    world.person.edit_account("Fuel", name="Diesel")
    world.sync()
    names = [account.name for account in world.books.all(Kind.ACCOUNT).values()]
    assert (names.count("Fuel"), names.count("Diesel")) == (0, 1)


def test_an_account_that_was_renamed_here_while_its_add_was_in_doubt_is_one_account(forgetful):
    id_ = forgetful.books.create(Kind.ACCOUNT, Account("Fuel", "Expense"))
    forgetful.lose("AccountAddRq", executed=True)
    forgetful.run_until_lost()
    forgetful.books.edit(Kind.ACCOUNT, id_, name="Diesel")
    forgetful.sync()
    names = [account.name for account in forgetful.books.all(Kind.ACCOUNT).values()]
    assert (names.count("Fuel"), names.count("Diesel")) == (0, 1)


# Other times, other carriers


def test_an_add_that_was_carried_hours_late_and_deleted_there_is_not_made_again(forgetful):
    world = forgetful
    world.enter_bill_here("Keller Lumber", world.line("Rent", "20.00"))

    def late(text):
        if "<BillAddRq " not in text:
            return world.carry(text)
        world.on_request = None
        world.clock.advance(3 * 3600)
        world.carry(text)
        (seen,) = world.bills_there()
        world.clock.advance(10)
        world.person.delete_bill(seen.id)
        return None

    world.on_request = late
    world.clock.advance(10)
    world.run_until_lost()
    rounds(world, 4, 10)
    assert not world.bills_there()
    assert world.sent("BillAddRq") == 1


def test_an_add_made_after_the_clock_there_was_set_back_a_day_stands_once_on_either_side(world):
    ahead = timedelta()
    world.books.clock = lambda: world.clock.now() + ahead
    world.books.quickbooks_clock = lambda: int(world.clock.now().timestamp())
    world.enter_bill_here("Keller Lumber", world.line("Rent", "20.00"))

    def set_back(text):
        nonlocal ahead
        if "<BillAddRq " not in text:
            return world.carry(text)
        world.on_request = None
        world.clock.advance(-86400)
        ahead = timedelta(days=1)
        world.carry(text)
        return None

    world.on_request = set_back
    world.clock.advance(10)
    world.run_until_lost()
    rounds(world, 6, 10)
    assert len(world.bills_there()) == len(world.bills_here()) == 1


def test_an_account_in_doubt_with_another_carrier_is_recovered_though_it_was_seen_meanwhile(world):
    id_ = world.books.create(Kind.ACCOUNT, Account("Fuel", "Expense"))

    def broken(text):
        if "<AccountAddRq " not in text:
            return world.carry(text)
        world.on_request = None
        world.carry(text)
        return Failure(0x80040402, "unexpected error")

    world.on_request = broken
    world.clock.advance(10)
    world.run()
    world.books.carrier_id = "another"
    rounds(world, 2)
    world.clock.advance(1200)
    world.sync()
    assert world.link(Kind.ACCOUNT, id_).state is LinkState.LINKED
    assert [account.name for account in world.books.all(Kind.ACCOUNT).values()].count("Fuel") == 1


@pytest.mark.parametrize("name", ["BillAddRq", "BillModRq"])
def test_a_write_that_fails_inside_quickbooks_again_and_again_does_not_keep_a_run_going(world, bill, name):
    if name == "BillModRq":
        world.edit_here(bill[0], memo="ours")
    else:
        world.enter_bill_here("Keller Lumber", world.line("Rent", "20.00"))
    status = 'requestID="1" statusCode="1000" statusSeverity="Error" statusMessage="internal error"'
    failed = f'<?xml version="1.0" ?><QBXML><QBXMLMsgsRs><{name[:-2]}Rs {status} /></QBXMLMsgsRs></QBXML>'
    world.on_request = lambda text: failed if f"<{name} " in text else world.carry(text)
    rounds(world, 3)
    world.on_request = None
    world.clock.advance(600)
    world.sync()
    assert sorted(kept.memo for kept in world.bills_here().values()) == sorted(
        seen.record.memo for seen in world.bills_there()
    )
