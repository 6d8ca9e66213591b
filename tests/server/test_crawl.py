"""A visitor of one organization tries every endpoint with every id of another: nothing is there, and no row changes.

The endpoints come from the URL conf, the API's own description and the agents' doors, and the rows from the list of
models: whoever adds one has it crawled, or is told here what it lacks. Two rules hold for all: an address with an id
answers that there is no such thing, and an address without one shows nothing of the other's books.
"""

from __future__ import annotations

import json
import re
from datetime import UTC, datetime
from typing import Any

import pytest
from django.apps import apps
from django.db import models
from django.urls import get_resolver
from tests.conftest import member
from tests.server.api.conftest import program_of
from tests.server.web.conftest import browser_of
from tests.server.web.test_every_address import addresses

from counterfoil.server.api.routes import api
from counterfoil.server.people.models import Membership
from counterfoil.server.people.tenancy import TenantModel
from counterfoil.server.web.live import news_of

MARK = "Zyzzyva"
"""Stands in every text of the other organization, and nowhere else."""

NOW = datetime(2026, 3, 2, tzinfo=UTC)
FIRST_ID = 9_000_001
TENANTS = [model for model in apps.get_models() if issubclass(model, TenantModel)]
NOT_THERE = {404, 405}
NO_ORGANIZATIONS = ("sign-in/", "sign-out/", "organizations/", "design/")
"""Pages that show no books; signing out would end the crawl."""

WORDS: dict[str, dict[str, Any]] = {
    "bills.Bill": {"status": "unpaid"},
    "orders.PurchaseOrder": {"status": "open"},
    "sync.Link": {"kind": "vendor", "state": "linked"},
    "sync.Run": {"trigger": "person", "finished_at": NOW},
    "sync.Conflict": {"kind": "vendor"},
    "sync.Problem": {"problem": {"code": "review", "title": MARK, "choices": ["keep_ours"]}, "severity": "error"},
}
"""Model → values that must be words the program knows."""


class Books:
    """One row of every tenant table in an organization, each with an id that nothing else has."""

    def __init__(self, organization: Any, user: Any) -> None:
        self.organization, self.user = organization, user
        self.rows: dict[type[models.Model], Any] = {}
        for model in TENANTS:
            self.row(model)

    def row(self, model: Any) -> Any:
        """The row of this model, made with those it needs."""
        if model not in self.rows:
            words = WORDS.get(model._meta.label, {})
            needed = [field for field in model._meta.local_fields if self._is_needed(field) and field.name not in words]
            values = {field.name: self._value(field) for field in needed}
            pk = FIRST_ID + len(self.rows)
            made = model.objects.everywhere().create(pk=pk, organization=self.organization, **values, **words)
            self.rows[model] = made
        return self.rows[model]

    @staticmethod
    def _is_needed(field: models.Field[Any, Any]) -> bool:
        if field.primary_key or field.name == "organization":
            return False
        is_text = isinstance(field, models.CharField | models.TextField)
        return (not field.null and not field.has_default()) or (
            is_text and not field.choices and not field.has_default()
        )

    def _value(self, field: models.Field[Any, Any]) -> Any:
        if isinstance(field, models.ForeignKey):
            target: Any = field.related_model
            if issubclass(target, TenantModel):
                return self.row(target)
            return {"people.User": self.user, "people.Role": self.user_role()}[target._meta.label]
        if isinstance(field, models.DateTimeField):
            return NOW
        if isinstance(field, models.CharField | models.TextField):
            return f"{MARK}{field.name}"[: field.max_length or 100]
        return {"JSONField": {}, "BooleanField": False, "DateField": NOW.date()}.get(type(field).__name__, 1)

    def user_role(self) -> Any:
        return Membership.objects.get(user=self.user).role

    def ids(self) -> list[int]:
        return [row.pk for row in self.rows.values()]

    def snapshot(self) -> dict[str, list[dict[str, Any]]]:
        """Every row of the organization with all of its values."""
        found: dict[str, list[dict[str, Any]]] = {}
        for model in TENANTS:
            manager: Any = model.objects
            found[model._meta.label] = list(manager.of(self.organization).order_by("pk").values())
        return found


@pytest.fixture
def books(other_organization):
    return Books(other_organization, member(other_organization, "administrator", "owner@other.example"))


@pytest.fixture
def visitor(organization):
    return member(organization, "administrator", "visitor@keller.example")


@pytest.fixture
def untouched(books):
    """Whatever a test does, not one row of the other organization may differ afterwards."""
    before = books.snapshot()
    assert all(before.values()), "every table of the other organization has a row"
    yield
    assert books.snapshot() == before


PAGES = [path for path, _ in addresses()]


def with_id(path: str, id_: int) -> str:
    """The address with that id in every place; an address that asks for anything else has to be taught here."""
    filled = re.sub(r"<int:\w+>", str(id_), path)
    assert "<" not in filled, f"{path} takes something that is no id: say here what another organization's would be"
    return "/" + filled


def test_the_other_organization_has_a_row_of_every_kind(books):
    assert len(books.rows) == len(TENANTS) > 20
    assert len(set(books.ids())) == len(TENANTS)


