"""The same record on two sides: names that are taken (rule C5), and records merged in QuickBooks (rule C7)."""

from typing import Any

import pytest

from counterfoil.records import Kind
from counterfoil.simulator.lists import items
from counterfoil.simulator.person import Person
from tests.journeys.house import House, until

pytestmark = pytest.mark.processes


def the_question(house: House, record: dict[str, Any]) -> dict[str, Any]:
    """The one open problem about a record of ours."""
    found = [row for row in house.every("sync/problems") if row["record_id"] == record["id"]]
    assert len(found) == 1, found
    return found[0]


def names_there(house: House, kind: Kind) -> set[str]:
    return {getattr(one.record, "name", "") for one in house.there(kind)}


def a_vendor_whose_name_is_taken(house: House, name: str) -> dict[str, Any]:
    """A vendor entered here while a customer of that name is entered in QuickBooks."""
    house.kill("agent")
    with house.at_quickbooks() as person:
        person.add_customer(name)
        person.add_vendor(f"{name} Supply")
    made = house.create("vendors", name=name)
    house.start("agent")
    until(lambda: the_question(house, made))
    return made


def test_a_vendor_whose_name_is_taken_is_linked_to_the_one_that_it_is(house):
    """Rule C5."""
    made = a_vendor_whose_name_is_taken(house, "Ferrante")
    question = the_question(house, made)
    assert [each["title"] for each in question["problem"]["candidates"]] == ["Ferrante Supply"]
    house.enter_here("I-1", "9.00", vendor={"id": made["id"]})
    house.settle(question, "link", "Ferrante Supply")
    there = until(lambda: house.bill_there("I-1"))
    assert there.record.vendor.name == "Ferrante Supply"
    assert house.find("vendors", name="Ferrante") is None


def test_a_vendor_whose_name_is_taken_is_renamed(house):
    """Rule C5."""
    made = a_vendor_whose_name_is_taken(house, "Lindqvist")
    question = the_question(house, made)
    house.settle(question, "rename", question["problem"]["suggestion"])
    until(lambda: "Lindqvist (vendor)" in names_there(house, Kind.VENDOR))
    assert house.get(f"vendors/{made['id']}")["name"] == "Lindqvist (vendor)"


def test_a_vendor_whose_name_is_taken_stays_here_and_its_bills_wait_until_somebody_chooses_again(house):
    """Rules C5, S10."""
    made = a_vendor_whose_name_is_taken(house, "Oduya")
    question = the_question(house, made)
    house.settle(question, "skip")
    house.enter_here("I-9", "9.00", vendor={"id": made["id"]})
    until(lambda: house.state()["parked"] == 1)
    house.settled()
    assert "Oduya" not in names_there(house, Kind.VENDOR)
    assert house.bill_there("I-9") is None
    assert not [row for row in house.every("sync/problems") if row["record_id"] == made["id"]]
    (awaited,) = house.get("sync/parked")
    assert (awaited["title"], awaited["is_left"]) == ("the vendor Oduya", True)
    (left,) = house.get("sync/problems", is_left=True)["items"]
    assert (left["id"], awaited["problem_id"]) == (question["id"], question["id"])

    house.settle(left, "rename", "Oduya (vendor)")
    until(lambda: house.bill_there("I-9"))
    house.settled()
    assert (house.state()["parked"], house.state()["left"]) == (0, 0)


def test_a_vendor_merged_in_quickbooks_is_followed(house):
    """Rule C7: its bills wait until somebody says so, then belong to the survivor, and nothing was edited by that."""
    with house.at_quickbooks() as person:
        person.add_vendor("Halvorsen")
        person.add_vendor("Halvorsen & Co")
        person.enter_bill("Halvorsen", [person.expense("Rent", "40.00")], ref_number="M-1")
    until(lambda: house.bill_here("M-1"))
    house.settled()
    old, new = house.the("vendors", name="Halvorsen"), house.the("vendors", name="Halvorsen & Co")
    with house.at_quickbooks() as person:
        person.rename("vendor", "Halvorsen", "Halvorsen & Co")
    question = until(lambda: the_question(house, old))
    assert question["problem"]["candidates"] == [{"id": str(new["id"]), "title": "Halvorsen & Co"}]
    bill = house.the("bills", ref_number="M-1")
    assert bill["vendor"]["id"] == old["id"]
    house.change("bills", bill, memo="typed while it waits")
    assert house.memo_there("M-1") == ""
    house.settle(question, "link")
    until(lambda: house.memo_there("M-1") == "typed while it waits")
    assert house.the("bills", ref_number="M-1")["vendor"]["id"] == new["id"]
    assert house.find("vendors", name="Halvorsen") is None, "it is kept with its history, and can be chosen no more"
    assert not [one for one in house.there(Kind.VENDOR) if one.record.name == "Halvorsen"]
    moved = [entry for entry in house.history("bills", bill) if "vendor" in entry["changes"]]
    assert [entry["actor_kind"] for entry in moved[1:]] == ["sync"]


