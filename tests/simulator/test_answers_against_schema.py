"""What the simulator answers is what the official schema allows as an answer."""

# ruff: noqa: E501 - a request and its answer are read on one line

import itertools
from collections.abc import Callable
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from tests.schema import assert_valid, needs_schema
from tests.simulator.asking import Books, document

pytestmark = [pytest.mark.schema, needs_schema]

ADDRESS = "<Addr1>1 Quay</Addr1><Addr4>The Docks</Addr4><City>Hull</City><State>HU</State><PostalCode>1</PostalCode><Country>UK</Country><Note>n</Note>"
CONTACT = "<Contacts><Salutation>Mr</Salutation><FirstName>Al</FirstName><LastName>Ash</LastName><AdditionalContactRef><ContactName>Mobile</ContactName><ContactValue>1</ContactValue></AdditionalContactRef></Contacts>"
NOTES = "<AdditionalNotes><Note>first</Note></AdditionalNotes><AdditionalNotes><Note>second</Note></AdditionalNotes>"
REACH = "<Phone>1</Phone><Email>a@b</Email><Cc>c</Cc><Contact>Al</Contact><AdditionalContactRef><ContactName>Main Phone</ContactName><ContactValue>2</ContactValue></AdditionalContactRef>"
GUID = "<ExternalGUID>{12345678-1234-1234-1234-1234567890ab}</ExternalGUID>"
WRITES = (
    f"<VendorAddRq requestID='1'><VendorAdd><Name>Full</Name><ClassRef><FullName>North</FullName></ClassRef><CompanyName>F</CompanyName><VendorAddress>{ADDRESS}</VendorAddress><ShipAddress>{ADDRESS}</ShipAddress>{REACH}{CONTACT}<NameOnCheck>F</NameOnCheck><AccountNumber>1</AccountNumber><Notes>x</Notes>{NOTES}<TermsRef><FullName>Net 30</FullName></TermsRef><CreditLimit>100</CreditLimit><IsVendorEligibleFor1099>1</IsVendorEligibleFor1099>{GUID}<PrefillAccountRef><FullName>Fuel</FullName></PrefillAccountRef><PrefillAccountRef><FullName>Rent</FullName></PrefillAccountRef></VendorAdd></VendorAddRq>",
    f"<CustomerAddRq><CustomerAdd><Name>Job</Name><ParentRef><FullName>Quayside Ltd</FullName></ParentRef><BillAddress>{ADDRESS}</BillAddress><ShipToAddress><Name>Yard</Name>{ADDRESS}<DefaultShipTo>1</DefaultShipTo></ShipToAddress>{REACH}{CONTACT}<CreditCardInfo><NameOnCard>x</NameOnCard></CreditCardInfo><JobStatus>Awarded</JobStatus><JobStartDate>2026-01-01</JobStartDate><Notes>x</Notes>{NOTES}<PreferredDeliveryMethod>Email</PreferredDeliveryMethod></CustomerAdd></CustomerAddRq>",
    "<AccountAddRq><AccountAdd><Name>Till</Name><AccountType>Bank</AccountType><AccountNumber>1000</AccountNumber><BankNumber>7</BankNumber><Desc>d</Desc><OpenBalance>50.00</OpenBalance></AccountAdd></AccountAddRq>",
    "<ClassAddRq><ClassAdd><Name>South</Name></ClassAdd><IncludeRetElement>Name</IncludeRetElement></ClassAddRq>",
    "<ItemNonInventoryAddRq><ItemNonInventoryAdd><Name>Glue</Name><BarCode><BarCodeValue>123</BarCodeValue></BarCode><ManufacturerPartNumber>G</ManufacturerPartNumber><SalesOrPurchase><Desc>d</Desc><PricePercent>5</PricePercent><AccountRef><FullName>Fuel</FullName></AccountRef></SalesOrPurchase></ItemNonInventoryAdd></ItemNonInventoryAddRq>",
    "<ItemOtherChargeAddRq><ItemOtherChargeAdd><Name>Freight</Name><SalesAndPurchase><SalesPrice>2</SalesPrice><PurchaseCost>1.5</PurchaseCost><ExpenseAccountRef><FullName>Fuel</FullName></ExpenseAccountRef><PrefVendorRef><FullName>Full</FullName></PrefVendorRef></SalesAndPurchase></ItemOtherChargeAdd></ItemOtherChargeAddRq>",
    "<StandardTermsAddRq><StandardTermsAdd><Name>Net 7</Name><StdDueDays>7</StdDueDays><DiscountPct>2</DiscountPct></StandardTermsAdd></StandardTermsAddRq>",
    "<DateDrivenTermsAddRq><DateDrivenTermsAdd><Name>15th</Name><DayOfMonthDue>15</DayOfMonthDue></DateDrivenTermsAdd></DateDrivenTermsAddRq>",
    f"<PurchaseOrderAddRq><PurchaseOrderAdd><VendorRef><FullName>Full</FullName></VendorRef><ClassRef><FullName>North</FullName></ClassRef><ShipAddress>{ADDRESS}</ShipAddress><FOB>Hull</FOB><Memo>m</Memo><VendorMsg>v</VendorMsg><Other1>o</Other1><PurchaseOrderLineAdd><ItemRef><FullName>Nails</FullName></ItemRef><Quantity>4</Quantity><CustomerRef><FullName>Quayside Ltd:Boathouse</FullName></CustomerRef><ServiceDate>2026-03-01</ServiceDate></PurchaseOrderLineAdd><PurchaseOrderLineGroupAdd><ItemGroupRef><FullName>Deck kit</FullName></ItemGroupRef></PurchaseOrderLineGroupAdd></PurchaseOrderAdd></PurchaseOrderAddRq>",
    f"<BillAddRq><BillAdd><VendorRef><FullName>Full</FullName></VendorRef><VendorAddress>{ADDRESS}</VendorAddress><RefNumber>B1</RefNumber><Memo>a &lt; b</Memo>{GUID}<LinkToTxnID>ORDER</LinkToTxnID><ExpenseLineAdd><AccountRef><FullName>Fuel</FullName></AccountRef><Amount>1</Amount><Memo>m</Memo><CustomerRef><FullName>Quayside Ltd</FullName></CustomerRef><ClassRef><FullName>North:Site</FullName></ClassRef><BillableStatus>Billable</BillableStatus></ExpenseLineAdd><ItemGroupLineAdd><ItemGroupRef><FullName>Deck kit</FullName></ItemGroupRef></ItemGroupLineAdd></BillAdd></BillAddRq>",
    "<DataExtDefAddRq><DataExtDefAdd><OwnerID>{11111111-2222-3333-4444-555555555555}</OwnerID><DataExtName>Note</DataExtName><DataExtType>STR255TYPE</DataExtType><AssignToObject>Company</AssignToObject><AssignToObject>Vendor</AssignToObject></DataExtDefAdd></DataExtDefAddRq>",
    "<DataExtAddRq><DataExtAdd><OwnerID>{11111111-2222-3333-4444-555555555555}</OwnerID><DataExtName>Note</DataExtName><OtherDataExtType>Company</OtherDataExtType><DataExtValue>v</DataExtValue></DataExtAdd></DataExtAddRq>",
    "<DataExtAddRq><DataExtAdd><OwnerID>{11111111-2222-3333-4444-555555555555}</OwnerID><DataExtName>Note</DataExtName><ListDataExtType>Vendor</ListDataExtType><ListObjRef><FullName>Full</FullName></ListObjRef><DataExtValue>w</DataExtValue></DataExtAdd></DataExtAddRq>",
)  # fmt: skip
KINDS = (
    "Account", "Class", "Vendor", "Customer", "Item", "ItemService", "ItemNonInventory", "ItemOtherCharge", "ItemInventory",
    "ItemGroup", "Terms", "StandardTerms", "DateDrivenTerms",
)  # fmt: skip
WITHOUT_OWNERS = ("Class", "Terms", "StandardTerms", "DateDrivenTerms")
OWNER = "<OwnerID>{11111111-2222-3333-4444-555555555555}</OwnerID>"


