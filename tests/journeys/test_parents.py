"""Jobs, sub-accounts and sub-departments, and what is inactive (rules D1 to D5), through every process there is."""

from functools import partial

import pytest

from counterfoil.records import Kind
from tests.journeys.house import House, until

pytestmark = pytest.mark.processes


def full_names_there(house: House, kind: Kind) -> set[str]:
    return {getattr(one.derived, "full_name", "") for one in house.there(kind)}


def test_a_job_under_a_new_customer_goes_out_with_the_bill_that_is_for_it(house):
    """Rule D4: the customer first, then its job, then the bill; both are one record each on either side."""
    house.kill("agent")
    customer = house.create("customers", name="Babbage, Charles")
    job = house.create("customers", name="Engine shed", parent={"id": customer["id"]})
    line = {
        "account": {"id": house.the("accounts", name="Rent")["id"]},
        "amount": "9.00",
        "customer": {"id": job["id"]},
    }
    bill = house.enter_here("JB-1", expense_lines=[line])
    house.start("agent")
    there = until(lambda: house.bill_there("JB-1"))
    assert there.record.expense_lines[0].customer.name == "Babbage, Charles:Engine shed"
    house.settled()
    sequence = house.bill_there("JB-1").edit_sequence
    revision = house.get(f"bills/{bill['id']}")["revision"]
    house.change("customers", house.get(f"customers/{customer['id']}"), name="Babbage & Son")
    until(lambda: "Babbage & Son:Engine shed" in full_names_there(house, Kind.CUSTOMER))
    house.settled()
    with house.at_quickbooks() as person:
        person.rename("customer", "Babbage & Son", "Babbage Estate")
    until(lambda: house.get(f"customers/{job['id']}")["full_name"] == "Babbage Estate:Engine shed")
    house.settled()
    shown = house.get(f"bills/{bill['id']}")["expense_lines"][0]["customer"]["name"]
    assert shown == "Babbage Estate:Engine shed"
    assert house.bill_there("JB-1").edit_sequence == sequence, "a name is no edit of a bill"
    assert house.get(f"bills/{bill['id']}")["revision"] == revision


def test_a_sub_account_goes_out_moves_and_follows_its_parent_on_either_side(house):
    """Rule D1."""
    vehicles, travel = (house.create("accounts", name=name, account_type="Expense") for name in ("Vehicles", "Travel"))
    made = house.create("accounts", name="Tolls", account_type="Expense", parent={"id": vehicles["id"]})
    until(lambda: "Vehicles:Tolls" in full_names_there(house, Kind.ACCOUNT))
    house.settled()
    house.change("accounts", house.get(f"accounts/{made['id']}"), parent={"id": travel["id"]})
    until(lambda: "Travel:Tolls" in full_names_there(house, Kind.ACCOUNT))
    house.settled()
    with house.at_quickbooks() as person:
        person.rename("account", "Travel", "Travelling")
    until(lambda: house.get(f"accounts/{made['id']}")["full_name"] == "Travelling:Tolls")
    house.change("accounts", house.get(f"accounts/{made['id']}"), parent=None)
    until(lambda: "Tolls" in full_names_there(house, Kind.ACCOUNT))


@pytest.mark.parametrize(
    ("path", "kind", "values", "edit"),
    [
        ("accounts", Kind.ACCOUNT, {"account_type": "Expense"}, "edit_account"),
        ("departments", Kind.DEPARTMENT, {}, "edit_class"),
        ("customers", Kind.CUSTOMER, {}, "edit_customer"),
        ("vendors", Kind.VENDOR, {}, "edit_vendor"),
    ],
)
def test_inactive_and_active_again_travel_both_ways(house, path, kind, values, edit):
    """Rules D1 to D4."""
    name = f"Dormant {path}"
    made = house.create(path, name=name, **values)
    until(partial(is_active_there, house, kind, name))
    house.settled()
    house.change(path, house.get(f"{path}/{made['id']}"), is_active=False)
    until(lambda: is_active_there(house, kind, name) is False)
    house.settled()
    for is_active in (True, False):
        with house.at_quickbooks() as person:
            getattr(person, edit)(name, is_active=is_active)
        until(partial(has_come, house, f"{path}/{made['id']}", is_active=is_active))
        house.settled()
    house.change(path, house.get(f"{path}/{made['id']}"), is_active=True)
    until(lambda: is_active_there(house, kind, name))


def has_come(house: House, path: str, *, is_active: bool) -> bool:
    return bool(house.get(path)["is_active"] is is_active)


def is_active_there(house: House, kind: Kind, name: str) -> bool | None:
    found = [one.record for one in house.there(kind) if getattr(one.record, "name", "") == name]
    return bool(found[0].is_active) if found else None  # type: ignore[union-attr]  # list records may be inactive