@pytest.mark.parametrize(
    ("path", "attribute", "kind", "refers"),
    [
        ("accounts", "account", Kind.ACCOUNT, "account"),
        ("departments", "class_", Kind.DEPARTMENT, "department"),
        ("customers", "customer", Kind.CUSTOMER, "customer"),
        ("items", "item", Kind.ITEM, "item"),
    ],
)
def test_accounts_departments_customers_and_items_merged_in_quickbooks_are_followed(
    house, path, attribute, kind, refers
):
    """Rule C7: the bills that name it move along, and that is no edit of theirs on either side."""
    number, old_name, new_name = f"MG-{attribute}", f"Freight in {attribute}", f"Freight {attribute}"
    with house.at_quickbooks() as person:
        for name in (old_name, new_name):
            enter_list_record(person, kind, name)
        person.enter_bill("Keller Lumber", [line_that_names(person, kind, attribute, old_name)], ref_number=number)
    bill = until(lambda: house.bill_here(number))
    house.settled()
    old, new = house.the(path, name=old_name), house.the(path, name=new_name)
    stamp = house.bill_there(number).edit_sequence
    with house.at_quickbooks() as person:
        person.merge(attribute, old_name, new_name)
    question = until(lambda: the_question(house, old))
    assert question["problem"]["candidates"][0] == {"id": str(new["id"]), "title": new_name}
    assert lines_of(house.the("bills", ref_number=number))[0][refers]["id"] == old["id"]
    house.settle(question, "link")
    until(lambda: lines_of(house.the("bills", ref_number=number))[0][refers]["id"] == new["id"])
    house.settled()
    assert house.find(path, name=old_name) is None
    assert [one.record.name for one in house.there(kind)].count(old_name) == 0
    assert house.bill_there(number).edit_sequence == stamp, "nothing was sent about the bill"
    assert not [row for row in house.every("sync/problems") if row["record_id"] in {old["id"], bill["id"]}]


def enter_list_record(person: Person, kind: Kind, name: str) -> None:
    """At QuickBooks' screen."""
    if kind is Kind.ITEM:
        form = items.SalesOrPurchase(account=person.ref("account", "Supplies"))
        person.add_item(items.ItemService(name, sales_or_purchase=form))
    elif kind is Kind.ACCOUNT:
        person.add_account(name)
    else:
        add = person.add_class if kind is Kind.DEPARTMENT else person.add_customer
        add(name)


def line_that_names(person: Person, kind: Kind, attribute: str, name: str) -> Any:
    """A line of a bill in QuickBooks that refers to this record."""
    if kind is Kind.ITEM:
        return person.item(name, "1", "40.00")
    return (
        person.expense(name, "40.00") if kind is Kind.ACCOUNT else person.expense("Rent", "40.00", **{attribute: name})
    )


def lines_of(bill: dict[str, Any]) -> list[dict[str, Any]]:
    """A bill's lines of both tables."""
    return [*bill["expense_lines"], *bill["item_lines"]]


def test_a_list_record_deleted_in_quickbooks_becomes_inactive_here(house):
    """Rule C7."""
    with house.at_quickbooks() as person:
        person.add_vendor("Ephemeral Ltd")
    until(lambda: house.find("vendors", name="Ephemeral Ltd"))
    house.settled()
    with house.at_quickbooks() as person:
        person.delete_vendor("Ephemeral Ltd")
    until(lambda: house.find("vendors", name="Ephemeral Ltd") is None)


def test_a_bill_entered_on_both_sides_while_the_agent_was_away_becomes_one(house):
    """Rule C4: same vendor, amount and number, dates within a week, no other like it; and it can be separated."""
    house.kill("agent")
    made = house.enter_here("TW-1", "71.00", memo="ours")
    house.enter_there("TW-1", "71.00")
    house.start("agent")
    until(lambda: house.memo_there("TW-1") == "ours")
    assert house.the("bills", ref_number="TW-1")["id"] == made["id"]
    question = until(lambda: the_question(house, made))
    assert question["problem"]["choices"] == ["separate", "skip"]
    house.settle(question, "separate")
    until(lambda: len(house.get("bills", ref_number="TW-1")["items"]) == 2)
    until(lambda: [one.record.ref_number for one in house.there(Kind.BILL)].count("TW-1") == 2)


def test_a_bill_that_quickbooks_may_have_already_is_asked_about_before_it_is_sent(house):
    """Rule C4: what is sent only after an answer is posted once."""
    house.enter_there("TX-1", "72.00")
    until(lambda: house.bill_here("TX-1"))
    house.settled()
    same = house.enter_here("", "72.00", memo="from the paper")
    house.settle(until(lambda: the_question(house, same)), "link")
    until(lambda: house.memo_there("TX-1") == "from the paper")
    assert house.find("bills", id=same["id"]) is None
    another = house.enter_here("", "72.00")
    question = until(lambda: the_question(house, another))
    assert len([one for one in house.there(Kind.BILL) if one.record.total == 72]) == 1
    house.settle(question, "create")
    until(lambda: len([one for one in house.there(Kind.BILL) if one.record.total == 72]) == 2)
