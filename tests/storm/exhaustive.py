"""Every history of one write in which at most so many things go wrong: the real engine, checked exhaustively.

A storm draws what happens from a seed; here nothing is drawn. Wherever something could happen while a write is under
way (a crash, a lost answer, a lock, a sleeping agent, a person who edits, deletes or pays), the history branches, and
each branch is lived to its end and held to the same promises: `python -m tests.storm.exhaustive --depth 2`.
"""

from __future__ import annotations

import argparse
import multiprocessing
import os
import sys
import time
from collections import Counter
from dataclasses import dataclass, field
from functools import partial
from typing import TYPE_CHECKING, Any, TypeVar

from counterfoil.engine.books import IntentState
from counterfoil.reconcile.decision import Policy
from counterfoil.records import Kind
from counterfoil.simulator.faults import SeededFaults
from counterfoil.simulator.switches import Switches
from tests.storm.promises import Broken
from tests.storm.weather import OUR_FAULTS, Weather
from tests.storm.world import World, first_sync

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from tests.storm.agent import Agent

    T = TypeVar("T")

Chosen = tuple[tuple[int, int], ...]
"""What departs from the calm history: (the number of the branching, the branch taken)."""

OPEN = (IntentState.READY, IntentState.SENT, IntentState.UNKNOWN)
LONGEST = 150
"""Steps after which the calm begins, whatever is under way."""

NEVER_HERE = frozenset({"clock steps", "log cut"})
"""Faults that change what the world can prove at all; storms have them."""


class Unmoved:
    """Stands where storms throw dice: what is left to chance goes the most ordinary way."""

    def random(self) -> float:
        return 0.3

    def choice(self, options: Sequence[T]) -> T:
        return options[0]

    def choices(self, options: Sequence[T], _weights: Sequence[float]) -> list[T]:
        return [options[0]]

    def randint(self, lowest: int, _highest: int) -> int:
        return lowest

    def randrange(self, first: int, last: int | None = None) -> int:
        return 0 if last is None else (first + last) // 2


class BranchingFaults(SeededFaults):
    """The faults of QuickBooks, each a branch of the history."""

    def __init__(self, world: Branching) -> None:
        super().__init__(0, {}, clock=world.machine.clock)
        self._world = world
        self._chance: Any = Unmoved()

    def _strikes(self, faults: tuple[str, ...], about: str, fits: Any = None) -> str | None:
        possible = [fault for fault in faults if fault != "edited" and (fits is None or fits[fault])]
        if "hung" in possible:
            possible = [*possible, "hung after its work"]
        taken = self._world.pick(faults[0], len(possible) + 1)
        if not taken:
            return None
        fault = possible[taken - 1]
        self._chance.random = lambda: 0.3 if fault == "hung after its work" else 0.7
        self._world.happened[f"QuickBooks: {fault}"] += 1
        self._world.tell(f"! QuickBooks: {fault} ({about})")
        return fault.removesuffix(" after its work")


