"""Answers become observations, leniently, and one bad record does not spoil the rest (rule S10)."""

# ruff: noqa: E501 - an element reads best on one line

from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from counterfoil.qbxml.answers import ActivityFacts, CompanyFacts, Header, HostFacts, PreferenceFacts, Recovered, Status
from counterfoil.qbxml.read import Malformed, read_answer
from counterfoil.records import (
    BillPayment,
    BillState,
    Deletion,
    ItemType,
    Kind,
    LinkedTransaction,
    OrderLineState,
    Ref,
)
from tests.qbxml.answers import HEAD, OK, bill, bills, document, response

EXPENSE = "<ExpenseLineRet><TxnLineID>2-1</TxnLineID><AccountRef><ListID>8-1</ListID></AccountRef><Amount>{}</Amount></ExpenseLineRet>"


def only(text: str, **options: Any) -> Any:
    """The only response of a document."""
    (one,) = read_answer(text, **options).responses
    return one


def record(name: str, content: str, id_element: str = "ListID") -> Any:
    """The observation of one record in a query's answer."""
    raw = f"<{name}><{id_element}>8-1</{id_element}>{HEAD}{content}</{name}>"
    found = only(document(response("SomeQueryRs", raw)))
    assert found.unreadable == ()
    return found.observations[0]


class TestABill:
    def test_is_read_with_its_head_fields_and_lines(self):
        observed = only(
            bills(
                "<TxnNumber>7</TxnNumber><VendorRef><ListID>9-1</ListID><FullName>Keller &amp; Co</FullName></VendorRef>"
                "<TxnDate>2026-11-20</TxnDate><AmountDue>12.50</AmountDue><RefNumber>00123</RefNumber>"
                "<Memo>Caf&#233;&#10;two</Memo><IsPaid>false</IsPaid>" + EXPENSE.format("12.50")
            )
        ).observations[0]
        assert (observed.kind, observed.id, observed.edit_sequence) == (Kind.BILL, "1-1", "1795360560")
        assert observed.time_modified == "2026-11-22T09:16:00-05:00"
        assert observed.record.vendor == Ref("9-1")
        assert observed.record.vendor.name == "Keller & Co"
        assert observed.record.txn_date == date(2026, 11, 20)
        assert observed.record.ref_number == "00123"
        assert observed.record.memo == "Café\ntwo"
        assert [line.amount for line in observed.record.expense_lines] == [Decimal("12.50")]
        assert observed.derived == BillState(total=Decimal("12.50"), txn_number=7, linked=())

    def test_has_links_of_money_and_of_goods(self):
        link = "<LinkedTxn><TxnID>{}</TxnID><TxnType>{}</TxnType><TxnDate>2026-01-01</TxnDate>{}<Amount>{}</Amount></LinkedTxn>"
        content = (
            "<AmountDue>30.00</AmountDue>"
            + link.format("3-1", "BillPaymentCheck", "<LinkType>AMTTYPE</LinkType>", "-10.00")
            + link.format("4-1", "PurchaseOrder", "<LinkType>QUANTYPE</LinkType>", "30.00")
            + link.format("5-1", "PurchaseOrder", "", "1.00")
        )
        state = only(bills(content)).observations[0].derived
        assert state.linked == (
            LinkedTransaction("3-1", "BillPaymentCheck", Decimal("-10.00")),
            LinkedTransaction("4-1", "PurchaseOrder", Decimal("30.00"), is_money=False),
            LinkedTransaction("5-1", "PurchaseOrder", Decimal("1.00"), is_money=False),
        )
        assert state.open_amount == Decimal("20.00")

    def test_from_an_add_or_mod_says_nothing_of_links(self):
        for name in ("BillAddRs", "BillModRs"):
            assert only(document(response(name, bill("<Memo>m</Memo>")))).observations[0].derived.linked is None
        assert only(bills("<Memo>m</Memo>"), speaks_of_links=False).observations[0].derived.linked is None

    def test_keeps_an_item_group_whole(self):
        group = (
            "<ItemGroupLineRet><TxnLineID>5-1</TxnLineID><ItemGroupRef><ListID>6-1</ListID></ItemGroupRef>"
            "<Desc>kit</Desc><Quantity>2</Quantity><TotalAmount>8.00</TotalAmount>"
            "<ItemLineRet><TxnLineID>7-1</TxnLineID><Amount>8.00</Amount></ItemLineRet></ItemGroupLineRet>"
        )
        item = "<ItemLineRet><TxnLineID>4-1</TxnLineID><Amount>1.00</Amount></ItemLineRet>"
        single, kit = only(bills(item + group)).observations[0].record.item_lines
        assert (single.id, kit.id, kit.amount, kit.quantity) == ("4-1", "5-1", Decimal("8.00"), Decimal(2))
        assert [line.id for line in kit.lines] == ["7-1"]


