"""Records that stand below others: order of sending, names that follow, moves, and no edit of what refers to them.

Rules D1, D2, D4 and D5: sub-accounts, sub-departments, jobs and sub-items.
"""

from __future__ import annotations

import re
from decimal import Decimal

import pytest
from tests.engine.trees import ACCOUNTS, CUSTOMERS, DEPARTMENTS, ITEMS
from tests.engine.world import World

from counterfoil.records import NOWHERE, Customer, ItemLine, Kind


@pytest.fixture(params=[ACCOUNTS, DEPARTMENTS, CUSTOMERS, ITEMS], ids=["accounts", "departments", "customers", "items"])
def tree(request):
    return request.param


def changes(world: World) -> list[str]:
    """The names of all requests that changed a record of the books, in order."""
    names = [name for text in world.requests for name in re.findall(r"<(\w+(?:Add|Mod|Del)Rq) ", text)]
    return [name for name in names if not name.startswith("DataExt")]


def test_a_record_below_another_is_sent_after_it_five_levels_deep(world, tree):
    line = ""
    for level in range(5):
        tree.enter_here(world, f"Level {level}", f"Level {level - 1}" if level else "")
        line = f"{line}:Level {level}".lstrip(":")
    world.sync()
    assert world.sent(tree.add) == 5
    assert line in tree.names_there(world)
    assert not world.books.memory.problems


def test_a_record_waits_for_its_parent_that_waits_for_a_person(world, tree):
    """Rule S10."""
    parent = tree.enter_here(world, "A:colon")
    child = tree.enter_here(world, "Child", "A:colon")
    world.sync()
    assert [problem.problem.code for problem in world.books.memory.problems.values()] == ["colon_in_name"]
    assert world.link(tree.kind, child).waits_for == (f"{tree.kind}:{parent}",)
    world.books.edit(tree.kind, parent, name="A dash")
    world.sync()
    assert "A dash:Child" in tree.names_there(world)
    assert not world.books.memory.problems


def test_a_parent_renamed_there_renames_what_is_below_and_edits_nothing_else(world, tree):
    tree.enter_there(world, "Parent")
    tree.enter_there(world, "Child", "Parent")
    tree.enter_there(world, "Grandchild", "Parent:Child")
    txn = tree.bill_there(world, "Parent:Child")
    world.sync()
    child = world.id_here(tree.kind, "Child")
    revision = world.books.memory.records[tree.kind, child].revision
    tree.edit_there(world, "Parent", name="Renamed")
    world.sync()
    assert {"Renamed", "Renamed:Child", "Renamed:Child:Grandchild"} <= tree.names_here(world)
    assert world.books.memory.records[tree.kind, child].revision == revision
    assert not world.books.memory.conflicts
    assert world.sent("BillModRq") == 0
    assert "updated: Bill" not in world.told()
    assert world.bill_there(txn).record.total == Decimal("7.00")


def test_a_parent_renamed_here_renames_what_is_below_there_and_sends_nothing_else(world, tree):
    parent = tree.enter_here(world, "Parent")
    tree.enter_here(world, "Child", "Parent")
    world.sync()
    tree.bill_there(world, "Parent:Child")
    world.sync()
    written = changes(world)
    world.books.edit(tree.kind, parent, name="Renamed")
    world.sync()
    assert changes(world) == [*written, tree.add.replace("Add", "Mod")]
    assert "Renamed:Child" in tree.names_there(world)
    world.person.edit_bill(world.bills_there()[0].id, memo="read once more")
    world.sync()
    assert len(changes(world)) == len(written) + 1
    assert not world.books.memory.conflicts


def test_a_parent_renamed_on_one_side_while_its_child_is_edited_on_the_other(world, tree):
    """Rule C1: they are two records."""
    parent = tree.enter_here(world, "Parent")
    child = tree.enter_here(world, "Child", "Parent")
    world.sync()
    world.books.edit(tree.kind, child, name="Kid")
    tree.edit_there(world, "Parent", name="Elder")
    world.sync()
    assert "Elder:Kid" in tree.names_there(world)
    assert world.books.full_name(tree.kind, child) == "Elder:Kid"
    assert world.books.record(tree.kind, parent).name == "Elder"
    assert not world.books.memory.conflicts


def test_a_record_moves_to_another_parent_and_to_the_top_on_both_sides(world, tree):
    for name in ("One", "Two"):
        tree.enter_here(world, name)
    child = tree.enter_here(world, "Child", "One")
    world.sync()
    world.books.edit(tree.kind, child, parent=world.ref(tree.kind, "Two"))
    world.sync()
    assert "Two:Child" in tree.names_there(world)
    world.books.edit(tree.kind, child, parent=NOWHERE)
    world.sync()
    assert "Child" in tree.names_there(world)
    assert world.books.full_name(tree.kind, child) == "Child"
    tree.edit_there(world, "Child", parent=world.person.ref(tree.attribute, "One"))
    world.sync()
    assert world.books.full_name(tree.kind, child) == "One:Child"
    assert not world.books.memory.problems
    assert not world.books.memory.conflicts


