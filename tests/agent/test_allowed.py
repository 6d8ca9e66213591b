"""The agent carries only what the sync needs, whatever the server asks for."""

from typing import Any

import pytest

from counterfoil.agent.allowed import HourlyWrites, NotAllowed, inspect
from counterfoil.engine.steps.push import KINDS
from counterfoil.qbxml.write import form_of
from counterfoil.reconcile.cases import ONLY_COME
from counterfoil.records import RECORD_CLASSES, Item, ItemType, Kind
from counterfoil.records.lists import MADE_HERE


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


@pytest.mark.parametrize("kind", [kind for kind in KINDS if kind not in ONLY_COME])
def test_what_the_engine_writes_is_carried_and_of_items_only_what_people_make(kind):
    """Rules D1 to D5, D9."""
    records: list[Any] = [Item("x", each) for each in ItemType] if kind is Kind.ITEM else [RECORD_CLASSES[kind]]
    for record in records:
        form = form_of(kind, record).name
        text = document(f"<{form}AddRq/>", f"<{form}ModRq/>")
        if isinstance(record, Item) and record.item_type not in MADE_HERE:
            with pytest.raises(NotAllowed, match=f"{form}AddRq"):
                inspect(text)
        else:
            assert inspect(text).writes == 2


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
