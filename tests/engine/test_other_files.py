"""Another company's file, our own database restored: nothing is written until a person has said how (rule C6)."""

from dataclasses import replace

import pytest
from tests.engine.test_restored import findings, here, there
from tests.engine.world import World

from counterfoil.engine import suspension, twins
from counterfoil.engine.books import LinkState
from counterfoil.reconcile.comparison import Standing
from counterfoil.records import Kind


@pytest.fixture
def world():
    world = World.make()
    world.enter_bill_there("Keller Lumber", ("Rent", "10.00"), ref_number="R2")
    world.sync()
    world.enter_bill_here("Keller Lumber", world.line("Rent", "5.00"), ref_number="R1", memo="first")
    world.sync()
    world.clock.advance(3600)
    return world


def last_run(world):
    return list(world.books.memory.runs.values())[-1]


# Another company's file


def open_another(world, name="Abbott Bakery"):
    other = World.make()
    other.company.change_settings(company_name=name)
    other.clock.advance(7777)  # ids hold the second in which they were given
    other.person.add_vendor("Miller Flour")
    other.enter_bill_there("Miller Flour", ("Rent", "33.00"), ref_number="M1")
    ours = world.company
    world.put_in_place(other.company)
    return ours


def bind_anew(world):
    conversation = world.books.conversation()
    suspension.bind_anew(conversation)
    world.books.keep_conversation(conversation)


def test_the_message_names_both_companies_and_nothing_is_written(world):
    open_another(world)
    before = world.writes()
    world.run()
    assert "“Abbott Bakery”" in last_run(world).message
    assert "“Keller Remodeling”" in last_run(world).message
    assert world.writes() == before
    (problem,) = world.books.memory.problems.values()
    assert (problem.problem.code, bool(problem.problem.fix)) == ("other_company_file", True)


def test_the_right_file_opened_again_ends_it(world):
    ours = open_another(world)
    world.run()
    world.put_in_place(ours)
    world.sync()
    assert last_run(world).outcome in ("done", "stopped")
    assert not world.books.memory.problems
    assert not world.books.conversation().facts.get("wrong_file")


def test_binding_anew_compares_first_and_writes_nothing(world):
    open_another(world)
    world.run()
    bind_anew(world)
    before = world.writes()
    world.clock.advance(60)
    world.run()
    assert (world.mode, world.writes()) == ("suspended", before)
    assert "being connected to another company file" in world.books.conversation().mode_reason
    assert ("Bill R1 of Keller Lumber", Standing.MISSING) in findings(world)


def test_what_is_bound_anew_leaves_our_old_bills_alone_and_brings_the_others(world):
    open_another(world)
    world.run()
    bind_anew(world)
    world.clock.advance(60)
    world.run()
    world.accept()
    world.sync()
    conversation = world.books.conversation()
    assert (conversation.mode, conversation.company_name, conversation.marker) == ("live", "Abbott Bakery", 1)
    assert {bill.ref_number for bill in world.bills_here().values()} == {"R1", "R2", "M1"}
    assert [seen.record.ref_number for seen in world.bills_there()] == ["M1"], "no old bill is posted again"
    assert not world.books.links(Kind.BILL, [here(world, "R1")])
    vendors = [vendor.name for vendor in world.books.all(Kind.VENDOR).values()]
    assert sorted(vendors) == ["Keller Lumber", "Miller Flour", "Novak Electric"], "equal names are one (rule C5)"
    world.edit_here(here(world, "M1"), memo="seen")
    world.sync()
    assert there(world, "M1").record.memo == "seen"


def test_a_file_that_only_lost_our_mark_keeps_its_links(world):
    copy = world.backup()
    copy.connection.execute("DELETE FROM data_value")
    world.put_in_place(copy)
    world.run()
    assert "does not carry our mark" in last_run(world).message
    bind_anew(world)
    world.clock.advance(60)
    world.run()
    assert not findings(world)
    world.accept()
    world.sync()
    assert world.link(Kind.BILL, here(world, "R1")).state is LinkState.LINKED
    world.edit_here(here(world, "R1"), memo="second")
    world.sync()
    assert there(world, "R1").record.memo == "second"
    assert len(world.bills_there()) == len(world.bills_here()) == 2


