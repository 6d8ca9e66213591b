"""What every test of the server may ask for: a quick database, two organizations, and the people around them."""

from __future__ import annotations

import shutil
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING, Any

import hypothesis
import pytest
from django.conf import settings

if TYPE_CHECKING:
    from collections.abc import Iterator

    from counterfoil.server.audit.actor import Actor
    from counterfoil.server.people.models import Organization, User

hypothesis.settings.register_profile("untimed", deadline=None, suppress_health_check=[hypothesis.HealthCheck.too_slow])
hypothesis.settings.load_profile("untimed")  # no test here fails because the machine is busy

PASSWORD = "correct horse battery"


FOLDERS: list[str] = []
"""Where this process keeps its test database."""


def pytest_unconfigure() -> None:
    """Leave nothing behind in memory or on the disk."""
    for folder in FOLDERS:
        shutil.rmtree(folder, ignore_errors=True)


def pytest_configure() -> None:
    """Tests run on a SQLite file without waiting for the disk, or on the PostgreSQL of DATABASE_URL."""
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
    settings.EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
    database = settings.DATABASES["default"]
    if database["ENGINE"] == settings.OUR_SQLITE:
        memory = Path("/dev/shm")
        folder = tempfile.mkdtemp(prefix="counterfoil-tests-", dir=memory if memory.is_dir() else None)
        FOLDERS.append(folder)
        database.setdefault("TEST", {})["NAME"] = str(Path(folder) / "test.sqlite3")
        pragmas = database["OPTIONS"]["init_command"]
        database["OPTIONS"]["init_command"] = pragmas.replace("synchronous=FULL", "synchronous=OFF")


@pytest.fixture(scope="session", autouse=True)
def _flushing_may_empty_append_only_tables() -> Iterator[None]:
    """Tests that commit are cleaned up by emptying every table, which the audit log's triggers rightly refuse."""
    from django.db import connection

    flush = connection.ops.sql_flush

    def flush_without_triggers(*args: Any, **options: Any) -> list[str]:
        statements = flush(*args, **options)
        return [*_before_flush(connection.vendor), *statements, *_after_flush(connection.vendor)] if statements else []

    connection.ops.sql_flush = flush_without_triggers  # type: ignore[method-assign]
    yield
    connection.ops.sql_flush = flush  # type: ignore[method-assign]


@pytest.fixture(scope="session", autouse=True)
def _flushing_leaves_the_built_in_roles(django_db_setup: None) -> Iterator[None]:
    """A migration makes them once; a test that commits empties their table too, and they are made again."""
    from django.db.models.signals import post_migrate

    post_migrate.connect(_make_roles_again)
    yield
    post_migrate.disconnect(_make_roles_again)


def _make_roles_again(sender: Any, **_: Any) -> None:
    from counterfoil.server.people.models import Role
    from counterfoil.server.people.permissions import BUILT_IN_ROLES

    if sender.label == "people":
        for name in BUILT_IN_ROLES:
            _role(Role, name)


def _triggers() -> dict[str, str]:
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute("SELECT name, sql FROM sqlite_master WHERE type = 'trigger' AND name LIKE '%%_no_delete'")
        return dict(cursor.fetchall())


def _before_flush(vendor: str) -> list[str]:
    if vendor == "postgresql":
        return ['ALTER TABLE "audit_entry" DISABLE TRIGGER USER;']
    return [f'DROP TRIGGER "{name}";' for name in _triggers()]


def _after_flush(vendor: str) -> list[str]:
    if vendor == "postgresql":
        return ['ALTER TABLE "audit_entry" ENABLE TRIGGER USER;']
    return [f"{sql};" for sql in _triggers().values()]


@pytest.fixture
def organization(db) -> Organization:
    """Whose books the test is about."""
    from counterfoil.server.people.models import Organization

    return Organization.objects.create(slug="keller", name="Keller Builders")


@pytest.fixture
def other_organization(db) -> Organization:
    """Whose books must not be seen or touched."""
    from counterfoil.server.people.models import Organization

    return Organization.objects.create(slug="other", name="Other Company")


def member(organization: Organization, role: str, email: str = "") -> User:
    """A user with one role in one organization; the password is PASSWORD."""
    from counterfoil.server.people.models import Membership, Role, User

    user = User.objects.create_user(email or f"{role}@{organization.slug}.example", PASSWORD, name=role.title())
    built_in, _ = _role(Role, role)
    Membership.objects.create(user=user, organization=organization, role=built_in)
    return user


def _role(model: Any, name: str) -> tuple[Any, bool]:
    """The built-in role; made anew where a test that commits has emptied the table."""
    from counterfoil.server.people.permissions import BUILT_IN_ROLES

    label, permissions = BUILT_IN_ROLES[name]
    made = {"label": label, "permissions": sorted(permissions)}
    role: tuple[Any, bool] = model.objects.get_or_create(organization=None, name=name, defaults=made)
    return role


@pytest.fixture
def administrator(organization) -> User:
    """May do everything in `organization`."""
    return member(organization, "administrator")


@pytest.fixture
def accountant(organization) -> User:
    """May do everything but manage people."""
    return member(organization, "accountant")


@pytest.fixture
def clerk(organization) -> User:
    """Enters bills, and may not sync."""
    return member(organization, "clerk")


@pytest.fixture
def auditor(organization) -> User:
    """May look, and change nothing."""
    return member(organization, "auditor")


@pytest.fixture
def stranger(other_organization) -> User:
    """An administrator of another organization."""
    return member(other_organization, "administrator")


@pytest.fixture
def actor(administrator) -> Actor:
    """The administrator, as changes are written down for them."""
    from counterfoil.server.audit.actor import Actor

    return Actor.person(administrator.pk, str(administrator))


@pytest.fixture
def sync() -> Actor:
    """The engine, as changes are written down for it."""
    from counterfoil.server.audit.actor import SYNC

    return SYNC
