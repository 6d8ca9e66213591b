"""Bills travel both ways (rules B4, B6 to B8, B14, B17, B18, D9), through every process there is."""

from datetime import date
from decimal import Decimal
from itertools import count
from typing import Any

import pytest

from counterfoil.records import Bill, BillState
from tests.journeys.house import House, until

pytestmark = pytest.mark.processes

NUMBERS = (f"J-{number}" for number in count(1))


@pytest.fixture
def number() -> str:
    """A reference number that no other story uses."""
    return next(NUMBERS)


def amounts(bill: dict[str, Any]) -> list[str]:
    return [line["amount"] for line in bill["expense_lines"]]


def bill_of(house: House, number: str) -> Bill:
    observed = house.bill_there(number)
    assert observed is not None
    assert isinstance(observed.record, Bill)
    return observed.record


def state_of(house: House, number: str) -> BillState:
    observed = house.bill_there(number)
    assert observed is not None
    assert isinstance(observed.derived, BillState)
    return observed.derived


def test_a_new_unpaid_bill_in_quickbooks_is_made_here(house, number):
    """Rules B4, B18, D9."""
    house.enter_there(number, "100.00", terms="Net 30", memo="Lumber for the shop")
    bill = until(lambda: house.bill_here(number))
    assert (bill["vendor"]["name"], bill["memo"], bill["total"]) == ("Keller Lumber", "Lumber for the shop", "100.00")
    assert (bill["txn_date"], bill["due_date"], bill["terms"]["name"]) == ("2026-11-02", "2026-12-02", "Net 30")
    assert bill["expense_lines"][0]["account"]["name"] == "Rent"


def test_a_new_bill_here_is_posted_to_quickbooks(house, number):
    """Rules B4, B18, D9."""
    shop = house.the("departments", name="Shop")
    kitchen = house.the("customers", full_name="Abbott, Ada:Kitchen")
    rent = house.the("accounts", name="Rent")
    line = {"account": {"id": rent["id"]}, "amount": "42.50", "memo": "Nails", "billable": "Billable"}
    more = {"department": {"id": shop["id"]}, "customer": {"id": kitchen["id"]}}
    house.enter_here(number, memo="From here", expense_lines=[line | more])
    until(lambda: house.bill_there(number))
    bill = bill_of(house, number)
    assert (bill.memo, bill.total, bill.vendor.name) == ("From here", Decimal("42.50"), "Keller Lumber")
    (posted,) = bill.expense_lines
    assert (posted.memo, posted.department.name, posted.customer.name) == ("Nails", "Shop", "Abbott, Ada:Kitchen")
    assert posted.billable == "Billable"


def test_an_edit_in_quickbooks_is_applied_here(house, number):
    """Rule B4."""
    txn_id = house.enter_there(number)
    until(lambda: house.bill_here(number))
    line_id = bill_of(house, number).expense_lines[0].id
    with house.at_quickbooks() as person:
        person.edit_line(txn_id, line_id, amount=Decimal("120.00"))
    until(lambda: amounts(house.the("bills", ref_number=number)) == ["120.00"])


def test_an_edit_here_is_posted_to_quickbooks(house, number):
    """Rule B4."""
    house.enter_here(number)
    until(lambda: house.bill_there(number))
    until(lambda: house.change("bills", house.the("bills", ref_number=number), memo="Edited here"))
    until(lambda: bill_of(house, number).memo == "Edited here")


def test_a_bill_deleted_in_quickbooks_is_deleted_here(house, number):
    """Rule B4."""
    txn_id = house.enter_there(number)
    until(lambda: house.bill_here(number))
    with house.at_quickbooks() as person:
        person.delete_bill(txn_id)
    until(lambda: house.bill_here(number) is None)


def test_a_bill_deleted_here_is_deleted_in_quickbooks(house, number):
    """Rule B4."""
    house.enter_here(number)
    until(lambda: house.bill_there(number))
    house.settled()
    house.delete("bills", house.the("bills", ref_number=number))
    until(lambda: house.bill_there(number) is None)


