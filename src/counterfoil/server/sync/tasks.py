"""Upkeep of the engine's memory: what is old and settled is thinned out, what tells of losses stays for ever."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.utils import timezone
from django_tasks import task

from counterfoil.engine.books import IntentState
from counterfoil.server.sync.models import Intent, Run

REPORTS_KEPT = timedelta(days=400)
"""Runs and their reports: for longer than a year, so that a year-end can be looked into."""

WRITES_KEPT = timedelta(days=30)
"""The text of writes whose outcome is known; that they were made, and what proved it, stays for ever."""

OVER = (IntentState.DONE.value, IntentState.FAILED.value, IntentState.DROPPED.value)
AT_ONCE = 1000
"""Rows a transaction: other work waits for it on SQLite."""


@task()
def thin_out() -> int:
    """Thin out every organization; how many rows."""
    return thin_out_until(timezone.now())


def thin_out_until(now: datetime) -> int:
    """Thin out what is old at that moment; how many rows."""
    return _forget_reports(now - REPORTS_KEPT) + _forget_texts(now - WRITES_KEPT)


def _forget_reports(before: datetime) -> int:
    """Details go with their runs; conflicts stay."""
    thinned = 0
    old = Run.objects.everywhere().filter(finished_at__lt=before).order_by("id")
    while ids := list(old.values_list("id", flat=True)[:AT_ONCE]):
        thinned += len(ids)
        Run.objects.everywhere().filter(pk__in=ids).delete()
    return thinned


def _forget_texts(before: datetime) -> int:
    settled = Intent.objects.everywhere().filter(state__in=OVER, kept_at__lt=before).exclude(text="")
    thinned = 0
    while ids := list(settled.values_list("id", flat=True)[:AT_ONCE]):
        thinned += Intent.objects.everywhere().filter(pk__in=ids).update(text="", before=None, after=None)
    return thinned
