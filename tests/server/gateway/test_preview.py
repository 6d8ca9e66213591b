"""Rule B2: before two-way sync is switched on, a person hears how many bills would come over."""

import re

import pytest

from counterfoil.server.gateway import preview
from counterfoil.server.sync import queries, services
from counterfoil.server.sync.models import Link

pytestmark = pytest.mark.django_db

PAYMENT = (
    '<?xml version="1.0"?><?qbxml version="13.0"?><QBXML><QBXMLMsgsRq onError="stopOnError">'
    '<AccountAddRq requestID="1"><AccountAdd><Name>Checking</Name><AccountType>Bank</AccountType></AccountAdd>'
    '</AccountAddRq><BillPaymentCheckAddRq requestID="2"><BillPaymentCheckAdd>'
    "<PayeeEntityRef><FullName>Keller Lumber</FullName></PayeeEntityRef><BankAccountRef><FullName>Checking</FullName>"
    "</BankAccountRef><IsToBePrinted>true</IsToBePrinted><AppliedToTxnAdd><TxnID>{bill}</TxnID>"
    "<PaymentAmount>1.00</PaymentAmount></AppliedToTxnAdd></BillPaymentCheckAdd></BillPaymentCheckAddRq>"
    "</QBXMLMsgsRq></QBXML>"
)

BILL = (
    '<?xml version="1.0"?><?qbxml version="13.0"?><QBXML><QBXMLMsgsRq onError="stopOnError">'
    '<VendorAddRq requestID="1"><VendorAdd><Name>Keller Lumber</Name></VendorAdd></VendorAddRq>'
    '<BillAddRq requestID="2"><BillAdd><VendorRef><FullName>Keller Lumber</FullName></VendorRef>'
    "<ExpenseLineAdd><AccountRef><FullName>{account}</FullName></AccountRef><Amount>100.00</Amount></ExpenseLineAdd>"
    "</BillAdd></BillAddRq></QBXMLMsgsRq></QBXML>"
)


def enter_bill_there(agent, organization):
    account = queries.account_choices(organization, "unallocated_expenses_account")[0]
    answer = agent.processor.process("A test", BILL.format(account=account.full_name))
    assert 'statusCode="0"' in answer.split("BillAddRs")[1], answer
    return re.findall("<TxnID>([^<]+)</TxnID>", answer)[0]


def counted(agent, organization):
    services.ask_two_way_preview(organization, now=agent.clock.now())
    agent.run()
    return queries.two_way_preview(organization)


def test_nobody_knows_before_somebody_asked(organization):
    assert queries.two_way_preview(organization) == queries.Preview(None, None, is_asking=False)


def test_quickbooks_is_asked_and_its_number_is_kept(agent, organization):
    agent.run()
    enter_bill_there(agent, organization)
    services.ask_two_way_preview(organization, now=agent.clock.now())
    assert queries.two_way_preview(organization).is_asking
    calls = agent.run()
    assert "NotPaidOnly" in calls[-1]["text"]
    assert queries.two_way_preview(organization) == queries.Preview(1, agent.clock.now(), is_asking=False)


def test_an_answer_that_cannot_be_read_ends_the_question_without_a_number(agent, organization):
    agent.run()
    services.ask_two_way_preview(organization, now=agent.clock.now())
    call = agent.say().call
    agent.say(agent.failed(call, executed=None))
    assert queries.two_way_preview(organization) == queries.Preview(None, None, is_asking=False)


def test_a_bill_that_is_partly_paid_is_not_counted(agent, organization):
    """Rule B6: it would not come over."""
    agent.run()
    bill = enter_bill_there(agent, organization)
    assert counted(agent, organization).open_bills == 1
    answer = agent.processor.process("A test", PAYMENT.format(bill=bill))
    assert 'statusCode="0"' in answer.split("BillPaymentCheckAddRs")[1], answer
    assert counted(agent, organization).open_bills == 0


def test_a_bill_that_is_here_already_is_not_counted(agent, organization):
    agent.run()
    bill = enter_bill_there(agent, organization)
    Link(organization=organization, kind="bill", record_id=1, quickbooks_id=bill, state="linked").save()
    assert counted(agent, organization).open_bills == 0


def test_where_there_are_more_than_are_named_people_hear_at_least(agent, organization, monkeypatch):
    monkeypatch.setattr(preview, "AT_MOST", 1)
    agent.run()
    enter_bill_there(agent, organization)
    counts = counted(agent, organization)
    assert (counts.open_bills, counts.is_all) == (1, False)
