"""Who gets in, and who may do what: programs that a person let in, and users without every right."""

import pytest
from tests.schema import assert_valid, needs_schema
from tests.simulator.asking import APP, Books, document

from counterfoil.simulator.person import Person
from counterfoil.simulator.status import ProcessorError, Refusal

VENDOR = "<VendorAddRq><VendorAdd><Name>New</Name></VendorAdd></VendorAddRq>"


@pytest.fixture
def person(books: Books) -> Person:
    return Person(books.company)


def hresult(books: Books, app: str = APP, company_file: str = "") -> int:
    """The HRESULT of opening a session, 0 where one is opened."""
    try:
        books.processor.end_session(books.processor.begin_session(app, company_file))
    except ProcessorError as error:
        return error.hresult
    return 0


def test_a_new_program_is_let_in_by_the_administrator_alone_in_a_dialog(books, person):
    assert hresult(books) == 0, "a new file lets everyone in"
    person.ask_about_new_programs()
    assert hresult(books) == 0x80040420
    person.switch_to("MultiUser")
    assert hresult(books) == 0x80040422
    person.switch_to("SingleUser")
    person.log_in("Ben")
    assert hresult(books) == 0x80040418
    person.authorize(APP)
    assert hresult(books) == 0
    person.deny(APP)
    assert hresult(books) == 0x8004041A
    person.forget(APP)
    person.log_in("Admin")
    assert hresult(books) == 0x80040420


def test_what_was_decided_about_a_program_lies_in_the_file(books, person, tmp_path):
    person.ask_about_new_programs()
    person.authorize(APP, read_only=True)
    copy = person.copy_to(tmp_path / "copy.qbs")
    assert copy.settings.applications == books.company.settings.applications
    copy.close()


def test_without_anyone_at_the_screen_the_file_must_be_named_and_the_program_trusted(books, person):
    ticket = books.processor.begin_session(APP)
    person.leave()
    with pytest.raises(ProcessorError) as caught:
        books.processor.process_request(ticket, document("<HostQueryRq/>"))
    assert caught.value.hresult == 0x8004040D, "closing QuickBooks ends every session"
    assert hresult(books) == 0x80040416
    assert hresult(books, company_file=books.company.path) == 0
    person.authorize(APP, unattended=False)
    assert hresult(books, company_file=books.company.path) == 0x8004041D
    person.come_back()
    assert hresult(books) == 0


def test_the_host_says_whether_it_was_opened_without_anyone(books, person):
    assert books.ok("<HostQueryRq/>")["IsAutomaticLogin"] == "false"
    person.leave()
    ticket = books.processor.begin_session(APP, books.company.path)
    assert "<IsAutomaticLogin>true<" in books.processor.process_request(ticket, document("<HostQueryRq/>"))


def test_a_dialog_on_the_screen_stops_everything_until_it_is_answered(books, person):
    ticket = books.processor.begin_session(APP)
    person.leave_dialog_open("Update QuickBooks now?")
    assert hresult(books) == 0x80040414
    with pytest.raises(ProcessorError, match="Update QuickBooks now") as caught:
        books.processor.process_request(ticket, document(VENDOR))
    assert caught.value.hresult == 0x80040414
    person.close_dialog()
    assert 'statusCode="0"' in books.processor.process_request(ticket, document(VENDOR))


def test_a_program_that_may_only_read_reads(books, person):
    person.authorize(APP, read_only=True)
    assert books.ask("<VendorQueryRq/>" + VENDOR).codes == [0, 3263]
    person.authorize(APP)
    assert books.one(VENDOR).code == 0


@pytest.mark.parametrize(
    ("area", "request_"),
    [
        ("purchases", VENDOR),
        ("purchases", "<BillQueryRq/>"),
        ("accounting", "<AccountQueryRq/>"),
        ("sales", "<CustomerQueryRq/>"),
        ("inventory", "<ItemServiceQueryRq/>"),
        ("payroll", "<EmployeeQueryRq/>"),
        ("deleting", "<TxnDelRq><TxnDelType>Bill</TxnDelType><TxnID>1-1</TxnID></TxnDelRq>"),
        ("deleting", "<ListDelRq><ListDelType>Vendor</ListDelType><ListID>1-1</ListID></ListDelRq>"),
    ],
)
def test_a_user_without_a_right_gets_3260_and_everything_else(books, person, area, request_):
    person.log_in("Ben", may_not=[area])
    answer = books.one(request_)
    assert (answer.code, answer.message) == (3260, "Insufficient permission level to perform this action.")
    assert books.one("<TermsQueryRq/>").code == 0
    person.log_in("Admin")
    assert books.one(request_).code != 3260


