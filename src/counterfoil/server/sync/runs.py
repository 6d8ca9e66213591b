"""Runs: opened, counted, closed, and forgotten where there is nothing to tell."""

from __future__ import annotations

from typing import TYPE_CHECKING

from counterfoil.server.audit.wake import wake
from counterfoil.server.sync.models import Connection, Detail, Outcome, Run

if TYPE_CHECKING:
    from datetime import datetime

    from counterfoil.server.people.models import Organization

BY_HAND = frozenset({"person", "first"})
"""Triggers whose runs are kept even when they found nothing: a person waits for their report."""


def start(connection: Connection, trigger: str, now: datetime) -> int:
    """Open a run; whoever asked for one is answered by it."""
    run = Run.objects.everywhere().create(
        organization_id=connection.organization_id,
        trigger=trigger,
        started_by=connection.requested_by if trigger in BY_HAND else "",
        started_at=now,
    )
    wake(connection.organization_id)
    return run.pk


def progress(organization_id: int, run_id: int, step: str, done: int, total: int | None) -> None:
    """Say how far it has come."""
    Run.objects.of(organization_id).filter(pk=run_id).update(step=step, done=done, total=total)
    wake(organization_id)


def finish(organization: Organization, run_id: int, outcome: str, message: str, now: datetime) -> None:
    """Close it; one that has nothing to tell, or only what the run before told already, leaves no row."""
    run = Run.objects.of(organization).get(pk=run_id)
    run.outcome, run.message, run.finished_at = outcome, message, now
    if _has_nothing_to_tell(run):
        run.delete()
    else:
        run.save(update_fields=["outcome", "message", "finished_at"])
    wake(organization.pk)


def _has_nothing_to_tell(run: Run) -> bool:
    if run.trigger in BY_HAND or Detail.objects.of(run.organization_id).filter(run=run.pk).exists():
        return False
    return run.outcome == Outcome.DONE or _says_the_same_as_before(run)


def _says_the_same_as_before(run: Run) -> bool:
    earlier = Run.objects.of(run.organization_id).filter(pk__lt=run.pk).order_by("-pk").first()
    return earlier is not None and (earlier.outcome, earlier.message) == (run.outcome, run.message)
