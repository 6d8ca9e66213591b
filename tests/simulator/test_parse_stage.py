"""The two stages of failure: what rejects the whole set, what gets a status of its own (docs/quickbooks.md 1.2, 11)."""

# ruff: noqa: E501, ISC004 - a request and its answer are read on one line

import pytest
from tests.simulator.asking import Books

from counterfoil.simulator.status import ProcessorError

REJECTED = 0x80040400
VENDOR = "<VendorRef><FullName>Acme Timber</FullName></VendorRef>"
LINE = "<ExpenseLineAdd><AccountRef><FullName>Fuel</FullName></AccountRef><Amount>10.00</Amount></ExpenseLineAdd>"
ITEM = "<ItemLineAdd><ItemRef><FullName>Plank</FullName></ItemRef><Quantity>2</Quantity></ItemLineAdd>"
PO_LINE = "<PurchaseOrderLineAdd><ItemRef><FullName>Plank</FullName></ItemRef></PurchaseOrderLineAdd>"
BANK = "<BankAccountRef><FullName>Checking</FullName></BankAccountRef>"
PAYEE = "<PayeeEntityRef><FullName>Acme Timber</FullName></PayeeEntityRef>"
APPLIED = "<AppliedToTxnAdd><TxnID>1-1</TxnID><PaymentAmount>1.00</PaymentAmount></AppliedToTxnAdd>"


def bill(inside: str) -> str:
    return f"<BillAddRq><BillAdd>{inside}</BillAdd></BillAddRq>"


def bill_mod(inside: str) -> str:
    return f"<BillModRq><BillMod>{inside}</BillMod></BillModRq>"


def query(inside: str) -> str:
    return f"<BillQueryRq>{inside}</BillQueryRq>"


def order(inside: str) -> str:
    return f"<PurchaseOrderAddRq><PurchaseOrderAdd>{inside}</PurchaseOrderAdd></PurchaseOrderAddRq>"


def payment(inside: str) -> str:
    return f"<BillPaymentCheckAddRq><BillPaymentCheckAdd>{inside}</BillPaymentCheckAdd></BillPaymentCheckAddRq>"


def service(inside: str) -> str:
    return f"<ItemServiceAddRq><ItemServiceAdd><Name>x</Name>{inside}</ItemServiceAdd></ItemServiceAddRq>"


MOD_HEAD = "<TxnID>1-1</TxnID><EditSequence>1</EditSequence>"
ENTITY = "<EntityFilter><FullName>Acme Timber</FullName></EntityFilter>"
MODIFIED = "<ModifiedDateRangeFilter><FromModifiedDate>2026-01-01</FromModifiedDate></ModifiedDateRangeFilter>"
DATES = "<TxnDateRangeFilter><FromTxnDate>2026-01-01</FromTxnDate></TxnDateRangeFilter>"
ONE_SIDE = "<SalesOrPurchase><AccountRef><FullName>Fuel</FullName></AccountRef></SalesOrPurchase>"
BOTH_SIDES = "<SalesAndPurchase><ExpenseAccountRef><FullName>Fuel</FullName></ExpenseAccountRef></SalesAndPurchase>"

STRUCTURE = {
    "a bill without its vendor": bill(LINE),
    "TxnDate before VendorRef": bill(f"<TxnDate>2026-01-01</TxnDate>{VENDOR}{LINE}"),
    "an item line before an expense line": bill(f"{VENDOR}{ITEM}{LINE}"),
    "FullName before ListID": bill(f"<VendorRef><FullName>x</FullName><ListID>1-1</ListID></VendorRef>{LINE}"),
    "an order without any line": order(VENDOR),
    "a Mod without EditSequence": bill_mod("<TxnID>1-1</TxnID>"),
    "a changed line without TxnLineID": bill_mod(MOD_HEAD + "<ExpenseLineMod><Amount>1.00</Amount></ExpenseLineMod>"),
    "ClearExpenseLines after ClearItemLines": bill_mod(
        MOD_HEAD + "<ClearItemLines>true</ClearItemLines><ClearExpenseLines>true</ClearExpenseLines>"
    ),
    "a payment neither printed nor numbered": payment(PAYEE + BANK + APPLIED),
    "a payment both printed and numbered": payment(
        f"{PAYEE}{BANK}<IsToBePrinted>1</IsToBePrinted><RefNumber>1</RefNumber>{APPLIED}"
    ),
    "a payment of nothing": payment(f"{PAYEE}{BANK}<RefNumber>1</RefNumber>"),
    "TxnID with MaxReturned": query("<TxnID>1-1</TxnID><MaxReturned>1</MaxReturned>"),
    "TxnID with EntityFilter": query("<TxnID>1-1</TxnID>" + ENTITY),
    "RefNumber with EntityFilter": query("<RefNumber>1</RefNumber>" + ENTITY),
    "modified and transaction dates": query(MODIFIED + DATES),
    "OwnerID before IncludeRetElement": query("<OwnerID>0</OwnerID><IncludeRetElement>TxnID</IncludeRetElement>"),
    "an iterator over accounts": '<AccountQueryRq iterator="Start"><MaxReturned>1</MaxReturned></AccountQueryRq>',
    "an unknown attribute": '<BillQueryRq colour="red"/>',
    "an iterator step that there is not": '<BillQueryRq iterator="Pause"/>',
    "a vendor without a name": "<VendorAddRq><VendorAdd><IsActive>1</IsActive></VendorAdd></VendorAddRq>",
    "deleted transactions of no type": "<TxnDeletedQueryRq/>",
    "deleted transactions, at most one": (
        "<TxnDeletedQueryRq><TxnDelType>Bill</TxnDelType><MaxReturned>1</MaxReturned></TxnDeletedQueryRq>"
    ),
    "an item without a side": service(""),
    "an item of both forms": service(ONE_SIDE + BOTH_SIDES),
    "an unknown message": "<MakeTeaRq/>",
    "an unknown element": bill(VENDOR + LINE + "<Sugar>2</Sugar>"),
    "words between elements": bill(VENDOR + "and" + LINE),
    "an element inside a text": bill(f"{VENDOR}<Memo>a<b/></Memo>{LINE}"),
    "four prefill accounts": (
        f"<VendorAddRq><VendorAdd><Name>x</Name>{'<PrefillAccountRef/>' * 4}</VendorAdd></VendorAddRq>"
    ),
}
"""What the schema calls wrong in structure: 0x80040400, whatever else the set holds."""


