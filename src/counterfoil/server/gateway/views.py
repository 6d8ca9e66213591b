"""The pages of sync tokens, connected agents and the Web Connector (rules S3 and S12)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.conf import settings
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.http import content_disposition_header
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from counterfoil.server.gateway import queries, services
from counterfoil.server.gateway.forms import TokenForm
from counterfoil.server.gateway.models import Profile, SyncToken, WebConnector
from counterfoil.server.gateway.web_connector.qwc import is_local, qwc
from counterfoil.server.pages.refusals import sentence
from counterfoil.server.people.permissions import Permission, require
from counterfoil.server.people.problems import Refused

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import datetime

    from counterfoil.server.pages.requests import Request

SHOWN = 50


def token_word(token: SyncToken, now: datetime) -> str:
    """What a token is worth: the first that holds."""
    words = ((token.revoked_at, "Revoked"), (token.used_at, "Used"), (token.expires_at <= now, "Expired"))
    return next((word for holds, word in words if holds), "Unused")


@require_GET
@require(Permission.MANAGE_TOKENS)
def show(request: Request) -> HttpResponse:
    """The tokens with when and where they were used, and the agents that are connected."""
    now = timezone.now()
    lease = queries.carrying(request.organization)
    tokens = queries.tokens(request.organization)[:SHOWN]
    context = {
        "tokens": [{"token": token, "word": token_word(token, now)} for token in tokens],
        "profiles": queries.profiles(request.organization)[:SHOWN],
        "carrying": lease.profile_id if lease and lease.seen_at else None,
    }
    return render(request, "gateway/tokens.html", context)


@never_cache
@require_http_methods(["GET", "POST"])
@require(Permission.MANAGE_TOKENS)
def new(request: Request) -> HttpResponse:
    """Make a token: its name is filled in, and its secret is shown in this one answer and never again."""
    suggested = services.suggested_token_name(request.organization)
    form = TokenForm(request.POST or None, initial={"name": suggested})
    if request.method == "POST" and form.is_valid():
        made = services.create_token(request.organization, request.user, form.cleaned_data["name"])
        return render(request, "gateway/token_secret.html", {"token": made.token, "secret": made.secret})
    return render(request, "gateway/token_form.html", {"form": form}, status=422 if form.is_bound else 200)


@never_cache
@require_http_methods(["GET", "POST"])
@require(Permission.MANAGE_TOKENS)
def new_web_connector(request: Request) -> HttpResponse:
    """Set up Intuit's Web Connector: its password is shown in this one answer and never again (rule S12)."""
    context: dict[str, object] = {"may_be_refused": not (settings.IS_HTTPS or is_local(settings.BASE_URL))}
    if request.method == "POST":
        made = services.create_web_connector(request.organization, request.user)
        return render(request, "gateway/web_connector_secret.html", context | {"made": made})
    return render(request, "gateway/web_connector_form.html", context)


@require_GET
@require(Permission.MANAGE_TOKENS)
def web_connector_file(request: Request, pk: int) -> HttpResponse:
    """The file that the Web Connector opens to make it know this organization."""
    known = WebConnector.objects.of(request.organization).filter(profile__revoked_at__isnull=True)
    connector = get_object_or_404(known, profile_id=pk)
    text = qwc(connector, request.organization.name, settings.BASE_URL)
    name = content_disposition_header(as_attachment=True, filename=f"counterfoil-{connector.user_name}.qwc")
    return HttpResponse(text, content_type="application/xml", headers={"Content-Disposition": str(name)})


@require_POST
@require(Permission.MANAGE_TOKENS)
def revoke_token(request: Request, pk: int) -> HttpResponse:
    """Refuse a token from now on."""
    get_object_or_404(SyncToken.objects.of(request.organization), pk=pk)
    return _revoke(request, lambda: services.revoke_token(request.organization, request.actor, pk), "The token")


@require_POST
@require(Permission.MANAGE_TOKENS)
def revoke_agent(request: Request, pk: int) -> HttpResponse:
    """Refuse an agent from now on."""
    get_object_or_404(Profile.objects.of(request.organization), pk=pk)
    return _revoke(request, lambda: services.revoke_profile(request.organization, request.actor, pk), "The agent")


def _revoke(request: Request, do: Callable[[], None], what: str) -> HttpResponse:
    try:
        do()
    except Refused as refused:
        for problem in refused.problems:
            messages.error(request, sentence(problem))
    else:
        messages.success(request, f"{what} was revoked.")
    return redirect("tokens")
