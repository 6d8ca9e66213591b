"""What people do between two of our requests is never lost."""

import pytest
from tests.engine.world import World

from counterfoil.engine.books import LinkState
from counterfoil.reconcile.decision import Master, Policy
from counterfoil.records import Kind


def test_a_bill_deleted_here_while_its_mod_is_on_its_way_ends_up_deleted(world, bill):
    world.edit_here(bill[0], memo="ours")
    world.before("BillModRq", lambda: world.books.delete(Kind.BILL, bill[0]))
    world.sync()
    assert not world.bills_there()
    assert not world.bills_here()


@pytest.mark.parametrize("lost", [True, False])
def test_a_bill_deleted_here_while_its_add_is_on_its_way_ends_up_deleted(world, lost):
    bill = world.enter_bill_here("Keller Lumber", world.line("Rent", "20.00"))
    if lost:
        world.lose("BillAddRq", executed=True)
        world.run_until_lost()
        world.books.delete(Kind.BILL, bill)
    else:
        world.before("BillAddRq", lambda: world.books.delete(Kind.BILL, bill))
    world.sync()
    assert not world.bills_there()
    assert not world.books.memory.problems


def test_a_bill_deleted_here_and_edited_there_in_the_second_in_which_it_was_made_is_asked_about(world):  # rule C3
    bill = world.enter_bill_here("Keller Lumber", world.line("Rent", "20.00"), ref_number="A")
    world.clock.advance(10)
    world.lose("BillAddRq", executed=True)
    world.run_until_lost()
    (seen,) = world.bills_there()
    world.person.edit_bill(seen.id, ref_number="B")
    world.books.delete(Kind.BILL, bill)
    world.sync()
    assert world.the_bill_there().ref_number == "B"
    assert world.link(Kind.BILL, bill).state is LinkState.REVIEW


def test_lines_replaced_here_while_the_add_is_on_its_way_end_up_on_both_sides(world):
    bill = world.enter_bill_here("Keller Lumber", world.line("Rent", "20.00"), world.line("Supplies", "3.00"))

    def replace_the_first():
        _, second = world.bills_here()[bill].expense_lines
        world.edit_here(bill, expense_lines=(second, world.line("Rent", "9.00")))

    world.before("BillAddRq", replace_the_first)
    world.sync()
    assert [str(line.amount) for line in world.the_bill_there().expense_lines] == ["3.00", "9.00"]
    assert [str(line.amount) for line in world.the_bill_here().expense_lines] == ["3.00", "9.00"]


def test_an_edit_undone_here_while_its_mod_is_in_doubt_is_undone_there(world, bill):
    world.edit_here(bill[0], memo="one")
    world.lose("BillModRq", executed=True)
    world.run_until_lost()
    world.edit_here(bill[0], memo="m")
    world.sync()
    assert world.memo_there(bill[1]) == "m" == world.bills_here()[bill[0]].memo


def test_a_vendor_renamed_here_while_its_add_is_in_doubt_is_one_vendor(world):
    vendor = world.enter_vendor_here("Acme")
    world.lose("VendorAddRq", executed=True)
    world.run_until_lost()
    world.books.edit(Kind.VENDOR, vendor, name="Acme Two")
    world.sync()
    names = [record.name for record in world.books.all(Kind.VENDOR).values()]
    assert (names.count("Acme"), names.count("Acme Two")) == (0, 1)


def test_edits_of_both_sides_made_while_a_bill_is_paid_arrive_when_it_is_unpaid(world, bill):
    record, txn = bill
    (check,) = world.person.pay_bills("Checking", {txn: None})
    world.sync()
    world.clock.advance(60)
    world.person.edit_bill(txn, memo="theirs")
    world.sync()
    world.edit_here(record, ref_number="ours")
    world.sync()
    world.clock.advance(60)
    world.person.delete_payment(check)
    world.sync()
    for side in (world.bills_here()[record], world.bill_there(txn).record):
        assert (side.memo, side.ref_number) == ("theirs", "ours")


