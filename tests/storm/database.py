"""The server's books in a real database, the desk at which people work on them through the services, and the view of
what the database holds that the promises are checked on.

Every seed gets an organization of its own that meets the company file anew. A seed is the same history as in memory,
but for ids, until Counterfoil refuses something that memory lets pass (deleting a bill with a payment on it). On a
fresh SQLite file the ids are the same every time, too; on a shared database they go on from the seed before.
"""

from __future__ import annotations

from contextlib import contextmanager
from dataclasses import replace
from decimal import Decimal
from functools import cache, cached_property
from typing import TYPE_CHECKING, Any
from uuid import UUID

from django.apps import apps
from django.db import connection, transaction
from django.utils.crypto import get_random_string

from counterfoil.engine import books as engine
from counterfoil.reconcile.decision import FieldConflict, Master, Policy
from counterfoil.records import Bill, ExpenseLine, Kind, Ref
from counterfoil.records.stored import problem_from_stored
from counterfoil.server.audit.actor import Actor
from counterfoil.server.bills import services as bills
from counterfoil.server.bills.status import Approval
from counterfoil.server.keeping.names import MODELS
from counterfoil.server.people.models import Organization
from counterfoil.server.people.tenancy import is_tenant
from counterfoil.server.sync.books import DjangoBooks
from counterfoil.server.sync.kinds import APPS
from counterfoil.server.sync.models import Conflict, Connection, Intent, Link, Preferences, Problem, Tombstone
from counterfoil.server.sync.rows import LINK_READ, conversation_of, intent_of, link_of, text_of
from counterfoil.server.sync.settling import settle_problem
from counterfoil.server.vendors import services as vendors
from counterfoil.simulator.clock import ManualClock
from counterfoil.simulator.company import CompanyFile
from tests.storm.answers import Question
from tests.storm.fuse import Fused
from tests.storm.machine import START, template
from tests.storm.world import meet

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from datetime import datetime

    from django.db.models import Model

    from counterfoil.records import Choice, Record
    from tests.storm.world import World

TABLES: dict[Kind, str] = {**MODELS, Kind.BILL: "bills.Bill", Kind.PURCHASE_ORDER: "orders.PurchaseOrder"}
"""Where our records of each kind are kept."""

SERVICES: dict[Kind, Any] = {Kind.BILL: bills, Kind.VENDOR: vendors}
"""By which services a person works on them."""

LINES: dict[Kind, tuple[str, ...]] = {
    Kind.BILL: ("bills.Bill", "bills.ExpenseLine", "bills.ItemLine", "bills.ReceivedOrder"),
    Kind.PURCHASE_ORDER: ("orders.PurchaseOrder", "orders.OrderLine"),
}
"""Where a transaction and its lines are kept."""

NEXT_DOOR = "next-door"

ADA = Actor.person(1, "Ada")


class DatabaseBooks(Fused, DjangoBooks):
    """Books that stay open from one database transaction to the next, with GUIDs that a seed repeats."""

    def __init__(
        self, organization: Organization, *, clock: Callable[[], datetime], quickbooks_time: Callable[[], int]
    ) -> None:
        bound = Connection.objects.everywhere().create(organization=organization)
        super().__init__(bound, clock=clock, quickbooks_time=quickbooks_time, carrier="agent")
        self.organization = organization
        self.carrier_id = "agent"
        self.kept = Kept(organization)
        self.leaves_alone: Callable[[], bool] = lambda: True
        """Whether another organization's rows are as they were."""
        self._guids = 0
        self._seen: View | None = None

    def carrier(self) -> str:
        return self.carrier_id

    def new_guid(self) -> str:
        self._guids += 1
        return f"{{{UUID(int=self._guids | 0xC0FFEE << 96)}}}"

    @contextmanager
    def transaction(self) -> Iterator[None]:
        """A real one: what is raised inside leaves nothing behind, and nothing read before counts in the next."""
        self._forget()
        try:
            with transaction.atomic():
                yield
        finally:
            self._forget()

    def back_up(self) -> None:
        """One organization cannot be put back by itself."""

    def go_back_to(self, backup: Any) -> None:
        """Never asked for: there is no backup."""
        raise NotImplementedError

    def _forget(self) -> None:
        self._seen = None
        for name in ("connection", "preferences"):
            self.__dict__.pop(name, None)

    @property
    def memory(self) -> View:
        """What the database holds now."""
        if self._seen is None or connection.in_atomic_block:
            self._seen = View(self.kept)
        return self._seen


