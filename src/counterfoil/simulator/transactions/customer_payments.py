"""What customers pay: applied to their invoices, and deposited at once or later (docs/quickbooks.md 4.5)."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

from counterfoil.simulator import status
from counterfoil.simulator.documents import merged
from counterfoil.simulator.lists import accounts
from counterfoil.simulator.lists import store as lists
from counterfoil.simulator.lists.customers import TO_CUSTOMER
from counterfoil.simulator.lists.store import Reference
from counterfoil.simulator.lists.vendors import TO_ACCOUNT
from counterfoil.simulator.values import ZERO, Ref, cents, money

from . import applying, selling, store
from .applying import RECEIVABLES, Payer
from .records import AppliedTo
from .store import RECEIVED, Row

if TYPE_CHECKING:
    from collections.abc import Sequence

    from counterfoil.simulator.company import CompanyFile

    from .sales_records import ReceivePayment

REFERENCES = {
    "customer": TO_CUSTOMER,
    "ar_account": TO_ACCOUNT,
    "payment_method": Reference("Payment Method", "payment method"),
    "deposit_to_account": TO_ACCOUNT,
}
DEPOSITED = "You need to delete this transaction from the deposit before you can edit its name or amount."
OPEN = """SELECT txn_id, open_cents FROM txn INDEXED BY txn_owed
    WHERE entity = ? AND kind = 'Invoice' AND open_cents != 0 AND account = ? ORDER BY txn_date, number"""


def add(company: CompanyFile, payment: ReceivePayment) -> ReceivePayment:
    """Receive a payment and return it as stored; what is not applied is unused."""
    with company.change():
        payment = replace(payment, txn_date=payment.txn_date or company.today())
        store.check_open_period(company, 3171, payment.txn_date)
        payment = lists.resolved(company, payment, REFERENCES, RECEIVED.kind)
        applied_to = applying.resolved(company, payment.applied_to, RECEIVED.kind)
        customer = payment.customer
        if customer is None:
            raise status.missing_element("CustomerRef")
        payment = replace(payment, deposit_to_account=payment.deposit_to_account or selling.undeposited(company))
        if payment.is_auto_apply:
            payment = replace(payment, ar_account=payment.ar_account or selling.receivables(company))
            applied_to = _oldest_first(company, payment)
        payer = Payer(RECEIVABLES, customer.list_id, _id(payment.ar_account), {})
        planned = applying.planned(company, payer, applied_to)
        account = payer.account or selling.receivables(company).list_id
        payment = replace(payment, ar_account=Ref(account, company.full_name(account)))
        _check_accounts(company, payment)
        paid = sum(each.paid for each in planned)
        total = paid if payment.total_amount is None and planned else _total(payment)
        _check_enough(total, paid)
        store.check_guid(company, payment.external_guid)
        txn, payment = store.insert(company, RECEIVED, payment, total, total - paid)
        applying.apply(company, txn, planned)
        return _entered(company, txn)


def modify(
    company: CompanyFile,
    txn_id: str,
    edit_sequence: str | None = None,
    *,
    applied_to: Sequence[AppliedTo] | None = None,
    **changes: Any,
) -> ReceivePayment:
    """Change a payment and return it as stored; a list of applications replaces the old one.

    Once it is deposited its customer and amount stay.
    """
    with company.change():
        row = store.present(company, txn_id, RECEIVED.kind)
        store.check_free(company, row, edit_sequence)
        before = read(company, row)
        after = merged(before, changes, {})
        after = replace(after, txn_date=after.txn_date or before.txn_date)
        store.check_open_period(company, 3171, before.txn_date, after.txn_date)
        after = lists.resolved(company, after, REFERENCES, RECEIVED.kind)
        _check_header(company, row, before, after)
        total, paid = _total(after), row.cents - row.open_cents
        if applied_to is not None:
            payer = Payer(RECEIVABLES, row.entity, row.account, applying.paid_by(company, row.id), row.id)
            planned = applying.planned(company, payer, applying.resolved(company, applied_to, RECEIVED.kind))
            touched = applying.take_off(company, row.id)
            applying.apply(company, row.id, planned, touched=touched)
            paid = sum(each.paid for each in planned)
        _check_enough(total, paid)
        store.update(company, row, after, total, total - paid)
        return _entered(company, row.id)


def delete(company: CompanyFile, txn_id: str) -> tuple[str, int]:
    """Delete a payment that is not deposited; its invoices are open again. Returns its RefNumber and when it went."""
    with company.change():
        row = store.check_deletable(company, txn_id, RECEIVED.kind)
        if is_deposited(company, row.id):
            raise status.undeletable(txn_id, DEPOSITED)
        applying.take_off_all(company, row.id)
        return row.ref_number, store.remove(company, row)


def get(company: CompanyFile, txn_id: str) -> ReceivePayment | None:
    """The payment with that TxnID, or None."""
    row = store.row_of(company, txn_id, RECEIVED.kind)
    return read(company, row) if row else None


def read(company: CompanyFile, row: Row, *, lines: bool = True, links: bool = True) -> ReceivePayment:
    """The payment of a row; what it is applied to costs extra and may be left out."""
    del links
    payment: ReceivePayment = store.head_of(
        company,
        row,
        applied_to=applying.applications(company, row.id) if lines else (),
        total_amount=money(row.cents),
        unused_payment=money(row.open_cents),
    )
    return payment


def is_deposited(company: CompanyFile, txn: int) -> bool:
    """Whether a deposit has taken the payment to the bank."""
    sql = "SELECT 1 FROM link WHERE target = ? AND type = 'DEPOSIT'"
    return company.connection.execute(sql, [txn]).fetchone() is not None


def _entered(company: CompanyFile, txn: int) -> ReceivePayment:
    row = store.by_row(company, txn)
    payment = read(company, row)
    store.note_uses(company, txn, payment)
    applying.post(company, row)
    return payment


def _oldest_first(company: CompanyFile, payment: ReceivePayment) -> tuple[AppliedTo, ...]:
    """The customer's open invoices, the oldest first, as far as the payment goes."""
    assert payment.customer is not None
    left, found = _total(payment), []
    for txn_id, open_cents in company.connection.execute(OPEN, [payment.customer.list_id, _id(payment.ar_account)]):
        part = min(left, open_cents)
        if part > 0:
            found.append(AppliedTo(txn_id, money(part)))
            left -= part
    return tuple(found)


