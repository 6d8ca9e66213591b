"""Whatever an Add or a Mod of an existing transaction says, it is answered, and the books stay books."""

# ruff: noqa: E501 - a request and its answer are read on one line

from collections.abc import Callable
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from lxml import etree
from tests.simulator.asking import Books
from tests.simulator.entering import with_card
from tests.simulator.test_every_transaction import ADDS, CHANGEABLE, current, entered
from tests.simulator.test_tables_against_schema import filled

from counterfoil.simulator.messages.table import MESSAGES

NAMES = {
    "VendorRef": ["Acme Timber", "Brick Works"], "PayeeEntityRef": ["Acme Timber"], "CustomerRef": ["Quayside Ltd"],
    "EntityRef": ["Acme Timber", "Quayside Ltd"], "APAccountRef": ["Accounts Payable"], "BankAccountRef": ["Checking"],
    "CreditCardAccountRef": ["Company Card"], "TransferFromAccountRef": ["Checking"], "TransferToAccountRef": ["Stock"],
    "DepositToAccountRef": ["Checking"], "ARAccountRef": ["Accounts Receivable"], "ItemRef": ["Nails", "Haulage"],
    "ItemGroupRef": ["Deck kit"], "TermsRef": ["Net 30"], "ClassRef": ["North"], "DiscountAccountRef": ["Discounts"],
    "AccountRef": ["Fuel", "Rent", "Checking", "Company Card", "Accounts Payable"], "OverrideItemAccountRef": ["Rent"],
    "DiscountClassRef": ["North"], "OverrideClassRef": ["North"],
}  # fmt: skip
"""Reference → what is there under that name."""
AMOUNTS = st.sampled_from(["0", "1.00", "5.00", "7.50", "-2.00"])


def made_real(draw: Any, element: Any, ids: dict[str, list[str]]) -> None:
    """Let what was drawn refer to what is there, as far as something is there."""
    for child in list(element):
        if child.tag in NAMES:
            for inner in list(child):
                child.remove(inner)
            etree.SubElement(child, "FullName").text = draw(st.sampled_from(NAMES[child.tag]))
        elif child.tag.endswith("Ref") and draw(st.booleans()):
            element.remove(child)
        elif ids.get(child.tag):
            child.text = draw(st.sampled_from(ids[child.tag]))
        elif child.tag.endswith("Amount") and not len(child):
            child.text = draw(AMOUNTS)
        elif child.tag == "ExternalGUID":
            child.text = "{12345678-1234-1234-1234-1234567890ab}"
        made_real(draw, child, ids)


def rows(books: Books, sql: str) -> list[Any]:
    return books.company.connection.execute(sql).fetchall()


def check_books(books: Books) -> None:
    """Debits are credits, balances are sums, nothing is more than settled."""
    assert not rows(books, "SELECT txn FROM posting GROUP BY txn HAVING sum(cents) != 0")
    posted = dict(rows(books, "SELECT account, sum(cents) FROM posting GROUP BY account"))
    posted |= dict(rows(books, "SELECT entity, sum(cents) FROM posting WHERE entity != '' GROUP BY entity"))
    kept = {owner: cents for owner, cents in rows(books, "SELECT list_id, cents FROM balance") if cents}
    assert kept == {owner: cents for owner, cents in posted.items() if cents}
    assert not rows(books, "SELECT 1 FROM txn WHERE open_cents < 0 OR open_cents > cents")


@pytest.mark.parametrize("name", [f"{kind}Mod" for kind in CHANGEABLE] + [f"{kind}Add" for kind in ADDS])
@settings(max_examples=10, deadline=None, suppress_health_check=list(HealthCheck))
@given(data=st.data())
def test_whatever_is_sent_is_answered_and_leaves_the_books_balanced(
    make: Callable[..., Books], name: str, data: st.DataObject
) -> None:
    books = with_card(make())
    kind = name[:-3]
    found = entered(books, kind)
    now = current(books, kind, found)
    bill = entered(books, "Bill")
    lines = [each.text or "" for each in now.element.iter("TxnLineID")]
    ids = {
        "EditSequence": [now["EditSequence"]], "TxnLineID": [*lines, "-1", "-1"], "CreditTxnID": [entered(books, "VendorCredit")["TxnID"]],
        "PaymentTxnID": [entered(books, "ReceivePayment")["TxnID"]], "LinkToTxnID": [entered(books, "PurchaseOrder")["TxnID"]],
    }  # fmt: skip
    model = MESSAGES[f"{name}Rq"].model
    assert model is not None
    request = data.draw(filled(f"{name}Rq", model))
    made_real(data.draw, request, ids)
    for txn_id in request.iter("TxnID"):
        txn_id.text = found["TxnID"] if txn_id.getparent().tag == name else bill["TxnID"]
    answer = books.one(etree.tostring(request).decode())
    assert answer.code >= 0
    check_books(books)
