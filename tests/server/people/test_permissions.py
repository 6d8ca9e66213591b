"""Roles, memberships and the guard in front of a view (rule S1)."""

import asyncio

import pytest
from django.contrib.auth.models import AnonymousUser
from django.contrib.sessions.backends.db import SessionStore
from django.core.exceptions import PermissionDenied
from django.http import HttpResponse

from counterfoil.server.people import services
from counterfoil.server.people.middleware import SESSION_KEY, organization_middleware
from counterfoil.server.people.models import Membership, Role
from counterfoil.server.people.permissions import BUILT_IN_ROLES, Permission, may, require
from counterfoil.server.people.problems import Refused

SYNC_ROLES = {"administrator", "accountant"}


@pytest.mark.parametrize("name", BUILT_IN_ROLES)
def test_administrator_and_accountant_may_sync_and_nobody_else_rule_s1(name):
    assert (Permission.SYNC in BUILT_IN_ROLES[name][1]) == (name in SYNC_ROLES)


def test_the_built_in_roles_are_in_the_database_as_in_the_table(db):
    found = {role.name: (role.label, role.allowed) for role in Role.objects.filter(organization=None)}
    assert found == BUILT_IN_ROLES


def test_the_auditor_changes_nothing_and_the_clerk_does_not_approve():
    changing = {permission for permission in Permission if not permission.startswith("view_")}
    assert not BUILT_IN_ROLES["auditor"][1] & changing
    assert Permission.APPROVE_BILLS not in BUILT_IN_ROLES["clerk"][1]
    assert Permission.PAY_BILLS not in BUILT_IN_ROLES["approver"][1]


def test_a_permission_that_this_version_does_not_know_allows_nothing():
    assert Role(name="x", permissions=["view_bills", "fly"]).allowed == {Permission.VIEW_BILLS}


def placed(rf, user, *, organization=None, cookie=True):
    """A request after the middleware has said where it works."""
    request = rf.get("/bills/")
    request.user = user
    request.session = SessionStore()
    if organization is not None:
        request.session[SESSION_KEY] = organization.pk
    if cookie:
        from django.conf import settings

        request.COOKIES[settings.SESSION_COOKIE_NAME] = "a session"
    organization_middleware(lambda _request: HttpResponse())(request)
    return request


def test_a_request_works_in_its_users_organization(rf, clerk, organization):
    request = placed(rf, clerk)
    assert (request.organization, request.actor.kind, request.actor.id) == (organization, "person", str(clerk.pk))
    assert may(request, Permission.MANAGE_BILLS)
    assert not may(request, Permission.SYNC)


def test_the_session_cannot_point_into_an_organization_that_the_user_does_not_belong_to(
    rf, clerk, organization, other_organization
):
    assert placed(rf, clerk, organization=other_organization).organization == organization


def test_the_session_chooses_among_the_users_organizations(rf, clerk, other_organization, actor):
    services.add_member(other_organization, actor, clerk, "auditor")
    request = placed(rf, clerk, organization=other_organization)
    assert request.organization == other_organization
    assert not may(request, Permission.MANAGE_BILLS)


def test_a_removed_member_is_out_at_the_next_request(rf, clerk, organization, actor):
    services.remove_member(organization, actor, clerk)
    request = placed(rf, clerk)
    assert (request.organization, request.membership, request.actor) == (None, None, None)


def test_who_is_not_signed_in_works_nowhere_and_costs_no_statement(rf, db, django_assert_num_queries):
    with django_assert_num_queries(0):
        request = placed(rf, AnonymousUser(), cookie=False)
    assert request.organization is None


@require(Permission.MANAGE_BILLS)
def view(request):
    return HttpResponse("in")


@require(Permission.MANAGE_BILLS)
async def asynchronous_view(request):
    return HttpResponse("in")


def test_the_guard_lets_in_who_may(rf, clerk):
    request = placed(rf, clerk)
    assert view(request).content == b"in"
    assert asyncio.run(asynchronous_view(request)).content == b"in"


def test_the_guard_refuses_who_may_not(rf, auditor):
    request = placed(rf, auditor)
    with pytest.raises(PermissionDenied):
        view(request)
    with pytest.raises(PermissionDenied):
        asyncio.run(asynchronous_view(request))


def test_the_guard_sends_strangers_to_sign_in_and_back(rf, db):
    response = view(placed(rf, AnonymousUser(), cookie=False))
    assert (response.status_code, response["Location"]) == (302, "/sign-in/?next=/bills/")


def test_a_member_changes_role_and_the_log_says_so(organization, actor, clerk):
    from counterfoil.server.audit.models import Entry

    services.add_member(organization, actor, clerk, "approver")
    assert Membership.objects.get(user=clerk).role.name == "approver"
    entry = Entry.objects.of(organization).order_by("-number")[0]
    assert (entry.kind, entry.changes["role"], entry.is_ours) == ("membership", ["clerk", "approver"], False)


def test_a_role_that_does_not_exist_is_refused(organization, actor, clerk):
    with pytest.raises(Refused, match="no role"):
        services.add_member(organization, actor, clerk, "king")


def test_an_easy_password_and_a_taken_address_are_refused(clerk):
    with pytest.raises(Refused) as refused:
        services.create_user("new@keller.example", "password")
    assert set(refused.value.codes) == {"password_too_weak"}
    with pytest.raises(Refused) as refused:
        services.create_user(clerk.email.upper(), "correct horse battery")
    assert refused.value.codes == ["email_taken"]


def test_a_slug_is_made_of_the_name_and_is_not_given_twice(db):
    assert services.create_organization("Harrow & Pike Builders").slug == "harrow-pike-builders"
    with pytest.raises(Refused) as refused:
        services.create_organization("Harrow Pike, Builders")
    assert refused.value.codes == ["slug_taken"]
