"""Purchase orders and the bills that receive them (rules B9 to B13, D10), through every process there is."""

from decimal import Decimal
from itertools import count
from typing import Any

import pytest

from counterfoil.records import Bill, BillState
from tests.journeys.house import House, until

pytestmark = pytest.mark.processes

NUMBERS = (f"PO-{number}" for number in count(100))


@pytest.fixture
def number() -> str:
    """A number that no other story uses, for an order and its bill."""
    return next(NUMBERS)


def order_there(house: House, number: str) -> str:
    """Order ten of lumber and three of nails at QuickBooks' screen; the TxnID."""
    with house.at_quickbooks() as person:
        lines = [person.ordered("Lumber", 10, "2.00"), person.ordered("Nails", 3, "0.50")]
        return person.enter_order("Keller Lumber", lines, ref_number=number)


def received_there(house: House, order: str, number: str, **quantities: Any) -> str:
    """Receive all of it, or so much of its lines, by a bill of the same number; the TxnID."""
    with house.at_quickbooks() as person:
        lines = [line.txn_line_id for line in person._order(order).lines]
        parts = {lines[0]: quantities["lumber"]} if quantities else None
        return person.receive_order(order, parts, ref_number=number)


def bill_there(house: House, number: str) -> Bill:
    observed = house.bill_there(number)
    assert observed is not None
    assert isinstance(observed.record, Bill)
    return observed.record


def orders_of(house: House, number: str) -> list[str]:
    """The numbers of the orders that QuickBooks says the bill receives."""
    observed = house.bill_there(number)
    assert observed is not None
    assert isinstance(observed.derived, BillState)
    return [link.ref_number for link in observed.derived.purchase_orders]


@pytest.fixture
def bill(house: House, number: str) -> dict[str, Any]:
    """A bill here that receives the whole of an order."""
    received_there(house, order_there(house, number), number)
    found = until(lambda: house.bill_here(number))
    assert found is not None
    house.settled()
    return found


def test_an_order_comes_with_its_lines_and_follows_what_happens_to_it(house, number):
    """Rule D10."""
    order = order_there(house, number)
    ours = until(lambda: house.find("purchase-orders", ref_number=number))
    assert ours is not None
    lines = [(line["item"]["name"], Decimal(line["quantity"])) for line in ours["lines"]]
    assert lines == [("Lumber", Decimal(10)), ("Nails", Decimal(3))]
    with house.at_quickbooks() as person:
        person.edit_order(order, memo="For the porch")
    until(lambda: house.the("purchase-orders", ref_number=number)["memo"] == "For the porch")
    with house.at_quickbooks() as person:
        person.close_order(order)
    until(lambda: house.the("purchase-orders", ref_number=number)["status"] == "closed")
    with house.at_quickbooks() as person:
        person.delete_order(order)
    until(lambda: house.find("purchase-orders", ref_number=number) is None)


def test_a_bill_shows_the_order_it_receives_and_the_order_what_has_come(house, number):
    """Rules B9, D10."""
    received_there(house, order_there(house, number), number, lumber=4)
    bill = until(lambda: house.bill_here(number))
    assert bill["purchase_order_number"] == number
    order = until(lambda: _partly(house, number))
    assert [Decimal(line["to_come"]) for line in order["receipts"]] == [Decimal(6), Decimal(3)]
    assert [each["id"] for each in order["bills"]] == [bill["id"]]


def _partly(house: House, number: str) -> Any:
    order = house.the("purchase-orders", ref_number=number)
    return order if order["status"] == "partly_received" else None


def test_a_bill_without_an_order_shows_a_dash_and_one_whose_order_has_no_number_says_so(house, number):
    """Rule B9."""
    house.enter_there(number)
    assert until(lambda: house.bill_here(number))["purchase_order_number"] == "-"
    order = order_there(house, f"{number}-b")
    with house.at_quickbooks() as person:
        person.edit_order(order, ref_number="")
    received_there(house, order, f"{number}-b")
    assert until(lambda: house.bill_here(f"{number}-b"))["purchase_order_number"] == "N/A"


def test_header_and_expense_edits_travel_and_no_item_row_does(house, number, bill):
    """Rule B10."""
    rows = bill["item_lines"]
    rows[0]["description"] = "ours"
    account = house.the("accounts", name="Rent")["id"]
    line = {"account": {"id": account}, "amount": "5.00"}
    house.change("bills", bill, memo="From here", expense_lines=[line], item_lines=rows)
    until(lambda: house.memo_there(number) == "From here")
    house.settled()
    there = bill_there(house, number)
    assert [each.amount for each in there.expense_lines] == [Decimal("5.00")]
    assert "ours" not in [each.description for each in there.item_lines]
    assert orders_of(house, number) == [number]
    run = next(run for run in house.get("sync/runs")["items"] if _says_withheld(house, run))
    assert run["outcome"] == "done", "it is a message, and the run stays green"
    assert house.the("bills", ref_number=number)["item_lines"][0]["description"] == "ours"


def _says_withheld(house: House, run: dict[str, Any]) -> bool:
    details = house.get(f"sync/runs/{run['id']}/details")["items"]
    return any(each["kind"] == "message" and "Item rows were not sent" in each["text"] for each in details)


def test_the_order_number_follows_quickbooks_and_cannot_be_typed_here(house, number, bill):
    """Rule B11."""
    with pytest.raises(AssertionError, match="422"):
        house.change("bills", bill, purchase_order_number="")
    house.change("bills", bill, memo="nothing about the order")
    until(lambda: house.memo_there(number) == "nothing about the order")
    assert orders_of(house, number) == [number]


def test_an_item_edit_in_quickbooks_replaces_the_rows_here_and_theirs_stay_in_the_history(house, number, bill):
    """Rule B12."""
    rows = bill["item_lines"]
    rows[0]["description"] = "typed here"
    house.change("bills", bill, item_lines=rows)
    house.settled()
    observed = house.bill_there(number)
    with house.at_quickbooks() as person:
        person.edit_line(observed.id, bill_there(house, number).item_lines[0].id, quantity=Decimal(7))
    until(lambda: Decimal(house.the("bills", ref_number=number)["item_lines"][0]["quantity"]) == 7)
    assert house.the("bills", ref_number=number)["total"] == f"{bill_there(house, number).total}"
    assert "typed here" in str(house.history("bills", bill))


def test_deleting_such_a_bill_here_deletes_it_there_and_opens_its_order_again(house, number, bill):
    """Rules B13, D10."""
    house.delete("bills", house.the("bills", ref_number=number))
    until(lambda: house.bill_there(number) is None)
    until(lambda: house.the("purchase-orders", ref_number=number)["status"] == "open")