def test_a_record_moved_below_a_new_parent_goes_after_it(world, tree):
    child = tree.enter_here(world, "Child")
    world.sync()
    tree.enter_here(world, "New")
    world.books.edit(tree.kind, child, parent=world.ref(tree.kind, "New"))
    world.sync()
    assert "New:Child" in tree.names_there(world)


def test_a_record_moved_to_two_places_at_once_is_a_conflict_that_the_master_decides(world, tree):
    """Rule C2."""
    for name in ("One", "Two", "Three"):
        tree.enter_here(world, name)
    child = tree.enter_here(world, "Child", "One")
    world.sync()
    world.books.edit(tree.kind, child, parent=world.ref(tree.kind, "Two"))
    tree.edit_there(world, "One:Child", parent=world.person.ref(tree.attribute, "Three"))
    world.sync()
    (conflict,) = world.books.memory.conflicts
    assert conflict.conflict.path == "parent"
    assert world.books.full_name(tree.kind, child) == "Three:Child"
    assert "Three:Child" in tree.names_there(world)


def test_a_loop_made_by_both_sides_together_is_asked_about_and_nothing_is_lost(world, tree):
    """Ours moves below theirs while theirs moves below ours: QuickBooks refuses the one, a person hears of it."""
    one, _two = tree.enter_here(world, "One"), tree.enter_here(world, "Two")
    world.sync()
    world.books.edit(tree.kind, one, parent=world.ref(tree.kind, "Two"))
    tree.edit_there(world, "Two", parent=world.person.ref(tree.attribute, "One"))
    world.run()
    world.clock.advance(10)
    world.run()
    assert {"One", "One:Two"} <= tree.names_there(world)
    assert [problem.problem.status_code for problem in world.books.memory.problems.values()] == [3180]


def test_parents_and_children_that_stand_on_both_sides_are_linked_level_by_level(tree):
    """Rule C5."""
    world = World.make()
    world.sync()
    tree.enter_there(world, "Parent")
    tree.enter_there(world, "Child", "Parent")
    tree.enter_there(world, "Child")
    parent = tree.enter_here(world, "parent")
    child = tree.enter_here(world, "CHILD", "parent")
    world.sync()
    assert world.sent(tree.add) == 0
    assert world.link(tree.kind, parent).quickbooks_id
    assert world.books.full_name(tree.kind, child) == "Parent:Child"
    assert sorted(name for name in tree.names_here(world) if "hild" in name) == ["Child", "Parent:Child"]


def test_a_bill_goes_after_the_new_job_that_it_is_for(world):
    """Rule D4."""
    world.books.create(Kind.CUSTOMER, Customer("Bauer"))
    world.books.create(Kind.CUSTOMER, Customer("Kitchen", parent=world.ref(Kind.CUSTOMER, "Bauer")))
    line = world.line("Rent", "5.00", customer=world.ref(Kind.CUSTOMER, "Kitchen"))
    world.enter_bill_here("Keller Lumber", line)
    world.sync()
    assert world.the_bill_there().expense_lines[0].customer.name == "Bauer:Kitchen"


def test_a_job_whose_name_another_job_of_the_customer_has_is_asked_about_as_a_job(world):
    """Rule C5: only customers at the top share their names with vendors and employees."""
    world.person.add_customer("Bauer")
    world.person.add_customer("Kitchen", "Bauer")
    world.sync()
    bauer, kitchen = world.ref(Kind.CUSTOMER, "Bauer"), world.id_here(Kind.CUSTOMER, "Kitchen")
    ours = world.books.create(Kind.CUSTOMER, Customer("Kitchen", parent=bauer))
    world.sync()
    (question,) = world.books.memory.problems.values()
    assert question.record_id == ours
    assert question.problem.cause.startswith("Another customer has this name.")
    assert next((each.id, each.title) for each in question.problem.candidates) == (kitchen, "Bauer:Kitchen")
    assert question.problem.suggestion == "Kitchen (2)"


def test_item_lines_name_a_sub_item(world):
    """Rule D5."""
    ITEMS.enter_here(world, "Timber")
    ITEMS.enter_here(world, "Oak", "Timber")
    line = ItemLine(item=world.ref(Kind.ITEM, "Oak"), quantity=Decimal(1), cost=Decimal(3), amount=Decimal("3.00"))
    world.enter_bill_here("Keller Lumber", item_lines=(line,))
    world.sync()
    assert world.the_bill_there().item_lines[0].item.name == "Timber:Oak"
