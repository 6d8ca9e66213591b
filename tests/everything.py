"""Runs every test there is: `make test`, or `python -m tests.everything`.

First all tests on SQLite, two minutes of storms among them, then those that touch a database again on a real
PostgreSQL. Tests run in random order on all cores; a failing run prints the seed of its order. Arguments go to pytest.
"""

import os
import subprocess
import sys
import time
from collections.abc import Callable, Sequence

from tests.postgres import cluster

ON_POSTGRESQL = (
    "tests/server",
    "tests/contract",
    *(f"tests/journeys/test_{story}.py" for story in ("bills", "lists", "conflicts", "one_way")),
    "tests/storm/test_storm_on_database.py",
)
"""Where the tests depend on the database; killing processes and watching pages is done once, on SQLite."""


def run(arguments: Sequence[str], **environment: str) -> bool:
    """Run a Python module with arguments; whether it succeeded."""
    return subprocess.run([sys.executable, "-m", *arguments], env=os.environ | environment, check=False).returncode == 0


def tests_on_sqlite(extra: Sequence[str]) -> bool:
    return run(["pytest", "--numprocesses=auto", "--dist=worksteal", *extra])


def tests_on_postgresql(extra: Sequence[str]) -> bool:
    with cluster() as url:
        return run(
            [
                "pytest",
                "--numprocesses=auto",
                "--dist=worksteal",
                *ON_POSTGRESQL,
                *extra,
            ],
            DATABASE_URL=url,
            COUNTERFOIL_SECRET_KEY="k" * 50,
        )


PARTS: tuple[tuple[str, Callable[[Sequence[str]], bool]], ...] = (
    ("tests on SQLite", tests_on_sqlite),
    ("tests on PostgreSQL", tests_on_postgresql),
)


def main(extra: Sequence[str]) -> int:
    """Run every part, whatever became of the one before, and say in a few lines how each went."""
    lines, failed = [], 0
    for name, part in PARTS:
        print(f"\n=== {name}", flush=True)
        begun = time.monotonic()
        succeeded = part(extra)
        failed += not succeeded
        lines.append(f"{'passed' if succeeded else 'FAILED'}  {name} ({time.monotonic() - begun:.0f} s)")
    print("\n" + "\n".join(lines))
    return min(failed, 1)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
