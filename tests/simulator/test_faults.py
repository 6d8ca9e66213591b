"""Faults come from a seed, each strikes where it can, and those after the work leave the work done."""

from collections.abc import Callable

import pytest
from tests.simulator.asking import Books, document

from counterfoil.simulator.clock import ManualClock
from counterfoil.simulator.faults import (
    EVERY_FAULT,
    FAULTS,
    SESSION_FAULTS,
    SET_FAULTS,
    SET_STATE_FAULTS,
    SeededFaults,
    all_at,
    meddler,
)
from counterfoil.simulator.meddling import MEDDLING, meddlers
from counterfoil.simulator.person import Person
from counterfoil.simulator.processor import RequestProcessor
from counterfoil.simulator.status import ProcessorError

ADD = """<BillAddRq><BillAdd><VendorRef><FullName>Acme Timber</FullName></VendorRef><ExpenseLineAdd><AccountRef>
<FullName>Rent</FullName></AccountRef><Amount>5.00</Amount></ExpenseLineAdd></BillAdd></BillAddRq>"""


@pytest.fixture
def with_faults(make: Callable[..., Books], clock: ManualClock) -> Callable[..., Books]:
    """Books whose processor fails at these rates."""

    def made(seed: int = 1, *, meddles: bool = False, **rates: float) -> Books:
        books = make()
        meddle = meddler(Person(books.company)) if meddles else None
        faults = SeededFaults(seed, rates, clock=clock, meddle=meddle)
        return Books(books.company, RequestProcessor(books.company, faults=faults))

    return made


def bills_in(books: Books) -> int:
    return int(books.company.connection.execute("SELECT count(*) FROM txn WHERE kind = 'Bill'").fetchone()[0])


@pytest.mark.parametrize(
    ("fault", "hresult", "done"),
    [("rejected", 0x80040400, 0), ("busy", 0x80010001, 0), ("dialog", 0x80040414, 0), ("lost", 0x80040402, 1)],
)
def test_a_set_that_is_refused_was_done_only_where_the_answer_was_lost(with_faults, fault, hresult, done):
    books = with_faults(**{fault: 1.0})
    with pytest.raises(ProcessorError) as caught:
        books.ask(ADD)
    assert caught.value.hresult == hresult
    assert bills_in(books) == done


def test_after_a_hang_the_work_is_done_or_not(with_faults):
    outcomes = set()
    for seed in range(12):
        books = with_faults(seed, hung=1.0)
        with pytest.raises(ProcessorError) as caught:
            books.ask(ADD)
        assert caught.value.hresult == 0x800706BE
        outcomes.add(bills_in(books))
    assert outcomes == {0, 1}


def test_a_cut_answer_has_no_end_and_its_work_is_done(with_faults):
    books = with_faults(truncated=1.0)
    answer = books.processor.process("App", document(ADD))
    assert "</QBXML>" not in answer
    assert bills_in(books) == 1


def test_a_lock_holds_for_some_seconds_and_then_lets_go(with_faults, clock):
    books = with_faults()
    txn_id = Person(books.company).enter_bill("Acme Timber", [Person(books.company).expense("Rent", "1.00")])
    delete = f"<TxnDelRq><TxnDelType>Bill</TxnDelType><TxnID>{txn_id}</TxnID></TxnDelRq>"
    faults = SeededFaults(1, {"locked": 1.0}, clock=clock)
    books.processor.faults = faults
    assert books.one(delete).code == 3175
    faults._rates.clear()
    clock.advance(1)
    assert "it is already in use" in books.one(delete).message
    clock.advance(60)
    assert books.one(delete).code == 0


def test_a_locked_record_that_is_referred_to_gives_3176(with_faults):
    books = with_faults(locked=1.0)
    vendor = books.company.connection.execute("SELECT list_id FROM list_object WHERE name = 'Acme Timber'").fetchone()[
        0
    ]
    by_id = ADD.replace("<FullName>Acme Timber</FullName>", f"<ListID>{vendor}</ListID>")
    assert books.one(by_id).code == 3176


