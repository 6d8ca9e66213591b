"""When a run begins, and when to look again: a change on either side, a person's wish, the schedule, or the clock."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from django.conf import settings
from django.db.models import Min

from counterfoil.engine.exchange import wants
from counterfoil.engine.suspension import may_run
from counterfoil.server.gateway.glance import something_to_say
from counterfoil.server.sync.models import Connection, Link, Mode
from counterfoil.server.sync.schedule import Hours, Schedule, next_run

if TYPE_CHECKING:
    from datetime import datetime

    from counterfoil.server.gateway.report import Report
    from counterfoil.server.sync.books import DjangoBooks

FIRST_PAUSE = 5.0
LONGEST_PAUSE = 300.0
"""Seconds to wait after a run that could not be carried to its end: doubled each time, up to the longest."""

LIVE, SCHEDULE, PERSON, FIRST = "live", "schedule", "person", "first"
"""What begins a run."""


def poll_seconds() -> float:
    """How often an open company file is asked for changes where it gives no hint of them."""
    return float(getattr(settings, "POLL_SECONDS", 15.0))


def trigger(books: DjangoBooks, report: Report, now: datetime, *, is_new_holder: bool) -> str:
    """Why a run begins now; "" when none does."""
    connection = books.connection
    is_asked_for = connection.requested_at is not None
    if not _may_run(connection) or (_pausing(connection, now) and not is_asked_for):
        return ""
    if is_asked_for:
        return PERSON
    if connection.looked_at is None:
        return FIRST
    if connection.mode == Mode.SUSPENDED:
        return LIVE if wants(books) else ""
    if is_new_holder or _hint_changed(connection, report) or _has_something_to_say(books, now):
        return LIVE
    moments = _moments(books, report)
    return next((why for why, moment in moments.items() if moment is not None and moment <= now), "")


def seconds_until_due(books: DjangoBooks, report: Report, now: datetime) -> float | None:
    """When to look again although nothing stirs; None when only a stir can bring something."""
    connection = books.connection
    if not _may_run(connection):
        return None
    moments = [moment for moment in _moments(books, report).values() if moment is not None]
    if connection.failures and connection.looked_at is not None:
        paused = connection.looked_at + _pause(connection)
        moments = [max(paused, min(moments, default=paused))]
    retry = Link.objects.of(connection.organization_id).filter(owed=True, retry_at__isnull=False)
    next_retry = retry.aggregate(at=Min("retry_at"))["at"]
    if next_retry is not None:
        moments.append(next_retry)
    return max(0.0, (min(moments) - now).total_seconds()) if moments else None


def _may_run(connection: Connection) -> bool:
    """Whether any run may begin: none does while somebody has paused the sync, nor without an answer to a stop."""
    return connection.paused_at is None and may_run(connection)


def _moments(books: DjangoBooks, report: Report) -> dict[str, datetime | None]:
    """Trigger → when the clock alone brings it."""
    looked_at, again = books.connection.looked_at, books.connection.again_after_seconds
    if looked_at is None:
        return {}
    polls = report.hint is None and report.quickbooks == "open"
    live = [seconds for seconds in (again, poll_seconds() if polls else None) if seconds is not None]
    return {
        LIVE: looked_at + timedelta(seconds=min(live)) if live else None,
        SCHEDULE: _scheduled(books, looked_at),
    }


def _scheduled(books: DjangoBooks, looked_at: datetime) -> datetime | None:
    """When the schedule brings the next run, by the hours of the office where QuickBooks stands."""
    kept = books.preferences
    if not kept.run_every_minutes:
        return None
    hours = Hours(kept.schedule_hours)
    schedule = Schedule(kept.run_every_minutes, hours, kept.office_opens, kept.office_closes, kept.office_days)
    offset = timedelta(seconds=books.connection.facts.get("utc_offset", books.connection.utc_offset))
    moment = next_run(schedule, looked_at + offset)
    return moment - offset if moment is not None else None


def _has_something_to_say(books: DjangoBooks, now: datetime) -> bool:
    """What the engine says; it is only asked where a single statement does not rule it out."""
    mine = Connection.objects.of(books.connection.organization_id)
    return mine.filter(something_to_say(books.connection.organization_id, now)).exists() and wants(books)


def _hint_changed(connection: Connection, report: Report) -> bool:
    return report.hint is not None and report.hint != connection.hint


def _pause(connection: Connection) -> timedelta:
    return timedelta(seconds=min(FIRST_PAUSE * 2.0 ** min(connection.failures - 1, 10), LONGEST_PAUSE))


def _pausing(connection: Connection, now: datetime) -> bool:
    """Whether the last runs failed to be carried and the next attempt is not due yet."""
    if not connection.failures or connection.looked_at is None:
        return False
    return now < connection.looked_at + _pause(connection)
