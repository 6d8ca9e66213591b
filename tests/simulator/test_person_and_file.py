"""A person restores, copies, condenses and lends the company file, and programs find it as QuickBooks would show it."""

from datetime import date

import pytest
from tests.simulator.asking import APP, Books, document

from counterfoil.simulator.company import CompanyFile
from counterfoil.simulator.lists import accounts
from counterfoil.simulator.person import Person
from counterfoil.simulator.status import ProcessorError, Refusal
from counterfoil.simulator.transactions import bills, payments

OWNER = "{11111111-2222-3333-4444-555555555555}"
MARKER = f"<OwnerID>{OWNER}</OwnerID><DataExtName>Marker</DataExtName>"


@pytest.fixture
def person(books: Books) -> Person:
    return Person(books.company)


def marker(books: Books, value: str) -> None:
    """Keep a private value on the company."""
    target = "<OtherDataExtType>Company</OtherDataExtType>"
    inside = f"{MARKER}{target}<DataExtValue>{value}</DataExtValue>"
    books.ok(f"<DataExtModRq><DataExtMod>{inside}</DataExtMod></DataExtModRq>")


def marked(books: Books) -> str:
    """The private value that lies in the file."""
    return books.ok(f"<CompanyQueryRq><OwnerID>{OWNER}</OwnerID></CompanyQueryRq>")["DataExtValue"]


@pytest.fixture
def with_marker(books: Books) -> Books:
    inside = f"{MARKER}<DataExtType>STR255TYPE</DataExtType><AssignToObject>Company</AssignToObject>"
    books.ok(f"<DataExtDefAddRq><DataExtDefAdd>{inside}</DataExtDefAdd></DataExtDefAddRq>")
    marker(books, "1")
    return books


def test_a_restored_backup_takes_back_everything_and_says_when(with_marker, person, clock):
    books = with_marker
    old = person.enter_bill("Acme Timber", [person.expense("Rent", "10.00")], memo="old")
    read = f"<BillQueryRq><TxnID>{old}</TxnID></BillQueryRq>"
    before = books.ok(read)
    backup = person.back_up()
    clock.advance(60)
    person.edit_bill(old, memo="new")
    late = person.enter_bill("Acme Timber", [person.expense("Rent", "20.00")])
    marker(books, "2")
    assert not books.ok("<CompanyActivityQueryRq/>").has("LastRestoreTime")
    clock.advance(60)
    person.restore(backup)
    after = books.ok(read)
    assert [after[each] for each in ("Memo", "EditSequence", "TimeModified")] == [
        before[each] for each in ("Memo", "EditSequence", "TimeModified")
    ]
    assert books.one(f"<BillQueryRq><TxnID>{late}</TxnID></BillQueryRq>").code == 500
    assert marked(books) == "1"
    assert books.ok("<CompanyActivityQueryRq/>")["LastRestoreTime"] == books.company.printed(books.company.now())
    again = person.enter_bill("Acme Timber", [person.expense("Rent", "20.00")])
    assert again.split("-")[0] == late.split("-")[0], "the counter went back; only the second differs"
    assert again != late


def test_a_backup_can_be_restored_more_than_once(books, person):
    backup = person.back_up()
    for _ in range(2):
        person.enter_bill("Acme Timber", [person.expense("Rent", "10.00")])
        person.restore(backup)
        assert books.one("<BillQueryRq/>").code == 1


def test_an_earlier_copy_put_back_leaves_no_trace_but_what_is_inside(with_marker, person):
    copy = person.back_up()
    marker(with_marker, "2")
    person.put_back_a_copy(copy)
    assert not with_marker.ok("<CompanyActivityQueryRq/>").has("LastRestoreTime")
    assert marked(with_marker) == "1"


