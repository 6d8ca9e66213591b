"""Invoices, customers' payments and deposits (docs/quickbooks.md 4.5)."""

# ruff: noqa: E501 - a request and its answer are read on one line

from collections.abc import Callable

import pytest
from tests.simulator.asking import Answer, Books
from tests.simulator.entering import applied, balances, bill, change, item, named, read, undo

from counterfoil.simulator.lists import customers, items


def line(name: str, quantity: str = "1", rate: str = "", more: str = "") -> str:
    price = f"<Rate>{rate}</Rate>" if rate else ""
    return f"<InvoiceLineAdd>{named('ItemRef', name)}<Quantity>{quantity}</Quantity>{price}{more}</InvoiceLineAdd>"


def invoice(books: Books, *lines: str, customer: str = "Quayside Ltd", head: str = "") -> Answer:
    add = f"<InvoiceAdd>{named('CustomerRef', customer)}{head}{''.join(lines)}</InvoiceAdd>"
    return books.one(f"<InvoiceAddRq>{add}</InvoiceAddRq>")


def hauled(books: Books, amount: str = "100.00", head: str = "") -> Answer:
    found = invoice(books, line("Haulage", "1", amount), head=head)
    assert found.code == 0
    return found


def receive(books: Books, *parts: str, total: str = "", customer: str = "Quayside Ltd", head: str = "") -> Answer:
    amount = f"<TotalAmount>{total}</TotalAmount>" if total else ""
    how = "".join(parts) or "<IsAutoApply>false</IsAutoApply>"
    add = f"<ReceivePaymentAdd>{named('CustomerRef', customer)}{amount}{head}{how}</ReceivePaymentAdd>"
    return books.one(f"<ReceivePaymentAddRq>{add}</ReceivePaymentAddRq>")


def deposit(books: Books, *lines: str, head: str = "", account: str = "Checking") -> Answer:
    inside = "".join(f"<DepositLineAdd>{each}</DepositLineAdd>" for each in lines)
    add = f"<DepositAdd>{named('DepositToAccountRef', account)}{head}{inside}</DepositAdd>"
    return books.one(f"<DepositAddRq>{add}</DepositAddRq>")


def of(payment: Answer) -> str:
    return f"<PaymentTxnID>{payment['TxnID']}</PaymentTxnID>"


def left(books: Books, found: Answer) -> tuple[str, str, str]:
    now = read(books, "Invoice", found)
    return now["AppliedAmount"], now["BalanceRemaining"], now["IsPaid"]


# -- invoices -----------------------------------------------------------------------------------------------------


def test_an_invoice_is_numbered_due_and_owed(books: Books) -> None:
    found = invoice(books, line("Haulage", "2"), line("Plank", "3", "4.00"), head=named("TermsRef", "Net 30"))
    assert (found["Subtotal"], found["BalanceRemaining"], found["RefNumber"], found["DueDate"]) == (
        "92.00",
        "92.00",
        "1",
        "2026-04-01",
    )
    assert (found["ARAccountRef/FullName"], found.all("Rate"), found["IsPaid"]) == (
        "Accounts Receivable",
        ["40.00", "4.00"],
        "false",
    )
    assert balances(books, "Accounts Receivable", "Fuel", "Sales") == ["92.00", "-80.00", "12.00"]
    customer = customers.find(books.company, "Quayside Ltd")
    assert customer is not None
    assert [str(customer.balance), str(customer.total_balance)] == ["92.00", "92.00"]


def test_what_a_job_owes_shows_on_its_customer_too(books: Books) -> None:
    invoice(books, line("Haulage", "1", "10.00"), customer="Quayside Ltd:Boathouse")
    customer = customers.find(books.company, "Quayside Ltd")
    assert customer is not None
    assert [str(customer.balance), str(customer.total_balance)] == ["0.00", "10.00"]


def test_goods_go_out_at_what_they_have_cost_on_average(books: Books) -> None:
    bill(books, item("Nails", "10"))
    bill(books, item("Nails", "10", "<Cost>5.00</Cost>"))
    found = invoice(books, line("Nails", "5", "9.00"))
    assert balances(books, "Sales", "Cost of Goods Sold", "Stock") == ["45.00", "20.00", "60.00"]
    assert items.find(books.company, "Nails").quantity_on_hand == 15
    assert undo(books, "TxnVoid", "Invoice", found).code == 0
    assert balances(books, "Sales", "Cost of Goods Sold", "Stock") == ["0.00", "0.00", "80.00"]
    assert (read(books, "Invoice", found)["Memo"], items.find(books.company, "Nails").quantity_on_hand) == ("VOID:", 20)


