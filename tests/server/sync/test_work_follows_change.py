"""What a run costs follows from what has changed, never from what is known; and a first sync goes on wherever it stood.

Work is counted, not timed: statements, and on SQLite the steps of its machine, on PostgreSQL the rows that were read.
"""

from __future__ import annotations

from collections import Counter
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

import pytest
from bench.company import Company
from bench.server import Server, counted
from django.db import connection

from counterfoil.server.audit.models import Entry
from counterfoil.server.bills.models import Bill
from counterfoil.server.sync.models import Connection, Detail, Link, Preferences

if TYPE_CHECKING:
    from collections.abc import Iterator

STEPS = 100
"""Steps of SQLite's machine that are counted as one."""

A_FEW = {"sqlite": 10, "postgresql": 60}
"""How much two idle runs may differ by; reading the links of 400 bills would cost several times as much.

PostgreSQL reads past every version of a row that the test's one long transaction has made: more calls, more versions.
"""

READ = """SELECT coalesce(sum(coalesce(seq_tup_read, 0) + coalesce(idx_tup_fetch, 0)), 0)
FROM pg_stat_xact_user_tables"""


@pytest.fixture
def server(connection_row, organization) -> Server:
    Preferences.objects.everywhere().create(organization=organization, move_transactions=True, two_way=True)
    return Server(connection_row)


def company(bills: int) -> Company:
    return Company(bills, vendors=5, jobs=9)


@contextmanager
def work() -> Iterator[Counter[str]]:
    """How much the database did meanwhile."""
    found: Counter[str] = Counter()
    with counted() as made, _database_work(found):
        yield found
    found["statements"] = len(made)


@contextmanager
def _database_work(found: Counter[str]) -> Iterator[None]:
    if connection.vendor == "postgresql":
        before = _rows_read()
        yield
        found["work"] = _rows_read() - before
        return
    connection.connection.set_progress_handler(lambda: found.update(work=1), STEPS)
    try:
        yield
    finally:
        connection.connection.set_progress_handler(None, STEPS)


def _rows_read() -> int:
    with connection.cursor() as cursor:
        cursor.execute(READ)
        return int(cursor.fetchone()[0])


def plan_as_among_very_many() -> None:
    """PostgreSQL reads a small table whole, and plans by what it last counted: neither is so in a large one."""
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("ANALYZE")
            cursor.execute("SET LOCAL enable_seqscan = off")


def a_day(server: Server, file: Company, edition: int) -> Counter[str]:
    """Twenty bills are edited and one deleted; what it costs to take that in."""
    file.changed = dict.fromkeys(range(3, 23), edition)
    file.gone = [edition]
    plan_as_among_very_many()
    with work() as found:
        server.sync(file)
    return found


def test_a_day_of_changes_costs_the_same_whatever_is_known(server):
    file = company(140)
    server.sync(file)
    a_day(server, file, 1)
    among_few = a_day(server, file, 2)
    file.changed = dict.fromkeys(range(140, 700), 0)
    server.sync(file)
    among_many = a_day(server, file, 3)

    assert Bill.objects.of(server.connection.organization_id).filter(memo__startswith="3: ").count() == 20
    assert among_many["statements"] == among_few["statements"]
    assert among_few["work"] > 0
    assert among_many["work"] <= among_few["work"] * 1.2


def test_a_run_that_finds_nothing_costs_the_same_whatever_is_known(server):
    file = company(1)
    server.sync(file)
    costs = []
    for known in (20, 400):
        file.changed = dict.fromkeys(range(known), 0)
        server.sync(file)
        file.changed = {}
        plan_as_among_very_many()
        with work() as found:
            server.sync(file)
        costs.append(found)

    assert costs[0]["statements"] == costs[1]["statements"]
    assert costs[1]["work"] <= costs[0]["work"] + A_FEW[connection.vendor]


# A first sync: what it costs follows from what comes over


def new_bills(server: Server, jobs: int) -> Counter[str]:
    """Forty bills come over, of a file with so many jobs; what that costs, foreign keys included."""
    file = Company(1, vendors=5, jobs=jobs)
    server.sync(file)
    file.changed = dict.fromkeys(range(1, 41), 0)
    with work() as found:
        server.sync(file)
    return found


def test_a_new_bill_costs_the_same_however_long_the_lists_are(server, organization, other_organization):
    check_foreign_keys_at_once()
    Preferences.objects.everywhere().create(organization=other_organization, move_transactions=True, two_way=True)
    other = Server(Connection.objects.everywhere().create(organization=other_organization))
    few, many = new_bills(server, 9), new_bills(other, 700)

    assert Bill.objects.of(organization).count() == Bill.objects.of(other_organization).count() == 41
    assert many["work"] <= few["work"] * 2.5, "PostgreSQL's plans differ a little; the lists differ nearly eightyfold"


def check_foreign_keys_at_once() -> None:
    """PostgreSQL would look at them when the test's transaction ends; and it reads a small table whole, if it may."""
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("SET CONSTRAINTS ALL IMMEDIATE; SET LOCAL enable_seqscan = off; DISCARD PLANS")


# A first sync stops anywhere, and goes on


@pytest.mark.parametrize("calls", [3, 5, 6])
def test_a_first_sync_goes_on_in_another_process_after_any_page(server, calls):
    file, text = company(450), None
    for _ in range(calls):
        text = server.exchange(file.answer(text) if text else None)
    elsewhere = Server(Connection.objects.everywhere().get(pk=server.connection.pk), now=server.now)
    while text is not None:
        text = elsewhere.exchange(file.answer(text))

    assert_each_came_once(server, 450)


@pytest.mark.parametrize("calls", [3, 5, 6])
def test_a_first_sync_goes_on_after_a_broken_session_and_takes_nothing_in_twice(server, calls):
    file, text = company(450), None
    for _ in range(calls):
        text = server.exchange(file.answer(text) if text else None)
    done = Bill.objects.of(server.connection.organization_id).count()
    server.sync(file)

    assert done < 450
    assert_each_came_once(server, 450)


def assert_each_came_once(server: Server, bills: int) -> None:
    whose: Any = server.connection.organization_id
    assert Bill.objects.of(whose).count() == bills
    assert Link.objects.of(whose).filter(kind="bill", state="linked").count() == bills
    assert Detail.objects.of(whose).filter(record_kind="bill", kind="created").count() == bills
    assert Entry.objects.of(whose).filter(kind="bill", action="created").count() == bills
    assert Connection.objects.of(whose).get().watermarks["Bill"]