@pytest.fixture
def busy(books: Books) -> Books:
    for request in WRITES:
        orders = books.one("<PurchaseOrderQueryRq/>").all("TxnID")
        answer = books.ask(request.replace("ORDER", "".join(orders)))
        assert answer.codes == [0], (request, answer.text)
        assert_valid(answer.text)
    bill = books.ok("<BillQueryRq/>")["TxnID"]
    paid = books.ask(
        "<BillPaymentCheckAddRq><BillPaymentCheckAdd><PayeeEntityRef><FullName>Full</FullName></PayeeEntityRef><BankAccountRef><FullName>"
        f"Checking</FullName></BankAccountRef><IsToBePrinted>1</IsToBePrinted><Memo>m</Memo><AppliedToTxnAdd><TxnID>{bill}</TxnID><PaymentAmount>1.00"
        "</PaymentAmount><DiscountAmount>0.50</DiscountAmount><DiscountAccountRef><FullName>Discounts</FullName></DiscountAccountRef>"
        "<DiscountClassRef><FullName>North</FullName></DiscountClassRef></AppliedToTxnAdd></BillPaymentCheckAdd></BillPaymentCheckAddRq>"
    )
    assert paid.codes == [0]
    assert_valid(paid.text)
    for request in spending(bill):
        assert_valid(document(request))
        answer = books.ask(request)
        assert set(answer.codes) == {0}, (request, answer.text)
        assert_valid(answer.text)
    return books


