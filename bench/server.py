"""The server's share of a sync: the engine on real books in a database of its own, with a company file as a script.

Each measurement runs in a process of its own with a fresh database, on a SQLite file and, where a PostgreSQL server is
installed, in a throw-away cluster. Time is CPU time: this process's, and on PostgreSQL its backend's as well. What the
company file takes to write its pages is not counted.
"""

import contextlib
import importlib
import json
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from tests import postgres

from bench.company import Company

START = datetime(2026, 11, 20, 15, 0, tzinfo=UTC)


def on_each_database(module: str, *arguments: str) -> Iterator[tuple[str, dict[str, Any]]]:
    """Run `python -m module arguments` with each database; its name, and what was printed, read as JSON."""
    with tempfile.TemporaryDirectory() as folder:
        yield "SQLite", _run(module, arguments, f"sqlite:///{folder}/bench.sqlite3")
    if postgres.programs() is not None:
        with postgres.cluster() as url:
            yield "PostgreSQL", _run(module, arguments, url)


def _run(module: str, arguments: tuple[str, ...], url: str) -> dict[str, Any]:
    environment = os.environ | {
        "DATABASE_URL": url,
        "DJANGO_SETTINGS_MODULE": "counterfoil.server.settings",
        "COUNTERFOIL_SECRET_KEY": "bench",
    }
    command = [sys.executable, "-m", module, *arguments]
    done = subprocess.run(command, env=environment, check=True, stdout=subprocess.PIPE, text=True)
    found: dict[str, Any] = json.loads(done.stdout.splitlines()[-1])
    return found


@dataclass(slots=True)
class Server:
    """Books in the database, and the clock by which they go; `heard` is called with every answer before it is taken."""

    connection: Any
    now: datetime = START
    heard: Callable[[str], object] = field(default=len)
    calls: int = 0

    @classmethod
    def make(cls) -> "Server":
        """A fresh database with one organization whose bills travel both ways."""
        _load()
        from django.core.management import call_command

        from counterfoil.server.people.models import Organization
        from counterfoil.server.sync.models import Connection, Preferences

        call_command("migrate", verbosity=0, skip_checks=True)
        organization = Organization.objects.create(slug="bench", name="Bench")
        Preferences.objects.everywhere().create(organization=organization, move_transactions=True, two_way=True)
        return cls(Connection.objects.everywhere().create(organization=organization))

    @classmethod
    def again(cls) -> "Server":
        """The same organization in another process."""
        _load()
        from counterfoil.server.sync.models import Connection

        return cls(Connection.objects.everywhere().get())

    def sync(self, company: Company, answer: str | None = None) -> float:
        """One run to its end; the seconds that it took the server.

        It begins some minutes after the one before, or goes on with an answer that was not taken in yet.
        """
        spent, _ = self.sync_until(company, lambda: False, answer)
        return spent

    def sync_until(
        self, company: Company, stop: Callable[[], bool], answer: str | None = None
    ) -> tuple[float, str | None]:
        """The same until `stop` says so: the seconds so far, and the answer that is to be taken in next."""
        if answer is None:
            self.now += timedelta(minutes=10)
        spent = 0.0
        while True:
            before = cpu()
            text = self.exchange(answer)
            spent += cpu() - before
            answer = None if text is None else company.answer(text)
            if answer is None:
                return spent, None
            self.heard(answer)
            if stop():
                return spent, answer

    def expect_many_changes(self) -> None:
        """Somebody approves of however much the next run will change."""
        from counterfoil.engine import brake

        self.connection.refresh_from_db()
        self.connection.facts = self.connection.facts | {brake.RELEASED: True}
        self.connection.save(update_fields=["facts"])

    def exchange(self, answer: str | None, before_commit: Callable[[], None] | None = None) -> str | None:
        """One call of the engine in its transaction."""
        from django.db import transaction

        from counterfoil.engine.exchange import exchange
        from counterfoil.server.sync.books import DjangoBooks

        self.calls += 1
        self.now += timedelta(seconds=2)
        with transaction.atomic():
            books = DjangoBooks(
                self.connection,
                clock=lambda: self.now,
                quickbooks_time=lambda: int(self.now.timestamp()),
                carrier="bench",
            )
            text = exchange(books, answer)
            if before_commit is not None:
                before_commit()
            return text


def _load() -> None:
    """Load everything: that is not what is measured."""
    import django

    django.setup()
    from counterfoil.server import garbage

    for module in ("counterfoil.server.sync.books", "counterfoil.engine.exchange"):
        importlib.import_module(module)
    garbage.settle()


def cpu() -> float:
    """CPU seconds of this process and, on PostgreSQL, of the backend that works for it."""
    return time.process_time() + _backend_seconds()


def _backend_seconds() -> float:
    from django.db import connection

    if connection.vendor != "postgresql":
        return 0.0
    connection.ensure_connection()
    numbers = Path(f"/proc/{connection.connection.info.backend_pid}/stat").read_text().rpartition(")")[2].split()
    return (int(numbers[11]) + int(numbers[12])) / os.sysconf("SC_CLK_TCK")


def highest_memory() -> float:
    """The most memory that this process ever held, in megabytes."""
    line = next(line for line in Path("/proc/self/status").read_text().splitlines() if line.startswith("VmHWM"))
    return float(line.split()[1]) / 1024


@contextlib.contextmanager
def counted() -> Iterator[list[str]]:
    """The statements that are made meanwhile."""
    from django.db import connection

    made: list[str] = []

    def note(execute: Any, sql: str, *rest: Any) -> Any:
        made.append(sql)
        return execute(sql, *rest)

    with connection.execute_wrapper(note):
        yield made
