"""A query costs what it returns, not what exists: the same question to a file a hundred times the size takes the same steps."""

# ruff: noqa: E501 - a request and its answer are read on one line

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from functools import partial

import pytest
from tests.simulator.asking import APP, Books, Set, document

from counterfoil.simulator.clock import ManualClock

ONE = datetime(2026, 3, 2, 18, 0, tzinfo=UTC)
"""One o'clock in New York."""
RECENT = "<ModifiedDateRangeFilter><FromModifiedDate>2026-03-02T13:30:00</FromModifiedDate></ModifiedDateRangeFilter>"
QUESTIONS = {
    "what changed lately": f"<BillQueryRq>{RECENT}<IncludeLineItems>1</IncludeLineItems></BillQueryRq>",
    "what changed lately of one vendor": (
        f"<BillQueryRq>{RECENT}<EntityFilter><FullName>Acme Timber</FullName></EntityFilter></BillQueryRq>"
    ),
    "how much changed lately": f'<BillQueryRq metaData="MetaDataOnly">{RECENT}</BillQueryRq>',
    "the first page": "<BillQueryRq><MaxReturned>5</MaxReturned></BillQueryRq>",
    "one number": "<BillQueryRq><RefNumber>last</RefNumber></BillQueryRq>",
    "numbers that start alike": (
        "<BillQueryRq><RefNumberFilter><MatchCriterion>StartsWith</MatchCriterion><RefNumber>las</RefNumber></RefNumberFilter></BillQueryRq>"
    ),
    "what is not paid of a vendor with few bills": (
        "<BillQueryRq><EntityFilter><FullName>Brick Works</FullName></EntityFilter><PaidStatus>NotPaidOnly</PaidStatus></BillQueryRq>"
    ),
    "a page of vendors": "<VendorQueryRq><MaxReturned>2</MaxReturned></VendorQueryRq>",
    "vendors changed lately": "<VendorQueryRq><FromModifiedDate>2026-03-02T13:30:00</FromModifiedDate></VendorQueryRq>",
    "payments": "<BillPaymentCheckQueryRq/>",
    "what is to be paid to a vendor with few bills": (
        "<BillToPayQueryRq><PayeeEntityRef><FullName>Brick Works</FullName></PayeeEntityRef></BillToPayQueryRq>"
    ),
    "transactions of all kinds changed lately": (
        "<TransactionQueryRq><TransactionModifiedDateRangeFilter><FromModifiedDate>2026-03-02T13:30:00</FromModifiedDate></TransactionModifiedDateRangeFilter></TransactionQueryRq>"
    ),
    "the first page of transactions of all kinds": "<TransactionQueryRq><MaxReturned>5</MaxReturned></TransactionQueryRq>",
    "transactions of all kinds that post to an account": (
        "<TransactionQueryRq><TransactionAccountFilter><FullName>Fuel</FullName></TransactionAccountFilter></TransactionQueryRq>"
    ),
    "transactions of all kinds of a vendor with few bills": (
        "<TransactionQueryRq><TransactionEntityFilter><FullName>Brick Works</FullName></TransactionEntityFilter></TransactionQueryRq>"
    ),
    "deleted bills": "<TxnDeletedQueryRq><TxnDelType>Bill</TxnDelType></TxnDeletedQueryRq>",
}


def bill(vendor: str, number: str) -> str:
    line = "<ExpenseLineAdd><AccountRef><FullName>Fuel</FullName></AccountRef><Amount>1.00</Amount></ExpenseLineAdd>"
    head = f"<VendorRef><FullName>{vendor}</FullName></VendorRef><RefNumber>{number}</RefNumber>"
    return f"<BillAddRq><BillAdd>{head}{line}</BillAdd></BillAddRq>"


def filled(books: Books, copies: int) -> Books:
    """So many copies of one old bill and one old vendor, then one bill an hour later."""
    assert isinstance(books.company.clock, ManualClock)
    books.company.clock.set(ONE)
    books.ok(bill("Acme Timber", "old"))
    numbers = f"WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < {copies})"
    for table, unique in (
        ("txn", {"id": "NULL", "txn_id": "'C' || i", "number": "number + i + 10"}),
        ("list_object", {"id": "NULL", "list_id": "'C' || i", "key": "key || i", "name": "name || i", "full_name": "full_name || i"}),
    ):  # fmt: skip
        columns = [row[1] for row in books.company.connection.execute(f"PRAGMA table_info({table})")]
        chosen = ", ".join(unique.get(name, name) for name in columns)
        where = "ref_number = 'old'" if table == "txn" else "name = 'Acme Timber'"
        books.company.connection.execute(f"INSERT INTO {table} {numbers} SELECT {chosen} FROM {table}, n WHERE {where}")
    books.company.clock.set(ONE + timedelta(hours=1))
    books.ok(bill("Brick Works", "last"))
    books.ok("<VendorAddRq><VendorAdd><Name>Zimmer</Name></VendorAdd></VendorAddRq>")
    return books


def steps_of(books: Books, ask: Callable[[], object]) -> int:
    """The steps SQLite's machine takes while something is asked, in tens."""
    counted = [0]

    def count() -> int:
        counted[0] += 1
        return 0

    books.company.connection.set_progress_handler(count, 10)
    ask()
    books.company.connection.set_progress_handler(None, 0)
    return counted[0]


@pytest.mark.parametrize("request_", QUESTIONS.values(), ids=QUESTIONS)
def test_the_same_question_to_a_larger_file_takes_the_same_steps(make: Callable[..., Books], request_: str) -> None:
    small, large = filled(make(), 100), filled(make(), 10_000)
    first, second = (steps_of(books, partial(books.ask, request_)) for books in (small, large))
    assert second <= first * 1.2 + 20


def test_an_iterator_over_everything_costs_each_page_what_it_returns(make: Callable[..., Books]) -> None:
    books = filled(make(), 10_000)
    ticket = books.processor.begin_session(APP)

    def page(attributes: str, inside: str = "") -> Set:
        request = f"<BillQueryRq {attributes}><MaxReturned>10</MaxReturned>{inside}</BillQueryRq>"
        return Set(books.processor.process_request(ticket, document(request)))

    for inside in ("", RECENT.replace("2026-03-02T13:30:00", "2020-01-01")):
        iterator = page('iterator="Start"', inside).answers[0].get("iteratorID")
        onwards = partial(page, f'iterator="Continue" iteratorID="{iterator}"', inside)
        assert steps_of(books, onwards) < 10_000
