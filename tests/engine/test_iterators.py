"""QuickBooks has room for few open iterators: a run asks for few where it must, and gives up a full session."""

from __future__ import annotations

import re

from tests.engine.world import World

from counterfoil.engine.exchange import Failure, needs_new_session
from counterfoil.engine.steps import pull
from counterfoil.qbxml.write import Page, document, query
from counterfoil.records import Kind


def busy_day(world: World) -> None:
    """More than a page of changes in four kinds."""
    for number in range(3):
        world.person.add_vendor(f"Vendor {number}")
        world.person.add_customer(f"Customer {number}")
        bill = world.person.enter_bill("Keller Lumber", [world.person.expense("Rent", "1.00")], ref_number=str(number))
        world.person.pay_bills("Checking", {bill: None})


def fill_session(world: World) -> None:
    """Iterators that nobody will ever continue: the answers to their beginnings were lost."""
    for _ in range(world.company.switches.iterator_limit):
        world.processor.process_request(world.ticket, document([query(Kind.VENDOR, page=Page(1))]))


def test_more_pages_of_more_kinds_than_there_is_room_for_are_read_a_few_kinds_at_a_time(monkeypatch):
    world = World.make(iterator_limit=3)
    world.run()
    monkeypatch.setattr(pull, "PAGE", 1)
    busy_day(world)
    world.run()
    names = {getattr(held.record, "name", "") for held in world.books.memory.records.values()}
    assert {"Vendor 2", "Customer 2"} <= names
    assert not needs_new_session(world.books)


def test_a_session_that_is_full_of_lost_iterators_is_given_up_and_the_next_one_reads_on(monkeypatch):
    world = World.make()
    world.run()
    monkeypatch.setattr(pull, "PAGE", 1)
    fill_session(world)
    busy_day(world)
    world.run()
    assert needs_new_session(world.books)
    world.run()
    assert not needs_new_session(world.books)
    assert "Vendor 2" in {getattr(held.record, "name", "") for held in world.books.memory.records.values()}


def pages_asked_for(world: World, monkeypatch, *, seconds: float) -> list[str]:
    """The sizes of the pages of bills, in order, where QuickBooks takes so long for each."""
    monkeypatch.setattr(pull, "PAGE", 2)
    sizes: list[str] = []

    def answer(text: str) -> str | Failure:
        sizes.extend(re.findall(r"<BillQueryRq [^>]*>\s*<MaxReturned>(\d+)<", text))
        world.clock.advance(seconds)
        return world.carry(text)

    for number in range(12):
        world.enter_bill_there("Keller Lumber", ("Rent", "1.00"), ref_number=str(number))
    world.on_request = answer
    world.clock.advance(10)
    world.run()
    return sizes


def test_pages_grow_where_quickbooks_is_quick(monkeypatch):
    assert pages_asked_for(World.make(), monkeypatch, seconds=1) == ["2", "4", "5", "5"]


def test_pages_stay_as_they_are_where_quickbooks_is_slow(monkeypatch):
    assert pages_asked_for(World.make(), monkeypatch, seconds=8) == ["2"] * 6


def test_pages_do_not_grow_beyond_a_long_text(monkeypatch):
    monkeypatch.setattr(pull, "LONG", 500)
    assert pages_asked_for(World.make(), monkeypatch, seconds=1) == ["2"] * 6
