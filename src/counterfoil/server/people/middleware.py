"""Says for each request in which organization it works, and checks that its user still belongs there."""

from __future__ import annotations

from typing import TYPE_CHECKING

from asgiref.sync import iscoroutinefunction, markcoroutinefunction, sync_to_async
from django.conf import settings
from django.utils.decorators import sync_and_async_middleware

from counterfoil.server.audit.actor import Actor
from counterfoil.server.people.models import Membership

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponseBase

    from counterfoil.server.headers import Handler

SESSION_KEY = "organization"
"""Where the session keeps the id of the organization that its user works in."""


def membership_of(request: HttpRequest) -> Membership | None:
    """The membership that the request works under: the session's organization, else the user's first."""
    if settings.SESSION_COOKIE_NAME not in request.COOKIES or not request.user.is_authenticated:
        return None
    mine = Membership.objects.filter(user=request.user).select_related("organization", "role").order_by("pk")
    chosen = request.session.get(SESSION_KEY)
    return (mine.filter(organization_id=chosen).first() if chosen else None) or mine.first()


def _place(request: HttpRequest) -> None:
    membership = membership_of(request)
    # Django offers no typed place for what middleware knows of a request.
    request.membership = membership  # type: ignore[attr-defined]
    request.organization = membership.organization if membership else None  # type: ignore[attr-defined]
    request.actor = (  # type: ignore[attr-defined]
        Actor.person(membership.user_id, str(request.user)) if membership else None
    )


@sync_and_async_middleware
def organization_middleware(get_response: Handler) -> Handler:
    """Sets `request.membership`, `request.organization` and `request.actor`; all None for who is not signed in."""
    if iscoroutinefunction(get_response):

        async def asynchronous(request: HttpRequest) -> HttpResponseBase:
            if settings.SESSION_COOKIE_NAME in request.COOKIES:
                await sync_to_async(_place)(request)
            else:
                _place(request)
            return await get_response(request)  # type: ignore[no-any-return]  # a coroutine function, as just seen

        return markcoroutinefunction(asynchronous)

    def synchronous(request: HttpRequest) -> HttpResponseBase:
        _place(request)
        return get_response(request)  # type: ignore[return-value]  # a plain function, as just seen

    return synchronous