class Kept:
    """What an organization's rows say, so that only rows that changed are made into values again."""

    def __init__(self, organization: Organization) -> None:
        self.organization = organization
        self.conversation: tuple[Any, Any] = ((), None)
        self.links: dict[int, tuple[Any, engine.Link]] = {}
        self.intents: dict[int, tuple[Any, engine.Intent]] = {}
        self.records: dict[Kind, tuple[Any, dict[str, engine.Held]]] = {}

    def records_of(self, kind: Kind) -> dict[str, engine.Held]:
        """Every record of ours of a kind, deleted ones without content, in the order of their ids."""
        rows = [raw_rows(model, self.organization) for model in _tables_of(kind)]
        known = self.records.get(kind)
        if known is None or known[0] != rows:
            known = self.records[kind] = (rows, self._read(kind))
        return known[1]

    def _read(self, kind: Kind) -> dict[str, engine.Held]:
        model: Any = apps.get_model(TABLES[kind])
        ids = [str(id_) for id_ in model.objects.of(self.organization).order_by("id").values_list("id", flat=True)]
        found = APPS[kind].records_of(self.organization, kind, ids)
        return {id_: found[id_] for id_ in ids}


@cache
def _tables_of(kind: Kind) -> tuple[type[Model], ...]:
    """The tables that say what a record of this kind says: its own, its lines, and the lists for their names."""
    labels = [*MODELS.values(), *LINES.get(kind, ())]
    return tuple(apps.get_model(label) for label in labels)


def raw_rows(model: type[Model], organization: Organization) -> list[tuple[Any, ...]]:
    """An organization's rows of a table as the driver hands them out, in the order of their ids."""
    with connection.cursor() as cursor:
        cursor.execute(_select(model), [organization.pk])
        found: list[tuple[Any, ...]] = cursor.fetchall()
        return found


@cache
def _select(model: type[Model]) -> str:
    columns = ", ".join(f'"{field.column}"' for field in model._meta.concrete_fields)
    return f'SELECT {columns} FROM "{model._meta.db_table}" WHERE "organization_id" = %s ORDER BY "id"'


class View:
    """One organization's tables in the shape of `engine.memory.Memory`; each is read when it is first looked at."""

    def __init__(self, kept: Kept) -> None:
        self.organization = kept.organization
        self._kept = kept

    @cached_property
    def conversation(self) -> engine.Conversation:
        rows = raw_rows(Connection, self.organization)
        if self._kept.conversation[0] != rows:
            self._kept.conversation = (rows, conversation_of(Connection.objects.of(self.organization).get()))
        found: engine.Conversation = self._kept.conversation[1]
        return found

    @cached_property
    def links(self) -> dict[str, engine.Link]:
        kept, rows = self._kept.links, {row[0]: row for row in raw_rows(Link, self.organization)}
        changed = [id_ for id_, row in rows.items() if id_ not in kept or kept[id_][0] != row]
        fresh = Link.objects.of(self.organization).filter(pk__in=changed).values_list(*LINK_READ) if changed else ()
        kept.update((row[0], (rows[row[0]], link_of(row))) for row in fresh)
        return {str(id_): kept[id_][1] for id_ in rows}

    @cached_property
    def intents(self) -> dict[str, engine.Intent]:
        kept, rows = self._kept.intents, {row[0]: row for row in raw_rows(Intent, self.organization)}
        changed = [id_ for id_, row in rows.items() if id_ not in kept or kept[id_][0] != row]
        fresh = Intent.objects.of(self.organization).in_bulk(changed) if changed else {}
        kept.update((id_, (rows[id_], intent_of(intent))) for id_, intent in fresh.items())
        return {kept[id_][1].id: kept[id_][1] for id_ in rows}

    @cached_property
    def by_record(self) -> dict[tuple[Kind, str], str]:
        closed = engine.LinkState.CLOSED
        live = (link for link in self.links.values() if link.state is not closed and link.record_id)
        return {(link.kind, link.record_id): link.id for link in live}

    @cached_property
    def records(self) -> dict[tuple[Kind, str], engine.Held]:
        return {(kind, id_): held for kind in TABLES for id_, held in self._kept.records_of(kind).items()}

    @cached_property
    def conflicts(self) -> list[engine.Conflict]:
        return [
            engine.Conflict(
                Kind(row.kind),
                text_of(row.record_id),
                row.quickbooks_id,
                FieldConflict(row.path, row.base, row.ours, row.theirs, Master(row.winner) if row.winner else None),
            )
            for row in Conflict.objects.of(self.organization).order_by("id")
        ]

    @cached_property
    def tombstones(self) -> list[engine.Tombstone]:
        return [
            engine.Tombstone(Kind(row.kind), text_of(row.record_id), row.quickbooks_id, None, row.side, row.reason)
            for row in Tombstone.objects.of(self.organization).order_by("id")
        ]