@pytest.mark.parametrize("act", ["restore", "put_back_a_copy"])
def test_whoever_had_the_file_open_has_it_no_more(books, person, act):
    ticket = books.processor.begin_session(APP)
    getattr(person, act)(person.back_up())
    with pytest.raises(ProcessorError) as caught:
        books.processor.process_request(ticket, document("<HostQueryRq/>"))
    assert caught.value.hresult == 0x8004040D


def test_the_counter_of_changes_never_goes_back(books, person):
    backup = person.back_up()
    person.add_vendor("One")
    person.add_vendor("Two")
    before = books.company.hint
    person.restore(backup)
    assert books.company.hint > before


def test_another_companys_file_under_the_same_path(with_marker, person, clock):
    other = CompanyFile.create(":memory:", name="Someone else", clock=clock, zone="Europe/Paris")
    path = with_marker.company.path
    person.swap_for(other)
    answer = with_marker.ok(f"<CompanyQueryRq><OwnerID>{OWNER}</OwnerID></CompanyQueryRq>")
    assert (answer["CompanyName"], answer.has("DataExtRet")) == ("Someone else", False)
    assert with_marker.company.path == path
    assert with_marker.one("<VendorQueryRq/>").code == 1
    assert with_marker.company.printed(0) == "1970-01-01T01:00:00+01:00"


def test_a_copy_in_use_beside_the_original_gives_out_the_same_ids(books, person, tmp_path):
    copy = person.copy_to(tmp_path / "copy.qbs")
    here = person.enter_bill("Acme Timber", [person.expense("Rent", "10.00")], memo="here")
    there = Person(copy).enter_bill("Brick Works", [Person(copy).expense("Fuel", "20.00")], memo="there")
    assert here == there
    copy.close()


def vendor_credit(books: Books, amount: str, day: str) -> str:
    """Enter a vendor credit; returns its TxnID."""
    line = (
        f"<ExpenseLineAdd><AccountRef><FullName>Rent</FullName></AccountRef><Amount>{amount}</Amount></ExpenseLineAdd>"
    )
    head = f"<VendorRef><FullName>Acme Timber</FullName></VendorRef><TxnDate>{day}</TxnDate>"
    return books.ok(f"<VendorCreditAddRq><VendorCreditAdd>{head}{line}</VendorCreditAdd></VendorCreditAddRq>")["TxnID"]


def applying(books: Books, bill: str, credit: str, amount: str, day: str) -> str:
    """Apply a credit to a bill by a payment of nought; returns the payment's TxnID."""
    applied = f"<SetCredit><CreditTxnID>{credit}</CreditTxnID><AppliedAmount>{amount}</AppliedAmount></SetCredit>"
    head = (
        f"<PayeeEntityRef><FullName>Acme Timber</FullName></PayeeEntityRef><TxnDate>{day}</TxnDate><BankAccountRef>"
        "<FullName>Checking</FullName></BankAccountRef><IsToBePrinted>1</IsToBePrinted>"
    )
    pays = f"<AppliedToTxnAdd><TxnID>{bill}</TxnID>{applied}</AppliedToTxnAdd>"
    request = f"<BillPaymentCheckAddRq><BillPaymentCheckAdd>{head}{pays}</BillPaymentCheckAdd></BillPaymentCheckAddRq>"
    return books.ok(request)["TxnID"]


# -- condensing ----------------------------------------------------------------------------------------------------


def balances(books: Books) -> dict[str, str]:
    return {each.full_name: str(each.balance) for each in accounts.every(books.company)}