class TestLenience:
    @pytest.mark.parametrize("lines", [0, 1, 2])
    def test_lines_are_always_a_tuple(self, lines):
        assert (
            len(only(bills("<Memo>m</Memo>" + EXPENSE.format("1.00") * lines)).observations[0].record.expense_lines)
            == lines
        )

    @pytest.mark.parametrize(
        "content",
        [
            "<IsPending>false</IsPending><Memo>m</Memo>",
            "<Memo>m</Memo><NewThing><Deep><Memo>other</Memo></Deep></NewThing>",
            "<Memo>m</Memo><TxnDate></TxnDate><AmountDue/>",
            "<ExpenseLineRet><TxnLineID>1-2</TxnLineID><BillableStatus>Perhaps</BillableStatus></ExpenseLineRet><Memo>m</Memo>",
            "<CurrencyRef><FullName>US Dollar</FullName></CurrencyRef><Memo>m</Memo><VendorRef/>",
            "<Memo>m</Memo><TxnNumber>3</TxnNumber>",
        ],
        ids=[
            "newer element",
            "unknown branch",
            "empty elements",
            "odd enumeration",
            "empty reference",
            "misplaced element",
        ],
    )
    def test_what_is_unknown_missing_or_odd_does_not_hide_the_rest(self, content):
        found = only(bills(content))
        assert found.unreadable == ()
        assert found.observations[0].record.memo == "m"

    def test_an_account_type_that_we_do_not_know_is_kept_as_it_is(self):
        account = record("AccountRet", "<Name>Odd</Name><AccountType>CryptoAsset</AccountType>").record
        assert account.account_type == "CryptoAsset"

    def test_control_characters_of_rare_files_are_dropped(self):
        found = only(bills("<Memo>a\x0bb&#26;&#x1F;c</Memo>"))
        assert found.observations[0].record.memo == "abc"

    def test_cdata_and_comments_are_understood(self):
        found = only(bills("<Memo>a<!-- x --><![CDATA[<BillRet>&]]>b</Memo>"))
        assert found.observations[0].record.memo == "a<BillRet>&b"


class TestUnreadable:
    @pytest.mark.parametrize(
        ("content", "reason"),
        [
            ("<AmountDue>12,50</AmountDue>", "'12,50' is not a number"),
            ("<AmountDue>1.005</AmountDue>", "'1.005' has more than two places"),
            ("<AmountDue>1e500</AmountDue>", "'1e500' is not a number"),
            (f"<AmountDue>{'9' * 60}</AmountDue>", "far too many digits"),
            ("<AmountDue>NaN</AmountDue>", "'NaN' is not a number"),
            ("<TxnDate>20/11/2026</TxnDate>", "'20/11/2026' is not a date"),
            ("<IsPaid>maybe</IsPaid>", "'maybe' is neither true nor false"),
            ("<TxnNumber>one</TxnNumber>", "'one' is not a whole number"),
            ("<ExpenseLineRet><Amount>1.00</Amount></ExpenseLineRet>", "a line has no TxnLineID"),
            ("<LinkedTxn><Amount>1.00</Amount></LinkedTxn>", "a linked transaction has no TxnID"),
            ("<Memo>cut off<Memo>", "not well-formed"),
            ("<Memo>&nosuch;</Memo>", "not well-formed"),
        ],
    )
    def test_one_bad_bill_in_two_hundred_is_set_aside_with_its_text(self, content, reason):
        good = "<Memo>good</Memo>"
        found = only(bills(*[good] * 99, content, *[good] * 100))
        assert len(found.observations) == 199
        (bad,) = found.unreadable
        assert (bad.kind, bad.id) == (Kind.BILL, "100-1")
        assert content in bad.raw
        assert reason in bad.reason

    def test_a_record_without_an_id_is_set_aside(self):
        (bad,) = only(document(response("BillQueryRs", f"<BillRet>{HEAD}<Memo>m</Memo></BillRet>"))).unreadable
        assert (bad.id, bad.reason) == ("", "BillRet: it has no TxnID or ListID")

    def test_facts_that_cannot_be_read_do_not_spoil_the_answer(self):
        odd = "<PreferencesRet><AccountingPreferences><ClosingDate>soon</ClosingDate></AccountingPreferences></PreferencesRet>"
        found = only(document(response("PreferencesQueryRs", odd)))
        assert found.facts is None
        assert "'soon' is not a date" in found.unreadable[0].reason