def test_what_is_personal_is_seen_only_by_programs_that_may(books, person):
    names = "<FirstName>Ann</FirstName><LastName>Ash</LastName>"
    secret = f"<EmployeeAddRq><EmployeeAdd>{names}<SSN>078-05-1120</SSN></EmployeeAdd></EmployeeAddRq>"
    assert books.one(secret).code == 3261
    person.authorize(APP, personal_data=True)
    assert books.ok(secret)["SSN"] == "078-05-1120"
    assert books.ok("<EmployeeQueryRq/>")["SSN"] == "078-05-1120"
    books.company.change_settings(ein="12-3456789")
    assert books.ok("<CompanyQueryRq/>")["EIN"] == "12-3456789"
    assert books.ok("<PreferencesQueryRq/>")["IsPersonalDataAccessAllowed"] == "true"
    person.authorize(APP)
    assert not books.ok("<EmployeeQueryRq/>").has("SSN")
    assert not books.ok("<EntityQueryRq><FullName>Ann Ash</FullName></EntityQueryRq>").has("SSN")
    assert not books.ok("<CompanyQueryRq/>").has("EIN")


def test_the_sessions_of_programs_keep_a_person_from_taking_the_file_for_themselves(books, person):
    person.switch_to("MultiUser")
    ticket = books.processor.begin_session(APP)
    with pytest.raises(Refusal) as caught:
        person.switch_to("SingleUser")
    assert caught.value.status.code == 3175
    books.processor.end_session(ticket)
    person.switch_to("SingleUser")
    assert books.ok("<HostQueryRq/>")["QBFileMode"] == "SingleUser"


def test_a_session_may_insist_on_a_mode(books, person):
    person.switch_to("MultiUser")
    with pytest.raises(ProcessorError) as caught:
        books.processor.begin_session(APP, mode="single")
    assert caught.value.hresult == 0x80040410


def test_paying_a_bill_that_is_open_at_the_screen_is_3176_and_changing_it_3175(books, person):
    bill = person.enter_bill("Acme Timber", [person.expense("Rent", "10.00")])
    person.open_record(bill)
    pay = (
        "<BillPaymentCheckAddRq><BillPaymentCheckAdd><PayeeEntityRef><FullName>Acme Timber</FullName></PayeeEntityRef>"
        "<BankAccountRef><FullName>Checking</FullName></BankAccountRef><IsToBePrinted>1</IsToBePrinted><AppliedToTxnAdd>"
        f"<TxnID>{bill}</TxnID><PaymentAmount>1.00</PaymentAmount></AppliedToTxnAdd></BillPaymentCheckAdd></BillPaymentCheckAddRq>"
    )
    answer = books.one(pay)
    assert (answer.code, "in use by another user" in answer.message) == (3176, True)
    assert books.one(f"<TxnDelRq><TxnDelType>Bill</TxnDelType><TxnID>{bill}</TxnID></TxnDelRq>").code == 3175
    assert books.one(f"<BillQueryRq><TxnID>{bill}</TxnID></BillQueryRq>").code == 0
    person.close_record(bill)
    assert books.one(pay).code == 0


@pytest.mark.schema
@needs_schema
def test_the_company_with_an_accountants_copy_reads_as_the_schema_says(books, person):
    person.give_to_accountant(books.company.today())
    assert_valid(books.ask("<CompanyQueryRq/>").text)


def test_entering_and_changing_are_rights_of_their_own(books, person):
    bill = person.enter_bill("Acme Timber", [person.expense("Rent", "10.00")])
    person.log_in("Ben", may_not=["creating", "changing"])
    assert books.one(VENDOR).code == 3260
    assert books.one(f"<BillQueryRq><TxnID>{bill}</TxnID></BillQueryRq>").code == 0
    assert books.one(f"<TxnDelRq><TxnDelType>Bill</TxnDelType><TxnID>{bill}</TxnID></TxnDelRq>").code == 0
