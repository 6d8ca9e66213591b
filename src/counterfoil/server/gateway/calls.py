"""Calls: a request handed to an agent, and what became of it; each answer is taken in once."""

from __future__ import annotations

from datetime import timedelta
from hashlib import sha256
from typing import TYPE_CHECKING

from counterfoil.engine.exchange import Failure
from counterfoil.server.gateway.models import Call, JournalEntry

if TYPE_CHECKING:
    from datetime import datetime

    from counterfoil.server.gateway.models import Lease, Profile
    from counterfoil.server.gateway.report import Failed, Report
    from counterfoil.server.sync.models import Connection

Outcome = str | Failure | None
"""What the engine is told of a call: QuickBooks' text, why there is none, or None: nobody knows what became of it."""

SECONDS_TO_READ = 600
"""For how long a request that only reads may be started; a late one does no harm."""

NOT_STARTED = Failure(0, "The agent was started anew before it carried the request.", executed=False)
"""The journal proves that a write was never started."""


def open_call(connection: Connection) -> Call | None:
    """The call whose answer is awaited."""
    calls = Call.objects.of(connection.organization_id)
    return calls.filter(connection=connection, answered_at__isnull=True).first()


def is_answered(call: Call, report: Report) -> bool:
    """Whether the report brings the answer to the open call."""
    return report.answer is not None and report.answer.call == call.number


def never_arrived(call: Call, profile: Profile, report: Report, now: datetime) -> bool:
    """Whether the open call is to be handed out once more.

    The agent carries one call at a time and writes its journal before it starts a write. So a report of the same
    process without an answer, and without a line about the call, says that the call never arrived; but only for as
    long as the call may be started (see `_is_in_time`).
    """
    is_same = _is_carrier(call, profile, report) and report.process == call.process
    return is_same and _is_in_time(call, now) and not is_answered(call, report) and not _journal_of(call)


def _is_in_time(call: Call, now: datetime) -> bool:
    """Whether what is not said proves anything.

    Later our own database may be one that was restored, and the call one that was carried out since (promise I20): it
    is in doubt then, and the run begins again with the question which company file this is.
    """
    return now <= call.handed_at + timedelta(seconds=call.seconds)


def outcome(call: Call, profile: Profile, report: Report, now: datetime) -> Outcome:
    """What became of the open call as far as this report and the journal tell."""
    if report.answer is not None and report.answer.call == call.number:
        return _told(report.answer.outcome)
    is_proven = call.writes and _is_in_time(call, now) and _was_never_started(call, profile, report)
    return NOT_STARTED if is_proven else None


def _was_never_started(call: Call, profile: Profile, report: Report) -> bool:
    """What never left the server never ran; else only the journal of whoever had it is proof.

    A profile that was made anew has a journal of its own, which knows nothing of what the old one started.
    """
    if not call.process:
        return True
    return _is_carrier(call, profile, report) and not _journal_of(call) & {"calling", "returned"}


def _is_carrier(call: Call, profile: Profile, report: Report) -> bool:
    return (report.installation, profile.pk) == (call.installation, call.profile_id)


def _told(outcome: str | Failed) -> Outcome:
    if isinstance(outcome, str):
        return outcome
    return Failure(outcome.hresult, outcome.message, executed=outcome.executed)


def _journal_of(call: Call) -> set[str]:
    entries = JournalEntry.objects.of(call.organization_id).filter(profile_id=call.profile_id, call=call.number)
    return set(entries.values_list("event", flat=True))


def settle(call: Call, now: datetime) -> None:
    """The call is over: questions are forgotten, writes are kept for a while without their text."""
    if call.writes:
        call.answered_at, call.text = now, ""
        call.save(update_fields=["answered_at", "text"])
    else:
        call.delete()


def hand_out(connection: Connection, lease: Lease, text: str, *, leaves: bool, now: datetime) -> Call:
    """Note to whom the engine's request goes; `leaves` is False when it only waits for the next carrier."""
    awaiting = connection.awaiting or {}
    call = Call(
        text=text,
        installation=lease.installation if leaves else "",
        process=lease.process if leaves else "",
        intent=awaiting.get("intent") or "",
        writes=bool(awaiting.get("writes")),
        seconds=awaiting.get("seconds") or SECONDS_TO_READ,
        handed_at=now,
    )
    return _numbered(connection, lease, call)


def ask_for_preview(connection: Connection, lease: Lease, text: str, now: datetime) -> Call:
    """A question of our own, between two runs."""
    call = Call(
        text=text,
        installation=lease.installation,
        process=lease.process,
        writes=False,
        is_preview=True,
        seconds=SECONDS_TO_READ,
        handed_at=now,
    )
    return _numbered(connection, lease, call)


def _numbered(connection: Connection, lease: Lease, call: Call) -> Call:
    """The call with the next number, stored."""
    assert lease.profile_id is not None, "whoever reports holds the lease"
    lease.numbers += 1
    call.organization_id, call.connection = connection.organization_id, connection
    call.number, call.epoch, call.profile_id = lease.numbers, lease.epoch, lease.profile_id
    call.sha256 = sha256(call.text.encode()).hexdigest()
    call.save(force_insert=True)
    return call


def hand_out_again(call: Call, now: datetime) -> Call:
    """The same bytes under the same number, with a fresh deadline."""
    call.handed_at = now
    call.save(update_fields=["handed_at"])
    return call