LINES = (
    "<ExpenseLineAdd><AccountRef><FullName>Fuel</FullName></AccountRef><Amount>12</Amount><Memo>m</Memo></ExpenseLineAdd>"
    "<ItemLineAdd><ItemRef><FullName>Nails</FullName></ItemRef><Quantity>1</Quantity></ItemLineAdd>"
    "<ItemGroupLineAdd><ItemGroupRef><FullName>Deck kit</FullName></ItemGroupRef></ItemGroupLineAdd>"
)
FULL, HEAD = "<FullName>Full</FullName>", "<RefNumber>R1</RefNumber><Memo>m</Memo>"
CUSTOMER = "<CustomerRef><FullName>Quayside Ltd</FullName></CustomerRef>"
CARD = "<AccountRef><FullName>Company Card</FullName></AccountRef>"


def spending(bill: str) -> tuple[str, ...]:
    """One of everything that is bought and paid without a bill, and a credit on the bill."""
    guids = (f"<ExternalGUID>{{12345678-1234-1234-1234-{at:012}}}</ExternalGUID>" for at in range(20))
    received = f"<ReceivePaymentAddRq><ReceivePaymentAdd defMacro='TxnID:R'>{CUSTOMER}<RefNumber>R1</RefNumber><TotalAmount>5</TotalAmount><Memo>m</Memo>{next(guids)}<IsAutoApply>1</IsAutoApply></ReceivePaymentAdd></ReceivePaymentAddRq>"
    card = "<CreditCardAccountRef><FullName>Company Card</FullName></CreditCardAccountRef>"
    paid = f"<AppliedToTxnAdd><TxnID>{bill}</TxnID><PaymentAmount>1.00</PaymentAmount></AppliedToTxnAdd>"
    return (
        "<AccountAddRq><AccountAdd><Name>Company Card</Name><AccountType>CreditCard</AccountType></AccountAdd></AccountAddRq>",
        f"<VendorCreditAddRq><VendorCreditAdd><VendorRef>{FULL}</VendorRef>{HEAD}{next(guids)}{LINES}</VendorCreditAdd></VendorCreditAddRq>",
        f"<ItemReceiptAddRq><ItemReceiptAdd><VendorRef>{FULL}</VendorRef>{HEAD}{next(guids)}{LINES}</ItemReceiptAdd></ItemReceiptAddRq>",
        f"<CheckAddRq><CheckAdd><AccountRef><FullName>Checking</FullName></AccountRef><PayeeEntityRef>{FULL}</PayeeEntityRef><RefNumber>7</RefNumber><Memo>m</Memo><IsToBePrinted>0</IsToBePrinted>{next(guids)}{LINES}</CheckAdd></CheckAddRq>",
        f"<CreditCardChargeAddRq><CreditCardChargeAdd>{CARD}{HEAD}{next(guids)}{LINES}</CreditCardChargeAdd></CreditCardChargeAddRq>",
        f"<CreditCardCreditAddRq><CreditCardCreditAdd>{CARD}<PayeeEntityRef>{FULL}</PayeeEntityRef>{HEAD}{next(guids)}{LINES}</CreditCardCreditAdd></CreditCardCreditAddRq>",
        f"<BillPaymentCreditCardAddRq><BillPaymentCreditCardAdd><PayeeEntityRef>{FULL}</PayeeEntityRef>{card}{HEAD}{next(guids)}{paid}</BillPaymentCreditCardAdd></BillPaymentCreditCardAddRq>",
        f"<JournalEntryAddRq><JournalEntryAdd><TxnDate>2026-03-02</TxnDate><IsAdjustment>1</IsAdjustment>{next(guids)}<JournalCreditLine><AccountRef><FullName>Checking</FullName></AccountRef><Amount>2</Amount><Memo>m</Memo></JournalCreditLine><JournalDebitLine><AccountRef><FullName>Accounts Payable</FullName></AccountRef><Amount>2</Amount><EntityRef>{FULL}</EntityRef><ClassRef><FullName>North</FullName></ClassRef><BillableStatus>NotBillable</BillableStatus></JournalDebitLine></JournalEntryAdd></JournalEntryAddRq>",
        "<TransferAddRq><TransferAdd><TransferFromAccountRef><FullName>Checking</FullName></TransferFromAccountRef><TransferToAccountRef><FullName>Company Card</FullName></TransferToAccountRef><ClassRef><FullName>North</FullName></ClassRef><Amount>3</Amount><Memo>m</Memo></TransferAdd></TransferAddRq>",
        f"<InvoiceAddRq><InvoiceAdd>{CUSTOMER}<ClassRef><FullName>North</FullName></ClassRef><BillAddress>{ADDRESS}</BillAddress><ShipAddress>{ADDRESS}</ShipAddress><PONumber>p</PONumber><TermsRef><FullName>Net 7</FullName></TermsRef><FOB>f</FOB><Memo>m</Memo><Other>o</Other>{next(guids)}<InvoiceLineAdd><ItemRef><FullName>Nails</FullName></ItemRef><Desc>d</Desc><Quantity>2</Quantity><Rate>3.5</Rate><ServiceDate>2026-03-01</ServiceDate><Other1>x</Other1></InvoiceLineAdd><InvoiceLineGroupAdd><ItemGroupRef><FullName>Deck kit</FullName></ItemGroupRef></InvoiceLineGroupAdd></InvoiceAdd></InvoiceAddRq>",
        f"{received}<DepositAddRq><DepositAdd><DepositToAccountRef><FullName>Checking</FullName></DepositToAccountRef><Memo>m</Memo><CashBackInfoAdd><AccountRef><FullName>Fuel</FullName></AccountRef><Memo>m</Memo><Amount>1</Amount></CashBackInfoAdd>{next(guids)}<DepositLineAdd><PaymentTxnID useMacro='TxnID:R'/></DepositLineAdd><DepositLineAdd><EntityRef>{FULL}</EntityRef><AccountRef><FullName>Fuel</FullName></AccountRef><Memo>m</Memo><CheckNumber>7</CheckNumber><ClassRef><FullName>North</FullName></ClassRef><Amount>2</Amount></DepositLineAdd></DepositAdd></DepositAddRq>",
        f"<BillToPayQueryRq><PayeeEntityRef>{FULL}</PayeeEntityRef></BillToPayQueryRq>",
    )