# Our own database restored


def our_memory_goes_back(world, *acts):
    backup = world.books.memory.copy()
    for act in acts:
        act()
        world.sync()
    backup.counter = world.books.memory.counter  # a GUID is never given twice
    world.books.memory = backup
    world.clock.advance(60)
    world.run()


def test_after_our_database_was_restored_nothing_is_written_until_somebody_has_read_it(world):
    our_memory_goes_back(
        world,
        lambda: world.edit_here(here(world, "R1"), memo="second"),
        lambda: world.enter_bill_here("Novak Electric", world.line("Rent", "7.00"), ref_number="R4"),
    )
    assert world.mode == "suspended"
    assert findings(world) == {
        ("Bill R1 of Keller Lumber", Standing.EDITED),
        ("Bill R4 of Novak Electric", Standing.NEW),
    }
    before = world.writes()
    world.clock.advance(60)
    world.run()
    assert world.writes() == before


def test_what_changed_there_since_our_backup_comes_over_and_new_links_are_built(world):
    our_memory_goes_back(
        world,
        lambda: world.edit_here(here(world, "R1"), memo="second"),
        lambda: world.enter_bill_here("Novak Electric", world.line("Rent", "7.00"), ref_number="R4"),
    )
    world.accept()
    before = world.writes()
    world.sync()
    assert world.bills_here()[here(world, "R1")].memo == "second"
    assert len(world.bills_here()) == len(world.bills_there()) == 3
    assert world.link(Kind.BILL, here(world, "R4")).state is LinkState.LINKED
    assert world.writes() <= before + 1, "but for our mark nothing is written"


def test_a_bill_that_was_sent_after_the_backup_is_not_sent_twice(world):  # rule C4
    record = world.enter_bill_here("Novak Electric", world.line("Rent", "7.00"), ref_number="R4")
    our_memory_goes_back(world, lambda: None)
    assert findings(world) == {("Bill R4 of Novak Electric", Standing.RELINKED)}
    world.accept()
    world.sync()
    assert len(world.bills_here()) == len(world.bills_there()) == 3
    link = world.link(Kind.BILL, record)
    assert (link.state, link.quickbooks_id) == (LinkState.LINKED, there(world, "R4").id)


@pytest.mark.parametrize("is_paid", [False, True], ids=["unpaid there", "paid there, so not brought over"])
def test_a_bill_that_was_edited_and_sent_after_the_backup_is_asked_about_before_it_is_sent_again(world, is_paid):
    """Rule C4: what we hold of it is older, so nothing but its number tells; QuickBooks' carries a GUID of ours."""
    record = world.enter_bill_here("Novak Electric", world.line("Rent", "7.00"), ref_number="R4")

    def edit_and_send():
        world.edit_here(record, expense_lines=(world.line("Rent", "9.00"),))
        world.sync()
        if is_paid:
            world.person.pay_bills("Checking", {there(world, "R4").id: None})

    our_memory_goes_back(world, edit_and_send)
    world.accept()
    world.sync()
    assert [seen.record.ref_number for seen in world.bills_there()].count("R4") == 1
    assert world.link(Kind.BILL, record).hold == "possible_duplicate"
    (opened,) = world.books.memory.problems.values()
    assert [each.title[:7] for each in opened.problem.candidates] == ([] if is_paid else ["Bill R4"])
    with world.books.transaction():
        conversation = world.books.conversation()
        twins.tell_apart(conversation, record, [])
        world.books.keep_conversation(conversation)
        world.books.keep_links([replace(world.link(Kind.BILL, record), hold="", owed=True)])
    world.sync()
    assert [seen.record.ref_number for seen in world.bills_there()].count("R4") == 2, "somebody said that it is another"
    assert not world.books.conversation().facts["forgotten_asked"]


