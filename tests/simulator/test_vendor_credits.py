"""Vendor credits, how payments apply them, and what is to be paid (docs/quickbooks.md 4.5)."""

# ruff: noqa: E501 - a request and its answer are read on one line

from collections.abc import Callable

import pytest
from tests.simulator.asking import Answer, Books
from tests.simulator.entering import (
    applied,
    balances,
    bill,
    change,
    credit,
    expense,
    item,
    named,
    pay,
    pay_by_card,
    read,
    set_credit,
    undo,
    with_card,
)

from counterfoil.simulator.clock import ManualClock
from counterfoil.simulator.lists import items, vendors


def amounts(books: Books, kind: str, found: Answer) -> tuple[str, str]:
    now = read(books, kind, found)
    return now["AmountDue" if kind == "Bill" else "CreditAmount"], now["OpenAmount"]


def test_a_vendor_credit_takes_back_what_a_bill_brought(books: Books) -> None:
    bill(books, expense("100.00") + item("Nails", "10"))
    found = credit(books, expense("40.00") + item("Nails", "2"), head="<RefNumber>CR-1</RefNumber><Memo>m</Memo>")
    assert (found["CreditAmount"], found["OpenAmount"], found["RefNumber"]) == ("46.00", "46.00", "CR-1")
    assert balances(books, "Accounts Payable", "Fuel", "Stock") == ["84.00", "60.00", "24.00"]
    assert items.find(books.company, "Nails").quantity_on_hand == 8
    assert vendors.find(books.company, "Acme Timber").balance == 84  # type: ignore[union-attr]


def test_a_payment_of_nought_applies_a_credit(books: Books) -> None:
    owed, back = bill(books, "100.00"), credit(books, "30.00")
    paid = pay(books, applied(owed, "", set_credit(back, "30.00")))
    assert (paid.code, paid["Amount"], paid["AppliedToTxnRet/BalanceRemaining"]) == (0, "0.00", "70.00")
    assert (paid["AppliedToTxnRet/LinkedTxn/TxnID"], paid["LinkedTxn/TxnType"]) == (back["TxnID"], "VendorCredit")
    assert (amounts(books, "Bill", owed), amounts(books, "VendorCredit", back)) == (
        ("100.00", "70.00"),
        ("30.00", "0.00"),
    )
    now = read(books, "Bill", owed)
    assert (now.all("LinkedTxn/TxnType"), now.all("LinkedTxn/Amount")) == (["VendorCredit"], ["-30.00"])
    assert (read(books, "VendorCredit", back)["LinkedTxn/TxnID"], balances(books, "Checking")) == (
        owed["TxnID"],
        ["0.00"],
    )


def test_credit_discount_and_payment_settle_a_bill_together(books: Books) -> None:
    owed, back = bill(books, "100.00"), credit(books, "50.00")
    discount = f"<DiscountAmount>2.00</DiscountAmount>{named('DiscountAccountRef', 'Discounts')}"
    paid = pay(books, applied(owed, "68.00", set_credit(back, "30.00") + discount))
    assert (paid["Amount"], read(books, "Bill", owed)["IsPaid"]) == ("68.00", "true")
    assert amounts(books, "VendorCredit", back) == ("50.00", "20.00")
    assert balances(books, "Checking", "Accounts Payable", "Discounts") == ["-68.00", "-20.00", "2.00"]


def test_one_credit_may_go_to_two_bills_but_not_beyond_itself(books: Books) -> None:
    first, second, back = bill(books, "10.00"), bill(books, "10.00"), credit(books, "12.00")
    both = (applied(first, "", set_credit(back, "7.00")), applied(second, "", set_credit(back, "6.00")))
    refused = pay(books, *both)
    assert (refused.code, refused.message) == (
        3210,
        'The "AppliedAmount" field has an invalid value "6.00".  QuickBooks error message: You cannot apply more than the remaining credit.',
    )
    assert pay(books, both[0], applied(second, "", set_credit(back, "5.00"))).code == 0
    assert [amounts(books, "Bill", each)[1] for each in (first, second)] == ["3.00", "5.00"]


@pytest.mark.parametrize(
    ("case", "code"),
    [("more than the bill", 3210), ("another vendor's", 3120), ("on other payables", 3120), ("a bill", 3120), ("nought", 3210), ("unknown", 3120)],
)  # fmt: skip
def test_credits_that_cannot_be_applied(books: Books, case: str, code: int) -> None:
    owed = bill(books, "10.00")
    other = named("APAccountRef", "Other Payables")
    part = {
        "more than the bill": lambda: applied(owed, "5.00", set_credit(credit(books, "6.00"), "6.00")),
        "another vendor's": lambda: applied(owed, "", set_credit(credit(books, "6.00", "Brick Works"), "6.00")),
        "on other payables": lambda: applied(owed, "", set_credit(credit(books, "6.00", head=other), "6.00")),
        "a bill": lambda: applied(owed, "", set_credit(bill(books, "6.00"), "6.00")),
        "nought": lambda: applied(owed, "", set_credit(credit(books, "6.00"), "0.00")),
        "unknown": lambda: applied(
            owed,
            "",
            "<SetCredit><CreditTxnID>FFF-1</CreditTxnID><AppliedAmount>1.00</AppliedAmount></SetCredit>",
        ),
    }[case]()
    assert pay(books, part).code == code
    assert amounts(books, "Bill", owed)[1] == "10.00"


