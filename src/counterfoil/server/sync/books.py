"""The engine's memory in the database: `engine.books.Books` for one organization, inside one database transaction.

Every method takes or returns a page in a handful of statements, and none reads rows that it does not return: an order
by id would tempt the database to walk every row in that order, so the few that were found are sorted here. The
connection's row is locked for as long as the transaction lasts, so that any process may take the next call and none
takes it at the same time. On SQLite the transaction begins IMMEDIATE, which is the same lock over the whole file.
"""

from __future__ import annotations

from dataclasses import replace
from functools import cached_property
from itertools import groupby
from operator import attrgetter
from typing import TYPE_CHECKING
from uuid import uuid4

from django.db.models import Q

from counterfoil.engine.books import Known, LinkState
from counterfoil.reconcile.decision import ClosedPeriod, Master, Policy
from counterfoil.records import NOWHERE, Kind, Ref
from counterfoil.server import rows as table
from counterfoil.server.audit import queries as audit
from counterfoil.server.audit.actor import SYNC
from counterfoil.server.audit.wake import wake
from counterfoil.server.sync import referring, runs
from counterfoil.server.sync.kept_preferences import guess_accounts
from counterfoil.server.sync.kinds import APPS, bills_of, unlinked
from counterfoil.server.sync.models import (
    Conflict,
    Connection,
    Detail,
    Finding,
    Intent,
    Link,
    Outcome,
    Preferences,
    Problem,
    Tombstone,
    Wait,
)
from counterfoil.server.sync.rows import (
    CONFLICT_COLUMNS,
    CONFLICT_SAYS,
    CONVERSATION_PLAIN,
    DETAIL_COLUMNS,
    FINDING_COLUMNS,
    INTENT_CHANGING,
    INTENT_COLUMNS,
    LINK_COLUMNS,
    LINK_READ,
    PROBLEM_CHANGING,
    PROBLEM_COLUMNS,
    PROBLEM_SAID,
    TOMBSTONE_COLUMNS,
    conflict_values,
    conversation_of,
    detail_values,
    finding_of,
    finding_values,
    intent_of,
    intent_standing,
    intent_values,
    keep_in,
    link_of,
    link_values,
    number_of,
    problem_values,
    text_of,
    tombstone_values,
)

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence
    from datetime import datetime
    from decimal import Decimal

    from django.db.models import QuerySet

    from counterfoil.engine import books

KNOWN = ("state", "id", "quickbooks_id", "record_id", "fingerprint")
"""What is read of a link that is only looked up."""

SETTLED_STATES = frozenset({LinkState.LINKED, LinkState.CLOSED})
"""Once a link is in one of these, no field of it is in conflict any more."""


