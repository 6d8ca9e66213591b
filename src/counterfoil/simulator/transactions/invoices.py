"""Invoices: what customers are asked to pay, and what of it they have paid (docs/quickbooks.md 4.5)."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from counterfoil.simulator import status
from counterfoil.simulator.documents import merged
from counterfoil.simulator.lists import accounts, customers, items, terms
from counterfoil.simulator.lists import store as lists
from counterfoil.simulator.lists.classes import TO_CLASS
from counterfoil.simulator.lists.customers import TO_CUSTOMER
from counterfoil.simulator.lists.store import Reference
from counterfoil.simulator.lists.terms import TO_TERMS
from counterfoil.simulator.lists.vendors import TO_ACCOUNT
from counterfoil.simulator.values import ZERO, Address, Change, Ref, cents, money

from . import applying, selling, store
from . import lines as line_rules
from . import links as links_of
from .sales_records import InvoiceLine
from .store import INVOICE, Posting, Row

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date

    from counterfoil.simulator.company import CompanyFile

    from .sales_records import Invoice

REFERENCES = {
    "customer": TO_CUSTOMER,
    "class_": TO_CLASS,
    "ar_account": TO_ACCOUNT,
    "template": Reference("Template", "nothing of the kind"),
    "terms": TO_TERMS,
    "sales_rep": Reference("Sales Rep", "sales rep"),
    "ship_method": Reference("Ship Method", "ship method"),
    "customer_msg": Reference("Customer Message", "customer message"),
}
NOT_KEPT = ("rate_percent", "price_level", "sales_tax_code")
"""What of a line belongs to features that are off."""


def add(company: CompanyFile, invoice: Invoice) -> Invoice:
    """Enter an invoice and return it as stored; without a RefNumber it gets the next one."""
    with company.change():
        _check_features(invoice)
        invoice = replace(invoice, txn_date=invoice.txn_date or company.today())
        store.check_open_period(company, 3171, invoice.txn_date)
        invoice = lists.resolved(company, invoice, REFERENCES, INVOICE.kind)
        invoice = replace(invoice, lines=line_rules.resolved(company, invoice.lines, INVOICE.kind))
        if invoice.customer is None:
            raise status.missing_element("CustomerRef")
        for other in (*invoice.link_to_txn_id, *(each.credit_txn_id for each in invoice.set_credit)):
            raise status.not_found(other)
        invoice = _with_defaults(company, invoice)
        _check_account(company, invoice.ar_account)
        invoice = replace(invoice, lines=_completed(company, invoice))
        store.check_guid(company, invoice.external_guid)
        total = _total(invoice)
        txn, invoice = store.insert(company, INVOICE, invoice, total, total)
        return _entered(company, txn, invoice)


def modify(
    company: CompanyFile,
    txn_id: str,
    edit_sequence: str | None = None,
    *,
    lines: Sequence[Change] | None = None,
    **changes: Any,
) -> Invoice:
    """Change an invoice and return it as stored; lines change as in docs/quickbooks.md 4.2."""
    with company.change():
        row = store.present(company, txn_id, INVOICE.kind)
        store.check_free(company, row, edit_sequence)
        before = read(company, row)
        for credit in changes.pop("set_credit", None) or ():
            raise status.not_found(credit.credit_txn_id)
        after = merged(before, changes, {"Address": Address})
        _check_features(after)
        after = replace(after, txn_date=after.txn_date or before.txn_date)
        store.check_open_period(company, 3171, before.txn_date, after.txn_date)
        sent = {name: to for name, to in REFERENCES.items() if name in changes}
        after = lists.resolved(company, after, sent, INVOICE.kind)
        if lines is not None:
            edit = line_rules.edited(before.lines, lines, INVOICE.kind, at_screen=edit_sequence is None)
            after = replace(after, lines=line_rules.resolved(company, edit.lines, INVOICE.kind))
        _check_header(company, before, after)
        after = replace(after, lines=_completed(company, after))
        return _store(company, row, before, after)


def delete(company: CompanyFile, txn_id: str) -> tuple[str, int]:
    """Delete an invoice; what was paid on it is unused. Returns its RefNumber and when it went."""
    with company.change():
        row = store.check_deletable(company, txn_id, INVOICE.kind)
        _move_goods(company, read(company, row), -1)
        applying.take_off_all(company, row.id)
        return row.ref_number, store.remove(company, row)


def void(company: CompanyFile, txn_id: str) -> Invoice:
    """Void an invoice: its amounts become nought, its lines stay, its memo says so."""
    with company.change():
        row = store.check_deletable(company, txn_id, INVOICE.kind)
        before = read(company, row)
        applying.take_off_all(company, row.id)
        gone = tuple(_voided(each) for each in before.lines)
        after = replace(before, memo=store.void_text(before.memo), lines=gone)
        return _store(company, store.by_row(company, row.id), before, after)


def get(company: CompanyFile, txn_id: str) -> Invoice | None:
    """The invoice with that TxnID, or None."""
    row = store.row_of(company, txn_id, INVOICE.kind)
    return read(company, row) if row else None


def read(company: CompanyFile, row: Row, *, lines: bool = True, links: bool = True) -> Invoice:
    """The invoice of a row; lines and linked transactions cost extra and may be left out."""
    invoice: Invoice = store.head_of(
        company,
        row,
        lines=tuple(store.lines_of(company, row.id)) if lines else (),
        linked_txn=links_of.linked_txns(company, row.id) if links else (),
        subtotal=money(row.cents),
        applied_amount=money(row.open_cents - row.cents),
        balance_remaining=money(row.open_cents),
        is_paid=row.open_cents == 0,
    )
    return invoice


# -- heads --------------------------------------------------------------------------------------------------------


def _check_features(invoice: Invoice) -> None:
    """Refuse what belongs to features that are off: pending invoices, sales tax, price levels (3250)."""
    lines = line_rules.flat(invoice.lines)
    if invoice.is_pending or any(getattr(line, name) for line in lines for name in NOT_KEPT):
        raise status.feature_off()
    for line in lines:
        if line.link_to_txn is not None:
            raise status.not_found(line.link_to_txn.txn_id)


def _with_defaults(company: CompanyFile, invoice: Invoice) -> Invoice:
    assert invoice.customer is not None
    assert invoice.txn_date is not None
    customer = customers.get(company, invoice.customer.list_id)
    assert customer is not None
    chosen = invoice.terms or customer.terms
    return replace(
        invoice,
        terms=chosen,
        ar_account=invoice.ar_account or selling.receivables(company),
        bill_address=invoice.bill_address or customer.bill_address,
        ship_address=invoice.ship_address or customer.ship_address,
        due_date=invoice.due_date or _due(company, chosen, invoice.txn_date),
        ship_date=invoice.ship_date or invoice.txn_date,
        ref_number=invoice.ref_number or store.next_number(company, INVOICE.kind),
    )


def _due(company: CompanyFile, ref: Ref | None, txn_date: date) -> date:
    found = terms.get(company, ref.list_id) if ref else None
    return found.due(txn_date) if found else txn_date


def _check_account(company: CompanyFile, ref: Ref | None) -> None:
    if ref is None:
        raise status.missing_element("ARAccountRef")
    if accounts.type_of(company, ref.list_id) != "AccountsReceivable":
        reason = "The account is not an accounts receivable account."
        raise status.invalid_value("ARAccountRef", ref.full_name, reason)


def _check_header(company: CompanyFile, before: Invoice, after: Invoice) -> None:
    """Customer and account stay once other transactions are linked."""
    if after.customer is None:
        raise status.missing_element("CustomerRef")
    _check_account(company, after.ar_account)
    for element, was, now in (
        ("CustomerRef", before.customer, after.customer),
        ("ARAccountRef", before.ar_account, after.ar_account),
    ):
        if before.linked_txn and was != now:
            reason = "The transaction is linked to other transactions."
            raise status.invalid_value(element, now.full_name if now else "", reason)


# -- lines and the books ------------------------------------------------------------------------------------------


def _completed(company: CompanyFile, invoice: Invoice) -> tuple[Any, ...]:
    """The lines with their amounts, or refuse an amount without an item and a total below nought."""
    done = tuple(line_rules.completed(company, each) for each in invoice.lines)
    if not done:
        raise status.missing_element("InvoiceLineAdd")
    for line in line_rules.flat(done):
        if line.item is None and line.amount:
            raise status.missing_element("ItemRef")
    if line_rules.total(done) < 0:
        raise status.not_saved(INVOICE.kind, "The transaction amount must be positive.")
    return done


def _total(invoice: Invoice) -> int:
    return cents(line_rules.total(invoice.lines))


def _voided(line: Any) -> Any:
    if isinstance(line, InvoiceLine):
        nothing = None if line.quantity is None else Decimal(0)
        return replace(line, amount=ZERO, rate=None if line.rate is None else ZERO, quantity=nothing)
    return replace(line, lines=tuple(_voided(each) for each in line.lines), total_amount=ZERO)


def _store(company: CompanyFile, row: Row, before: Invoice, after: Invoice) -> Invoice:
    applied, total = row.cents - row.open_cents, _total(after)
    if applied > total:
        if company.switches.bill_total_below_applied == "refuse":
            reason = "The amount cannot be less than what is applied."
            raise status.invalid_value("Subtotal", money(total), reason)
        applying.take_off_all(company, row.id)
        applied = 0
    _move_goods(company, before, -1)
    store.update(company, row, after, total, total - applied)
    return _entered(company, row.id, after)


def _entered(company: CompanyFile, txn: int, invoice: Invoice) -> Invoice:
    """Store the lines with what their goods cost, the postings and what went out of stock."""
    with_costs = tuple(_with_cost(company, each) for each in store.with_line_ids(company, invoice.lines))
    invoice = replace(invoice, lines=with_costs)
    store.write_lines(company, txn, invoice.lines)
    store.note_uses(company, txn, invoice)
    store.post(company, txn, _postings(company, invoice))
    _move_goods(company, invoice, 1)
    return read(company, store.by_row(company, txn))


def _with_cost(company: CompanyFile, line: Any) -> Any:
    if not isinstance(line, InvoiceLine):
        return replace(line, lines=tuple(_with_cost(company, each) for each in line.lines))
    item = items.get(company, line.item.list_id) if line.item else None
    if not isinstance(item, items.ItemInventory):
        return replace(line, cost_of_goods=None)
    return replace(line, cost_of_goods=selling.cost_of(company, item, _many(line)))


def _many(line: InvoiceLine) -> Decimal:
    return Decimal(0) if line.quantity is None else line.quantity


def _postings(company: CompanyFile, invoice: Invoice) -> list[Posting]:
    assert invoice.ar_account is not None
    assert invoice.customer is not None
    postings = [Posting(invoice.ar_account.list_id, _total(invoice), invoice.customer.list_id)]
    for line in line_rules.flat(invoice.lines):
        if line.item is None:
            continue
        item = items.get(company, line.item.list_id)
        account = line.override_item_account.list_id if line.override_item_account else selling.sale_of(item).account
        postings.append(Posting(account, -cents(line.amount), "", line.txn_line_id))
        if line.cost_of_goods:
            cost = cents(line.cost_of_goods)
            postings += [Posting(item.cogs_account.list_id, cost), Posting(item.asset_account.list_id, -cost)]
    return postings


def _move_goods(company: CompanyFile, invoice: Invoice, sign: int) -> None:
    """Take what was sold out of stock, or (-1) put it back."""
    for line in line_rules.flat(invoice.lines):
        if line.cost_of_goods is not None:
            selling.move_out(company, line.item.list_id, _many(line), line.cost_of_goods, sign)
