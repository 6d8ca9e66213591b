"""The command line of the storms."""

from __future__ import annotations

import argparse
import itertools
import os
import signal
import sys
import time
from collections import Counter
from contextlib import nullcontext, suppress
from typing import TYPE_CHECKING

import tests.storm
from tests.storm.ground import postgres, sqlite
from tests.storm.mutants import MUTANTS, hunt
from tests.storm.run import EXPECTED, past, report, run, run_all, until
from tests.storm.world import first_sync

if TYPE_CHECKING:
    from contextlib import AbstractContextManager

    from tests.storm.ground import Ground

ENOUGH = 1000
"""Seeds from which a batch has to have met everything (promise I30)."""


def main(arguments: list[str] | None = None) -> int:
    """Run what was asked for; the exit code is 1 when a promise was broken or a planted bug survived."""
    parser = argparse.ArgumentParser(prog="python -m tests.storm", description=tests.storm.__doc__)
    parser.add_argument("--seeds", default="200", help="how many, or a range A-B")
    parser.add_argument("--seed", type=int, help="one seed, with its whole story")
    parser.add_argument("--minutes", type=float, help="fresh seeds for so long, instead of a number of them")
    parser.add_argument("--workers", type=int, default=1)
    parser.add_argument("--mutants", nargs="*", help="planted bugs, all or those named")
    parser.add_argument("--keep-going", action="store_true", help="do not stop at the first failing seed")
    where = parser.add_mutually_exclusive_group()
    where.add_argument("--sqlite", action="store_true", help="the books in SQLite files, people at the real services")
    where.add_argument("--postgres", action="store_true", help="the same on a private PostgreSQL")
    options = parser.parse_args(arguments)
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))  # a database that was started is stopped
    with ground_of(options) as ground:
        if options.seed is not None:
            return one(options.seed, ground)
        if options.mutants is not None:
            return mutants(options.mutants or list(MUTANTS), ground)
        return many(options, ground)


def ground_of(options: argparse.Namespace) -> AbstractContextManager[Ground | None]:
    """Where the books are kept: in memory unless a database was asked for."""
    if options.sqlite:
        return sqlite()
    return postgres() if options.postgres else nullcontext()


def one(seed: int, ground: Ground | None = None) -> int:
    """One seed again."""
    import tests.storm.run

    tests.storm.run.STORY = 10_000
    outcome = run(seed, ground, twice=ground is None or ground.repeats)
    print(report(outcome) if outcome.error else f"seed {seed}: every promise was kept")
    return int(bool(outcome.error))


def many(options: argparse.Namespace, ground: Ground | None = None) -> int:
    """Past failing seeds first, then the others."""
    first, _, last = options.seeds.partition("-")
    if options.minutes:
        start = int(time.time())
        fresh = until(itertools.count(start), options.minutes * 60)
        print(f"fresh seeds from {start} on, for {options.minutes:g} minutes")
    else:
        fresh = iter(range(int(first), int(last) + 1) if last else range(1, int(first) + 1))
    met: Counter[str] = Counter()
    done, failed, began = 0, 0, time.monotonic()
    with suppress(KeyboardInterrupt, SystemExit):  # who stops a long run still hears how far it came
        for outcome in run_all(itertools.chain(past(), fresh), options.workers, ground):
            done += 1
            met.update(outcome.met)
            if outcome.error:
                failed += 1
                print(report(outcome) if failed <= 5 else f"seed {outcome.seed}: {outcome.error}", flush=True)
                if not options.keep_going:
                    break
    seconds = time.monotonic() - began
    print(f"{done} seeds in {seconds:.0f} s ({seconds / max(done, 1):.2f} s each), {failed} failed")
    missing = sorted(EXPECTED - set(met)) if done >= ENOUGH and not failed else []
    for what in sorted(met):
        print(f"  {met[what]:7} {what}")
    if missing:
        print("met by no seed, so this batch proves nothing about (I30):", ", ".join(missing))
    return int(bool(failed or missing))


def mutants(names: list[str], ground: Ground | None = None) -> int:
    """Each planted bug must be caught within its bound."""
    first_sync()
    survivors = []
    for name in names:
        mutant = MUTANTS[name]
        caught = hunt(mutant, ground)
        said = f"seed {caught.seed}: {caught.error[:150]}" if caught else f"SURVIVED {mutant.bound} seeds"
        print(f"{name:32} {said}", flush=True)
        if caught is None:
            survivors.append(name)
    return int(bool(survivors))


if __name__ == "__main__":
    if os.environ.get("PYTHONHASHSEED") != "0":
        os.environ["PYTHONHASHSEED"] = "0"
        os.execv(sys.executable, [sys.executable, "-m", "tests.storm", *sys.argv[1:]])
    sys.exit(main())
