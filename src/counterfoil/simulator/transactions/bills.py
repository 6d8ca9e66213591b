"""Bills: what a vendor asks for, when it is due, and what of it is still to be paid."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from typing import TYPE_CHECKING, Any

from counterfoil.simulator import status
from counterfoil.simulator.lists import store as lists
from counterfoil.simulator.lists import terms, vendors
from counterfoil.simulator.lists.store import Reference
from counterfoil.simulator.lists.terms import TO_TERMS
from counterfoil.simulator.lists.vendors import TO_VENDOR
from counterfoil.simulator.values import Ref, money

from . import links as links_of
from . import purchases, store
from .purchases import Form, Mod
from .store import BILL, Row

if TYPE_CHECKING:
    from collections.abc import Sequence

    from counterfoil.simulator.company import CompanyFile
    from counterfoil.simulator.values import Change

    from .records import Bill

TO_PAYABLES = Reference("Account", "account", ("Account",))
LINE_TABLES = store.TABLES


def add(company: CompanyFile, bill: Bill) -> Bill:
    """Enter a bill and return it as stored; `unlinked` where a purchase order it names was closed already (570)."""
    added: Bill = purchases.add(company, FORM, bill)
    return added


def modify(  # noqa: PLR0913 - a BillMod has two tables of lines, each of which can be sent or cleared
    company: CompanyFile,
    txn_id: str,
    edit_sequence: str | None = None,
    *,
    expense_lines: Sequence[Change] | None = None,
    item_lines: Sequence[Change] | None = None,
    clear_expense_lines: bool = False,
    clear_item_lines: bool = False,
    **changes: Any,
) -> Bill:
    """Change a bill and return it as stored; None clears an attribute, lines are changed as in docs/quickbooks.md 4.2.

    Without an edit sequence it is the screen that changes it: never stale, and free to reorder lines.
    """
    mod = Mod(changes, expense_lines, item_lines, clear_expense_lines, clear_item_lines)
    changed: Bill = purchases.modify(company, FORM, txn_id, edit_sequence, mod)
    return changed


def delete(company: CompanyFile, txn_id: str) -> tuple[str, int]:
    """Delete a bill; its payments stay, unapplied (`delete_paid_bill`). Returns its RefNumber and when it went."""
    if company.switches.delete_paid_bill == "refuse":
        row = store.check_deletable(company, txn_id, BILL.kind)
        if links_of.applied_cents(company, row.id):
            raise status.undeletable(txn_id, "The transaction has payments applied to it.")
    return purchases.delete(company, FORM, txn_id)


def void(company: CompanyFile, txn_id: str) -> Bill:
    """Void a bill: its amounts become nought, its lines stay, its memo says so; links go."""
    voided: Bill = purchases.void(company, FORM, txn_id)
    return voided


def get(company: CompanyFile, txn_id: str) -> Bill | None:
    """The bill with that TxnID, with its lines and linked transactions."""
    found: Bill | None = purchases.get(company, FORM, txn_id)
    return found


def read(company: CompanyFile, row: Row, *, lines: bool = True, links: bool = True) -> Bill:
    """The bill of a row; lines and linked transactions cost extra and may be left out."""
    bill: Bill = purchases.read(company, FORM, row, lines=lines, links=links)
    return bill


def open_amount_of(company: CompanyFile, txn_id: str) -> int:
    """What of a bill is still to be paid, in cents."""
    return store.present(company, txn_id, BILL.kind).open_cents


def _amounts(company: CompanyFile, row: Row) -> dict[str, Any]:
    return {
        "amount_due": money(row.cents),
        "open_amount": open_amount(company, row, -lists.balance(company, row.entity)),
        "is_paid": row.open_cents == 0,
    }


def open_amount(company: CompanyFile, row: Row, whole_balance: int) -> Any:
    """What an answer says is open of a bill or credit (`openamount_mode`)."""
    mode = company.switches.openamount_mode
    if mode == "omit":
        return None
    return money(row.open_cents if mode == "correct" else whole_balance)


def _completed(company: CompanyFile, bill: Bill) -> Bill:
    """Terms, address and due date where they were left out (docs/quickbooks.md 4.1)."""
    assert bill.vendor is not None
    vendor = vendors.get(company, bill.vendor.list_id)
    assert vendor is not None
    bill = replace(
        bill,
        terms=bill.terms or vendor.terms,
        vendor_address=bill.vendor_address or vendor.vendor_address,
    )
    assert bill.txn_date is not None
    return bill if bill.due_date else replace(bill, due_date=_due(company, bill.terms, bill.txn_date))


def _due(company: CompanyFile, ref: Ref | None, txn_date: date) -> date:
    found = terms.get(company, ref.list_id) if ref else None
    return found.due(txn_date) if found else txn_date + timedelta(days=company.settings.days_bills_are_due)


def _check_ref_number(company: CompanyFile, bill: Bill, own_id: str) -> None:
    if company.switches.duplicate_refnumber == "allow" or not bill.ref_number or bill.vendor is None:
        return
    sql = "SELECT txn_id FROM txn WHERE kind = 'Bill' AND ref_key = ? AND entity = ? AND txn_id != ?"
    if company.connection.execute(sql, [bill.ref_number.lower(), bill.vendor.list_id, own_id]).fetchone():
        raise status.not_saved("Bill", "This document number is already in use.")


FORM = Form(
    BILL,
    {"vendor": TO_VENDOR, "ap_account": TO_PAYABLES, "terms": TO_TERMS},
    _amounts,
    payee="VendorRef",
    is_open=True,
    receives=True,
    completed=_completed,
    check=_check_ref_number,
)
