"""What a person does about the sync: preferences, the two-way switch, a run now, problems, conflicts, a way out.

Every function is one transaction, writes its audit row and wakes whoever waits; what cannot be done is raised as
`Refused`. The connection is locked before the organization, as the agent's door does.
"""

from __future__ import annotations

from dataclasses import dataclass, fields
from datetime import time, timedelta
from typing import TYPE_CHECKING, Any

from django.db import transaction
from django.utils import timezone

from counterfoil.reconcile.decision import ClosedPeriod, Master
from counterfoil.records.catalogue import problem
from counterfoil.server.audit import services as audit
from counterfoil.server.audit.services import NewEntry
from counterfoil.server.audit.wake import wake
from counterfoil.server.people.problems import Refused
from counterfoil.server.sync import queries
from counterfoil.server.sync.guesses import ACCOUNT_TYPES
from counterfoil.server.sync.kept_preferences import locked_preferences
from counterfoil.server.sync.models import Connection, Mode, Preferences
from counterfoil.server.sync.schedule import Hours
from counterfoil.server.sync.settling import choose_conflict_value, settle_problem
from counterfoil.server.sync.stops import stop_of

if TYPE_CHECKING:
    from datetime import datetime

    from counterfoil.records import Problem
    from counterfoil.server.audit.actor import Actor
    from counterfoil.server.people.models import Organization

__all__ = [
    "TWO_WAY_PROTOCOL",
    "Wanted",
    "ask_two_way_preview",
    "choose_conflict_value",
    "connection_of",
    "end_pause",
    "pause",
    "save_preferences",
    "settle_problem",
    "switch_on_two_way",
    "sync_now",
    "wanted_of",
]

TWO_WAY_PROTOCOL = 1
"""The oldest agent protocol that carries bills both ways (rule B3)."""

SHORTEST_SCHEDULE = 1
LONGEST_SCHEDULE = 24 * 60
"""Minutes between runs by the schedule."""


@dataclass(frozen=True, slots=True)
class Wanted:
    """Preferences as a person wants them; accounts by id, None for none. Two-way sync has a switch of its own."""

    move_transactions: bool = False
    master: str = Master.QUICKBOOKS.value
    accounts_payable_account: int | None = None
    unallocated_expenses_account: int | None = None
    default_bank_account: int | None = None
    accounts_receivable_account: int | None = None
    deposit_to_account: int | None = None
    clearing_account: int | None = None
    post_only_approved: bool = False
    closed_period: str = ClosedPeriod.HOLD.value
    holds_edits_of_approved: bool = False
    syncs_offline_payments: bool = True
    run_every_minutes: int | None = None
    schedule_hours: str = Hours.ANY.value
    office_opens: time = time(8)
    office_closes: time = time(18)
    office_days: str = "12345"


def wanted_of(kept: Preferences) -> Wanted:
    """The preferences as they are, ready to be changed."""
    names = {field.name: f"{field.name}_id" if field.name in ACCOUNT_TYPES else field.name for field in fields(Wanted)}
    return Wanted(**{name: getattr(kept, column) for name, column in names.items()})


def connection_of(organization: Organization) -> Connection:
    """The organization's connection, locked; made when its first agent comes."""
    Connection.objects.everywhere().get_or_create(organization=organization)
    return Connection.objects.of(organization).select_for_update().get()


def save_preferences(
    organization: Organization, actor: Actor, wanted: Wanted, revision: int | None = None
) -> Preferences:
    """Save them; Refused names each field that cannot be, or says that somebody saved them meanwhile."""
    with transaction.atomic():
        connection = connection_of(organization)
        kept = locked_preferences(organization)
        if revision is not None and kept.pk and kept.revision != revision:
            raise Refused([problem("changed_meanwhile", title="Somebody saved the preferences meanwhile")])
        problems = _objections(organization, wanted)
        if problems:
            raise Refused(problems)
        changes = _changes(kept, wanted)
        if changes or not kept.pk:
            kept.revision += 1 if kept.pk else 0
            kept.save()
            entry = NewEntry("preferences", str(kept.pk), "changed", changes)
            audit.record_many(organization, actor, [entry])
            _ask_for_run(connection, actor, timezone.now())
    return kept


