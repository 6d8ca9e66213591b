"""Queries: names and filters, what comes back, iterators (docs/quickbooks.md 5)."""

# ruff: noqa: E501 - a request and its answer are read on one line

from collections.abc import Callable
from datetime import date

import pytest
from tests.simulator.asking import APP, Answer, Books, Set, document

from counterfoil.simulator.clock import ManualClock
from counterfoil.simulator.lists import vendors
from counterfoil.simulator.lists.vendors import Vendor
from counterfoil.simulator.messages.filters import macro_range
from counterfoil.simulator.transactions import bills

NOT_FOUND = 'The query request has not been fully completed. There was a required element ("{}") that could not be found in QuickBooks.'


def bill(
    books: Books, number: str, day: str = "2026-03-02", vendor: str = "Acme Timber", amount: str = "10.00"
) -> Answer:
    line = (
        f"<ExpenseLineAdd><AccountRef><FullName>Fuel</FullName></AccountRef><Amount>{amount}</Amount></ExpenseLineAdd>"
    )
    head = (
        f"<VendorRef><FullName>{vendor}</FullName></VendorRef><TxnDate>{day}</TxnDate><RefNumber>{number}</RefNumber>"
    )
    return books.ok(f"<BillAddRq><BillAdd>{head}{line}</BillAdd></BillAddRq>")


def numbers(books: Books, inside: str = "") -> list[str]:
    return books.one(f"<BillQueryRq>{inside}</BillQueryRq>").all("RefNumber")


@pytest.fixture
def four(books: Books, clock: ManualClock) -> Books:
    """Bills A1 to A3 of Acme and b4 of Brick Works, an hour apart from one in the afternoon, dated the other way round."""
    for number, day, vendor in (
        ("A1", "2026-03-04", "Acme Timber"), ("A2", "2026-03-03", "Acme Timber"),
        ("A3", "2026-03-02", "Acme Timber"), ("b4", "2026-03-01", "Brick Works"),
    ):  # fmt: skip
        bill(books, number, day, vendor)
        clock.advance(3600)
    return books


# -- names ----------------------------------------------------------------------------------------------------------


def test_what_is_not_there_is_500_beside_what_is(four: Books) -> None:
    answer = four.one(
        "<BillQueryRq><RefNumber>A1</RefNumber><RefNumber>bleech</RefNumber><RefNumber>zz</RefNumber></BillQueryRq>"
    )
    assert (answer.code, answer.severity, answer.message) == (500, "Warn", NOT_FOUND.format("bleech"))
    assert answer.all("RefNumber") == ["A1"]


def test_numbers_ignore_case_unless_asked(four: Books) -> None:
    assert numbers(four, "<RefNumber>a1</RefNumber><RefNumber>B4</RefNumber>") == ["b4", "A1"]
    assert four.one("<BillQueryRq><RefNumberCaseSensitive>a1</RefNumberCaseSensitive></BillQueryRq>").code == 500
    assert numbers(four, "<RefNumberCaseSensitive>A1</RefNumberCaseSensitive>") == ["A1"]


def test_an_id_of_another_kind_is_not_found(four: Books) -> None:
    vendor = vendors.find(four.company, "Acme Timber")
    assert vendor is not None
    assert four.one(f"<AccountQueryRq><ListID>{vendor.list_id}</ListID></AccountQueryRq>").code == 500
    txn = four.ok("<BillQueryRq><RefNumber>A1</RefNumber></BillQueryRq>")["TxnID"]
    assert four.one(f"<PurchaseOrderQueryRq><TxnID>{txn}</TxnID></PurchaseOrderQueryRq>").code == 500