@pytest.mark.parametrize(
    ("inside", "code"),
    [
        (line("Haulage", "-1", "10.00"), 3180), ("", 3150), (line("Nowhere"), 3140),
        ("<InvoiceLineAdd><Desc>words</Desc><Amount>5.00</Amount></InvoiceLineAdd>", 3150),
        (f"<InvoiceLineAdd>{named('ItemRef', 'Haulage')}<RatePercent>5</RatePercent></InvoiceLineAdd>", 3250),
        (f"{named('ItemSalesTaxRef', 'VAT')}{line('Haulage')}", 3250),
        ("<LinkToTxnID>FFF-1</LinkToTxnID>" + line("Haulage"), 3120),
        ("<SetCredit><CreditTxnID>FFF-1</CreditTxnID><AppliedAmount>1.00</AppliedAmount></SetCredit>" + line("Haulage"), 3120),
    ],
)  # fmt: skip
def test_invoices_that_cannot_be(books: Books, inside: str, code: int) -> None:
    assert invoice(books, inside).code == code


def test_an_invoice_changes_but_not_below_what_is_paid(make: Callable[..., Books]) -> None:
    for switch, code in (("refuse", 3210), ("unapply", 0)):
        books = make(bill_total_below_applied=switch)
        found = hauled(books)
        receive(books, applied(found, "80.00"), total="80.00")
        line_id = read(books, "Invoice", found)["InvoiceLineRet/TxnLineID"]

        def priced(rate: str, line_id: str = line_id) -> str:
            return f"<InvoiceLineMod><TxnLineID>{line_id}</TxnLineID><Rate>{rate}</Rate></InvoiceLineMod>"

        assert change(books, "Invoice", found, f"<Memo>m</Memo>{priced('90.00')}")["BalanceRemaining"] == "10.00"
        assert change(books, "Invoice", found, named("CustomerRef", "Quayside Ltd:Boathouse")).code == 3210
        assert change(books, "Invoice", found, priced("70.00")).code == code
        assert left(books, found)[1] == ("10.00" if code else "70.00")


def test_an_item_group_is_sold_by_its_members(books: Books) -> None:
    group = f"<InvoiceLineGroupAdd>{named('ItemGroupRef', 'Deck kit')}</InvoiceLineGroupAdd>"
    found = read(books, "Invoice", invoice(books, group))
    assert (found.all("InvoiceLineRet/ItemRef/FullName"), found.all("InvoiceLineRet/Quantity")) == (
        ["Plank", "Nails"],
        ["4", "1"],
    )


# -- payments -----------------------------------------------------------------------------------------------------


def test_a_payment_lies_undeposited_and_leaves_the_rest_open(books: Books) -> None:
    found = hauled(books)
    paid = receive(books, applied(found, "60.00"), total="75.00")
    assert (paid.code, paid["UnusedPayment"], paid["DepositToAccountRef/FullName"]) == (0, "15.00", "Undeposited Funds")
    assert (paid["AppliedToTxnRet/TxnType"], paid["AppliedToTxnRet/BalanceRemaining"]) == ("Invoice", "40.00")
    assert left(books, found) == ("-60.00", "40.00", "false")
    assert balances(books, "Undeposited Funds", "Accounts Receivable") == ["75.00", "25.00"]


def test_a_payment_may_apply_itself_to_the_oldest_invoices(books: Books) -> None:
    second, first = (
        hauled(books, "50.00", "<TxnDate>2026-02-02</TxnDate>"),
        hauled(books, "30.00", "<TxnDate>2026-02-01</TxnDate>"),
    )
    assert receive(books, "<IsAutoApply>true</IsAutoApply>", total="40.00").code == 0
    assert [left(books, each)[1] for each in (first, second)] == ["0.00", "40.00"]


def test_a_discount_settles_an_invoice_too(books: Books) -> None:
    found = hauled(books)
    discount = f"<DiscountAmount>2.00</DiscountAmount>{named('DiscountAccountRef', 'Discounts')}"
    assert receive(books, applied(found, "98.00", discount), total="98.00").code == 0
    assert left(books, found) == ("-100.00", "0.00", "true")
    assert balances(books, "Discounts", "Accounts Receivable") == ["-2.00", "0.00"]