def _ask_for_run(connection: Connection, actor: Actor, at: datetime) -> None:
    """Have a run begin as soon as the agent comes by; while syncing is suspended none does."""
    if connection.requested_at is None and connection.mode != Mode.SUSPENDED and connection.paused_at is None:
        connection.requested_at, connection.requested_by = at, actor.name
        connection.save(update_fields=["requested_at", "requested_by"])
    wake(connection.organization_id)


def _changes(kept: Preferences, wanted: Wanted) -> dict[str, list[Any]]:
    """Set what differs; field → [old, new]."""
    changes: dict[str, list[Any]] = {}
    for field in fields(wanted):
        column = f"{field.name}_id" if field.name in ACCOUNT_TYPES else field.name
        old, new = getattr(kept, column), getattr(wanted, field.name)
        if old != new:
            changes[field.name] = [_plain(old), _plain(new)]
            setattr(kept, column, new)
    return changes


def _plain(value: Any) -> Any:
    """The value as the log keeps it."""
    return value.isoformat("minutes") if isinstance(value, time) else value


def _objections(organization: Organization, wanted: Wanted) -> list[Problem]:
    """Why these cannot be saved: an account of a type that QuickBooks does not take there, and the like (rule S6)."""
    problems = [
        objection
        for name in ACCOUNT_TYPES
        if (objection := _account_objection(organization, name, getattr(wanted, name))) is not None
    ]
    if wanted.master not in [side.value for side in Master]:
        problems.append(problem("unknown_word", title="There is no such side", field="master", ours=wanted.master))
    if wanted.closed_period not in [each.value for each in ClosedPeriod]:
        problems.append(problem("unknown_word", field="closed_period", ours=wanted.closed_period))
    minutes = wanted.run_every_minutes
    if minutes is not None and not SHORTEST_SCHEDULE <= minutes <= LONGEST_SCHEDULE:
        title = f"A schedule runs every {SHORTEST_SCHEDULE} to {LONGEST_SCHEDULE} minutes"
        problems.append(problem("out_of_range", title=title, field="run_every_minutes", ours=str(minutes)))
    return [*problems, *_schedule_objections(wanted), *_clearing_objections(wanted)]


def _schedule_objections(wanted: Wanted) -> list[Problem]:
    """Why these hours cannot be kept to."""
    found = []
    if wanted.schedule_hours not in [hours.value for hours in Hours]:
        found.append(problem("unknown_word", field="schedule_hours", ours=wanted.schedule_hours))
    if wanted.office_opens >= wanted.office_closes:
        title = "The office closes before it opens"
        found.append(problem("out_of_range", title=title, field="office_closes", ours=f"{wanted.office_closes:%H:%M}"))
    days = wanted.office_days
    if len(set(days)) != len(days) or not set(days) <= set("1234567"):
        found.append(problem("unknown_word", title="There is no such day", field="office_days", ours=days))
    never = wanted.schedule_hours == Hours.OFFICE and not days
    if never and wanted.run_every_minutes is not None:
        title = "The schedule would never run: the office is open on no day"
        found.append(problem("out_of_range", title=title, field="office_days"))
    return found


def _clearing_objections(wanted: Wanted) -> list[Problem]:
    """What passes through a clearing account has to come from another one (rule P9)."""
    account = wanted.clearing_account
    if account is None or account != wanted.default_bank_account:
        return []
    return [
        problem(
            "account_of_wrong_type",
            title="The clearing account is the bank account itself",
            cause="Payments post to the clearing account, and one entry a day moves their sum from the bank.",
            field="clearing_account",
            ours=str(account),
        )
    ]


def _account_objection(organization: Organization, name: str, account_id: int | None) -> Problem | None:
    if account_id is None or queries.account_choices(organization, name).filter(pk=account_id).exists():
        return None
    types = ", ".join(sorted(ACCOUNT_TYPES[name]))
    cause = f"It takes an active account of type {types}."
    return problem("account_of_wrong_type", cause=cause, field=name, ours=str(account_id))


def ask_two_way_preview(organization: Organization, *, now: datetime | None = None) -> None:
    """Have QuickBooks asked how many bills two-way sync would bring (rule B2); the answer comes with the agent."""
    with transaction.atomic():
        connection = connection_of(organization)
        connection.preview_wanted_at = now or timezone.now()
        connection.save(update_fields=["preview_wanted_at"])
        wake(organization.pk)