def test_a_bill_that_is_partly_paid_and_never_synced_stays_there_until_it_is_unpaid_again(house, number):
    """Rules B6 and B7."""
    with house.at_quickbooks() as person, person.company.change():  # one moment: the sync never sees it unpaid
        lines = [person.expense("Rent", "80.00")]
        txn_id = person.enter_bill("Novak Electric", lines, ref_number=number, txn_date=date(2026, 11, 2))
        (check,) = person.pay_bills("Checking", {txn_id: "30.00"})
    house.enter_there(f"{number}-after")
    until(lambda: house.bill_here(f"{number}-after"))
    assert house.bill_here(number) is None
    with house.at_quickbooks() as person:
        person.delete_payment(check)
    until(lambda: house.bill_here(number))


def test_a_payment_in_quickbooks_changes_the_status_here_and_nothing_else(house, number):
    """Rules B6 and B14."""
    txn_id = house.enter_there(number)
    bill = until(lambda: house.bill_here(number))
    assert bill["status"] == "unpaid"
    with house.at_quickbooks() as person:
        (check,) = person.pay_bills("Checking", {txn_id: "40.00"})
    until(lambda: house.the("bills", ref_number=number)["paid_in_quickbooks"] == "partly")
    assert house.the("bills", ref_number=number)["open_amount"] == "60.00"
    with house.at_quickbooks() as person:
        person.void_payment(check)
    until(lambda: house.the("bills", ref_number=number)["paid_in_quickbooks"] == "unpaid")


def test_an_edit_of_a_fully_paid_bill_stays_in_quickbooks_and_of_a_partly_paid_one_comes_over(house, number):
    """Rule B8."""
    partly, fully = house.enter_there(f"{number}-partly"), house.enter_there(f"{number}-fully")
    until(lambda: house.bill_here(f"{number}-partly") and house.bill_here(f"{number}-fully"))
    with house.at_quickbooks() as person:
        person.pay_bills("Checking", {partly: "40.00"})
        person.pay_bills("Checking", {fully: None})
        person.edit_bill(fully, memo="Edited while paid")
        person.edit_bill(partly, memo="Edited while partly paid")
    until(lambda: house.the("bills", ref_number=f"{number}-partly")["memo"] == "Edited while partly paid")
    until(lambda: house.the("bills", ref_number=f"{number}-fully")["paid_in_quickbooks"] == "fully")
    assert house.the("bills", ref_number=f"{number}-fully")["memo"] == ""


def test_a_line_without_an_account_posts_to_unallocated_expenses(house, number):
    """Rule B17."""
    house.enter_here(number, expense_lines=[{"amount": "7.00"}])
    until(lambda: house.bill_there(number))
    assert bill_of(house, number).expense_lines[0].account.name == "Unallocated Expenses"


def test_approval_never_posts(house, number):
    """Rule B14: what QuickBooks holds of a bill is its fields and nothing of our own."""
    house.enter_here(number)
    until(lambda: house.bill_there(number))
    assert state_of(house, number).external_guid
    assert house.the("bills", ref_number=number)["approval"] == "not_required"


def test_lines_are_added_edited_and_removed_on_both_sides(house, number):
    """Rule B18."""
    txn_id = house.enter_there(number)
    bill = until(lambda: house.bill_here(number))
    supplies = house.the("accounts", name="Supplies")
    added = [*bill["expense_lines"], {"account": {"id": supplies["id"]}, "amount": "9.99", "memo": "Screws"}]
    house.change("bills", bill, expense_lines=added)
    until(
        lambda: [line.amount for line in bill_of(house, number).expense_lines] == [Decimal("100.00"), Decimal("9.99")]
    )
    first, second = bill_of(house, number).expense_lines
    with house.at_quickbooks() as person:
        person.remove_line(txn_id, first.id)
    until(lambda: amounts(house.the("bills", ref_number=number)) == ["9.99"])
    assert house.the("bills", ref_number=number)["expense_lines"][0]["id"] == second.id
