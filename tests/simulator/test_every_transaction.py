"""What holds for transactions of every kind: stale, locked, closed, void, deleted, and how they are asked for."""

# ruff: noqa: E501 - a request and its answer are read on one line

from collections.abc import Callable
from datetime import date

import pytest
from tests.simulator.asking import APP, Answer, Books, Set, document
from tests.simulator.entering import applied, bill, change, expense, named, read, undo, with_card

from counterfoil.simulator.clock import ManualClock
from counterfoil.simulator.messages.parts import ENUMS
from counterfoil.simulator.messages.table import MESSAGES
from counterfoil.simulator.parsing import VERSIONS
from counterfoil.simulator.status import ProcessorError

VENDOR, CUSTOMER = named("VendorRef", "Acme Timber"), named("CustomerRef", "Quayside Ltd")
CARD, CHECKING = named("AccountRef", "Company Card"), named("AccountRef", "Checking")
PAYEE = named("PayeeEntityRef", "Acme Timber")
ORDERED = f"<PurchaseOrderLineAdd>{named('ItemRef', 'Nails')}<Quantity>4</Quantity></PurchaseOrderLineAdd>"
SOLD = f"<InvoiceLineAdd>{named('ItemRef', 'Haulage')}</InvoiceLineAdd>"
JOURNAL = "".join(
    f"<Journal{side}Line>{named('AccountRef', account)}<Amount>3.00</Amount><Memo>m</Memo></Journal{side}Line>"
    for side, account in (("Debit", "Rent"), ("Credit", "Checking"))
)
BROUGHT = f"<DepositLineAdd>{named('AccountRef', 'Sales')}<Amount>5.00</Amount></DepositLineAdd>"
ENDS = f"{named('TransferFromAccountRef', 'Checking')}{named('TransferToAccountRef', 'Stock')}<Amount>5.00</Amount>"
ADDS: dict[str, tuple[str, str, str]] = {
    "Bill": (VENDOR, "", expense("5.00")),
    "VendorCredit": (VENDOR, "", expense("5.00")),
    "ItemReceipt": (VENDOR, "", expense("5.00")),
    "PurchaseOrder": (VENDOR, "", ORDERED),
    "Check": (CHECKING, "", expense("5.00")),
    "CreditCardCharge": (CARD, "", expense("5.00")),
    "CreditCardCredit": (CARD, "", expense("5.00")),
    "BillPaymentCheck": (PAYEE, named("BankAccountRef", "Checking") + "<IsToBePrinted>1</IsToBePrinted>", "PAID"),
    "BillPaymentCreditCard": (PAYEE, named("CreditCardAccountRef", "Company Card"), "PAID"),
    "JournalEntry": ("", "", JOURNAL),
    "Transfer": ("", "", ENDS),
    "Invoice": (CUSTOMER, "", SOLD),
    "ReceivePayment": (CUSTOMER, "<TotalAmount>5.00</TotalAmount>", "<IsAutoApply>0</IsAutoApply>"),
    "Deposit": ("", named("DepositToAccountRef", "Checking"), BROUGHT),
}
"""Kind → what of its Add stands before the date, after it, and at the end."""
CHANGEABLE = [kind for kind in ADDS if kind != "BillPaymentCreditCard"]
DELETABLE = [kind for kind in ADDS if kind in ENUMS["TxnDelType"]]
VOIDABLE = [kind for kind in ADDS if kind in ENUMS["TxnVoidType"]]
WITHOUT_MEMO = ("JournalEntry",)


def entered(books: Books, kind: str, day: str = "2026-03-02") -> Answer:
    before, after, end = ADDS[kind]
    if "PAID" in end:
        end = applied(bill(books, "9.00", head="<TxnDate>2026-03-02</TxnDate>"), "4.00")
    return books.one(f"<{kind}AddRq><{kind}Add>{before}<TxnDate>{day}</TxnDate>{after}{end}</{kind}Add></{kind}AddRq>")


@pytest.fixture
def books(make: Callable[..., Books]) -> Books:
    return with_card(make())


def current(books: Books, kind: str, found: Answer) -> Answer:
    if kind == "Transfer":
        return books.ok(f"<TransferQueryRq><TxnID>{found['TxnID']}</TxnID></TransferQueryRq>")
    return read(books, kind, found)


def changed(books: Books, kind: str, found: Answer, inside: str) -> Answer:
    if kind != "Transfer":
        return change(books, kind, found, inside)
    now = current(books, kind, found)
    head = f"<TxnID>{now['TxnID']}</TxnID><EditSequence>{now['EditSequence']}</EditSequence>"
    return books.one(f"<TransferModRq><TransferMod>{head}{inside}</TransferMod></TransferModRq>")


def test_the_kinds_are_those_that_quickbooks_deletes_and_voids_as_far_as_they_are_kept() -> None:
    assert set(ADDS) - set(DELETABLE) == {"Transfer"}
    assert set(ADDS) - set(VOIDABLE) == {"Transfer", "PurchaseOrder", "ReceivePayment"}