def test_a_bill_on_its_way_at_the_time_of_the_backup_is_not_sent_twice(world):  # rule C4
    world.enter_bill_here("Novak Electric", world.line("Rent", "7.00"), ref_number="R4")
    world.clock.advance(10)
    world.lose("BillAddRq", executed=False)
    world.run_until_lost()
    our_memory_goes_back(world, lambda: None)
    assert world.mode == "suspended"
    world.accept()
    world.sync()
    assert len(world.bills_here()) == len(world.bills_there()) == 3


@pytest.mark.parametrize("edited", [False, True])
def test_a_line_that_was_sent_after_the_backup_and_edited_here_since_stands_once(world, edited):
    """Rule C4: a line of ours that QuickBooks has in other words may be the same, so a person is asked."""
    record_id = here(world, "R1")
    lines = world.bills_here()[record_id].expense_lines
    world.edit_here(record_id, expense_lines=(*lines, world.line("Rent", "7.00", "new")))
    our_memory_goes_back(world, lambda: None)
    if edited:
        mine = world.bills_here()[record_id].expense_lines
        world.edit_here(record_id, expense_lines=(*lines, replace(mine[-1], memo="edited here")))
    world.accept()
    world.sync()
    assert [line.memo for line in there(world, "R1").record.expense_lines][len(lines) :] == ["new"]
    assert world.link(Kind.BILL, record_id).hold == ("lines_in_doubt" if edited else "")


def test_a_field_that_both_sides_changed_since_our_backup_is_a_conflict(world):
    world.edit_here(here(world, "R1"), memo="unsent at the backup")
    backup = world.books.memory.copy()
    world.edit_here(here(world, "R1"), memo="sent later")
    world.sync()
    world.books.memory = backup
    world.clock.advance(60)
    world.run()
    world.accept()
    world.sync()
    (conflict,) = [each.conflict for each in world.books.memory.conflicts]
    assert {conflict.ours, conflict.theirs} == {"unsent at the backup", "sent later"}


# Two copies of the file in use


@pytest.fixture
def two_copies(world):
    """An older copy was accepted and worked in; the newer file has the same counter by now."""
    older, newer = world.backup(), world.company
    world.edit_here(here(world, "R1"), memo="second")
    world.sync()
    world.put_in_place(older)
    world.run()
    world.accept()
    world.sync()
    assert there(world, "R1").record.memo == "second"
    return newer


def test_the_copy_that_was_put_aside_is_known_when_it_turns_up_again(world, two_copies):
    world.put_in_place(two_copies)
    before = world.writes()
    world.run()
    assert (world.mode, world.writes()) == ("suspended", before)
    assert "Another copy of the company file is in use" in world.books.conversation().mode_reason
    assert "copies_in_use" in {each.problem.code for each in world.books.memory.problems.values()}


def test_going_back_to_the_accepted_copy_ends_it(world, two_copies):
    accepted = world.company
    world.put_in_place(two_copies)
    world.run()
    world.put_in_place(accepted)
    world.look_again()
    world.sync()
    assert (world.mode, world.books.memory.problems) == ("live", {})


def test_the_other_copy_may_be_accepted_after_all(world, two_copies):
    world.put_in_place(two_copies)
    world.run()
    world.accept()
    world.sync()
    world.edit_here(here(world, "R1"), memo="third")
    world.sync()
    assert (world.mode, there(world, "R1").record.memo) == ("live", "third")


def test_the_same_counter_written_by_another_hand_is_no_agreement(world):
    copy = world.backup()
    value = copy.connection.execute("SELECT value FROM data_value").fetchone()[0]
    copy.connection.execute("UPDATE data_value SET value = ?", [f"{value[:-12]}{'f' * 12}"])
    world.put_in_place(copy)
    before = world.writes()
    world.run()
    assert (world.mode, world.writes()) == ("suspended", before)
    assert "not as Counterfoil last wrote it here" in world.told()
