"""Transfers: money moved between two accounts of the balance sheet (docs/quickbooks.md 4.5)."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

from counterfoil.simulator import status
from counterfoil.simulator.documents import merged
from counterfoil.simulator.lists import accounts
from counterfoil.simulator.lists import store as lists
from counterfoil.simulator.lists.classes import TO_CLASS
from counterfoil.simulator.lists.vendors import TO_ACCOUNT
from counterfoil.simulator.values import Ref, cents

from . import store
from .store import TRANSFER, Posting, Row

if TYPE_CHECKING:
    from counterfoil.simulator.company import CompanyFile

    from .ledger_records import Transfer

REFERENCES = {"transfer_from_account": TO_ACCOUNT, "transfer_to_account": TO_ACCOUNT, "class_": TO_CLASS}
TYPES = frozenset(
    (
        "Bank", "OtherCurrentAsset", "FixedAsset", "OtherAsset", "CreditCard", "OtherCurrentLiability",
        "LongTermLiability", "Equity",
    )
)  # fmt: skip
"""The types of accounts between which money can be transferred."""
ENDS = {"TransferFromAccountRef": "transfer_from_account", "TransferToAccountRef": "transfer_to_account"}


def add(company: CompanyFile, transfer: Transfer) -> Transfer:
    """Transfer money and return the transfer as stored."""
    with company.change():
        transfer = replace(transfer, txn_date=transfer.txn_date or company.today())
        store.check_open_period(company, 3171, transfer.txn_date)
        transfer = _checked(company, lists.resolved(company, transfer, REFERENCES, TRANSFER.kind))
        txn, transfer = store.insert(company, TRANSFER, transfer, _cents(transfer), 0)
        return _entered(company, txn, transfer)


def modify(company: CompanyFile, txn_id: str, edit_sequence: str | None = None, **changes: Any) -> Transfer:
    """Change a transfer and return it as stored."""
    with company.change():
        row = store.present(company, txn_id, TRANSFER.kind)
        store.check_free(company, row, edit_sequence)
        before = read(company, row)
        after = merged(before, changes, {})
        after = replace(after, txn_date=after.txn_date or before.txn_date)
        store.check_open_period(company, 3171, before.txn_date, after.txn_date)
        after = _checked(company, lists.resolved(company, after, REFERENCES, TRANSFER.kind))
        store.update(company, row, after, _cents(after), 0)
        return _entered(company, row.id, after)


def delete(company: CompanyFile, txn_id: str) -> tuple[str, int]:
    """Delete a transfer, at the screen: no message can, and the deleted queries do not know it."""
    with company.change():
        row = store.check_deletable(company, txn_id, TRANSFER.kind)
        return row.ref_number, store.remove(company, row)


def get(company: CompanyFile, txn_id: str) -> Transfer | None:
    """The transfer with that TxnID, or None."""
    row = store.row_of(company, txn_id, TRANSFER.kind)
    return read(company, row) if row else None


def read(company: CompanyFile, row: Row, *, lines: bool = True, links: bool = True) -> Transfer:
    """The transfer of a row, with what both accounts hold now."""
    del lines, links
    transfer: Transfer = store.head_of(company, row)
    return replace(
        transfer,
        from_account_balance=_balance(company, transfer.transfer_from_account),
        to_account_balance=_balance(company, transfer.transfer_to_account),
    )


def _balance(company: CompanyFile, ref: Ref | None) -> Any:
    account = accounts.get(company, ref.list_id) if ref else None
    return account.balance if account else None


def _checked(company: CompanyFile, transfer: Transfer) -> Transfer:
    for element, name in ENDS.items():
        ref: Ref | None = getattr(transfer, name)
        if ref is None:
            raise status.missing_element(element)
        if accounts.type_of(company, ref.list_id) not in TYPES:
            raise status.invalid_value(element, ref.full_name, "Money cannot be transferred to or from this account.")
    if transfer.transfer_from_account == transfer.transfer_to_account:
        raise status.not_saved("Transfer", "Money cannot be transferred from an account to itself.")
    if transfer.amount is None:
        raise status.missing_element("Amount")
    if transfer.amount <= 0:
        raise status.invalid_value("Amount", transfer.amount, "The amount must be positive.")
    return transfer


def _cents(transfer: Transfer) -> int:
    assert transfer.amount is not None
    return cents(transfer.amount)


def _entered(company: CompanyFile, txn: int, transfer: Transfer) -> Transfer:
    assert transfer.transfer_from_account is not None
    assert transfer.transfer_to_account is not None
    store.note_uses(company, txn, transfer)
    moved = _cents(transfer)
    ends = (
        Posting(transfer.transfer_from_account.list_id, -moved),
        Posting(transfer.transfer_to_account.list_id, moved),
    )
    store.post(company, txn, ends)
    return read(company, store.by_row(company, txn))
