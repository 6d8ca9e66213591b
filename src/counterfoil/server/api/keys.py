"""Who calls the API: the key says which organization, and what its role allows."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.core.exceptions import PermissionDenied
from django.utils import timezone
from ninja.security import HttpBearer

from counterfoil.server import wall
from counterfoil.server.audit.actor import Actor
from counterfoil.server.people.keys import find_key
from counterfoil.server.people.models import ApiKey

if TYPE_CHECKING:
    from django.http import HttpRequest

    from counterfoil.server.people.permissions import Permission


class KeyAuth(HttpBearer):
    """`Authorization: Bearer KEY`."""

    def authenticate(self, request: HttpRequest, token: str) -> ApiKey | None:
        """The key, None when there is no such live key."""
        with wall.across():
            key = find_key(token, now=timezone.now(), address=request.META.get("REMOTE_ADDR"))
        if key is not None:
            wall.enter(key.organization_id)
        return key


def key_of(request: HttpRequest) -> ApiKey:
    """The key that this request came with."""
    key = getattr(request, "auth", None)
    assert isinstance(key, ApiKey), "every address of the API asks for a key"
    return key


def actor_of(request: HttpRequest) -> Actor:
    """The key, as the audit log writes it down."""
    key = key_of(request)
    return Actor("api_key", str(key.pk), key.name)


def need(request: HttpRequest, permission: Permission) -> None:
    """Raise PermissionDenied when the key's role lacks the permission."""
    if permission not in key_of(request).permissions:
        raise PermissionDenied(permission)
