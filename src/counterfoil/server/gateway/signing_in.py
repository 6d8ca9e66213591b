"""An agent signs in, and makes a profile: a name and a secret for a ticket, a ticket for a credential of its own.

The name and secret are a user's e-mail and password, or a sync token's (rules S2 and S3). A password attack cannot stop
an agent that is connected: it never signs in again.
"""

from __future__ import annotations

import hmac
from datetime import timedelta
from http import HTTPStatus
from typing import TYPE_CHECKING, Any

from django.db import transaction
from django.utils import timezone

from counterfoil.server import wall
from counterfoil.server.audit import services as audit
from counterfoil.server.audit.actor import Actor
from counterfoil.server.audit.services import NewEntry
from counterfoil.server.gateway.models import Profile, SyncToken, Ticket
from counterfoil.server.gateway.refusals import Refusal, too_many, too_old, wrong_secret
from counterfoil.server.gateway.report import OLDEST_PROTOCOL
from counterfoil.server.gateway.secret import TOKEN_PREFIX, hash_of, new_secret
from counterfoil.server.people import services as people
from counterfoil.server.people.models import Membership, Organization, User
from counterfoil.server.people.permissions import Permission
from counterfoil.server.people.problems import Refused
from counterfoil.server.sync.services import connection_of

if TYPE_CHECKING:
    from datetime import datetime

    from counterfoil.server.gateway.report import SignIn

TICKET_LIVES = timedelta(minutes=15)
"""Long enough for the agent's wizard, short enough to be of no use to anybody else."""


def sign_in(wanted: SignIn, *, address: str, now: datetime | None = None) -> dict[str, Any]:
    """Check name and secret; a ticket and the organizations that may be connected with it. Raises Refusal."""
    at = now or timezone.now()
    if wanted.protocol < OLDEST_PROTOCOL:
        raise too_old(OLDEST_PROTOCOL, wanted.protocol)
    if not wanted.secret.startswith(TOKEN_PREFIX):
        user = _user(wanted, address, at)
        return _ticket(wanted, user, None, connectable(user), at)
    with transaction.atomic():
        token = _redeem(wanted, address, at)
        return _ticket(wanted, token.created_by, token, [token.organization], at)


def _ticket(
    wanted: SignIn, user: User, token: SyncToken | None, organizations: list[Organization], at: datetime
) -> dict[str, Any]:
    """A ticket, and what it may connect."""
    secret = new_secret()
    Ticket.objects.create(
        secret_hash=hash_of(secret),
        user=user,
        token=token,
        installation=wanted.installation,
        machine=wanted.machine,
        version=wanted.version,
        protocol=wanted.protocol,
        expires_at=at + TICKET_LIVES,
    )
    return {"ticket": secret, "organizations": [{"slug": each.slug, "name": each.name} for each in organizations]}


def _user(wanted: SignIn, address: str, at: datetime) -> User:
    """The user of this e-mail and password, who may connect at least one organization.

    In no transaction of ours: a failure has to be remembered although it is refused.
    """
    try:
        user = people.sign_in(None, wanted.name, wanted.secret, network=address, now=at)
    except Refused as refused:
        problem = refused.problems[0]
        if problem.code == "sign_in_too_soon":
            raise too_many(float(problem.ours)) from refused
        raise wrong_secret() from refused
    if not connectable(user):
        words = "This user may not connect QuickBooks in any organization: it takes the permission to sync."
        raise Refusal(HTTPStatus.FORBIDDEN, "no_permission", words)
    return user


def connectable(user: User) -> list[Organization]:
    """The organizations in which the user holds the permission *Sync with Accounting System* (rule S1)."""
    mine = Membership.objects.filter(user=user, user__is_active=True).select_related("organization", "role")
    found = [place.organization for place in mine if Permission.SYNC in place.permissions]
    return sorted(found, key=lambda organization: organization.name)


def _redeem(wanted: SignIn, address: str, at: datetime) -> SyncToken:
    """Use a sync token up; the same words for whatever is wrong with it."""
    tokens = SyncToken.objects.everywhere().select_related("organization", "created_by").select_for_update(of=("self",))
    with wall.across():
        token = tokens.filter(secret_hash=hash_of(wanted.secret)).first()
    if token is None or not _names(token, wanted.name) or not _may_be_used(token, at):
        raise wrong_secret()
    wall.enter(token.organization_id)
    token.used_at, token.used_from, token.used_on = at, address[:45], wanted.machine
    token.save(update_fields=["used_at", "used_from", "used_on"])
    entry = NewEntry("sync_token", str(token.pk), "used", {"machine": ["", wanted.machine], "address": ["", address]})
    audit.record_many(token.organization, _agent(wanted.installation, wanted.machine), [entry], now=at)
    return token


def _names(token: SyncToken, name: str) -> bool:
    return hmac.compare_digest(token.name.encode(), name.encode())


def _may_be_used(token: SyncToken, at: datetime) -> bool:
    is_fresh = token.used_at is None and token.revoked_at is None and token.expires_at > at
    return is_fresh and token.organization in connectable(token.created_by)


def _agent(installation: str, machine: str) -> Actor:
    return Actor("agent", installation, machine or "agent")


def make_profile(
    ticket: str, slug: str, company_file: str, *, address: str, now: datetime | None = None
) -> dict[str, Any]:
    """A profile for this organization and company file, and its credential, shown this once. Raises Refusal."""
    at = now or timezone.now()
    with transaction.atomic():
        found = Ticket.objects.select_related("user", "token").select_for_update(of=("self",))
        with wall.across():
            known = found.filter(secret_hash=hash_of(ticket), expires_at__gt=at).first()
        if known is None:
            raise Refusal(HTTPStatus.UNAUTHORIZED, "ticket_expired", "Sign in again: the ticket is not valid any more.")
        organization = _chosen(known, slug)
        wall.enter(organization.pk)
        credential = new_secret()
        profile = Profile.objects.everywhere().create(
            organization=organization,
            company_file=company_file,
            credential_hash=hash_of(credential),
            installation=known.installation,
            machine=known.machine,
            token=known.token,
            created_at=at,
            created_by=known.user,
            seen_from=address[:45],
            version=known.version,
        )
        _note_agent(organization, known, at)
        made = {"company_file": ["", company_file], "machine": ["", known.machine]}
        actor = _agent(known.installation, known.machine)
        audit.record_many(organization, actor, [NewEntry("profile", str(profile.pk), "created", made)], now=at)
        if known.token is not None:
            known.delete()
    return {"profile": str(profile.pk), "credential": credential}


def _note_agent(organization: Organization, ticket: Ticket, at: datetime) -> None:
    """What two-way sync asks of the agent is known from now on (rule B3)."""
    connection = connection_of(organization)
    connection.agent_seen_at = at
    connection.agent_version, connection.agent_protocol = ticket.version, ticket.protocol
    connection.save(update_fields=["agent_seen_at", "agent_version", "agent_protocol"])


def _chosen(ticket: Ticket, slug: str) -> Organization:
    """The organization of that slug; the same words where it does not exist and where the ticket is not for it."""
    allowed = connectable(ticket.user)
    if ticket.token is not None:
        allowed = [each for each in allowed if each.pk == ticket.token.organization_id]
    for organization in allowed:
        if organization.slug == slug:
            return organization
    words = "There is no such organization, or it may not be connected with this sign-in."
    raise Refusal(HTTPStatus.NOT_FOUND, "no_such_organization", words)
