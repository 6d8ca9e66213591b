"""Vendor credits, item receipts, checks and credit card charges: a row each, and what can be done with them."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

from counterfoil.simulator import status
from counterfoil.simulator.lists import store as lists
from counterfoil.simulator.lists import vendors
from counterfoil.simulator.lists.store import Reference
from counterfoil.simulator.lists.vendors import TO_VENDOR
from counterfoil.simulator.values import money

from .bills import TO_PAYABLES, open_amount
from .purchases import Form, Operations
from .store import CARD_CREDIT, CHARGE, CHECK, CREDIT, RECEIPT, Row

if TYPE_CHECKING:
    from counterfoil.simulator.company import CompanyFile

    from .records import Check

PAYABLE = {"vendor": TO_VENDOR, "ap_account": TO_PAYABLES}
PAID_AT_ONCE = {"account": TO_PAYABLES, "payee_entity": Reference("Entity", "entity")}


def _credited(company: CompanyFile, row: Row) -> dict[str, Any]:
    whole = lists.balance(company, row.entity)
    return {"credit_amount": money(row.cents), "open_amount": open_amount(company, row, whole)}


def _in_all(company: CompanyFile, row: Row) -> dict[str, Any]:
    del company
    return {"total_amount": money(row.cents)}


def _spent(company: CompanyFile, row: Row) -> dict[str, Any]:
    del company
    return {"amount": money(row.cents)}


def _with_address(company: CompanyFile, check: Check) -> Check:
    """A check to a vendor bears the vendor's address unless it says another."""
    payee = vendors.get(company, check.payee_entity.list_id) if check.payee_entity else None
    return replace(check, address=check.address or (payee.vendor_address if payee else None))


def _check_refunds(company: CompanyFile, check: Check, own_id: str) -> None:
    """Refuse to refund a transaction: the kinds that a check could refund are not kept."""
    del company, own_id
    if check.apply_check_to_txn:
        raise status.not_found(check.apply_check_to_txn[0].txn_id)


vendor_credits = Operations(
    Form(CREDIT, PAYABLE, _credited, payee="VendorRef", direction=-1, is_open=True, total="CreditAmount")
)
item_receipts = Operations(Form(RECEIPT, PAYABLE, _in_all, payee="VendorRef", receives=True))
checks = Operations(
    Form(
        CHECK,
        PAID_AT_ONCE,
        _spent,
        account="AccountRef",
        account_types=("Bank",),
        completed=_with_address,
        check=_check_refunds,
    )
)
card_charges = Operations(Form(CHARGE, PAID_AT_ONCE, _spent, account="AccountRef", account_types=("CreditCard",)))
card_credits = Operations(
    Form(CARD_CREDIT, PAID_AT_ONCE, _spent, account="AccountRef", account_types=("CreditCard",), direction=-1)
)
