"""What a person does with credits, cards and checks shows to the program, by the same rules."""

import pytest
from tests.simulator.asking import Books
from tests.simulator.entering import balances, with_card

from counterfoil.simulator.person import Person
from counterfoil.simulator.status import Refusal


@pytest.fixture
def person(books: Books) -> Person:
    with_card(books)
    return Person(books.company)


def of(books: Books, kind: str, txn_id: str, element: str) -> str:
    return books.ok(f"<{kind}QueryRq><TxnID>{txn_id}</TxnID></{kind}QueryRq>")[element]


def test_a_credit_is_entered_applied_as_far_as_both_leave_and_freed(books: Books, person: Person) -> None:
    bill = person.enter_bill("Acme Timber", [person.expense("Fuel", "100")])
    credit = person.enter_credit("Acme Timber", [person.expense("Fuel", "30")], ref_number="CR-1")
    paid = person.apply_credit(credit, bill, "Checking")
    assert of(books, "VendorCredit", credit, "OpenAmount") == "0.00"
    assert of(books, "Bill", bill, "OpenAmount") == "70.00"
    person.delete_payment(paid)
    assert of(books, "VendorCredit", credit, "OpenAmount") == "30.00"
    person.apply_credit(credit, bill, "Checking", "12.50")
    assert of(books, "Bill", bill, "OpenAmount") == "87.50"
    person.edit_credit(credit, memo="returned")
    assert of(books, "VendorCredit", credit, "Memo") == "returned"
    person.void_credit(credit)
    assert of(books, "Bill", bill, "OpenAmount") == "100.00"
    person.delete_credit(credit)
    assert books.one("<VendorCreditQueryRq/>").code == 1


def test_bills_are_paid_by_card_one_payment_for_each_vendor(books: Books, person: Person) -> None:
    bills = [person.enter_bill(vendor, [person.expense("Fuel", "10")]) for vendor in ("Acme Timber", "Brick Works")]
    first, second = person.pay_bills_by_card("Company Card", {bills[0]: None, bills[1]: "4"})
    assert [of(books, "Bill", each, "OpenAmount") for each in bills] == ["0.00", "6.00"]
    assert balances(books, "Company Card") == ["14.00"]
    person.void_payment(first)
    person.delete_payment(second)
    assert [of(books, "Bill", each, "OpenAmount") for each in bills] == ["10.00", "10.00"]


def test_a_check_pays_no_bill(books: Books, person: Person) -> None:
    check = person.write_check("Checking", [person.expense("Rent", "80")], "Brick Works", ref_number="1001")
    assert of(books, "Check", check, "PayeeEntityRef/FullName") == "Brick Works"
    assert balances(books, "Checking", "Rent") == ["-80.00", "80.00"]


def test_what_is_not_a_payment_cannot_be_undone_as_one(books: Books, person: Person) -> None:
    bill = person.enter_bill("Acme Timber", [person.expense("Fuel", "10")])
    for act in (person.void_payment, person.delete_payment):
        with pytest.raises(Refusal) as caught:
            act(bill)
        assert caught.value.status.code == 3120
    assert of(books, "Bill", bill, "AmountDue") == "10.00"
