"""Storms on the database that the tests run on: fresh seeds, people at the real services, real transactions."""

from __future__ import annotations

import itertools
import os

import pytest

from counterfoil.records import Kind, Vendor
from tests.storm.crowd import alone, as_told, interleave
from tests.storm.fuse import ServerDied
from tests.storm.ground import Here
from tests.storm.run import fresh, report, run, until
from tests.storm.weather import weather
from tests.storm.world import World

SECONDS = float(os.environ.get("COUNTERFOIL_DATABASE_STORM_SECONDS", "15"))
PARTS = 2


pytestmark = pytest.mark.django_db(transaction=True)


@pytest.mark.parametrize("part", range(PARTS))
def test_fresh_seeds_keep_every_promise_on_the_database(part: int):
    start = fresh() + part * 1_000_000_000_000
    for seed in until(itertools.count(start), SECONDS / PARTS):
        outcome = run(seed, Here(), twice=False)
        assert not outcome.error, report(outcome)


def test_a_seed_is_the_same_history_in_memory_and_in_the_database():
    for seed in itertools.count(14):
        here, there = World(weather(seed)), World(weather(seed), Here())
        here.run()
        there.run()
        if not there.happened["Counterfoil refuses"]:
            break
    assert as_told(there) == as_told(here)


def test_organizations_in_one_database_each_go_the_way_they_go_alone():
    """Promise I23."""
    seeds = [fresh() % 1_000_000 + number for number in range(5)]
    for world in interleave(seeds, 12, Here()):
        assert as_told(world) == as_told(alone(world.weather.seed, 12, Here()))


def test_a_crash_leaves_nothing_in_the_database():
    world = World(weather(1), Here())
    before = world.promises.whole()
    world.books.fuse = 0

    @world.books.transaction()
    def call() -> None:
        world.desk.create(Kind.VENDOR, Vendor("Never Was"))
        world.books.keep_conversation(world.books.conversation())

    with pytest.raises(ServerDied):
        call()
    assert world.promises.whole() == before


def test_a_stray_write_to_another_organization_is_seen():
    from tests.storm.database import Desk, Kept, neighbour

    world = World(weather(1), Here())
    assert world.books.leaves_alone()
    Desk(neighbour(), Kept(neighbour())).create(Kind.VENDOR, Vendor("Stray"))
    assert not world.books.leaves_alone()
