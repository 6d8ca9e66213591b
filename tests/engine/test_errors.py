"""Every error that rule E names is met once on the real path, and is told with its cause and its fix (rules E, S10)."""

from datetime import date

import pytest
from tests.engine.test_refusals import Refusing, problems
from tests.engine.world import APP, World

from counterfoil.engine.books import LinkState
from counterfoil.engine.exchange import Failure
from counterfoil.engine.turn import COMPANY_PROBLEM
from counterfoil.records import Kind
from counterfoil.records.catalogue import TABLE, Who
from counterfoil.simulator.faults import SeededFaults
from counterfoil.simulator.processor import NoFaults
from counterfoil.simulator.status import ProcessorError, Status


@pytest.fixture
def world():
    world = World.make()
    world.sync()
    world.clock.advance(60)
    return world


def opened(world):
    """The one problem that is open."""
    (found,) = world.books.memory.problems.values()
    return found.problem


def last_run(world):
    return list(world.books.memory.runs.values())[-1]


def run_on(world, answer):
    """One run in which QuickBooks gives this answer, whatever it is asked; the next runs are well again."""
    world.on_request = lambda _: answer
    world.clock.advance(60)
    world.run()
    world.on_request = None


# Nothing can be read or written for a while

SESSIONS = [
    (0x80040416, "quickbooks_not_running"),
    (0x80040408, "quickbooks_not_running"),
    (0x8004040A, "other_file_open"),
    (0x80040414, "dialog_open"),
    (0x80040422, "other_mode"),
    (0x80040410, "other_mode"),
    (0x80040418, "not_authorized"),
    (0x80040420, "not_authorized"),
    (0x80040423, "version_too_old"),
    (0x80040403, "file_not_opened"),
    (0x80040154, "installation_incomplete"),
]


@pytest.mark.parametrize(("hresult", "code"), SESSIONS, ids=lambda value: hex(value) if isinstance(value, int) else "")
def test_a_session_that_cannot_be_had_is_one_problem_that_closes_with_the_next_good_one(world, hresult, code):
    for _ in range(3):
        run_on(world, Failure(hresult, "in QuickBooks' words", executed=False))
    assert problems(world) == {code}
    assert opened(world).cause == "in QuickBooks' words"
    assert opened(world).fix == TABLE[code].fix
    assert TABLE[code].fix in last_run(world).message
    assert len([detail for detail in world.details() if detail.kind == "error"]) == 1, "told once"
    world.sync()
    assert not problems(world)
    assert COMPANY_PROBLEM not in world.books.conversation().facts


def test_one_failure_of_the_whole_replaces_another(world):
    run_on(world, Failure(0x80040416, "not running", executed=False))
    run_on(world, Failure(0x80040414, "a dialog", executed=False))
    assert problems(world) == {"dialog_open"}


@pytest.mark.parametrize("hresult", [0x80040424, 0x80010001, 0x80040402])
def test_what_passes_by_itself_troubles_nobody(world, hresult):
    run_on(world, Failure(hresult, "busy", executed=None))
    assert not problems(world)
    assert last_run(world).outcome == "interrupted"


def test_a_dialog_on_the_screen_of_the_simulator(world):
    world.processor.faults = SeededFaults(1, {"dialog": 1.0}, clock=world.clock)
    world.clock.advance(60)
    world.run()
    assert problems(world) == {"dialog_open"}
    world.processor.faults = NoFaults()
    world.sync()
    assert not problems(world)


def test_another_file_that_is_open_at_the_simulator(world):
    with pytest.raises(ProcessorError) as refused:
        world.processor.begin_session(APP, "C:\\Books\\Another.qbw")
    run_on(world, Failure(refused.value.hresult, refused.value.message, executed=False))
    assert problems(world) == {"other_file_open"}


def test_a_version_that_the_simulator_does_not_speak(world):
    carry = world.carry
    world.carry = lambda text: carry(text.replace('version="13.0"', 'version="99.0"'))
    world.clock.advance(60)
    world.run()
    assert problems(world) == {"version_too_old"}


def test_another_company_file_is_a_problem_until_the_right_one_is_back(world):  # rules C6, E
    right = (world.company, world.processor, world.ticket)
    other = World.make()
    world.company, world.processor, world.ticket = other.company, other.processor, other.ticket
    world.clock.advance(60)
    world.run()
    assert problems(world) == {"other_company_file"}
    assert "another file" in opened(world).cause
    world.company, world.processor, world.ticket = right
    world.sync()
    assert not problems(world)


