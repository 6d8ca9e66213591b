"""What the API refuses, it refuses with a problem that says what happened, and changes nothing."""

from typing import Any

import pytest
from django.utils import timezone
from tests.server.api.conftest import Program, program_of

from counterfoil.server.api.resources import RESOURCES
from counterfoil.server.people.keys import revoke_key
from counterfoil.server.people.models import ApiKey

pytestmark = pytest.mark.django_db


def code(answer: Any) -> Any:
    assert answer["Content-Type"] == "application/problem+json"
    return answer.json()["type"].removeprefix("urn:counterfoil:problem:")


@pytest.mark.parametrize("key", ["", "nonsense", "cf_000000000000_guessed"])
def test_without_a_live_key_nothing_is_answered(organization, client, key):
    answer = Program(key).get("bills")
    assert (answer.status_code, code(answer)) == (401, "unauthenticated")
    assert answer["WWW-Authenticate"] == "Bearer"


def test_a_revoked_key_is_refused_from_then_on(program, organization):
    assert program.get("bills").status_code == 200
    revoke_key(ApiKey.objects.of(organization).get(), now=timezone.now())
    assert program.get("bills").status_code == 401


def test_only_the_hash_of_a_key_is_kept(program, organization):
    key = ApiKey.objects.of(organization).get()
    assert program.key not in {str(getattr(key, field.attname)) for field in ApiKey._meta.concrete_fields}
    assert key.last_used_at is None
    program.get("bills")
    key.refresh_from_db()
    assert key.last_used_from == "127.0.0.1"


WRITABLE = [resource for resource in RESOURCES if resource.create is not None]


@pytest.mark.parametrize("resource", WRITABLE, ids=lambda resource: resource.path)
def test_a_key_that_may_only_look_changes_nothing(organization, bill, resource):
    auditor = program_of(organization, "auditor")
    assert auditor.get(resource.path).status_code == 200
    for method, path in (("POST", resource.path), ("PATCH", f"{resource.path}/1"), ("DELETE", f"{resource.path}/1")):
        body = {} if method == "PATCH" else {"name": "x"}
        answer = auditor.call(
            method, path, body if resource.path != "bills" else {}, If_Match='"1"', Idempotency_Key="k"
        )
        assert (answer.status_code, code(answer)) == (403, "forbidden")


@pytest.mark.parametrize("path", ["bills", "vendors", "accounts", "departments"])
def test_another_organizations_records_do_not_exist(other_organization, program, books, bill, path):
    ids = {"bills": bill, "vendors": books["vendor"], "accounts": books["rent"], "departments": books["shop"]}
    stranger = program_of(other_organization)
    mine = f"{path}/{ids[path]['id']}"
    answers = [
        stranger.get(mine),
        stranger.call("PATCH", mine, {}, If_Match='"1"'),
        stranger.call("DELETE", mine, If_Match='"1"'),
    ]
    assert [(answer.status_code, code(answer)) for answer in answers] == [(404, "not_found")] * 3
    assert stranger.get(path).json()["items"] == []
    assert program.get(mine).json()["revision"] == 1


def test_a_bill_cannot_point_at_another_organizations_vendor(other_organization, books):
    stranger = program_of(other_organization)
    own = stranger.made("accounts", name="Rent", account_type="Expense")
    answer = stranger.create(
        "bills",
        vendor={"id": books["vendor"]["id"]},
        expense_lines=[{"account": {"id": own["id"]}, "amount": "1.00"}],
    )
    assert (answer.status_code, code(answer)) == (422, "refused")
    assert stranger.get("bills").json()["items"] == []


def test_a_change_to_a_revision_that_has_passed_is_refused(program, bill):
    assert program.call("PATCH", f"bills/{bill['id']}", {"memo": "first"}, If_Match='"1"').status_code == 200
    late = program.call("PATCH", f"bills/{bill['id']}", {"memo": "second"}, If_Match='"1"')
    assert (late.status_code, code(late)) == (412, "changed_meanwhile")
    assert program.get(f"bills/{bill['id']}").json()["memo"] == "first"
    gone = program.call("DELETE", f"bills/{bill['id']}", If_Match='"1"')
    assert gone.status_code == 412


@pytest.mark.parametrize("method", ["PATCH", "DELETE"])
def test_a_change_that_names_no_revision_is_refused(program, bill, method):
    answer = program.call(method, f"bills/{bill['id']}", {} if method == "PATCH" else None)
    assert (answer.status_code, code(answer)) == (428, "if_match_missing")


@pytest.mark.parametrize(
    ("body", "field"),
    [
        ({"organization": 2}, "organization"),
        ({"approval": "approved"}, "approval"),
        ({"total": "1.00"}, "total"),
        ({"expense_lines": [{"amount": "a lot"}]}, "expense_lines[0].amount"),
        ({"vendor": 17}, "vendor"),
        ({"txn_date": "02/11/2026"}, "txn_date"),
        ({"memo": None}, "memo"),
    ],
)
def test_what_is_not_of_the_shape_is_refused_at_its_field(program, bill, body, field):
    answer = program.call("PATCH", f"bills/{bill['id']}", body, If_Match='"1"')
    assert (answer.status_code, code(answer)) == (422, "malformed")
    assert any(error["field"].endswith(field) for error in answer.json()["errors"])


def test_what_quickbooks_could_not_hold_is_refused_before_it_is_posted(program, bill):
    answer = program.call("PATCH", f"bills/{bill['id']}", {"ref_number": "9" * 21}, If_Match='"1"')
    assert (answer.status_code, code(answer)) == (422, "refused")
    assert answer.json()["errors"][0]["field"] == "ref_number"


def test_a_create_sent_twice_makes_one_and_answers_the_same(program):
    sent = [program.call("POST", "vendors", {"name": "Keller Lumber"}, Idempotency_Key="k1") for _ in range(2)]
    assert [answer.status_code for answer in sent] == [201, 201]
    assert sent[0].json() == sent[1].json()
    assert sent[0]["Location"] == sent[1]["Location"]
    assert len(program.get("vendors").json()["items"]) == 1


def test_a_key_for_one_create_is_not_one_for_another(program):
    program.call("POST", "vendors", {"name": "Keller Lumber"}, Idempotency_Key="k1")
    answer = program.call("POST", "vendors", {"name": "Keller Steel"}, Idempotency_Key="k1")
    assert (answer.status_code, code(answer)) == (422, "idempotency_key_reused")


def test_a_create_without_an_idempotency_key_is_refused(program):
    answer = program.call("POST", "vendors", {"name": "Keller Lumber"})
    assert (answer.status_code, code(answer)) == (400, "idempotency_key_missing")


def test_a_refused_create_may_be_mended_and_sent_under_the_same_key(program):
    bad = program.call("POST", "vendors", {"name": "Keller: Lumber"}, Idempotency_Key="k1")
    good = program.call("POST", "vendors", {"name": "Keller Lumber"}, Idempotency_Key="k1")
    assert (bad.status_code, good.status_code) == (422, 201)
