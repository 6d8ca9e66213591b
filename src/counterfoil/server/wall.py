"""The second wall between organizations: row-level security on PostgreSQL.

The first wall is the program's: nothing is read without saying whose rows are meant (`people.tenancy`). Should that
ever fail, the database itself shows a session the rows of one organization only: that which `within` names for the
current transaction. Unset means no rows at all. What must look across organizations says so with `across`, for as long
as it takes: finding out whose key or credential this is. Programs of the command line are the system's own
(`open_for_good`).

A superuser passes by it and SQLite has no such thing; there these functions do nothing and cost nothing. `doctor` says
whether the wall stands.
"""

from __future__ import annotations

from contextlib import contextmanager
from typing import TYPE_CHECKING, Any, Final

from asgiref.sync import iscoroutinefunction, markcoroutinefunction
from django.apps import apps
from django.db import connection, transaction
from django.db.backends.signals import connection_created

from counterfoil.server.people.tenancy import is_tenant

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from typing import TypeVar

    from django.http import HttpRequest, HttpResponseBase

    View = TypeVar("View", bound=Callable[..., HttpResponseBase])

ORGANIZATION: Final = "counterfoil.organization"
EVERYWHERE: Final = "counterfoil.everywhere"
POLICY: Final = "counterfoil_organization"

MAY: Final = f"""
"organization_id" = (SELECT NULLIF(current_setting('{ORGANIZATION}', true), '')::bigint)
OR (SELECT current_setting('{EVERYWHERE}', true) = 'on')
"""
"""Whose rows a session sees and makes. After a transaction that named one the setting is '' and not NULL. The selects
let PostgreSQL work each out once a statement rather than once a row."""

BUILD: Final = (
    'ALTER TABLE "{table}" ENABLE ROW LEVEL SECURITY',
    'ALTER TABLE "{table}" FORCE ROW LEVEL SECURITY',
    f'DROP POLICY IF EXISTS {POLICY} ON "{{table}}"',
    f'CREATE POLICY {POLICY} ON "{{table}}" USING ({MAY}) WITH CHECK ({MAY})',
)

STANDING: Final = "SELECT row_security_active('audit_entry')"
"""Whether this role is subject to the policies; every tenant table has the same."""

BUILT: Final = f"""
SELECT c.relname FROM pg_class c JOIN pg_policy p ON p.polrelid = c.oid
WHERE p.polname = '{POLICY}' AND c.relrowsecurity AND c.relforcerowsecurity AND c.relnamespace = 'public'::regnamespace
"""  # noqa: S608  # the name of the policy is a constant

_known: dict[str, bool] = {}
"""Role → whether the wall stands before it, asked once a process."""


def tables() -> list[str]:
    """The table of every model with an organization: all that the wall is built around."""
    return sorted(model._meta.db_table for model in apps.get_models() if is_tenant(model))


def stands() -> bool:
    """Whether the database shows this session the rows of one organization only."""
    if connection.vendor != "postgresql":
        return False
    connection.ensure_connection()
    role = str(connection.settings_dict["USER"])
    if role not in _known:
        _known[role] = bool(_ask(STANDING))
    return _known[role]


def look_again() -> None:
    """Forget whether it stands: the role has changed, or the tables."""
    _known.clear()


def built() -> frozenset[str]:
    """The tables that have their policy."""
    with connection.cursor() as cursor:
        cursor.execute(BUILT)
        return frozenset(row[0] for row in cursor.fetchall())


def open_to_migrations(**_: Any) -> None:
    """Let what migrates the tables see all of their rows, until `build`."""
    if connection.vendor == "postgresql":
        _open(connection)


def build(**_: Any) -> None:
    """Give every tenant table its policy, unless it has it: after each migration, so that none is forgotten."""
    if connection.vendor != "postgresql":
        return
    missing = sorted(set(tables()) - built())
    with connection.cursor() as cursor:
        cursor.execute(f"RESET {EVERYWHERE}")
        for table in missing:
            if _ask("SELECT to_regclass(%s) IS NOT NULL", f'"{table}"'):
                for statement in BUILD:
                    cursor.execute(statement.format(table=table))
    look_again()


def _ask(statement: str, *values: str) -> Any:
    with connection.cursor() as cursor:
        cursor.execute(statement, values)
        (answer,) = cursor.fetchone()
        return answer


def enter(organization_id: int) -> None:
    """From here to the end of this transaction only this organization's rows are there."""
    if stands():
        assert connection.in_atomic_block, "outside a transaction the setting would be gone at once"
        _set(ORGANIZATION, str(organization_id))


def _set(name: str, value: str) -> None:
    _ask("SELECT set_config(%s, %s, true)", name, value)


@contextmanager
def within(organization_id: int | None) -> Iterator[None]:
    """A transaction in which only this organization's rows are there; None for no rows, until `enter` is called."""
    if not stands():
        yield
        return
    is_inner = connection.in_atomic_block
    before = str(_ask("SELECT current_setting(%s, true)", ORGANIZATION) or "") if is_inner else ""
    with transaction.atomic():
        _set(ORGANIZATION, "" if organization_id is None else str(organization_id))
        yield
        if is_inner:
            _set(ORGANIZATION, before)


@contextmanager
def across() -> Iterator[None]:
    """In here the rows of all organizations are there: for a statement or two that find out whose something is."""
    if not stands():
        yield
        return
    with transaction.atomic():
        _set(EVERYWHERE, "on")
        yield
        _set(EVERYWHERE, "off")


def open_for_good() -> None:
    """Let this process see all organizations: for programs of the command line, never for one that answers others."""
    connection_created.connect(_open, dispatch_uid="counterfoil.wall")


def _open(connection: Any, **_: Any) -> None:
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute(f"SET {EVERYWHERE} = 'on'")


def outside(view: View) -> View:
    """Mark a view that reads no tenant's rows and has to answer when the database does not."""
    view.is_outside_the_wall = True  # type: ignore[attr-defined]  # a mark for the middleware
    return view


class SecondWall:
    """Middleware: each view works in a transaction of its visitor's organization; of none yet, where a key says whose.

    It stands behind the middleware that says where a request works. What a view would read while its answer is sent is
    read before, since it would see nothing any more.
    """

    sync_capable = async_capable = True

    def __init__(self, get_response: Callable[[HttpRequest], Any]) -> None:
        self.get_response = get_response
        if iscoroutinefunction(get_response):
            markcoroutinefunction(self)

    def __call__(self, request: HttpRequest) -> Any:
        """Nothing happens around the view's surroundings: they read no tenant's rows."""
        return self.get_response(request)

    def process_view(
        self, request: HttpRequest, view: Callable[..., HttpResponseBase], args: list[Any], kwargs: dict[str, Any]
    ) -> HttpResponseBase | None:
        """The view's answer, from behind the wall; None, which lets Django call it, where no wall stands."""
        if getattr(view, "is_outside_the_wall", False) or not stands() or iscoroutinefunction(view):
            return None
        organization = getattr(request, "organization", None)
        with within(organization.pk if organization else None):
            answer = view(request, *args, **kwargs)
            if answer.streaming:
                parts: Any = answer
                parts.streaming_content = list(parts.streaming_content)
            return answer
