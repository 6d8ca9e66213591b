"""Which company file is this, and is it still ours? Nothing is written to a file that is not (rule C6)."""

from datetime import date

import pytest
from tests.engine.world import World

from counterfoil.engine.books import IntentState
from counterfoil.records import Kind


def writes(world):
    return [text for text in world.requests if any(f"{verb}Rq requestID" in text for verb in ("Add", "Mod", "Del"))]


def last_run(world):
    return list(world.books.memory.runs.values())[-1]


def test_the_first_session_puts_our_mark_on_the_file(world):
    conversation = world.books.conversation()
    assert conversation.file_guid
    assert conversation.marker == 1
    assert conversation.company_name == "Keller Remodeling"
    assert world.sent("DataExtAddRq") == 1


def test_the_marker_rises_with_every_run_that_wrote_and_only_then(world):
    world.sync()
    assert world.books.conversation().marker == 1
    world.enter_bill_here("Keller Lumber", world.line("Rent", "1.00"))
    world.sync()
    assert world.books.conversation().marker == 2


def test_another_company_file_is_never_written_to(world):
    world.enter_bill_here("Keller Lumber", world.line("Rent", "1.00"))
    other = World.make()
    world.company, world.processor, world.ticket = other.company, other.processor, other.ticket
    before = len(writes(world))
    world.clock.advance(10)
    world.run()
    assert len(writes(world)) == before
    assert last_run(world).outcome == "stopped"
    assert "another file" in last_run(world).message
    assert world.books.conversation().mode == "live", "the right file may come back"


def test_a_restored_company_file_is_noticed_and_nothing_is_written(world):
    backup = type(world.company).copy_of(world.company, ":memory:")
    world.enter_bill_here("Keller Lumber", world.line("Rent", "1.00"))
    world.sync()
    world.enter_bill_here("Keller Lumber", world.line("Rent", "2.00"))
    world.processor.company = backup
    before = len(writes(world))
    world.clock.advance(10)
    world.run()
    assert len(writes(world)) == before
    assert world.books.conversation().mode == "suspended"
    assert "restored" in last_run(world).message
    world.clock.advance(10)
    world.run()
    assert len(writes(world)) == before


def test_our_own_memory_restored_from_a_backup_is_noticed(world):
    backup = world.books.memory.copy()
    for _ in range(2):
        world.enter_bill_here("Keller Lumber", world.line("Rent", "1.00"))
        world.sync()
    world.books.memory = backup
    world.clock.advance(10)
    world.run()
    assert world.books.conversation().mode == "suspended"
    assert "Counterfoil's own data was restored" in last_run(world).message
    assert "later syncs than we remember" in world.told()


@pytest.mark.parametrize("executed", [True, False])
def test_a_first_mark_whose_answer_was_lost_is_found_or_written_again(executed):
    world = World.make()
    world.lose("DataExtAddRq", executed=executed)
    world.sync()
    assert world.books.conversation().marker == 1
    assert len(world.books.all(Kind.VENDOR)) == 2
    assert not world.books.intents([IntentState.UNKNOWN, IntentState.SENT])


@pytest.mark.parametrize("executed", [True, False])
def test_a_marker_whose_answer_was_lost_is_no_restore(world, executed):
    world.enter_bill_here("Keller Lumber", world.line("Rent", "1.00"))
    world.lose("DataExtModRq", executed=executed)
    world.sync()
    assert world.books.conversation().mode == "live"
    assert world.books.conversation().marker == 2
    assert not world.books.intents([IntentState.UNKNOWN, IntentState.SENT])


def test_a_file_that_was_condensed_is_compared_whole():
    world = World.make()
    world.person.condense(date(2025, 12, 31))
    world.sync()
    assert world.books.conversation().facts.get("sweeps", 0) == 0, "known from the first look"
    world.clock.advance(60)
    world.person.condense(date(2026, 6, 30))
    world.sync()
    assert world.books.conversation().facts["sweeps"] == 1
    world.sync()
    assert world.books.conversation().facts["sweeps"] == 1


def test_quickbooks_that_does_not_say_which_file_it_is_is_left_alone(world):
    carry = world.carry
    refused = 'CompanyQueryRs requestID="2" statusCode="3260" statusSeverity="Error" statusMessage="no right"'
    world.carry = lambda text: carry(text).replace(
        'CompanyQueryRs requestID="2" statusCode="0" statusSeverity="Info" statusMessage="Status OK"', refused
    )
    world.clock.advance(10)
    before = len(world.requests)
    world.run()
    assert len(world.requests) == before + 1
    assert last_run(world).outcome == "stopped"
