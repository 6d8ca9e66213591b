"""Bills: what a vendor asks for, on expense lines and item lines, and what becomes of it."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from typing import TYPE_CHECKING, Any

from counterfoil.simulator import status
from counterfoil.simulator.documents import merged
from counterfoil.simulator.lists import accounts, items, terms, vendors
from counterfoil.simulator.lists import store as lists
from counterfoil.simulator.lists.store import Reference
from counterfoil.simulator.lists.terms import TO_TERMS
from counterfoil.simulator.lists.vendors import TO_VENDOR
from counterfoil.simulator.values import ZERO, Address, Change, Ref, cents, in_units, money

from . import lines as line_rules
from . import receiving, store
from .records import Bill, ExpenseLine, GroupLine, ItemLine
from .store import BILL, Posting, Row

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from counterfoil.simulator.company import CompanyFile

TO_PAYABLES = Reference("Account", "account", ("Account",))
REFERENCES = {"vendor": TO_VENDOR, "ap_account": TO_PAYABLES, "terms": TO_TERMS}
LINE_TABLES = ("expense_lines", "item_lines")


def add(company: CompanyFile, bill: Bill) -> Bill:
    """Enter a bill and return it as stored; `unlinked` where a purchase order it names was closed already (570)."""
    with company.change():
        bill = replace(bill, txn_date=bill.txn_date or company.today())
        store.check_open_period(company, 3171, bill.txn_date)
        bill = lists.resolved(company, bill, REFERENCES, BILL.kind)
        bill = _in_each_table(bill, lambda lines: line_rules.resolved(company, lines, BILL.kind))
        if bill.vendor is None:
            raise status.missing_element("VendorRef")
        if not (bill.expense_lines or bill.item_lines or bill.link_to_txn_id):
            raise status.missing_element("ExpenseLineAdd")
        receipts = receiving.plan(company, bill)
        bill = _with_defaults(company, replace(bill, item_lines=receipts.lines, unlinked=receipts.refused))
        bill = _completed(company, bill)
        _check_ref_number(company, bill, "")
        store.check_guid(company, bill.external_guid)
        total = cents(_total(bill))
        txn, bill = store.insert(company, BILL, bill, total, total)
        bill = _in_each_table(bill, lambda lines: store.with_line_ids(company, lines))
        _enter(company, txn, bill)
        receiving.link(company, txn, bill, receipts)
        return replace(_read(company, store.present(company, bill.txn_id, BILL.kind)), unlinked=bill.unlinked)


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
    with company.change():
        row = store.present(company, txn_id, BILL.kind)
        store.check_free(company, row, edit_sequence)
        before = _read(company, row)
        after = merged(before, changes, {"Address": Address})
        after = replace(after, txn_date=after.txn_date or before.txn_date)
        store.check_open_period(company, 3171, before.txn_date, after.txn_date)
        sent = {name: to for name, to in REFERENCES.items() if name in changes}
        after = lists.resolved(company, after, sent, BILL.kind)
        tables = {"expense_lines": expense_lines, "item_lines": item_lines}
        clears = {"expense_lines": clear_expense_lines, "item_lines": clear_item_lines}
        after, bare = _edited(company, after, tables, clears, at_screen=edit_sequence is None)
        _check_header(company, row, before, after, changes)
        _check_ref_number(company, after, txn_id)
        _store(company, row, after, bare, lines_sent=bool(bare is not None))
        return _read(company, store.present(company, txn_id, BILL.kind))


def delete(company: CompanyFile, txn_id: str) -> tuple[str, int]:
    """Delete a bill; its payments stay, unapplied (`delete_paid_bill`). Returns its RefNumber and when it went."""
    with company.change():
        row = store.check_deletable(company, txn_id, BILL.kind)
        if company.switches.delete_paid_bill == "refuse" and store.applied_cents(company, row.id):
            raise status.undeletable(txn_id, "The transaction has payments applied to it.")
        _leave(company, row)
        _unapply(company, row.id)
        receiving.release(company, row.id)
        return row.ref_number, store.remove(company, row)


def void(company: CompanyFile, txn_id: str) -> Bill:
    """Void a bill: its amounts become nought, its lines stay, its memo says so; links go."""
    with company.change():
        row = store.check_deletable(company, txn_id, BILL.kind)
        bill = _read(company, row)
        _unapply(company, row.id)
        receiving.release(company, row.id)
        bill = replace(bill, memo=store.void_text(bill.memo))
        bill = _in_each_table(bill, lambda lines: tuple(_voided(each) for each in lines))
        _store(company, row, bill, None, lines_sent=True)
        return _read(company, store.present(company, txn_id, BILL.kind))


def get(company: CompanyFile, txn_id: str) -> Bill | None:
    """The bill with that TxnID, with its lines and linked transactions."""
    row = store.row_of(company, txn_id, BILL.kind)
    return _read(company, row) if row else None


def read(company: CompanyFile, row: Row, *, lines: bool = True, links: bool = True) -> Bill:
    """The bill of a row; lines and linked transactions cost extra and may be left out."""
    found = store.lines_of(company, row.id) if lines else []
    open_amount = _open_amount(company, row)
    bill: Bill = store.head_of(
        company,
        row,
        expense_lines=tuple(each for each in found if isinstance(each, ExpenseLine)),
        item_lines=tuple(each for each in found if not isinstance(each, ExpenseLine)),
        amount_due=money(row.cents),
        open_amount=open_amount,
        is_paid=row.open_cents == 0,
        linked_txn=store.linked_txns(company, row.id) if links else (),
    )
    return bill


def open_amount_of(company: CompanyFile, txn_id: str) -> int:
    """What of a bill is still to be paid, in cents."""
    return store.present(company, txn_id, BILL.kind).open_cents


def _read(company: CompanyFile, row: Row) -> Bill:
    return read(company, row)


def _open_amount(company: CompanyFile, row: Row) -> Any:
    mode = company.switches.openamount_mode
    if mode == "omit":
        return None
    return money(row.open_cents if mode == "correct" else -lists.balance(company, row.entity))


def _in_each_table(bill: Bill, change: Callable[[tuple[Any, ...]], tuple[Any, ...]]) -> Bill:
    return replace(bill, expense_lines=change(bill.expense_lines), item_lines=change(bill.item_lines))


def _with_defaults(company: CompanyFile, bill: Bill) -> Bill:
    """Terms, due date and A/P account where they were left out (docs/quickbooks.md 4.1)."""
    assert bill.vendor is not None
    vendor = vendors.get(company, bill.vendor.list_id)
    assert vendor is not None
    bill = replace(
        bill,
        terms=bill.terms or vendor.terms,
        vendor_address=bill.vendor_address or vendor.vendor_address,
        ap_account=bill.ap_account or _payables(company),
    )
    _check_payables(company, bill.ap_account)
    assert bill.txn_date is not None
    return bill if bill.due_date else replace(bill, due_date=_due(company, bill.terms, bill.txn_date))


def _due(company: CompanyFile, ref: Ref | None, txn_date: date) -> date:
    found = terms.get(company, ref.list_id) if ref else None
    return found.due(txn_date) if found else txn_date + timedelta(days=company.settings.days_bills_are_due)


def _payables(company: CompanyFile) -> Ref:
    found = accounts.of_type(company, "AccountsPayable")
    if not found:
        raise status.missing_element("APAccountRef")
    return Ref(found[0].list_id, found[0].full_name)


def _check_payables(company: CompanyFile, ref: Ref | None) -> None:
    assert ref is not None
    if accounts.type_of(company, ref.list_id) != "AccountsPayable":
        raise status.invalid_value("APAccountRef", ref.full_name, "The account is not an accounts payable account.")


def _completed(company: CompanyFile, bill: Bill) -> Bill:
    """The bill with amounts on every line, or refuse lines without an account or item, and a total below nought."""
    for line in bill.expense_lines:
        if line.account is None:
            raise status.missing_element("AccountRef")
    for each in bill.item_lines:
        if isinstance(each, ItemLine) and each.item is None:
            raise status.missing_element("ItemRef")
    bill = _in_each_table(bill, lambda lines: tuple(line_rules.completed(company, each) for each in lines))
    if _total(bill) < 0:
        raise status.not_saved("Bill", "The transaction amount must be positive.")
    return bill


def _total(bill: Bill) -> Any:
    return line_rules.total((*bill.expense_lines, *bill.item_lines))


def _check_ref_number(company: CompanyFile, bill: Bill, own_id: str) -> None:
    if company.switches.duplicate_refnumber == "allow" or not bill.ref_number or bill.vendor is None:
        return
    sql = "SELECT txn_id FROM txn WHERE kind = 'Bill' AND ref_key = ? AND entity = ? AND txn_id != ?"
    if company.connection.execute(sql, [bill.ref_number.lower(), bill.vendor.list_id, own_id]).fetchone():
        raise status.not_saved("Bill", "This document number is already in use.")


# -- changing -----------------------------------------------------------------------------------------------------


def _edited(
    company: CompanyFile,
    bill: Bill,
    tables: dict[str, Sequence[Change] | None],
    clears: dict[str, bool],
    *,
    at_screen: bool,
) -> tuple[Bill, frozenset[str] | None]:
    """The bill with its lines after the Mod, and the ids sent bare; None where no line and no Clear was sent."""
    if all(sent is None for sent in tables.values()) and not any(clears.values()):
        return bill, None
    whole = company.switches.mod_lines_scope == "all" and any(sent is not None for sent in tables.values())
    after: dict[str, tuple[Any, ...]] = {}
    bare: set[str] = set()
    for table, sent in tables.items():
        existing = getattr(bill, table)
        if clears[table]:
            existing = ()
        if sent is None:
            after[table] = () if whole else existing
            continue
        edit = line_rules.edited(existing, sent, BILL.kind, at_screen=at_screen)
        after[table] = line_rules.resolved(company, edit.lines, BILL.kind)
        bare |= edit.bare
    if not any(after.values()):
        raise status.invalid_value("ClearItemLines", "true", "A transaction must have at least one line.")
    bill = replace(bill, expense_lines=after["expense_lines"], item_lines=after["item_lines"])
    return _completed(company, bill), frozenset(bare)


def _check_header(company: CompanyFile, row: Row, before: Bill, after: Bill, changes: dict[str, Any]) -> None:
    """Vendor and A/P account stay once other transactions are linked (docs/quickbooks.md 4.6)."""
    if after.vendor is None:
        raise status.missing_element("VendorRef")
    if "ap_account" in changes:
        _check_payables(company, after.ap_account)
    linked = before.linked_txn
    for element, was, now in (
        ("VendorRef", before.vendor, after.vendor),
        ("APAccountRef", before.ap_account, after.ap_account),
    ):
        if linked and was != now:
            raise status.invalid_value(
                element, now.full_name if now else "", "The transaction is linked to other transactions."
            )
    del row


def _store(company: CompanyFile, row: Row, bill: Bill, bare: frozenset[str] | None, *, lines_sent: bool) -> None:
    total = cents(_total(bill))
    applied = store.applied_cents(company, row.id)
    if applied > total:
        if company.switches.bill_total_below_applied == "refuse":
            raise status.invalid_value("AmountDue", money(total), "The amount cannot be less than what has been paid.")
        _unapply(company, row.id)
        applied = 0
    _leave(company, row)
    bill = _in_each_table(bill, lambda lines: store.with_line_ids(company, lines))
    store.update(company, row, bill, total, total - applied)
    _enter(company, row.id, bill)
    if lines_sent:
        receiving.relink(company, row.id, bill, bare or frozenset())


def _voided(line: Any) -> Any:
    if isinstance(line, GroupLine):
        return replace(line, lines=tuple(_voided(each) for each in line.lines), total_amount=ZERO)
    if isinstance(line, ExpenseLine):
        return replace(line, amount=ZERO)
    return replace(line, amount=ZERO, cost=ZERO, quantity=None if line.quantity is None else ZERO)


def _unapply(company: CompanyFile, bill: int) -> None:
    """Take all payments off a bill; they stay in the books, unapplied."""
    sql = "SELECT DISTINCT source FROM link WHERE target = ? AND type = 'AMTTYPE'"
    payments = [row[0] for row in company.connection.execute(sql, [bill])]
    company.connection.execute("DELETE FROM link WHERE target = ? AND type = 'AMTTYPE'", [bill])
    for payment in payments:
        store.touch(company, payment)


# -- the books ----------------------------------------------------------------------------------------------------


def _enter(company: CompanyFile, txn: int, bill: Bill) -> None:
    """Store the lines, the postings and what came into stock."""
    lines = (*bill.expense_lines, *bill.item_lines)
    store.write_lines(company, txn, lines)
    store.note_uses(company, txn, bill)
    store.post(company, txn, _postings(company, bill))
    _move_stock(company, bill, 1)


def _leave(company: CompanyFile, row: Row) -> None:
    """Take back out of stock what the stored bill brought in."""
    _move_stock(company, _read(company, row), -1)


def _postings(company: CompanyFile, bill: Bill) -> list[Posting]:
    assert bill.vendor is not None
    assert bill.ap_account is not None
    postings = [
        Posting(line.account.list_id, cents(line.amount)) for line in bill.expense_lines if line.account and line.amount
    ]
    postings += [Posting(_account_of(company, line), cents(line.amount)) for line in line_rules.flat(bill.item_lines)]
    total = sum(each.cents for each in postings)
    return [Posting(bill.ap_account.list_id, -total, bill.vendor.list_id), *postings]


def _account_of(company: CompanyFile, line: ItemLine) -> str:
    if line.override_item_account is not None:
        return line.override_item_account.list_id
    assert line.item is not None
    return items.purchase_of(items.get(company, line.item.list_id)).account


def _move_stock(company: CompanyFile, bill: Bill, sign: int) -> None:
    for line in line_rules.flat(bill.item_lines):
        if line.item is None or not items.is_inventory(company, line.item.list_id):
            continue
        units = in_units(line.quantity) if line.quantity is not None else 0
        items.move_stock(company, line.item.list_id, sign * units, sign * cents(line.amount))
