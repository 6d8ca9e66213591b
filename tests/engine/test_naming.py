"""A name that is taken in QuickBooks is asked about: link, rename or skip (rule C5)."""

from dataclasses import replace

import pytest
from tests.engine.world import World

from counterfoil.engine import following
from counterfoil.engine.books import LinkState
from counterfoil.records import Account, Choice, Customer, Department, Kind, Vendor


@pytest.fixture
def world():
    world = World.make()
    world.person.add_customer("Miller")
    world.sync()
    return world


def the_question(world):
    (opened,) = world.books.memory.problems.values()
    return opened.problem


def test_a_vendor_whose_name_a_customer_has_is_asked_about(world):
    """Rule C5."""
    vendor = world.enter_vendor_here("Miller")
    world.person.add_vendor("Miller Supply")
    world.sync()
    question = the_question(world)
    assert question.choices == (Choice.LINK, Choice.RENAME, Choice.RETRY, Choice.SKIP)
    assert [each.title for each in question.candidates] == ["Miller Supply"]
    assert question.suggestion == "Miller (vendor)"
    assert question.cause.startswith("A customer has this name")
    assert (question.code, question.status_code) == ("name_in_use", 3100)
    assert world.link(Kind.VENDOR, vendor).state is LinkState.NEW


def test_a_name_that_becomes_free_is_taken_by_itself(world):
    """Rules C5, S10: somebody renames the other in QuickBooks instead."""
    vendor = world.enter_vendor_here("Miller")
    world.sync()
    assert the_question(world).code == "name_in_use"
    world.person.rename("customer", "Miller", "Miller, Anna")
    world.sync()
    assert world.link(Kind.VENDOR, vendor).state is LinkState.LINKED
    assert not world.books.memory.problems


def test_a_name_that_stays_taken_is_asked_about_once(world):
    """Rule S9: what happens to the other meanwhile makes no second question."""
    vendor = world.enter_vendor_here("Miller")
    world.sync()
    world.person.edit_customer("Miller", phone="555-0100")
    world.sync()
    (opened,) = world.books.memory.problems.values()
    assert (opened.record_id, opened.problem.code) == (vendor, "name_in_use")


def test_an_employee_whom_we_do_not_know_has_the_name():
    world = World.make()
    world.person.add_customer("Miller")
    world.company.connection.execute("UPDATE list_object SET kind = 'Employee' WHERE kind = 'Customer'")
    world.sync()
    world.enter_vendor_here("Miller")
    world.sync()
    assert the_question(world).cause.startswith("An employee or other name has this name.")


def test_linked_to_a_vendor_that_quickbooks_has_its_bills_go_there(world):
    """Rule C5: link."""
    vendor = world.enter_vendor_here("Miller")
    bill = world.enter_bill_here("Miller", world.line("Rent", "5.00"))
    world.person.add_vendor("Miller Supply")
    world.sync()
    into = world.id_here(Kind.VENDOR, "Miller Supply")
    with world.books.transaction():
        assert following.merge(world.books, world.link(Kind.VENDOR, vendor), into) is None
    world.sync()
    assert world.bills_here()[bill].vendor.id == into
    assert world.the_bill_there().vendor.name == "Miller Supply"
    assert world.books.record(Kind.VENDOR, vendor) is None
    assert world.sent("VendorAddRq") == 1, "the one that was refused"


def test_renamed_here_it_goes_out(world):
    """Rule C5: rename."""
    vendor = world.enter_vendor_here("Miller")
    world.sync()
    world.books.edit(Kind.VENDOR, vendor, name="Miller (vendor)")
    world.sync()
    assert world.link(Kind.VENDOR, vendor).state is LinkState.LINKED
    assert not world.books.memory.problems


def test_renamed_there_it_goes_out_when_tried_again(world):
    vendor = world.enter_vendor_here("Miller")
    world.sync()
    world.person.edit_customer("Miller", name="Miller, Eve")
    world.books.keep_links([replace(world.link(Kind.VENDOR, vendor), owed=True)])
    world.sync()
    assert world.link(Kind.VENDOR, vendor).state is LinkState.LINKED
    assert not world.books.memory.problems


def test_the_same_account_under_another_number_is_a_candidate(world):
    """Rule C5: for accounts, number and type must be the same to be linked by themselves."""
    account = world.books.create(Kind.ACCOUNT, Account("Rent", "Expense", number="6100"))
    world.sync()
    question = the_question(world)
    assert [each.title for each in question.candidates] == ["Rent"]
    with world.books.transaction():
        assert following.merge(world.books, world.link(Kind.ACCOUNT, account), question.candidates[0].id) is None
    world.sync()
    assert [held.name for held in world.books.all(Kind.ACCOUNT).values()].count("Rent") == 1


def test_a_linked_record_that_is_renamed_to_a_taken_name_can_only_be_renamed(world):
    vendor = world.id_here(Kind.VENDOR, "Keller Lumber")
    world.books.edit(Kind.VENDOR, vendor, name="Miller")
    world.sync()
    assert the_question(world).choices == (Choice.RENAME, Choice.RETRY, Choice.SKIP)
    assert the_question(world).candidates == ()


@pytest.mark.parametrize(
    ("kind", "record", "suggestion"),
    [
        (Kind.CUSTOMER, Customer("Keller Lumber"), "Keller Lumber (customer)"),
        (Kind.VENDOR, Vendor("Miller"), "Miller (vendor)"),
    ],
)
def test_a_name_is_suggested(world, kind, record, suggestion):
    world.books.create(kind, record)
    world.sync()
    assert the_question(world).suggestion == suggestion


def test_a_record_of_the_same_name_that_came_to_quickbooks_meanwhile_is_simply_linked(world):
    """Rule C5."""
    department = world.books.create(Kind.DEPARTMENT, Department("East"))
    world.before("ClassAddRq", lambda: world.person.add_class("East"))
    world.sync()
    assert world.link(Kind.DEPARTMENT, department).state is LinkState.LINKED
    assert len(world.books.all(Kind.DEPARTMENT)) == 1
    assert not world.books.memory.problems
