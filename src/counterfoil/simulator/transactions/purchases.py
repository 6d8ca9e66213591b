"""What all documents with expense lines and item lines do alike: bills, vendor credits, receipts, checks, card charges.

Each of them is a row, `Form`: where goods and costs go, whose account stands against them, what its head needs.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any, NamedTuple

from counterfoil.simulator import status
from counterfoil.simulator.documents import merged
from counterfoil.simulator.lists import accounts, items
from counterfoil.simulator.lists import store as lists
from counterfoil.simulator.values import ZERO, Address, Ref, cents, in_units, money

from . import applying, receiving, store
from . import lines as line_rules
from . import links as links_of
from .records import ExpenseLine, GroupLine, ItemLine
from .store import Posting, Row, TxnKind

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from counterfoil.simulator.company import CompanyFile
    from counterfoil.simulator.lists.store import Reference
    from counterfoil.simulator.values import Change

    Head = Callable[[CompanyFile, Any], Any]
    Check = Callable[[CompanyFile, Any, str], None]
    Amounts = Callable[[CompanyFile, Row], dict[str, Any]]


@dataclass(frozen=True, slots=True, eq=False)
class Form:
    """One row per kind of such a document."""

    kind: TxnKind
    references: Mapping[str, Reference]
    amounts: Amounts
    """What of the record is worked out from its row."""
    payee: str = ""
    """The element of the payee, where there must be one."""
    account: str = "APAccountRef"
    """The element of the account that stands against the lines."""
    account_types: tuple[str, ...] = ("AccountsPayable",)
    direction: int = 1
    """1: goods and costs come in; -1: they go back."""
    is_open: bool = False
    """Whether its amount is open until something is applied."""
    receives: bool = False
    """Whether it can receive purchase orders."""
    completed: Head | None = None
    """Fills in what the head left out."""
    check: Check | None = None
    """Refuses a document of that TxnID (empty: a new one)."""
    total: str = "AmountDue"
    """The element of the total."""


class Mod(NamedTuple):
    """What a Mod says of the head (None clears an attribute) and of the two tables of lines."""

    head: dict[str, Any]
    expense_lines: Sequence[Change] | None = None
    item_lines: Sequence[Change] | None = None
    clear_expense_lines: bool = False
    clear_item_lines: bool = False


def add(company: CompanyFile, form: Form, record: Any) -> Any:
    """Enter a document and return it as stored; `unlinked` where an order it names was closed already (570)."""
    kind = form.kind.kind
    with company.change():
        record = replace(record, txn_date=record.txn_date or company.today())
        store.check_open_period(company, 3171, record.txn_date)
        record = lists.resolved(company, record, form.references, kind)
        record = in_each_table(record, lambda lines: line_rules.resolved(company, lines, kind))
        if form.payee and getattr(record, form.kind.entity) is None:
            raise status.missing_element(form.payee)
        if not (record.expense_lines or record.item_lines or getattr(record, "link_to_txn_id", ())):
            raise status.missing_element("ExpenseLineAdd")
        if form.receives:
            receipts = receiving.plan(company, record)
            record = replace(record, item_lines=receipts.lines, unlinked=receipts.refused)
        record = with_account(company, form, record)
        record = form.completed(company, record) if form.completed else record
        record = _completed(company, form, record)
        if form.check:
            form.check(company, record, "")
        store.check_guid(company, record.external_guid)
        amount = cents(total(record))
        txn, record = store.insert(company, form.kind, record, amount, amount if form.is_open else 0)
        record = in_each_table(record, lambda lines: store.with_line_ids(company, lines))
        _enter(company, form, txn, record)
        if form.receives:
            receiving.link(company, txn, record)
        found = read(company, form, store.present(company, record.txn_id, kind))
        return replace(found, unlinked=record.unlinked) if form.receives else found


def modify(company: CompanyFile, form: Form, txn_id: str, edit_sequence: str | None, mod: Mod) -> Any:
    """Change a document and return it as stored; lines change as in docs/quickbooks.md 4.2.

    Without an edit sequence it is the screen that changes it: never stale, and free to reorder lines.
    """
    with company.change():
        row = store.present(company, txn_id, form.kind.kind)
        store.check_free(company, row, edit_sequence)
        before = read(company, form, row)
        after = merged(before, mod.head, {"Address": Address})
        after = replace(after, txn_date=after.txn_date or before.txn_date)
        store.check_open_period(company, 3171, before.txn_date, after.txn_date)
        sent = {name: to for name, to in form.references.items() if name in mod.head}
        after = lists.resolved(company, after, sent, form.kind.kind)
        after, bare = _edited(company, form, after, mod, at_screen=edit_sequence is None)
        _check_header(company, form, before, after)
        if form.check:
            form.check(company, after, txn_id)
        _store(company, form, row, after, bare)
        return read(company, form, store.present(company, txn_id, form.kind.kind))


def delete(company: CompanyFile, form: Form, txn_id: str) -> tuple[str, int]:
    """Delete a document; what it is linked to stays. Returns its RefNumber and when it went."""
    with company.change():
        row = store.check_deletable(company, txn_id, form.kind.kind)
        _leave(company, form, row)
        applying.take_off_all(company, row.id)
        receiving.release(company, row.id)
        return row.ref_number, store.remove(company, row)


def void(company: CompanyFile, form: Form, txn_id: str) -> Any:
    """Void a document: its amounts become nought, its lines stay, its memo says so; links go."""
    with company.change():
        row = store.check_deletable(company, txn_id, form.kind.kind)
        record = read(company, form, row)
        applying.take_off_all(company, row.id)
        receiving.release(company, row.id)
        record = replace(record, memo=store.void_text(record.memo))
        record = in_each_table(record, lambda lines: tuple(_voided(each) for each in lines))
        _store(company, form, store.by_row(company, row.id), record, frozenset())
        return read(company, form, store.present(company, txn_id, form.kind.kind))


def get(company: CompanyFile, form: Form, txn_id: str) -> Any:
    """The document with that TxnID, with its lines and linked transactions, or None."""
    row = store.row_of(company, txn_id, form.kind.kind)
    return read(company, form, row) if row else None


def read(company: CompanyFile, form: Form, row: Row, *, lines: bool = True, links: bool = True) -> Any:
    """The document of a row; lines and linked transactions cost extra and may be left out."""
    found = store.lines_of(company, row.id) if lines else []
    return store.head_of(
        company,
        row,
        expense_lines=tuple(each for each in found if isinstance(each, ExpenseLine)),
        item_lines=tuple(each for each in found if not isinstance(each, ExpenseLine)),
        linked_txn=links_of.linked_txns(company, row.id) if links else (),
        **form.amounts(company, row),
    )


def in_each_table(record: Any, change: Callable[[tuple[Any, ...]], tuple[Any, ...]]) -> Any:
    """The record with both its tables of lines changed."""
    return replace(record, expense_lines=change(record.expense_lines), item_lines=change(record.item_lines))


def total(record: Any) -> Any:
    """What the lines of a document come to."""
    return line_rules.total((*record.expense_lines, *record.item_lines))


# -- heads --------------------------------------------------------------------------------------------------------


def with_account(company: CompanyFile, form: Form, record: Any) -> Any:
    """The document with its account: the one given, or the first accounts payable account; of the right type."""
    if getattr(record, form.kind.account) is None and form.account_types == ("AccountsPayable",):
        found = accounts.of_type(company, "AccountsPayable")
        if found:
            record = replace(record, **{form.kind.account: Ref(found[0].list_id, found[0].full_name)})
    _check_account(company, form, getattr(record, form.kind.account))
    return record


NAMES = {
    "AccountsPayable": "an accounts payable account",
    "Bank": "a bank account",
    "CreditCard": "a credit card account",
}


def _check_account(company: CompanyFile, form: Form, ref: Ref | None) -> None:
    if ref is None:
        raise status.missing_element(form.account)
    if accounts.type_of(company, ref.list_id) not in form.account_types:
        reason = f"The account is not {NAMES[form.account_types[0]]}."
        raise status.invalid_value(form.account, ref.full_name, reason)


def _check_header(company: CompanyFile, form: Form, before: Any, after: Any) -> None:
    """Payee and account stay once other transactions are linked (docs/quickbooks.md 4.6)."""
    entity, account = form.kind.entity, form.kind.account
    if form.payee and getattr(after, entity) is None:
        raise status.missing_element(form.payee)
    if getattr(before, account) != getattr(after, account):
        _check_account(company, form, getattr(after, account))
    for element, name in ((form.payee, entity), (form.account, account)):
        was, now = getattr(before, name), getattr(after, name)
        if before.linked_txn and was != now:
            reason = "The transaction is linked to other transactions."
            raise status.invalid_value(element, now.full_name if now else "", reason)


# -- lines --------------------------------------------------------------------------------------------------------


def _completed(company: CompanyFile, form: Form, record: Any) -> Any:
    """The record with amounts on every line, or refuse lines without account or item, and a total below nought."""
    for line in record.expense_lines:
        if line.account is None:
            raise status.missing_element("AccountRef")
    for each in line_rules.flat(record.item_lines):
        if isinstance(each, ItemLine) and each.item is None:
            raise status.missing_element("ItemRef")
    record = in_each_table(record, lambda lines: tuple(line_rules.completed(company, each) for each in lines))
    if total(record) < 0:
        raise status.not_saved(form.kind.kind, "The transaction amount must be positive.")
    return record


def _edited(
    company: CompanyFile, form: Form, record: Any, given: Mod, *, at_screen: bool
) -> tuple[Any, frozenset[str] | None]:
    """The record with its lines after the Mod, and the ids sent bare; None where no line and no Clear was sent."""
    tables = {"expense_lines": given.expense_lines, "item_lines": given.item_lines}
    clears = {"expense_lines": given.clear_expense_lines, "item_lines": given.clear_item_lines}
    if all(sent is None for sent in tables.values()) and not any(clears.values()):
        return record, None
    whole = company.switches.mod_lines_scope == "all" and any(sent is not None for sent in tables.values())
    after: dict[str, tuple[Any, ...]] = {}
    bare: set[str] = set()
    for table, sent in tables.items():
        existing = () if clears[table] else getattr(record, table)
        if sent is None:
            after[table] = () if whole else existing
            continue
        edit = line_rules.edited(existing, sent, form.kind.kind, at_screen=at_screen)
        after[table] = line_rules.resolved(company, edit.lines, form.kind.kind)
        bare |= edit.bare
    if not any(after.values()):
        raise status.invalid_value("ClearItemLines", "true", "A transaction must have at least one line.")
    return _completed(company, form, replace(record, **after)), frozenset(bare)


def _voided(line: Any) -> Any:
    if isinstance(line, GroupLine):
        return replace(line, lines=tuple(_voided(each) for each in line.lines), total_amount=ZERO)
    if isinstance(line, ExpenseLine):
        return replace(line, amount=ZERO)
    return replace(line, amount=ZERO, cost=ZERO, quantity=None if line.quantity is None else ZERO)


# -- the books ----------------------------------------------------------------------------------------------------


def _store(company: CompanyFile, form: Form, row: Row, record: Any, bare: frozenset[str] | None) -> None:
    """Put a changed document in place of the old one; `bare` is None where its lines were not changed."""
    amount = cents(total(record))
    applied = row.cents - row.open_cents if form.is_open else 0
    if applied > amount:
        if company.switches.bill_total_below_applied == "refuse":
            raise status.invalid_value(form.total, money(amount), "The amount cannot be less than what is applied.")
        applying.take_off_all(company, row.id)
        applied = 0
    _leave(company, form, row)
    record = in_each_table(record, lambda lines: store.with_line_ids(company, lines))
    store.update(company, row, record, amount, amount - applied if form.is_open else 0)
    _enter(company, form, row.id, record)
    if bare is not None and form.receives:
        receiving.relink(company, row.id, record, bare)


def _enter(company: CompanyFile, form: Form, txn: int, record: Any) -> None:
    """Store the lines, the postings and what came into stock."""
    store.write_lines(company, txn, (*record.expense_lines, *record.item_lines))
    store.note_uses(company, txn, record)
    store.post(company, txn, _postings(company, form, record))
    _move_stock(company, record, form.direction)


def _leave(company: CompanyFile, form: Form, row: Row) -> None:
    """Take back out of stock what the stored document brought in."""
    _move_stock(company, read(company, form, row, links=False), -form.direction)


def _postings(company: CompanyFile, form: Form, record: Any) -> list[Posting]:
    payee: Ref | None = getattr(record, form.kind.entity)
    head: Ref = getattr(record, form.kind.account)
    entity = payee.list_id if payee else ""
    postings = [
        Posting(
            line.account.list_id, form.direction * cents(line.amount), _owner(company, line, entity), line.txn_line_id
        )
        for line in record.expense_lines
        if line.amount
    ]
    postings += [
        Posting(_account_of(company, line), form.direction * cents(line.amount), "", line.txn_line_id)
        for line in line_rules.flat(record.item_lines)
    ]
    against = -sum(each.cents for each in postings)
    return [Posting(head.list_id, against, entity if "AccountsPayable" in form.account_types else ""), *postings]


def _owner(company: CompanyFile, line: ExpenseLine, payee: str) -> str:
    """Whose balance an expense line moves: that of the payee or customer, where it goes to payables or receivables."""
    assert line.account is not None
    owed = accounts.type_of(company, line.account.list_id)
    if owed == "AccountsReceivable":
        return line.customer.list_id if line.customer else payee
    return payee if owed == "AccountsPayable" else ""


def _account_of(company: CompanyFile, line: ItemLine) -> str:
    if line.override_item_account is not None:
        return line.override_item_account.list_id
    assert line.item is not None
    return items.purchase_of(items.get(company, line.item.list_id)).account


def _move_stock(company: CompanyFile, record: Any, sign: int) -> None:
    for line in line_rules.flat(record.item_lines):
        if line.item is None or not items.is_inventory(company, line.item.list_id):
            continue
        units = in_units(line.quantity) if line.quantity is not None else 0
        items.move_stock(company, line.item.list_id, sign * units, sign * cents(line.amount))


class Operations:
    """Adding, changing, deleting and reading of one kind of document, as the table of messages asks for it."""

    def __init__(self, form: Form) -> None:
        """`form` is the kind's row."""
        self.form = form

    def add(self, company: CompanyFile, record: Any) -> Any:
        """Enter a document and return it as stored."""
        return add(company, self.form, record)

    def modify(  # noqa: PLR0913 - a Mod has two tables of lines, each of which can be sent or cleared
        self,
        company: CompanyFile,
        txn_id: str,
        edit_sequence: str | None = None,
        *,
        expense_lines: Sequence[Change] | None = None,
        item_lines: Sequence[Change] | None = None,
        clear_expense_lines: bool = False,
        clear_item_lines: bool = False,
        **changes: Any,
    ) -> Any:
        """Change a document and return it as stored."""
        mod = Mod(changes, expense_lines, item_lines, clear_expense_lines, clear_item_lines)
        return modify(company, self.form, txn_id, edit_sequence, mod)

    def delete(self, company: CompanyFile, txn_id: str) -> tuple[str, int]:
        """Delete a document; returns its RefNumber and when it went."""
        return delete(company, self.form, txn_id)

    def void(self, company: CompanyFile, txn_id: str) -> Any:
        """Void a document."""
        return void(company, self.form, txn_id)

    def get(self, company: CompanyFile, txn_id: str) -> Any:
        """The document with that TxnID, or None."""
        return get(company, self.form, txn_id)

    def read(self, company: CompanyFile, row: Row, *, lines: bool = True, links: bool = True) -> Any:
        """The document of a row."""
        return read(company, self.form, row, lines=lines, links=links)