class TestTheFrame:
    def test_says_what_became_of_each_request(self):
        answer = read_answer(
            '<QBXML><QBXMLMsgsRs newMessageSetID="x" messageSetStatusCode="600">'
            '<BillQueryRs requestID="1" statusCode="1" statusSeverity="Info" statusMessage="nothing"/>'
            '<BillModRs requestID="" statusCode="3200" statusSeverity="Error" statusMessage="The provided edit sequence '
            '&quot;1&quot; is out-of-date."/></QBXMLMsgsRs></QBXML>'
        )
        assert answer.set_status == 600
        assert [(each.name, each.request_id, each.status) for each in answer.responses] == [
            ("BillQueryRs", "1", Status(1, "Info", "nothing")),
            ("BillModRs", "", Status(3200, "Error", 'The provided edit sequence "1" is out-of-date.')),
        ]

    def test_says_where_an_iterator_stands(self):
        attributes = f'{OK} retCount="2" iteratorRemainingCount="40" iteratorID="{{abc}}"'
        found = only(document(response("BillQueryRs", bill(), attributes=attributes)))
        assert (found.iterator_id, found.remaining, found.count) == ("{abc}", 40, 2)

    def test_without_an_iterator_nothing_remains_to_be_asked(self):
        found = only(bills(""))
        assert (found.iterator_id, found.remaining, found.count) == ("", None, None)

    def test_a_missing_or_odd_status_is_minus_one(self):
        assert only(document("<BillAddRs/>")).status == Status(-1)
        assert only(document('<BillAddRs statusCode="?"/>')).status.code == -1

    def test_records_stay_with_their_response(self):
        memo = "<Memo>m</Memo>"
        two = document(response("BillQueryRs", bill(memo, "1-1")), response("BillQueryRs", bill(memo, "2-1")))
        assert [[each.id for each in one.observations] for one in read_answer(two).responses] == [["1-1"], ["2-1"]]

    @pytest.mark.parametrize("text", ["", "<html/>", "<QBXML></QBXML>", "<QBXML><QBXMLMsgsRs></QBXML>", "sorry"])
    def test_what_is_no_answer_is_malformed(self, text):
        with pytest.raises(Malformed):
            read_answer(text)

    def test_an_answer_that_was_cut_off_anywhere_is_malformed(self):
        whole = bills("<Memo>one</Memo>", "<Memo>two</Memo>")
        for length in range(len(whole) - 1):
            with pytest.raises(Malformed):
                read_answer(whole[:length])


