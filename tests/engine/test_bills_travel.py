"""Bills keep equal on both sides: entered, edited, deleted here or in QuickBooks (rules B4, B17, B18, C1, C2, D9)."""

from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest
from tests.engine.world import World

from counterfoil.engine.books import LinkState
from counterfoil.reconcile.decision import Master, Policy
from counterfoil.records import Address, Bill, Kind


def both_sides_agree(world):
    """Our only bill and QuickBooks' say the same, line ids included; the link's base too."""
    ((record_id, ours),) = world.bills_here().items()
    theirs = world.the_bill_there()
    link = world.link(Kind.BILL, record_id)
    assert link.state is LinkState.LINKED
    assert link.base == ours
    assert link.theirs is None
    assert [(line.id, line.amount, line.memo, line.account.name) for line in ours.expense_lines] == [
        (line.id, line.amount, line.memo, line.account.name) for line in theirs.expense_lines
    ]
    return (ours.ref_number, ours.memo, ours.txn_date, ours.due_date, ours.total) == (
        theirs.ref_number,
        theirs.memo,
        theirs.txn_date,
        theirs.due_date,
        theirs.total,
    )


def test_a_new_bill_of_quickbooks_is_created_here(world):
    world.enter_bill_there("Keller Lumber", ("Rent", "100.00"), ("Supplies", "20.50"), ref_number="INV-1", memo="May")
    world.sync()
    bill = world.the_bill_here()
    assert (bill.ref_number, bill.memo, bill.vendor.name, bill.total) == (
        "INV-1",
        "May",
        "Keller Lumber",
        Decimal("120.50"),
    )
    assert both_sides_agree(world)


def test_a_new_bill_of_ours_is_created_there(world):
    world.enter_bill_here("Keller Lumber", world.line("Rent", "20.00", "May"), ref_number="A-7")
    world.sync()
    assert world.the_bill_there().ref_number == "A-7"
    assert both_sides_agree(world)


def test_what_quickbooks_fills_in_comes_back(world):
    bill = world.enter_bill_here("Keller Lumber", world.line("Rent", "20.00"))
    world.sync()
    assert world.bills_here()[bill].due_date == date(2026, 11, 28), "ten days by the company's preference"


def test_an_edit_in_quickbooks_arrives(world):
    txn = world.enter_bill_there("Keller Lumber", ("Rent", "100.00"))
    world.sync()
    line = world.bill_there(txn).record.expense_lines[0].id
    world.person.edit_line(txn, line, amount=Decimal("120.00"))
    world.person.edit_bill(txn, memo="raised")
    world.sync()
    assert (world.the_bill_here().total, world.the_bill_here().memo) == (Decimal("120.00"), "raised")
    assert both_sides_agree(world)


def test_an_edit_of_ours_goes_out_and_nothing_else_is_touched(world):
    bill = world.enter_bill_here("Keller Lumber", world.line("Rent", "20.00"), memo="one")
    world.sync()
    world.edit_here(bill, memo="two")
    world.sync()
    assert world.the_bill_there().memo == "two"
    (request,) = [text for text in world.requests if "<BillModRq " in text]
    assert "<ExpenseLineMod>" not in request
    assert both_sides_agree(world)


def test_lines_that_are_added_changed_and_removed_here_go_out(world):
    bill = world.enter_bill_here("Keller Lumber", world.line("Rent", "1.00"), world.line("Supplies", "2.00"))
    world.sync()
    _, second = world.bills_here()[bill].expense_lines
    world.edit_here(bill, expense_lines=(replace(second, memo="kept"), world.line("Rent", "3.00", "new")))
    world.sync()
    assert [(line.amount, line.memo) for line in world.the_bill_there().expense_lines] == [
        (Decimal("2.00"), "kept"),
        (Decimal("3.00"), "new"),
    ]
    assert both_sides_agree(world)


def test_a_line_added_in_quickbooks_arrives_beside_one_that_is_edited_here(world):
    txn = world.enter_bill_there("Keller Lumber", ("Rent", "100.00"))
    world.sync()
    ((bill, ours),) = world.bills_here().items()
    world.person.add_line(txn, world.person.expense("Supplies", "5.00"))
    world.edit_here(bill, expense_lines=(replace(ours.expense_lines[0], memo="ours"),))
    world.sync()
    assert [(line.amount, line.memo) for line in world.the_bill_here().expense_lines] == [
        (Decimal("100.00"), "ours"),
        (Decimal("5.00"), ""),
    ]
    assert both_sides_agree(world)


def test_different_fields_edited_on_both_sides_both_survive(world):  # rule C1
    txn = world.enter_bill_there("Keller Lumber", ("Rent", "100.00"), memo="m", ref_number="r")
    world.sync()
    (bill,) = world.bills_here()
    world.person.edit_bill(txn, memo="theirs")
    world.edit_here(bill, ref_number="ours")
    world.sync()
    assert (world.the_bill_here().memo, world.the_bill_here().ref_number) == ("theirs", "ours")
    assert both_sides_agree(world)
    assert not world.books.memory.conflicts


@pytest.mark.parametrize(("master", "winner"), [(Master.QUICKBOOKS, "theirs"), (Master.COUNTERFOIL, "ours")])
def test_the_same_field_edited_on_both_sides_goes_by_the_master_and_both_values_are_kept(master, winner):  # rule C2
    world = World.make(policy=Policy(master=master))
    txn = world.enter_bill_there("Keller Lumber", ("Rent", "100.00"), memo="m")
    world.sync()
    (bill,) = world.bills_here()
    world.person.edit_bill(txn, memo="theirs")
    world.edit_here(bill, memo="ours")
    world.sync()
    assert world.the_bill_here().memo == world.the_bill_there().memo == winner
    (kept,) = world.books.memory.conflicts
    assert (kept.conflict.base, kept.conflict.ours, kept.conflict.theirs) == ("m", "ours", "theirs")
    assert both_sides_agree(world)