def test_every_list_and_transaction_reads_as_the_schema_says(busy: Books) -> None:
    for kind in KINDS:
        owner = "" if kind in WITHOUT_OWNERS else OWNER
        answer = busy.ask(f"<{kind}QueryRq><ActiveStatus>All</ActiveStatus>{owner}</{kind}QueryRq>")
        assert answer.codes == [0]
        assert_valid(answer.text)
    for kind, links in (
        ("Bill", 1), ("PurchaseOrder", 1), ("BillPaymentCheck", 0), ("BillPaymentCreditCard", 0), ("VendorCredit", 1),
        ("ItemReceipt", 1), ("Check", 1), ("CreditCardCharge", 0), ("CreditCardCredit", 0),
        ("JournalEntry", 0), ("Transfer", 0), ("Invoice", 1), ("ReceivePayment", 0), ("Deposit", 0),
    ):  # fmt: skip
        include = "<IncludeLinkedTxns>1</IncludeLinkedTxns>" * links
        include = "" if kind == "Transfer" else f"<IncludeLineItems>1</IncludeLineItems>{include}{OWNER}"
        answer = busy.ask(f'<{kind}QueryRq metaData="MetaDataAndResponseData">{include}</{kind}QueryRq>')
        assert answer.codes == [0]
        assert_valid(answer.text)


def test_the_company_reads_as_the_schema_says(busy: Books) -> None:
    requests = (
        "<HostQueryRq><IncludeListMetaData><IncludeMaxCapacity>1</IncludeMaxCapacity></IncludeListMetaData></HostQueryRq>"
        f"<CompanyQueryRq>{OWNER}</CompanyQueryRq><PreferencesQueryRq/><CompanyActivityQueryRq/><DataExtDefQueryRq>{OWNER}</DataExtDefQueryRq>"
    )
    answer = busy.ask(requests)
    assert answer.codes == [0] * 5
    assert_valid(answer.text)