def test_condensing_takes_away_what_is_settled_and_no_log_tells_of_it(books, person):
    january, february = date(2026, 1, 10), date(2026, 2, 10)
    paid = person.enter_bill("Acme Timber", [person.expense("Rent", "10.00")], txn_date=january)
    late = person.enter_bill("Acme Timber", [person.expense("Rent", "20.00")], txn_date=january)
    unpaid = person.enter_bill("Brick Works", [person.expense("Fuel", "30.00")], txn_date=january)
    fresh = person.enter_bill("Brick Works", [person.expense("Fuel", "40.00")], txn_date=february)
    (check,) = person.pay_bills("Checking", {paid: None}, txn_date=january)
    (later,) = person.pay_bills("Checking", {late: None}, txn_date=february)
    before = balances(books)
    assert person.condense(date(2026, 1, 31)) == 2
    kept = [each for each in (paid, late, unpaid, fresh) if bills.get(books.company, each) is not None]
    assert kept == [late, unpaid, fresh], "what was paid later stays whole"
    assert [payments.get(books.company, each) is None for each in (check, later)] == [True, False]
    assert balances(books) == before
    assert books.one("<TxnDeletedQueryRq><TxnDelType>Bill</TxnDelType></TxnDeletedQueryRq>").code == 1
    assert books.ok("<CompanyActivityQueryRq/>").has("LastCondenseTime")
    assert books.ok("<VendorQueryRq><FullName>Brick Works</FullName></VendorQueryRq>")["Balance"] == "70.00"


def test_condensing_leaves_a_credit_whose_bill_is_not_settled_and_the_payment_that_applied_it(books, person):
    january, february = date(2026, 1, 10), date(2026, 2, 10)
    bill = person.enter_bill("Acme Timber", [person.expense("Rent", "30.00")], txn_date=january)
    credit = vendor_credit(books, "10.00", "2026-01-10")
    paid = applying(books, bill, credit, "10.00", "2026-01-10")
    assert person.condense(date(2026, 1, 31)) == 0, "20.00 of the bill are open"
    person.pay_bills("Checking", {bill: None}, txn_date=february)
    assert person.condense(date(2026, 1, 31)) == 0, "the rest was paid later"
    before = balances(books)
    assert person.condense(february) == 4
    assert balances(books) == before
    assert [payments.get(books.company, each) for each in (paid,)] == [None]


def test_condensing_what_holds_nothing_old_changes_nothing_but_the_time(books, person):
    person.enter_bill("Acme Timber", [person.expense("Rent", "10.00")])
    before = balances(books)
    assert person.condense(date(2020, 12, 31)) == 0
    assert balances(books) == before
    assert books.ok("<CompanyActivityQueryRq/>").has("LastCondenseTime")


# -- the accountant ------------------------------------------------------------------------------------------------


def test_while_an_accountant_has_a_copy_what_lies_before_the_dividing_date_stands_still(books, person):
    old = person.enter_bill("Acme Timber", [person.expense("Rent", "10.00")], txn_date=date(2026, 1, 10))
    new = person.enter_bill("Acme Timber", [person.expense("Rent", "10.00")], txn_date=date(2026, 2, 10))
    copy = person.give_to_accountant(date(2026, 1, 31))
    answer = books.ok("<CompanyQueryRq/>")
    assert (answer["AccountantCopyExists"], answer["DividingDate"]) == ("true", "2026-01-31")
    with pytest.raises(Refusal) as caught:
        person.edit_bill(old, memo="late")
    assert caught.value.status.code == 3171
    assert books.one(f"<TxnDelRq><TxnDelType>Bill</TxnDelType><TxnID>{old}</TxnID></TxnDelRq>").code == 3161
    person.edit_bill(new, memo="fine")
    Person(copy).edit_bill(old, memo="the accountant's")
    person.end_accountants_copy()
    person.edit_bill(old, memo="late")
    assert books.ok("<CompanyQueryRq/>")["AccountantCopyExists"] == "false"


@pytest.mark.parametrize("closing", [date(2026, 1, 5), date(2026, 1, 31)])
def test_the_later_of_closing_and_dividing_date_counts(books, person, closing):
    bill = person.enter_bill("Acme Timber", [person.expense("Rent", "10.00")], txn_date=date(2026, 1, 10))
    person.set_closing_date(closing)
    person.give_to_accountant(date(2026, 1, 15))
    with pytest.raises(Refusal) as caught:
        person.edit_bill(bill, memo="late")
    assert caught.value.status.code == 3171