def test_a_line_without_an_account_posts_to_unallocated_expenses(world):  # rule B17
    world.books.preferences["unallocated_expenses_account"] = world.id_here(Kind.ACCOUNT, "Unallocated")
    line = replace(world.line("Rent", "9.00"), account=type(world.line("Rent", "9.00").account)())
    world.enter_bill_here("Keller Lumber", line)
    world.sync()
    assert world.the_bill_there().expense_lines[0].account.name == "Unallocated"
    assert world.the_bill_here().expense_lines[0].account.name == "Unallocated"
    assert both_sides_agree(world)


def test_every_header_field_travels_both_ways(world):  # rule B18
    world.person.add_terms("Net 30", 30)
    world.person.add_vendor("Other Vendor")
    world.sync()
    bill = world.enter_bill_here(
        "Keller Lumber",
        world.line("Rent", "1.00"),
        ref_number="A",
        memo="m",
        due_date=date(2026, 12, 1),
        terms=world.ref(Kind.TERMS, "Net 30"),
        vendor_address=Address(line1="1 Main St.", city="Reno", state="NV", postal_code="89501"),
    )
    world.sync()
    there = world.the_bill_there()
    assert (there.terms.name, there.due_date, there.vendor_address.city) == ("Net 30", date(2026, 12, 1), "Reno")
    world.edit_here(bill, vendor=world.ref(Kind.VENDOR, "Other Vendor"), txn_date=date(2026, 11, 2))
    world.sync()
    assert (world.the_bill_there().vendor.name, world.the_bill_there().txn_date) == ("Other Vendor", date(2026, 11, 2))
    assert both_sides_agree(world)


def test_without_two_way_sync_edits_do_not_come_back_and_the_next_edit_here_overwrites_them():  # rule B1
    world = World.make(policy=Policy(two_way=False))
    world.sync()
    bill = world.enter_bill_here("Keller Lumber", world.line("Rent", "1.00"), memo="one", ref_number="A")
    world.sync()
    (seen,) = world.bills_there()
    world.person.edit_bill(seen.id, memo="theirs")
    world.enter_bill_there("Keller Lumber", ("Rent", "3.00"))
    world.sync()
    assert world.bills_here()[bill].memo == "one"
    assert len(world.bills_here()) == 1
    world.edit_here(bill, memo="two")
    world.sync()
    assert world.memo_there(seen.id) == "two"


def test_bills_older_than_the_switch_come_when_they_are_edited():  # rule B5
    world = World.make(policy=Policy(two_way_since="2026-11-18T12:00:00"))
    old = world.enter_bill_there("Keller Lumber", ("Rent", "1.00"), ref_number="old")
    world.sync()
    assert not world.bills_here()
    world.clock.advance(3 * 3600)
    world.enter_bill_there("Keller Lumber", ("Rent", "2.00"), ref_number="new")
    world.sync()
    assert world.the_bill_here().ref_number == "new"
    world.person.edit_bill(old, memo="touched")
    world.sync()
    assert {bill.ref_number for bill in world.bills_here().values()} == {"old", "new"}


def test_transactions_stay_where_they_are_until_they_are_switched_on():  # rule S6
    world = World.make(policy=Policy(move_transactions=False))
    world.enter_bill_there("Keller Lumber", ("Rent", "1.00"), ref_number="theirs")
    world.sync()
    world.enter_bill_here("Keller Lumber", world.line("Rent", "2.00"), ref_number="ours")
    world.sync()
    assert [bill.ref_number for bill in world.bills_here().values()] == ["ours"]
    assert len(world.bills_there()) == 1
    world.books.policy_value = Policy()
    world.sync()
    assert len(world.bills_here()) == len(world.bills_there()) == 2


def test_only_approved_bills_post_where_that_is_preferred():  # rule B15
    world = World.make(policy=Policy(post_only_approved=True))
    world.sync()
    bill = world.enter_bill_here("Keller Lumber", world.line("Rent", "2.00"))
    world.sync()
    assert not world.bills_there()
    assert world.link(Kind.BILL, bill).hold == "approval"
    world.books.approve(Kind.BILL, bill, is_committed=False)
    world.sync()
    assert world.the_bill_there().total == Decimal("2.00")


def test_a_page_of_bills_arrives_whole(world):
    for number in range(450):
        world.enter_bill_there("Keller Lumber", ("Rent", "1.00"), ref_number=f"N{number}")
    world.sync()
    assert len(world.bills_here()) == 450


def test_bills_with_the_same_number_are_two_bills(world):
    for _ in range(2):
        world.enter_bill_there("Keller Lumber", ("Rent", "1.00"), ref_number="same")
        world.enter_bill_here("Keller Lumber", world.line("Rent", "2.00"), ref_number="same")
    world.sync()
    assert len(world.bills_here()) == len(world.bills_there()) == 4
    assert all(isinstance(seen.record, Bill) for seen in world.bills_there())


def test_what_is_overwritten_without_two_way_sync_is_kept_once():  # rules B1, C2
    world = World.make(policy=Policy(two_way=False))
    world.sync()
    bill = world.enter_bill_here("Keller Lumber", world.line("Rent", "1.00"), memo="one")
    world.sync()
    (seen,) = world.bills_there()
    world.clock.advance(60)
    world.person.edit_bill(seen.id, memo="theirs")
    world.edit_here(bill, memo="two")
    world.sync()
    assert world.memo_there(seen.id) == "two"
    assert [kept.conflict.theirs for kept in world.books.memory.conflicts] == ["theirs"]
