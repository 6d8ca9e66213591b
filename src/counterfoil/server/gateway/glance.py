"""A glance for an agent that was woken: one statement, no lock, whether a look is worth its while.

Many things wake an organization's agents that are no business of theirs. A glance may err only on one side: what it
misses is found with the agent's next call, half a minute later at most.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db.models import Exists, OuterRef, Q
from django.utils import timezone

from counterfoil.engine.books import IntentState
from counterfoil.engine.rights import NO_RIGHT
from counterfoil.server import wall
from counterfoil.server.audit.models import Entry
from counterfoil.server.gateway.models import Profile
from counterfoil.server.sync.models import Connection, Intent, Link, Mode

if TYPE_CHECKING:
    from datetime import datetime

    from counterfoil.server.gateway.reply import Reply

OPEN = (IntentState.READY.value, IntentState.SENT.value, IntentState.UNKNOWN.value)


def is_worth_a_look(reply: Reply, now: datetime | None = None) -> bool:
    """Whether anything may have come up for the agent that was last given this reply."""
    organization = reply.organization_id
    credential = Profile.objects.of(organization).filter(pk=reply.profile_id, revoked_at__isnull=True)
    quiet = (
        Connection.objects.of(organization)
        .filter(Exists(credential), step="", preview_wanted_at__isnull=True)
        .filter(
            Q(paused_at__isnull=False)
            | Q(requested_at__isnull=True) & (Q(mode=Mode.SUSPENDED) | ~something_to_say(organization, now))
        )
    )
    with wall.within(organization):
        return not quiet.exists()


def something_to_say(organization: int, now: datetime | None) -> Q:
    """A change that was not taken in, a record that is owed, a write in doubt: what `engine.exchange.wants` asks."""
    due = Q(retry_at__isnull=True) | Q(retry_at__lte=now or timezone.now())
    changed = Entry.objects.of(organization).filter(is_ours=True, number__gt=OuterRef("position"))
    owed = Link.objects.of(organization).filter(due, owed=True)
    in_doubt = Intent.objects.of(organization).filter(state__in=OPEN)
    may_write = Q(mode=Mode.LIVE) | Q(mode=Mode.READ_ONLY, facts__has_key=NO_RIGHT)
    return may_write & (Q(Exists(changed)) | Q(Exists(owed)) | Q(Exists(in_doubt)))