def _id(ref: Ref | None) -> str:
    return ref.list_id if ref else ""


def _total(payment: ReceivePayment) -> int:
    if payment.total_amount is None:
        raise status.missing_element("TotalAmount")
    if payment.total_amount < 0:
        raise status.invalid_value("TotalAmount", payment.total_amount, "The amount must be positive.")
    return cents(payment.total_amount)


def _check_enough(total: int, paid: int) -> None:
    if paid > total:
        reason = "You cannot apply more than the amount of the payment."
        raise status.invalid_value("AppliedToTxnAdd payment amount", money(paid), reason)


def _check_accounts(company: CompanyFile, payment: ReceivePayment) -> None:
    for element, ref, wanted in (
        ("ARAccountRef", payment.ar_account, ("AccountsReceivable",)),
        ("DepositToAccountRef", payment.deposit_to_account, ("Bank", "OtherCurrentAsset")),
    ):
        if ref is None:
            raise status.missing_element(element)
        if accounts.type_of(company, ref.list_id) not in wanted:
            raise status.invalid_value(element, ref.full_name, "The account is of another type.")


def _check_header(company: CompanyFile, row: Row, before: ReceivePayment, after: ReceivePayment) -> None:
    if after.customer is None:
        raise status.missing_element("CustomerRef")
    _check_accounts(company, after)
    deposited = is_deposited(company, row.id)
    for element, was, now, shown in (
        ("CustomerRef", before.customer, after.customer, after.customer.full_name),
        ("TotalAmount", before.total_amount, after.total_amount, after.total_amount or ZERO),
        ("DepositToAccountRef", before.deposit_to_account, after.deposit_to_account, _name(after.deposit_to_account)),
    ):
        if deposited and was != now:
            raise status.invalid_value(element, shown, DEPOSITED)
    applied = row.cents != row.open_cents
    for element, was, now in (
        ("CustomerRef", before.customer, after.customer),
        ("ARAccountRef", before.ar_account, after.ar_account),
    ):
        if applied and was != now:
            raise status.invalid_value(element, _name(now), "The transaction is linked to other transactions.")


def _name(ref: Ref | None) -> str:
    return ref.full_name if ref else ""
