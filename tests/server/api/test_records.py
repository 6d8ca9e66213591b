"""Every kind of record is listed, read, made, changed and deleted in the same way."""

from typing import Any

import pytest

from counterfoil.server.api.resources import RESOURCES

pytestmark = pytest.mark.django_db

EXAMPLES: dict[str, dict[str, Any]] = {
    "vendors": {"name": "Müller & Söhne", "phone": "555-0100", "address": {"line1": "1 Mill Lane"}},
    "customers": {"name": "Ada Lovelace", "company_name": "Engines"},
    "accounts": {"name": "Fuel", "account_type": "Expense", "number": "6220"},
    "departments": {"name": "North"},
}
"""What people make here; items need an account first, terms only come (rule D6), and bills have tests of their own."""


def test_a_bill_comes_back_as_it_was_made_with_what_follows_from_it(program, books, bill):
    read = program.get(f"bills/{bill['id']}").json()
    assert read["vendor"] == {"id": books["vendor"]["id"], "name": "Keller Lumber"}
    assert [line["amount"] for line in read["expense_lines"]] == ["100.00", "20.00"]
    assert read["expense_lines"][1]["department"]["name"] == "Shop"
    assert (read["total"], read["open_amount"], read["status"]) == ("120.00", "120.00", "unpaid")
    assert read["txn_date"] == "2026-11-02"


@pytest.mark.parametrize("path", EXAMPLES)
def test_a_list_record_is_made_read_changed_and_deleted(program, path):
    made = program.made(path, **EXAMPLES[path])
    assert program.get(f"{path}/{made['id']}").json() == made
    changed = program.call("PATCH", f"{path}/{made['id']}", {"name": "Renamed"}, If_Match='"1"')
    assert (changed.json()["name"], changed.json()["revision"], changed["ETag"]) == ("Renamed", 2, '"2"')
    assert program.call("DELETE", f"{path}/{made['id']}", If_Match='"2"').status_code == 204
    assert program.get(f"{path}/{made['id']}").status_code == 404
    assert program.get(path).json()["items"] == []


def test_an_item_is_made_with_its_account_and_one_that_is_quickbooks_is_refused(program, books):
    """Rule D5."""
    made = program.made("items", name="Hauling", account={"id": books["rent"]["id"]}, price="12.5")
    assert (made["item_type"], made["account"]["name"], made["full_name"]) == ("service", "Rent", "Hauling")
    changed = program.call("PATCH", f"items/{made['id']}", {"description": "by the load"}, If_Match='"1"')
    assert changed.json()["description"] == "by the load"
    refused = program.create("items", name="Stock", item_type="inventory")
    assert refused.status_code == 422
    assert [error["code"] for error in refused.json()["errors"]] == ["kind_is_read_only"]


def test_a_change_leaves_what_it_does_not_name(program, books, bill):
    changed = program.call("PATCH", f"bills/{bill['id']}", {"memo": "Paid by Tom"}, If_Match='"1"').json()
    assert changed["memo"] == "Paid by Tom"
    assert changed["expense_lines"] == bill["expense_lines"]
    assert changed["vendor"] == bill["vendor"]


def test_lines_keep_their_identity_when_they_are_sent_back(program, bill):
    lines = bill["expense_lines"]
    lines[0]["amount"] = "130.00"
    changed = program.call("PATCH", f"bills/{bill['id']}", {"expense_lines": lines}, If_Match='"1"').json()
    assert [line["id"] for line in changed["expense_lines"]] == [line["id"] for line in lines]
    assert changed["total"] == "150.00"


def test_a_list_is_read_page_by_page(program):
    for number in range(5):
        program.made("departments", name=f"Department {number}")
    first = program.get("departments?limit=2").json()
    second = program.get(f"departments?limit=2&after={first['next']}").json()
    third = program.get(f"departments?limit=2&after={second['next']}").json()
    names = [row["name"] for page in (first, second, third) for row in page["items"]]
    assert names == [f"Department {number}" for number in range(5)]
    assert third["next"] is None


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("status=unpaid", 1),
        ("status=paid", 0),
        ("ref_number=INV-104", 1),
        ("text=keller", 1),
        ("text=nobody", 0),
        ("txn_date=2026-11-02", 1),
        ("txn_date=2026-11-03", 0),
    ],
)
def test_bills_are_found_by_what_they_are(program, bill, query, found):
    assert len(program.get(f"bills?{query}").json()["items"]) == found


@pytest.mark.parametrize(
    "query", ["colour=red", "vendor_id=abc", "txn_date=someday", "after=zzz", "limit=0", "limit=501"]
)
def test_a_question_that_makes_no_sense_is_refused_and_not_overheard(program, query):
    answer = program.get(f"bills?{query}")
    assert answer.status_code == 422
    assert answer["Content-Type"] == "application/problem+json"


def test_a_page_of_bills_takes_a_handful_of_statements(program, books, django_assert_max_num_queries):
    line = {"account": {"id": books["rent"]["id"]}, "amount": "1.00"}
    lines = {"txn_date": "2026-11-02", "expense_lines": [line] * 3}
    for number in range(30):
        program.made("bills", vendor={"id": books["vendor"]["id"]}, ref_number=str(number), **lines)
    with django_assert_max_num_queries(8):
        assert len(program.get("bills?limit=500").json()["items"]) == 30


def test_the_description_of_the_api_names_every_address(client):
    described = client.get("/api/v1/openapi.json").json()
    for resource in RESOURCES:
        can_write = resource.create is not None
        assert set(described["paths"][f"/api/v1/{resource.path}"]) == {"get", *(["post"] if can_write else [])}
        one = {"get", *(["patch", "delete"] if can_write else [])}
        assert set(described["paths"][f"/api/v1/{resource.path}/{{id}}"]) == one
