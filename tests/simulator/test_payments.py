"""Checks that pay bills (docs/quickbooks.md 4.5, 4.6)."""

# ruff: noqa: E501, ISC004 - a request and its answer are read on one line

from collections.abc import Callable

import pytest
from tests.simulator.asking import Answer, Books

from counterfoil.simulator.clock import ManualClock
from counterfoil.simulator.lists import accounts


def bill(books: Books, amount: str, vendor: str = "Acme Timber", head: str = "") -> Answer:
    line = (
        f"<ExpenseLineAdd><AccountRef><FullName>Fuel</FullName></AccountRef><Amount>{amount}</Amount></ExpenseLineAdd>"
    )
    return books.ok(
        f"<BillAddRq><BillAdd><VendorRef><FullName>{vendor}</FullName></VendorRef>{head}{line}</BillAdd></BillAddRq>"
    )


def applied(found: Answer, amount: str = "", more: str = "", step: str = "Add") -> str:
    paid = f"<PaymentAmount>{amount}</PaymentAmount>" if amount else ""
    return f"<AppliedToTxn{step}><TxnID>{found['TxnID']}</TxnID>{paid}{more}</AppliedToTxn{step}>"


def pay(books: Books, *parts: str, bank: str = "Checking", head: str = "") -> Answer:
    return books.one(
        f"<BillPaymentCheckAddRq><BillPaymentCheckAdd><PayeeEntityRef><FullName>Acme Timber</FullName></PayeeEntityRef>{head}"
        f"<BankAccountRef><FullName>{bank}</FullName></BankAccountRef><RefNumber>100</RefNumber>{''.join(parts)}"
        "</BillPaymentCheckAdd></BillPaymentCheckAddRq>"
    )


def read(books: Books, found: Answer) -> Answer:
    return books.ok(
        f"<BillQueryRq><TxnID>{found['TxnID']}</TxnID><IncludeLinkedTxns>1</IncludeLinkedTxns></BillQueryRq>"
    )


def balances(books: Books, *names: str) -> list[str]:
    found = (accounts.find(books.company, name) for name in names)
    return [str(each.balance) for each in found if each is not None]


DISCOUNT = (
    "<DiscountAmount>2.00</DiscountAmount><DiscountAccountRef><FullName>Discounts</FullName></DiscountAccountRef>"
)


def test_a_payment_leaves_the_rest_open_and_shows_on_the_bill(books: Books) -> None:
    found = bill(books, "100.00")
    paid = pay(books, applied(found, "40.00"))
    assert (paid["Amount"], paid["APAccountRef/FullName"], paid["AppliedToTxnRet/BalanceRemaining"]) == (
        "40.00",
        "Accounts Payable",
        "60.00",
    )
    now = read(books, found)
    assert (now["AmountDue"], now["OpenAmount"], now["IsPaid"]) == ("100.00", "60.00", "false")
    assert (now["LinkedTxn/TxnType"], now["LinkedTxn/LinkType"], now["LinkedTxn/Amount"]) == (
        "BillPaymentCheck",
        "AMTTYPE",
        "-40.00",
    )
    assert balances(books, "Checking", "Accounts Payable") == ["-40.00", "60.00"]


def test_a_bill_is_paid_by_payment_and_discount_together(books: Books) -> None:
    found = bill(books, "100.00")
    paid = pay(books, applied(found, "98.00", DISCOUNT))
    assert (paid["Amount"], paid["DiscountAmount"]) == ("98.00", "2.00")
    assert (read(books, found)["IsPaid"], read(books, found)["LinkedTxn/Amount"]) == ("true", "-100.00")
    assert balances(books, "Checking", "Accounts Payable", "Discounts") == ["-98.00", "0.00", "2.00"]


def test_paying_too_much_is_3210_in_quickbooks_words(books: Books) -> None:
    answer = pay(books, applied(bill(books, "100.00"), "129.43"))
    assert (answer.code, answer.message) == (
        3210,
        'The "AppliedToTxnAdd payment amount" field has an invalid value "129.43".  QuickBooks error message: '
        "You cannot pay more than the amount due.",
    )