class TestOtherAnswers:
    def test_an_error_recovery_names_what_was_written(self):
        recovery = "<ErrorRecovery><TxnID>1F-1</TxnID><EditSequence>17</EditSequence><ExternalGUID>{g}</ExternalGUID></ErrorRecovery>"
        assert only(document(response("BillAddRs", recovery))).recovered == (Recovered("1F-1", "17", "{g}"),)

    def test_a_delete_says_what_and_when(self):
        content = "<TxnDelType>Bill</TxnDelType><TxnID>1F-1</TxnID><TimeDeleted>2026-11-22T10:00:00-05:00</TimeDeleted>"
        found = only(document(response("TxnDelRs", content)))
        assert (found.deleted_id, found.time_deleted) == ("1F-1", "2026-11-22T10:00:00-05:00")

    def test_the_deletion_log_of_transactions_and_lists(self):
        times = "<TimeCreated>a</TimeCreated><TimeDeleted>b</TimeDeleted>"
        bill_row = f"<TxnDeletedRet><TxnDelType>Bill</TxnDelType><TxnID>1-1</TxnID>{times}<RefNumber>7</RefNumber></TxnDeletedRet>"
        item_row = f"<ListDeletedRet><ListDelType>ItemGroup</ListDelType><ListID>2-1</ListID>{times}<FullName>Kit</FullName></ListDeletedRet>"
        answer = document(response("TxnDeletedQueryRs", bill_row), response("ListDeletedQueryRs", item_row))
        assert [each.deletions for each in read_answer(answer).responses] == [
            (Deletion(Kind.BILL, "1-1", "a", "b", "7"),),
            (Deletion(Kind.ITEM, "2-1", "a", "b", "Kit"),),
        ]

    def test_a_deletion_of_something_else_is_set_aside(self):
        row = "<TxnDeletedRet><TxnDelType>Estimate</TxnDelType><TxnID>1-1</TxnID></TxnDeletedRet>"
        assert "Estimate" in only(document(response("TxnDeletedQueryRs", row))).unreadable[0].reason

    def test_host(self):
        host = (
            "<HostRet><ProductName>QuickBooks Pro</ProductName><MajorVersion>34</MajorVersion><Country>US</Country>"
            "<SupportedQBXMLVersion>1.0</SupportedQBXMLVersion><SupportedQBXMLVersion>16.0</SupportedQBXMLVersion>"
            "<IsAutomaticLogin>true</IsAutomaticLogin><QBFileMode>MultiUser</QBFileMode></HostRet>"
        )
        assert only(document(response("HostQueryRs", host))).facts == HostFacts(
            "QuickBooks Pro", "34", "", "US", ("1.0", "16.0"), is_automatic_login=True, is_multi_user=True
        )

    def test_company_with_private_data(self):
        company = (
            "<CompanyRet><IsSampleCompany>false</IsSampleCompany><CompanyName>Rook Ltd</CompanyName>"
            "<AccountantCopy><AccountantCopyExists>true</AccountantCopyExists><DividingDate>2025-12-31</DividingDate></AccountantCopy>"
            "<DataExtRet><OwnerID>{o}</OwnerID><DataExtName>Marker</DataExtName><DataExtType>STR255TYPE</DataExtType>"
            "<DataExtValue>17</DataExtValue></DataExtRet></CompanyRet>"
        )
        assert only(document(response("CompanyQueryRs", company))).facts == CompanyFacts(
            "Rook Ltd", data={("{o}", "Marker"): "17"}, is_accountant_copy=True, dividing_date=date(2025, 12, 31)
        )

    def test_activity_and_preferences(self):
        activity = "<CompanyActivityRet><LastRestoreTime>2026-01-02T03:04:05</LastRestoreTime></CompanyActivityRet>"
        assert only(document(response("CompanyActivityQueryRs", activity))).facts == ActivityFacts(
            "2026-01-02T03:04:05"
        )
        preferences = (
            "<PreferencesRet><AccountingPreferences><IsUsingAccountNumbers>true</IsUsingAccountNumbers>"
            "<IsUsingClassTracking>true</IsUsingClassTracking><ClosingDate>2025-12-31</ClosingDate></AccountingPreferences>"
            "<PurchasesAndVendorsPreferences><DaysBillsAreDue>10</DaysBillsAreDue></PurchasesAndVendorsPreferences></PreferencesRet>"
        )
        assert only(document(response("PreferencesQueryRs", preferences))).facts == PreferenceFacts(
            date(2025, 12, 31), uses_account_numbers=True, uses_departments=True, days_bills_are_due=10
        )

    @pytest.mark.parametrize(
        ("name", "item_type"),
        [
            ("ItemServiceRet", ItemType.SERVICE),
            ("ItemGroupRet", ItemType.GROUP),
            ("ItemSalesTaxRet", ItemType.SALES_TAX),
        ],
    )
    def test_items_of_every_kind(self, name, item_type):
        assert record(name, "<Name>Day</Name><ItemDesc>a day</ItemDesc>").record.item_type is item_type

    def test_a_purchase_order_with_what_has_come(self):
        line = "<PurchaseOrderLineRet><TxnLineID>{}</TxnLineID><Quantity>5</Quantity>{}</PurchaseOrderLineRet>"
        content = line.format("1-2", "<ReceivedQuantity>3</ReceivedQuantity>") + (
            "<PurchaseOrderLineGroupRet><TxnLineID>1-3</TxnLineID>"
            + line.format("1-4", "<IsManuallyClosed>true</IsManuallyClosed>")
            + "</PurchaseOrderLineGroupRet>"
        )
        observed = record("PurchaseOrderRet", content, "TxnID")
        assert [each.id for each in observed.record.lines] == ["1-2", "1-4"]
        assert observed.derived.lines == (OrderLineState("1-2", Decimal(3)), OrderLineState("1-4", is_closed=True))

    def test_a_payment_with_the_bills_that_it_settles(self):
        content = (
            "<CreditCardAccountRef><ListID>7-1</ListID></CreditCardAccountRef><Amount>9.00</Amount>"
            "<AppliedToTxnRet><TxnID>3-1</TxnID><TxnType>Bill</TxnType><Amount>9.00</Amount></AppliedToTxnRet>"
        )
        observed = record("BillPaymentCreditCardRet", content, "TxnID")
        assert observed.record == BillPayment(paid_from=Ref("7-1"), amount=Decimal("9.00"), is_by_credit_card=True)
        assert observed.derived.applied == (LinkedTransaction("3-1", "Bill", Decimal("9.00")),)


