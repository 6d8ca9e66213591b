"""Storms on the database that the tests run on: fresh seeds, people at the real services, real transactions."""

from __future__ import annotations

import itertools
import os
import time

import pytest

from tests.storm.ground import Here
from tests.storm.run import report, run, until

SECONDS = float(os.environ.get("COUNTERFOIL_DATABASE_STORM_SECONDS", "15"))
PARTS = 2


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("part", range(PARTS))
def test_fresh_seeds_keep_every_promise_on_the_database(part: int):
    start = int(time.time()) * 100 + part * 1_000_000_000_000
    for seed in until(itertools.count(start), SECONDS / PARTS):
        outcome = run(seed, Here(), twice=False)
        assert not outcome.error, report(outcome)
