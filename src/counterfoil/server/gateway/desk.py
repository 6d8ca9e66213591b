"""One call of the exchange door, in one database transaction: journal and answer in, the next request out.

Everything that an agent can do to the books happens here, under the connection's lock; the engine decides. What is
remembered is in the database when the reply leaves, so that any process may take the next call.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING, Any

from counterfoil.engine import exchange as engine
from counterfoil.engine.exchange import Failure
from counterfoil.server import wall
from counterfoil.server.audit.wake import wake
from counterfoil.server.gateway import calls, due, journal, lease, preview
from counterfoil.server.gateway.models import Profile
from counterfoil.server.gateway.refusals import revoked, too_old
from counterfoil.server.gateway.reply import Reply
from counterfoil.server.gateway.report import OLDEST_PROTOCOL
from counterfoil.server.gateway.secret import hash_of
from counterfoil.server.sync.books import DjangoBooks
from counterfoil.server.sync.models import Connection, Mode, Run

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import datetime

    from counterfoil.server.gateway.models import Call, Lease
    from counterfoil.server.gateway.report import Report

SEEN_EVERY = timedelta(minutes=1)
"""How exactly it is noted when a profile was last used."""

FAULTS_BEFORE_DOUBT = 3
"""After so many failures of ours with one answer, the engine is told that the answer cannot be known."""


@dataclass(slots=True)
class Desk:
    """What one call has in its hands."""

    profile: Profile
    report: Report
    books: DjangoBooks
    lease: Lease
    open_call: Call | None
    now: datetime
    is_new_holder: bool = False
    taken: int = 0
    _ended: bool = False
    _is_quiet: bool = False

    @property
    def connection(self) -> Connection:
        """The connection, locked."""
        return self.books.connection

    def serve(self) -> Reply:
        """Take in what the agent brings, and say what is next."""
        self.is_new_holder = lease.take(self.lease, self.profile, self.report, self.open_call, self.now)
        self.connection.epoch = self.lease.epoch
        self._note_agent()
        self.taken = journal.take_in(self.books, self.profile, self.report, self.now)
        reply = self._reply(self._next())
        self.lease.faults = 0
        self.lease.save()
        self.connection.save(update_fields=DRIVEN)
        return reply

    def _next(self) -> Call | None:
        """The call to hand out now, if any."""
        if self.open_call is not None and calls.never_arrived(self.open_call, self.profile, self.report, self.now):
            return None if self.report.is_leaving else calls.hand_out_again(self.open_call, self.now)
        if self.open_call is not None:
            call = self._after(self.open_call)
            if call is not None or not self.is_new_holder:
                return call
        elif self.connection.step:
            return self._handed(engine.exchange(self.books, None))
        return self._begun()

    def _after(self, call: Call) -> Call | None:
        """Tell the engine what became of the open call."""
        told = calls.outcome(call, self.profile, self.report, self.now)
        if call.is_preview:
            calls.settle(call, self.now)
            preview.take_in(self.connection, told, self.now)
            wake(self.connection.organization_id)
            return self._begun()
        if isinstance(told, str) and self.lease.faults >= FAULTS_BEFORE_DOUBT:
            told = None
        calls.settle(call, self.now)
        failed = isinstance(told, Failure) and calls.is_answered(call, self.report)
        return self._handed(engine.exchange(self.books, told), failed=failed)

    def _begun(self) -> Call | None:
        """A new run's first request, when one is due."""
        if self.report.is_leaving or self.connection.step:
            return None
        why = self._trigger()
        if not why:
            self._is_quiet = True
            return self._preview()
        self._begin(why)
        return self._handed(engine.exchange(self.books, None))

    def _preview(self) -> Call | None:
        """Between runs, the question how many bills two-way sync would bring, when somebody wants to know."""
        if self.connection.preview_wanted_at is None or self.connection.mode == Mode.SUSPENDED:
            return None
        return calls.ask_for_preview(self.connection, self.lease, preview.question(), self.now)

    def _handed(self, text: str | None, *, failed: bool = False) -> Call | None:
        """The engine's next request as a call; without one the run is over, carried to its end or not."""
        if text is None:
            self._ended = True
            self.connection.looked_at = self.now
            self.connection.failures = self.connection.failures + 1 if failed else 0
            return None
        leaves = not self.report.is_leaving
        call = calls.hand_out(self.connection, self.lease, text, leaves=leaves, now=self.now)
        return call if leaves else None

    def _trigger(self) -> str:
        return due.trigger(self.books, self.report, self.now, is_new_holder=self.is_new_holder)

    def _begin(self, why: str) -> None:
        """Begin a run; what it was asked for by is thereby answered."""
        engine.begin(self.books, why)
        self.connection.requested_at, self.connection.requested_by = None, ""
        if self.report.hint is not None:
            self.connection.hint = self.report.hint

    def _note_agent(self) -> None:
        connection, report = self.connection, self.report
        connection.agent_seen_at, connection.agent_version = self.now, report.version
        connection.agent_protocol, connection.agent_note = report.protocol, report.note
        connection.quickbooks, connection.utc_offset = report.quickbooks, report.utc_offset
        if self.profile.seen_at is None or self.now - self.profile.seen_at >= SEEN_EVERY:
            self.profile.seen_at, self.profile.version = self.now, report.version
            self.profile.save(update_fields=["seen_at", "version"])

    def _reply(self, call: Call | None) -> Reply:
        if self.report.is_leaving and not self._has_a_write():
            lease.leave(self.lease)
        due_in = None
        if call is None:
            is_due = not self._is_quiet and bool(self._trigger())
            due_in = 0.0 if is_due else due.seconds_until_due(self.books, self.report, self.now)
        return Reply(
            organization_id=self.connection.organization_id,
            profile_id=self.profile.pk,
            call=None if call is None else _call_body(call),
            taken=self.taken,
            show=self._show(call),
            end_session=self._ended and engine.needs_new_session(self.books),
            due_in=due_in,
        )

    def _has_a_write(self) -> bool:
        """Whether a write was handed to it whose outcome is not known."""
        call = calls.open_call(self.connection)
        return call is not None and call.is_write_out

    def _show(self, call: Call | None) -> dict[str, Any]:
        """What the agent may show to whoever looks at it."""
        connection = self.connection
        run = Run.objects.of(connection.organization_id).filter(pk=connection.run_id or 0).first() if call else None
        return {
            "state": "syncing" if call else "stopped" if connection.mode == Mode.SUSPENDED else "idle",
            "run": str(run.pk) if run else None,
            "step": connection.step,
            "done": run.done if run else 0,
            "total": run.total if run else None,
            "message": connection.mode_reason or ("" if call is None else _progress(connection.step, run)),
        }


