"""No message of the official schema brings the simulator down: each is answered with a documented status."""

import re
from pathlib import Path
from typing import Any

import pytest
from lxml import etree
from tests.schema import needs_schema, official_schema
from tests.simulator.asking import Books
from tests.simulator.schema_samples import request_names, sample

from counterfoil.simulator.grammar import Model
from counterfoil.simulator.messages.parts import words
from counterfoil.simulator.messages.table import MESSAGES

pytestmark = [pytest.mark.schema, needs_schema]
FACTS = (Path(__file__).parents[2] / "docs" / "quickbooks.md").read_text()
DOCUMENTED = {
    int(code)
    for row in FACTS[FACTS.index("## 2 ") : FACTS.index("## 3 ")].splitlines()
    if row.startswith("| ")
    for code in re.findall(r"\b\d+\b", row.split("|")[1])
}
"""The statuses of docs/quickbooks.md 2."""


FOREIGN = words(
    """Addr3 Addr4 Country DeliveryMethod Desc DetailAccountType IsSalesTaxAgency IsStatementWithParent IsTaxIncluded
    IsTaxOnTax IsTaxTrackedOnPurchases IsTaxTrackedOnSales ItemPurchaseTaxRef ItemSalesTaxRef Memo Mobile Name Pager
    PrintAs
    PurchaseTaxCodeRef ReportingPeriod SalesTaxCodeRef SalesTaxCountry SalesTaxReturnLineRef SalesTaxReturnRef
    ServiceDate Suffix TaxAmount TaxOnPurchasesAccountRef TaxOnSalesAccountRef TaxRegistrationNumber
    TxnLineDetail TxnLineID DiscountLineAdd SalesTaxLineAdd ShippingLineAdd DiscountLineMod SalesTaxLineMod
    ShippingLineMod"""
)
"""What only editions for other countries know: here such an element is a structural mistake."""


def without_what_is_foreign(element: Any, model: Model | None, gone: set[str]) -> Any:
    """The request as the edition for the United States knows it; what was taken out is added to `gone`."""
    if model is not None:
        known = {each.name: each for each in model.fields}
        for child in list(element):
            if child.tag in known:
                without_what_is_foreign(child, known[child.tag].model, gone)
            else:
                gone.add(child.tag)
                element.remove(child)
    return element


@pytest.mark.parametrize("everything", [False, True], ids=["smallest", "everything"])
def test_every_message_of_the_schema_is_answered_with_a_documented_status(books: Books, everything: bool) -> None:
    answered, gone = {}, set[str]()
    for name in request_names():
        request = without_what_is_foreign(sample(name, everything=everything), MESSAGES[name].model, gone)
        answer = books.one(etree.tostring(request).decode())
        assert answer.element.tag == f"{name[:-2]}Rs"
        answered[name] = answer.code
    assert gone <= FOREIGN
    assert len(answered) > 200
    assert set(answered.values()) <= DOCUMENTED, {k: v for k, v in answered.items() if v not in DOCUMENTED}


@pytest.mark.parametrize("everything", [False, True], ids=["smallest", "everything"])
def test_the_samples_are_what_the_schema_allows(everything: bool) -> None:
    for name in request_names():
        root = etree.Element("QBXML")
        etree.SubElement(root, "QBXMLMsgsRq", onError="continueOnError").append(sample(name, everything=everything))
        schema = official_schema()
        assert schema.validate(root), f"{schema.error_log}\n{etree.tostring(root, pretty_print=True).decode()}"


def test_every_message_of_the_schema_is_known_and_no_other() -> None:
    assert set(MESSAGES) == set(request_names())


def test_a_feature_that_is_not_there_says_so(books: Books) -> None:
    of = {"CurrencyQuery": 3250, "PriceLevelQuery": 3250, "PayrollItemWageQuery": 3262, "ToDoQuery": 1030}
    assert {name: books.one(f"<{name}Rq/>").code for name in of} == of
    assert books.one("<ARRefundCreditCardQueryRq/>").code == 3264
