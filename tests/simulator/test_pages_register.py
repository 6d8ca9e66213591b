"""The register: what has no form of its own is listed, shown with what it posts, voided and deleted."""

from decimal import Decimal
from typing import Any

import pytest
from tests.simulator.conftest import named
from tests.simulator.visiting import OWN, Page, Visitor, words

from counterfoil.simulator.company import CompanyFile
from counterfoil.simulator.transactions import bills, expenditure, payments, transfers
from counterfoil.simulator.transactions.ledger_records import Transfer
from counterfoil.simulator.transactions.records import (
    AppliedTo,
    Bill,
    BillPaymentCheck,
    Check,
    ExpenseLine,
    SetCredit,
    VendorCredit,
)


def fuel(amount: str) -> tuple[ExpenseLine, ...]:
    return (ExpenseLine(account=named("Fuel"), amount=Decimal(amount)),)


@pytest.fixture
def entered(company: CompanyFile) -> dict[str, str]:
    """A credit, half of it applied to a bill; a check; a transfer: their TxnIDs."""
    acme = named("Acme Timber")
    credit: Any = expenditure.vendor_credits.add(
        company, VendorCredit(vendor=acme, ref_number="CR-7", memo="returned", expense_lines=fuel("30"))
    )
    bill = bills.add(company, Bill(vendor=acme, ref_number="B-1", expense_lines=fuel("50")))
    applied = AppliedTo(bill.txn_id, set_credit=(SetCredit(credit.txn_id, Decimal(15)),))
    payments.add(company, BillPaymentCheck(payee_entity=acme, bank_account=named("Checking"), applied_to=(applied,)))
    check = expenditure.checks.add(
        company, Check(account=named("Checking"), ref_number="1001", expense_lines=fuel("12.50"))
    )
    ends = {"transfer_from_account": named("Checking"), "transfer_to_account": named("Stock")}
    transfer = transfers.add(company, Transfer(amount=Decimal(5), **ends))  # type: ignore[arg-type]
    return {"credit": credit.txn_id, "check": check.txn_id, "transfer": transfer.txn_id}


def rows(page: Page) -> list[str]:
    return [" ".join(words(cell) for cell in row) for row in page.all("//div[@id='register']//tbody/tr")]


def test_the_register_lists_what_has_no_form_newest_first(visitor: Visitor, entered: dict[str, str]) -> None:
    del entered
    found = rows(visitor.page("/register"))
    assert [each.split()[0] for each in found] == ["Transfer", "Check", "Vendor"]
    assert "CR-7" in found[2]
    assert "30.00" in found[2]
    assert "partly applied" in found[2]


@pytest.mark.parametrize(
    ("query", "kinds"),
    [
        ("kind=Check", ["Check"]),
        ("find=cr-7", ["Vendor"]),
        ("find=acme", ["Vendor"]),
        ("find=zzz", []),
        ("kind=Bill", 3),
    ],
)
def test_the_register_is_narrowed(visitor: Visitor, entered: dict[str, str], query: str, kinds: Any) -> None:
    del entered
    found = [each.split()[0] for each in rows(visitor.page(f"/register?{query}"))]
    assert (len(found) if isinstance(kinds, int) else found) == kinds


def test_a_transaction_shows_what_it_posts_and_is_linked_to(visitor: Visitor, entered: dict[str, str]) -> None:
    page = visitor.page(f"/register/{entered['credit']}")
    shown = words(page.all("//div[@id='transaction']")[0])
    for part in ("returned", "Accounts Payable", "Acme Timber", "Fuel", "Linked to", "B-1", "15.00"):
        assert part in shown
    assert page.all("//a[starts-with(@href, '/bills/')]")


def post(visitor: Visitor, address: str) -> Any:
    headers = {"content-type": "application/x-www-form-urlencoded", "origin": OWN}
    return visitor.post(address, content="", headers=headers)


def test_a_check_is_void_and_then_deleted(visitor: Visitor, company: CompanyFile, entered: dict[str, str]) -> None:
    address = f"/register/{entered['check']}"
    assert post(visitor, f"{address}/void").status_code == 303
    page = visitor.page(address)
    assert "VOID:" in words(page.all("//div[@id='transaction']")[0])
    assert not page.all("//button[contains(@formaction, '/void')]")
    assert post(visitor, f"{address}/delete").status_code == 303
    assert expenditure.checks.get(company, entered["check"]) is None


def test_a_transfer_offers_neither_and_a_locked_check_says_why(
    visitor: Visitor, company: CompanyFile, entered: dict[str, str]
) -> None:
    page = visitor.page(f"/register/{entered['transfer']}")
    assert not page.all("//button[contains(@formaction, '/register/')]")
    assert post(visitor, f"/register/{entered['transfer']}/delete").status_code == 404
    company.locks.add(entered["check"])
    refused = post(visitor, f"/register/{entered['check']}/void")
    assert refused.status_code == 422
    assert "It is in use by another user." in refused.text