def test_no_page_with_an_id_shows_or_does_anything_with_anothers(books, visitor, untouched):
    browser = browser_of(visitor)
    paths = [path for path in PAGES if "<" in path]
    assert len(paths) > 10
    for path in paths:
        for id_ in books.ids():
            for method in ("get", "post"):
                answer = getattr(browser, method)(with_id(path, id_))
                assert answer.status_code in NOT_THERE, f"{method} {path} with {id_}: {answer.status_code}"
                assert MARK.encode() not in b"".join(list(answer))


def test_no_page_without_an_id_shows_anything_of_anothers(books, visitor, untouched):
    browser = browser_of(visitor)
    for path in [path for path in PAGES if "<" not in path and not path.startswith(NO_ORGANIZATIONS)]:
        for query in ({}, {"text": MARK[:4]}, {"q": MARK[:4]}, {"vendor": str(books.ids()[0])}):
            answer = browser.get(f"/{path}", query)
            assert answer.status_code in {200, 302, 405, 422}, f"{path} {query}: {answer.status_code}"
            assert MARK.encode() not in b"".join(list(answer)), f"{path} {query}"


OPERATIONS = [
    (
        method,
        path.removeprefix("/api/v1/"),
        [each["name"] for each in said.get("parameters", []) if each["in"] == "path"],
    )
    for path, operations in api.get_openapi_schema()["paths"].items()
    for method, said in operations.items()
]


@pytest.mark.parametrize(
    "body", [{}, {"choice": "keep_ours", "side": "quickbooks", "approval": "approved", "memo": "m"}]
)
def test_no_operation_of_the_api_with_an_id_does_anything_with_anothers(books, organization, untouched, body):
    program = program_of(organization)
    operations = [(method, path) for method, path, names in OPERATIONS if names]
    assert len(operations) > 30
    for method, path in operations:
        for id_ in books.ids():
            asked = re.sub(r"\{\w*id\}", str(id_), path)
            assert "{" not in asked, (
                f"{path} takes something that is no id: say here what another organization's would be"
            )
            answer = program.call(method.upper(), asked, body, If_Match='"1"')
            is_refused_unseen = answer.status_code == 422 and method in {"post", "put", "patch"}
            assert answer.status_code == 404 or is_refused_unseen, f"{method} {path}: {answer.status_code}"
            assert MARK.encode() not in answer.content


def test_no_operation_of_the_api_without_an_id_shows_anything_of_anothers(books, organization, untouched):
    program = program_of(organization)
    asked = [path for method, path, names in OPERATIONS if method == "get" and not names]
    assert len(asked) > 8
    for path in asked:
        for query in ("", f"?text={MARK[:4]}", f"?after={FIRST_ID - 1}", f"?vendor={books.ids()[0]}"):
            answer = program.get(f"{path}{query}")
            assert answer.status_code in {200, 422}, f"{path}{query}: {answer.status_code}"
            assert MARK.encode() not in answer.content, f"{path}{query}"


@pytest.mark.parametrize("kind", ["bills", "vendors", "customers", "accounts", "departments", "items"])
def test_nothing_is_made_that_refers_to_anothers(books, organization, untouched, kind):
    program = program_of(organization)
    references = ("vendor", "account", "parent", "terms", "ap_account", "customer", "department", "item")
    by_name = {model._meta.model_name: row.pk for model, row in books.rows.items()}
    ours = {"account": "account", "ap_account": "account", "parent": kind.removesuffix("s")}
    for reference in references:
        id_ = by_name[ours.get(reference, reference)]
        values = {"name": "N", "account_type": "Expense", "txn_date": "2026-03-02", reference: {"id": str(id_)}}
        answer = program.create(kind, **values)
        assert answer.status_code == 422, f"{kind} with {reference}: {answer.status_code} {answer.content!r}"


def test_open_pages_hear_nothing_of_anothers(books, organization, visitor, untouched):
    membership = Membership.objects.get(user=visitor)
    told = json.dumps(news_of(membership, 0).events)
    assert MARK not in told
    assert not [id_ for id_ in books.ids() if str(id_) in told]


def test_an_agent_connects_nothing_of_anothers(books, organization, other_organization, visitor, untouched):
    from counterfoil.server.gateway.refusals import Refusal
    from counterfoil.server.gateway.report import SignIn
    from counterfoil.server.gateway.services import create_token
    from counterfoil.server.gateway.signing_in import make_profile, sign_in

    token = create_token(organization, visitor)
    signed = sign_in(SignIn(token.token.name, token.secret, "pc", "pc", "0.1.0", 1), address="127.0.0.1")
    assert [each["slug"] for each in signed["organizations"]] == [organization.slug]
    with pytest.raises(Refusal) as refused:
        make_profile(signed["ticket"], other_organization.slug, "C:\\Books\\Theirs.qbw", address="127.0.0.1")
    assert refused.value.status.value == 404


def test_every_address_of_the_server_is_crawled():
    """Pages, API, and the two probes, which know no organization; the agents' doors have a test of their own above."""
    roots = {str(pattern.pattern).split("/", maxsplit=1)[0] for pattern in get_resolver().url_patterns}
    assert roots >= {"api", "healthz", "readyz"}
    assert {path.split("/", maxsplit=1)[0] for path in PAGES} | {"api", "healthz", "readyz"} >= roots - {""}