def test_modified_by_another_user_strikes_once_and_then_lets_the_same_request_pass(with_faults):
    books = with_faults(modified=1.0)
    answer = books.one("<VendorAddRq><VendorAdd><Name>New One</Name></VendorAdd></VendorAddRq>")
    assert (answer.code, "This list has been modified by another user." in answer.message) == (3180, True)
    assert books.one("<VendorAddRq><VendorAdd><Name>New One</Name></VendorAdd></VendorAddRq>").code == 0


def test_an_iterator_is_gone(with_faults):
    books = with_faults(iterator=1.0)
    start = '<VendorQueryRq iterator="Start"><MaxReturned>1</MaxReturned></VendorQueryRq>'
    ticket = books.processor.begin_session("App")
    first = books.processor.process_request(ticket, document(start))
    iterator = first.split('iteratorID="')[1].split('"')[0]
    more = f'<VendorQueryRq iterator="Continue" iteratorID="{iterator}"><MaxReturned>1</MaxReturned></VendorQueryRq>'
    assert 'statusCode="3391"' in books.processor.process_request(ticket, document(more))


@pytest.mark.parametrize("envelope", ["", 'newMessageSetID="M1"'], ids=["plain", "recoverable"])
def test_an_edit_between_two_calls_makes_the_edit_sequence_stale_and_stays(with_faults, clock, envelope):
    books = with_faults(meddles=True, edited=1.0)
    person = Person(books.company)
    txn_id = person.enter_bill("Acme Timber", [person.expense("Rent", "1.00")])
    read = books.ok(f"<BillQueryRq><TxnID>{txn_id}</TxnID></BillQueryRq>")["EditSequence"]
    clock.advance(2)
    change = f"<TxnID>{txn_id}</TxnID><EditSequence>{read}</EditSequence><Memo>mine</Memo>"
    answer = books.one(f"<BillModRq><BillMod>{change}</BillMod></BillModRq>", attributes=envelope)
    assert answer.code == 3200
    assert books.ok(f"<BillQueryRq><TxnID>{txn_id}</TxnID></BillQueryRq>")["Memo"] == "seen at the screen"


def story(books: Books) -> tuple[list[str], list[str]]:
    told = []
    for _ in range(60):
        try:
            told.append(str(books.ask(ADD + "<VendorQueryRq/>").codes))
        except Exception as error:  # noqa: BLE001 - whatever it is, it must be the same again
            told.append(repr(error)[:60])
    faults = books.processor.faults
    assert isinstance(faults, SeededFaults)
    return told, [str(each) for each in faults.happened]


def test_the_same_seed_tells_the_same_story_and_another_seed_another(with_faults):
    first, again, other = (story(with_faults(seed, **all_at(0.1))) for seed in (7, 7, 8))
    assert first == again
    assert first[1]
    assert first != other


def test_without_rates_nothing_goes_wrong(with_faults):
    told, happened = story(with_faults(3))
    assert set(told) == {"[0, 0]"}
    assert happened == []


def test_a_fault_that_does_not_exist_is_named(clock):
    with pytest.raises(ValueError, match="no faults called gremlins"):
        SeededFaults(1, {"gremlins": 0.5}, clock=clock)


def test_what_happened_reads_as_a_sentence(with_faults):
    books = with_faults(dialog=1.0)
    with pytest.raises(ProcessorError):
        books.ask(ADD)
    faults = books.processor.faults
    assert isinstance(faults, SeededFaults)
    assert str(faults.happened[0]).startswith(f"18:00:00 dialog: {FAULTS['dialog']} (")


# -- sessions and sets ---------------------------------------------------------------------------------------------


@pytest.mark.parametrize("fault", SESSION_FAULTS)
def test_a_session_is_not_opened(with_faults, fault):
    books = with_faults(**{fault: 1.0})
    with pytest.raises(ProcessorError) as caught:
        books.processor.begin_session("App")
    assert caught.value.hresult == SESSION_FAULTS[fault][0]
    books.processor.faults._rates.clear()
    assert books.processor.begin_session("App")


@pytest.mark.parametrize("fault", SET_FAULTS)
def test_a_set_is_not_looked_at(with_faults, fault):
    books = with_faults(**{fault: 1.0})
    with pytest.raises(ProcessorError) as caught:
        books.ask(ADD)
    assert (caught.value.hresult, bills_in(books)) == (SET_FAULTS[fault][0], 0)


SET_STATES = {"set lost": "9002", "set unreadable": "9002", "set damaged": "9001"}


