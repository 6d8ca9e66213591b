"""What people and machines do to a company file between two calls of a program, drawn from a seed.

`DISTURBANCES` lists them with the sentence that a story prints: what a QuickBooks user does, what becomes of the file,
what the clock does. The same seed on the same file makes the same things happen.
"""

from __future__ import annotations

import random
from dataclasses import dataclass
from typing import TYPE_CHECKING

from counterfoil.simulator.status import Refusal

from .fate import CLOCK, FATE_ACTS, FILE, Fate
from .user import USER, USER_ACTS

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from counterfoil.simulator.person import Person

DISTURBANCES: dict[str, str] = {**USER, **FILE, **CLOCK}
ACTS: dict[str, Callable[[Fate], str]] = {**USER_ACTS, **FATE_ACTS}


@dataclass(frozen=True, slots=True)
class Happened:
    """A disturbance that happened, for the story of a run."""

    name: str
    about: str

    def __str__(self) -> str:
        return f"{DISTURBANCES[self.name]} ({self.about})"


class Disturbances:
    """Lets things happen to a company file; `happened` tells what did.

    A rate is the chance, from 0 to 1, that a disturbance happens at a call of `perhaps`; one happens at most.
    """

    def __init__(self, seed: int | str, rates: Mapping[str, float], person: Person) -> None:
        """The person acts at the screen. ValueError: no such disturbance."""
        unknown = set(rates) - set(DISTURBANCES)
        if unknown:
            raise ValueError(f"there are no disturbances called {', '.join(sorted(unknown))}")
        self.happened: list[Happened] = []
        self._chance = random.Random(f"whether {seed}")  # noqa: S311 - to be repeated, not to be secret
        self._rates = dict(rates)
        self._scene = Fate(f"what {seed}", person)

    def perhaps(self) -> Happened | None:
        """Let one thing happen, or nothing, as the seed says."""
        dice = self._chance.random()
        for name, rate in self._rates.items():
            dice -= rate
            if dice < 0:
                return self.happen(name)
        return None

    def happen(self, name: str) -> Happened | None:
        """Let this happen; None where there is nothing it could happen to, or QuickBooks does not allow it."""
        try:
            about = ACTS[name](self._scene)
        except Refusal:
            return None
        if not about:
            return None
        happened = Happened(name, about)
        self.happened.append(happened)
        return happened
