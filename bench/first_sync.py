"""W10: the first sync of a company, the server's share: links, bases, bills with lines, history and details.

BENCH_FULL=1 takes the largest company, a hundred thousand bills, which takes some minutes on a quiet machine.

The process that begins is killed when half of the bills are there, in the middle of the transaction of a page; another
one is given the answer again and goes on. The work of that page is counted twice, and memory is the larger of both.

The floor is one pass of expat over every answer, and every row that the sync left in the database (bills, lines, lists,
links with their bases, audit log, details) stored once more, ready-made, in tables with a primary key and nothing else:
no index, constraint or foreign key. A page of rows is a commit, by `sqlite3.executemany` or by one COPY of ready bytes.
"""

import datetime as dt
import json
import os
import signal
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any, NoReturn
from xml.parsers import expat

from bench.company import Company
from bench.measure import Fact, Measured
from bench.server import Server, cpu, highest_memory, on_each_database

IDS = ("W10",)
BILLS = 100_000 if os.environ.get("BENCH_FULL") else 10_000
VENDORS, JOBS = BILLS // 10, BILLS * 15 // 100
GOAL = 6.0
MOST_MEGABYTES = 300
ROWS = 2_000
"""Rows a page of the floor: about as many as a page of two hundred bills comes down to."""

STORED = ("audit_", "bills_", "chart_", "customers_", "sync_", "vendors_")


def workloads() -> Iterator[Measured | Fact]:
    """How long it takes beside its floor, and the most memory that the process ever held."""
    for name, found in on_each_database("bench.first_sync", str(BILLS)):
        title = f"first sync of {BILLS} bills, {VENDORS} vendors, {JOBS} jobs, {name}"
        ours, floor = found["ours"], found["floor"]
        yield Measured(f"W10-{name}", title, "bills", BILLS, ours, floor, ours / floor, GOAL)
        memory = found["megabytes"]
        goal = f"< {MOST_MEGABYTES} MB"
        yield Fact(f"W10-{name}-memory", "the same, memory", f"{memory:.0f} MB", goal, memory < MOST_MEGABYTES)


def measure(bills: int) -> dict[str, float]:
    """Seconds of ours and of the floor, and the memory of ours."""
    begun = _begin_elsewhere(bills)
    server, passes = Server.again(), Passes(begun["passes"])
    company = Company(bills, bills // 10, bills * 15 // 100, mark=begun["mark"])
    server.heard, server.now = passes.over, dt.datetime.fromisoformat(begun["now"])
    ours = begun["ours"] + server.sync(company, begun["answer"])
    _expect(bills)
    megabytes = max(begun["megabytes"], highest_memory())
    return {"ours": ours, "floor": passes.seconds + _store_again(), "megabytes": megabytes}


def _begin_elsewhere(bills: int) -> dict[str, Any]:
    """Sync half of the company in a process of its own, which is killed; what it left beside the database."""
    with tempfile.TemporaryDirectory() as folder:
        notes = Path(folder) / "notes.json"
        child = os.fork()
        if child == 0:
            _sync_half(bills, notes)
        _, status = os.waitpid(child, 0)
        assert os.WIFSIGNALED(status), "the first process was to be killed"
        found: dict[str, Any] = json.loads(notes.read_text())
        return found


def _sync_half(bills: int, notes: Path) -> NoReturn:
    """Sync until half of the bills are there; then take one more page in, and die before it is committed."""
    server, company, passes = Server.make(), Company(bills, bills // 10, bills * 15 // 100), Passes()
    server.heard = passes.over

    spent, answer = server.sync_until(company, lambda: _bills_there() >= bills // 2)
    before = cpu()

    def die() -> None:
        left = {"ours": spent + cpu() - before, "answer": answer, "now": server.now.isoformat(), "mark": company.mark}
        notes.write_text(json.dumps(left | {"passes": passes.seconds, "megabytes": highest_memory()}))
        os.kill(os.getpid(), signal.SIGKILL)

    server.exchange(answer, before_commit=die)
    raise AssertionError("the process was to be killed")


def _bills_there() -> int:
    from counterfoil.server.bills.models import Bill

    return Bill.objects.everywhere().count()


def _expect(bills: int) -> None:
    from counterfoil.server.bills.models import Bill
    from counterfoil.server.sync.models import Detail, Link

    linked = Link.objects.everywhere().filter(kind="bill", state="linked").count()
    counts = {Bill.objects.everywhere().count(), linked, Detail.objects.everywhere().filter(record_kind="bill").count()}
    assert counts == {bills}, f"not every bill has come over: {counts}"


class Passes:
    """Passes of expat over the answers, as they come."""

    def __init__(self, seconds: float = 0.0) -> None:
        self.seconds = seconds

    def over(self, answer: str) -> None:
        start = time.process_time()
        expat.ParserCreate().Parse(answer, True)
        self.seconds += time.process_time() - start


# The rows once more


def _store_again() -> float:
    from django.db import connection

    tables = [name for name in connection.introspection.table_names() if name.startswith(STORED)]
    return _copy_again(tables) if connection.vendor == "postgresql" else _insert_again(tables)


def _insert_again(tables: list[str]) -> float:
    """Into a file of its own with the same care for power cuts; keys are the row ids, as there."""
    import sqlite3

    from django.db import connection

    sqlite3.register_adapter(dt.time, str)
    spent = 0.0
    with tempfile.TemporaryDirectory(dir=Path(str(connection.settings_dict["NAME"])).parent) as folder:
        bare = sqlite3.connect(f"{folder}/floor.sqlite3")
        bare.executescript("PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL;")
        for table in tables:
            for number, (names, page) in enumerate(_pages(connection.cursor(), table)):
                if number == 0:
                    others = ", ".join(f'"{name}"' for name in names if name != "id")
                    bare.execute(f'CREATE TABLE "{table}" (id INTEGER PRIMARY KEY, {others})')
                marks = ", ".join("?" * len(names))
                columns = ", ".join(f'"{name}"' for name in names)
                start = cpu()
                bare.executemany(f'INSERT INTO "{table}" ({columns}) VALUES ({marks})', page)
                bare.commit()
                spent += cpu() - start
        bare.close()
    return spent


def _pages(cursor: Any, table: str) -> Iterator[tuple[list[str], list[Any]]]:
    cursor.execute(f'SELECT * FROM "{table}" ORDER BY id')
    names = [column[0] for column in cursor.description]
    while page := cursor.fetchmany(ROWS):
        yield names, page


def _copy_again(tables: list[str]) -> float:
    """Into tables with the same columns and no more; the bytes are those that COPY writes."""
    from django.db import connection

    spent = 0.0
    with connection.cursor() as cursor:
        for table in tables:
            cursor.execute(
                f'CREATE TABLE "floor_{table}" (LIKE "{table}"); ALTER TABLE "floor_{table}" ADD PRIMARY KEY (id)'
            )
            cursor.execute(f'SELECT coalesce(max(id), 0) FROM "{table}"')
            for first in range(1, cursor.fetchone()[0] + 1, ROWS):
                with cursor.copy(
                    f'COPY (SELECT * FROM "{table}" WHERE id >= {first} AND id < {first + ROWS} ORDER BY id) TO STDOUT'
                ) as out:
                    data = b"".join(bytes(part) for part in out)
                start = cpu()
                with cursor.copy(f'COPY "floor_{table}" FROM STDIN') as into:
                    into.write(data)
                spent += cpu() - start
    return spent


if __name__ == "__main__":
    print(json.dumps(measure(int(sys.argv[1]))))
