"""What a person does about carriers: sync tokens, Web Connectors, and the end of either (rules S3 and S12)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING
from uuid import uuid4

from django.db import transaction
from django.utils import timezone

from counterfoil.records.catalogue import problem
from counterfoil.server.audit import services as audit
from counterfoil.server.audit.actor import Actor
from counterfoil.server.audit.services import NewEntry
from counterfoil.server.gateway.models import Profile, SyncToken, WebConnector
from counterfoil.server.gateway.report import PROTOCOL
from counterfoil.server.gateway.secret import TOKEN_PREFIX, hash_of, new_secret, password_hash
from counterfoil.server.people.problems import Refused
from counterfoil.server.sync.services import connection_of

if TYPE_CHECKING:
    from datetime import datetime

    from counterfoil.server.people.models import Organization, User

WEB_CONNECTOR = "Web Connector"
"""What stands for the machine of a profile that Intuit's Web Connector carries for."""

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


@dataclass(frozen=True, slots=True)
class NewWebConnector:
    """A Web Connector just set up, and its password, which is never shown again."""

    connector: WebConnector
    password: str


def create_web_connector(organization: Organization, user: User, *, now: datetime | None = None) -> NewWebConnector:
    """Set up a Web Connector as a carrier for the organization: a user name, a password, a file for it (rule S12)."""
    at = now or timezone.now()
    password = new_secret()
    with transaction.atomic():
        profile = Profile.objects.everywhere().create(
            organization=organization,
            company_file="",
            credential_hash=password_hash(password),
            installation=WEB_CONNECTOR,
            machine=WEB_CONNECTOR,
            created_at=at,
            created_by=user,
        )
        connector = WebConnector.objects.everywhere().create(
            organization=organization,
            profile=profile,
            user_name=f"{organization.slug}-{profile.pk}"[-60:],
            file_id=uuid4(),
        )
        connection = connection_of(organization)
        connection.agent_protocol = PROTOCOL
        connection.save(update_fields=["agent_protocol"])
        actor = Actor.person(user.pk, str(user))
        made = NewEntry("profile", str(profile.pk), "created", {"machine": ["", WEB_CONNECTOR]})
        audit.record_many(organization, actor, [made], now=at)
    return NewWebConnector(connector, password)


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