# -- filters of transactions ------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("inside", "expected"),
    [
        ("", ["b4", "A3", "A2", "A1"]),
        ("<MaxReturned>2</MaxReturned>", ["b4", "A3"]),
        ("<ModifiedDateRangeFilter><FromModifiedDate>2026-03-02T14:00:00</FromModifiedDate><ToModifiedDate>2026-03-02T15:00:00</ToModifiedDate></ModifiedDateRangeFilter>", ["A3", "A2"]),
        ("<ModifiedDateRangeFilter><FromModifiedDate>2026-03-02T14:00:01</FromModifiedDate></ModifiedDateRangeFilter>", ["b4", "A3"]),
        ("<ModifiedDateRangeFilter><ToModifiedDate>2026-03-02T13:59:59</ToModifiedDate></ModifiedDateRangeFilter>", ["A1"]),
        ("<ModifiedDateRangeFilter><FromModifiedDate>2026-03-02</FromModifiedDate><ToModifiedDate>2026-03-02</ToModifiedDate></ModifiedDateRangeFilter>", ["b4", "A3", "A2", "A1"]),
        ("<ModifiedDateRangeFilter><FromModifiedDate>2026-03-02T16:00:00-05:00</FromModifiedDate></ModifiedDateRangeFilter>", ["b4"]),
        ("<ModifiedDateRangeFilter><FromModifiedDate>2026-03-02T21:00:00+00:00</FromModifiedDate></ModifiedDateRangeFilter>", ["b4"]),
        ("<TxnDateRangeFilter><FromTxnDate>2026-03-02</FromTxnDate><ToTxnDate>2026-03-03</ToTxnDate></TxnDateRangeFilter>", ["A3", "A2"]),
        ("<TxnDateRangeFilter><DateMacro>Today</DateMacro></TxnDateRangeFilter>", ["A3"]),
        ("<TxnDateRangeFilter><DateMacro>All</DateMacro></TxnDateRangeFilter>", ["b4", "A3", "A2", "A1"]),
        ("<EntityFilter><FullName>acme timber</FullName></EntityFilter>", ["A3", "A2", "A1"]),
        ("<EntityFilter><FullName>Acme Timber</FullName><FullName>Brick Works</FullName></EntityFilter>", ["b4", "A3", "A2", "A1"]),
        ("<EntityFilter><FullNameWithChildren>Quayside Ltd</FullNameWithChildren></EntityFilter>", []),
        ("<AccountFilter><FullName>Accounts Payable</FullName></AccountFilter>", ["b4", "A3", "A2", "A1"]),
        ("<AccountFilter><FullNameWithChildren>Fuel</FullNameWithChildren></AccountFilter>", []),
        ("<RefNumberFilter><MatchCriterion>StartsWith</MatchCriterion><RefNumber>a</RefNumber></RefNumberFilter>", ["A3", "A2", "A1"]),
        ("<RefNumberFilter><MatchCriterion>EndsWith</MatchCriterion><RefNumber>4</RefNumber></RefNumberFilter>", ["b4"]),
        ("<RefNumberFilter><MatchCriterion>Contains</MatchCriterion><RefNumber>B</RefNumber></RefNumberFilter>", ["b4"]),
        ("<RefNumberRangeFilter><FromRefNumber>a2</FromRefNumber></RefNumberRangeFilter>", ["b4", "A3", "A2"]),
        ("<RefNumberRangeFilter><FromRefNumber>A2</FromRefNumber><ToRefNumber>A2</ToRefNumber></RefNumberRangeFilter>", ["A2"]),
        ("<PaidStatus>PaidOnly</PaidStatus>", []),
        ("<PaidStatus>NotPaidOnly</PaidStatus>", ["b4", "A3", "A2", "A1"]),
        ("<EntityFilter><FullName>Acme Timber</FullName></EntityFilter><RefNumberRangeFilter><FromRefNumber>A2</FromRefNumber><ToRefNumber>A2</ToRefNumber></RefNumberRangeFilter>", ["A2"]),
    ],
)  # fmt: skip
def test_filters_leave_what_they_say(four: Books, inside: str, expected: list[str]) -> None:
    answer = four.one(f"<BillQueryRq>{inside}</BillQueryRq>")
    assert answer.all("RefNumber") == expected
    assert answer.code == (0 if expected else 1)
    assert expected or answer.message == "A query request did not find a matching object in QuickBooks"


