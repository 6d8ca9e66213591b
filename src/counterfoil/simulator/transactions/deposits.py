"""Deposits: payments that lay in Undeposited Funds, and other money, brought to the bank (docs/quickbooks.md 4.5)."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

from counterfoil.simulator import status
from counterfoil.simulator.documents import merged
from counterfoil.simulator.lists import accounts
from counterfoil.simulator.lists import store as lists
from counterfoil.simulator.lists.classes import TO_CLASS
from counterfoil.simulator.lists.store import Reference
from counterfoil.simulator.lists.vendors import TO_ACCOUNT
from counterfoil.simulator.values import ZERO, Change, cents, money

from . import customer_payments, store
from . import lines as line_rules
from .sales_records import CashBack, DepositLine
from .store import DEPOSIT, RECEIVED, Posting, Row

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from counterfoil.simulator.company import CompanyFile

    from .sales_records import Deposit

HEAD = {"deposit_to_account": TO_ACCOUNT, "cash_back.account": TO_ACCOUNT}
LINE = {
    "override_class": TO_CLASS,
    "entity": Reference("Entity", "entity"),
    "account": TO_ACCOUNT,
    "payment_method": Reference("Payment Method", "payment method"),
    "class_": TO_CLASS,
}
WHAT = "Deposit"
LINK = """INSERT INTO link (type, source, target, source_line, target_line, units, cents,
    discount, discount_account, discount_class) VALUES ('DEPOSIT', ?, ?, ?, '', 0, ?, 0, '', '')"""
OWED = ("AccountsReceivable", "AccountsPayable")


def add(company: CompanyFile, deposit: Deposit) -> Deposit:
    """Enter a deposit and return it as stored."""
    with company.change():
        deposit = replace(deposit, txn_date=deposit.txn_date or company.today())
        store.check_open_period(company, 3171, deposit.txn_date)
        deposit = _checked(company, deposit, 0)
        store.check_guid(company, deposit.external_guid)
        txn, deposit = store.insert(company, DEPOSIT, deposit, _total(deposit), 0)
        return _entered(company, txn, deposit)


def modify(
    company: CompanyFile,
    txn_id: str,
    edit_sequence: str | None = None,
    *,
    lines: Sequence[Change] | None = None,
    **changes: Any,
) -> Deposit:
    """Change a deposit and return it as stored; lines change as in docs/quickbooks.md 4.2."""
    with company.change():
        row = store.present(company, txn_id, DEPOSIT.kind)
        store.check_free(company, row, edit_sequence)
        before = read(company, row)
        after = merged(before, changes, {"CashBack": CashBack})
        after = replace(after, txn_date=after.txn_date or before.txn_date)
        store.check_open_period(company, 3171, before.txn_date, after.txn_date)
        if lines is not None:
            edit = line_rules.edited(before.lines, lines, DEPOSIT.kind, at_screen=edit_sequence is None)
            after = replace(after, lines=edit.lines)
        after = _checked(company, after, row.id)
        store.update(company, row, after, _total(after), 0)
        return _entered(company, row.id, after)


def delete(company: CompanyFile, txn_id: str) -> tuple[str, int]:
    """Delete a deposit; its payments lie undeposited again. Returns nothing for a RefNumber, and when it went."""
    with company.change():
        row = store.check_deletable(company, txn_id, DEPOSIT.kind)
        _release(company, row.id)
        return row.ref_number, store.remove(company, row)


def void(company: CompanyFile, txn_id: str) -> Deposit:
    """Void a deposit: its amounts become nought, its payments lie undeposited again."""
    with company.change():
        row = store.check_deletable(company, txn_id, DEPOSIT.kind)
        deposit = read(company, row)
        gone = tuple(replace(each, amount=ZERO, txn_id="", txn_type="") for each in deposit.lines)
        back = replace(deposit.cash_back, amount=ZERO) if deposit.cash_back else None
        deposit = replace(deposit, memo=store.void_text(deposit.memo), lines=gone, cash_back=back)
        store.update(company, row, deposit, 0, 0)
        return _entered(company, row.id, deposit)


def get(company: CompanyFile, txn_id: str) -> Deposit | None:
    """The deposit with that TxnID, or None."""
    row = store.row_of(company, txn_id, DEPOSIT.kind)
    return read(company, row) if row else None


def read(company: CompanyFile, row: Row, *, lines: bool = True, links: bool = True) -> Deposit:
    """The deposit of a row; its lines cost extra and may be left out."""
    del links
    found = tuple(store.lines_of(company, row.id)) if lines else ()
    deposit: Deposit = store.head_of(company, row, lines=found, deposit_total=money(row.cents))
    return deposit


def _checked(company: CompanyFile, deposit: Deposit, own: int) -> Deposit:
    """The deposit with everything looked up, or refuse what cannot be deposited."""
    deposit = lists.resolved(company, deposit, HEAD, DEPOSIT.kind)
    if deposit.deposit_to_account is None:
        raise status.missing_element("DepositToAccountRef")
    if accounts.type_of(company, deposit.deposit_to_account.list_id) not in ("Bank", "OtherCurrentAsset"):
        name = deposit.deposit_to_account.full_name
        raise status.invalid_value("DepositToAccountRef", name, "The account is not a bank account.")
    if not deposit.lines:
        raise status.missing_element("DepositLineAdd")
    deposit = replace(deposit, lines=_lines(company, deposit.lines, own), cash_back=_cash(company, deposit.cash_back))
    if _total(deposit) < 0:
        raise status.not_saved(WHAT, "The transaction amount must be positive.")
    return deposit


def _cash(company: CompanyFile, back: CashBack | None) -> CashBack | None:
    if back is None:
        return None
    if back.account is None:
        raise status.missing_element("AccountRef")
    if back.amount is not None and back.amount < 0:
        raise status.invalid_value("Amount", back.amount, "The amount must be positive.")
    return replace(back, amount=back.amount or ZERO, txn_line_id=back.txn_line_id or company.new_txn_id())


def _lines(company: CompanyFile, lines: Iterable[DepositLine], own: int) -> tuple[DepositLine, ...]:
    found: list[DepositLine] = []
    for each in lines:
        line = lists.resolved(company, each, LINE, f"{DEPOSIT.kind} line")
        line = _of_payment(company, line, own) if line.payment_txn_id or line.txn_id else _other(company, line)
        if line.txn_id and any(line.txn_id == other.txn_id for other in found):
            raise status.invalid_value("PaymentTxnID", line.txn_id, "A payment can be deposited only once.")
        found.append(line)
    return tuple(found)


def _of_payment(company: CompanyFile, line: DepositLine, own: int) -> DepositLine:
    """A line that deposits a payment, which must lie in Undeposited Funds; its amount is the payment's."""
    row = store.present(company, line.payment_txn_id or line.txn_id, RECEIVED.kind)
    payment = customer_payments.read(company, row, lines=False)
    undeposited = accounts.special(company, "UndepositedFunds")
    account = payment.deposit_to_account
    if account is None or undeposited is None or account.list_id != undeposited.list_id:
        raise status.not_found(row.txn_id)
    sql = "SELECT 1 FROM link WHERE target = ? AND type = 'DEPOSIT' AND source != ?"
    if company.connection.execute(sql, [row.id, own]).fetchone():
        raise status.not_found(row.txn_id)
    return replace(
        line, payment_txn_id="", txn_type=row.kind, txn_id=row.txn_id, entity=payment.customer, account=account,
        memo=line.override_memo or line.memo or payment.memo, class_=line.override_class or line.class_,
        check_number=line.override_check_number or line.check_number or payment.ref_number[:11],
        payment_method=payment.payment_method, amount=money(row.cents),
    )  # fmt: skip


