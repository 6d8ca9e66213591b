"""Many organizations on one server, their agents' turns interleaved (promise I23).

Each has a company file, people, weather and books of its own; only the server is the same, and where there is one the
database. What happens to one is drawn by its own seed, so it must go exactly as it goes when nobody else is there.
"""

from __future__ import annotations

import random
import re
from typing import TYPE_CHECKING

from tests.storm.promises import Broken
from tests.storm.weather import weather
from tests.storm.world import World

if TYPE_CHECKING:
    from collections.abc import Sequence

    from tests.storm.world import Begin

OUR_ID = re.compile(
    r"\{[\w-]{36}\}|id='\d+'|#[ei]?\d+|(?<=as |of |to )\d+\b|(?<=om )\d+\b|(?<=k )\d+\b|(?<=vendor )\d+\b"
    r"|(?<= )\d+(?=/)"
)
"""What is numbered by the database, and so in another way where others are there."""


ENDED = object()


def as_told(world: World) -> list[str]:
    """A world's story without the numbers that a database gives."""
    return [OUR_ID.sub("N", line) for line in world.story]


def interleave(seeds: Sequence[int], steps: int, begin: Begin | None = None) -> list[World]:
    """Let these organizations live at once; raises Broken where a promise is."""
    worlds = [World(weather(seed, steps), begin) for seed in seeds]
    chance = random.Random(f"turns {seeds}")
    going = [(world, world.storm()) for world in worlds]
    while going:
        turn = chance.choice(going)
        if next(turn[1], ENDED) is ENDED:
            going.remove(turn)
    for world in worlds:
        try:
            world.rest()
        except Broken as broken:
            raise Broken(broken.promise, f"organization of seed {world.weather.seed}: {broken}") from broken
    return worlds


def alone(seed: int, steps: int, begin: Begin | None = None) -> World:
    """One of them with nobody else there."""
    world = World(weather(seed, steps), begin)
    world.run()
    return world
