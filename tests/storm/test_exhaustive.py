"""Everything that can happen once while a write is under way, and each commit's share of what can happen twice."""

import pytest

from tests.storm.exhaustive import LIVES, branches, explore, live, told
from tests.storm.mutants import MUTANTS
from tests.storm.run import fresh


@pytest.mark.parametrize("name", LIVES)
def test_whatever_happens_once_every_promise_is_kept(name: str):
    for lived in explore(LIVES[name], depth=1):
        assert not lived.error, told(lived)


@pytest.mark.parametrize("name", LIVES)
def test_whatever_happens_twice_every_promise_is_kept(name: str):
    starts = list(branches(live(LIVES[name], ())))
    for lived in explore(LIVES[name], depth=2, start=starts[fresh() % len(starts)]):
        assert not lived.error, told(lived)


def test_a_bug_that_two_things_together_bring_to_light_is_found():
    """An answer is lost and QuickBooks forgets the stored set: who resends on silence then has the bill twice."""
    life = LIVES["add"]
    root = live(life, ())
    lost = [start for start in branches(root) if root.names[start[0][0]] == "lost"]
    with MUTANTS["resends on silence"].plant():
        errors = [lived.error for start in lost for lived in explore(life, depth=2, start=start)]
    assert any(error.startswith("I2") for error in errors)


def test_a_change_by_a_person_in_the_last_moment_is_a_branch_too():
    with MUTANTS["blind retry"].plant():
        assert any(lived.error.startswith("I3") for lived in explore(LIVES["change"], depth=1))