@pytest.mark.parametrize(
    ("case", "code"),
    [("more than open", 3210), ("more than paid", 3210), ("another customer's", 3120), ("no amount", 3150), ("negative", 3210), ("into rent", 3210), ("a card", 3250)],
)  # fmt: skip
def test_payments_that_cannot_be(books: Books, case: str, code: int) -> None:
    found = hauled(books)
    secret = "<CreditCardTxnInputInfo><CreditCardNumber>1</CreditCardNumber><ExpirationMonth>1</ExpirationMonth><ExpirationYear>2030</ExpirationYear><NameOnCard>x</NameOnCard></CreditCardTxnInputInfo>"
    result = "<CreditCardTxnResultInfo><ResultCode>0</ResultCode><ResultMessage>x</ResultMessage><CreditCardTransID>x</CreditCardTransID><MerchantAccountNumber>x</MerchantAccountNumber><PaymentStatus>Completed</PaymentStatus><TxnAuthorizationTime>2026-03-02T12:00:00</TxnAuthorizationTime></CreditCardTxnResultInfo>"
    answer = {
        "more than open": lambda: receive(books, applied(found, "100.01"), total="200.00"),
        "more than paid": lambda: receive(books, applied(found, "10.00"), total="9.00"),
        "another customer's": lambda: receive(
            books, applied(found, "1.00"), total="1.00", customer="Quayside Ltd:Boathouse"
        ),
        "no amount": lambda: receive(books),
        "negative": lambda: receive(books, total="-1.00"),
        "into rent": lambda: receive(books, total="1.00", head=named("DepositToAccountRef", "Rent")),
        "a card": lambda: receive(books, total="1.00", head=f"<CreditCardTxnInfo>{secret}{result}</CreditCardTxnInfo>"),
    }[case]()
    assert answer.code == code


def test_the_applications_of_a_mod_replace_the_old_ones(books: Books) -> None:
    first, second = hauled(books), hauled(books)
    paid = receive(books, applied(first, "60.00"), total="60.00")
    changed = change(
        books, "ReceivePayment", paid, f"<TotalAmount>70.00</TotalAmount>{applied(second, '65.00', step='Mod')}"
    )
    assert (changed.code, changed["UnusedPayment"]) == (0, "5.00")
    assert [left(books, each)[1] for each in (first, second)] == ["100.00", "35.00"]
    assert change(books, "ReceivePayment", paid, "<TotalAmount>64.00</TotalAmount>").code == 3210


def test_without_its_payment_an_invoice_is_open_again_and_without_its_invoice_a_payment_is_unused(books: Books) -> None:
    found = hauled(books)
    paid = receive(books, applied(found, "60.00"), total="60.00")
    assert undo(books, "TxnVoid", "ReceivePayment", paid).code == 3110
    assert undo(books, "TxnDel", "ReceivePayment", paid).code == 0
    assert left(books, found) == ("0.00", "100.00", "false")
    again = receive(books, applied(found, "60.00"), total="60.00")
    assert undo(books, "TxnDel", "Invoice", found).code == 0
    assert read(books, "ReceivePayment", again)["UnusedPayment"] == "60.00"


# -- deposits -----------------------------------------------------------------------------------------------------


def test_a_deposit_brings_payments_and_other_money_to_the_bank(books: Books) -> None:
    paid = receive(books, total="75.00", head="<Memo>thanks</Memo>")
    other = f"{named('AccountRef', 'Sales')}<Memo>scrap</Memo><Amount>5.00</Amount>"
    back = f"<CashBackInfoAdd>{named('AccountRef', 'Fuel')}<Amount>20.00</Amount></CashBackInfoAdd>"
    found = deposit(books, of(paid), other, head=back)
    assert (found.code, found["DepositTotal"], found["CashBackInfoRet/Amount"]) == (0, "60.00", "20.00")
    assert (found["DepositLineRet/TxnType"], found["DepositLineRet/TxnID"], found["DepositLineRet/Memo"]) == (
        "ReceivePayment",
        paid["TxnID"],
        "thanks",
    )
    assert found["DepositLineRet/EntityRef/FullName"] == "Quayside Ltd"
    assert balances(books, "Checking", "Undeposited Funds", "Sales", "Fuel") == ["60.00", "0.00", "5.00", "20.00"]


