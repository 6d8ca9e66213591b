"""TransactionQuery: all kinds of transactions in one answer (docs/quickbooks.md 4.7)."""

# ruff: noqa: E501 - a request and its answer are read on one line

import pytest
from tests.schema import assert_valid, needs_schema
from tests.simulator.asking import APP, Answer, Books, Set, document
from tests.simulator.entering import applied, bill, expense, item, named, pay, undo

from counterfoil.simulator.clock import ManualClock


@pytest.fixture
def busy(books: Books, clock: ManualClock) -> Books:
    """An order, a bill for two accounts, its payment an hour later, an invoice and a journal entry, a day apart each."""
    line = f"<PurchaseOrderLineAdd>{named('ItemRef', 'Nails')}<Quantity>4</Quantity></PurchaseOrderLineAdd>"
    books.ok(
        f"<PurchaseOrderAddRq><PurchaseOrderAdd>{named('VendorRef', 'Acme Timber')}{named('ClassRef', 'North')}<TxnDate>2026-02-01</TxnDate>{line}</PurchaseOrderAdd></PurchaseOrderAddRq>"
    )
    head = "<TxnDate>2026-02-02</TxnDate><RefNumber>B-1</RefNumber><Memo>planks</Memo>"
    owed = bill(books, expense("10.00") + item("Plank", "2"), head=head)
    clock.advance(3600)
    pay(books, applied(owed, "4.00"), head="<TxnDate>2026-02-03</TxnDate>")
    sold = f"<InvoiceLineAdd>{named('ItemRef', 'Haulage')}<Quantity>1</Quantity></InvoiceLineAdd>"
    books.ok(
        f"<InvoiceAddRq><InvoiceAdd>{named('CustomerRef', 'Quayside Ltd')}<TxnDate>2026-02-04</TxnDate>{sold}</InvoiceAdd></InvoiceAddRq>"
    )
    lines = "".join(
        f"<Journal{side}Line>{named('AccountRef', account)}<Amount>3.00</Amount></Journal{side}Line>"
        for side, account in (("Debit", "Rent"), ("Credit", "Checking"))
    )
    books.ok(
        f"<JournalEntryAddRq><JournalEntryAdd><TxnDate>2026-02-05</TxnDate><RefNumber>J</RefNumber>{lines}</JournalEntryAdd></JournalEntryAddRq>"
    )
    return books


SUMMARY = "<TransactionDetailLevelFilter>SummaryOnly</TransactionDetailLevelFilter>"
KINDS = ["PurchaseOrder", "Bill", "BillPaymentCheck", "Invoice", "JournalEntry"]


def query(books: Books, inside: str = "", attributes: str = "") -> Answer:
    return books.one(f"<TransactionQueryRq {attributes}>{inside}</TransactionQueryRq>")


def kinds(books: Books, inside: str) -> list[str]:
    return query(books, inside + SUMMARY).all("TxnType")


def test_heads_of_all_kinds_come_by_date(busy: Books) -> None:
    found = query(busy, SUMMARY)
    assert found.all("TxnType") == KINDS
    assert found.all("AccountRef/FullName") == [
        "Purchase Orders",
        "Accounts Payable",
        "Checking",
        "Accounts Receivable",
        "Rent",
    ]
    assert found.all("Amount") == ["12.00", "-15.00", "-4.00", "40.00", "3.00"]
    assert found.all("EntityRef/FullName") == ["Acme Timber", "Acme Timber", "Acme Timber", "Quayside Ltd"]
    assert (found.all("Memo"), found.all("RefNumber")[1]) == (["planks"], "B-1")


def test_without_saying_so_every_posting_has_a_row(busy: Books) -> None:
    wanted = "<TransactionTypeFilter><TxnTypeFilter>Bill</TxnTypeFilter></TransactionTypeFilter>"
    found = query(busy, wanted)
    assert found.all("AccountRef/FullName") == ["Accounts Payable", "Fuel", "Rent"]
    assert found.all("Amount") == ["-15.00", "10.00", "5.00"]
    read = busy.ok("<BillQueryRq><IncludeLineItems>1</IncludeLineItems></BillQueryRq>")
    assert found.all("TxnLineID") == [read["ExpenseLineRet/TxnLineID"], read["ItemLineRet/TxnLineID"]]
    details = query(busy, wanted + "<TransactionDetailLevelFilter>AllExceptSummary</TransactionDetailLevelFilter>")
    assert details.all("Amount") == ["10.00", "5.00"]


