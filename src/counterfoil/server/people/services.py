"""Organizations and the people in them: made, joined, signed in."""

from __future__ import annotations

import hashlib
import ipaddress
from datetime import timedelta
from typing import TYPE_CHECKING

from django.contrib.auth import authenticate
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.text import slugify

from counterfoil.records.catalogue import problem
from counterfoil.server.audit import services as audit
from counterfoil.server.audit.actor import SYSTEM
from counterfoil.server.people.models import Membership, Organization, Role, SignInAttempts, User
from counterfoil.server.people.problems import Refused

if TYPE_CHECKING:
    from datetime import datetime

    from django.http import HttpRequest

    from counterfoil.records import Problem
    from counterfoil.server.audit.actor import Actor

FREE_ATTEMPTS = 5
"""Failures that cost nothing: people mistype."""
LONGEST_DELAY = timedelta(minutes=15)
FORGOTTEN_AFTER = timedelta(hours=24)
"""Failures older than this no longer count."""


def create_organization(name: str, *, slug: str = "") -> Organization:
    """A new, empty set of books; Refused when the slug is taken."""
    slug = slug or slugify(name)[:60]
    with transaction.atomic():
        if Organization.objects.filter(slug=slug).exists():
            raise Refused([_taken("slug", slug)])
        organization = Organization.objects.create(slug=slug, name=name)
        entry = audit.NewEntry("organization", str(organization.pk), "created", {"name": [None, name]})
        audit.record_many(organization, SYSTEM, [entry])
        return organization


def create_user(email: str, password: str | None, *, name: str = "") -> User:
    """A new user; Refused when the e-mail address is taken or the password is too easy to guess."""
    address = email.strip().lower()
    if User.objects.filter(email=address).exists():
        raise Refused([_taken("email", address)])
    if password is not None:
        _require_good_password(password, User(email=address, name=name))
    return User.objects.create_user(address, password, name=name)


def _require_good_password(password: str, user: User) -> None:
    try:
        validate_password(password, user)
    except ValidationError as error:
        raise Refused(
            [problem("password_too_weak", title=message, cause="", field="password") for message in error.messages]
        ) from error


def _taken(field: str, value: str) -> Problem:
    return problem(f"{field}_taken", title=f"{value} is already in use", field=field)


def add_member(organization: Organization, actor: Actor, user: User, role: str) -> Membership:
    """Give a user a place in the organization with a built-in role or one of its own; an existing place changes."""
    with transaction.atomic():
        audit.lock(organization)
        chosen = role_named(organization, role)
        before = Membership.objects.filter(user=user, organization=organization).select_related("role").first()
        membership, _ = Membership.objects.update_or_create(
            user=user, organization=organization, defaults={"role": chosen}
        )
        changes = {"role": [before.role.name if before else None, chosen.name], "user": [None, user.email]}
        entry = audit.NewEntry("membership", str(membership.pk), "changed" if before else "created", changes)
        audit.record_many(organization, actor, [entry])
        return membership


def remove_member(organization: Organization, actor: Actor, user: User) -> None:
    """Take a user's place away; what they did stays in the log, and their next request is refused."""
    with transaction.atomic():
        audit.lock(organization)
        for membership in Membership.objects.filter(user=user, organization=organization):
            entry = audit.NewEntry("membership", str(membership.pk), "deleted", {"user": [user.email, None]})
            membership.delete()
            audit.record_many(organization, actor, [entry])


def role_named(organization: Organization, name: str) -> Role:
    """The organization's own role of that name, else the built-in one; Refused when there is neither."""
    for where in (organization, None):
        role = Role.objects.filter(organization=where, name=name).first()
        if role is not None:
            return role
    raise Refused([problem("role_missing", title=f"There is no role {name}", field="role", ours=name)])


def sign_in(
    request: HttpRequest | None, email: str, password: str, *, network: str, now: datetime | None = None
) -> User:
    """The user with this e-mail address and password.

    Raises Refused with `sign_in_refused`, the same whether the address is known or not, or with `sign_in_too_soon`
    when too many attempts from this network (an IP address) failed: each failure after the fifth doubles the wait. Only
    this account from this network waits, so that nobody can lock another out.
    """
    at = now or timezone.now()
    key = _attempts_key(email, network)
    attempts = SignInAttempts.objects.filter(key=key).first()
    if attempts is not None and attempts.blocked_until > at:
        raise Refused([_too_soon(attempts.blocked_until - at)])
    user = authenticate(request, username=email.strip().lower(), password=password)
    if isinstance(user, User):
        SignInAttempts.objects.filter(key=key).delete()
        return user
    _note_failure(key, at)
    raise Refused([problem("sign_in_refused", cause="")])


def _attempts_key(email: str, network: str) -> str:
    """The hash of the account and the network it is tried from: IPv4 by /24, IPv6 by /64."""
    try:
        address = ipaddress.ip_address(network)
        size = 24 if address.version == 4 else 64
        network = str(ipaddress.ip_network(f"{address}/{size}", strict=False))
    except ValueError:
        network = "unknown"
    return hashlib.sha256(f"{email.strip().lower()}|{network}".encode()).hexdigest()


def _note_failure(key: str, at: datetime) -> None:
    with transaction.atomic():
        attempts, _ = SignInAttempts.objects.select_for_update().get_or_create(key=key, defaults={"blocked_until": at})
        forgotten = at - attempts.blocked_until > FORGOTTEN_AFTER
        attempts.failures = 1 if forgotten else attempts.failures + 1
        attempts.blocked_until = at + delay_after(attempts.failures)
        attempts.save()


def delay_after(failures: int) -> timedelta:
    """How long to wait after that many failures: nothing at first, then 1 s, 2 s, 4 s … up to a quarter of an hour."""
    if failures < FREE_ATTEMPTS:
        return timedelta(0)
    return min(timedelta(seconds=2.0 ** min(failures - FREE_ATTEMPTS, 20)), LONGEST_DELAY)


def _too_soon(wait: timedelta) -> Problem:
    seconds = int(wait.total_seconds()) + 1
    return problem("sign_in_too_soon", fix=f"Try again in {seconds} seconds.", ours=str(seconds))