class DjangoBooks:
    """See `engine.books.Books` for what each method promises.

    `clock` is the server's, aware, in UTC. `quickbooks_time` is the agent's clock in Unix seconds when it handed the
    request now being answered to QuickBooks. `carrier` is the agent's installation id.
    """

    def __init__(
        self, connection: Connection, *, clock: Callable[[], datetime], quickbooks_time: Callable[[], int], carrier: str
    ) -> None:
        self._unlocked = connection
        self._organization = connection.organization
        self._clock = clock
        self._quickbooks_time = quickbooks_time
        self._carrier = carrier

    # Time, identity, preferences

    def now(self) -> datetime:
        """The server's clock."""
        return self._clock()

    def quickbooks_time(self) -> int:
        """QuickBooks' clock."""
        return self._quickbooks_time()

    def carrier(self) -> str:
        """Who carries."""
        return self._carrier

    def new_guid(self) -> str:
        """A random GUID in braces."""
        return f"{{{uuid4()}}}"

    @cached_property
    def preferences(self) -> Preferences:
        """The organization's preferences."""
        kept = Preferences.objects.of(self._organization).first()
        return kept or Preferences(organization=self._organization)

    def policy(self) -> Policy:
        """What the preferences say."""
        kept = self.preferences
        unallocated = self.preference("unallocated_expenses_account")
        return Policy(
            master=Master(kept.master),
            move_transactions=kept.move_transactions,
            two_way=kept.two_way,
            two_way_since=kept.two_way_since,
            post_only_approved=kept.post_only_approved,
            closed_period=ClosedPeriod(kept.closed_period),
            holds_edits_of_approved=kept.holds_edits_of_approved,
            unallocated_account=Ref(unallocated) if unallocated else NOWHERE,
        )

    def preference(self, name: str) -> str:
        """The id of the account that a preference names."""
        return text_of(getattr(self.preferences, f"{name}_id"))

    # The conversation

    @cached_property
    def connection(self) -> Connection:
        """The connection as it stands, locked until the transaction ends."""
        return Connection.objects.of(self._organization).select_for_update().get(pk=self._unlocked.pk)

    def conversation(self) -> books.Conversation:
        """The conversation, locked."""
        return conversation_of(self.connection)

    def keep_conversation(self, conversation: books.Conversation) -> None:
        """Store the conversation."""
        keep_in(self.connection, conversation)
        self.connection.save(update_fields=[*CONVERSATION_PLAIN, "run"])

    # Links

    def _links(self, kind: Kind) -> QuerySet[Link]:
        return Link.objects.of(self._organization).filter(kind=kind.value)

    def links(self, kind: Kind, record_ids: Iterable[str]) -> dict[str, books.Link]:
        """One statement, by the unique index over our ids."""
        ids = _numbers(record_ids)
        live = self._links(kind).filter(record_id__in=ids).exclude(state=LinkState.CLOSED.value)
        return {link.record_id: link for link in _read(live)} if ids else {}

    def links_there(self, kind: Kind, quickbooks_ids: Iterable[str]) -> dict[str, books.Link]:
        """One statement; the newest of each id, live ones last."""
        ids = [id_ for id_ in quickbooks_ids if id_]
        found = _read(self._links(kind).filter(quickbooks_id__in=ids)) if ids else []
        return {link.quickbooks_id: link for link in sorted(found, key=_live_and_newest_last)}

    def known_there(self, kind: Kind, quickbooks_ids: Iterable[str]) -> dict[str, Known]:
        """One statement; like `links_there`, but nothing is made of what both sides hold."""
        whose, ids = self._organization.pk, [id_ for id_ in quickbooks_ids if id_]
        found = table.select(Link, KNOWN, organization_id=whose, kind=kind.value, quickbooks_id=ids)
        closed = LinkState.CLOSED.value
        newest_last = sorted(found, key=lambda row: (row[0] != closed, row[1]))
        return {id_: Known(text_of(record_id), fingerprint) for _, _, id_, record_id, fingerprint in newest_last}

    def links_by_guid(self, guids: Iterable[str]) -> dict[str, books.Link]:
        """One statement, by the index over GUIDs."""
        wanted = [guid for guid in guids if guid]
        rows = Link.objects.of(self._organization).exclude(guid="").filter(guid__in=wanted)
        return {link.guid: link for link in sorted(_read(rows), key=_live_and_newest_last)} if wanted else {}

    def links_by_id(self, link_ids: Iterable[str]) -> dict[str, books.Link]:
        """One statement."""
        ids = _numbers(link_ids)
        return {link.id: link for link in _read(Link.objects.of(self._organization).filter(pk__in=ids))} if ids else {}

    def keep_links(self, links: Sequence[books.Link]) -> list[books.Link]:
        """One insert, one update, and what they wait for."""
        fresh = [link for link in links if not link.id]
        known = [link for link in links if link.id]
        columns = ("organization_id", *LINK_COLUMNS)
        values = [(self._organization.pk, *link_values(link)) for link in fresh]
        table.update(Link, LINK_COLUMNS, [(*link_values(link), int(link.id)) for link in known])
        ids = iter(table.insert(Link, columns, values))
        kept = [link if link.id else replace(link, id=str(next(ids))) for link in links]
        self._keep_waits(kept, was_known=bool(known))
        self._settle_conflicts(known)
        return kept

    def _keep_waits(self, links: Sequence[books.Link], *, was_known: bool) -> None:
        """What each of these links waits for, in the place of what it waited for before."""
        if was_known:
            parked = Wait.objects.of(self._organization).filter(link__in=[int(link.id) for link in links])
            parked.delete()
        keys = [(self._organization.pk, int(link.id), key) for link in links for key in dict.fromkeys(link.waits_for)]
        table.insert(Wait, ("organization_id", "link_id", "key"), keys)

    def _settle_conflicts(self, links: Sequence[books.Link]) -> None:
        """A record whose link is in agreement has no open conflict."""
        settled: dict[str, list[int]] = {}
        for link in links:
            if link.record_id and link.state in SETTLED_STATES:
                settled.setdefault(link.kind.value, []).append(int(link.record_id))
        open_ones = Conflict.objects.of(self._organization).filter(settled_at__isnull=True)
        for kind, ids in settled.items():
            open_ones.filter(kind=kind, record_id__in=ids).update(settled_at=self.now())

    def owed(self, kind: Kind, limit: int, after: str = "") -> list[books.Link]:
        """One statement, by the index over what is owed."""
        due = Q(retry_at__isnull=True) | Q(retry_at__lte=self.now())
        rows = self._links(kind).filter(due, owed=True).exclude(state=LinkState.CLOSED.value)
        return _page(rows, limit, after)

    def watched(self, kind: Kind, states: Iterable[LinkState], limit: int, after: str = "") -> list[books.Link]:
        """One statement, by the index over states."""
        return _page(self._links(kind).filter(state__in=[state.value for state in states]), limit, after)

    def count_linked(self, kind: Kind, most: int) -> int:
        """One count, which ends with `most`."""
        live = self._links(kind).exclude(state=LinkState.CLOSED.value).exclude(quickbooks_id="").exclude(paid="fully")
        return live.filter(record_id__isnull=False)[:most].count()

    def waiting_for(self, keys: Iterable[str]) -> list[books.Link]:
        """One statement, by the index over what is waited for."""
        wanted = list(keys)
        parked = Wait.objects.of(self._organization).filter(key__in=wanted).values("link_id")
        return _read(Link.objects.of(self._organization).filter(pk__in=parked).order_by("id")) if wanted else []

    # Our records

    def records(self, kind: Kind, record_ids: Iterable[str]) -> dict[str, books.Held]:
        """Our records, locked after the organization's lock, in the order that everybody keeps."""
        ids = [str(number) for number in _numbers(record_ids)]
        return APPS[kind].records_of(self._organization, kind, ids, lock=True) if ids and kind in APPS else {}

    def unlinked(self, kind: Kind, names: Iterable[str]) -> dict[str, list[str]]:
        """One statement, by the index over names."""
        return unlinked(self._organization, kind, names)

    def bills_of(
        self, blocks: Iterable[tuple[str, Decimal]], *, only_unsent: bool = False
    ) -> dict[tuple[str, Decimal], list[str]]:
        """One statement, by the index over vendors and totals."""
        return bills_of(self._organization, blocks, only_unsent=only_unsent)

    def named_like(self, kind: Kind, name: str, limit: int) -> list[tuple[str, str]]:
        """One statement, by the index over names."""
        return referring.named_like(self._organization, kind, name, limit)

    def referring(self, kind: Kind, record_id: str, limit: int) -> list[tuple[Kind, str]]:
        """One statement a foreign key that may point there."""
        return referring.referring(self._organization, kind, record_id, limit)

    def mentioning(self, kind: Kind, record_id: str, limit: int, after: str = "") -> list[books.Link]:
        """One statement that looks through what all links hold: for what happens once in a while."""
        return referring.mentioning(self._organization, kind, record_id, limit, number_of(after) or 0)

    def write(self, writes: Sequence[books.Write]) -> list[books.Written]:
        """Runs of writes for the same app, each at once."""
        return [
            written
            for app, page in groupby(writes, key=lambda write: APPS[write.kind])
            for written in app.write_many(self._organization, SYNC, list(page))
        ]

    def changes_after(self, position: int, limit: int) -> list[books.Change]:
        """The audit log after that position, without what the sync did."""
        return audit.changes_after(self._organization, position, limit)

    # Intents

    def intents(self, states: Iterable[books.IntentState]) -> list[books.Intent]:
        """One statement, by the index over states."""
        wanted = [state.value for state in states]
        rows = Intent.objects.of(self._organization).filter(state__in=wanted)
        return [intent_of(row) for row in sorted(rows, key=attrgetter("pk"))]

    def keep_intents(self, intents: Sequence[books.Intent]) -> None:
        """Where known ones stand, then new ones: so that one write a record is under way at every moment."""
        keys = [intent.id for intent in intents]
        ids = dict(Intent.objects.of(self._organization).filter(key__in=keys).values_list("key", "id"))
        known = [(*intent_standing(intent, self.now()), ids[intent.id]) for intent in intents if intent.id in ids]
        table.update(Intent, INTENT_CHANGING, known)
        fresh = [
            (*intent_values(intent), *intent_standing(intent, self.now()), self._organization.pk)
            for intent in intents
            if intent.id not in ids
        ]
        table.insert(Intent, (*INTENT_COLUMNS, "organization_id"), fresh)

    # Runs and what they report

    def start_run(self, trigger: str) -> str:
        """Open a run."""
        return str(runs.start(self.connection, trigger, self.now()))

    def keep_progress(self, run_id: str, step: str, done: int, total: int | None) -> None:
        """Say how far it has come."""
        runs.progress(self._organization.pk, int(run_id), step, done, total)

    def finish_run(self, run_id: str, outcome: str, message: str) -> None:
        """Close it."""
        runs.finish(self._organization, int(run_id), outcome, message, self.now())
        if outcome == Outcome.DONE and self.preferences.guessed_at is None:
            guess_accounts(self._organization, self.now())

    def keep_details(self, run_id: str, details: Sequence[books.Detail]) -> None:
        """One insert."""
        now, key = self.now(), self._organization.pk
        table.insert(Detail, DETAIL_COLUMNS, [detail_values(key, int(run_id), detail, now) for detail in details])

    def keep_conflicts(self, conflicts: Sequence[books.Conflict]) -> None:
        """One insert of those that are news: not open already, nor found in this run, with the same values."""
        run_id, now = self.connection.run_id, self.now()
        rows = [conflict_values(self._organization.pk, run_id, found, now) for found in conflicts]
        if not rows:
            return
        known = Conflict.objects.of(self._organization).filter(record_id__in=[row[1] for row in rows])
        recent = known.filter(Q(settled_at__isnull=True) | Q(run_id=run_id, run_id__isnull=False))
        said = set(recent.values_list(*CONFLICT_SAYS))
        table.insert(Conflict, CONFLICT_COLUMNS, [row for row in rows if row[: len(CONFLICT_SAYS)] not in said])

    def keep_tombstones(self, tombstones: Sequence[books.Tombstone]) -> None:
        """One insert."""
        now, key = self.now(), self._organization.pk
        table.insert(Tombstone, TOMBSTONE_COLUMNS, [tombstone_values(key, gone, now) for gone in tombstones])

    def keep_problems(self, problems: Sequence[books.OpenProblem], settled: Iterable[str] = ()) -> None:
        """One delete, one update, one insert. What somebody left as it is is asked again once it reads differently."""
        gone, now = list(settled), self.now()
        if gone:
            Problem.objects.of(self._organization).filter(key__in=gone).delete()
        found = {problem.key: problem_values(problem, now) for problem in problems}
        known = Problem.objects.of(self._organization).filter(key__in=found)
        ids = {row.key: row.pk for row in known}
        table.update(Problem, PROBLEM_CHANGING, [(*found[key], id_) for key, id_ in ids.items()])
        news = [row.pk for row in known if row.left_at is not None and row.problem != found[row.key][PROBLEM_SAID]]
        if news:
            Problem.objects.of(self._organization).filter(pk__in=news).update(left_at=None, left_by="")
        fresh = [(*row, key, self._organization.pk, now, "") for key, row in found.items() if key not in ids]
        table.insert(Problem, PROBLEM_COLUMNS, fresh)
        if gone or found:
            wake(self._organization.pk)

    # What a comparison found

    def keep_findings(self, findings: Sequence[books.Finding]) -> None:
        """One delete a kind, one insert."""
        for kind, page in groupby(findings, key=attrgetter("kind")):
            ids = [finding.quickbooks_id for finding in page]
            Finding.objects.of(self._organization).filter(kind=kind.value, quickbooks_id__in=ids).delete()
        table.insert(Finding, FINDING_COLUMNS, [finding_values(self._organization.pk, each) for each in findings])

    def findings(self, limit: int, after: str = "") -> list[books.Finding]:
        """One statement."""
        rows = Finding.objects.of(self._organization).filter(pk__gt=number_of(after) or 0)
        return [finding_of(row) for row in rows.order_by("id")[:limit]]

    def drop_findings(self) -> None:
        """One delete."""
        Finding.objects.of(self._organization).delete()


def _numbers(ids: Iterable[str]) -> list[int]:
    return [number for number in map(number_of, ids) if number is not None]


def _live_and_newest_last(link: books.Link) -> tuple[bool, int]:
    return link.state is not LinkState.CLOSED, int(link.id)


def _read(rows: QuerySet[Link]) -> list[books.Link]:
    return [link_of(row) for row in rows.values_list(*LINK_READ)]


def _page(rows: QuerySet[Link], limit: int, after: str) -> list[books.Link]:
    return _read(rows.filter(pk__gt=number_of(after) or 0).order_by("id")[:limit])
