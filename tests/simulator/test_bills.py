"""Bills: what is filled in, how lines change, what the books say afterwards (docs/quickbooks.md 4.1, 4.2, 4.6)."""

# ruff: noqa: E501, ISC004 - a request and its answer are read on one line

from datetime import date
from decimal import Decimal

import pytest
from tests.simulator.asking import Answer, Books

from counterfoil.simulator.clock import ManualClock
from counterfoil.simulator.lists import accounts, vendors
from counterfoil.simulator.transactions import bills
from counterfoil.simulator.transactions.lines import changed, keep, worked_out

VENDOR = "<VendorRef><FullName>Acme Timber</FullName></VendorRef>"


def expense(account: str, amount: str, more: str = "") -> str:
    return f"<ExpenseLineAdd><AccountRef><FullName>{account}</FullName></AccountRef><Amount>{amount}</Amount>{more}</ExpenseLineAdd>"


def item(name: str, more: str = "") -> str:
    return f"<ItemLineAdd><ItemRef><FullName>{name}</FullName></ItemRef>{more}</ItemLineAdd>"


def add(books: Books, inside: str, head: str = "") -> Answer:
    return books.one(f"<BillAddRq><BillAdd>{VENDOR}{head}{inside}</BillAdd></BillAddRq>")


def mod(books: Books, bill: Answer, inside: str) -> Answer:
    """A BillMod with the bill's own edit sequence."""
    head = f"<TxnID>{bill['TxnID']}</TxnID><EditSequence>{bill['EditSequence']}</EditSequence>"
    return books.one(f"<BillModRq><BillMod>{head}{inside}</BillMod></BillModRq>")


def read(books: Books, bill: Answer) -> Answer:
    includes = "<IncludeLineItems>1</IncludeLineItems><IncludeLinkedTxns>1</IncludeLinkedTxns>"
    return books.ok(f"<BillQueryRq><TxnID>{bill['TxnID']}</TxnID>{includes}</BillQueryRq>")


def line(line_id: str, inside: str = "", kind: str = "Expense") -> str:
    return f"<{kind}LineMod><TxnLineID>{line_id}</TxnLineID>{inside}</{kind}LineMod>"


@pytest.fixture
def bill(books: Books) -> Answer:
    """Three lines: Fuel 10.00, Rent 20.00, two planks 5.00."""
    return add(books, expense("Fuel", "10.00") + expense("Rent", "20.00") + item("Plank", "<Quantity>2</Quantity>"))


# -- what is filled in --------------------------------------------------------------------------------------------


def test_terms_due_date_and_payables_come_from_the_vendor_and_the_file(books: Books) -> None:
    bill = add(books, expense("Fuel", "10.00"), "<TxnDate>2026-03-02</TxnDate>")
    assert (bill["TermsRef/FullName"], bill["DueDate"], bill["APAccountRef/FullName"]) == (
        "Net 30", "2026-04-01", "Accounts Payable",
    )  # fmt: skip
    assert (bill["AmountDue"], bill["IsPaid"], bill["OpenAmount"]) == ("10.00", "false", "10.00")


@pytest.mark.parametrize(
    ("terms", "dated", "due"),
    [
        ("10th", "2026-03-02", "2026-03-10"),
        ("10th", "2026-03-06", "2026-04-10"),
        ("10th", "2026-12-11", "2027-01-10"),
        ("Net 30", "2026-01-31", "2026-03-02"),
    ],
)
def test_due_dates_follow_the_terms(books: Books, terms: str, dated: str, due: str) -> None:
    head = f"<TxnDate>{dated}</TxnDate><TermsRef><FullName>{terms}</FullName></TermsRef>"
    assert add(books, expense("Fuel", "1.00"), head)["DueDate"] == due


def test_an_item_line_takes_words_and_cost_from_the_item(books: Books) -> None:
    bill = add(books, item("Plank", "<Quantity>3</Quantity>"))
    found = bill.element.find(".//ItemLineRet")
    assert found is not None
    assert [found.findtext(each) for each in ("Desc", "Quantity", "Cost", "Amount")] == [
        "Plank, oak",
        "3",
        "2.50",
        "7.50",
    ]