def switch_on_two_way(
    organization: Organization, actor: Actor, *, bring_open_bills: bool, now: datetime | None = None
) -> Preferences:
    """Switch two-way bill sync on, for good (rule B2).

    `bring_open_bills`: also the open bills that QuickBooks already has; else only what is new or edited there from now
    on (rule B5). Refused while the agent is older than it needs (rule B3), or none has been seen.
    """
    at = now or timezone.now()
    assert actor.kind == "person", "only a person switches it on (rule B2)"
    with transaction.atomic():
        connection = connection_of(organization)
        _check_agent(connection)
        kept = locked_preferences(organization)
        if kept.two_way:
            return kept
        kept.two_way, kept.two_way_switched_at = True, at
        kept.two_way_switched_by_id = int(actor.id)
        kept.two_way_since = "" if bring_open_bills else wall_clock(connection, at)
        kept.revision += 1
        kept.save()
        changes: dict[str, list[Any]] = {"two_way": [False, True], "two_way_since": ["", kept.two_way_since]}
        audit.record_many(organization, actor, [NewEntry("preferences", str(kept.pk), "changed", changes)])
        _ask_for_run(connection, actor, at)
    return kept


def _check_agent(connection: Connection) -> None:
    """Rule B3: with the version that is needed and the version that was seen."""
    if connection.agent_seen_at is None:
        raise Refused([problem("no_agent", field="two_way")])
    if connection.agent_protocol < TWO_WAY_PROTOCOL:
        seen = f"protocol {connection.agent_protocol} (version {connection.agent_version})"
        cause = f"It needs protocol {TWO_WAY_PROTOCOL}; the agent that was seen speaks {seen}."
        raise Refused([problem("agent_too_old", cause=cause, field="two_way")])


def wall_clock(connection: Connection, at: datetime) -> str:
    """That moment on QuickBooks' wall clock, as `2026-11-22T09:15:00`.

    How far that is from UTC is best learned from QuickBooks' own stamps; until then it is the agent's machine's.
    """
    ahead = connection.facts.get("clock_ahead") or 0
    offset = connection.facts.get("utc_offset", connection.utc_offset)
    there = at + timedelta(seconds=offset + ahead)
    return there.strftime("%Y-%m-%dT%H:%M:%S")


def sync_now(organization: Organization, actor: Actor, *, now: datetime | None = None) -> None:
    """Ask for a run; it begins as soon as the agent comes by, at once while it is connected (rule S8)."""
    with transaction.atomic():
        connection = connection_of(organization)
        if connection.mode == Mode.SUSPENDED:
            stop = stop_of(connection)
            assert stop is not None, "what is suspended has a reason"
            raise Refused([problem("suspended", cause=connection.mode_reason, fix=stop.words.way_out)])
        if connection.paused_at is not None:
            raise Refused([problem("paused", cause=f"{connection.paused_by} paused it.")])
        _ask_for_run(connection, actor, now or timezone.now())


def pause(organization: Organization, actor: Actor, *, now: datetime | None = None) -> None:
    """Let no run begin until the sync is resumed; one that is under way goes on to its end (rule S8)."""
    with transaction.atomic():
        connection = connection_of(organization)
        if connection.paused_at is None:
            _set_pause(connection, now or timezone.now(), actor.name[:200])
            changes: dict[str, list[Any]] = {"is_paused": [False, True]}
            audit.record_many(organization, actor, [NewEntry("connection", str(connection.pk), "paused", changes)])


def end_pause(organization: Organization, actor: Actor, *, now: datetime | None = None) -> None:
    """Let runs begin again, and ask for one at once: what waited goes."""
    with transaction.atomic():
        connection = connection_of(organization)
        if connection.paused_at is not None:
            _set_pause(connection, None, "")
            changes: dict[str, list[Any]] = {"is_paused": [True, False]}
            audit.record_many(organization, actor, [NewEntry("connection", str(connection.pk), "resumed", changes)])
            _ask_for_run(connection, actor, now or timezone.now())


def _set_pause(connection: Connection, at: datetime | None, by: str) -> None:
    connection.paused_at, connection.paused_by = at, by
    connection.requested_at, connection.requested_by = None, ""
    connection.save(update_fields=["paused_at", "paused_by", "requested_at", "requested_by"])
    wake(connection.organization_id)
