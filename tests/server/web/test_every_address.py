"""Every address of the pages has a rule, and the rule holds: for each role, for strangers, for other books' ids."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver
from tests.conftest import member
from tests.server.web.conftest import browser_of

from counterfoil.server.people.permissions import BUILT_IN_ROLES

if TYPE_CHECKING:
    from collections.abc import Iterator

OTHERS_GUARD = ("api/v1/", "healthz", "readyz")
"""Addresses whose rules stand elsewhere, with tests of their own."""

IDS = 987_654


def addresses(patterns: list[URLPattern | URLResolver] | None = None, prefix: str = "") -> Iterator[tuple[str, Any]]:
    """Every address of the pages, with its view."""
    for pattern in patterns if patterns is not None else get_resolver().url_patterns:
        path = prefix + str(pattern.pattern)
        if path.startswith(OTHERS_GUARD):
            continue
        if isinstance(pattern, URLResolver):
            yield from addresses(pattern.url_patterns, path)
        else:
            yield path, pattern.callback


PAGES = dict(addresses())
GUARDED = {path: view for path, view in PAGES.items() if getattr(view, "required_permission", None)}
OF_A_RECORD = {path: view for path, view in GUARDED.items() if "<int:pk>" in path}


def url(path: str, pk: int = IDS) -> str:
    return "/" + path.replace("<int:pk>", str(pk))


@pytest.mark.parametrize("path", PAGES)
def test_every_address_says_which_permission_it_needs_or_that_it_is_public(path):
    assert hasattr(PAGES[path], "required_permission"), f"/{path} has no rule"


def test_only_signing_in_and_out_and_choosing_an_organization_are_public():
    assert {path for path, view in PAGES.items() if view.required_permission is None} == {
        "sign-in/",
        "sign-out/",
        "organizations/",
    }


@pytest.mark.django_db
@pytest.mark.parametrize("path", GUARDED)
def test_who_is_not_signed_in_goes_to_sign_in(path):
    for method in ("get", "post"):
        answer = getattr(Client(), method)(url(path))
        assert answer.status_code in (302, 405)
        assert answer.status_code == 405 or answer["Location"].startswith("/sign-in/?next=")


@pytest.mark.parametrize("role", BUILT_IN_ROLES)
def test_a_role_opens_exactly_the_addresses_it_has_the_permission_for(organization, role):
    browser = browser_of(member(organization, role))
    permissions = BUILT_IN_ROLES[role][1]
    for path, view in GUARDED.items():
        for method in ("get", "post"):
            status = getattr(browser, method)(url(path)).status_code
            is_allowed = view.required_permission in permissions
            assert (status != 403) if is_allowed else status in (403, 405), f"{method} {path} as {role}: {status}"


def test_who_belongs_to_no_organization_sees_nothing(db):
    from counterfoil.server.people.models import User

    browser = browser_of(User.objects.create_user("nobody@example.com", "correct horse battery"))
    assert {browser.get(url(path)).status_code for path in GUARDED} <= {403, 405}


@pytest.mark.parametrize("path", OF_A_RECORD)
def test_the_ids_of_another_organization_do_not_exist(path, organization, row, stranger, things):
    """Rule: the books of one organization are not there for another, whatever the role."""
    browser = browser_of(stranger)
    for pk in things:
        for method in ("get", "post"):
            assert getattr(browser, method)(url(path, pk)).status_code in (404, 405)


@pytest.fixture
def things(organization, row, administrator) -> set[int]:
    """Ids of everything that has a page: a bill, its vendor, a run, a problem, a conflict, a token, an agent."""
    from django.utils import timezone

    from counterfoil.server.gateway.models import Profile
    from counterfoil.server.gateway.services import create_token
    from counterfoil.server.sync.models import Conflict, Problem, Run

    now = timezone.now()
    made = [
        Run.objects.everywhere().create(organization=organization, trigger="manual", started_at=now),
        Conflict.objects.everywhere().create(organization=organization, kind="bill", path="memo", found_at=now),
        Problem.objects.everywhere().create(
            organization=organization, key="k", title="t", severity="error", problem={}, opened_at=now, seen_at=now
        ),
        create_token(organization, administrator).token,
        Profile.objects.everywhere().create(
            organization=organization,
            company_file="a.qbw",
            credential_hash="h",
            installation="i",
            created_at=now,
            created_by=administrator,
        ),
    ]
    return {row.pk, row.vendor_id, *(thing.pk for thing in made)}


def test_a_picker_offers_nothing_of_another_organization(stranger, lists):
    browser = browser_of(stranger)
    for picker in ("/vendors/pick/", "/accounts/pick/", "/accounts/items/pick/", "/customers/pick/"):
        assert b'role="option"' not in browser.get(picker, {"text": ""}).content
