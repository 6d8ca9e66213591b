"""What the tokens page reads."""

from __future__ import annotations

from typing import TYPE_CHECKING

from counterfoil.server.gateway.models import Lease, Profile, SyncToken

if TYPE_CHECKING:
    from django.db.models import QuerySet

    from counterfoil.server.people.models import Organization


def tokens(organization: Organization) -> QuerySet[SyncToken]:
    """Sync tokens, newest first."""
    return SyncToken.objects.of(organization).select_related("created_by").order_by("-id")


def profiles(organization: Organization) -> QuerySet[Profile]:
    """Connected agents, newest first, revoked ones included."""
    return Profile.objects.of(organization).select_related("created_by", "token", "web_connector").order_by("-id")


def carrying(organization: Organization) -> Lease | None:
    """Who carries just now, None when nobody ever did."""
    return Lease.objects.of(organization).select_related("profile").first()
