"""A company file that takes no change from us is one matter and not one of each bill (rules E, S10)."""

import pytest
from tests.engine.test_refusals import problems
from tests.engine.world import APP, World

from counterfoil.engine import rights
from counterfoil.engine.books import LinkState
from counterfoil.records import Kind
from counterfoil.records.catalogue import TABLE


@pytest.fixture
def world():
    world = World.make()
    world.sync()
    world.clock.advance(60)
    return world


def enter(world, *numbers):
    return [world.enter_bill_here("Keller Lumber", world.line("Rent", "1.00"), ref_number=n) for n in numbers]


def run_for(world, seconds, every=30):
    """The runs that the clock brings in so long a time."""
    for _ in range(seconds // every):
        world.clock.advance(every)
        world.run()


def numbers_there(world):
    return {seen.record.ref_number for seen in world.bills_there()}


def opened(world):
    (found,) = world.books.memory.problems.values()
    return found.problem


def test_a_program_that_may_only_read_is_one_problem_and_one_refused_write(world):  # 3263, rule E
    world.person.authorize(APP, read_only=True)
    bills = enter(world, "A", "B", "C")
    world.run()
    assert problems(world) == {"application_right_read_only"}
    assert world.sent("BillAddRq") == 1
    assert world.mode == "read_only"
    assert world.books.conversation().mode_reason == (
        "QuickBooks lets Counterfoil only read in this company file, and takes no change from it."
    )
    assert "only read from this company file" in opened(world).cause
    assert opened(world).fix == TABLE["application_right_read_only"].fix
    assert {world.link(Kind.BILL, bill).state for bill in bills} == {LinkState.NEW}
    assert [detail.kind for detail in world.details()].count("error") == 1


def test_meanwhile_what_changes_in_quickbooks_comes_over(world):
    world.person.authorize(APP, read_only=True)
    enter(world, "A")
    world.run()
    world.enter_bill_there("Novak Electric", ("Rent", "7.00"), ref_number="theirs")
    world.clock.advance(10)
    world.run()
    assert {bill.ref_number for bill in world.bills_here().values()} == {"A", "theirs"}
    assert world.mode == "read_only"


def test_one_write_is_tried_again_after_longer_and_longer_pauses_and_nobody_is_told_twice(world):
    world.person.authorize(APP, read_only=True)
    enter(world, "A", "B", "C")
    run_for(world, 3600)
    assert 4 <= world.sent("BillAddRq") <= 8, "after 1, 2, 4, 8 and then every 15 minutes"
    assert [detail.kind for detail in world.details()].count("error") == 1


def test_once_somebody_gives_the_right_everything_that_waited_goes_by_itself(world):
    world.person.authorize(APP, read_only=True)
    enter(world, "A", "B", "C")
    world.run()
    vendor = world.enter_vendor_here("Bauer Supply")
    world.clock.advance(5)
    world.run()
    assert world.sent("VendorAddRq") == 0
    world.person.authorize(APP)
    run_for(world, 120)
    assert numbers_there(world) == {"A", "B", "C"}
    assert world.link(Kind.VENDOR, vendor).state is LinkState.LINKED
    assert (world.mode, problems(world)) == ("live", set())
    assert rights.NO_RIGHT not in world.books.conversation().facts


def test_a_run_that_a_person_asks_for_tries_at_once(world):
    world.person.authorize(APP, read_only=True)
    enter(world, "A", "B")
    run_for(world, 1800)
    sent = world.sent("BillAddRq")
    world.clock.advance(1)
    world.run("person")
    assert world.sent("BillAddRq") == sent + 1
    world.person.authorize(APP)
    world.clock.advance(1)
    world.run("person")
    assert (numbers_there(world), world.mode) == ({"A", "B"}, "live")


def test_what_is_no_longer_owed_is_no_reason_to_tell_anybody(world):
    world.person.authorize(APP, read_only=True)
    (bill,) = enter(world, "A")
    world.run()
    world.books.delete(Kind.BILL, bill)
    run_for(world, 120)
    assert (world.mode, problems(world), world.writes()) == ("live", set(), 1 + 1), "the first mark, and the bill"


def test_when_the_write_that_was_tried_is_deleted_another_is_tried(world):
    world.person.authorize(APP, read_only=True)
    first, _ = enter(world, "A", "B")
    world.run()
    world.books.delete(Kind.BILL, first)
    world.clock.advance(5)
    world.run()
    assert world.mode == "read_only"
    world.person.authorize(APP)
    run_for(world, 300)
    assert (numbers_there(world), world.mode) == ({"B"}, "live")


def test_an_edit_and_a_deletion_wait_like_a_new_bill(world):
    for number in "AB":
        world.enter_bill_there("Keller Lumber", ("Rent", "9.00"), ref_number=number)
    world.sync()
    world.clock.advance(60)
    ids = {bill.ref_number: id_ for id_, bill in world.bills_here().items()}
    world.person.authorize(APP, read_only=True)
    world.edit_here(ids["A"], memo="ours")
    world.books.delete(Kind.BILL, ids["B"])
    run_for(world, 120)
    assert problems(world) == {"application_right_read_only"}
    assert numbers_there(world) == {"A", "B"}
    world.person.authorize(APP)
    run_for(world, 300)
    (left,) = world.bills_there()
    assert (left.record.ref_number, left.record.memo, world.mode) == ("A", "ours", "live")


def test_both_sides_edits_of_a_bill_that_waits_are_merged_when_it_goes(world):  # rule C1
    txn = world.enter_bill_there("Keller Lumber", ("Rent", "9.00"), ref_number="A", memo="m")
    world.sync()
    world.clock.advance(60)
    (bill,) = world.bills_here()
    world.person.authorize(APP, read_only=True)
    world.edit_here(bill, memo="ours")
    world.run()
    world.person.edit_bill(txn, ref_number="theirs")
    world.clock.advance(10)
    world.run()
    assert (world.the_bill_here().memo, world.the_bill_here().ref_number) == ("ours", "theirs")
    world.person.authorize(APP)
    run_for(world, 300)
    assert (world.the_bill_there().memo, world.the_bill_there().ref_number) == ("ours", "theirs")


def test_a_user_without_one_right_holds_up_only_that_sort_of_write(world):  # 3260, rules E, S10
    for number in ("A", "B"):
        world.enter_bill_there("Keller Lumber", ("Rent", "9.00"), ref_number=number)
    world.sync()
    world.clock.advance(60)
    world.person.log_in("Ben", may_not=["deleting"])
    for bill in list(world.bills_here()):
        world.books.delete(Kind.BILL, bill)
    world.run()
    enter(world, "C")
    world.clock.advance(5)
    world.run()
    assert numbers_there(world) == {"A", "B", "C"}
    assert (world.mode, problems(world), world.sent("TxnDelRq")) == ("live", {"insufficient_permission"}, 1)
    assert "QuickBooks does not let Counterfoil delete bills." in opened(world).cause
    world.person.log_in("Admin")
    run_for(world, 300)
    assert (numbers_there(world), problems(world)) == ({"C"}, set())


def test_a_user_who_may_write_nothing_is_told_of_in_one_sentence(world):  # 3260
    world.enter_bill_there("Keller Lumber", ("Rent", "9.00"), ref_number="there")
    world.sync()
    world.clock.advance(60)
    (there,) = world.bills_here()
    world.person.log_in("Ben", may_not=["creating", "changing", "deleting"])
    enter(world, "A", "B")
    world.edit_here(there, memo="ours")
    world.run()
    assert (world.sent("BillAddRq"), world.sent("BillModRq"), len(world.books.memory.problems)) == (1, 1, 1)
    known = rights.missing(world.books.conversation())
    assert rights.sentence(known) == "QuickBooks does not let Counterfoil change bills or enter bills."
    world.person.log_in("Admin")
    run_for(world, 300)
    assert numbers_there(world) == {"A", "B", "there"}
    assert problems(world) == set()


def test_a_user_who_may_not_even_read_bills_is_told_of_until_somebody_lets_him(world):  # 3260
    world.person.log_in("Ben", may_not=["purchases"])
    run_for(world, 300)
    assert problems(world) == {"insufficient_permission"}
    assert "read bills" in opened(world).cause
    assert [detail.kind for detail in world.details()].count("error") == 1
    world.person.log_in("Admin")
    world.enter_bill_there("Novak Electric", ("Rent", "7.00"))
    run_for(world, 60)
    assert (problems(world), len(world.bills_here())) == (set(), 1)


def test_a_lost_answer_to_the_write_that_is_tried_posts_nothing_twice(world):  # rule C4
    world.person.authorize(APP, read_only=True)
    enter(world, "A", "B")
    world.run()
    world.person.authorize(APP)
    world.lose("BillAddRq")
    run_for(world, 600)
    assert sorted(seen.record.ref_number for seen in world.bills_there()) == ["A", "B"]
    assert world.mode == "live"


def test_a_mark_that_is_refused_alone_is_tried_again_in_time(world):
    enter(world, "A")
    world.before("DataExtModRq", lambda: world.person.authorize(APP, read_only=True))
    world.run()
    assert (world.mode, problems(world)) == ("read_only", {"application_right_read_only"})
    world.person.authorize(APP)
    run_for(world, 300)
    assert (world.mode, problems(world), world.books.conversation().marker) == ("live", set(), 2)


def test_the_brake_and_a_missing_right_at_once_do_not_lift_each_other(world):  # promise I28
    for number in range(30):
        world.enter_bill_there("Keller Lumber", ("Rent", "1.00"), ref_number=f"N{number}")
    world.sync(most=60)
    world.clock.advance(3600)
    world.person.authorize(APP, read_only=True)
    enter(world, "A")
    world.run()
    for seen in world.bills_there()[:15]:
        world.person.edit_bill(seen.id, memo="edited")
    world.clock.advance(5)
    world.run()
    assert (world.mode, problems(world)) == ("read_only", {"mass_change"})
    for seen in world.bills_there()[:15]:
        world.person.edit_bill(seen.id, memo="")
    run_for(world, 60)
    assert (world.mode, problems(world)) == ("read_only", {"application_right_read_only"})
    world.person.authorize(APP)
    run_for(world, 900)
    assert (world.mode, problems(world), len(world.bills_there())) == ("live", set(), 31)


# The first connection


def test_a_first_connection_that_may_only_read_says_so_and_begins_when_it_may():  # 3263
    world = World.make()
    world.person.authorize(APP, read_only=True)
    world.run()
    assert problems(world) == {"application_right_read_only"}
    assert "let counterfoil change data" in opened(world).cause.lower()
    world.person.authorize(APP)
    world.sync()
    assert (problems(world), len(world.books.all(Kind.VENDOR))) == (set(), 2)


def test_a_first_connection_to_a_file_open_for_several_users_says_what_causes_it():  # 3162, not 3351
    world = World.make()
    world.processor.end_session(world.ticket)
    world.person.switch_to("MultiUser")
    world.ticket = world.processor.begin_session(APP)
    world.run()
    assert problems(world) == {"not_in_multi_user_mode"}
    assert "single-user mode" in opened(world).cause
    world.processor.end_session(world.ticket)
    world.person.switch_to("SingleUser")
    world.ticket = world.processor.begin_session(APP)
    world.sync()
    assert (problems(world), world.books.conversation().marker) == (set(), 1)
