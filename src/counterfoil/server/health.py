"""What the doctor looks at: each check is a function that says one sentence."""

from __future__ import annotations

import os
from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.conf import settings
from django.db import DatabaseError, connection
from django.db.migrations.executor import MigrationExecutor
from django.utils import timezone

from counterfoil.server import wall
from counterfoil.server.audit.queries import first_broken_entry
from counterfoil.server.people.models import Organization

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Callable, Iterator

SHORTEST_KEY = 32
MOST_CLOCK_SECONDS = 5.0


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing looked at, in one sentence; when it is not fine, the sentence says what to do."""

    is_fine: bool
    sentence: str


def findings(*, with_audit: bool = False) -> Iterator[Finding]:
    """Look at everything; what needs the database is left out when it cannot be reached."""
    yield from (check() for check in WITHOUT_DATABASE)
    reachable = database()
    yield reachable
    if reachable.is_fine:
        yield from (check() for check in WITH_DATABASE[connection.vendor])
        if with_audit:
            yield audit_log()


def secret_key() -> Finding:
    """The key that signs sessions is long; with several processes it must come from the environment."""
    if len(settings.SECRET_KEY) < SHORTEST_KEY:
        return Finding(False, f"COUNTERFOIL_SECRET_KEY is shorter than {SHORTEST_KEY} characters: make a longer one.")
    source = "from the environment" if os.environ.get("COUNTERFOIL_SECRET_KEY") else "kept beside the database"
    return Finding(True, f"The secret key is long enough ({source}).")


def address() -> Finding:
    """Whatever is reached from other machines is reached by HTTPS."""
    is_local = settings.BASE_URL.startswith(("http://127.0.0.1", "http://localhost"))
    if settings.IS_HTTPS or is_local:
        return Finding(True, f"The server's address is {settings.BASE_URL}.")
    return Finding(False, f"{settings.BASE_URL} is not encrypted: set COUNTERFOIL_BASE_URL to an https address.")


def debugging() -> Finding:
    """Debugging shows a stranger more than they should see."""
    if settings.DEBUG:
        return Finding(False, "Debugging is on: unset COUNTERFOIL_DEBUG.")
    return Finding(True, "Debugging is off.")


def database() -> Finding:
    """The database answers."""
    try:
        connection.ensure_connection()
    except DatabaseError as error:
        reason = str(error).strip().splitlines()[0]
        return Finding(False, f"The database cannot be reached: {reason}")
    return Finding(True, f"The database answers ({connection.display_name}).")


def migrations() -> Finding:
    """The tables are those of this version."""
    executor = MigrationExecutor(connection)
    waiting = len(executor.migration_plan(executor.loader.graph.leaf_nodes()))
    if waiting:
        return Finding(False, f"{waiting} migrations are waiting: run `counterfoil manage migrate`.")
    return Finding(True, "The tables are up to date.")


def role() -> Finding:
    """A superuser passes by every protection that PostgreSQL has."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT rolname, rolsuper, rolbypassrls FROM pg_roles WHERE rolname = current_user")
        name, is_superuser, passes_by_policies = cursor.fetchone()
    if is_superuser or passes_by_policies:
        return Finding(False, f"The database role {name} is too powerful: use one that is no superuser.")
    return Finding(True, f"The database role {name} is an ordinary one.")


def second_wall() -> Finding:
    """PostgreSQL itself keeps organizations apart, and this role could not take that down (`server.wall`)."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT tableowner = current_user FROM pg_tables WHERE tablename = 'audit_entry'")
        is_owner = bool((cursor.fetchone() or [False])[0])
    open_tables = sorted(set(wall.tables()) - wall.built())
    if open_tables:
        return Finding(False, f"These tables have no row-level security: {', '.join(open_tables)}. Migrate anew.")
    if not wall.stands():
        return Finding(False, "Row-level security does not hold this database role: use one that is no superuser.")
    if is_owner:
        return Finding(
            False, "The database role owns the tables, so it could take row-level security down: see the guide."
        )
    return Finding(True, "Row-level security keeps the organizations apart.")


def clock() -> Finding:
    """The server's clock agrees with the database's."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT clock_timestamp()")
        theirs: dt.datetime = cursor.fetchone()[0]
    apart = abs((timezone.now() - theirs).total_seconds())
    if apart > MOST_CLOCK_SECONDS:
        return Finding(False, f"The clocks of server and database are {apart:.0f} seconds apart: set them by NTP.")
    return Finding(True, "The clocks of server and database agree.")


def durability() -> Finding:
    """A commit survives a power cut, and readers do not wait for writers."""
    with connection.cursor() as cursor:
        answers = []
        for name in ("journal_mode", "synchronous", "foreign_keys"):
            cursor.execute(f"PRAGMA {name}")
            answers.append(cursor.fetchone()[0])
    if answers != ["wal", 2, 1]:
        return Finding(
            False, "SQLite does not run as it should (WAL, synchronous, foreign keys): is it a network disk?"
        )
    return Finding(True, "SQLite writes through to the disk.")


def local_clock() -> Finding:
    """The machine knows what year it is."""
    now = timezone.now()
    if now.year < 2026:
        return Finding(False, f"The clock says {now:%Y-%m-%d}: set it.")
    return Finding(True, f"The clock says {now:%Y-%m-%d %H:%M} UTC.")


def audit_log() -> Finding:
    """Nobody has changed, removed or slipped in an entry (rule S13)."""
    for organization in Organization.objects.order_by("slug"):
        broken = first_broken_entry(organization)
        if broken is not None:
            return Finding(
                False, f"The audit log of {organization.slug} is broken at entry {broken}: compare it with a backup."
            )
    return Finding(True, "The audit logs are whole.")


WITHOUT_DATABASE: tuple[Callable[[], Finding], ...] = (secret_key, address, debugging)
WITH_DATABASE: dict[str, tuple[Callable[[], Finding], ...]] = {
    "sqlite": (migrations, durability, local_clock),
    "postgresql": (migrations, role, second_wall, clock),
}