@pytest.mark.parametrize("kind", ADDS)
def test_nothing_is_added_changed_deleted_or_voided_on_or_before_the_closing_date(books: Books, kind: str) -> None:
    old, new = entered(books, kind, "2026-02-28"), entered(books, kind, "2026-03-02")
    assert (old.code, new.code) == (0, 0)
    books.company.change_settings(closing_date=date(2026, 2, 28))
    assert entered(books, kind, "2026-02-28").code == 3171
    assert entered(books, kind, "2026-03-01").code == 0
    if kind in CHANGEABLE:
        assert changed(books, kind, old, "<TxnDate>2026-03-05</TxnDate>").code == 3171
        assert changed(books, kind, new, "<TxnDate>2026-02-28</TxnDate>").code == 3171
        assert changed(books, kind, new, "<TxnDate>2026-03-05</TxnDate>").code == 0
    for way, kinds in (("TxnVoid", VOIDABLE), ("TxnDel", DELETABLE)):
        if kind in kinds:
            assert [undo(books, way, kind, each).code for each in (old, new)] == [3161, 0]


@pytest.mark.parametrize("kind", ADDS)
def test_the_closing_date_may_let_everything_through(make: Callable[..., Books], kind: str) -> None:
    books = with_card(make(closing_date="allow"))
    books.company.change_settings(closing_date=date(2026, 4, 30))
    found = entered(books, kind)
    assert found.code == 0
    if kind in CHANGEABLE:
        assert changed(books, kind, found, "<TxnDate>2026-03-01</TxnDate>").code == 0
    if kind in DELETABLE:
        assert undo(books, "TxnDel", kind, found).code == 0


@pytest.mark.parametrize("kind", CHANGEABLE)
def test_a_stale_unknown_or_impossible_transaction_does_not_change(books: Books, clock: ManualClock, kind: str) -> None:
    found = entered(books, kind)
    clock.advance(60)
    assert changed(books, kind, found, "<TxnDate>2026-03-03</TxnDate>").code == 0

    def sent(txn_id: str) -> int:
        head = f"<TxnID>{txn_id}</TxnID><EditSequence>{found['EditSequence']}</EditSequence>"
        return books.one(f"<{kind}ModRq><{kind}Mod>{head}</{kind}Mod></{kind}ModRq>").code

    assert [sent(each) for each in (found["TxnID"], "FFFF-1", "bogus")] == [3200, 3120, 3000]


@pytest.mark.parametrize("kind", ADDS)
def test_a_transaction_open_at_the_screen_is_locked(books: Books, kind: str) -> None:
    found = entered(books, kind)
    now = current(books, kind, found)
    books.company.locks.add(found["TxnID"])
    if kind in CHANGEABLE:
        head = f"<TxnID>{now['TxnID']}</TxnID><EditSequence>{now['EditSequence']}</EditSequence>"
        assert books.one(f"<{kind}ModRq><{kind}Mod>{head}</{kind}Mod></{kind}ModRq>").code == 3175
    for way, kinds in (("TxnVoid", VOIDABLE), ("TxnDel", DELETABLE)):
        if kind in kinds:
            assert undo(books, way, kind, found).code == 3175


@pytest.mark.parametrize("kind", VOIDABLE)
def test_a_void_transaction_is_nought_and_says_so_before_its_memo(books: Books, kind: str) -> None:
    found = entered(books, kind)
    for _ in range(2):
        answer = undo(books, "TxnVoid", kind, found)
        assert (answer.code, answer["TxnVoidType"], answer["TxnID"]) == (0, kind, found["TxnID"])
    now = read(books, kind, found)
    expected = "VOID: m" if kind in WITHOUT_MEMO else "VOID:"
    assert now["Memo"] == expected
    row = books.company.connection.execute("SELECT cents, open_cents FROM txn WHERE txn_id = ?", [found["TxnID"]])
    assert row.fetchone() == (0, 0)
    assert not books.company.connection.execute(
        "SELECT 1 FROM posting JOIN txn ON txn.id = posting.txn WHERE txn_id = ?", [found["TxnID"]]
    ).fetchone()


@pytest.mark.parametrize("kind", DELETABLE)
def test_a_deleted_transaction_is_gone_and_remembered_for_so_many_days(
    make: Callable[..., Books], clock: ManualClock, kind: str
) -> None:
    for days in (90, 30):
        books = with_card(make(deleted_retention_days=days))
        found = entered(books, kind)
        assert undo(books, "TxnDel", kind, found)["TxnID"] == found["TxnID"]
        assert books.one(f"<{kind}QueryRq><TxnID>{found['TxnID']}</TxnID></{kind}QueryRq>").code == 500
        gone = f"<TxnDeletedQueryRq><TxnDelType>{kind}</TxnDelType></TxnDeletedQueryRq>"
        assert books.ok(gone)["TxnID"] == found["TxnID"]
        clock.advance(days * 86400 - 10)
        assert books.one(gone).code == 0
        clock.advance(20)
        assert books.one(gone).code == 1


