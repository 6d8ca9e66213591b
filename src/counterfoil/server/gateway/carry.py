"""The desk's transaction, tried again where another stood in the way, and what happens when we ourselves fail."""

from __future__ import annotations

import traceback
from typing import TYPE_CHECKING

import structlog
from django.db import DatabaseError, InterfaceError, OperationalError, connection, transaction
from django.utils import timezone

from counterfoil.server.audit.wake import wake
from counterfoil.server.gateway import calls, lease
from counterfoil.server.gateway.desk import open_desk, profile_of
from counterfoil.server.gateway.refusals import Refusal, our_fault
from counterfoil.server.sync.models import Connection, Mode, Outcome, Run

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import datetime

    from counterfoil.server.gateway.desk import Desk
    from counterfoil.server.gateway.models import Profile
    from counterfoil.server.gateway.reply import Reply
    from counterfoil.server.gateway.report import Report

log = structlog.get_logger()

TRIES = 4
"""How often a transaction is tried that another one stood in the way of: it had changed nothing."""

FAULTS_BEFORE_STOP = 6
"""After so many failures of ours in a row the connection is suspended, rather than tried for ever."""

STOPPED = (
    "Something in Counterfoil failed again and again with this company file, so syncing was stopped. Nothing was lost."
)


def carry(credential: str, report: Report, *, clock: Callable[[], datetime] = timezone.now) -> Reply:
    """Serve one report of an agent; raises Refusal, also where the fault is ours."""
    return serve(lambda: profile_of(credential, report), report, clock=clock)


def serve(
    admit: Callable[[], Profile],
    report: Report,
    *,
    clock: Callable[[], datetime] = timezone.now,
    prepare: Callable[[Desk], None] | None = None,
) -> Reply:
    """Serve one report of whoever `admit` lets in; `prepare` sees the desk first, with the connection locked.

    Raises Refusal, also where the fault is ours.
    """
    for _ in range(TRIES):
        try:
            with transaction.atomic():
                desk = open_desk(admit(), report, clock)
                if prepare is not None:
                    prepare(desk)
                return desk.serve()
        except Refusal:
            raise
        except (OperationalError, InterfaceError) as error:
            _say(error)
            connection.close_if_unusable_or_obsolete()
        except Exception as error:  # noqa: BLE001  # whatever it is, nothing was taken in: count it and say so
            _say(error)
            _note_fault(admit, clock)
            break
    raise our_fault(retry_after=2.0)


def _say(error: Exception) -> None:
    """Log where it failed without a word of the books: a database's message may quote the row."""
    frames = traceback.extract_tb(error.__traceback__)[-3:]
    where = " < ".join(
        f"{frame.name} ({frame.filename.rsplit('/', 1)[-1]}:{frame.lineno})" for frame in reversed(frames)
    )
    log.error("The exchange failed.", error=type(error).__name__, where=where)
    log.debug("The exchange failed.", exc_info=error)


def _note_fault(admit: Callable[[], Profile], clock: Callable[[], datetime]) -> None:
    """Count the failure; when there were too many, stop."""
    try:
        with transaction.atomic():
            conversation = Connection.objects.of(admit().organization_id).select_for_update().get()
            holding = lease.of(conversation)
            holding.faults += 1
            holding.save(update_fields=["faults"])
            if holding.faults >= FAULTS_BEFORE_STOP:
                _suspend(conversation, clock())
    except DatabaseError as error:
        _say(error)


def _suspend(conversation: Connection, now: datetime) -> None:
    """Stop the run and take no more; writes whose outcome is not known stay in doubt until somebody resumes."""
    call = calls.open_call(conversation)
    if call is not None:
        calls.settle(call, now)
    runs = Run.objects.of(conversation.organization_id).filter(pk=conversation.run_id or 0)
    runs.update(outcome=Outcome.INTERRUPTED, message=STOPPED, finished_at=now)
    conversation.mode, conversation.mode_reason = Mode.SUSPENDED, STOPPED
    conversation.step, conversation.data, conversation.awaiting, conversation.run = "", {}, None, None
    conversation.save(update_fields=["mode", "mode_reason", "step", "data", "awaiting", "run"])
    wake(conversation.organization_id)
