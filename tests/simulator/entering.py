"""Requests that many tests of transactions make: bills, credits and payments, with what differs between them said."""

from tests.simulator.asking import Answer, Books

from counterfoil.simulator.lists import accounts
from counterfoil.simulator.lists.accounts import Account


def named(element: str, full_name: str) -> str:
    """A reference by name."""
    return f"<{element}><FullName>{full_name}</FullName></{element}>"


def expense(amount: str, account: str = "Fuel", step: str = "Add", more: str = "") -> str:
    """An expense line."""
    line_id = "<TxnLineID>-1</TxnLineID>" if step == "Mod" else ""
    return (
        f"<ExpenseLine{step}>{line_id}{named('AccountRef', account)}<Amount>{amount}</Amount>{more}</ExpenseLine{step}>"
    )


def item(name: str, quantity: str, more: str = "") -> str:
    """An item line."""
    return f"<ItemLineAdd>{named('ItemRef', name)}<Quantity>{quantity}</Quantity>{more}</ItemLineAdd>"


def bill(books: Books, lines: str, vendor: str = "Acme Timber", head: str = "") -> Answer:
    """Enter a bill; lines are elements, or an amount spent on fuel."""
    return from_vendor(books, "Bill", lines, vendor, head)


def credit(books: Books, lines: str, vendor: str = "Acme Timber", head: str = "") -> Answer:
    """Enter a vendor credit; lines are elements, or an amount spent on fuel."""
    return from_vendor(books, "VendorCredit", lines, vendor, head)


def from_vendor(books: Books, kind: str, lines: str, vendor: str = "Acme Timber", head: str = "") -> Answer:
    """Enter a bill, a vendor credit or an item receipt."""
    inside = lines if lines.startswith("<") else expense(lines)
    add = f"<{kind}Add>{named('VendorRef', vendor)}{head}{inside}</{kind}Add>"
    return books.ok(f"<{kind}AddRq>{add}</{kind}AddRq>")


def purchase_order(books: Books, *ordered: tuple[str, int | str]) -> Answer:
    """Order so much of each item; a text stands in the line as it is, in place of a quantity."""
    lines = (
        named("ItemRef", name) + (much if isinstance(much, str) else f"<Quantity>{much}</Quantity>")
        for name, much in ordered
    )
    inside = "".join(f"<PurchaseOrderLineAdd>{each}</PurchaseOrderLineAdd>" for each in lines)
    add = f"<PurchaseOrderAdd>{named('VendorRef', 'Acme Timber')}{inside}</PurchaseOrderAdd>"
    return books.ok(f"<PurchaseOrderAddRq>{add}</PurchaseOrderAddRq>")


def whole_order(found: Answer) -> str:
    """All that is open of an order, to be received."""
    return f"<LinkToTxnID>{found['TxnID']}</LinkToTxnID>"


def item_of_order(found: Answer, place: int = 0, more: str = "") -> str:
    """An item line that receives the line of an order at that place."""
    line_id = found.all("PurchaseOrderLineRet/TxnLineID")[place]
    line = f"<TxnID>{found['TxnID']}</TxnID><TxnLineID>{line_id}</TxnLineID>"
    return f"<ItemLineAdd>{more}<LinkToTxn>{line}</LinkToTxn></ItemLineAdd>"


def applied(found: Answer, amount: str = "", more: str = "", step: str = "Add") -> str:
    """What a payment pays of a bill."""
    paid = f"<PaymentAmount>{amount}</PaymentAmount>" if amount else ""
    return f"<AppliedToTxn{step}><TxnID>{found['TxnID']}</TxnID>{paid}{more}</AppliedToTxn{step}>"


def set_credit(found: Answer, amount: str) -> str:
    """A credit to be applied to the bill."""
    return f"<SetCredit><CreditTxnID>{found['TxnID']}</CreditTxnID><AppliedAmount>{amount}</AppliedAmount></SetCredit>"


def pay(books: Books, *parts: str, vendor: str = "Acme Timber", bank: str = "Checking", head: str = "") -> Answer:
    """Pay by check."""
    inside = f"{named('PayeeEntityRef', vendor)}{head}{named('BankAccountRef', bank)}<RefNumber>100</RefNumber>"
    return books.one(
        f"<BillPaymentCheckAddRq><BillPaymentCheckAdd>{inside}{''.join(parts)}</BillPaymentCheckAdd></BillPaymentCheckAddRq>"
    )


def pay_by_card(books: Books, *parts: str, card: str = "Company Card") -> Answer:
    """Pay by credit card."""
    inside = f"{named('PayeeEntityRef', 'Acme Timber')}{named('CreditCardAccountRef', card)}<RefNumber>C1</RefNumber>"
    add = f"<BillPaymentCreditCardAdd>{inside}{''.join(parts)}</BillPaymentCreditCardAdd>"
    return books.one(f"<BillPaymentCreditCardAddRq>{add}</BillPaymentCreditCardAddRq>")


def read(books: Books, kind: str, found: Answer) -> Answer:
    """A transaction as it is now, with lines and, where its query knows them, links."""
    links = "<IncludeLinkedTxns>1</IncludeLinkedTxns>" if kind in WITH_LINKS else ""
    inside = f"<TxnID>{found['TxnID']}</TxnID><IncludeLineItems>1</IncludeLineItems>{links}"
    return books.ok(f"<{kind}QueryRq>{inside}</{kind}QueryRq>")


WITH_LINKS = ("Bill", "VendorCredit", "ItemReceipt", "PurchaseOrder", "Check", "Invoice")


def change(books: Books, kind: str, found: Answer, inside: str) -> Answer:
    """Change a transaction as it is now."""
    now = read(books, kind, found)
    head = f"<TxnID>{now['TxnID']}</TxnID><EditSequence>{now['EditSequence']}</EditSequence>"
    return books.one(f"<{kind}ModRq><{kind}Mod>{head}{inside}</{kind}Mod></{kind}ModRq>")


def undo(books: Books, way: str, kind: str, found: Answer) -> Answer:
    """Delete (TxnDel) or void (TxnVoid) a transaction."""
    return books.one(f"<{way}Rq><{way}Type>{kind}</{way}Type><TxnID>{found['TxnID']}</TxnID></{way}Rq>")


def balances(books: Books, *names: str) -> list[str]:
    """The balances of accounts."""
    found = (accounts.find(books.company, name) for name in names)
    return [str(each.balance) for each in found if each is not None]


def with_card(books: Books) -> Books:
    """The books with a credit card account."""
    accounts.add(books.company, Account(name="Company Card", account_type="CreditCard"))
    return books