def listed(name: str, full_name: str, way: str = "FullName") -> str:
    return f"<{name}><{way}>{full_name}</{way}></{name}>"


@pytest.mark.parametrize(
    ("inside", "found"),
    [
        ("<RefNumber>b-1</RefNumber>", ["Bill"]),
        ("<RefNumberCaseSensitive>b-1</RefNumberCaseSensitive>", []),
        ("<RefNumberFilter><MatchCriterion>StartsWith</MatchCriterion><RefNumber>B</RefNumber></RefNumberFilter>", ["Bill"]),
        ("<RefNumberFilter><MatchCriterion>EndsWith</MatchCriterion><RefNumber>0</RefNumber></RefNumberFilter>", ["BillPaymentCheck"]),
        ("<RefNumberFilter><MatchCriterion>Contains</MatchCriterion><RefNumber>-</RefNumber></RefNumberFilter>", ["Bill"]),
        ("<RefNumberRangeFilter><FromRefNumber>b</FromRefNumber><ToRefNumber>c</ToRefNumber></RefNumberRangeFilter>", ["Bill"]),
        ("<TransactionModifiedDateRangeFilter><FromModifiedDate>2026-03-02T13:30:00</FromModifiedDate></TransactionModifiedDateRangeFilter>", KINDS[1:]),
        ("<TransactionModifiedDateRangeFilter><ToModifiedDate>2026-03-02T13:30:00</ToModifiedDate></TransactionModifiedDateRangeFilter>", KINDS[:1]),
        ("<TransactionModifiedDateRangeFilter><DateMacro>Today</DateMacro></TransactionModifiedDateRangeFilter>", KINDS),
        ("<TransactionDateRangeFilter><FromTxnDate>2026-02-02</FromTxnDate><ToTxnDate>2026-02-03</ToTxnDate></TransactionDateRangeFilter>", KINDS[1:3]),
        ("<TransactionDateRangeFilter><DateMacro>LastMonth</DateMacro></TransactionDateRangeFilter>", KINDS),
        (listed("TransactionEntityFilter", "Acme Timber"), KINDS[:3]),
        (listed("TransactionEntityFilter", "Customer", "EntityTypeFilter"), ["Invoice"]),
        (listed("TransactionEntityFilter", "Quayside Ltd", "FullNameWithChildren"), ["Invoice"]),
        (listed("TransactionAccountFilter", "Rent"), ["Bill", "JournalEntry"]),
        (listed("TransactionAccountFilter", "Bank", "AccountTypeFilter"), ["BillPaymentCheck", "JournalEntry"]),
        (listed("TransactionAccountFilter", "ARAndAP", "AccountTypeFilter"), KINDS[1:4]),
        (listed("TransactionItemFilter", "Plank"), ["Bill"]),
        (listed("TransactionItemFilter", "Inventory", "ItemTypeFilter"), ["PurchaseOrder"]),
        (listed("TransactionItemFilter", "Service", "ItemTypeFilter"), ["Bill", "Invoice"]),
        (listed("TransactionClassFilter", "North"), ["PurchaseOrder"]),
        ("<TransactionTypeFilter><TxnTypeFilter>Bill</TxnTypeFilter><TxnTypeFilter>Invoice</TxnTypeFilter></TransactionTypeFilter>", ["Bill", "Invoice"]),
        ("<TransactionTypeFilter><TxnTypeFilter>All</TxnTypeFilter></TransactionTypeFilter>", KINDS),
        ("<TransactionTypeFilter><TxnTypeFilter>Paycheck</TxnTypeFilter></TransactionTypeFilter>", []),
    ],
)  # fmt: skip
def test_every_filter_narrows(busy: Books, inside: str, found: list[str]) -> None:
    assert kinds(busy, inside) == found
    assert query(busy, inside + SUMMARY).code == (0 if found else 1)


