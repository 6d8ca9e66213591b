"""What storms set for a seed does not outlive its test: they run in one process with tests of other things."""

from collections.abc import Iterator
from typing import Any

import pytest

from counterfoil.engine.steps import pull, recover, reread, sweep
from counterfoil.simulator.transactions import store

SET_BY_SEEDS: tuple[tuple[Any, str], ...] = (
    *((step, "PAGE") for step in (pull, reread, sweep, recover)),
    (store, "check_guid"),
)


@pytest.fixture(autouse=True)
def _as_before() -> Iterator[None]:
    before = [(module, name, getattr(module, name)) for module, name in SET_BY_SEEDS]
    yield
    for module, name, value in before:
        setattr(module, name, value)
