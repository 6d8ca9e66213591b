"""Approved bills (rules B15, B16), through every process there is; they change preferences of a house of their own."""

from decimal import Decimal
from itertools import count
from typing import Any

import pytest

from tests.journeys.house import House, until

pytestmark = pytest.mark.processes

NUMBERS = (f"A-{number}" for number in count(1))


@pytest.fixture
def number() -> str:
    """A reference number that no other story uses."""
    return next(NUMBERS)


def raise_there(house: House, number: str, amount: str) -> None:
    """Another amount, at QuickBooks' screen."""
    observed = house.bill_there(number)
    assert observed is not None
    with house.at_quickbooks() as person:
        person.edit_line(observed.id, observed.record.expense_lines[0].id, amount=Decimal(amount))  # type: ignore[union-attr]  # a bill


def test_where_only_approved_bills_post_a_bill_waits_until_somebody_approves_it(house, number):
    """Rule B15."""
    house.prefer(post_only_approved=True)
    bill = house.enter_here(number)
    house.settled()
    assert house.bill_there(number) is None
    house.approve(bill)
    until(lambda: house.bill_there(number))
    house.prefer(post_only_approved=False)


def test_by_default_another_amount_in_quickbooks_comes_and_ends_the_approval(house, number):
    """Rule B16."""
    house.enter_there(number, "100.00")
    house.approve(until(lambda: house.bill_here(number)))
    house.settled()
    raise_there(house, number, "120.00")
    until(lambda: house.the("bills", ref_number=number)["total"] == "120.00")
    assert house.the("bills", ref_number=number)["approval"] == "pending"


def test_where_such_edits_wait_a_person_decides_and_the_approval_is_never_of_another_amount(house, number):
    """Rule B16."""
    house.prefer(holds_edits_of_approved=True)
    house.enter_there(number, "100.00")
    house.approve(until(lambda: house.bill_here(number)))
    house.settled()
    raise_there(house, number, "120.00")
    (problem,) = until(lambda: _waiting(house, number))
    assert problem["problem"]["code"] == "approved_edit"
    ours = house.the("bills", ref_number=number)
    assert (ours["total"], ours["approval"]) == ("100.00", "approved")
    house.settle(problem, "keep_theirs")
    until(lambda: house.the("bills", ref_number=number)["total"] == "120.00")
    assert house.the("bills", ref_number=number)["approval"] == "pending"
    house.prefer(holds_edits_of_approved=False)


def _waiting(house: House, number: str) -> list[dict[str, Any]]:
    return [each for each in house.get("sync/problems")["items"] if number in each["title"]]