class TestWhatIsKnown:
    PAGE = bills("<Memo>one</Memo>", "<Memo>two</Memo>")

    def test_an_unchanged_record_builds_nothing(self):
        known = {each.id: each.fingerprint for each in only(self.PAGE).observations}
        found = only(self.PAGE.replace("two", "three"), known=lambda _kind, _ids: known)
        assert [each.id for each in found.unchanged] == ["1-1"]
        assert [(each.id, each.record.memo) for each in found.observations] == [("2-1", "three")]

    def test_an_unchanged_record_still_tells_its_state(self):
        known = {each.id: each.fingerprint for each in only(self.PAGE).observations}
        touched = self.PAGE.replace("1795360560", "1795360999")
        assert only(touched, known=lambda _kind, _ids: known).unchanged[0] == Header(
            Kind.BILL, "1-1", "1795360999", "2026-11-22T09:15:00-05:00", "2026-11-22T09:16:00-05:00"
        )

    def test_a_sweep_brings_headers_and_no_records(self):
        row = "<BillRet><TxnID>1-1</TxnID><TimeModified>t</TimeModified><EditSequence>5</EditSequence></BillRet>"
        found = only(document(response("BillQueryRs", row)))
        assert found.headers == (Header(Kind.BILL, "1-1", "5", "", "t"),)
        assert found.observations == ()

    def test_a_document_is_looked_up_once_a_kind_however_its_records_are_mixed(self):
        asked: list[tuple[Kind, list[str]]] = []

        def known(kind: Kind, ids: list[str]) -> dict[str, str]:
            asked.append((kind, ids))
            return {}

        row = "<{0}Ret><ListID>{1}</ListID>{2}<Name>x</Name></{0}Ret>"
        names = "ItemService", "ItemInventory", "ItemService", "Vendor"
        items = [row.format(name, f"{place}-1", HEAD) for place, name in enumerate(names, start=1)]
        read_answer(
            document(response("ItemQueryRs", *items[:3]), response("VendorQueryRs", items[3])),
            known=known,
        )
        assert asked == [(Kind.ITEM, ["1-1", "2-1", "3-1"]), (Kind.VENDOR, ["4-1"])]