DRIVEN = [
    "epoch",
    "agent_seen_at",
    "agent_version",
    "agent_protocol",
    "agent_note",
    "quickbooks",
    "utc_offset",
    "hint",
    "requested_at",
    "requested_by",
    "looked_at",
    "failures",
]
"""Fields of the connection that the desk decides; the engine decides the others."""


def _progress(step: str, run: Run | None) -> str:
    words = step.replace("_", " ")
    if run is None or not run.done:
        return f"Syncing: {words}."
    return f"Syncing: {words}, {run.done} of {run.total}." if run.total else f"Syncing: {words}, {run.done}."


def _call_body(call: Call) -> dict[str, Any]:
    names = ("number", "text", "writes", "seconds", "epoch")
    return {name: getattr(call, name) for name in names}


def is_credential(credential: str) -> bool:
    """Whether this is an agent's credential that was not revoked."""
    with wall.across():
        return (
            Profile.objects.everywhere().filter(credential_hash=hash_of(credential), revoked_at__isnull=True).exists()
        )


def profile_of(credential: str, report: Report) -> Profile:
    """Whose credential this is; refused when it is revoked, or the agent too old to be understood.

    From here on the transaction works in the profile's organization alone.
    """
    with wall.across():
        profile = (
            Profile.objects.everywhere()
            .select_related("organization")
            .filter(credential_hash=hash_of(credential), revoked_at__isnull=True)
            .first()
        )
    if profile is None:
        raise revoked()
    if report.protocol < OLDEST_PROTOCOL:
        raise too_old(OLDEST_PROTOCOL, report.protocol)
    wall.enter(profile.organization_id)
    return profile


def open_desk(profile: Profile, report: Report, clock: Callable[[], datetime]) -> Desk:
    """Let a carrier in: inside a transaction, since the connection is locked from here on."""
    connection = Connection.objects.of(profile.organization_id).select_related("organization").get()
    started = report.answer.started if report.answer else None
    books = DjangoBooks(
        connection,
        clock=clock,
        quickbooks_time=lambda: int(report.unix if started is None else started),
        carrier=report.installation,
    )
    locked = books.connection
    return Desk(profile, report, books, lease.of(locked), calls.open_call(locked), clock())