@pytest.mark.parametrize("request_", STRUCTURE.values(), ids=STRUCTURE)
def test_a_structural_mistake_rejects_the_whole_set_and_nothing_runs(books: Books, request_: str) -> None:
    before = books.company.hint
    with pytest.raises(ProcessorError) as caught:
        books.ask("<VendorAddRq><VendorAdd><Name>First</Name></VendorAdd></VendorAddRq>" + request_)
    assert caught.value.hresult == REJECTED
    assert caught.value.message == "QuickBooks found an error when parsing the provided XML text stream."
    assert books.company.hint == before


LONG = "x" * 42
VALUES = {
    "a RefNumber of 21": (bill(f"{VENDOR}<RefNumber>{'1' * 21}</RefNumber>{LINE}"), 3070),
    "a name of 42": (f"<VendorAddRq><VendorAdd><Name>{LONG}</Name></VendorAdd></VendorAddRq>", 3070),
    "an amount of one decimal": (bill(VENDOR + LINE.replace("10.00", "1.5")), 3040),
    "an amount in other digits": (bill(VENDOR + LINE.replace("10.00", "&#1633;")), 3040),
    "a price of six decimals": (
        service(ONE_SIDE.replace("<AccountRef>", "<Price>1.123456</Price><AccountRef>")),
        3045,
    ),
    "a date the wrong way round": (bill(f"{VENDOR}<TxnDate>01/02/2026</TxnDate>{LINE}"), 3020),
    "a day that is not": (bill(f"{VENDOR}<TxnDate>2026-02-30</TxnDate>{LINE}"), 3020),
    "a year after 2038": (bill(f"{VENDOR}<TxnDate>2039-01-01</TxnDate>{LINE}"), 3020),
    "a time that is not": (query(MODIFIED.replace("2026-01-01", "2026-01-01T25:00:00")), 3020),
    "a strange PaidStatus": (query("<PaidStatus>Foo</PaidStatus>"), 3110),
    "deleting a Transfer": ("<TxnDelRq><TxnDelType>Transfer</TxnDelType><TxnID>1-1</TxnID></TxnDelRq>", 3110),
    "voiding an order": ("<TxnVoidRq><TxnVoidType>PurchaseOrder</TxnVoidType><TxnID>1-1</TxnID></TxnVoidRq>", 3110),
    "a GUID that is none": (bill(f"{VENDOR}<ExternalGUID>abc</ExternalGUID>{LINE}"), 3065),
    "a boolean that is none": (query("<IncludeLineItems>yes</IncludeLineItems>"), 3010),
    "a range the wrong way round": (
        query(DATES.replace("</TxnDateRangeFilter>", "<ToTxnDate>2025-01-01</ToTxnDate></TxnDateRangeFilter>")),
        3030,
    ),
    "no lines at all": (bill(VENDOR), 3150),
    "an empty VendorRef": (bill("<VendorRef/>" + LINE), 3140),
    "an iterator without MaxReturned": ('<BillQueryRq iterator="Start"/>', 3150),
    "an empty name": ("<VendorAddRq><VendorAdd><Name/></VendorAdd></VendorAddRq>", 3150),
    "a payment that says no amount": (
        payment(f"{PAYEE}{BANK}<RefNumber>1</RefNumber><AppliedToTxnAdd><TxnID>1-1</TxnID></AppliedToTxnAdd>"),
        3120,
    ),
}
"""What the schema's structure allows: judged by values and rules, with a status of its own."""


@pytest.mark.parametrize(("request_", "code"), VALUES.values(), ids=VALUES)
def test_a_wrong_value_gets_a_status_and_the_others_run(books: Books, request_: str, code: int) -> None:
    answers = books.ask(request_ + '<HostQueryRq requestID="2"/>')
    assert answers.codes == [code, 0]
    assert answers.answers[0].severity == "Error"
    assert len(answers.answers[0].element) == 0


