"""What a person does about agents: make and revoke sync tokens, and revoke an agent's standing credential (rule S3)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING

from django.db import transaction
from django.utils import timezone

from counterfoil.records.catalogue import problem
from counterfoil.server.audit import services as audit
from counterfoil.server.audit.actor import Actor
from counterfoil.server.audit.services import NewEntry
from counterfoil.server.gateway.models import Profile, SyncToken
from counterfoil.server.gateway.secret import TOKEN_PREFIX, hash_of, new_secret
from counterfoil.server.people.problems import Refused

if TYPE_CHECKING:
    from datetime import datetime

    from counterfoil.server.people.models import Organization, User

TOKEN_LIVES = timedelta(hours=24)
"""An unused token is worth nothing after a day (rule S3)."""


@dataclass(frozen=True, slots=True)
class NewToken:
    """A token just made, and its secret, which is never shown again."""

    token: SyncToken
    secret: str


def suggested_token_name(organization: Organization, *, now: datetime | None = None) -> str:
    """The name that is filled in for a new token."""
    return f"{organization.slug} {now or timezone.now():%Y-%m-%d %H:%M}"


def create_token(organization: Organization, user: User, name: str = "", *, now: datetime | None = None) -> NewToken:
    """Make a sync token; it is good once, within a day."""
    at = now or timezone.now()
    secret = new_secret(TOKEN_PREFIX)
    with transaction.atomic():
        token = SyncToken.objects.everywhere().create(
            organization=organization,
            name=(name.strip() or suggested_token_name(organization, now=at))[:100],
            secret_hash=hash_of(secret),
            created_at=at,
            created_by=user,
            expires_at=at + TOKEN_LIVES,
        )
        actor = Actor.person(user.pk, str(user))
        entry = NewEntry("sync_token", str(token.pk), "created", {"name": ["", token.name]})
        audit.record_many(organization, actor, [entry], now=at)
    return NewToken(token, secret)


def revoke_token(organization: Organization, actor: Actor, token_id: int | str, *, now: datetime | None = None) -> None:
    """Refuse the token from now on; the agents that were connected with it go on."""
    at = now or timezone.now()
    with transaction.atomic():
        changed = SyncToken.objects.of(organization).filter(pk=token_id, revoked_at__isnull=True).update(revoked_at=at)
        _check(changed)
        audit.record_many(organization, actor, [NewEntry("sync_token", str(token_id), "revoked")], now=at)


def revoke_profile(
    organization: Organization, actor: Actor, profile_id: int | str, *, now: datetime | None = None
) -> None:
    """Refuse this agent from now on, also while it waits: its next word is answered with 401."""
    at = now or timezone.now()
    with transaction.atomic():
        changed = Profile.objects.of(organization).filter(pk=profile_id, revoked_at__isnull=True).update(revoked_at=at)
        _check(changed)
        audit.record_many(organization, actor, [NewEntry("profile", str(profile_id), "revoked")], now=at)


def _check(changed: int) -> None:
    if not changed:
        raise Refused([problem("not_there")])