@pytest.mark.parametrize(
    ("quantity", "cost", "amount", "becomes"),
    [
        ("3", "2.5", None, ("7.50", "2.5")),
        (None, "2.5", None, ("2.50", "2.5")),
        ("3", None, "10.00", ("10.00", "3.33333")),
        ("4", "9", "10.00", ("10.00", "2.50")),
        ("3", "0.333", None, ("1.00", "0.333")),
        ("0", "5", "1.00", ("1.00", "5")),
        (None, None, None, ("0.00", None)),
    ],
)
def test_amount_and_cost_follow_from_each_other_and_the_amount_wins(
    quantity: str | None, cost: str | None, amount: str | None, becomes: tuple[str, str | None]
) -> None:
    given = (Decimal(each) if each is not None else None for each in (quantity, cost, amount))
    assert worked_out(*given) == tuple(Decimal(each) if each is not None else None for each in becomes)


def test_an_item_group_becomes_its_members(books: Books) -> None:
    group = "<ItemGroupLineAdd><ItemGroupRef><FullName>Deck kit</FullName></ItemGroupRef><Quantity>2</Quantity></ItemGroupLineAdd>"
    bill = add(books, group)
    assert (bill["AmountDue"], bill["ItemGroupLineRet/TotalAmount"]) == ("26.00", "26.00")
    assert bill.all("ItemGroupLineRet/ItemLineRet/ItemRef/FullName") == ["Plank", "Nails"]
    assert bill.all("ItemGroupLineRet/ItemLineRet/Quantity") == ["8", "2"]
    kept = line(bill["ItemGroupLineRet/TxnLineID"], "", "ItemGroup")
    assert read(books, mod(books, bill, kept)).all("ItemLineRet/Amount") == ["20.00", "6.00"]
    member = line(bill["ItemGroupLineRet/ItemLineRet/TxnLineID"], "<Quantity>1</Quantity>", "Item")
    only_one = line(bill["ItemGroupLineRet/TxnLineID"], member, "ItemGroup")
    assert mod(books, read(books, bill), only_one)["AmountDue"] == "2.50"


def test_negative_lines_are_fine_while_the_total_is_not_below_nought(books: Books) -> None:
    assert add(books, expense("Fuel", "10.00") + expense("Rent", "-10.00"))["AmountDue"] == "0.00"
    assert add(books, expense("Fuel", "-0.01")).code == 3180


@pytest.mark.parametrize(
    ("inside", "code", "words"),
    [
        (expense("Nowhere", "1.00"), 3140, 'QuickBooks Account "Nowhere" in the Bill line.'),
        (item("Nothing"), 3140, 'QuickBooks Item "Nothing" in the Bill line.'),
        ("<ExpenseLineAdd><Amount>1.00</Amount></ExpenseLineAdd>", 3150, 'There is a missing element: "AccountRef"'),
        (expense("Fuel", "1.00", "<ClassRef><FullName>South</FullName></ClassRef>"), 3140, 'QuickBooks Class "South"'),
        (expense("Fuel", "1.00", "<CustomerRef><FullName>Acme Timber</FullName></CustomerRef>"), 3140, "Customer"),
    ],
)
def test_a_line_that_cannot_be(books: Books, inside: str, code: int, words: str) -> None:
    answer = add(books, inside)
    assert answer.code == code
    assert words in str(answer.message)


def test_an_external_guid_is_kept_and_used_once(books: Books) -> None:
    guid = "<ExternalGUID>{12345678-1234-1234-1234-1234567890AB}</ExternalGUID>"
    assert add(books, expense("Fuel", "1.00"), guid)["ExternalGUID"] == "{12345678-1234-1234-1234-1234567890AB}"
    assert add(books, expense("Fuel", "1.00"), guid).code == 3065


# -- how lines change -----------------------------------------------------------------------------------------------


def test_a_mod_of_the_head_leaves_the_lines_alone(books: Books, bill: Answer) -> None:
    before = read(books, bill)
    after = mod(books, bill, "<RefNumber>77</RefNumber><Memo>Paid by hand</Memo>")
    assert (after["RefNumber"], after["Memo"]) == ("77", "Paid by hand")
    assert after.all("TxnLineID") == before.all("TxnLineID")
    assert after["AmountDue"] == "35.00"


def test_a_line_sent_by_its_id_alone_stays_as_it_is(books: Books, bill: Answer) -> None:
    fuel, rent, plank = bill.all("TxnLineID")
    after = mod(books, bill, line(fuel) + line(rent, "<Amount>21.00</Amount>") + line(plank, kind="Item"))
    assert after.all("Amount") == ["10.00", "21.00", "5.00"]
    assert after.all("TxnLineID") == [fuel, rent, plank]