FINE = {
    "an empty memo": bill(f"{VENDOR}<Memo/>{LINE}"),
    "an amount without decimals": bill(VENDOR + LINE.replace("10.00", "10")),
    "ListID and FullName in order": bill("{both}" + LINE),
    "an order with an empty bill to": order(f"{VENDOR}{PO_LINE}"),
    "no filters": "<BillQueryRq/>",
    "two deleted types": (
        "<TxnDeletedQueryRq><TxnDelType>Bill</TxnDelType><TxnDelType>PurchaseOrder</TxnDelType></TxnDeletedQueryRq>"
    ),
    "entity and number": query(
        f"{ENTITY}<RefNumberFilter><MatchCriterion>StartsWith</MatchCriterion><RefNumber>A</RefNumber></RefNumberFilter>"
    ),
}


@pytest.mark.parametrize("request_", FINE.values(), ids=FINE)
def test_what_is_allowed_passes(books: Books, request_: str) -> None:
    acme = books.ok("<VendorQueryRq><FullName>acme timber</FullName></VendorQueryRq>")["ListID"]
    both = f"<VendorRef><ListID>{acme}</ListID><FullName>somebody else</FullName></VendorRef>"
    assert books.one(request_.replace("{both}", both)).code in (0, 1)


def test_a_set_without_requests_is_fine(books: Books) -> None:
    assert books.ask("").answers == []


@pytest.mark.parametrize(
    ("text", "hresult"),
    [
        ("", REJECTED),
        ("not XML", REJECTED),
        ("<QBXML><QBXMLMsgsRq onError='stopOnError'/></QBXML>", REJECTED),
        ("<?qbxml version='13.0'?><QBXML/>", REJECTED),
        ("<?qbxml version='13.0'?><QBXML><QBXMLMsgsRq/></QBXML>", REJECTED),
        ("<?qbxml version='13.0'?><QBXML><QBXMLMsgsRq onError='perhaps'/></QBXML>", REJECTED),
        ("<?qbxml version='13.0'?><QBXML><QBXMLMsgsRq onError='stopOnError'><BillQueryRq></QBXMLMsgsRq></QBXML>", REJECTED),
        ("<?qbxml version='16.0'?><QBXML><QBXMLMsgsRq onError='stopOnError'/></QBXML>", 0x80040423),
        ("<?qbxml version='13.0'?><QBXML><QBXMLMsgsRq onError='rollbackOnError'/></QBXML>", 0x80040413),
        ("<!DOCTYPE QBXML><?qbxml version='13.0'?><QBXML><QBXMLMsgsRq onError='stopOnError'/></QBXML>", REJECTED),
        (
            "<!DOCTYPE QBXML [<!ENTITY a 'aaaa'>]><?qbxml version='13.0'?>"
            "<QBXML><QBXMLMsgsRq onError='stopOnError'><HostQueryRq requestID='&a;'/></QBXMLMsgsRq></QBXML>",
            REJECTED,
        ),
    ],
)  # fmt: skip
def test_a_wrong_envelope_is_rejected_with_its_hresult(books: Books, text: str, hresult: int) -> None:
    with pytest.raises(ProcessorError) as caught:
        books.processor.process("Counterfoil", text)
    assert caught.value.hresult == hresult


@pytest.mark.parametrize(
    ("version", "request_"),
    [
        ("8.0", bill(f"{VENDOR}<ExternalGUID>0</ExternalGUID>{LINE}")),
        ("2.1", bill_mod(MOD_HEAD)),
        ("12.0", bill(f"{VENDOR}<VendorAddress/>{LINE}")),
        ("3.0", query("<IncludeRetElement>TxnID</IncludeRetElement>")),
    ],
)
def test_what_is_newer_than_the_declared_version_is_a_structural_mistake(
    books: Books, version: str, request_: str
) -> None:
    with pytest.raises(ProcessorError) as caught:
        books.ask(request_, version=version)
    assert caught.value.hresult == REJECTED


def test_an_answer_holds_nothing_newer_than_the_declared_version(books: Books) -> None:
    request = bill(f"{VENDOR}<ExternalGUID>{{12345678-1234-1234-1234-1234567890ab}}</ExternalGUID>{LINE}")
    assert books.ok(request).has("ExternalGUID")
    assert not books.ok("<BillQueryRq/>", version="8.0").has("ExternalGUID")


def test_the_exact_text_of_an_unknown_enumerated_value(books: Books) -> None:
    answer = books.one(query("<PaidStatus>NotARealEnum</PaidStatus>"))
    assert answer.message == (
        'The enumerated value "NotARealEnum" in the field "PaidStatus" is unknown or invalid for the qbXML version in use.'
    )


def test_unmappable_characters_become_question_marks_or_reject_the_set(make) -> None:
    request = "<VendorAddRq><VendorAdd><Name>Caf&#233; &#28450;</Name></VendorAdd></VendorAddRq>"
    assert make().ok(request)["Name"] == "Caf\u00e9 ?"
    with pytest.raises(ProcessorError):
        make(unmappable_char="reject").ask(request)
