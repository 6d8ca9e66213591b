"""Macros: what an earlier request of the set will make, used before it has an id (docs/quickbooks.md 1.5)."""

# ruff: noqa: E501 - a request and its answer are read on one line

from collections.abc import Callable

import pytest
from tests.simulator.asking import Books, Set
from tests.simulator.entering import expense, named

from counterfoil.simulator.status import ProcessorError


def bill(macro: str, amount: str = "10.00") -> str:
    return f'<BillAddRq><BillAdd defMacro="{macro}">{named("VendorRef", "Acme Timber")}{expense(amount)}</BillAdd></BillAddRq>'


def credit(macro: str) -> str:
    return f'<VendorCreditAddRq><VendorCreditAdd defMacro="{macro}">{named("VendorRef", "Acme Timber")}{expense("4.00")}</VendorCreditAdd></VendorCreditAddRq>'


def payment(macro: str, credit: str = "") -> str:
    head = (
        f"{named('PayeeEntityRef', 'Acme Timber')}{named('BankAccountRef', 'Checking')}<IsToBePrinted>1</IsToBePrinted>"
    )
    applied = (
        f'<SetCredit><CreditTxnID useMacro="{credit}"/><AppliedAmount>4.00</AppliedAmount></SetCredit>'
        if credit
        else ""
    )
    part = f'<AppliedToTxnAdd><TxnID useMacro="{macro}"/><PaymentAmount>6.00</PaymentAmount>{applied}</AppliedToTxnAdd>'
    return f"<BillPaymentCheckAddRq><BillPaymentCheckAdd>{head}{part}</BillPaymentCheckAdd></BillPaymentCheckAddRq>"


def ask(books: Books, *requests: str, **envelope: str) -> Set:
    return books.ask("".join(requests), **envelope)


def test_a_bill_is_entered_credited_and_paid_in_one_set(books: Books) -> None:
    found = ask(books, bill("TxnID:B1"), credit("TxnID:C1"), payment("TxnID:B1", "TxnID:C1"))
    assert found.codes == [0, 0, 0]
    paid = found.answers[2]
    assert paid["AppliedToTxnRet/TxnID"] == found.answers[0]["BillRet/TxnID"]
    assert (paid["LinkedTxn/TxnID"], paid["BalanceRemaining"]) == (found.answers[1]["VendorCreditRet/TxnID"], "0.00")


def test_an_order_is_entered_and_changed_in_one_set(books: Books) -> None:
    first = f"<PurchaseOrderLineAdd>{named('ItemRef', 'Plank')}</PurchaseOrderLineAdd>"
    line = f'{first}<PurchaseOrderLineAdd defMacro="TxnLineID:L1">{named("ItemRef", "Nails")}</PurchaseOrderLineAdd>'
    kept = '<PurchaseOrderLineMod><TxnLineID useMacro="TxnLineID:L1"/><Quantity>7</Quantity></PurchaseOrderLineMod>'
    add = f'<PurchaseOrderAddRq><PurchaseOrderAdd defMacro="TxnID:P1">{named("VendorRef", "Acme Timber")}{line}</PurchaseOrderAdd></PurchaseOrderAddRq>'
    sequence = int(books.company.clock.now().timestamp())
    mod = f'<PurchaseOrderModRq><PurchaseOrderMod><TxnID useMacro="TxnID:P1"/><EditSequence>{sequence}</EditSequence><Memo>m</Memo>{kept}</PurchaseOrderMod></PurchaseOrderModRq>'
    assert ask(books, add, mod).codes == [0, 0]
    order = books.ok("<PurchaseOrderQueryRq><IncludeLineItems>1</IncludeLineItems></PurchaseOrderQueryRq>")
    assert (order["Memo"], order.all("ItemRef/FullName"), order["Quantity"]) == ("m", ["Nails"], "7")


@pytest.mark.parametrize(
    "requests",
    [
        (payment("TxnID:B1"),),
        (bill("TxnID:B1"), bill("TxnID:B1")),
        (bill("B1"),),
        (bill("Name:B1"),),
    ],
    ids=["not defined", "defined twice", "without a kind", "of an unknown kind"],
)
def test_macros_that_cannot_be_are_9100_or_as_switched(make: Callable[..., Books], requests: tuple[str, ...]) -> None:
    for code in (9100, 9150):
        answers = ask(make(macro_error_code=code), *requests)
        assert answers.codes == [0] * (len(requests) - 1) + [code]


def test_an_add_that_fails_defines_nothing(books: Books) -> None:
    nobody = bill("TxnID:B1").replace("Acme Timber", "Nobody")
    assert ask(books, nobody, payment("TxnID:B1")).codes == [3140, 9100]
    assert ask(books, nobody, bill("TxnID:B1"), payment("TxnID:B1")).codes == [3140, 0, 0]


def test_a_macro_does_not_outlive_its_set(books: Books) -> None:
    ask(books, bill("TxnID:B1"))
    assert ask(books, payment("TxnID:B1")).codes == [9100]


def test_a_repeated_set_with_macros_is_answered_as_before(books: Books) -> None:
    again = [ask(books, bill("TxnID:B1"), payment("TxnID:B1"), attributes='newMessageSetID="s"') for _ in range(2)]
    assert [each.codes for each in again] == [[0, 0], [0, 0]]
    assert len(books.ok("<BillQueryRq/>").rets) == 1


@pytest.mark.parametrize(
    ("request_", "version"),
    [
        (bill("TxnID:B1"), "1.1"),
        (bill("TxnID:B1").replace("defMacro", "useMacro"), "13.0"),
        (payment("TxnID:B1").replace("useMacro", "defMacro"), "13.0"),
        ('<BillQueryRq><TxnID useMacro="TxnID:B1"/></BillQueryRq>', "13.0"),
        ('<VendorAddRq><VendorAdd defMacro="ListID:V1"><Name>V</Name></VendorAdd></VendorAddRq>', "13.0"),
    ],
)
def test_a_macro_where_there_can_be_none_is_a_mistake_of_structure(books: Books, request_: str, version: str) -> None:
    with pytest.raises(ProcessorError, match="0x80040400"):
        ask(books, request_, version=version)