@pytest.mark.parametrize("way", ["TxnDel", "TxnVoid"])
def test_without_its_payment_a_credit_is_free_again(books: Books, way: str) -> None:
    owed, back = bill(books, "100.00"), credit(books, "30.00")
    paid = pay(books, applied(owed, "70.00", set_credit(back, "30.00")))
    assert undo(books, way, "BillPaymentCheck", paid).code == 0
    assert (amounts(books, "Bill", owed)[1], amounts(books, "VendorCredit", back)[1]) == ("100.00", "30.00")
    assert not read(books, "VendorCredit", back).has("LinkedTxn")


@pytest.mark.parametrize("way", ["TxnDel", "TxnVoid"])
def test_without_its_credit_a_bill_is_open_again(books: Books, way: str) -> None:
    owed, back = bill(books, "100.00"), credit(books, "30.00")
    pay(books, applied(owed, "70.00", set_credit(back, "30.00")))
    assert undo(books, way, "VendorCredit", back).code == 0
    assert amounts(books, "Bill", owed)[1] == "30.00"
    assert balances(books, "Accounts Payable", "Fuel") == ["30.00", "100.00"]


@pytest.mark.parametrize("way", ["TxnDel", "TxnVoid"])
def test_nothing_is_undone_while_what_it_is_linked_to_is_open_at_the_screen(books: Books, way: str) -> None:
    owed, back = bill(books, "100.00"), credit(books, "30.00")
    paid = pay(books, applied(owed, "70.00", set_credit(back, "30.00")))
    parts = {"Bill": owed, "VendorCredit": back, "BillPaymentCheck": paid}
    for held, others in (
        ("Bill", ("VendorCredit", "BillPaymentCheck")),
        ("VendorCredit", ("Bill", "BillPaymentCheck")),
        ("BillPaymentCheck", ("Bill", "VendorCredit")),
    ):
        books.company.locks = {parts[held]["TxnID"]}
        assert [undo(books, way, each, parts[each]).code for each in others] == [3176] * len(others)
    books.company.locks = set()
    assert undo(books, way, "BillPaymentCheck", paid).code == 0


def test_a_voided_credit_keeps_its_lines_and_says_so(books: Books) -> None:
    back = credit(books, "30.00", head="<Memo>returned</Memo>")
    undo(books, "TxnVoid", "VendorCredit", back)
    now = read(books, "VendorCredit", back)
    assert (now["Memo"], now["CreditAmount"], now["ExpenseLineRet/Amount"]) == ("VOID: returned", "0.00", "0.00")


def test_a_deleted_bill_frees_its_credit_and_takes_its_discount_along(books: Books) -> None:
    owed, back = bill(books, "100.00"), credit(books, "30.00")
    discount = f"<DiscountAmount>2.00</DiscountAmount>{named('DiscountAccountRef', 'Discounts')}"
    pay(books, applied(owed, "68.00", set_credit(back, "30.00") + discount))
    undo(books, "TxnDel", "Bill", owed)
    assert amounts(books, "VendorCredit", back)[1] == "30.00"
    assert balances(books, "Accounts Payable", "Discounts", "Checking") == ["-98.00", "0.00", "-68.00"]


def test_a_mod_of_the_payment_leaves_the_credits_it_applied(books: Books) -> None:
    owed, other, back = bill(books, "100.00"), bill(books, "50.00"), credit(books, "30.00")
    paid = pay(books, applied(owed, "70.00", set_credit(back, "30.00")))
    changed = change(books, "BillPaymentCheck", paid, applied(other, "20.00", step="Mod"))
    assert (changed.code, changed["Amount"]) == (0, "20.00")
    assert [amounts(books, "Bill", each)[1] for each in (owed, other)] == ["70.00", "30.00"]
    assert amounts(books, "VendorCredit", back)[1] == "0.00"
    again = change(books, "BillPaymentCheck", paid, applied(owed, "1.00", set_credit(back, "5.00"), step="Mod"))
    assert again.code == 3210


def test_a_credit_changes_like_a_bill_but_not_below_what_is_applied(make: Callable[..., Books]) -> None:
    for switch, code in (("refuse", 3210), ("unapply", 0)):
        books = make(bill_total_below_applied=switch)
        owed, back = bill(books, "100.00"), credit(books, "30.00")
        pay(books, applied(owed, "", set_credit(back, "20.00")))
        assert change(books, "VendorCredit", back, expense("25.00", step="Mod"))["OpenAmount"] == "5.00"
        assert change(books, "VendorCredit", back, named("VendorRef", "Brick Works")).code == 3210
        assert change(books, "VendorCredit", back, expense("15.00", step="Mod")).code == code
        assert amounts(books, "Bill", owed)[1] == ("80.00" if code else "100.00")