@pytest.mark.parametrize(
    ("inside", "code"),
    [
        ("<EntityFilter><FullName>Nobody</FullName></EntityFilter>", 3140),
        ("<CurrencyFilter><FullName>Euro</FullName></CurrencyFilter>", 3250),
        ("<RefNumberRangeFilter><FromRefNumber>b</FromRefNumber><ToRefNumber>a</ToRefNumber></RefNumberRangeFilter>", 3031),
        ("<ModifiedDateRangeFilter><FromModifiedDate>2026-03-03</FromModifiedDate><ToModifiedDate>2026-03-02</ToModifiedDate></ModifiedDateRangeFilter>", 3030),
    ],
)  # fmt: skip
def test_filters_that_cannot_be(four: Books, inside: str, code: int) -> None:
    assert four.one(f"<BillQueryRq>{inside}</BillQueryRq>").code == code


def test_transactions_may_come_by_number(make: Callable[..., Books]) -> None:
    books = make(order="txn_number")
    for number, day in (("A", "2026-03-04"), ("B", "2026-03-01")):
        bill(books, number, day)
    assert numbers(books) == ["A", "B"]
    assert numbers(books, "<PaidStatus>NotPaidOnly</PaidStatus>") == ["A", "B"]


TUESDAY = date(2026, 8, 18)


@pytest.mark.parametrize(
    ("macro", "expected"),
    [
        ("Yesterday", ("2026-08-17", "2026-08-17")),
        ("ThisWeek", ("2026-08-16", "2026-08-22")),
        ("ThisWeekToDate", ("2026-08-16", "2026-08-18")),
        ("LastWeek", ("2026-08-09", "2026-08-15")),
        ("LastWeekToDate", ("2026-08-09", "2026-08-11")),
        ("NextFourWeeks", ("2026-08-23", "2026-09-19")),
        ("ThisMonth", ("2026-08-01", "2026-08-31")),
        ("LastMonthToDate", ("2026-07-01", "2026-07-18")),
        ("NextMonth", ("2026-09-01", "2026-09-30")),
        ("ThisCalendarQuarter", ("2026-07-01", "2026-09-30")),
        ("LastCalendarQuarter", ("2026-04-01", "2026-06-30")),
        ("ThisFiscalQuarter", ("2026-08-01", "2026-10-31")),
        ("ThisFiscalYear", ("2026-02-01", "2027-01-31")),
        ("LastCalendarYear", ("2025-01-01", "2025-12-31")),
        ("NextFiscalYear", ("2027-02-01", "2028-01-31")),
    ],
)
def test_date_macros(macro: str, expected: tuple[str, str]) -> None:
    start, end = macro_range(macro, TUESDAY, "February")
    assert (str(start), str(end)) == expected