def test_a_bill_paid_there_before_we_look_is_not_deleted_even_if_paying_leaves_no_trace_on_it():
    world = World.make(payment_touches_bill_editsequence=False)
    world.sync()
    txn = world.enter_bill_there("Keller Lumber", ("Rent", "100.00"))
    world.sync()
    world.clock.advance(60)
    (record,) = world.bills_here()
    world.books.delete(Kind.BILL, record)
    world.before("AccountQueryRq", lambda: world.person.pay_bills("Checking", {txn: None}))
    world.clock.advance(10)
    world.run()
    assert world.bills_there()


def test_each_value_that_was_overwritten_there_is_kept_though_a_mod_went_stale_on_its_way(world, bill):
    record, txn = bill
    world.books.policy_value = Policy(master=Master.COUNTERFOIL)
    world.person.edit_bill(txn, memo="a")
    world.edit_here(record, memo="ours")

    def edit_again():
        world.clock.advance(5)
        world.person.edit_bill(txn, memo="b")

    world.before("BillModRq", edit_again)
    world.sync()
    assert world.memo_there(txn) == "ours"
    assert [kept.conflict.theirs for kept in world.books.memory.conflicts] == ["a", "b"]


def test_a_field_edited_on_both_sides_while_a_bill_is_paid_is_one_conflict_when_it_is_unpaid(world, bill):
    record, txn = bill
    (check,) = world.person.pay_bills("Checking", {txn: None})
    world.sync()
    world.clock.advance(60)
    world.person.edit_bill(txn, memo="theirs")
    world.sync()
    world.edit_here(record, memo="ours")
    world.sync()
    world.clock.advance(60)
    world.person.delete_payment(check)
    world.sync()
    assert world.memo_there(txn) == world.bills_here()[record].memo
    kept = {(found.conflict.ours, found.conflict.theirs) for found in world.books.memory.conflicts}
    assert kept == {("ours", "theirs")}


def test_a_bill_edited_between_the_pages_of_a_query_arrives_as_it_ended(monkeypatch):
    monkeypatch.setattr("counterfoil.engine.steps.pull.PAGE", 2)
    world = World.make()
    for number in range(12):
        world.enter_bill_there("Keller Lumber", ("Rent", "1.00"), ref_number=str(number))
    first = next(seen.id for seen in world.bills_there() if getattr(seen.record, "ref_number", "") == "0")
    edits: list[str] = []

    def edit(text):
        if "<BillQueryRq " in text and "Continue" in text:
            edits.append(f"edit {len(edits)}")
            world.clock.advance(3)
            world.person.edit_bill(first, memo=edits[-1])
        return world.carry(text)

    world.on_request = edit
    world.clock.advance(10)
    world.run()
    world.on_request = None
    world.sync()
    assert len(edits) == 3
    assert edits[-1] in {kept.memo for kept in world.bills_here().values()}


def test_without_two_way_sync_what_was_overwritten_there_is_kept_once():
    world = World.make(policy=Policy(two_way=False))
    world.sync()
    bill = world.enter_bill_here("Keller Lumber", world.line("Rent", "20.00"), memo="a")
    world.sync()
    (seen,) = world.bills_there()
    world.clock.advance(60)
    world.person.edit_bill(seen.id, memo="theirs")
    world.edit_here(bill, memo="ours")
    world.sync()
    assert world.memo_there(seen.id) == "ours"
    assert [kept.conflict.theirs for kept in world.books.memory.conflicts] == ["theirs"]


def test_the_settle_rule_holds_where_the_clock_that_stamps_is_behind_ours():
    world = World.make(policy=Policy(master=Master.COUNTERFOIL))
    world.sync()
    world.books.quickbooks_clock = lambda: int(world.clock.now().timestamp()) + 5
    txn = world.enter_bill_there("Keller Lumber", ("Rent", "100.00"), memo="m")
    world.sync()
    (record,) = world.bills_here()
    world.clock.advance(60)
    world.edit_here(record, ref_number="1")
    world.sync()
    world.clock.advance(60)
    world.person.edit_bill(txn, memo="first")
    world.edit_here(record, memo="ours")
    world.before("BillModRq", lambda: world.person.edit_bill(txn, memo="second"))
    world.run()
    world.clock.advance(30)
    world.sync()
    kept = [conflict.conflict.theirs for conflict in world.books.memory.conflicts]
    assert world.memo_there(txn) == "second" or "second" in kept
