"""What people and machines do between two calls comes from a seed, and each of it can be had by name."""

from collections.abc import Callable
from datetime import date

import pytest
from tests.simulator.asking import APP, Books, document
from tests.simulator.conftest import NOON

from counterfoil.simulator.clock import ManualClock
from counterfoil.simulator.disturbances import ACTS, DISTURBANCES, Disturbances
from counterfoil.simulator.faults import SeededFaults
from counterfoil.simulator.person import Person
from counterfoil.simulator.processor import RequestProcessor
from counterfoil.simulator.status import ProcessorError


@pytest.fixture
def person(books: Books) -> Person:
    """Someone in a file with a little of everything that can be disturbed."""
    person = Person(books.company)
    lines = [person.expense("Rent", "10.00", "a"), person.expense("Fuel", "20.00", "b")]
    bill = person.enter_bill("Acme Timber", lines, memo="first", txn_date=date(2026, 1, 10))
    person.pay_bills("Checking", {bill: "5.00"}, txn_date=date(2026, 1, 11))
    settled = person.enter_bill("Brick Works", [person.expense("Rent", "7.00")], txn_date=date(2026, 1, 10))
    person.pay_bills("Checking", {settled: None}, txn_date=date(2026, 1, 11))
    person.enter_order("Brick Works", [person.ordered("Nails", 4)])
    return person


def looks(books: Books) -> tuple[object, ...]:
    """Everything that a disturbance could change."""
    company = books.company
    tables = ("list_object", "txn", "line", "link", "deleted")
    content = [company.connection.execute(f"SELECT * FROM {each} ORDER BY 1").fetchall() for each in tables]
    screen = (company.locks.copy(), company.dialog, company.attended, company.opening)
    return (content, company.settings, screen, company.now())


BEFORE = {
    "enter a deleted bill again": "delete a bill",
    "close the records": "open a record",
    "answer the dialog": "leave a dialog",
    "come back": "leave",
    "restore the backup": "back up",
    "put a copy back": "back up",
    "cut the log": "delete a bill",
}
"""Disturbance → what must have happened before."""


def test_the_tables_of_names_and_of_acts_are_the_same() -> None:
    assert list(ACTS) == list(DISTURBANCES)


@pytest.mark.parametrize("name", [each for each in DISTURBANCES if each not in ("back up", "use a copy")])
def test_each_disturbance_can_be_had_by_name_and_changes_something(books, person, clock, name):
    clock.advance(5)
    disturbances = Disturbances(3, {}, person)
    if name in BEFORE:
        assert disturbances.happen(BEFORE[name]) is not None
    before = looks(books)
    happened = disturbances.happen(name)
    if name == "edit and revert":
        clock.advance(5)
    assert happened is not None
    assert str(happened).startswith(DISTURBANCES[name])
    assert looks(books) != before


@pytest.mark.parametrize("name", [each for each in DISTURBANCES if each in BEFORE])
def test_what_needs_something_before_does_not_happen_without_it(books, person, name):
    assert Disturbances(3, {}, person).happen(name) is None


def test_an_edit_that_is_taken_back_leaves_the_words_and_moves_the_edit_sequence(books, person, clock):
    read = "<BillQueryRq><TxnDateRangeFilter><ToTxnDate>2026-01-10</ToTxnDate></TxnDateRangeFilter></BillQueryRq>"
    before = {each.findtext("TxnID"): each for each in books.ok(read).rets}
    clock.advance(60)
    happened = Disturbances(3, {}, person).happen("edit and revert")
    assert happened is not None
    after = {each.findtext("TxnID"): each for each in books.ok(read).rets}[happened.about]
    assert after.findtext("Memo") == before[happened.about].findtext("Memo")
    assert after.findtext("EditSequence") != before[happened.about].findtext("EditSequence")


