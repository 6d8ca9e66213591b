"""What people may do: permissions, the built-in roles (rule S1), and the guard in front of a view."""

from __future__ import annotations

from enum import StrEnum
from functools import wraps
from typing import TYPE_CHECKING, Any

from asgiref.sync import iscoroutinefunction
from django.core.exceptions import PermissionDenied

if TYPE_CHECKING:
    from collections.abc import Callable

    from django.http import HttpRequest, HttpResponseBase

    View = Callable[..., Any]


class Permission(StrEnum):
    """One thing that a role may allow; the values are stored in roles, so they stay."""

    VIEW_BILLS = "view_bills"
    MANAGE_BILLS = "manage_bills"
    DELETE_BILLS = "delete_bills"
    APPROVE_BILLS = "approve_bills"
    PAY_BILLS = "pay_bills"
    VIEW_LISTS = "view_lists"
    MANAGE_LISTS = "manage_lists"
    VIEW_SYNC = "view_sync"
    SYNC = "sync_with_accounting_system"
    """Rule S1: to start runs, settle problems and switch on two-way bill sync."""
    MANAGE_PREFERENCES = "manage_preferences"
    MANAGE_TOKENS = "manage_tokens"
    MANAGE_PEOPLE = "manage_people"
    VIEW_AUDIT = "view_audit"


SEES = frozenset({Permission.VIEW_BILLS, Permission.VIEW_LISTS, Permission.VIEW_SYNC})
"""What everybody in an organization may look at."""

BUILT_IN_ROLES: dict[str, tuple[str, frozenset[Permission]]] = {
    "administrator": ("Administrator", frozenset(Permission)),
    "accountant": ("Accountant", frozenset(Permission) - {Permission.MANAGE_PEOPLE}),
    "approver": ("Approver", SEES | {Permission.APPROVE_BILLS}),
    "payer": ("Payer", SEES | {Permission.PAY_BILLS}),
    "clerk": ("Clerk", SEES | {Permission.MANAGE_BILLS, Permission.DELETE_BILLS, Permission.MANAGE_LISTS}),
    "auditor": ("Auditor", SEES | {Permission.VIEW_AUDIT}),
}
"""Role name → how people call it, and what it may do (rule S1)."""


def may(request: HttpRequest, permission: Permission) -> bool:
    """Whether whoever asks holds this permission in the organization they are working in."""
    membership = getattr(request, "membership", None)
    return membership is not None and permission in membership.permissions


def _refusal(request: HttpRequest, permission: Permission) -> HttpResponseBase | None:
    from django.contrib.auth.views import redirect_to_login  # its forms need the user model, which needs this module

    if not request.user.is_authenticated:
        return redirect_to_login(request.get_full_path())
    if not may(request, permission):
        raise PermissionDenied(permission)
    return None


def require(permission: Permission) -> Callable[[View], View]:
    """Guards a view, plain or async: who is not signed in goes to sign in, who may not is refused (403)."""

    def guard(view: View) -> View:
        @wraps(view)
        def plain(request: HttpRequest, *args: Any, **kwargs: Any) -> Any:
            return _refusal(request, permission) or view(request, *args, **kwargs)

        @wraps(view)
        async def asynchronous(request: HttpRequest, *args: Any, **kwargs: Any) -> Any:
            return _refusal(request, permission) or await view(request, *args, **kwargs)

        guarded: View = asynchronous if iscoroutinefunction(view) else plain
        guarded.required_permission = permission  # type: ignore[attr-defined]  # a test walks every address and wants to know
        return guarded

    return guard


def public(view: View) -> View:
    """Marks a view that anybody may open, on purpose: signing in and out."""
    view.required_permission = None  # type: ignore[attr-defined]  # a test walks every address and wants to know
    return view