@dataclass
class Branching(World):
    """A world in which what happens is chosen, branching by branching."""

    chosen: dict[int, int] = field(default_factory=dict)
    widths: list[int] = field(default_factory=list)
    names: list[str] = field(default_factory=list)
    is_open: bool = False

    def __post_init__(self) -> None:
        super().__post_init__()
        self.chance: Any = Unmoved()
        self.machine.faults = BranchingFaults(self)
        self.machine.restart()

    def pick(self, name: str, width: int) -> int:
        """The branch to take; 0, where nothing happens, unless this branching is among those chosen."""
        if self.is_calm or not self.is_open:
            return 0
        self.widths.append(width)
        self.names.append(name)
        return self.chosen.get(len(self.widths) - 1, 0)

    def strikes(self, fault: str) -> bool:
        """Whether this fault of ours happens; a sleep has lengths."""
        if fault in NEVER_HERE:
            return False
        sleeps = (30, 90, 700)
        taken = self.pick(fault, 1 + (len(sleeps) if fault == "agent stalls" else 1))
        if not taken:
            return False
        self.happened[fault] += 1
        self.tell(f"! {OUR_FAULTS[fault]}")
        if fault == "agent stalls":
            self.later(sleeps[taken - 1])
            return False
        return True

    def arm(self) -> None:
        """The server may die at any of the first words that it says to its books."""
        taken = self.pick("crash midway", 7)
        if taken:
            self.happened["crash midway"] += 1
            self.tell(f"! {OUR_FAULTS['crash midway']}")
            self.books.fuse = taken - 1

    def take_over(self, sleeper: Agent) -> None:
        """While one installation sleeps, another asks: too early, or when it may take over, for a while or for good."""
        self.has_sleeper = True
        self.later((40, 700)[self.pick("how long", 2)])
        other = next(agent for agent in self.agents if agent is not sleeper)
        other.ticket = ""
        for _ in range((5, 40)[self.pick("how far", 2)]):
            other.step()
            self.later(1)
        self.has_sleeper = False
        self.agent = (sleeper, other)[self.pick("who goes on", 2)]

    def live(self, life: Life) -> None:
        """One history: what there was before, the write with all that happens meanwhile, and the calm after it."""
        if life.is_there_before:
            self.people[1].act("enter")
            self.session()
            self.later(30)
        assert self.people[1].act(life.act), "someone at Counterfoil does what the history is about"
        self.promises.after_commit()
        for _ in range(LONGEST):
            self._look()
            if self.is_open:
                self._somebody(life)
                self._trouble_with_quickbooks()
            self.agent.step()
            self.later(1)
            if self._is_over():
                break
        self.is_open = False
        self.calm()
        self.promises.at_rest()

    def _look(self) -> None:
        self.is_open = self.is_open or self._is_under_way()

    def _is_under_way(self) -> bool:
        intents = self.books.memory.intents.values()
        return any(each.state in OPEN and each.kind is Kind.BILL for each in intents)

    def _is_over(self) -> bool:
        return self.is_open and not self._is_under_way() and not self.books.memory.conversation.step

    def _somebody(self, life: Life) -> None:
        taken = self.pick("somebody", len(life.meanwhile) + 1)
        if taken:
            side, what = life.meanwhile[taken - 1]
            who = self.people[0] if side == "QuickBooks" else self.people[1]
            if who.act(what):
                self.happened[f"{side}: {what}"] += 1

    def _trouble_with_quickbooks(self) -> None:
        if self.strikes("restart"):
            self._restart()
        if self.strikes("set forgotten"):
            self.machine.forget_set()


@dataclass(frozen=True)
class Life:
    """What a history is about: what someone does at Counterfoil, and what people may do while it is under way."""

    name: str
    act: str
    is_there_before: bool = True
    meanwhile: tuple[tuple[str, str], ...] = (
        ("QuickBooks", "edit header"),
        ("QuickBooks", "delete"),
        ("QuickBooks", "pay"),
        ("Counterfoil", "edit header"),
        ("Counterfoil", "delete"),
    )
    switches: Switches = field(default_factory=Switches)
    guid_is_unique: bool = False


LIVES = {
    life.name: life
    for life in (
        Life("add", "enter", is_there_before=False),
        Life("add, GUIDs are unique there", "enter", is_there_before=False, guid_is_unique=True),
        Life("change", "edit header"),
        Life("change of a line", "edit line", switches=Switches(mod_lines_scope="kind")),
        Life("delete", "delete"),
    )
}
"""What is lived exhaustively."""


@dataclass
class Lived:
    """What became of one history."""

    life: str
    chosen: Chosen
    error: str
    story: list[str]
    widths: list[int]
    names: list[str]
    met: Counter[str]