def test_changes_deletions_and_recovery_read_as_the_schema_says(busy: Books) -> None:
    bill = busy.ok("<BillQueryRq/>")
    head = f"<TxnID>{bill['TxnID']}</TxnID><EditSequence>{bill['EditSequence']}</EditSequence>"
    vendor = busy.ok("<VendorQueryRq><FullName>Full</FullName></VendorQueryRq>")
    contact = vendor["ContactsRet/ListID"]
    vendor_head = f"<ListID>{vendor['ListID']}</ListID><EditSequence>{vendor['EditSequence']}</EditSequence>"
    requests = (
        f"<VendorModRq><VendorMod>{vendor_head}<ContactsMod><ListID>{contact}</ListID><FirstName>Bo</FirstName></ContactsMod>"
        "<AdditionalNotesMod><NoteID>1</NoteID><Note>changed</Note></AdditionalNotesMod></VendorMod></VendorModRq>"
        f"<BillModRq><BillMod>{head}<Memo>x</Memo></BillMod></BillModRq>"
        f"<BillModRq><BillMod><TxnID>{bill['TxnID']}</TxnID><EditSequence>1</EditSequence></BillMod></BillModRq>"
        f"<TxnVoidRq><TxnVoidType>Bill</TxnVoidType><TxnID>{bill['TxnID']}</TxnID></TxnVoidRq>"
        f"<TxnDelRq><TxnDelType>Bill</TxnDelType><TxnID>{bill['TxnID']}</TxnID></TxnDelRq>"
        "<TxnDeletedQueryRq><TxnDelType>Bill</TxnDelType></TxnDeletedQueryRq>"
        f"<DataExtDelRq><DataExtDel>{OWNER}<DataExtName>Note</DataExtName><OtherDataExtType>Company</OtherDataExtType></DataExtDel></DataExtDelRq>"
        f"<DataExtDefDelRq>{OWNER}<DataExtName>Note</DataExtName></DataExtDefDelRq>"
    )
    answer = busy.ask(requests, attributes='newMessageSetID="set"')
    assert answer.codes == [0, 0, 3200, 0, 0, 0, 0, 0]
    assert_valid(answer.text)
    assert_valid(busy.ask("", attributes='newMessageSetID="set" oldMessageSetID="set"').text)
    assert_valid(busy.ask("", attributes='newMessageSetID="no" oldMessageSetID="no"').text)


@settings(max_examples=40, deadline=None, suppress_health_check=list(HealthCheck))
@given(
    texts=st.lists(st.text(st.characters(min_codepoint=32, max_codepoint=0xFFFD, exclude_categories=["Cs"]), max_size=41), min_size=3, max_size=3),
    amounts=st.lists(st.decimals("-9999999999.99", "9999999999.99", places=2), min_size=1, max_size=4),
    quantity=st.decimals("0", "99999", places=5),
)  # fmt: skip
def test_whatever_is_written_is_answered_by_the_schema(
    make: Callable[..., Books], texts: list[str], amounts: list[Any], quantity: Any
) -> None:
    books = make()
    name, memo, number = (each.replace("&", "&amp;").replace("<", "&lt;").replace("]]>", "]]&gt;") for each in texts)
    expenses = "".join(
        f"<ExpenseLineAdd><AccountRef><FullName>Fuel</FullName></AccountRef><Amount>{each}</Amount><Memo>{memo}</Memo></ExpenseLineAdd>"
        for each in itertools.chain(amounts, [abs(sum(amounts)) + 1])
    )
    item = f"<ItemLineAdd><ItemRef><FullName>Plank</FullName></ItemRef><Desc>{memo}</Desc><Quantity>{quantity}</Quantity></ItemLineAdd>"
    answer = books.ask(
        f"<VendorAddRq><VendorAdd><Name>{name}</Name><CompanyName>{memo}</CompanyName></VendorAdd></VendorAddRq>"
        f"<BillAddRq><BillAdd><VendorRef><FullName>Acme Timber</FullName></VendorRef><RefNumber>{number}</RefNumber>{expenses}{item}</BillAdd></BillAddRq>"
        "<VendorQueryRq/><BillQueryRq><IncludeLineItems>1</IncludeLineItems></BillQueryRq>"
    )
    assert set(answer.codes) <= {0, 1, 3070, 3090, 3100, 3150, 3180}
    assert_valid(answer.text)
