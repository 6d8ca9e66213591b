"""What the contract is run on: each implementation of `Books` is one entry of `IMPLEMENTATIONS`.

An implementation is a factory: it gets the test's request (to ask for a database) and a clock, and returns a `Library`.
"""

from __future__ import annotations

from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any, Protocol

import pytest

from counterfoil.engine.books import Write
from counterfoil.engine.memory import MemoryBooks
from counterfoil.reconcile.decision import Act

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from contextlib import AbstractContextManager

    from counterfoil.engine.books import Books
    from counterfoil.records import Kind, Record


@dataclass
class Clock:
    """A clock that stands until it is moved."""

    moment: datetime = datetime(2026, 11, 18, 15, 0, tzinfo=UTC)

    def now(self) -> datetime:
        return self.moment

    def advance(self, seconds: float) -> None:
        self.moment += timedelta(seconds=seconds)


class Library(Protocol):
    """Books to be tested, and a person who works at our side of them."""

    def open(self) -> AbstractContextManager[Books]:
        """The books inside one database transaction; what is raised inside leaves nothing behind."""

    def create(self, kind: Kind, record: Record) -> str:
        """A person enters a record here; returns its id."""

    def edit(self, kind: Kind, record_id: str, **fields: Any) -> None:
        """A person changes fields of a record here."""

    def delete(self, kind: Kind, record_id: str) -> None:
        """A person deletes a record here."""


class MemoryLibrary:
    """Books in memory: the definition."""

    def __init__(self, clock: Clock) -> None:
        self.books = MemoryBooks(clock=clock.now)

    @contextmanager
    def open(self) -> Iterator[Books]:
        with self.books.transaction():
            yield self.books

    def create(self, kind: Kind, record: Record) -> str:
        return self.books.create(kind, record)

    def edit(self, kind: Kind, record_id: str, **fields: Any) -> None:
        self.books.edit(kind, record_id, **fields)

    def delete(self, kind: Kind, record_id: str) -> None:
        self.books.delete(kind, record_id)


class DjangoLibrary:
    """Books in the database, and the services by which a person works."""

    def __init__(self, request: pytest.FixtureRequest, clock: Clock) -> None:
        from counterfoil.server.audit.actor import Actor
        from counterfoil.server.sync.models import Connection

        self.organization = request.getfixturevalue("organization")
        self.connection = Connection.objects.everywhere().create(organization=self.organization)
        self.actor = Actor("person", "1", "Ada")
        self.clock = clock

    @contextmanager
    def open(self) -> Iterator[Books]:
        from django.db import transaction

        from counterfoil.server.sync.books import DjangoBooks

        with transaction.atomic():
            yield DjangoBooks(
                self.connection,
                clock=self.clock.now,
                quickbooks_time=lambda: int(self.clock.now().timestamp()),
                carrier="agent",
            )

    def create(self, kind: Kind, record: Record) -> str:
        return self._write(Write(Act.CREATE, kind, "new", record=record))

    def edit(self, kind: Kind, record_id: str, **fields: Any) -> None:
        with self.open() as books:
            held = books.records(kind, [record_id])[record_id]
        assert held.record is not None, "what was deleted cannot be edited"
        changed = replace(held.record, **fields)
        self._write(Write(Act.CHANGE, kind, "edit", record_id, changed, revision=held.revision))

    def delete(self, kind: Kind, record_id: str) -> None:
        self._write(Write(Act.DELETE, kind, "delete", record_id))

    def _write(self, write: Write) -> str:
        from counterfoil.server.sync.kinds import APPS

        (written,) = APPS[write.kind].write_many(self.organization, self.actor, [write])
        assert written.problem is None, written.problem
        return written.record_id


IMPLEMENTATIONS: dict[str, Callable[[pytest.FixtureRequest, Clock], Library]] = {
    "database": DjangoLibrary,
    "memory": lambda _request, clock: MemoryLibrary(clock),
}
"""Name → factory."""


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture(params=[pytest.param("database", marks=pytest.mark.django_db), "memory"])
def library(request: pytest.FixtureRequest, clock: Clock) -> Library:
    return IMPLEMENTATIONS[request.param](request, clock)