def test_work_in_a_copy_that_takes_the_files_place_is_there_with_ids_as_if_nothing_had_been(books, person):
    (last,) = books.company.connection.execute("SELECT value FROM counter WHERE name = 'txn'").fetchone()
    happened = Disturbances(3, {}, person).happen("use a copy")
    assert happened is not None
    assert happened.about.split("-")[0] == f"{last + 1:X}"
    assert books.one(f"<BillQueryRq><TxnID>{happened.about}</TxnID></BillQueryRq>").code == 0
    assert not books.ok("<CompanyActivityQueryRq/>").has("LastRestoreTime")


def test_another_companys_file_lies_there_until_the_first_one_is_back(books, person):
    disturbances = Disturbances(3, {}, person)
    names = [str(disturbances.happen("swap the file")) for _ in range(2)]
    assert "Another company" in names[0]
    assert "Harbour & Sons" in names[1]
    assert books.ok("<CompanyQueryRq/>")["CompanyName"] == "Harbour & Sons Building"


def test_the_clock_comes_to_the_hour_before_it_changes(books, person):
    Disturbances(3, {}, person).happen("summer time")
    now = books.company.now()
    hours = [books.company.wall_time(now + each * 3600).hour for each in (0, 1)]
    assert (hours[1] - hours[0]) % 24 in (0, 2)


def told(make: Callable[..., Books], seed: int) -> list[str]:
    """What happened in forty rounds."""
    person = Person(make().company)
    clock = person.company.clock
    assert isinstance(clock, ManualClock)
    clock.set(NOON)
    person.enter_bill("Acme Timber", [person.expense("Rent", "10.00")])
    harmless = {name: 1 / len(DISTURBANCES) for name in DISTURBANCES}
    disturbances = Disturbances(seed, harmless, person)
    for _ in range(40):
        disturbances.perhaps()
    return [str(each) for each in disturbances.happened]


def test_the_same_seed_makes_the_same_things_happen_and_another_seed_others(make):
    assert told(make, 7) == told(make, 7)
    assert len(told(make, 7)) > 10
    assert told(make, 7) != told(make, 8)


def test_a_disturbance_that_does_not_exist_is_named(person):
    with pytest.raises(ValueError, match="no disturbances called earthquake"):
        Disturbances(1, {"earthquake": 0.5}, person)


def test_things_happen_between_two_calls_of_a_program(books, person, clock):
    disturbances = Disturbances(1, {"edit a bill": 1.0}, person)
    faults = SeededFaults(1, {}, clock=clock, between=disturbances.perhaps)
    disturbed = Books(books.company, RequestProcessor(books.company, faults=faults))
    disturbed.ask("<HostQueryRq/><CompanyQueryRq/>")
    disturbed.ask("<HostQueryRq/>")
    assert [each.name for each in disturbances.happened] == ["edit a bill"] * 2


def test_rows_change_while_an_iterator_is_open(books, person, clock):
    disturbances = Disturbances(1, {"merge vendors": 1.0}, person)
    processor = RequestProcessor(books.company, faults=SeededFaults(1, {}, clock=clock, between=disturbances.perhaps))
    disturbances.happened.clear()
    ticket = processor.begin_session(APP)
    start = '<VendorQueryRq iterator="Start"><MaxReturned>1</MaxReturned></VendorQueryRq>'
    first = processor.process_request(ticket, document(start))
    iterator = first.split('iteratorID="')[1].split('"')[0]
    more = f'<VendorQueryRq iterator="Continue" iteratorID="{iterator}"><MaxReturned>9</MaxReturned></VendorQueryRq>'
    second = processor.process_request(ticket, document(more))
    seen = first.count("<VendorRet>") + second.count("<VendorRet>")
    left = len(Books(books.company, RequestProcessor(books.company)).ok("<VendorQueryRq/>").rets)
    assert disturbances.happened
    assert (left, seen >= left) == (1, True)


def test_a_restore_between_opening_a_session_and_using_it_ends_the_session(books, person, clock):
    disturbances = Disturbances(1, {"restore the backup": 1.0}, person)
    disturbances.happen("back up")
    processor = RequestProcessor(books.company, faults=SeededFaults(1, {}, clock=clock, between=disturbances.perhaps))
    with pytest.raises(ProcessorError) as caught:
        processor.process(APP, document("<HostQueryRq/>"))
    assert caught.value.hresult == 0x8004040D
