"""Upkeep of the doors: expired tickets, tokens and sessions, settled calls, journals that were taken in long ago.

`keep_tidy` runs once an hour and puts itself off by another, so that `counterfoil work` needs no schedule of its own.
"""

from __future__ import annotations

from datetime import datetime, timedelta

from django.utils import timezone
from django_tasks import task
from django_tasks_db.models import DBTaskResult

from counterfoil.server.gateway.models import Call, JournalEntry, SyncToken, Ticket, WebConnectorSession
from counterfoil.server.sync.tasks import thin_out_until

EVERY = timedelta(hours=1)
TOKENS_SHOWN = timedelta(days=30)
"""Expired tokens that nobody used are still shown for so long."""

CALLS_KEPT = timedelta(days=30)
"""Settled writes and the journal about them: a computer may come back after its holiday and still prove something."""

SESSIONS_KEPT = timedelta(days=1)
"""A Web Connector's session that broke off is forgotten by then; its next one has taken over long before."""

RESULTS_KEPT = timedelta(days=1)


@task()
def keep_tidy() -> int:
    """Thin out everything that is old; how many rows."""
    now = timezone.now()
    thinned = tidy(now) + thin_out_until(now)
    keep_tidy.using(run_after=now + EVERY).enqueue()
    return thinned


def tidy(now: datetime) -> int:
    """Forget what is old at that moment; how many rows."""
    unused = SyncToken.objects.everywhere().filter(used_at__isnull=True, expires_at__lt=now - TOKENS_SHOWN)
    thinned, _ = unused.delete()
    thinned += Ticket.objects.filter(expires_at__lt=now).delete()[0]
    thinned += WebConnectorSession.objects.everywhere().filter(seen_at__lt=now - SESSIONS_KEPT).delete()[0]
    thinned += Call.objects.everywhere().filter(answered_at__lt=now - CALLS_KEPT).delete()[0]
    thinned += JournalEntry.objects.everywhere().filter(at__lt=now - CALLS_KEPT).delete()[0]
    thinned += DBTaskResult.objects.finished().filter(finished_at__lt=now - RESULTS_KEPT).delete()[0]
    return thinned


def ensure_tidying() -> None:
    """Put the upkeep on the list of background work, unless it is there already."""
    waiting = DBTaskResult.objects.exclude(pk__in=DBTaskResult.objects.finished().values("pk"))
    if not waiting.filter(task_path=keep_tidy.module_path).exists():
        keep_tidy.enqueue()
