"""Rule B2: before two-way sync is switched on, a person hears how many bills would come over."""

import pytest

from counterfoil.server.sync import queries, services

pytestmark = pytest.mark.django_db

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


def test_nobody_knows_before_somebody_asked(organization):
    assert queries.two_way_preview(organization) == queries.Preview(None, None, is_asking=False)


def test_quickbooks_is_asked_and_its_number_is_kept(agent, organization):
    agent.run()
    enter_bill_there(agent, organization)
    services.ask_two_way_preview(organization, now=agent.clock.now())
    assert queries.two_way_preview(organization).is_asking
    calls = agent.run()
    assert "MetaDataOnly" in calls[-1]["text"]
    assert queries.two_way_preview(organization) == queries.Preview(1, agent.clock.now(), is_asking=False)


def test_an_answer_that_cannot_be_read_ends_the_question_without_a_number(agent, organization):
    agent.run()
    services.ask_two_way_preview(organization, now=agent.clock.now())
    call = agent.say().call
    agent.say(agent.failed(call, executed=None))
    assert queries.two_way_preview(organization) == queries.Preview(None, None, is_asking=False)
