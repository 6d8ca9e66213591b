"""What a request is once the middleware has seen it and `require` has let it through."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.http import HttpRequest

if TYPE_CHECKING:
    from django_htmx.middleware import HtmxDetails

    from counterfoil.server.audit.actor import Actor
    from counterfoil.server.people.models import Membership, Organization, User


class Request(HttpRequest):
    """A request of somebody who is signed in and works in an organization; only a name for the types."""

    user: User
    organization: Organization
    membership: Membership
    actor: Actor
    htmx: HtmxDetails
