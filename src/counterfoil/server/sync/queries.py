"""What pages and the API read of the sync: state, runs, problems, conflicts, preferences, the two-way preview."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING

from django.db.models import Count, Q
from django.utils import timezone

from counterfoil.engine.books import IntentState, LinkState
from counterfoil.server.audit import queries as audit
from counterfoil.server.chart.models import Account
from counterfoil.server.sync.models import Conflict, Connection, Detail, Intent, Link, Mode, Preferences, Problem, Run

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import datetime

    from django.db.models import QuerySet

    from counterfoil.records import Kind
    from counterfoil.server.people.models import Organization

SILENT_AFTER = timedelta(seconds=90)
"""After so long without a word an agent counts as gone; a waiting one calls every half minute."""

ACCOUNT_TYPES = {
    "accounts_payable_account": frozenset({"AccountsPayable"}),
    "unallocated_expenses_account": frozenset({"Expense", "OtherExpense", "CostOfGoodsSold"}),
    "default_bank_account": frozenset({"Bank"}),
}
"""Preference → the types of account that QuickBooks accepts there (rule S6)."""

WAYS_OUT = {
    Mode.LIVE: "",
    Mode.READ_ONLY: "Look at what is said above. Resume to let changes go to QuickBooks again.",
    Mode.SUSPENDED: "Look at what is said above, put it right in QuickBooks if need be, and then resume.",
}
"""Mode → what a person can do about it."""


@dataclass(frozen=True, slots=True)
class State:
    """How the sync of an organization stands.

    `run` is the one under way; `owed` counts records that QuickBooks has yet to be told of, `in_doubt` writes whose
    outcome is not known. `is_settled`: nothing is owed, in doubt, asked for or under way.
    """

    mode: str
    mode_reason: str
    way_out: str
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
    owed: int
    in_doubt: int
    problems: int
    conflicts: int
    is_settled: bool

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
    """How many problems and conflicts wait for a person."""
    return {"problems": problems(organization).count(), "conflicts": conflicts(organization, only_open=True).count()}


def connection(organization: Organization) -> Connection | None:
    """The organization's connection, None before its first agent."""
    return Connection.objects.of(organization).select_related("run").first()


def state(organization: Organization, *, now: datetime | None = None) -> State:
    """How the sync stands."""
    found = connection(organization) or Connection(organization=organization)
    counts = open_counts(organization)
    owed, in_doubt = _owed(organization, found), _in_doubt(organization)
    seen = found.agent_seen_at
    return State(
        mode=found.mode,
        mode_reason=found.mode_reason,
        way_out=WAYS_OUT[Mode(found.mode)],
        company_name=found.company_name,
        is_connected=seen is not None and (now or timezone.now()) - seen < SILENT_AFTER,
        agent_seen_at=seen,
        agent_version=found.agent_version,
        quickbooks=found.quickbooks,
        note=found.agent_note,
        run=found.run,
        last_run=runs(organization).exclude(outcome="").first(),
        looked_at=found.looked_at,
        is_requested=found.requested_at is not None,
        owed=owed,
        in_doubt=in_doubt,
        problems=counts["problems"],
        conflicts=counts["conflicts"],
        is_settled=not (owed or in_doubt or found.step or found.again_after_seconds or found.requested_at),
    )


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


def problems(organization: Organization, text: str = "") -> QuerySet[Problem]:
    """What waits for a person, newest first."""
    found = Problem.objects.of(organization).order_by("-id")
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
