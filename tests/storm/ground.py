"""The databases that storms from the command line rage in: a SQLite file in memory, or a private PostgreSQL."""

from __future__ import annotations

import contextlib
import os
import shutil
import tempfile
from abc import ABC, abstractmethod
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from tests.postgres import cluster

if TYPE_CHECKING:
    from collections.abc import Iterator

    from counterfoil.simulator.company import CompanyFile
    from tests.storm.database import DatabaseBooks, Desk
    from tests.storm.world import World


class Ground(ABC):
    """A place to begin seeds at; it can be handed to another process."""

    option: str
    """What the command line calls it, after a blank."""
    repeats: bool
    """Whether a seed goes the same way every time, ids and all."""

    def __call__(self, world: World) -> tuple[CompanyFile, DatabaseBooks, Desk]:
        """Where a seed begins."""
        from tests.storm.database import in_database

        self.fresh()
        return in_database(world)

    @abstractmethod
    def fresh(self) -> None:
        """A database of this process's own."""


@dataclass(frozen=True)
class SqliteGround(Ground):
    """A file for each process, copied from the empty one for each seed."""

    empty: Path
    option = " --sqlite"
    repeats = True

    def fresh(self) -> None:
        from django.db import connection

        connection.close()
        file = self.empty.with_name(f"{os.getpid()}.sqlite3")
        for tail in ("-wal", "-shm"):
            file.with_name(file.name + tail).unlink(missing_ok=True)
        shutil.copyfile(self.empty, file)
        connection.settings_dict["NAME"] = str(file)


@dataclass(frozen=True)
class PostgresGround(Ground):
    """A database for each process, copied once from the empty one: each seed is an organization of its own in it."""

    option = " --postgres"
    repeats = False

    def fresh(self) -> None:
        from django.db import connection

        name = f"storm_{os.getpid()}"
        if connection.settings_dict["NAME"] == name:
            return
        connection.close()
        connection.settings_dict["NAME"] = "postgres"
        with connection.cursor() as cursor:
            cursor.execute(f"CREATE DATABASE {name} TEMPLATE empty")
        connection.close()
        connection.settings_dict["NAME"] = name


class Here(Ground):
    """The database that Django is connected to, as in a test."""

    repeats = False

    def __init__(self) -> None:
        from django.db import connection

        self.option = " --postgres" if connection.vendor == "postgresql" else " --sqlite"

    def fresh(self) -> None:
        pass


@contextlib.contextmanager
def sqlite() -> Iterator[Ground]:
    """Where seeds begin on SQLite."""
    memory = Path("/dev/shm")
    with tempfile.TemporaryDirectory(prefix="counterfoil-storm-", dir=memory if memory.is_dir() else None) as name:
        empty = Path(name) / "empty.sqlite3"
        _set_up(f"sqlite:///{empty}")
        yield SqliteGround(empty)


@contextlib.contextmanager
def postgres() -> Iterator[Ground]:
    """Where seeds begin on PostgreSQL."""
    import psycopg

    with cluster() as url:
        with psycopg.connect(url, autocommit=True) as connection:
            connection.execute("CREATE DATABASE empty")
        _set_up(urlsplit(url)._replace(path="/empty").geturl())
        yield PostgresGround()


def _set_up(url: str) -> None:
    """Django on an empty database, with its tables made, and no connection left open."""
    import django
    from django.core.management import call_command

    os.environ |= {
        "DJANGO_SETTINGS_MODULE": "counterfoil.server.settings",
        "DATABASE_URL": url,
        "COUNTERFOIL_SECRET_KEY": "k" * 50,
    }
    django.setup()
    from django.db import connection

    options = connection.settings_dict["OPTIONS"]
    if "init_command" in options:
        options["init_command"] = options["init_command"].replace("synchronous=FULL", "synchronous=OFF")
    call_command("migrate", verbosity=0)
    from tests.storm.database import neighbour

    neighbour()
    if connection.vendor == "sqlite":
        with connection.cursor() as cursor:
            cursor.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    connection.close()
