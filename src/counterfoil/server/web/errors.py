"""The pages shown when something is refused or went wrong: plain words, and what to do now."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from django.shortcuts import render

from counterfoil.server.people.permissions import Permission

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse

WORDS: Final[dict[str, str]] = {
    Permission.VIEW_BILLS: "see bills",
    Permission.MANAGE_BILLS: "enter or change bills",
    Permission.DELETE_BILLS: "delete bills",
    Permission.VIEW_LISTS: "see vendors and accounts",
    Permission.MANAGE_LISTS: "change vendors",
    Permission.VIEW_SYNC: "see the sync",
    Permission.SYNC: "sync with QuickBooks",
    Permission.MANAGE_PREFERENCES: "change the preferences",
    Permission.MANAGE_TOKENS: "manage sync tokens and agents",
    Permission.MANAGE_PEOPLE: "manage people",
    Permission.VIEW_AUDIT: "read the whole change log",
}
"""Permission → what one needs it for, as the end of a sentence."""


def not_allowed(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """403: which permission is missing, and whom to ask."""
    needed = WORDS.get(str(exception), "")
    who = getattr(request, "organization", None)
    return render(request, "403.html", {"needed": needed, "organization": who}, status=403)


def form_expired(request: HttpRequest, reason: str = "") -> HttpResponse:
    """403 of the protection against forged forms; the reason is for the log, not for the page."""
    del reason
    return render(request, "403_csrf.html", status=403)