class Desk:
    """Where people work on the books: through the services, as the pages and the API do."""

    def __init__(self, organization: Organization, kept: Kept) -> None:
        self.organization = organization
        self._kept = kept

    def all(self, kind: Kind) -> dict[str, Any]:
        held = self._kept.records_of(kind)
        return {id_: each.record for id_, each in held.items() if each.record is not None}

    def create(self, kind: Kind, record: Record) -> str:
        written: engine.Written = SERVICES[kind].create(self.organization, ADA, record)
        return written.record_id

    def edit(self, kind: Kind, record_id: str, **fields: Any) -> None:
        held = self._held(kind, record_id)
        assert held.record is not None, "what was deleted cannot be edited"
        changed = replace(held.record, **fields)
        SERVICES[kind].amend(self.organization, ADA, record_id, changed, held.revision)

    def delete(self, kind: Kind, record_id: str) -> None:
        SERVICES[kind].delete(self.organization, ADA, record_id, self._held(kind, record_id).revision)

    def approve(self, kind: Kind, record_id: str) -> None:
        assert kind is Kind.BILL, "only bills are approved"
        revision = self._held(kind, record_id).revision
        bills.decide_approval(self.organization, ADA, record_id, Approval.APPROVED, revision)

    def questions(self) -> list[Question]:
        """What Counterfoil asks about single records."""
        rows = Problem.objects.of(self.organization).exclude(kind="").order_by("id")
        return [Question(str(row.pk), row.key, problem_from_stored(row.problem)) for row in rows]

    def settle(self, question: Question, choice: Choice, named: str) -> None:
        """Somebody answers."""
        settle_problem(self.organization, ADA, question.id, choice.value, named)

    def _held(self, kind: Kind, record_id: str) -> engine.Held:
        return self._kept.records_of(kind)[record_id]


def in_database(world: World) -> tuple[CompanyFile, DatabaseBooks, Desk]:
    """A fresh organization that has met the company file once, as `tests.storm.world.in_memory` has."""
    company = CompanyFile.copy_of(_template(), clock=ManualClock(START))
    organization, books = organization_with(
        world.weather.policy, company, lambda: world.started, get_random_string(20).lower()
    )
    books._clock = world.now
    next_door = neighbour()
    seen = rows_of(next_door)
    books.leaves_alone = lambda: rows_of(next_door) == seen
    return company, books, Desk(organization, books.kept)


def neighbour() -> Organization:
    """An organization in the same database, whose books no seed may touch; made when there is none yet."""
    found = Organization.objects.filter(slug=NEXT_DOOR).first()
    if found is not None:
        return found
    company = CompanyFile.copy_of(_template(), clock=ManualClock(START))
    organization, books = organization_with(Policy(), company, lambda: 0, NEXT_DOOR)
    desk = Desk(organization, books.kept)
    vendor, account = (next(iter(desk.all(kind))) for kind in (Kind.VENDOR, Kind.ACCOUNT))
    line = ExpenseLine("", Ref(account), Decimal("104.00"))
    desk.create(Kind.BILL, Bill(Ref(vendor), txn_date=START.date(), ref_number="NEXT DOOR", expense_lines=(line,)))
    return organization


def rows_of(organization: Organization) -> dict[str, list[Any]]:
    """Every row that belongs to an organization, by table."""
    tenants = [model for model in apps.get_models() if is_tenant(model)]
    return {model._meta.label: raw_rows(model, organization) for model in tenants}


def organization_with(
    policy: Policy, company: CompanyFile, started: Callable[[], int], slug: str
) -> tuple[Organization, DatabaseBooks]:
    """A new organization of these preferences, and its books, which have met the company file."""
    organization = Organization.objects.create(slug=slug, name="Storm Builders")
    names = ("master", "move_transactions", "two_way", "two_way_since", "post_only_approved")
    Preferences.objects.everywhere().create(organization=organization, **{n: getattr(policy, n) for n in names})
    clock = company.clock
    books = DatabaseBooks(organization, clock=clock.now, quickbooks_time=lambda: int(clock.now().timestamp()))
    meet(company, books, books.transaction)
    books._quickbooks_time = started
    return organization, books


@cache
def _template() -> CompanyFile:
    return template()
