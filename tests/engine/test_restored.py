"""The company file is restored from a backup (rule C6): noticed, compared, read by a person, only then carried on."""

from contextlib import suppress
from datetime import timedelta

import pytest
from tests.engine.world import World

from counterfoil.engine.books import IntentState, LinkState
from counterfoil.reconcile.comparison import Standing
from counterfoil.records import Choice, Kind


@pytest.fixture
def world():
    """Three bills that both sides agree on, of which R1 was made here."""
    world = World.make()
    world.enter_bill_there("Keller Lumber", ("Rent", "10.00"), ref_number="R2")
    world.enter_bill_there("Novak Electric", ("Rent", "20.00"), ref_number="R3")
    world.sync()
    world.enter_bill_here("Keller Lumber", world.line("Rent", "5.00"), ref_number="R1", memo="first")
    world.sync()
    world.clock.advance(3600)
    return world


def here(world, number):
    return next(id_ for id_, bill in world.bills_here().items() if bill.ref_number == number)


def there(world, number):
    (found,) = [seen for seen in world.bills_there() if seen.record.ref_number == number]
    return found


def findings(world):
    return {(found.title, found.standing) for found in world.books.findings(100)}


def restored_after(world, *acts):
    """Do these after a backup was taken, sync, and put the backup in place of the company file."""
    backup = world.backup()
    for act in acts:
        act()
        world.sync()
    world.put_in_place(backup)


def test_a_restored_file_is_compared_whole_and_nothing_is_written_on_either_side(world):
    restored_after(
        world,
        lambda: world.edit_here(here(world, "R1"), memo="second"),
        lambda: world.enter_bill_here("Novak Electric", world.line("Rent", "7.00"), ref_number="R4"),
    )
    before, bills = world.writes(), world.bills_here()
    world.run()
    assert world.mode == "suspended"
    assert findings(world) == {
        ("Bill R1 of Keller Lumber", Standing.ROLLED_BACK),
        ("Bill R4 of Novak Electric", Standing.MISSING),
    }
    reason = world.books.conversation().mode_reason
    assert reason == (
        "The company file was restored from a backup, to 18 Nov 2026. 1 bill rolled back to an older version; "
        "1 bill missing. Everything else is the same."
    )
    assert (world.writes(), world.bills_here()) == (before, bills)


def test_nothing_is_asked_of_quickbooks_until_a_person_has_read_it(world):
    restored_after(world, lambda: world.edit_here(here(world, "R1"), memo="second"))
    world.run()
    asked = len(world.requests)
    world.clock.advance(3600)
    world.run()
    assert len(world.requests) == asked


def test_what_was_rolled_back_is_sent_again_once_it_is_accepted(world):
    restored_after(world, lambda: world.edit_here(here(world, "R1"), memo="second"))
    world.run()
    world.accept()
    world.sync()
    assert world.mode == "live"
    assert there(world, "R1").record.memo == "second"
    assert world.bills_here()[here(world, "R1")].memo == "second"
    assert not world.books.memory.problems
    assert not world.books.findings(1)
    before = world.writes()
    world.sync()
    assert world.writes() == before, "promise I6"


def test_an_edit_made_here_since_the_restore_goes_along_with_what_was_rolled_back(world):
    restored_after(world, lambda: world.edit_here(here(world, "R1"), memo="second"))
    world.run()
    world.edit_here(here(world, "R1"), terms=world.bills_here()[here(world, "R1")].terms, memo="third")
    world.accept()
    world.sync()
    assert there(world, "R1").record.memo == world.bills_here()[here(world, "R1")].memo == "third"


def test_what_is_edited_there_between_the_comparison_and_the_acceptance_is_merged(world):
    restored_after(world, lambda: world.edit_here(here(world, "R1"), memo="second"))
    world.run()
    world.person.edit_bill(there(world, "R1").id, txn_date=there(world, "R1").record.txn_date - timedelta(days=1))
    world.clock.advance(5)
    world.accept()
    world.sync()
    ours, theirs = world.bills_here()[here(world, "R1")], there(world, "R1").record
    assert (ours.memo, theirs.memo) == ("second", "second")
    assert ours.txn_date == theirs.txn_date == world.bills_here()[here(world, "R2")].txn_date - timedelta(days=1)


def test_lines_added_after_the_backup_are_added_again_once(world):
    def add_line():
        lines = world.bills_here()[here(world, "R1")].expense_lines
        world.edit_here(here(world, "R1"), expense_lines=(*lines, world.line("Supplies", "2.50", "more")))

    restored_after(world, add_line)
    world.run()
    world.accept()
    world.sync()
    amounts = ["5.00", "2.50"]
    assert [str(line.amount) for line in there(world, "R1").record.expense_lines] == amounts
    assert [str(line.amount) for line in world.bills_here()[here(world, "R1")].expense_lines] == amounts


def test_a_version_never_seen_is_merged_and_every_value_that_gives_way_is_kept(world):
    backup = world.backup()
    world.edit_here(here(world, "R1"), memo="second")
    world.sync()
    world.put_in_place(backup)
    world.person.edit_bill(there(world, "R1").id, ref_number="R1b")
    world.clock.advance(5)
    world.run()
    assert findings(world) == {("Bill R1b of Keller Lumber", Standing.EDITED)}
    world.accept()
    world.sync()
    (bill,) = [bill for bill in world.bills_here().values() if bill.ref_number == "R1b"]
    kept = {(each.conflict.path, each.conflict.ours) for each in world.books.memory.conflicts}
    assert bill.memo == "second" or ("memo", "second") in kept
    assert ("ref_number", "R1") in kept