@pytest.mark.parametrize("fault", SET_STATE_FAULTS)
def test_what_is_stored_of_a_set_is_lost_or_damaged(make, clock, fault):
    books = make()
    faults = SeededFaults(1, {fault: 0.0}, clock=clock, stored=books.company)
    books.processor = RequestProcessor(books.company, faults=faults)
    assert books.ask(ADD, attributes='newMessageSetID="M1"').set_status == "0"
    faults._rates[fault] = 1.0
    both = 'newMessageSetID="M1" oldMessageSetID="M1"'
    asked = books.ask("" if fault != "set damaged" else ADD, attributes=both)
    assert (asked.set_status, asked.codes) == (SET_STATES[fault], [])
    assert bills_in(books) == 1


# -- answers -------------------------------------------------------------------------------------------------------


def test_what_was_saved_is_not_returned(with_faults):
    answer = with_faults(unreturned=1.0).one(ADD)
    assert (answer.code, answer.severity, answer.rets) == (510, "Warn", [])


def test_a_query_is_answered_in_part(with_faults):
    books = with_faults(incomplete=1.0)
    answer = books.one("<VendorQueryRq/>")
    assert (answer.code, answer.severity, answer.all("Name")) == (501, "Warn", ["Acme Timber"])


# -- people who get in between ---------------------------------------------------------------------------------------


def change(books: Books, txn_id: str, lines: str = "") -> str:
    """A Mod of a bill as it is now."""
    read = books.ok(f"<BillQueryRq><TxnID>{txn_id}</TxnID></BillQueryRq>")["EditSequence"]
    body = f"<TxnID>{txn_id}</TxnID><EditSequence>{read}</EditSequence><Memo>mine</Memo>{lines}"
    return f"<BillModRq><BillMod>{body}</BillMod></BillModRq>"


@pytest.mark.parametrize(
    ("fault", "code"),
    [("edited", 3200), ("deleted", 3120), ("reordered", 3200), ("closed", 3171), ("kept open", 3175), ("merged", 0)],
)
def test_someone_gets_in_between(make, clock, fault, code):
    books = make()
    person = Person(books.company)
    lines = [person.expense("Rent", "1.00"), person.expense("Fuel", "2.00")]
    txn_id = person.enter_bill("Acme Timber", lines)
    mod = change(books, txn_id)
    clock.advance(5)
    books.processor.faults = SeededFaults(1, {fault: 1.0}, clock=clock, meddle=meddlers(person))
    assert books.one(mod).code == code
    if fault == "merged":
        read = books.ok(f"<BillQueryRq><TxnID>{txn_id}</TxnID></BillQueryRq>")
        assert read["VendorRef/FullName"] == "Brick Works"


def test_lines_put_in_another_order_within_the_second_are_3290(make, clock):
    books = make()
    person = Person(books.company)
    lines = [person.expense("Rent", "1.00"), person.expense("Fuel", "2.00")]
    txn_id = person.enter_bill("Acme Timber", lines)
    read = books.ok(f"<BillQueryRq><TxnID>{txn_id}</TxnID><IncludeLineItems>1</IncludeLineItems></BillQueryRq>")
    kept = "".join(
        f"<ExpenseLineMod><TxnLineID>{each}</TxnLineID></ExpenseLineMod>"
        for each in read.all("ExpenseLineRet/TxnLineID")
    )
    mod = change(books, txn_id, kept)
    books.processor.faults = SeededFaults(1, {"reordered": 1.0}, clock=clock, meddle=meddlers(person))
    assert books.one(mod).code == 3290


def test_a_vendor_is_hidden_while_its_bill_is_changed(make, clock):
    books = make()
    person = Person(books.company)
    txn_id = person.enter_bill("Acme Timber", [person.expense("Rent", "1.00")])
    books.processor.faults = SeededFaults(1, {"inactivated": 1.0}, clock=clock, meddle=meddlers(person))
    assert books.one(change(books, txn_id)).code == 0
    assert books.ok("<VendorQueryRq/>").all("Name") == ["Brick Works"]


def test_every_fault_has_a_sentence_and_someone_who_does_it(books):
    assert set(meddlers(Person(books.company))) == set(MEDDLING)
    assert all(EVERY_FAULT.values())
    assert set(FAULTS) < set(EVERY_FAULT)