def test_a_stale_credit_is_3200_and_applying_moves_its_stamps(books: Books, clock: ManualClock) -> None:
    owed, back = bill(books, "100.00"), credit(books, "30.00")
    clock.advance(60)
    pay(books, applied(owed, "", set_credit(back, "20.00")))
    now = read(books, "VendorCredit", back)
    assert now["EditSequence"] != back["EditSequence"]
    head = f"<TxnID>{back['TxnID']}</TxnID><EditSequence>{back['EditSequence']}</EditSequence>"
    assert books.one(f"<VendorCreditModRq><VendorCreditMod>{head}</VendorCreditMod></VendorCreditModRq>").code == 3200


@pytest.mark.parametrize(
    ("kind", "account", "code"),
    [("VendorCredit", "Checking", 3210), ("Bill", "Checking", 3210), ("VendorCredit", "Nowhere", 3140)],
)
def test_a_credit_belongs_to_an_account_payable(books: Books, kind: str, account: str, code: int) -> None:
    inside = f"{named('VendorRef', 'Acme Timber')}{named('APAccountRef', account)}{expense('1.00')}"
    assert books.one(f"<{kind}AddRq><{kind}Add>{inside}</{kind}Add></{kind}AddRq>").code == code


def test_a_card_pays_bills_too_and_has_no_mod(books: Books) -> None:
    with_card(books)
    owed, back = bill(books, "100.00"), credit(books, "10.00")
    paid = pay_by_card(books, applied(owed, "40.00", set_credit(back, "10.00")))
    assert (paid["Amount"], paid["CreditCardAccountRef/FullName"], paid["RefNumber"]) == ("40.00", "Company Card", "C1")
    assert balances(books, "Company Card", "Accounts Payable") == ["40.00", "50.00"]
    assert read(books, "Bill", owed).all("LinkedTxn/TxnType") == ["VendorCredit", "BillPaymentCreditCard"]
    found = read(books, "BillPaymentCreditCard", paid)
    assert (found["AppliedToTxnRet/Amount"], found["AppliedToTxnRet/TxnType"]) == ("40.00", "Bill")
    assert books.one("<BillPaymentCheckQueryRq/>").code == 1


@pytest.mark.parametrize("way", ["TxnDel", "TxnVoid"])
def test_without_its_card_payment_a_bill_is_open_again(books: Books, way: str) -> None:
    with_card(books)
    owed = bill(books, "100.00")
    paid = pay_by_card(books, applied(owed, "100.00"))
    assert undo(books, way, "BillPaymentCheck", paid).code == 3120
    assert undo(books, way, "BillPaymentCreditCard", paid).code == 0
    assert (amounts(books, "Bill", owed)[1], balances(books, "Company Card")) == ("100.00", ["0.00"])


def test_a_card_is_no_bank_and_a_bank_no_card(books: Books) -> None:
    with_card(books)
    owed = bill(books, "100.00")
    assert pay(books, applied(owed, "1.00"), bank="Company Card").code == 3210
    assert pay_by_card(books, applied(owed, "1.00"), card="Checking").code == 3210


def to_pay(books: Books, more: str = "", vendor: str = "Acme Timber") -> Answer:
    return books.one(f"<BillToPayQueryRq>{named('PayeeEntityRef', vendor)}{more}</BillToPayQueryRq>")


def test_what_is_to_be_paid_to_a_vendor_and_what_could_be_applied(books: Books) -> None:
    late = bill(
        books, "100.00", head="<TxnDate>2026-02-01</TxnDate><DueDate>2026-02-20</DueDate><RefNumber>L</RefNumber>"
    )
    bill(books, "20.00", head="<TxnDate>2026-02-02</TxnDate><DueDate>2026-04-01</DueDate>")
    bill(books, "7.00", head=named("APAccountRef", "Other Payables"))
    bill(books, "9.00", "Brick Works")
    pay(books, applied(bill(books, "5.00"), "5.00"))
    back = credit(books, "30.00")
    pay(books, applied(late, "10.00", set_credit(back, "12.00")))
    found = to_pay(books)
    assert found.all("BillToPay/AmountDue") == ["78.00", "20.00"]
    assert found.all("BillToPay/DueDate") == ["2026-02-20", "2026-04-01"]
    assert (found.all("CreditToApply/CreditRemaining"), found["CreditToApply/TxnType"]) == (["18.00"], "VendorCredit")
    assert to_pay(books, "<DueDate>2026-03-01</DueDate>").all("BillToPay/RefNumber") == ["L"]
    assert to_pay(books, named("APAccountRef", "Other Payables")).all("BillToPay/AmountDue") == ["7.00"]
    assert to_pay(books, "<IncludeRetElement>BillToPay</IncludeRetElement>").all("CreditToApply") == []
    counted = books.one(
        f'<BillToPayQueryRq metaData="MetaDataOnly">{named("PayeeEntityRef", "Acme Timber")}</BillToPayQueryRq>'
    )
    assert (counted.get("retCount"), counted.rets) == ("3", [])


def test_nothing_to_pay_is_1_and_nobody_to_pay_3140(books: Books) -> None:
    assert [to_pay(books).code, to_pay(books, vendor="Nobody").code] == [1, 3140]
