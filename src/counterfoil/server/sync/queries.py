"""What pages and the API read of the sync: state, runs, problems, conflicts, preferences, the two-way preview."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from typing import TYPE_CHECKING

from django.db.models import Count, Q
from django.utils import timezone

from counterfoil.engine.books import IntentState, LinkState
from counterfoil.server.audit import queries as audit
from counterfoil.server.chart.models import Account
from counterfoil.server.sync import parked
from counterfoil.server.sync.guesses import ACCOUNT_TYPES, Known
from counterfoil.server.sync.models import (
    Conflict,
    Connection,
    Detail,
    Finding,
    Intent,
    Link,
    Preferences,
    Problem,
    Run,
)
from counterfoil.server.sync.stops import stop_of

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import datetime

    from django.db.models import QuerySet

    from counterfoil.records import Kind
    from counterfoil.server.people.models import Organization
    from counterfoil.server.sync.stops import Stop

SILENT_AFTER = timedelta(seconds=90)
"""After so long without a word an agent counts as gone; a waiting one calls every half minute."""


WEB_CONNECTOR_SILENT_AFTER = timedelta(days=1)
"""The same for a Web Connector, which tells no version of its own and comes when its schedule says so (rule S12)."""


@dataclass(frozen=True, slots=True)
class State:
    """How the sync of an organization stands.

    `stop` says why syncing does not go on as usual, None when it does. `closing_date` is the day through which the
    books are closed in QuickBooks (rule D8). `run` is the one under way; `owed` counts records that QuickBooks has yet
    to be told of, `in_doubt` writes whose outcome is not known. `is_settled`: nothing is owed, in doubt, asked for or
    under way. `left` counts problems that somebody left as they are, `parked` records that wait for something else.
    """

    mode: str
    mode_reason: str
    stop: Stop | None
    company_name: str
    is_connected: bool
    agent_seen_at: datetime | None
    agent_version: str
    quickbooks: str
    note: str
    run: Run | None
    last_run: Run | None
    looked_at: datetime | None
    is_requested: bool
    paused_at: datetime | None
    paused_by: str
    owed: int
    in_doubt: int
    problems: int
    conflicts: int
    is_settled: bool
    closing_date: date | None = None
    left: int = 0
    parked: int = 0

    @property
    def cause(self) -> str:
        """The stable code of what keeps syncing from going on as usual; "" when nothing does."""
        return self.stop.cause if self.stop else ""

    @property
    def meanwhile(self) -> str:
        """What is and is not done while it lasts."""
        return self.stop.words.meanwhile if self.stop else ""

    @property
    def way_out(self) -> str:
        """What a person can do about it."""
        return self.stop.words.way_out if self.stop else ""

    @property
    def has_synced(self) -> bool:
        """Whether a run was ever carried to an end."""
        return self.looked_at is not None


@dataclass(frozen=True, slots=True)
class Preview:
    """What switching two-way on would bring (rule B2): open bills that are only in QuickBooks.

    `open_bills` is None until QuickBooks was asked; `asked_at` is when it answered. `is_asking`: it was asked and has
    not answered yet. `is_all`: False where there are that many at least.
    """

    open_bills: int | None
    asked_at: datetime | None
    is_asking: bool
    is_all: bool = True


def open_counts(organization: Organization) -> dict[str, int]:
    """How many problems and conflicts wait for a person, and how many problems somebody left as they are."""
    is_left = Q(left_at__isnull=False)
    counted = Problem.objects.of(organization).aggregate(
        problems=Count("id", filter=~is_left), left=Count("id", filter=is_left)
    )
    return counted | {"conflicts": conflicts(organization, only_open=True).count()}


def connection(organization: Organization) -> Connection | None:
    """The organization's connection, None before its first agent."""
    return Connection.objects.of(organization).select_related("run").first()


def state(organization: Organization, *, now: datetime | None = None) -> State:
    """How the sync stands."""
    found = connection(organization) or Connection(organization=organization)
    counts = open_counts(organization)
    owed, in_doubt = _owed(organization, found), _in_doubt(organization)
    seen = found.agent_seen_at
    silent_after = SILENT_AFTER if found.agent_version else WEB_CONNECTOR_SILENT_AFTER
    return State(
        mode=found.mode,
        mode_reason=found.mode_reason,
        stop=stop_of(found),
        company_name=found.company_name,
        is_connected=seen is not None and (now or timezone.now()) - seen < silent_after,
        agent_seen_at=seen,
        agent_version=found.agent_version,
        quickbooks=found.quickbooks,
        note=found.agent_note,
        run=found.run,
        last_run=runs(organization).exclude(outcome="").first(),
        looked_at=found.looked_at,
        is_requested=found.requested_at is not None,
        paused_at=found.paused_at,
        paused_by=found.paused_by,
        owed=owed,
        in_doubt=in_doubt,
        problems=counts["problems"],
        conflicts=counts["conflicts"],
        is_settled=not (owed or in_doubt or found.step or found.again_after_seconds or found.requested_at),
        closing_date=closing_date_of(found),
        left=counts["left"],
        parked=parked.count(organization),
    )


