"""Checks and credit cards that pay bills, with discounts and vendor credits (docs/quickbooks.md 4.5)."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any, TypeVar

from counterfoil.simulator import status
from counterfoil.simulator.documents import merged
from counterfoil.simulator.lists import accounts
from counterfoil.simulator.lists import store as lists
from counterfoil.simulator.lists.vendors import TO_ACCOUNT, TO_VENDOR
from counterfoil.simulator.values import Address, Ref, cents, money

from . import applying, store
from .applying import PAYABLES, Payer
from .records import AppliedTo, BillPayment, BillPaymentCheck, BillPaymentCreditCard
from .store import CARD_PAYMENT, PAYMENT, Row

if TYPE_CHECKING:
    from collections.abc import Sequence

    from counterfoil.simulator.company import CompanyFile

P = TypeVar("P", BillPaymentCheck, BillPaymentCreditCard)
BANKS = {PAYMENT.kind: ("BankAccountRef", "Bank"), CARD_PAYMENT.kind: ("CreditCardAccountRef", "CreditCard")}
"""Kind → the element of the account it pays from, and that account's type."""


def _references(kind: str) -> dict[str, Any]:
    return {"payee_entity": TO_VENDOR, "ap_account": TO_ACCOUNT, store.KINDS[kind].account: TO_ACCOUNT}


def add(company: CompanyFile, payment: P) -> P:
    """Pay bills by check or card and return the payment as stored."""
    kind = store.KINDS[type(payment).__name__]
    with company.change():
        payment = replace(payment, txn_date=payment.txn_date or company.today())
        store.check_open_period(company, 3171, payment.txn_date)
        payment = lists.resolved(company, payment, _references(kind.kind), kind.kind)
        payment = replace(payment, applied_to=applying.resolved(company, payment.applied_to, kind.kind))
        if payment.payee_entity is None:
            raise status.missing_element("PayeeEntityRef")
        _check_bank(company, kind.kind, getattr(payment, kind.account))
        _check_payables(company, payment.ap_account)
        store.check_guid(company, payment.external_guid)
        payer = Payer(PAYABLES, payment.payee_entity.list_id, _id(payment.ap_account), {})
        applied = applying.planned(company, payer, payment.applied_to)
        if not applied:
            raise status.missing_element("AppliedToTxnAdd")
        payment = replace(payment, ap_account=Ref(payer.account, company.full_name(payer.account)))
        txn, payment = store.insert(company, kind, payment, sum(each.paid for each in applied), 0)
        applying.apply(company, txn, applied)
        entered: P = _entered(company, txn)
        return entered


def modify(
    company: CompanyFile,
    txn_id: str,
    edit_sequence: str | None = None,
    *,
    applied_to: Sequence[AppliedTo] | None = None,
    **changes: Any,
) -> BillPayment:
    """Change a payment by check and return it as stored; a list of applications replaces the old one.

    Credits that it applied stay applied: only without the payment are they free again. At the screen (no edit
    sequence) a payment by card can change too; no message asks for it.
    """
    with company.change():
        kinds = (PAYMENT.kind,) if edit_sequence is not None else tuple(BANKS)
        row = store.present(company, txn_id, *kinds)
        store.check_free(company, row, edit_sequence)
        amount = changes.pop("amount", None)
        before = read(company, row)
        after = merged(before, changes, {"Address": Address})
        after = replace(after, txn_date=after.txn_date or before.txn_date)
        store.check_open_period(company, 3171, before.txn_date, after.txn_date)
        after = lists.resolved(company, after, _references(row.kind), row.kind)
        _check_bank(company, row.kind, getattr(after, store.KINDS[row.kind].account))
        total, left = row.cents, row.open_cents
        if applied_to is not None:
            total, left = _replace_applications(company, row, after, applied_to), 0
        if amount is not None and cents(amount) != total:
            raise status.invalid_value("Amount", amount, "The amount must be that of the bills paid.")
        store.update(company, row, after, total, left)
        changed: BillPayment = _entered(company, row.id)
        return changed


def _replace_applications(company: CompanyFile, row: Row, after: BillPayment, applied_to: Sequence[AppliedTo]) -> int:
    """Put new applications in place of the old ones; returns what is paid in all, in cents."""
    payer = Payer(PAYABLES, row.entity, _id(after.ap_account), applying.paid_by(company, row.id), row.id)
    planned = applying.planned(company, payer, applying.resolved(company, applied_to, row.kind))
    if not planned:
        raise status.missing_element("AppliedToTxnMod")
    touched = applying.take_off(company, row.id)
    applying.apply(company, row.id, planned, touched=touched)
    return sum(each.paid for each in planned)


def delete(company: CompanyFile, txn_id: str, kind: str = PAYMENT.kind) -> tuple[str, int]:
    """Delete a payment; its bills are open and its credits free again. Returns its RefNumber and when it went."""
    with company.change():
        row = store.check_deletable(company, txn_id, kind)
        applying.take_off_all(company, row.id)
        return row.ref_number, store.remove(company, row)


def void(company: CompanyFile, txn_id: str, kind: str = PAYMENT.kind) -> BillPayment:
    """Void a payment: its amount becomes nought, its bills are open and its credits free again."""
    with company.change():
        row = store.check_deletable(company, txn_id, kind)
        payment = read(company, row)
        applying.take_off_all(company, row.id)
        store.update(company, row, replace(payment, memo=store.void_text(payment.memo), applied_to=()), 0, 0)
        store.post(company, row.id, ())
        voided: BillPayment = read(company, store.by_row(company, row.id))
        return voided


def get(company: CompanyFile, txn_id: str) -> BillPayment | None:
    """The payment with that TxnID and what it pays."""
    row = store.row_of(company, txn_id, *BANKS)
    found: BillPayment | None = read(company, row) if row else None
    return found


def read(company: CompanyFile, row: Row, *, lines: bool = True, links: bool = True) -> Any:
    """The payment of a row; what it pays costs extra and may be left out."""
    del links
    applied = applying.applications(company, row.id) if lines else ()
    return store.head_of(company, row, applied_to=applied, amount=money(row.cents))


def _entered(company: CompanyFile, txn: int) -> Any:
    """The payment as stored, once its uses and postings are."""
    row = store.by_row(company, txn)
    found = read(company, row)
    store.note_uses(company, txn, found)
    applying.post(company, row)
    return found


def _id(ref: Ref | None) -> str:
    return ref.list_id if ref else ""


def _check_bank(company: CompanyFile, kind: str, ref: Ref | None) -> None:
    element, wanted = BANKS[kind]
    if ref is None:
        raise status.missing_element(element)
    if accounts.type_of(company, ref.list_id) != wanted:
        named = "bank" if wanted == "Bank" else "credit card"
        raise status.invalid_value(element, ref.full_name, f"The account is not a {named} account.")


def _check_payables(company: CompanyFile, ref: Ref | None) -> None:
    if ref is not None and accounts.type_of(company, ref.list_id) != "AccountsPayable":
        raise status.invalid_value("APAccountRef", ref.full_name, "The account is not an accounts payable account.")