# -- asking -------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("kind", ADDS)
def test_every_kind_is_found_by_id_date_and_page(books: Books, kind: str) -> None:
    found = [entered(books, kind, f"2026-03-0{day}")["TxnID"] for day in (3, 1, 2)]

    def ids(inside: str, attributes: str = "") -> list[str]:
        return books.one(f"<{kind}QueryRq {attributes}>{inside}</{kind}QueryRq>").all(f"{kind}Ret/TxnID")

    by_date = [found[1], found[2], found[0]]
    assert ids("") == by_date
    assert ids("<MaxReturned>2</MaxReturned>") == by_date[:2]
    dated = "<TxnDateRangeFilter><FromTxnDate>2026-03-02</FromTxnDate><ToTxnDate>2026-03-02</ToTxnDate></TxnDateRangeFilter>"
    assert ids(dated) == [found[2]]
    changed_ = "<ModifiedDateRangeFilter><FromModifiedDate>2030-01-01</FromModifiedDate></ModifiedDateRangeFilter>"
    assert ids(changed_) == []
    assert ids("".join(f"<TxnID>{each}</TxnID>" for each in found)) == by_date
    only = books.one(f"<{kind}QueryRq><IncludeRetElement>TxnDate</IncludeRetElement></{kind}QueryRq>")
    assert {each.tag for ret in only.rets for each in ret} == {"TxnDate"}
    counted = books.one(f'<{kind}QueryRq metaData="MetaDataOnly"></{kind}QueryRq>')
    assert (counted.get("retCount"), counted.rets) == ("3", [])


@pytest.mark.parametrize("kind", ADDS)
def test_every_kind_has_an_iterator(books: Books, kind: str) -> None:
    found = [entered(books, kind, f"2026-03-0{day}")["TxnID"] for day in (1, 2, 3)]
    ticket = books.processor.begin_session(APP)

    def page(attributes: str) -> Answer:
        request = f"<{kind}QueryRq {attributes}><MaxReturned>2</MaxReturned></{kind}QueryRq>"
        return Set(books.processor.process_request(ticket, document(request))).answers[0]

    first = page('iterator="Start"')
    second = page(f'iterator="Continue" iteratorID="{first.get("iteratorID")}"')
    assert [each.all(f"{kind}Ret/TxnID") for each in (first, second)] == [found[:2], found[2:]]
    assert [each.get("iteratorRemainingCount") for each in (first, second)] == ["1", "0"]


def test_an_unknown_type_to_delete_is_refused_as_switched(make: Callable[..., Books]) -> None:
    for code in (3110, 531):
        books = make(enum_error_code=code)
        assert books.one("<TxnDelRq><TxnDelType>Transfer</TxnDelType><TxnID>1-1</TxnID></TxnDelRq>").code == code
    assert books.one("<TxnDelRq><TxnDelType>Estimate</TxnDelType><TxnID>1-1</TxnID></TxnDelRq>").code == 3120


OWNERS = {
    "Bill": ("Acme Timber", "Accounts Payable"), "VendorCredit": ("Acme Timber", "Accounts Payable"),
    "ItemReceipt": ("Acme Timber", "Accounts Payable"), "PurchaseOrder": ("Acme Timber", ""),
    "Check": ("", "Checking"), "CreditCardCharge": ("", "Company Card"), "CreditCardCredit": ("", "Company Card"),
    "BillPaymentCheck": ("Acme Timber", "Checking"), "BillPaymentCreditCard": ("Acme Timber", "Company Card"),
    "JournalEntry": ("", "Rent"), "Invoice": ("Quayside Ltd", "Accounts Receivable"),
    "ReceivePayment": ("Quayside Ltd", "Accounts Receivable"), "Deposit": ("", "Checking"),
}  # fmt: skip
"""Kind → the entity and the account that its filters find it by."""


@pytest.mark.parametrize("kind", OWNERS)
def test_entity_and_account_filters_find_every_kind(books: Books, kind: str) -> None:
    entered(books, kind)

    def found(element: str, full_name: str) -> int:
        filters = f"<{element}><FullName>{full_name}</FullName></{element}>"
        return len(books.one(f"<{kind}QueryRq>{filters}</{kind}QueryRq>").rets)

    entity, account = OWNERS[kind]
    assert (found("EntityFilter", entity) if entity else 1) == 1
    assert (found("AccountFilter", account) if account else 1) == 1
    assert [found("EntityFilter", "Brick Works"), found("AccountFilter", "Cost of Goods Sold")] == [0, 0]


def versions_around(since: float) -> tuple[str, str]:
    """The newest version older than one, and the one."""
    at = next(place for place, each in enumerate(VERSIONS) if float(each) == since)
    return VERSIONS[at - 1], VERSIONS[at]


@pytest.mark.parametrize(
    "name", [name for name in MESSAGES if name.removesuffix("QueryRq") in ADDS and MESSAGES[name].since > 1.0]
)
def test_a_query_is_unknown_before_its_version(books: Books, name: str) -> None:
    older, own = versions_around(MESSAGES[name].since)
    with pytest.raises(ProcessorError, match="0x80040400"):
        books.ask(f"<{name}/>", version=older)
    assert books.one(f"<{name}/>", version=own).code == 1
