"""Inactive records, and what QuickBooks refuses of list records (rules D1 to D5, C1, C7, E, S10)."""

import pytest
from tests.engine.test_refusals import problems, refuse
from tests.engine.trees import ACCOUNTS, CUSTOMERS, DEPARTMENTS, ITEMS, VENDORS

from counterfoil.records import Choice, Kind
from counterfoil.simulator.status import Status

LISTS = {tree.kind.value: tree for tree in (ACCOUNTS, DEPARTMENTS, VENDORS, CUSTOMERS, ITEMS)}


@pytest.fixture(params=LISTS.values(), ids=list(LISTS))
def tree(request):
    return request.param


def line_with(world, tree, name):
    """A line of a bill of ours that names a record of this list, and the vendor of the bill."""
    if tree.kind is Kind.VENDOR:
        return name, {"expense_lines": (world.line("Rent", "5.00"),)}
    if tree.kind is Kind.ITEM:
        return "Keller Lumber", {"item_lines": (world.item_line(name, "5.00"),)}
    if tree.kind is Kind.ACCOUNT:
        return "Keller Lumber", {"expense_lines": (world.line(name, "5.00"),)}
    field = {Kind.DEPARTMENT: "department", Kind.CUSTOMER: "customer"}[tree.kind]
    return "Keller Lumber", {"expense_lines": (world.line("Rent", "5.00", **{field: world.ref(tree.kind, name)}),)}


def enter_bill_with(world, tree, name):
    vendor, lines = line_with(world, tree, name)
    return world.enter_bill_here(vendor, **lines)


def test_made_inactive_and_active_again_on_either_side_it_is_so_on_the_other(world, tree):
    record_id = tree.enter_here(world, "Old")
    world.sync()
    world.books.edit(tree.kind, record_id, is_active=False)
    world.sync()
    assert tree.find_there(world, "Old").is_active is False
    tree.edit_there(world, "Old", is_active=True)
    world.sync()
    assert world.books.record(tree.kind, record_id).is_active is True
    tree.edit_there(world, "Old", is_active=False)
    world.sync()
    assert world.books.record(tree.kind, record_id).is_active is False
    world.books.edit(tree.kind, record_id, is_active=True)
    world.sync()
    assert tree.find_there(world, "Old").is_active is True
    assert not world.books.memory.conflicts


def test_renamed_here_while_it_is_made_inactive_there_it_is_both(world, tree):
    """Rule C1."""
    record_id = tree.enter_here(world, "Old")
    world.sync()
    world.books.edit(tree.kind, record_id, name="Older")
    tree.edit_there(world, "Old", is_active=False)
    world.sync()
    assert tree.find_there(world, "Older").is_active is False
    assert (world.books.record(tree.kind, record_id).name, world.books.record(tree.kind, record_id).is_active) == (
        "Older",
        False,
    )
    assert not world.books.memory.conflicts


def test_an_inactive_record_keeps_its_bills_and_they_still_travel(world, tree):
    tree.enter_here(world, "Old")
    world.sync()
    txn = tree.bill_there(world, "Old")
    world.sync()
    (bill,) = world.bills_here()
    world.books.edit(tree.kind, world.id_here(tree.kind, "Old"), is_active=False)
    world.sync()
    world.edit_here(bill, memo="ours")
    world.sync()
    assert world.memo_there(txn) == "ours"
    world.person.edit_bill(txn, memo="theirs")
    world.sync()
    assert world.bills_here()[bill].memo == "theirs"
    assert not problems(world)


def test_an_inactive_record_still_has_its_name(world, tree):
    """Rule C5; docs/quickbooks.md 3.2: the inactive one is offered, and nothing is doubled."""
    tree.enter_there(world, "Old")
    tree.edit_there(world, "Old", is_active=False)
    world.sync()
    theirs = world.id_here(tree.kind, "Old")
    ours = tree.enter_here(world, "OLD")
    world.sync()
    (question,) = world.books.memory.problems.values()
    assert (question.record_id, question.problem.code) == (ours, "name_in_use")
    assert theirs in [each.id for each in question.problem.candidates]
    assert Choice.LINK in question.problem.choices


def test_a_bill_with_a_record_that_quickbooks_will_not_take_goes_when_it_is_active_again(world, tree):
    """Rules E, S10."""
    record_id = tree.enter_here(world, "Old")
    world.sync()
    tree.edit_there(world, "Old", is_active=False)
    enter_bill_with(world, tree, "Old")
    refuse(world, "BillAdd", Status(3140, "There is an invalid reference."))
    world.sync()
    assert problems(world) == {"reference_not_found"}
    assert not world.bills_there()
    tree.edit_there(world, "Old", is_active=True)
    world.sync()
    assert len(world.bills_there()) == 1
    assert not problems(world)
    assert world.books.record(tree.kind, record_id).is_active


REFUSALS = [
    (3090, "value_refused"),
    (3130, "reference_not_found"),
    (3140, "reference_not_found"),
    (3170, "not_saved"),
    (3180, "not_saved"),
]


@pytest.mark.parametrize(("status", "code"), REFUSALS, ids=[str(status) for status, _ in REFUSALS])
def test_what_quickbooks_refuses_is_told_in_plain_words_and_holds_up_nothing_else(world, tree, status, code):
    """Rules E, S10."""
    tree.enter_here(world, "Refused")
    tree.enter_here(world, "Another")
    refuse(world, tree.add.removesuffix("Rq"), Status(status, "No."))
    world.sync()
    (told,) = world.books.memory.problems.values()
    assert (told.problem.code, told.problem.status_code) == (code, status)
    assert told.problem.fix
    assert told.problem.cause == "QuickBooks said: No."
    refused = world.books.record(tree.kind, told.record_id).name
    assert {"Refused", "Another"} - tree.names_there(world) == {refused}
    world.books.edit(tree.kind, told.record_id, name="Mended")
    world.sync()
    assert "Mended" in tree.names_there(world)
    assert not problems(world)


def test_deleted_here_it_is_inactive_there_and_keeps_its_bills(world, tree):
    """Rule C7."""
    tree.enter_there(world, "Old")
    txn = tree.bill_there(world, "Old")
    world.sync()
    world.books.delete(tree.kind, world.id_here(tree.kind, "Old"))
    world.sync()
    assert tree.find_there(world, "Old").is_active is False
    world.person.edit_bill(txn, memo="theirs")
    world.sync()
    assert world.the_bill_here().memo == "theirs"
    assert not problems(world)


def test_deleted_there_it_is_inactive_here_and_edited_here_meanwhile_somebody_is_asked(world, tree):
    """Rules C3, C7."""
    gone, edited = tree.enter_here(world, "Gone"), tree.enter_here(world, "Edited")
    world.sync()
    world.books.edit(tree.kind, edited, name="Typed")
    for name in ("Gone", "Edited"):
        tree.delete_there(world, name)
    world.sync()
    assert world.books.record(tree.kind, gone) is None
    assert world.books.record(tree.kind, edited).name == "Typed"
    (question,) = world.books.memory.problems.values()
    assert (question.record_id, question.problem.code) == (edited, "review")
    assert set(question.problem.choices) == {Choice.KEEP_OURS, Choice.DELETE_BOTH, Choice.SKIP}