def closing_date_of(found: Connection) -> date | None:
    """The day through which the books are closed in QuickBooks, as it was last read there (rules D8, S11)."""
    kept = found.facts.get("closing_date") or ""
    return date.fromisoformat(kept) if kept else None


def findings(organization: Organization, standing: str = "") -> QuerySet[Finding]:
    """What the last comparison found, in order; of one standing or all."""
    found = Finding.objects.of(organization).defer("theirs").order_by("id")
    return found.filter(standing=standing) if standing else found


def _owed(organization: Organization, found: Connection) -> int:
    """Records with a change that is not yet decided, and changes that the engine has not yet seen."""
    waiting = Link.objects.of(organization).filter(owed=True).exclude(state=LinkState.CLOSED.value).count()
    unseen = {(change.kind, change.record_id) for change in audit.changes_after(organization, found.position, 1000)}
    return waiting + len(unseen)


def _in_doubt(organization: Organization) -> int:
    open_states = [state.value for state in (IntentState.READY, IntentState.SENT, IntentState.UNKNOWN)]
    return Intent.objects.of(organization).filter(state__in=open_states).count()


def runs(organization: Organization) -> QuerySet[Run]:
    """Runs, newest first."""
    return Run.objects.of(organization).order_by("-id")


def details(organization: Organization, run_id: int, *, kind: str = "", text: str = "") -> QuerySet[Detail]:
    """The lines of a run's report in order, of one kind or all, that contain this text (rule S9)."""
    found = Detail.objects.of(organization).filter(run=run_id).order_by("id")
    if kind:
        found = found.filter(kind=kind)
    return found.filter(Q(title__icontains=text) | Q(text__icontains=text)) if text else found


def detail_counts(organization: Organization, run_ids: Iterable[int]) -> dict[int, dict[str, int]]:
    """How many lines of each kind these runs have, in one statement."""
    rows = Detail.objects.of(organization).filter(run__in=list(run_ids)).values("run", "kind").annotate(n=Count("id"))
    counts: dict[int, dict[str, int]] = {}
    for row in rows:
        counts.setdefault(row["run"], {})[row["kind"]] = row["n"]
    return counts


def details_of_record(organization: Organization, kind: Kind, record_id: int | str) -> QuerySet[Detail]:
    """What runs reported of one record, newest first."""
    found = Detail.objects.of(organization).filter(record_kind=kind.value, record_id=int(record_id))
    return found.select_related("run").order_by("-id")


def problems(organization: Organization, text: str = "", *, is_left: bool = False) -> QuerySet[Problem]:
    """What waits for a person, newest first; or what somebody left as it is, which can still be settled."""
    found = Problem.objects.of(organization).filter(left_at__isnull=not is_left).order_by("-id")
    return found.filter(title__icontains=text) if text else found


def conflicts(organization: Organization, *, only_open: bool = False) -> QuerySet[Conflict]:
    """Fields that both sides changed, newest first; `only_open`: those that wait for a person."""
    found = Conflict.objects.of(organization).order_by("-id")
    return found.filter(settled_at__isnull=True) if only_open else found


def link_of(organization: Organization, kind: Kind, record_id: int | str) -> Link | None:
    """The live link of a record of ours, without the values on either side."""
    live = Link.objects.of(organization).filter(kind=kind.value, record_id=int(record_id))
    return live.exclude(state=LinkState.CLOSED.value).defer("base", "theirs", "derived", "history").first()


def preferences(organization: Organization) -> Preferences:
    """The preferences as they are saved, or what holds until they are."""
    return Preferences.objects.of(organization).first() or Preferences(organization=organization)


def chart(organization: Organization) -> list[Known]:
    """The active accounts of the chart, in the order in which people read it."""
    accounts = Account.objects.of(organization).filter(is_active=True, deleted_at__isnull=True)
    rows = accounts.order_by("number", "full_name").values_list("id", "full_name_key", "account_type", "special_type")
    return [Known(*row) for row in rows]


def account_choices(organization: Organization, name: str) -> QuerySet[Account]:
    """The accounts that this preference may name (rule S6)."""
    return (
        Account.objects.of(organization)
        .filter(account_type__in=ACCOUNT_TYPES[name], is_active=True, deleted_at__isnull=True)
        .order_by("number", "full_name")
    )


def two_way_preview(organization: Organization) -> Preview:
    """How many bills would come over, as QuickBooks last said (rule B2)."""
    found = connection(organization)
    if found is None:
        return Preview(None, None, is_asking=False)
    is_asking = found.preview_wanted_at is not None
    return Preview(found.previewed_bills, found.previewed_at, is_asking=is_asking, is_all=found.previewed_all)