# -- filters of lists -------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("kind", "inside", "expected"),
    [
        ("Vendor", "", ["Acme Timber", "Brick Works"]),
        ("Vendor", "<ActiveStatus>InactiveOnly</ActiveStatus>", ["Gone"]),
        ("Vendor", "<ActiveStatus>All</ActiveStatus>", ["Acme Timber", "Brick Works", "Gone"]),
        ("Vendor", "<FullName>gone</FullName>", ["Gone"]),
        ("Vendor", "<MaxReturned>1</MaxReturned>", ["Acme Timber"]),
        ("Vendor", "<FromModifiedDate>2026-03-02T13:00:00</FromModifiedDate>", []),
        ("Vendor", "<NameFilter><MatchCriterion>Contains</MatchCriterion><Name>WORK</Name></NameFilter>", ["Brick Works"]),
        ("Vendor", "<NameRangeFilter><FromName>b</FromName></NameRangeFilter>", ["Brick Works"]),
        ("Vendor", "<TotalBalanceFilter><Operator>GreaterThan</Operator><Amount>0</Amount></TotalBalanceFilter>", ["Acme Timber"]),
        ("Vendor", "<TotalBalanceFilter><Operator>Equal</Operator><Amount>0.00</Amount></TotalBalanceFilter>", ["Brick Works"]),
        ("Vendor", "<ClassFilter><FullNameWithChildren>North</FullNameWithChildren></ClassFilter>", ["Brick Works"]),
        ("Vendor", "<ClassFilter><FullName>North</FullName></ClassFilter>", []),
        ("Account", "<AccountType>Bank</AccountType><AccountType>Income</AccountType>", ["Checking", "Discounts", "Sales"]),
        ("Customer", "<NameFilter><MatchCriterion>StartsWith</MatchCriterion><Name>quayside</Name></NameFilter>", ["Quayside Ltd", "Boathouse"]),
        ("Class", "", ["North", "Site"]),
        ("ItemService", "", ["Haulage", "Plank"]),
        ("Item", "<NameFilter><MatchCriterion>EndsWith</MatchCriterion><Name>s</Name></NameFilter>", ["Nails"]),
        ("Terms", "<NameFilter><MatchCriterion>StartsWith</MatchCriterion><Name>1</Name></NameFilter>", ["10th"]),
    ],
)  # fmt: skip
def test_filters_of_lists_leave_what_they_say(books: Books, kind: str, inside: str, expected: list[str]) -> None:
    vendors.add(books.company, Vendor(name="Gone", is_active=False))
    brick = vendors.find(books.company, "Brick Works")
    assert brick is not None
    site = books.ok("<ClassQueryRq><FullName>North:Site</FullName></ClassQueryRq>")["ListID"]
    books.ok(
        f"<VendorModRq><VendorMod><ListID>{brick.list_id}</ListID><EditSequence>{brick.edit_sequence}</EditSequence>"
        f"<ClassRef><ListID>{site}</ListID></ClassRef></VendorMod></VendorModRq>"
    )
    bill(books, "1")
    if "FromModified" in inside:
        inside = inside.replace("13:00:00", "13:00:01")
    answer = books.one(f"<{kind}QueryRq>{inside}</{kind}QueryRq>")
    assert [each.findtext("Name") for each in answer.rets] == expected


# -- what comes back --------------------------------------------------------------------------------------------------


def test_include_ret_element_keeps_what_it_names(four: Books) -> None:
    answer = four.ok(
        "<BillQueryRq><MaxReturned>1</MaxReturned><IncludeLineItems>1</IncludeLineItems><IncludeRetElement>TxnID</IncludeRetElement>"
        "<IncludeRetElement>ExpenseLineRet</IncludeRetElement><IncludeRetElement>Nonsense</IncludeRetElement></BillQueryRq>"
    )
    assert [each.tag for each in answer.rets[0]] == ["TxnID", "ExpenseLineRet"]


def test_lines_and_links_come_only_when_asked_for(four: Books) -> None:
    assert not four.ok("<BillQueryRq/>").has("ExpenseLineRet")
    assert four.ok("<BillQueryRq><IncludeLineItems>true</IncludeLineItems></BillQueryRq>").has("ExpenseLineRet")


@pytest.mark.parametrize(
    ("meta", "count", "rets"), [("NoMetaData", None, 2), ("MetaDataOnly", "4", 0), ("MetaDataAndResponseData", "4", 2)]
)
def test_meta_data_counts(four: Books, meta: str, count: str | None, rets: int) -> None:
    answer = four.ok(f'<BillQueryRq metaData="{meta}"><MaxReturned>2</MaxReturned></BillQueryRq>')
    assert (answer.get("retCount"), len(answer.rets)) == (count, rets)


def test_the_company_and_its_host_tell_about_themselves(books: Books) -> None:
    host, company, preferences, activity = books.ask(
        "<HostQueryRq/><CompanyQueryRq/><PreferencesQueryRq/><CompanyActivityQueryRq/>"
    ).answers
    assert host.all("SupportedQBXMLVersion")[-1] == "13.0"
    assert (host["QBFileMode"], company["CompanyName"]) == ("SingleUser", "Harbour & Sons Building")
    assert not preferences.has("ClosingDate")
    assert not activity.has("LastRestoreTime")
    books.company.change_settings(closing_date=date(2026, 1, 31), last_restore_time=books.company.now())
    assert books.ok("<PreferencesQueryRq/>")["AccountingPreferences/ClosingDate"] == "2026-01-31"
    assert books.ok("<CompanyActivityQueryRq/>")["LastRestoreTime"] == "2026-03-02T13:00:00-05:00"


