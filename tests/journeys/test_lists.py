"""Accounts, departments, vendors, customers, items and terms (rules D1 to D7, S5), through every process there is."""

from functools import partial

import pytest

from counterfoil.records import Kind
from tests.journeys.house import House, until

pytestmark = pytest.mark.processes


def names_there(house: House, kind: Kind) -> set[str]:
    return {getattr(one.record, "name", "") for one in house.there(kind)}


def test_the_first_sync_brings_every_list(house):
    """Rule S5."""
    assert {row["name"] for row in house.every("vendors")} >= {"Keller Lumber", "Novak Electric", "Castellan Rentals"}
    assert house.the("accounts", name="Rent")["number"] == "6100"
    assert house.find("departments", name="Shop")
    assert house.the("customers", full_name="Abbott, Ada:Kitchen")["parent"]["name"] == "Abbott, Ada"
    assert house.the("terms", name="Net 30")["due_days"] == 30


@pytest.mark.parametrize(
    ("path", "kind", "values"),
    [
        ("accounts", Kind.ACCOUNT, {"name": "Fuel", "account_type": "Expense"}),
        ("departments", Kind.DEPARTMENT, {"name": "North"}),
        ("vendors", Kind.VENDOR, {"name": "Quarry & Sons", "phone": "555-0100"}),
        ("customers", Kind.CUSTOMER, {"name": "Lovelace, Ada"}),
    ],
)
def test_what_is_made_and_renamed_here_is_made_and_renamed_there(house, path, kind, values):
    """Rules D1 to D4."""
    made = house.create(path, **values)
    until(lambda: values["name"] in names_there(house, kind))
    house.settled()
    house.change(path, house.get(f"{path}/{made['id']}"), name=f"{values['name']} II")
    until(lambda: f"{values['name']} II" in names_there(house, kind))
    assert values["name"] not in names_there(house, kind)


def test_an_item_made_here_is_made_there_and_a_bill_that_uses_it_posts(house):
    """Rule D5: the original never sends items, and bills that use them never post."""
    house.kill("agent")
    supplies = {"id": house.the("accounts", name="Supplies")["id"]}
    item = house.create("items", name="Crane hire", item_type="other_charge", account=supplies, price="80.00")
    line = {"item": {"id": item["id"]}, "quantity": "2", "cost": "80.00", "amount": "160.00"}
    house.enter_here("CR-1", expense_lines=[], item_lines=[line])
    house.start("agent")
    there = until(lambda: house.bill_there("CR-1"))
    assert [(each.item.name, each.amount) for each in there.record.item_lines] == [("Crane hire", 160)]
    house.settled()
    house.change("items", house.get(f"items/{item['id']}"), name="Crane and crew", description="by the day")
    until(lambda: "Crane and crew" in names_there(house, Kind.ITEM))
    assert "Crane hire" not in names_there(house, Kind.ITEM)
    house.settled()
    with house.at_quickbooks() as person:
        person.edit_item("Crane and crew", is_active=False)
    until(lambda: house.get(f"items/{item['id']}")["is_active"] is False)
    assert house.the("bills", ref_number="CR-1")["item_lines"][0]["item"]["name"] == "Crane and crew"


def test_what_is_made_and_edited_there_is_made_and_edited_here(house):
    """Rules D1 to D4 and D6."""
    with house.at_quickbooks() as person:
        person.add_vendor("Tidewater Freight", phone="555-0111")
        person.add_account("Freight", "CostOfGoodsSold")
        person.add_class("South")
        person.add_customer("Hopper, Grace")
        person.add_terms("Net 45", 45)
    assert until(lambda: house.find("vendors", name="Tidewater Freight"))["phone"] == "555-0111"
    made = {"accounts": "Freight", "departments": "South", "customers": "Hopper, Grace", "terms": "Net 45"}
    for path, name in made.items():
        until(partial(house.find, path, name=name))
    with house.at_quickbooks() as person:
        person.rename_vendor("Tidewater Freight", "Tidewater Logistics")
        person.inactivate_vendor("Castellan Rentals")
    until(lambda: house.find("vendors", name="Tidewater Logistics"))
    assert house.find("vendors", name="Tidewater Freight") is None
    until(lambda: house.the("vendors", name="Castellan Rentals")["is_active"] is False)


def test_the_balance_of_a_bank_account_follows_quickbooks(house):
    """Rule D7."""
    with house.at_quickbooks() as person:
        bill = person.enter_bill("Novak Electric", [person.expense("Supplies", "250.00")])
        person.pay_bills("Checking", {bill: None})
    until(lambda: house.the("accounts", name="Checking")["balance"] == "-250.00")


def test_what_quickbooks_owns_is_refused_here(house):
    """Rules D5 and D6: terms, and items that count stock, are made in QuickBooks only."""
    with pytest.raises(AssertionError, match="405"):
        house.create("terms", name="Net 7", due_days=7)
    with pytest.raises(AssertionError, match="Inventory items are made and changed in QuickBooks only"):
        house.create("items", name="Shingles", item_type="inventory")
