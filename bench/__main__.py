"""`python -m bench [--rounds N] [ID …]`: measure, and print the table."""

import argparse
import importlib
import pkgutil
import sys
from collections.abc import Iterator

import bench
from bench.measure import Fact, Measured, Workload, measure


def main(arguments: list[str] | None = None) -> int:
    """Print the table; the exit code is 1 when a goal is missed."""
    parser = argparse.ArgumentParser(prog="python -m bench", description=bench.__doc__)
    parser.add_argument("ids", nargs="*", help="only workloads whose id starts with one of these, e.g. W1")
    parser.add_argument("--rounds", type=int, default=7)
    options = parser.parse_args(arguments)
    found = [each for each in all_workloads() if not options.ids or each.id.startswith(tuple(options.ids))]
    measured = measure([each for each in found if isinstance(each, Workload)], options.rounds)
    facts = [each for each in found if isinstance(each, Fact)]
    rows = [_row(each) for each in measured] + [_fact_row(each) for each in facts]
    _print([("", "workload", "ours", "floor", "ratio", "goal", ""), *rows])
    return 0 if all(row[-1] != "missed" for row in rows) else 1


def all_workloads() -> Iterator[Workload | Fact]:
    """The workloads of every module of this package, by name."""
    for module in pkgutil.iter_modules(bench.__path__):
        loaded = importlib.import_module(f"bench.{module.name}") if module.name != "__main__" else None
        if loaded is not None and hasattr(loaded, "workloads"):
            yield from loaded.workloads()


def _row(measured: Measured) -> tuple[str, ...]:
    each = measured.workload
    verdict = "" if each.goal is None else "good" if measured.ratio <= each.goal else "missed"
    goal = "" if each.goal is None else f"<= {each.goal:g}"
    ours = f"{each.amount / measured.ours:,.0f} {each.unit}/s"
    return each.id, each.title, ours, f"{each.amount / measured.floor:,.0f}/s", f"{measured.ratio:.2f}", goal, verdict


def _fact_row(fact: Fact) -> tuple[str, ...]:
    return fact.id, fact.title, fact.value, "", "", fact.goal, "good" if fact.good else "missed"


def _print(rows: list[tuple[str, ...]]) -> None:
    widths = [max(len(row[column]) for row in rows) for column in range(len(rows[0]))]
    for row in rows:
        print("  ".join(text.ljust(width) for text, width in zip(row, widths, strict=True)).rstrip())


sys.exit(main())