@pytest.mark.parametrize(
    ("case", "code"),
    [
        ("paid already", 3120), ("another vendor", 3120), ("other payables", 3120), ("twice", 3210), ("no amount", 3150),
        ("no discount account", 3150), ("from rent", 3210), ("a credit", 3120), ("unknown", 3120),
    ],
)  # fmt: skip
def test_payments_that_cannot_be(books: Books, case: str, code: int) -> None:
    found = bill(books, "10.00")
    other = "<APAccountRef><FullName>Other Payables</FullName></APAccountRef>"
    credit = "<SetCredit><CreditTxnID>1-1</CreditTxnID><AppliedAmount>1.00</AppliedAmount></SetCredit>"
    answer = {
        "paid already": lambda: [pay(books, applied(found, "10.00")), pay(books, applied(found, "10.00"))][1],
        "another vendor": lambda: pay(books, applied(bill(books, "1.00", "Brick Works"), "1.00")),
        "other payables": lambda: pay(books, applied(found, "1.00"), applied(bill(books, "1.00", head=other), "1.00")),
        "twice": lambda: pay(books, applied(found, "1.00"), applied(found, "1.00")),
        "no amount": lambda: pay(books, applied(found)),
        "no discount account": lambda: pay(books, applied(found, "1.00", "<DiscountAmount>1.00</DiscountAmount>")),
        "from rent": lambda: pay(books, applied(found, "1.00"), bank="Rent"),
        "a credit": lambda: pay(books, applied(found, "", credit)),
        "unknown": lambda: pay(
            books, "<AppliedToTxnAdd><TxnID>FFF-1</TxnID><PaymentAmount>1.00</PaymentAmount></AppliedToTxnAdd>"
        ),
    }[case]()
    assert answer.code == code


def test_the_discount_account_may_come_from_the_preferences(books: Books) -> None:
    discounts = accounts.find(books.company, "Discounts")
    assert discounts is not None
    books.company.change_settings(default_discount_account=discounts.list_id)
    assert pay(books, applied(bill(books, "10.00"), "9.00", "<DiscountAmount>1.00</DiscountAmount>")).code == 0


def test_the_applications_of_a_mod_replace_the_old_ones(books: Books) -> None:
    first, second = bill(books, "10.00"), bill(books, "20.00")
    paid = pay(books, applied(first, "10.00"))
    head = f"<TxnID>{paid['TxnID']}</TxnID><EditSequence>{paid['EditSequence']}</EditSequence>"
    more = applied(first, "4.00", step="Mod") + applied(second, "5.00", step="Mod")
    changed = books.ok(
        f"<BillPaymentCheckModRq><BillPaymentCheckMod>{head}{more}</BillPaymentCheckMod></BillPaymentCheckModRq>"
    )
    assert changed["Amount"] == "9.00"
    assert [read(books, each)["OpenAmount"] for each in (first, second)] == ["6.00", "15.00"]
    assert balances(books, "Checking", "Accounts Payable") == ["-9.00", "21.00"]


def test_a_mod_of_the_head_leaves_what_is_paid(books: Books) -> None:
    found = bill(books, "10.00")
    paid = pay(books, applied(found, "4.00", DISCOUNT))
    head = f"<TxnID>{paid['TxnID']}</TxnID><EditSequence>{paid['EditSequence']}</EditSequence><TxnDate>2026-03-05</TxnDate>"
    books.ok(f"<BillPaymentCheckModRq><BillPaymentCheckMod>{head}</BillPaymentCheckMod></BillPaymentCheckModRq>")
    assert read(books, found)["OpenAmount"] == "4.00"
    assert balances(books, "Checking", "Accounts Payable", "Discounts") == ["-4.00", "4.00", "2.00"]


@pytest.mark.parametrize("way", ["TxnDel", "TxnVoid"])
def test_without_its_payment_a_bill_is_open_again(books: Books, way: str) -> None:
    found = bill(books, "10.00")
    paid = pay(books, applied(found, "10.00"))
    books.ok(f"<{way}Rq><{way}Type>BillPaymentCheck</{way}Type><TxnID>{paid['TxnID']}</TxnID></{way}Rq>")
    assert (read(books, found)["OpenAmount"], read(books, found)["IsPaid"]) == ("10.00", "false")
    assert balances(books, "Checking", "Accounts Payable") == ["0.00", "10.00"]
    again = books.one(f"<BillPaymentCheckQueryRq><TxnID>{paid['TxnID']}</TxnID></BillPaymentCheckQueryRq>")
    assert again.code == (500 if way == "TxnDel" else 0)


