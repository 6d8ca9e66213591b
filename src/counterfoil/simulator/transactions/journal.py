"""Journal entries: debits and credits of any accounts, which must be equal (docs/quickbooks.md 4.2)."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

from counterfoil.simulator import status
from counterfoil.simulator.documents import merged
from counterfoil.simulator.lists import accounts
from counterfoil.simulator.lists import store as lists
from counterfoil.simulator.values import ZERO, Change, cents

from . import lines as line_rules
from . import store
from .ledger_records import JournalCreditLine, JournalDebitLine, JournalEntry, JournalLine
from .store import JOURNAL, Posting, Row

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from counterfoil.simulator.company import CompanyFile

DEBIT, CREDIT = "Debit", "Credit"
SHOWN: dict[str, type[JournalLine]] = {DEBIT: JournalDebitLine, CREDIT: JournalCreditLine}
WHAT = "General Journal transaction"
OWNERS = {"AccountsReceivable": "Customer", "AccountsPayable": "Vendor"}
"""Type of an account whose lines need an entity → of which kind."""
NEEDED = {
    "Customer": "Transactions posting to accounts receivable must have a customer.",
    "Vendor": "Transactions posting to accounts payable must have a vendor.",
}


def add(company: CompanyFile, entry: JournalEntry) -> JournalEntry:
    """Enter a journal entry and return it as stored; without a RefNumber it gets the next one."""
    with company.change():
        entry = replace(entry, txn_date=entry.txn_date or company.today())
        store.check_open_period(company, 3171, entry.txn_date)
        entry = replace(entry, ref_number=entry.ref_number or store.next_number(company, JOURNAL.kind))
        given = tuple(_plain(replace(each, txn_line_id="")) for each in entry.lines)
        entry = replace(entry, lines=_checked(company, given))
        store.check_guid(company, entry.external_guid)
        txn, entry = store.insert(company, JOURNAL, entry, _total(entry), 0)
        return _entered(company, txn, entry)


def modify(
    company: CompanyFile,
    txn_id: str,
    edit_sequence: str | None = None,
    *,
    lines: Sequence[Change] | None = None,
    **changes: Any,
) -> JournalEntry:
    """Change a journal entry and return it as stored; lines change as in docs/quickbooks.md 4.2."""
    with company.change():
        row = store.present(company, txn_id, JOURNAL.kind)
        store.check_free(company, row, edit_sequence)
        before = read(company, row)
        after = merged(before, changes, {})
        after = replace(after, txn_date=after.txn_date or before.txn_date)
        store.check_open_period(company, 3171, before.txn_date, after.txn_date)
        kept = tuple(_plain(each) for each in before.lines)
        if lines is not None:
            kept = line_rules.edited(kept, lines, JOURNAL.kind, at_screen=edit_sequence is None).lines
        after = replace(after, lines=_checked(company, kept))
        store.update(company, row, after, _total(after), 0)
        return _entered(company, row.id, after)


def delete(company: CompanyFile, txn_id: str) -> tuple[str, int]:
    """Delete a journal entry. Returns its RefNumber and when it went."""
    with company.change():
        row = store.check_deletable(company, txn_id, JOURNAL.kind)
        return row.ref_number, store.remove(company, row)


def void(company: CompanyFile, txn_id: str) -> JournalEntry:
    """Void a journal entry: its amounts become nought; having no memo of its own, its lines' say so."""
    with company.change():
        row = store.check_deletable(company, txn_id, JOURNAL.kind)
        entry = read(company, row)
        gone = (replace(_plain(each), amount=ZERO, memo=store.void_text(each.memo)) for each in entry.lines)
        entry = replace(entry, lines=tuple(gone))
        store.update(company, row, entry, 0, 0)
        return _entered(company, row.id, entry)


def get(company: CompanyFile, txn_id: str) -> JournalEntry | None:
    """The journal entry with that TxnID, or None."""
    row = store.row_of(company, txn_id, JOURNAL.kind)
    return read(company, row) if row else None


def read(company: CompanyFile, row: Row, *, lines: bool = True, links: bool = True) -> JournalEntry:
    """The journal entry of a row; its lines cost extra and may be left out."""
    del links
    found = store.lines_of(company, row.id) if lines else []
    entry: JournalEntry = store.head_of(company, row, lines=tuple(_shown(each) for each in found))
    return entry


def _plain(line: JournalLine) -> JournalLine:
    """A line as it is kept."""
    side = {"JournalDebitLine": DEBIT, "JournalCreditLine": CREDIT}.get(type(line).__name__, line.journal_line_type)
    return JournalLine(**{name: getattr(line, name) for name in FIELDS} | {"journal_line_type": side})


def _shown(line: JournalLine) -> JournalLine:
    return SHOWN[line.journal_line_type](**{name: getattr(line, name) for name in FIELDS})


FIELDS = tuple(JournalLine.__dataclass_fields__)


def _checked(company: CompanyFile, lines: Iterable[JournalLine]) -> tuple[JournalLine, ...]:
    """The lines with their references looked up, or refuse what no journal entry can be."""
    found: tuple[JournalLine, ...] = line_rules.resolved(company, lines, JOURNAL.kind)
    if not found:
        raise status.missing_element("JournalLineMod")
    owed = {_check_line(company, each) for each in found} - {""}
    if len(owed) > 1:
        raise status.not_saved(WHAT, "You cannot use more than one A/R or A/P account in the same transaction.")
    if sum(_cents(each) for each in found):
        raise status.not_saved(WHAT, "The transaction is not in balance.")
    return found


def _check_line(company: CompanyFile, line: JournalLine) -> str:
    """The account, where it is one of payables or receivables; or refuse the line."""
    if not line.journal_line_type:
        raise status.missing_element("JournalLineType")
    if line.account is None:
        raise status.missing_element("AccountRef")
    if line.amount is not None and line.amount < 0:
        raise status.invalid_value("Amount", line.amount, "The amount must be positive.")
    account_type = accounts.type_of(company, line.account.list_id)
    if account_type == "NonPosting":
        raise status.invalid_value("AccountRef", line.account.full_name, "You cannot post to a non-posting account.")
    kind = OWNERS.get(account_type)
    if kind is None:
        return ""
    if line.entity is None or lists.get(company, line.entity.list_id, kind) is None:
        raise status.not_saved(WHAT, NEEDED[kind])
    return line.account.list_id


def _cents(line: JournalLine) -> int:
    """The line's amount in cents, credits negative."""
    return cents(line.amount or ZERO) * (1 if line.journal_line_type == DEBIT else -1)


def _total(entry: JournalEntry) -> int:
    return sum(max(_cents(each), 0) for each in entry.lines)


def _entered(company: CompanyFile, txn: int, entry: JournalEntry) -> JournalEntry:
    entry = replace(entry, lines=store.with_line_ids(company, entry.lines))
    store.write_lines(company, txn, entry.lines)
    store.note_uses(company, txn, entry)
    store.post(company, txn, [_posting(company, each) for each in entry.lines])
    return read(company, store.by_row(company, txn))


def _posting(company: CompanyFile, line: JournalLine) -> Posting:
    assert line.account is not None
    owed = accounts.type_of(company, line.account.list_id) in OWNERS
    return Posting(
        line.account.list_id, _cents(line), line.entity.list_id if owed and line.entity else "", line.txn_line_id
    )
