"""Signing in and out, and choosing the organization one works in."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from django.conf import settings
from django.contrib import auth
from django.contrib.auth.views import redirect_to_login
from django.shortcuts import redirect, render
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_protect
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_POST

from counterfoil.server.people import services
from counterfoil.server.people.forms import SignInForm
from counterfoil.server.people.middleware import SESSION_KEY
from counterfoil.server.people.models import Membership
from counterfoil.server.people.permissions import public
from counterfoil.server.people.problems import Refused

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse

UNAUTHORIZED: Final = 401
TOO_MANY: Final = 429


@public
@never_cache
@csrf_protect
@sensitive_post_parameters("password")
@require_http_methods(["GET", "POST"])
def sign_in(request: HttpRequest) -> HttpResponse:
    """Sign in; the answer is the same for a wrong password and an unknown address, and too many tries have to wait."""
    target = _target(request)
    if request.method == "GET":
        if request.user.is_authenticated:
            return redirect(target)
        return _page(request, SignInForm(), target)
    form = SignInForm(request.POST)
    if not form.is_valid():
        return _page(request, form, target, UNAUTHORIZED)
    try:
        user = services.sign_in(
            request,
            form.cleaned_data["username"],
            form.cleaned_data["password"],
            network=request.META.get("REMOTE_ADDR", ""),
        )
    except Refused as refused:
        form.add_error(
            None, " ".join(f"{part.rstrip('.')}." for p in refused.problems for part in (p.title, p.fix) if part)
        )
        return _page(request, form, target, TOO_MANY if "sign_in_too_soon" in refused.codes else UNAUTHORIZED)
    auth.login(request, user)
    return redirect(target)


def _page(request: HttpRequest, form: SignInForm, target: str, status: int = 200) -> HttpResponse:
    return render(request, "web/sign_in.html", {"form": form, "next": target}, status=status)


def _target(request: HttpRequest) -> str:
    """Where one wanted to go; only ever an address of ours."""
    wanted = request.POST.get("next") or request.GET.get("next") or ""
    is_ours = url_has_allowed_host_and_scheme(wanted, {request.get_host()}, require_https=request.is_secure())
    return wanted if is_ours else settings.LOGIN_REDIRECT_URL


@public
@require_POST
def sign_out(request: HttpRequest) -> HttpResponse:
    """End the session."""
    auth.logout(request)
    return redirect(settings.LOGOUT_REDIRECT_URL)


@public
@require_http_methods(["GET", "POST"])
def organizations(request: HttpRequest) -> HttpResponse:
    """The organizations one belongs to, and choosing the one to work in; any other leaves things as they are."""
    if not request.user.is_authenticated:
        return redirect_to_login(request.get_full_path())
    mine = Membership.objects.filter(user=request.user).select_related("organization", "role").order_by("pk")
    if request.method == "GET":
        return render(request, "web/organizations.html", {"memberships": mine})
    chosen = request.POST.get("organization", "")
    membership = mine.filter(organization_id=int(chosen)).first() if chosen.isascii() and chosen.isdigit() else None
    if membership is not None:
        request.session[SESSION_KEY] = membership.organization_id
    return redirect(settings.LOGIN_REDIRECT_URL)