def _other(company: CompanyFile, line: DepositLine) -> DepositLine:
    if line.account is None:
        raise status.missing_element("AccountRef")
    if accounts.type_of(company, line.account.list_id) in OWED and line.entity is None:
        raise status.missing_element("EntityRef")
    return replace(line, amount=line.amount or ZERO)


def _total(deposit: Deposit) -> int:
    back = cents(deposit.cash_back.amount or ZERO) if deposit.cash_back else 0
    return sum(cents(each.amount or ZERO) for each in deposit.lines) - back


def _entered(company: CompanyFile, txn: int, deposit: Deposit) -> Deposit:
    deposit = replace(deposit, lines=store.with_line_ids(company, deposit.lines))
    store.write_lines(company, txn, deposit.lines)
    store.note_uses(company, txn, deposit)
    store.post(company, txn, _postings(company, deposit))
    _release(company, txn)
    for line in deposit.lines:
        if line.txn_id:
            payment = store.present(company, line.txn_id, RECEIVED.kind)
            company.connection.execute(LINK, [txn, payment.id, line.txn_line_id, payment.cents])
    return read(company, store.by_row(company, txn))


def _postings(company: CompanyFile, deposit: Deposit) -> list[Posting]:
    assert deposit.deposit_to_account is not None
    postings = [Posting(deposit.deposit_to_account.list_id, _total(deposit))]
    for line in deposit.lines:
        assert line.account is not None
        owed = accounts.type_of(company, line.account.list_id) in OWED
        owner = line.entity.list_id if owed and line.entity else ""
        postings.append(Posting(line.account.list_id, -cents(line.amount or ZERO), owner, line.txn_line_id))
    if deposit.cash_back and deposit.cash_back.account:
        postings.append(Posting(deposit.cash_back.account.list_id, cents(deposit.cash_back.amount or ZERO)))
    return postings


def _release(company: CompanyFile, txn: int) -> None:
    company.connection.execute("DELETE FROM link WHERE source = ? AND type = 'DEPOSIT'", [txn])
