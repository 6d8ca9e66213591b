"""Seeds run, one after the other or by several processes, and what they met counted (promises I29 and I30)."""

from __future__ import annotations

import gc
import multiprocessing
import re
import subprocess
import time
import traceback
from collections import Counter
from dataclasses import dataclass, field
from functools import partial
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING

from counterfoil.simulator.faults import FAULTS as QUICKBOOKS_FAULTS
from tests.storm.promises import Broken
from tests.storm.seldom import MERGED
from tests.storm.weather import LATER_FAULTS, OUR_FAULTS, SELDOM, weather
from tests.storm.world import World, first_sync

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from tests.storm.ground import Ground
    from tests.storm.weather import Weather
    from tests.storm.world import Begin

PAST = Path(__file__).with_name("seeds.txt")
"""Every seed that ever failed, with what it showed; they are run first."""

STORY = 80
"""Lines of a failing seed's story that are printed."""

BATCH = 20
"""Seeds a process is given at a time: a pool would take an endless row of them in at once."""

TWICE_EVERY = 20
"""Each so manieth seed is run twice, and must go the same way (promise I29)."""

EXPECTED = {
    *(f"ours: {fault}" for fault in OUR_FAULTS),
    *(f"QuickBooks: {fault}" for fault in (*QUICKBOOKS_FAULTS, *LATER_FAULTS) if fault != "edited"),
    "link: linked",
    "link: new",
    "link: adding",
    "link: deleting",
    "link: closed",
    "link: ineligible",
    "link: review:review",
    "link: held:paid",
    "link: review:created_then_deleted",
    "proof: acknowledged",
    "proof: QuickBooks holds what was intended",
    "proof: QuickBooks holds what it held before",
    "proof: somebody changed it since",
    "proof: found in QuickBooks",
    "proof: not found in QuickBooks, nor in its deletion log",
    "proof: gone from QuickBooks",
    "proof: the carrier",
    "proof: status 3200",
    "proof: status 3170",
    "proof: status 3175",
    "proof: status 3176",
    "proof: status 3180",
    "link: review:lines_in_doubt",
    "people: QuickBooks: order",
    "people: QuickBooks: receive",
    "conflict: memo",
    "conflict: ref_number",
    "conflict: vendor",
    "conflict: name",
    "conflict: a line",
    "conflict: amount",
    "conflict: description",
    *(f"seldom: {name}" for group in SELDOM.values() for name in group),
    *(f"seldom: merge of {kind}" for kind in MERGED),
    "seldom: accept company_file_restored",
    "seldom: accept counterfoil_restored",
    "answer: review: keep_ours",
    "answer: review: keep_theirs",
    "answer: review: delete_both",
    "answer: merged_away: link",
    "answer: missing_after_restore: keep_ours",
    "answer: missing_after_restore: delete_both",
    "answer: possible_duplicate: create",
}
"""What a batch of a thousand seeds must have met; otherwise it proves nothing (promise I30)."""


@dataclass
class Outcome:
    """What became of one seed."""

    seed: int
    error: str = ""
    story: list[str] = field(default_factory=list)
    met: Counter[str] = field(default_factory=Counter)
    seconds: float = 0.0
    again: str = ""
    """The command that shows it again."""


def fresh() -> int:
    """Where this commit's own seeds begin: each commit has others, and the same commit has the same again."""
    asked = ["git", "-C", str(Path(__file__).parent), "rev-parse", "HEAD"]
    commit = subprocess.run(asked, capture_output=True, text=True, check=False).stdout
    return int(commit[:9] or "0", 16)


def past() -> list[int]:
    """The seeds of `seeds.txt`."""
    return [int(line.split()[0]) for line in PAST.read_text(encoding="utf-8").splitlines() if line[:1].isdigit()]


def run(
    seed: int,
    begin: Begin | None = None,
    *,
    twice: bool | None = None,
    theme: str | None = None,
    seldom: tuple[str, ...] | None = None,
) -> Outcome:
    """One seed; `begin` says where the books are kept: in memory when nothing is said.

    `twice`: whether it is run once more, to see that it goes the same way. `theme`, `seldom`: as in `weather`.
    """
    began, drawn = time.process_time(), weather(seed, theme=theme, seldom=seldom)
    outcome, trace = _run(drawn, begin)
    if twice or (twice is None and seed % TWICE_EVERY == 0 and not outcome.error):
        again, other = _run(drawn, begin)
        if (again.error, other) != (outcome.error, trace):
            outcome.error = outcome.error or "I29: the same seed went another way the second time"
    outcome.seconds = time.process_time() - began
    return outcome


def _run(drawn: Weather, begin: Begin | None) -> tuple[Outcome, str]:
    seed, world = drawn.seed, World(drawn, begin)
    error = ""
    try:
        world.run()
    except Broken as broken:
        error = str(broken)
    except Exception as surprise:  # noqa: BLE001 - a storm reports whatever breaks
        place = traceback.extract_tb(surprise.__traceback__)[-1]
        error = f"{type(surprise).__name__}: {surprise} ({Path(place.filename).name}:{place.lineno})"
    story = [f"weather: {world.weather.said()}", *world.story[-STORY:]] if error else []
    again = f"python -m tests.storm --seed {seed}{getattr(begin, 'option', '')}"
    return Outcome(seed, error, story, met_in(world), again=again), world.trace()


def met_in(world: World) -> Counter[str]:
    """What a seed came across."""
    met = Counter({_named(what): n for what, n in world.happened.items()})
    met.update(f"seldom: {each.name}" for each in world.seldom.screen.happened)
    met.update(f"QuickBooks: {each.fault}" for each in world.machine.faults.happened)
    met.update(f"link: {state}" for state in world.promises.states)
    met.update(f"proof: {_proof(intent.evidence)}" for intent in world.books.memory.intents.values())
    met.update(f"conflict: {_path(row.conflict.path)}" for row in world.books.memory.conflicts)
    return met


def _named(what: str) -> str:
    if what.startswith(("seldom: ", "answer: ")):
        return what
    return f"ours: {what}" if what in OUR_FAULTS else f"people: {what}"


def _proof(evidence: str) -> str:
    return re.sub(r"^the carrier:.*", "the carrier", evidence) or "none yet"


def _path(path: str) -> str:
    return "a line" if path.endswith("]") else path.rsplit(".", 1)[-1]


def run_all(seeds: Iterable[int], workers: int, ground: Ground | None = None) -> Iterator[Outcome]:
    """These seeds, by so many processes."""
    first_sync()
    gc.collect()
    gc.freeze()
    gc.disable()
    one = partial(_cleanly, begin=ground, twice=None if ground is None or ground.repeats else False)
    if workers <= 1:
        yield from map(one, seeds)
        return
    waiting = iter(seeds)
    with multiprocessing.get_context("fork").Pool(workers) as pool:
        while batch := list(islice(waiting, workers * BATCH)):
            yield from pool.imap_unordered(one, batch)


def _cleanly(seed: int, begin: Ground | None, *, twice: bool | None) -> Outcome:
    """One seed, and what it left is collected at once: looking for it meanwhile costs a tenth of the time."""
    outcome = run(seed, begin, twice=twice)
    gc.collect()
    return outcome


def until(seeds: Iterator[int], seconds: float) -> Iterator[int]:
    """Seeds as long as there is time."""
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        yield next(seeds)


def report(outcome: Outcome) -> str:
    """A failing seed: what broke, how to see it again, and the story that led there."""
    return "\n".join([f"seed {outcome.seed}: {outcome.error}", f"again: {outcome.again}", *outcome.story])
