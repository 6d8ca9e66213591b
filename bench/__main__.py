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
    found = list(workloads(tuple(options.ids)))
    measured = measure([each for each in found if isinstance(each, Workload)], options.rounds)
    measured += [each for each in found if isinstance(each, Measured)]
    facts = [each for each in found if isinstance(each, Fact)]
    rows = [_row(each) for each in measured] + [_fact_row(each) for each in facts]
    _print([("", "workload", "ours", "floor", "ratio", "goal", ""), *rows])
    return 0 if all(row[-1] != "missed" for row in rows) else 1


def workloads(ids: tuple[str, ...]) -> Iterator[Workload | Measured | Fact]:
    """The workloads whose ids start with one of these, or all; a module that names its `IDS` is left out unasked."""
    for name in sorted(module.name for module in pkgutil.iter_modules(bench.__path__) if module.name != "__main__"):
        module = importlib.import_module(f"bench.{name}")
        begins: tuple[str, ...] = getattr(module, "IDS", ("",))
        if hasattr(module, "workloads") and (not ids or any(each.startswith(begins) for each in ids)):
            yield from (each for each in module.workloads() if not ids or each.id.startswith(ids))


def _row(measured: Measured) -> tuple[str, ...]:
    verdict = "" if measured.goal is None else "good" if measured.ratio <= measured.goal else "missed"
    goal = "" if measured.goal is None else f"<= {measured.goal:g}"
    ours = f"{measured.amount / measured.ours:,.0f} {measured.unit}/s"
    floor = f"{measured.amount / measured.floor:,.0f}/s"
    return measured.id, measured.title, ours, floor, f"{measured.ratio:.2f}", goal, verdict


def _fact_row(fact: Fact) -> tuple[str, ...]:
    return fact.id, fact.title, fact.value, "", "", fact.goal, "good" if fact.good else "missed"


def _print(rows: list[tuple[str, ...]]) -> None:
    widths = [max(len(row[column]) for row in rows) for column in range(len(rows[0]))]
    for row in rows:
        print("  ".join(text.ljust(width) for text, width in zip(row, widths, strict=True)).rstrip())


sys.exit(main())