def test_a_new_line_stands_where_it_is_placed_and_gets_an_id(books: Books, bill: Answer) -> None:
    fuel, rent, plank = bill.all("TxnLineID")
    new = line("-1", "<AccountRef><FullName>Fuel:Diesel</FullName></AccountRef><Amount>1.00</Amount>")
    after = mod(books, bill, new + line(fuel) + line(rent) + line(plank, kind="Item"))
    assert after.all("ExpenseLineRet/AccountRef/FullName") == ["Fuel:Diesel", "Fuel", "Rent"]
    first, *others = after.all("TxnLineID")
    assert others == [fuel, rent, plank]
    assert first not in (fuel, rent, plank, "-1")


def test_existing_lines_in_another_order_are_3290(books: Books, bill: Answer) -> None:
    fuel, rent, plank = bill.all("TxnLineID")
    answer = mod(books, bill, line(rent) + line(fuel) + line(plank, kind="Item"))
    assert (answer.code, answer.message) == (3290, f'The item "{fuel}" is placed in the request in incorrect order.')


def test_at_the_screen_lines_may_change_their_order(books: Books, bill: Answer) -> None:
    fuel, rent, plank = bill.all("TxnLineID")
    expenses = [keep("ExpenseLine", rent), changed("ExpenseLine", fuel, memo="tank")]
    after = bills.modify(books.company, bill["TxnID"], expense_lines=expenses, item_lines=[keep("ItemLine", plank)])
    assert [each.txn_line_id for each in after.expense_lines] == [rent, fuel]


@pytest.mark.parametrize("line_id", ["FFF-1", "nonsense"])
def test_an_unknown_line_is_3120(books: Books, bill: Answer, line_id: str) -> None:
    assert mod(books, bill, line(line_id)).code == 3120


def test_an_item_line_is_not_an_expense_line(books: Books, bill: Answer) -> None:
    plank = bill.all("TxnLineID")[2]
    assert mod(books, bill, line(plank)).code == 3120


def test_clearing_one_table_leaves_the_other(books: Books, bill: Answer) -> None:
    after = mod(books, bill, "<ClearExpenseLines>true</ClearExpenseLines>")
    assert (after.all("Amount"), after["AmountDue"]) == (["5.00"], "5.00")


def test_a_bill_keeps_one_line(books: Books, bill: Answer) -> None:
    both = "<ClearExpenseLines>true</ClearExpenseLines><ClearItemLines>true</ClearItemLines>"
    assert mod(books, bill, both).code == 3210
    assert read(books, bill)["AmountDue"] == "35.00"


def test_a_changed_quantity_or_cost_changes_the_amount(books: Books, bill: Answer) -> None:
    fuel, rent, plank = bill.all("TxnLineID")
    rest = line(fuel) + line(rent)
    after = mod(books, bill, rest + line(plank, "<Quantity>4</Quantity>", "Item"))
    assert after["ItemLineRet/Amount"] == "10.00"
    after = mod(books, after, rest + line(plank, "<Amount>2.00</Amount>", "Item"))
    assert (after["ItemLineRet/Cost"], after["ItemLineRet/Amount"]) == ("0.50", "2.00")


def test_line_ids_always_rise(books: Books, bill: Answer) -> None:
    numbers = [int(each.split("-")[0], 16) for each in [bill["TxnID"], *bill.all("TxnLineID")]]
    assert numbers == sorted(numbers)


# -- what else a bill allows -----------------------------------------------------------------------------------------


def test_a_bogus_id_is_3000_even_with_a_nonsense_sequence(books: Books) -> None:
    answer = books.one(
        "<BillModRq><BillMod><TxnID>BOGUS-TXN-ID-FOR-65-PROBE</TxnID><EditSequence>x</EditSequence></BillMod></BillModRq>"
    )
    assert (answer.code, answer.message) == (
        3000, 'The given object ID "BOGUS-TXN-ID-FOR-65-PROBE" in the field "Transaction id" is invalid.',
    )  # fmt: skip


def test_a_stale_sequence_comes_before_bad_references(books: Books, bill: Answer, clock: ManualClock) -> None:
    clock.advance(1)
    bills.modify(books.company, bill["TxnID"], memo="at the screen")
    assert mod(books, bill, "<VendorRef><FullName>Nobody</FullName></VendorRef>").code == 3200