def live(life: Life, chosen: Chosen) -> Lived:
    """Live one history to its end."""
    calm_weather = Weather(
        seed=0, steps=0, policy=Policy(), switches=life.switches, sweeps=True, guid_is_unique=life.guid_is_unique
    )
    world = Branching(calm_weather, chosen=dict(chosen))
    error = ""
    world.set_open_questions()
    try:
        world.live(life)
    except Broken as broken:
        error = str(broken)
    story = world.story if error else []
    return Lived(life.name, chosen, error, story, world.widths, world.names, world.happened)


def branches(lived: Lived) -> Iterator[Chosen]:
    """The histories that depart once more from this one, later than it has departed so far."""
    first = lived.chosen[-1][0] + 1 if lived.chosen else 0
    for place in range(first, len(lived.widths)):
        for taken in range(1, lived.widths[place]):
            yield (*lived.chosen, (place, taken))


def explore(life: Life, depth: int, start: Chosen = ()) -> Iterator[Lived]:
    """Every history from this one on in which at most `depth` things happen, counting those of `start`."""
    waiting = [start]
    while waiting:
        lived = live(life, waiting.pop())
        yield lived
        if len(lived.chosen) < depth:
            waiting += branches(lived)


def told(lived: Lived) -> str:
    """A history that broke a promise, and how to live it again."""
    again = " ".join(f"{place}:{taken}" for place, taken in lived.chosen)
    command = f"python -m tests.storm.exhaustive --life '{lived.life}' --again '{again}'"
    return "\n".join([f"{lived.life}: {lived.error}", f"again: {command}", *lived.story])


def main(arguments: list[str] | None = None) -> int:
    """Live every history of every life; the exit code is 1 when one broke a promise."""
    parser = argparse.ArgumentParser(prog="python -m tests.storm.exhaustive", description=__doc__)
    parser.add_argument("--life", choices=list(LIVES), help="this one only")
    parser.add_argument("--depth", type=int, default=2, help="how many things may happen in one history")
    parser.add_argument("--workers", type=int, default=1)
    parser.add_argument("--again", help="one history: the places and branches that a report names")
    options = parser.parse_args(arguments)
    first_sync()
    lives = [LIVES[options.life]] if options.life else list(LIVES.values())
    if options.again is not None:
        chosen = tuple(
            (int(place), int(taken)) for place, _, taken in (p.partition(":") for p in options.again.split())
        )
        lived = live(lives[0], chosen)
        print(told(lived) if lived.error else "every promise was kept")
        return int(bool(lived.error))
    broken = [many(life, options.depth, options.workers) for life in lives]
    return int(any(broken))


def many(life: Life, depth: int, workers: int) -> int:
    """Every history of one life; how many broke a promise."""
    began, failed, count = time.monotonic(), 0, 0
    met: Counter[str] = Counter()
    for lived in spread(life, depth, workers):
        count += 1
        met.update(lived.met.keys())
        if lived.error:
            failed += 1
            print(told(lived) if failed <= 3 else f"{lived.life} {lived.chosen}: {lived.error}", flush=True)
    print(f"{life.name}: {count} histories in {time.monotonic() - began:.0f} s, {failed} broke a promise", flush=True)
    print("  met: " + ", ".join(f"{what} {number}" for what, number in sorted(met.items())), flush=True)
    return failed


def spread(life: Life, depth: int, workers: int) -> Iterable[Lived]:
    """The histories of a life, by so many processes."""
    root = live(life, ())
    yield root
    starts = list(branches(root)) if depth else []
    with multiprocessing.get_context("fork").Pool(workers) as pool:
        for batch in pool.imap_unordered(partial(_whole, life, depth), starts):
            yield from batch


def _whole(life: Life, depth: int, start: Chosen) -> list[Lived]:
    return list(explore(life, depth, start))


if __name__ == "__main__":
    if os.environ.get("PYTHONHASHSEED") != "0":
        os.environ["PYTHONHASHSEED"] = "0"
        os.execv(sys.executable, [sys.executable, "-m", "tests.storm.exhaustive", *sys.argv[1:]])
    sys.exit(main())
