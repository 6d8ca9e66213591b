"""The agent carries only what the sync needs, whatever the server asks for."""

import pytest

from counterfoil.agent.allowed import HourlyWrites, NotAllowed, inspect


def document(*requests: str) -> str:
    body = "".join(requests)
    return f'<?qbxml version="13.0"?><QBXML><QBXMLMsgsRq onError="stopOnError">{body}</QBXMLMsgsRq></QBXML>'


BILL_DELETION = "<TxnDelRq><TxnDelType>Bill</TxnDelType><TxnID>1-2</TxnID></TxnDelRq>"
DELETED = "<TxnDelType>Bill</TxnDelType><TxnDelType>BillPaymentCheck</TxnDelType>"
MARKER = "<DataExtAddRq><DataExtAdd><OtherDataExtType>Company</OtherDataExtType></DataExtAdd></DataExtAddRq>"


@pytest.mark.parametrize(
    ("requests", "writes"),
    [
        (["<HostQueryRq/>", "<CompanyQueryRq/>"], 0),
        (["<BillQueryRq requestID='1'><MaxReturned>5</MaxReturned></BillQueryRq>"], 0),
        (["<BillAddRq><BillAdd/></BillAddRq>"], 1),
        (["<BillModRq><BillMod/></BillModRq>", BILL_DELETION], 2),
        ([MARKER], 1),
        ([f"<TxnDeletedQueryRq>{DELETED}</TxnDeletedQueryRq>"], 0),
        (["<ListDeletedQueryRq><ListDelType>Vendor</ListDelType></ListDeletedQueryRq>"], 0),
        ([], 0),
    ],
)
def test_what_the_sync_needs_is_carried_and_its_writes_are_counted(requests, writes):
    assert inspect(document(*requests)).writes == writes


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        (document("<EmployeeQueryRq/>"), "EmployeeQueryRq"),
        (document("<PayrollDetailReportQueryRq/>"), "PayrollDetailReportQueryRq"),
        (document("<CheckAddRq/>"), "CheckAddRq"),
        (document("<HostQueryRq/>", "<ListMergeRq/>"), "ListMergeRq"),
        (document("<TxnDelRq><TxnDelType>Check</TxnDelType></TxnDelRq>"), "Check"),
        (document("<TxnDelRq><TxnID>1-2</TxnID></TxnDelRq>"), "without TxnDelType"),
        (document(BILL_DELETION, "<TxnDelRq/>"), "without TxnDelType"),
        (
            document("<DataExtAddRq><DataExtAdd><ListDataExtType>Vendor</ListDataExtType></DataExtAdd></DataExtAddRq>"),
            "without",
        ),
        (document("<ListDeletedQueryRq><ListDelType>Employee</ListDelType></ListDeletedQueryRq>"), "Employee"),
        (document("<ListDeletedQueryRq/>"), "without ListDelType"),
        ("<QBXML><QBXMLSubscriptionMsgsRq/></QBXML>", "QBXMLSubscriptionMsgsRq"),
        ("<!DOCTYPE QBXML [<!ENTITY a 'b'>]><QBXML/>", "DOCTYPE"),
        ("<QBXML><QBXMLMsgsRq>", "not XML"),
        ("", "not XML"),
        (document("<Memo>" + "x" * 8_000_000 + "</Memo>"), "bytes"),
    ],
)
def test_anything_else_is_refused_with_the_reason(text, reason):
    with pytest.raises(NotAllowed, match=reason):
        inspect(text)


def test_writes_beyond_the_hourly_cap_wait_for_the_next_hour():
    cap = HourlyWrites(most=3)
    cap.admit(2, now=0.0)
    cap.admit(1, now=1800.0)
    with pytest.raises(NotAllowed, match="no more than 3"):
        cap.admit(1, now=3599.0)
    cap.admit(2, now=3601.0)