def test_a_bill_open_at_the_screen_is_locked(books: Books, bill: Answer) -> None:
    books.company.locks.add(bill["TxnID"])
    answer = mod(books, bill, "<Memo>x</Memo>")
    assert (answer.code, answer.message) == (
        3175,
        f"There was an error adding, modifying or deleting {bill['TxnID']} because it is already in use.  QuickBooks error "
        "message: The transaction could not be locked.  It is in use by another user.",
    )
    assert books.one(f"<TxnDelRq><TxnDelType>Bill</TxnDelType><TxnID>{bill['TxnID']}</TxnID></TxnDelRq>").code == 3175


def test_nothing_changes_on_or_before_the_closing_date(books: Books, bill: Answer) -> None:
    dated = mod(books, bill, "<TxnDate>2026-01-31</TxnDate>")
    books.company.change_settings(closing_date=date(2026, 1, 31))
    assert mod(books, dated, "<Memo>x</Memo>").code == 3171
    assert add(books, expense("Fuel", "1.00"), "<TxnDate>2026-01-31</TxnDate>").code == 3171
    assert add(books, expense("Fuel", "1.00"), "<TxnDate>2026-02-01</TxnDate>").code == 0
    assert books.one(f"<TxnDelRq><TxnDelType>Bill</TxnDelType><TxnID>{bill['TxnID']}</TxnID></TxnDelRq>").code == 3161


def test_the_books_follow_a_bill_through_its_life(books: Books, bill: Answer) -> None:
    def state() -> tuple[str, str, str]:
        names = ("Fuel", "Accounts Payable")
        found = [accounts.find(books.company, name) for name in names]
        vendor = vendors.find(books.company, "Acme Timber")
        assert vendor is not None
        return str(found[0] and found[0].balance), str(found[1] and found[1].balance), str(vendor.balance)

    assert state() == ("10.00", "35.00", "35.00")
    after = mod(books, bill, line(bill["TxnLineID"], "<Amount>12.50</Amount>"))
    assert state() == ("12.50", "12.50", "12.50")
    voided = books.ok(f"<TxnVoidRq><TxnVoidType>Bill</TxnVoidType><TxnID>{bill['TxnID']}</TxnID></TxnVoidRq>")
    assert voided["TxnID"] == after["TxnID"]
    assert state() == ("0.00", "0.00", "0.00")
    again = read(books, bill)
    assert (again["Memo"], again["AmountDue"], again["IsPaid"], again.all("Amount")) == (
        "VOID:",
        "0.00",
        "true",
        ["0.00"],
    )


def test_a_deleted_bill_is_gone_from_the_books_and_remembered(books: Books) -> None:
    bill = add(books, expense("Fuel", "10.00"), "<RefNumber>A1</RefNumber>")
    gone = books.ok(f"<TxnDelRq><TxnDelType>Bill</TxnDelType><TxnID>{bill['TxnID']}</TxnID></TxnDelRq>")
    assert (gone["TxnDelType"], gone["RefNumber"]) == ("Bill", "A1")
    assert books.one(f"<BillQueryRq><TxnID>{bill['TxnID']}</TxnID></BillQueryRq>").code == 500
    found = books.ok(
        "<TxnDeletedQueryRq><TxnDelType>PurchaseOrder</TxnDelType><TxnDelType>Bill</TxnDelType></TxnDeletedQueryRq>"
    )
    assert (found["TxnID"], found["TimeCreated"], found["TimeDeleted"]) == (
        bill["TxnID"],
        bill["TimeCreated"],
        gone["TimeDeleted"],
    )
    fuel = accounts.find(books.company, "Fuel")
    assert fuel is not None
    assert fuel.balance == 0
    assert books.one(f"<TxnDelRq><TxnDelType>Bill</TxnDelType><TxnID>{bill['TxnID']}</TxnID></TxnDelRq>").code == 3120


def test_stock_comes_in_with_a_bill_and_goes_with_it_without_moving_the_item(books: Books, clock: ManualClock) -> None:
    query = "<ItemInventoryQueryRq><FullName>Nails</FullName></ItemInventoryQueryRq>"
    before = books.ok(query)
    clock.advance(3600)
    bill = add(books, item("Nails", "<Quantity>4</Quantity><Cost>3.50</Cost>"))
    after = books.ok(query)
    assert (after["QuantityOnHand"], after["AverageCost"], after["TimeModified"]) == (
        "4",
        "3.50",
        before["TimeModified"],
    )
    since = "<ItemInventoryQueryRq><FromModifiedDate>2026-03-02T14:00:00</FromModifiedDate></ItemInventoryQueryRq>"
    assert books.one(since).code == 0
    bills.delete(books.company, bill["TxnID"])
    assert books.ok(query)["QuantityOnHand"] == "0"