def test_a_paid_bill_deleted_leaves_its_payment_or_stays(make: Callable[..., Books]) -> None:
    for switch, code in (("unapply", 0), ("refuse", 3160)):
        books = make(delete_paid_bill=switch)
        found = bill(books, "10.00")
        paid = pay(books, applied(found, "10.00"))
        answer = books.one(f"<TxnDelRq><TxnDelType>Bill</TxnDelType><TxnID>{found['TxnID']}</TxnID></TxnDelRq>")
        assert answer.code == code
        query = f"<BillPaymentCheckQueryRq><TxnID>{paid['TxnID']}</TxnID><IncludeLineItems>1</IncludeLineItems></BillPaymentCheckQueryRq>"
        left = books.ok(query)
        assert (left["Amount"], left.has("AppliedToTxnRet")) == ("10.00", code != 0)


def test_a_bill_brought_below_what_is_paid_is_refused_or_its_payments_come_off(make: Callable[..., Books]) -> None:
    for switch, code in (("refuse", 3210), ("unapply", 0)):
        books = make(bill_total_below_applied=switch)
        found = bill(books, "10.00")
        pay(books, applied(found, "8.00"))
        now = books.ok(
            f"<BillQueryRq><TxnID>{found['TxnID']}</TxnID><IncludeLineItems>1</IncludeLineItems></BillQueryRq>"
        )
        less = f"<ExpenseLineMod><TxnLineID>{now['TxnLineID']}</TxnLineID><Amount>5.00</Amount></ExpenseLineMod>"
        head = f"<TxnID>{now['TxnID']}</TxnID><EditSequence>{now['EditSequence']}</EditSequence>"
        assert books.one(f"<BillModRq><BillMod>{head}{less}</BillMod></BillModRq>").code == code
        assert read(books, found)["OpenAmount"] == ("2.00" if code else "5.00")


def test_a_paid_bill_still_lets_its_memo_and_dates_change(books: Books) -> None:
    found = bill(books, "10.00")
    pay(books, applied(found, "10.00"))
    now = read(books, found)
    head = f"<TxnID>{now['TxnID']}</TxnID><EditSequence>{now['EditSequence']}</EditSequence>"
    inside = "<DueDate>2026-06-01</DueDate><RefNumber>Z</RefNumber><Memo>m</Memo>"
    assert books.ok(f"<BillModRq><BillMod>{head}{inside}</BillMod></BillModRq>")["IsPaid"] == "true"


def test_a_paid_bill_lets_its_lines_go_to_other_accounts_while_the_total_stays(books: Books) -> None:
    found = bill(books, "10.00")
    pay(books, applied(found, "10.00"))
    query = f"<BillQueryRq><TxnID>{found['TxnID']}</TxnID><IncludeLineItems>1</IncludeLineItems></BillQueryRq>"
    now = books.ok(query)
    account = "<AccountRef><FullName>Rent</FullName></AccountRef><ClassRef><FullName>North</FullName></ClassRef>"
    line = f"<ExpenseLineMod><TxnLineID>{now['TxnLineID']}</TxnLineID>{account}</ExpenseLineMod>"
    head = f"<TxnID>{now['TxnID']}</TxnID><EditSequence>{now['EditSequence']}</EditSequence>"
    for inside, code in (
        (line, 0),
        ("<VendorRef><FullName>Brick Works</FullName></VendorRef>", 3210),
        ("<APAccountRef><FullName>Other Payables</FullName></APAccountRef>", 3210),
    ):
        assert books.one(f"<BillModRq><BillMod>{head}{inside}</BillMod></BillModRq>").code == code
    assert (books.ok(query)["IsPaid"], balances(books, "Fuel", "Rent")) == ("true", ["0.00", "10.00"])


def test_paying_a_bill_moves_its_stamps_or_not(make: Callable[..., Books], clock: ManualClock) -> None:
    for switch in (True, False):
        books = make(payment_touches_bill_editsequence=switch)
        found = bill(books, "10.00")
        clock.advance(60)
        pay(books, applied(found, "1.00"))
        now = read(books, found)
        assert (now["EditSequence"] != found["EditSequence"]) is switch
        assert (now["TimeModified"] != found["TimeModified"]) is switch
