"""Two minutes of storm with every test run: every seed that ever failed, then fresh ones; and the planted bugs."""

import itertools
import os

import pytest

from tests.storm.crowd import alone, interleave
from tests.storm.mutants import MUTANTS, hunt
from tests.storm.run import fresh, past, report, run, until

SECONDS = float(os.environ.get("COUNTERFOIL_STORM_SECONDS", "120"))
PARTS = 8

QUICK = (
    "last writer wins",
    "conflicts unrecorded",
    "base moves at sending",
    "sends before recording",
    "no settle rule",
    "deletions win",
    "names one table",
    "item sent alone",
    "description not merged",
    "a restore goes unnoticed",
    "missing is deleted",
    "closed books are written",
)
"""Planted bugs that a few seeds show; `python -m tests.storm --mutants` tries them all."""


@pytest.mark.parametrize("seed", past())
def test_a_seed_that_failed_once_keeps_every_promise(seed: int):
    outcome = run(seed, twice=True)
    assert not outcome.error, report(outcome)


@pytest.mark.parametrize("part", range(PARTS))
def test_fresh_seeds_keep_every_promise(part: int):
    for seed in until(itertools.count(fresh() + part * 1_000_000_000_000), SECONDS / PARTS):
        outcome = run(seed)
        assert not outcome.error, report(outcome)


def test_fifty_organizations_at_once_each_go_the_way_they_go_alone():
    """Promise I23."""
    seeds = [fresh() % 1_000_000 + number for number in range(50)]
    for world in interleave(seeds, steps=15):
        assert world.trace() == alone(world.weather.seed, steps=15).trace()


@pytest.mark.parametrize("name", QUICK)
def test_a_planted_bug_is_caught(name: str):
    assert hunt(MUTANTS[name]) is not None
