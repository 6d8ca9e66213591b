"""Checks that pay bills: what each pays, with discounts; bills' open amounts follow (docs/quickbooks.md 4.5)."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import TYPE_CHECKING, Any

from counterfoil.simulator import status
from counterfoil.simulator.documents import merged
from counterfoil.simulator.lists import accounts
from counterfoil.simulator.lists import store as lists
from counterfoil.simulator.lists.classes import TO_CLASS
from counterfoil.simulator.lists.vendors import TO_ACCOUNT, TO_VENDOR
from counterfoil.simulator.values import Address, Ref, cents, money

from . import store
from .records import AppliedTo, BillPaymentCheck
from .store import BILL, PAYMENT, Posting, Row

if TYPE_CHECKING:
    from collections.abc import Sequence

    from counterfoil.simulator.company import CompanyFile

REFERENCES = {"payee_entity": TO_VENDOR, "ap_account": TO_ACCOUNT, "bank_account": TO_ACCOUNT}
APPLIED_REFERENCES = {"discount_account": TO_ACCOUNT, "discount_class": TO_CLASS}


def add(company: CompanyFile, payment: BillPaymentCheck) -> BillPaymentCheck:
    """Pay bills by a check and return it as stored."""
    with company.change():
        payment = replace(payment, txn_date=payment.txn_date or company.today())
        store.check_open_period(company, 3171, payment.txn_date)
        payment = _resolved(company, payment)
        for element, ref in (("PayeeEntityRef", payment.payee_entity), ("BankAccountRef", payment.bank_account)):
            if ref is None:
                raise status.missing_element(element)
        _check_bank(company, payment.bank_account)
        store.check_guid(company, payment.external_guid)
        applied = _checked(company, payment, {})
        payment = replace(payment, ap_account=payment.ap_account or _payables_of(company, applied[0][0]))
        _check_payables(company, payment, applied)
        txn, payment = store.insert(company, PAYMENT, payment, _total(payment), 0)
        _apply(company, txn, applied, Row(*_row(company, payment.txn_id)))
        _enter(company, txn, payment)
        return read(company, store.present(company, payment.txn_id, PAYMENT.kind))


def modify(
    company: CompanyFile,
    txn_id: str,
    edit_sequence: str | None = None,
    *,
    applied_to: Sequence[AppliedTo] | None = None,
    **changes: Any,
) -> BillPaymentCheck:
    """Change a payment and return it as stored; a list of applications replaces the old one."""
    with company.change():
        row = store.present(company, txn_id, PAYMENT.kind)
        store.check_free(company, row, edit_sequence)
        amount = changes.pop("amount", None)
        before = read(company, row)
        after = merged(before, changes, {"Address": Address})
        after = replace(after, txn_date=after.txn_date or before.txn_date)
        store.check_open_period(company, 3171, before.txn_date, after.txn_date)
        if after.bank_account is None:
            raise status.missing_element("BankAccountRef")
        after = _resolved(
            company, replace(after, applied_to=before.applied_to if applied_to is None else tuple(applied_to))
        )
        _check_bank(company, after.bank_account)
        total = row.cents
        if applied_to is not None:
            applied = _checked(company, after, _freed(company, row.id))
            _check_payables(company, after, applied)
            touched = _unapply(company, row.id)
            total = _total(after)
            _apply(company, row.id, applied, row, already_touched=touched)
        if amount is not None and cents(amount) != total:
            raise status.invalid_value("Amount", amount, "The amount must be that of the bills paid.")
        store.update(company, row, after, total, 0)
        if applied_to is not None:
            _enter(company, row.id, after)
        else:
            _post(company, row.id, replace(after, amount=money(total)))
        return read(company, store.present(company, txn_id, PAYMENT.kind))


def delete(company: CompanyFile, txn_id: str) -> tuple[str, int]:
    """Delete a payment; its bills are open again. Returns its RefNumber and when it went."""
    with company.change():
        row = store.check_deletable(company, txn_id, PAYMENT.kind)
        _unapply(company, row.id)
        return row.ref_number, store.remove(company, row)


def void(company: CompanyFile, txn_id: str) -> BillPaymentCheck:
    """Void a payment: its amount becomes nought, its bills are open again."""
    with company.change():
        row = store.check_deletable(company, txn_id, PAYMENT.kind)
        payment = read(company, row)
        _unapply(company, row.id)
        payment = replace(payment, memo=store.void_text(payment.memo), applied_to=())
        store.update(company, row, payment, 0, 0)
        store.post(company, row.id, ())
        return read(company, store.present(company, txn_id, PAYMENT.kind))


def get(company: CompanyFile, txn_id: str) -> BillPaymentCheck | None:
    """The payment with that TxnID and what it pays."""
    row = store.row_of(company, txn_id, PAYMENT.kind)
    return read(company, row) if row else None


def read(company: CompanyFile, row: Row, *, lines: bool = True, links: bool = True) -> BillPaymentCheck:
    """The payment of a row; what it pays costs extra and may be left out."""
    del links
    applied = _applications(company, row.id) if lines else ()
    payment: BillPaymentCheck = store.head_of(company, row, applied_to=applied, amount=money(row.cents))
    return payment


def _applications(company: CompanyFile, txn: int) -> tuple[AppliedTo, ...]:
    sql = """SELECT t.txn_id, t.txn_date, t.ref_number, t.open_cents, l.cents, l.discount,
        l.discount_account, l.discount_class
        FROM link l JOIN txn t ON t.id = l.target WHERE l.source = ? AND l.type = 'AMTTYPE' ORDER BY l.id"""
    return tuple(
        AppliedTo(
            txn_id=txn_id,
            payment_amount=money(paid),
            discount_amount=money(discount) if discount else None,
            discount_account=Ref(account, company.full_name(account)) if account else None,
            discount_class=Ref(class_, company.full_name(class_)) if class_ else None,
            txn_date=date.fromisoformat(day),
            ref_number=ref_number,
            balance_remaining=money(left),
            amount=money(paid),
        )
        for txn_id, day, ref_number, left, paid, discount, account, class_ in company.connection.execute(
            sql, [txn]
        ).fetchall()
    )


def _row(company: CompanyFile, txn_id: str) -> Row:
    return store.present(company, txn_id, PAYMENT.kind)


def _resolved(company: CompanyFile, payment: BillPaymentCheck) -> BillPaymentCheck:
    payment = lists.resolved(company, payment, REFERENCES, PAYMENT.kind)
    applied = tuple(lists.resolved(company, each, APPLIED_REFERENCES, PAYMENT.kind) for each in payment.applied_to)
    return replace(payment, applied_to=applied)


def _check_bank(company: CompanyFile, ref: Ref | None) -> None:
    assert ref is not None
    if accounts.type_of(company, ref.list_id) not in ("Bank", "CreditCard"):
        raise status.invalid_value("BankAccountRef", ref.full_name, "The account is not a bank account.")


def _payables_of(company: CompanyFile, bill: Row) -> Ref:
    return Ref(bill.account, company.full_name(bill.account))


def _check_payables(company: CompanyFile, payment: BillPaymentCheck, applied: list[tuple[Row, AppliedTo]]) -> None:
    del company
    assert payment.ap_account is not None
    for bill, _ in applied:
        if bill.account != payment.ap_account.list_id:
            raise status.not_found(bill.txn_id)


def _checked(company: CompanyFile, payment: BillPaymentCheck, freed: dict[int, int]) -> list[tuple[Row, AppliedTo]]:
    """Each bill with what is paid of it, or refuse; `freed` is what the payment paid before."""
    assert payment.payee_entity is not None
    found: list[tuple[Row, AppliedTo]] = []
    for each in payment.applied_to:
        bill = store.present(company, each.txn_id, BILL.kind)
        if any(bill.id == row.id for row, _ in found):
            raise status.invalid_value("TxnID", each.txn_id, "A bill can be paid only once by one payment.")
        left = bill.open_cents + freed.get(bill.id, 0)
        if bill.entity != payment.payee_entity.list_id or not left:
            raise status.not_found(each.txn_id)
        found.append((bill, _check_application(company, each, left)))
    if not found:
        raise status.missing_element("AppliedToTxnAdd")
    return found


def _check_application(company: CompanyFile, each: AppliedTo, left: int) -> AppliedTo:
    if each.set_credit:
        raise status.not_found(each.set_credit[0].credit_txn_id)
    if each.payment_amount is None and each.discount_amount is None:
        raise status.missing_element("PaymentAmount")
    if each.discount_amount and each.discount_account is None:
        default = company.settings.default_discount_account
        if not default:
            raise status.missing_element("DiscountAccountRef")
        each = replace(each, discount_account=Ref(default, company.full_name(default)))
    paid, discount = _parts(each)
    if paid < 0 or discount < 0:
        raise status.invalid_value(
            "AppliedToTxnAdd payment amount", each.payment_amount, "The amount must be positive."
        )
    if paid + discount > left:
        raise status.invalid_value(
            "AppliedToTxnAdd payment amount", money(paid), "You cannot pay more than the amount due."
        )
    return each


def _parts(each: AppliedTo) -> tuple[int, int]:
    return tuple(cents(part) if part is not None else 0 for part in (each.payment_amount, each.discount_amount))  # type: ignore[return-value]


def _total(payment: BillPaymentCheck) -> int:
    return sum(_parts(each)[0] for each in payment.applied_to)


def _freed(company: CompanyFile, txn: int) -> dict[int, int]:
    sql = "SELECT target, cents + discount FROM link WHERE source = ? AND type = 'AMTTYPE'"
    return dict(company.connection.execute(sql, [txn]).fetchall())


def _apply(
    company: CompanyFile,
    txn: int,
    applied: list[tuple[Row, AppliedTo]],
    row: Row,
    *,
    already_touched: frozenset[int] = frozenset(),
) -> None:
    del row
    sql = """INSERT INTO link (type, source, target, source_line, target_line, units, cents,
        discount, discount_account, discount_class) VALUES ('AMTTYPE', ?, ?, '', '', 0, ?, ?, ?, ?)"""
    for bill, each in applied:
        paid, discount = _parts(each)
        account = each.discount_account.list_id if each.discount_account and discount else ""
        class_ = each.discount_class.list_id if each.discount_class and discount else ""
        company.connection.execute(sql, [txn, bill.id, paid, discount, account, class_])
        _move_open(company, bill.id, -paid - discount, touch=bill.id not in already_touched)


def _unapply(company: CompanyFile, txn: int) -> frozenset[int]:
    freed = _freed(company, txn)
    company.connection.execute("DELETE FROM link WHERE source = ? AND type = 'AMTTYPE'", [txn])
    for bill, paid in freed.items():
        _move_open(company, bill, paid, touch=True)
    return frozenset(freed)


def _move_open(company: CompanyFile, bill: int, by: int, *, touch: bool) -> None:
    company.connection.execute("UPDATE txn SET open_cents = open_cents + ? WHERE id = ?", [by, bill])
    if touch and company.switches.payment_touches_bill_editsequence:
        store.touch(company, bill)


def _enter(company: CompanyFile, txn: int, payment: BillPaymentCheck) -> None:
    store.note_uses(company, txn, payment)
    _post(company, txn, payment)


def _post(company: CompanyFile, txn: int, payment: BillPaymentCheck) -> None:
    """Payables down by payment and discounts, the bank by the payment, the discount accounts by theirs."""
    assert payment.ap_account is not None
    assert payment.bank_account is not None
    assert payment.payee_entity is not None
    paid = _total(payment) if payment.applied_to else cents(payment.amount)
    discounts = [
        Posting(each.discount_account.list_id, -_parts(each)[1]) for each in payment.applied_to if each.discount_account
    ]
    total = paid - sum(each.cents for each in discounts)
    store.post(
        company,
        txn,
        [
            Posting(payment.ap_account.list_id, total, payment.payee_entity.list_id),
            Posting(payment.bank_account.list_id, -paid),
            *discounts,
        ],
    )