@pytest.mark.parametrize(
    ("filters", "found"),
    [
        ("<TransactionPostingStatusFilter>NonPosting</TransactionPostingStatusFilter>", KINDS[:1]),
        ("<TransactionPostingStatusFilter>Posting</TransactionPostingStatusFilter>", KINDS[1:]),
        ("<TransactionPaidStatusFilter>Open</TransactionPaidStatusFilter>", ["PurchaseOrder", "Bill", "Invoice"]),
        ("<TransactionPaidStatusFilter>Closed</TransactionPaidStatusFilter>", ["BillPaymentCheck", "JournalEntry"]),
        ("<TransactionPaidStatusFilter>Either</TransactionPaidStatusFilter>", KINDS),
    ],
)
def test_a_status_narrows_too(busy: Books, filters: str, found: list[str]) -> None:
    assert query(busy, SUMMARY + filters).all("TxnType") == found


@pytest.mark.parametrize(
    ("inside", "code"),
    [
        ("<TransactionDateRangeFilter><FromTxnDate>2026-02-03</FromTxnDate><ToTxnDate>2026-02-02</ToTxnDate></TransactionDateRangeFilter>", 3030),
        ("<RefNumberRangeFilter><FromRefNumber>c</FromRefNumber><ToRefNumber>b</ToRefNumber></RefNumberRangeFilter>", 3031),
        ("<TransactionEntityFilter><FullName>Nobody</FullName></TransactionEntityFilter>", 3140),
        ("<CurrencyFilter><FullName>Euro</FullName></CurrencyFilter>", 3250),
        ("<TransactionDetailLevelFilter>Some</TransactionDetailLevelFilter>", 3110),
    ],
)  # fmt: skip
def test_filters_that_cannot_be(busy: Books, inside: str, code: int) -> None:
    assert query(busy, inside).code == code


def test_ids_are_found_and_the_first_missing_one_is_named(busy: Books) -> None:
    first = query(busy, SUMMARY).all("TxnID")[1]
    found = query(busy, f"<TxnID>FFF-1</TxnID><TxnID>{first}</TxnID>")
    assert (found.code, set(found.all("TxnType"))) == (500, {"Bill"})
    assert "FFF-1" in found.message


def test_pages_follow_each_other_row_by_row(busy: Books) -> None:
    ticket = busy.processor.begin_session(APP)
    whole = query(busy).rets
    pages, attributes = [], 'iterator="Start"'
    while True:
        request = f"<TransactionQueryRq {attributes}><MaxReturned>3</MaxReturned></TransactionQueryRq>"
        (answer,) = Set(busy.processor.process_request(ticket, document(request))).answers
        pages.append([each.findtext("Amount") for each in answer.rets])
        if answer.get("iteratorRemainingCount") == "0":
            break
        attributes = f'iterator="Continue" iteratorID="{answer.get("iteratorID")}"'
    assert [len(each) for each in pages[:-1]] == [3] * (len(pages) - 1)
    assert [amount for page in pages for amount in page] == [each.findtext("Amount") for each in whole]


def test_it_can_count_and_cut(busy: Books) -> None:
    counted = query(busy, SUMMARY, 'metaData="MetaDataOnly"')
    assert (counted.get("retCount"), counted.rets) == ("5", [])
    assert len(query(busy, f"<MaxReturned>2</MaxReturned>{SUMMARY}").rets) == 2
    only = query(busy, f"{SUMMARY}<IncludeRetElement>TxnID</IncludeRetElement>")
    assert {each.tag for ret in only.rets for each in ret} == {"TxnID"}


def test_what_the_user_may_not_see_is_left_out_and_refused_where_it_is_named(busy: Books) -> None:
    busy.company.change_settings(user_may_not=("sales",))
    assert kinds(busy, "") == ["PurchaseOrder", "Bill", "BillPaymentCheck", "JournalEntry"]
    named_type = "<TransactionTypeFilter><TxnTypeFilter>Invoice</TxnTypeFilter></TransactionTypeFilter>"
    assert query(busy, named_type).code == 3260


def test_a_void_transaction_keeps_its_head(busy: Books) -> None:
    found = query(busy, f"<RefNumber>B-1</RefNumber>{SUMMARY}")
    undo(busy, "TxnVoid", "Bill", found)
    now = query(busy, "<RefNumber>B-1</RefNumber>")
    assert (now.all("Amount"), now["Memo"], now["AccountRef/FullName"]) == (
        ["0.00"],
        "VOID: planks",
        "Accounts Payable",
    )


@pytest.mark.schema
@needs_schema
def test_its_answer_is_what_the_schema_allows(busy: Books) -> None:
    assert_valid(busy.ask('<TransactionQueryRq metaData="MetaDataAndResponseData"/>').text)
