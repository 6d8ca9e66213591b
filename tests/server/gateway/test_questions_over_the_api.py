"""Questions about identity, met in QuickBooks and answered over the API: names, merges, twins (C3, C4, C5, C7)."""

from datetime import date

import pytest
from tests.server.api.conftest import program_of
from tests.server.gateway.test_exchange import there

from counterfoil.qbxml.read import read_answer
from counterfoil.qbxml.write import document, query
from counterfoil.records import Bill, Kind
from counterfoil.simulator.person import Person

pytestmark = pytest.mark.django_db

DAY = date(2026, 11, 18)


@pytest.fixture
def program(organization):
    return program_of(organization)


@pytest.fixture
def person(synced):
    """Somebody at QuickBooks, with an account and a vendor that have come over."""
    person = Person(synced.processor.company)
    person.add_account("Rent", "Expense")
    person.add_vendor("Keller Lumber")
    run(synced)
    return person


def run(agent, times=5):
    for _ in range(times):
        agent.clock.advance(60)
        agent.run()


def the(program, path, name):
    (found,) = [row for row in program.get(path).json()["items"] if row["name"] == name]
    return found


def enter(program, vendor, number, amount="5.00"):
    line = {"account": {"id": the(program, "accounts", "Rent")["id"]}, "amount": amount}
    return program.made(
        "bills", vendor={"id": vendor["id"]}, ref_number=number, txn_date=DAY.isoformat(), expense_lines=[line]
    )


def question(program):
    (found,) = program.get("sync/problems").json()["items"]
    return found


def settle(program, asked, choice, answer="", **headers):
    body = {"choice": choice, "answer": answer}
    return program.call("POST", f"sync/problems/{asked['id']}/settle", body, **headers).status_code


def vendors_of_bills(synced):
    """The vendors of the bills in QuickBooks, by name."""
    answer = read_answer(synced.processor.process("A test", document([query(Kind.BILL)])))
    records = [seen.record for seen in answer.responses[0].observations]
    return sorted(record.vendor.name for record in records if isinstance(record, Bill))


@pytest.fixture
def taken(program, person, synced):
    """A vendor whose name a customer has in QuickBooks, and a bill of it."""
    person.add_vendor("Bauer Supply")
    run(synced)
    enter(program, program.made("vendors", name="Bauer"), "B-1")
    person.add_customer("Bauer")
    run(synced)
    return question(program)


def test_a_name_that_is_taken_is_linked_to_a_candidate(program, taken, synced):
    """Rule C5."""
    assert (taken["problem"]["code"], taken["problem"]["choices"]) == (
        "name_in_use",
        ["link", "rename", "retry", "skip"],
    )
    (candidate,) = taken["problem"]["candidates"]
    assert candidate["title"] == "Bauer Supply"
    assert settle(program, taken, "link", candidate["id"]) == 204
    run(synced)
    assert vendors_of_bills(synced) == ["Bauer Supply"]


def test_a_name_that_is_taken_is_renamed_as_is_suggested(program, taken, synced):
    """Rule C5."""
    assert settle(program, taken, "rename", taken["problem"]["suggestion"]) == 204
    run(synced)
    assert vendors_of_bills(synced) == ["Bauer (vendor)"]


def test_a_name_that_is_taken_is_left_and_chosen_again(program, taken, synced):
    """Rules C5, S10."""
    assert settle(program, taken, "skip") == 204
    run(synced)
    assert there(synced, "Bill") == 0
    assert program.get("sync").json()["problems"] == 0
    (left,) = program.get("sync/problems?is_left=true").json()["items"]
    (awaited,) = program.get("sync/parked").json()
    assert (left["id"], awaited["problem_id"], awaited["is_left"]) == (taken["id"], taken["id"], True)
    assert settle(program, left, "rename", "Bauer & Co") == 204
    run(synced)
    assert vendors_of_bills(synced) == ["Bauer & Co"]
    assert program.get("sync/parked").json() == []


def test_a_question_that_is_settled_twice_under_one_key_is_settled_once(program, taken, synced):
    for _ in range(2):
        assert settle(program, taken, "rename", "Bauer (vendor)", Idempotency_Key="k") == 204
    assert settle(program, taken, "rename", "Bauer (vendor)", Idempotency_Key="another") == 404
    assert settle(program, taken, "rename", "Bauer (vendor)") == 404


def test_a_vendor_that_was_merged_away_is_said_to_be_the_other(program, person, synced):
    """Rule C7."""
    person.add_vendor("Keller & Co")
    person.enter_bill("Keller Lumber", [person.expense("Rent", "9.00")], ref_number="M-1")
    run(synced)
    person.rename("vendor", "Keller Lumber", "Keller & Co")
    run(synced)
    asked = question(program)
    assert (asked["problem"]["code"], asked["title"]) == ("merged_away", "Vendor Keller Lumber")
    into = the(program, "vendors", "Keller & Co")
    assert settle(program, asked, "link", str(into["id"])) == 204
    run(synced)
    (bill,) = program.get("bills").json()["items"]
    assert bill["vendor"]["id"] == into["id"]
    assert program.get("sync/problems").json()["items"] == []


@pytest.fixture
def twin(program, person, synced):
    """A bill without a number here, that QuickBooks may have already."""
    person.enter_bill("Keller Lumber", [person.expense("Rent", "5.00")], ref_number="T-1", txn_date=DAY)
    run(synced)
    enter(program, the(program, "vendors", "Keller Lumber"), "")
    run(synced)
    return question(program)


def test_a_bill_that_quickbooks_has_already_goes_into_that_one(program, twin, synced):
    """Rule C4."""
    assert (twin["problem"]["code"], twin["problem"]["choices"]) == ("possible_duplicate", ["link", "create"])
    assert settle(program, twin, "link", twin["problem"]["candidates"][0]["id"]) == 204
    run(synced)
    assert (there(synced, "Bill"), len(program.get("bills").json()["items"])) == (1, 1)


def test_a_bill_that_is_another_is_sent(program, twin, synced):
    """Rule C4."""
    assert settle(program, twin, "create") == 204
    run(synced)
    assert (there(synced, "Bill"), len(program.get("bills").json()["items"])) == (2, 2)
    assert program.get("sync/problems").json()["items"] == []


def test_two_bills_that_were_linked_are_separated(program, person, synced):
    """Rule C4."""
    person.enter_bill("Keller Lumber", [person.expense("Rent", "5.00")], ref_number="S-1", txn_date=DAY)
    enter(program, the(program, "vendors", "Keller Lumber"), "S-1")
    run(synced)
    asked = question(program)
    assert (asked["problem"]["code"], there(synced, "Bill")) == ("entered_twice", 1)
    assert settle(program, asked, "separate") == 204
    run(synced)
    assert (there(synced, "Bill"), len(program.get("bills").json()["items"])) == (2, 2)


def test_what_was_deleted_there_and_edited_here_is_decided(program, person, synced):
    """Rule C3."""
    txn = person.enter_bill("Keller Lumber", [person.expense("Rent", "5.00")], ref_number="D-1", txn_date=DAY)
    run(synced)
    (bill,) = program.get("bills").json()["items"]
    person.delete_bill(txn)
    program.call("PATCH", f"bills/{bill['id']}", {"memo": "ours"}, If_Match=f'"{bill["revision"]}"')
    run(synced)
    asked = question(program)
    assert (asked["problem"]["code"], asked["problem"]["choices"]) == ("review", ["keep_ours", "delete_both", "skip"])
    assert settle(program, asked, "keep_ours") == 204
    run(synced)
    assert there(synced, "Bill") == 1
