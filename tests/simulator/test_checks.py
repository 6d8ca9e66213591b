"""Checks and credit card charges that pay without a bill (docs/quickbooks.md 4.5)."""

# ruff: noqa: E501 - a request and its answer are read on one line

import pytest
from tests.simulator.asking import Answer, Books
from tests.simulator.entering import balances, change, expense, item, named, read, undo, with_card

from counterfoil.simulator.lists import items, vendors
from counterfoil.simulator.values import Address

KINDS = {"Check": ("Checking", 1), "CreditCardCharge": ("Company Card", 1), "CreditCardCredit": ("Company Card", -1)}


def spend(
    books: Books, kind: str, lines: str, payee: str = "Acme Timber", *, account: str = "", head: str = ""
) -> Answer:
    inside = (
        named("AccountRef", account or KINDS[kind][0])
        + (named("PayeeEntityRef", payee) if payee else "")
        + head
        + lines
    )
    return books.one(f"<{kind}AddRq><{kind}Add>{inside}</{kind}Add></{kind}AddRq>")


def test_a_check_pays_expenses_and_items_at_once(books: Books) -> None:
    found = spend(
        books, "Check", expense("40.00") + item("Nails", "2"), head="<RefNumber>1001</RefNumber><Memo>m</Memo>"
    )
    assert (found.code, found["Amount"], found["RefNumber"], found["AccountRef/FullName"]) == (
        0,
        "46.00",
        "1001",
        "Checking",
    )
    assert balances(books, "Checking", "Fuel", "Stock", "Accounts Payable") == ["-46.00", "40.00", "6.00", "0.00"]
    assert items.find(books.company, "Nails").quantity_on_hand == 2
    assert vendors.find(books.company, "Acme Timber").balance == 0  # type: ignore[union-attr]


def test_a_check_may_go_to_a_customer_or_to_nobody(books: Books) -> None:
    assert (
        spend(books, "Check", expense("1.00"), "Quayside Ltd:Boathouse")["PayeeEntityRef/FullName"]
        == "Quayside Ltd:Boathouse"
    )
    assert not spend(books, "Check", expense("1.00"), "").has("PayeeEntityRef")


def test_a_check_bears_the_address_of_its_vendor_or_its_own(books: Books) -> None:
    vendors.add(books.company, vendors.Vendor(name="Quarry", vendor_address=Address(addr1="1 Pit Lane", city="Hull")))
    found = spend(books, "Check", expense("1.00"), "Quarry")
    assert (found["Address/Addr1"], found.all("AddressBlock/Addr2")) == ("1 Pit Lane", ["Hull"])
    own = spend(books, "Check", expense("1.00"), "Quarry", head="<Address><Addr1>2 Pit Lane</Addr1></Address>")
    assert own["Address/Addr1"] == "2 Pit Lane"


@pytest.mark.parametrize("kind", KINDS)
def test_a_card_is_charged_or_credited_like_a_check(books: Books, kind: str) -> None:
    with_card(books)
    found = spend(books, kind, expense("40.00") + item("Nails", "2"))
    account, sign = KINDS[kind]
    natural = -sign if account == "Checking" else sign
    assert balances(books, account, "Fuel", "Stock") == [f"{natural * 46}.00", f"{sign * 40}.00", f"{sign * 6}.00"]
    assert change(books, kind, found, f"<Memo>n</Memo>{expense('10.00', step='Mod')}")["Amount"] == "10.00"
    assert balances(books, account, "Fuel", "Stock") == [f"{natural * 10}.00", f"{sign * 10}.00", "0.00"]


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("way", ["TxnDel", "TxnVoid"])
def test_what_is_undone_leaves_the_books_as_they_were(books: Books, kind: str, way: str) -> None:
    with_card(books)
    found = spend(books, kind, expense("40.00") + item("Nails", "2"), head="<Memo>m</Memo>")
    assert undo(books, way, kind, found).code == 0
    assert balances(books, KINDS[kind][0], "Fuel", "Stock") == ["0.00", "0.00", "0.00"]
    if way == "TxnVoid":
        now = read(books, kind, found)
        assert (now["Memo"], now["Amount"], now.all("ExpenseLineRet/Amount")) == ("VOID: m", "0.00", ["0.00"])
    else:
        gone = books.ok(f"<TxnDeletedQueryRq><TxnDelType>{kind}</TxnDelType></TxnDeletedQueryRq>")
        assert gone["TxnID"] == found["TxnID"]


@pytest.mark.parametrize(
    ("kind", "account", "code"),
    [("Check", "Rent", 3210), ("Check", "Company Card", 3210), ("CreditCardCharge", "Checking", 3210), ("Check", "Nowhere", 3140)],
)  # fmt: skip
def test_each_is_drawn_on_its_own_kind_of_account(books: Books, kind: str, account: str, code: int) -> None:
    assert spend(with_card(books), kind, expense("1.00"), account=account).code == code


def test_a_check_cannot_be_empty_negative_or_refund_what_is_not_kept(books: Books) -> None:
    refund = "<ApplyCheckToTxnAdd><TxnID>FFF-1</TxnID></ApplyCheckToTxnAdd>"
    codes = [
        spend(books, "Check", "").code,
        spend(books, "Check", expense("-1.00")).code,
        spend(books, "Check", expense("1.00"), head=refund).code,
    ]
    assert codes == [3150, 3180, 3120]
    kept = spend(books, "Check", expense("1.00"))
    assert change(books, "Check", kept, refund.replace("Add", "Mod")).code == 3120


def test_an_advance_by_check_lowers_what_a_vendor_is_owed(books: Books) -> None:
    spend(books, "Check", expense("25.00", "Accounts Payable"))
    assert balances(books, "Accounts Payable", "Checking") == ["-25.00", "-25.00"]
    assert vendors.find(books.company, "Acme Timber").balance == -25  # type: ignore[union-attr]