@pytest.mark.parametrize("choice", [Choice.KEEP_OURS, Choice.DELETE_BOTH])
def test_a_missing_bill_is_a_question_and_never_entered_again_by_itself(world, choice):
    restored_after(world, lambda: world.enter_bill_here("Novak Electric", world.line("Rent", "7.00"), ref_number="R4"))
    world.run()
    world.accept()
    world.sync()
    assert "R4" in {bill.ref_number for bill in world.bills_here().values()}
    assert len(world.bills_there()) == 3
    link = world.link(Kind.BILL, here(world, "R4"))
    assert (link.state, link.hold) == (LinkState.REVIEW, "missing_after_restore")
    (problem,) = world.books.memory.problems.values()
    assert choice in problem.problem.choices


def test_a_missing_vendor_and_its_bill_are_two_questions(world):
    def newcomers():
        world.enter_vendor_here("Castellan Rentals")
        world.enter_bill_here("Castellan Rentals", world.line("Rent", "7.00"), ref_number="R4")

    restored_after(world, newcomers)
    world.run()
    assert findings(world) == {
        ("Vendor Castellan Rentals", Standing.MISSING),
        ("Bill R4 of Castellan Rentals", Standing.MISSING),
    }
    world.accept()
    world.sync()
    assert len(world.books.memory.problems) == 2


def test_a_deleted_bill_that_is_there_again_is_a_question(world):
    restored_after(world, lambda: world.books.delete(Kind.BILL, here(world, "R1")))
    world.run()
    assert findings(world) == {("Bill R1 of Keller Lumber", Standing.UNDELETED)}
    world.accept()
    world.sync()
    (problem,) = world.books.memory.problems.values()
    assert problem.problem.code == "came_back"
    assert len(world.bills_there()) == 3


def test_missing_payments_are_counted_and_their_bills_are_open_again(world):
    restored_after(
        world,
        lambda: world.person.pay_bills("Checking", {there(world, "R2").id: None}),
        lambda: world.edit_here(here(world, "R1"), memo="second"),
    )
    assert world.books.memory.derived[Kind.BILL, here(world, "R2")].is_paid
    world.run()
    assert "1 payment missing" in world.books.conversation().mode_reason
    world.accept()
    world.sync()
    assert not world.books.memory.derived[Kind.BILL, here(world, "R2")].is_paid
    assert not world.sent("BillPaymentCheckAddRq")


def test_a_restore_that_quickbooks_reports_is_noticed_although_the_counter_stands(world):
    carry = world.carry
    stamp = "<LastRestoreTime>2026-11-18T12:00:00-05:00</LastRestoreTime></CompanyActivityRet>"
    world.carry = lambda text: carry(text).replace("</CompanyActivityRet>", stamp)
    world.clock.advance(10)
    world.run()
    assert world.mode == "suspended"
    assert "Everything that is linked is the same" in world.books.conversation().mode_reason
    world.accept()
    world.sync()
    assert world.mode == "live"


def test_the_right_file_put_back_ends_it_without_a_summary(world):
    newer = world.company
    restored_after(world, lambda: world.edit_here(here(world, "R1"), memo="second"))
    world.run()
    world.put_in_place(newer)
    world.look_again()
    world.sync()
    assert world.mode == "live"
    assert there(world, "R1").record.memo == "second"
    assert "Syncing goes on" in world.told()


def test_what_was_accepted_does_not_hold_for_another_restore(world):
    oldest = world.backup()
    world.enter_bill_here("Novak Electric", world.line("Rent", "7.00"), ref_number="R4")
    world.sync()
    restored_after(world, lambda: world.edit_here(here(world, "R1"), memo="second"))
    world.run()
    world.accept()
    world.put_in_place(oldest)
    before = world.writes()
    world.run()
    assert (world.mode, world.writes()) == ("suspended", before)
    assert ("Bill R4 of Novak Electric", Standing.MISSING) in findings(world)


def test_a_comparison_that_breaks_off_begins_again(world):
    restored_after(world, lambda: world.edit_here(here(world, "R1"), memo="second"))
    world.lose("BillQueryRq")
    world.run_until_lost()
    world.run()
    assert findings(world) == {("Bill R1 of Keller Lumber", Standing.ROLLED_BACK)}


@pytest.mark.parametrize("name", ["BillAddRq", "BillModRq"])
def test_a_write_in_doubt_when_the_file_went_back_is_looked_up_and_no_stored_answer_believed(world, name):
    backup = world.backup()
    if name == "BillAddRq":
        world.enter_bill_here("Novak Electric", world.line("Rent", "7.00"), ref_number="R4")
    else:
        world.edit_here(here(world, "R1"), memo="second")
    world.lose(name, executed=True)
    while not world.books.intents([IntentState.SENT]):
        world.clock.advance(10)
        with suppress(AssertionError):
            world.run_until_lost()
    carry, stamp = world.carry, "<LastRestoreTime>2026-11-18T12:00:00-05:00</LastRestoreTime></CompanyActivityRet>"
    world.put_in_place(backup)
    world.carry = lambda text: carry(text).replace("</CompanyActivityRet>", stamp)
    world.run()
    assert world.mode == "suspended"
    world.accept()
    world.sync()
    assert not any("oldMessageSetID" in text for text in world.requests)
    assert not world.books.intents([IntentState.UNKNOWN, IntentState.SENT])
    numbers = [seen.record.ref_number for seen in world.bills_there()]
    assert sorted(numbers) == sorted(bill.ref_number for bill in world.bills_here().values())
    assert there(world, "R1").record.memo == world.bills_here()[here(world, "R1")].memo