# -- iterators --------------------------------------------------------------------------------------------------------


class Pages:
    """One session that iterates."""

    def __init__(self, books: Books) -> None:
        self.books = books
        self.ticket = books.processor.begin_session(APP)

    def ask(self, attributes: str, inside: str = "<MaxReturned>3</MaxReturned>", kind: str = "Bill") -> Answer:
        request = document(f"<{kind}QueryRq {attributes}>{inside}</{kind}QueryRq>")
        return Set(self.books.processor.process_request(self.ticket, request)).answers[0]

    def start(self, inside: str = "<MaxReturned>3</MaxReturned>") -> Answer:
        return self.ask('iterator="Start"', inside)

    def go_on(self, page: Answer, inside: str = "<MaxReturned>3</MaxReturned>") -> Answer:
        return self.ask(f'iterator="Continue" iteratorID="{page.get("iteratorID")}"', inside)


def test_an_iterator_walks_page_by_page_to_nought(four: Books) -> None:
    pages = Pages(four)
    first = pages.start()
    assert (first.get("iteratorRemainingCount"), first.all("RefNumber")) == ("1", ["b4", "A3", "A2"])
    last = pages.go_on(first)
    assert (last.get("iteratorRemainingCount"), last.all("RefNumber")) == ("0", ["A1"])
    assert last.get("iteratorID") == first.get("iteratorID")
    finished = pages.go_on(first)
    assert (finished.code, finished.message) == (3391, f'The iteratorID "{first.get("iteratorID")}" is not valid.')


@pytest.mark.parametrize(
    "inside", ["", "<ModifiedDateRangeFilter><FromModifiedDate>2026-03-02</FromModifiedDate></ModifiedDateRangeFilter>"]
)
def test_an_iterator_gives_everything_once_whatever_the_filter(four: Books, inside: str) -> None:
    pages, found = Pages(four), []
    page = pages.start("<MaxReturned>1</MaxReturned>" + inside)
    while True:
        found += page.all("RefNumber")
        if page.get("iteratorRemainingCount") == "0":
            break
        page = pages.go_on(page, "<MaxReturned>1</MaxReturned>" + inside)
    assert found == ["b4", "A3", "A2", "A1"]


def test_an_iterator_that_finds_nothing_is_1_with_nothing_left(books: Books) -> None:
    page = Pages(books).start()
    assert (page.code, page.get("iteratorRemainingCount")) == (1, "0")


def test_an_iterator_is_no_snapshot(four: Books) -> None:
    pages = Pages(four)
    first = pages.start("<MaxReturned>1</MaxReturned>")
    (moved,) = four.ok("<BillQueryRq><RefNumber>b4</RefNumber></BillQueryRq>").all("TxnID")
    bills.modify(four.company, moved, txn_date=date(2026, 3, 9))
    (hidden,) = four.ok("<BillQueryRq><RefNumber>A2</RefNumber></BillQueryRq>").all("TxnID")
    bills.modify(four.company, hidden, txn_date=date(2026, 2, 1))
    assert pages.go_on(first, "<MaxReturned>9</MaxReturned>").all("RefNumber") == ["A3", "A1", "b4"]


def test_an_iterator_dies_with_its_session(four: Books) -> None:
    page = Pages(four).start()
    assert Pages(four).go_on(page).code == 3391


def test_an_iterator_serves_its_own_kind_of_query(four: Books) -> None:
    pages = Pages(four)
    page = pages.start()
    assert pages.ask(f'iterator="Continue" iteratorID="{page.get("iteratorID")}"', kind="Vendor").code == 3391


def test_stop_frees_an_iterator_and_four_may_be_open(four: Books) -> None:
    pages = Pages(four)
    opened = [pages.start() for _ in range(4)]
    assert pages.start().code == 3390
    assert pages.ask(f'iterator="Stop" iteratorID="{opened[0].get("iteratorID")}"', "").code == 0
    assert pages.start().code == 0