def test_a_restored_company_file_is_a_problem_that_an_administrator_sees_to(world):  # rules C6, E
    backup = type(world.company).copy_of(world.company, ":memory:")
    world.enter_bill_here("Keller Lumber", world.line("Rent", "1.00"))
    world.sync()
    world.processor.company = backup
    world.clock.advance(60)
    world.run()
    assert problems(world) == {"company_file_restored"}
    assert TABLE["company_file_restored"].who is Who.ADMINISTRATOR


# QuickBooks refuses a record


def refused(world, status, *, name="BillAdd", times=99):
    """Enter a bill that QuickBooks refuses with this status."""
    world.processor.faults = Refusing(name, status, times)
    bill = world.enter_bill_here("Keller Lumber", world.line("Rent", "1.00"))
    world.sync()
    return bill


def test_a_reference_that_was_deleted_in_quickbooks_just_now(world):  # 3140
    world.before("BillAddRq", lambda: world.person.delete_account("Rent"))
    world.enter_bill_here("Keller Lumber", world.line("Rent", "1.00"))
    world.sync()
    assert problems(world) == {"reference_not_found"}
    assert (opened(world).status_code, opened(world).applied) == (3140, False)


def test_an_account_of_a_type_that_quickbooks_does_not_take(world):  # 3210, from the simulator's own rules
    bill = world.enter_bill_here("Keller Lumber", world.line("Rent", "1.00"))
    world.edit_here(bill, ap_account=world.ref(Kind.ACCOUNT, "Checking"))
    world.sync()
    assert problems(world) == {"value_refused"}
    assert "not an accounts payable account" in opened(world).cause


def test_a_period_that_was_closed_a_moment_ago(world):  # 3171 or the like, from the simulator's own rules
    world.before("BillAddRq", lambda: world.person.set_closing_date(date(2026, 11, 30)))
    world.enter_bill_here("Keller Lumber", world.line("Rent", "1.00"))
    world.sync()
    assert problems(world) == {"closed_period"}
    world.person.set_closing_date(date(2026, 10, 31))
    world.sync()
    assert not problems(world)
    assert len(world.bills_there()) == 1


def test_a_bill_that_is_gone_when_it_is_to_be_changed_is_asked_about(world):  # 3120
    txn = world.enter_bill_there("Keller Lumber", ("Rent", "100.00"))
    world.sync()
    world.clock.advance(60)
    (record_id,) = world.bills_here()
    world.edit_here(record_id, memo="ours")
    world.before("BillModRq", lambda: world.person.delete_bill(txn))
    world.sync()
    assert problems(world) == {"review"}


def test_a_right_that_counterfoil_was_not_given_is_told_at_once_and_closes_by_itself(world):  # 3263
    world.person.authorize(APP, read_only=True)
    world.enter_bill_here("Keller Lumber", world.line("Rent", "1.00"))
    for _ in range(60):
        world.clock.advance(10)
        world.run()
        if problems(world):
            break
    assert problems(world) == {"application_right_read_only"}
    assert "change data" in opened(world).fix
    world.person.authorize(APP)
    for _ in range(60):
        world.clock.advance(60)
        world.run()
    assert not problems(world)
    assert len(world.bills_there()) == 1


def test_a_link_to_a_closed_order_that_is_missing_is_told_although_the_bill_is_saved(world):  # 570
    carry = world.carry

    def with_warning(text):
        answer = carry(text)
        head, added, rest = answer.partition("<BillAddRs ")
        rest = rest.replace('statusCode="0"', 'statusCode="570"', 1).replace('"Info"', '"Warn"', 1)
        return head + added + rest

    world.carry = with_warning
    bill = world.enter_bill_here("Keller Lumber", world.line("Rent", "1.00"))
    world.sync()
    assert problems(world) == {"linked_transaction_closed"}
    assert opened(world).applied is True
    assert world.link(Kind.BILL, bill).state is LinkState.LINKED


def test_a_status_that_nobody_knows_is_told_in_quickbooks_words(world):
    refused(world, Status(3999, "No more paper."))
    assert problems(world) == {"refused_by_quickbooks"}
    assert opened(world).title == "No more paper"