def test_cash_back_is_changed_and_added_by_a_mod(books: Books) -> None:
    found = deposit(books, f"{named('AccountRef', 'Sales')}<Amount>50.00</Amount>")
    back = f"<CashBackInfoMod>{named('AccountRef', 'Fuel')}<Amount>20.00</Amount></CashBackInfoMod>"
    assert change(books, "Deposit", found, back)["DepositTotal"] == "30.00"
    first = read(books, "Deposit", found)["CashBackInfoRet/TxnLineID"]
    assert (
        change(books, "Deposit", found, "<CashBackInfoMod><Amount>5.00</Amount></CashBackInfoMod>")["DepositTotal"]
        == "45.00"
    )
    now = read(books, "Deposit", found)
    assert (now["CashBackInfoRet/TxnLineID"], now["CashBackInfoRet/AccountRef/FullName"]) == (first, "Fuel")
    assert balances(books, "Checking", "Fuel", "Sales") == ["45.00", "5.00", "50.00"]


def test_a_deposited_payment_keeps_its_customer_and_amount(books: Books) -> None:
    paid = receive(books, total="75.00")
    assert deposit(books, of(paid)).code == 0
    refused = change(books, "ReceivePayment", paid, "<TotalAmount>80.00</TotalAmount>")
    assert (refused.code, refused.message) == (
        3210,
        'The "TotalAmount" field has an invalid value "80.00".  QuickBooks error message: You need to delete this transaction from the deposit before you can edit its name or amount.',
    )
    assert change(books, "ReceivePayment", paid, named("CustomerRef", "Quayside Ltd:Boathouse")).code == 3210
    assert change(books, "ReceivePayment", paid, "<Memo>m</Memo>").code == 0
    assert undo(books, "TxnDel", "ReceivePayment", paid).code == 3160


@pytest.mark.parametrize("way", ["TxnDel", "TxnVoid", "TxnMod"])
def test_without_its_deposit_a_payment_lies_undeposited_again(books: Books, way: str) -> None:
    paid = receive(books, total="75.00")
    other = f"{named('AccountRef', 'Sales')}<Amount>5.00</Amount>"
    found = deposit(books, of(paid), other)
    if way == "TxnMod":
        line_id = read(books, "Deposit", found).all("DepositLineRet/TxnLineID")[1]
        kept = f"<DepositLineMod><TxnLineID>{line_id}</TxnLineID>{named('AccountRef', 'Sales')}<Amount>6.00</Amount></DepositLineMod>"
        assert change(books, "Deposit", found, kept)["DepositTotal"] == "6.00"
    else:
        assert undo(books, way, "Deposit", found).code == 0
    assert balances(books, "Undeposited Funds") == ["75.00"]
    assert undo(books, "TxnDel", "ReceivePayment", paid).code == 0


@pytest.mark.parametrize(
    ("case", "code"),
    [("twice", 3210), ("in two deposits", 3120), ("at the bank already", 3120), ("unknown", 3120), ("to rent", 3210), ("no line", 3150), ("receivables of nobody", 3150), ("less than nothing", 3180)],
)  # fmt: skip
def test_deposits_that_cannot_be(books: Books, case: str, code: int) -> None:
    paid = receive(books, total="75.00")
    answer = {
        "twice": lambda: deposit(books, of(paid), of(paid)),
        "in two deposits": lambda: [deposit(books, of(paid)), deposit(books, of(paid))][1],
        "at the bank already": lambda: deposit(
            books, of(receive(books, total="1.00", head=named("DepositToAccountRef", "Checking")))
        ),
        "unknown": lambda: deposit(books, "<PaymentTxnID>FFF-1</PaymentTxnID>"),
        "to rent": lambda: deposit(books, of(paid), account="Rent"),
        "no line": lambda: deposit(books),
        "receivables of nobody": lambda: deposit(
            books, f"{named('AccountRef', 'Accounts Receivable')}<Amount>1.00</Amount>"
        ),
        "less than nothing": lambda: deposit(books, f"{named('AccountRef', 'Sales')}<Amount>-1.00</Amount>"),
    }[case]()
    assert answer.code == code


def test_a_payment_is_received_and_deposited_in_one_set(books: Books) -> None:
    add = f'<ReceivePaymentAdd defMacro="TxnID:R1">{named("CustomerRef", "Quayside Ltd")}<TotalAmount>9.00</TotalAmount><IsAutoApply>0</IsAutoApply></ReceivePaymentAdd>'
    line_ = '<DepositLineAdd><PaymentTxnID useMacro="TxnID:R1"/></DepositLineAdd>'
    found = books.ask(
        f"<ReceivePaymentAddRq>{add}</ReceivePaymentAddRq>"
        f"<DepositAddRq><DepositAdd>{named('DepositToAccountRef', 'Checking')}{line_}</DepositAdd></DepositAddRq>"
    )
    assert (found.codes, found.answers[1]["DepositTotal"]) == ([0, 0], "9.00")
