"""What all transactions have in common: heads, lines, postings that balance, links and deletions."""

# ruff: noqa: S608 - only names of columns and tables of our own are put into the text of SQL

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING, Any, NamedTuple

from counterfoil.simulator import status
from counterfoil.simulator.documents import Codec, references
from counterfoil.simulator.values import OBJECT_ID, Ref, in_units, quantity

from . import links
from .head import HEAD, Transaction
from .ledger_records import JournalEntry, Transfer
from .line_kinds import LINES
from .records import (
    Bill,
    BillPaymentCheck,
    BillPaymentCreditCard,
    Check,
    CreditCardCharge,
    CreditCardCredit,
    ItemReceipt,
    OrderLine,
    PurchaseOrder,
    VendorCredit,
)
from .sales_records import Deposit, Invoice, ReceivePayment

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from counterfoil.simulator.company import CompanyFile

ROW = (
    "id, txn_id, kind, number, txn_date, ref_number, cents, open_cents, external_guid, "
    "time_created, time_modified, edit_sequence, entity, account, body"
)


class Row(NamedTuple):
    """One row of the table of transactions."""

    id: int
    txn_id: str
    kind: str
    number: int
    txn_date: str
    ref_number: str
    cents: int
    open_cents: int
    external_guid: str | None
    time_created: int
    time_modified: int
    edit_sequence: int
    entity: str
    account: str
    body: str


@dataclass(frozen=True, slots=True, eq=False)
class TxnKind:
    """One row per kind of transaction: its record, where its payee and account are, what of it is worked out."""

    kind: str
    record: type[Transaction]
    codec: Codec
    entity: str
    account: str
    lines: tuple[str, ...]


def _kind(
    record: type[Transaction], entity: str, account: str, lines: tuple[str, ...], computed: tuple[str, ...]
) -> TxnKind:
    codec = Codec(record, (*HEAD, *lines, *computed, "linked_txn"))
    return TxnKind(record.__name__, record, codec, entity, account, lines)


TABLES = ("expense_lines", "item_lines")
"""The tables of lines that whatever is bought has."""
BILL = _kind(
    Bill, "vendor", "ap_account", TABLES, ("amount_due", "open_amount", "is_paid", "link_to_txn_id", "unlinked")
)
CREDIT = _kind(VendorCredit, "vendor", "ap_account", TABLES, ("credit_amount", "open_amount"))
RECEIPT = _kind(ItemReceipt, "vendor", "ap_account", TABLES, ("total_amount", "link_to_txn_id", "unlinked"))
CHECK = _kind(Check, "payee_entity", "account", TABLES, ("amount", "apply_check_to_txn"))
CHARGE = _kind(CreditCardCharge, "payee_entity", "account", TABLES, ("amount",))
CARD_CREDIT = _kind(CreditCardCredit, "payee_entity", "account", TABLES, ("amount",))
ORDER = _kind(PurchaseOrder, "vendor", "", ("lines",), ("total_amount", "is_fully_received"))
PAYMENT = _kind(BillPaymentCheck, "payee_entity", "bank_account", ("applied_to",), ("amount",))
CARD_PAYMENT = _kind(BillPaymentCreditCard, "payee_entity", "credit_card_account", ("applied_to",), ("amount",))
JOURNAL = _kind(JournalEntry, "", "", ("lines",), ())
TRANSFER = _kind(Transfer, "", "transfer_from_account", (), ("from_account_balance", "to_account_balance"))
INVOICE = _kind(
    Invoice, "customer", "ar_account", ("lines",),
    ("subtotal", "applied_amount", "balance_remaining", "is_paid", "link_to_txn_id", "set_credit"),
)  # fmt: skip
RECEIVED = _kind(
    ReceivePayment, "customer", "ar_account", ("applied_to",),
    ("total_amount", "is_auto_apply", "unused_payment", "unused_credits"),
)  # fmt: skip
DEPOSIT = _kind(Deposit, "", "deposit_to_account", ("lines",), ("deposit_total",))
KINDS = {
    each.kind: each
    for each in (
        BILL, CREDIT, RECEIPT, CHECK, CHARGE, CARD_CREDIT, ORDER, PAYMENT, CARD_PAYMENT, JOURNAL, TRANSFER,
        INVOICE, RECEIVED, DEPOSIT,
    )
}  # fmt: skip
LINE_CODECS = {
    name: Codec(record, ("txn_line_id", "lines", "link_to_txn", "received_quantity", "unbilled_quantity", "is_billed"))
    for name, record in LINES.items()
}


class Posting(NamedTuple):
    """A debit (or, negative, a credit) of an account in cents; payables name the vendor."""

    account: str
    cents: int
    entity: str = ""
    line: str = ""


# -- heads --------------------------------------------------------------------------------------------------------


def row_of(company: CompanyFile, txn_id: str, *kinds: str) -> Row | None:
    """The row of that TxnID, if it is one of these kinds."""
    row = company.connection.execute(f"SELECT {ROW} FROM txn WHERE txn_id = ?", [txn_id]).fetchone()
    return Row(*row) if row and (not kinds or row[2] in kinds) else None


def by_row(company: CompanyFile, txn: int) -> Row:
    """The row with that number of its own."""
    return Row(*company.connection.execute(f"SELECT {ROW} FROM txn WHERE id = ?", [txn]).fetchone())


def present(company: CompanyFile, txn_id: str, *kinds: str) -> Row:
    """The row to change or delete, or refuse: 3000 where the id is none, 3120 where it leads nowhere."""
    if not OBJECT_ID.fullmatch(txn_id):
        raise status.malformed_id(txn_id, "Transaction id")
    row = row_of(company, txn_id, *kinds)
    if row is None:
        raise status.not_found(txn_id)
    return row


def check_free(company: CompanyFile, row: Row, edit_sequence: str | None) -> None:
    """Refuse a stale edit sequence (3200; None is the screen, which is never stale) and a locked record (3175)."""
    if edit_sequence is not None and edit_sequence != str(row.edit_sequence):
        raise status.stale(edit_sequence)
    company.check_lock(row.txn_id, transaction=True)


def check_open_period(company: CompanyFile, code: int, *dates: date | None) -> None:
    """Refuse with the code what is dated on or before the closing date (`closing_date`) or the accountant's."""
    settings = company.settings
    closing = None if company.switches.closing_date == "allow" else settings.closing_date
    dividing = settings.dividing_date if settings.accountants_copy else None
    closed = max((each for each in (closing, dividing) if each is not None), default=None)
    if closed is not None and any(each is not None and each <= closed for each in dates):
        raise status.period_closed(code)


def next_number(company: CompanyFile, kind: str) -> str:
    """One more than the last RefNumber of that kind, where that is a number."""
    sql = "SELECT ref_number FROM txn WHERE kind = ? ORDER BY number DESC LIMIT 1"
    row = company.connection.execute(sql, [kind]).fetchone()
    return str(int(row[0]) + 1) if row and row[0].isascii() and row[0].isdigit() else "1"


def check_guid(company: CompanyFile, guid: str) -> None:
    """Refuse an ExternalGUID that another transaction has."""
    if guid and company.connection.execute("SELECT 1 FROM txn WHERE external_guid = ?", [guid]).fetchone():
        raise status.Refusal(3065, f'The GUID "{guid}" in the field "ExternalGUID" is already in use.')


def insert(company: CompanyFile, kind: TxnKind, record: Any, cents: int, open_cents: int) -> tuple[int, Any]:
    """Store the head of a new transaction; returns its row id and the record with its TxnID and number."""
    now, txn_id, number = company.now(), company.new_txn_id(), company.next("txn_number")
    record = replace(record, txn_id=txn_id, txn_number=number)
    values = _columns(kind, record, cents, open_cents) | {
        "txn_id": txn_id, "kind": kind.kind, "number": number, "external_guid": record.external_guid or None,
        "time_created": now, "time_modified": now, "edit_sequence": now, "stamp": now,
    }  # fmt: skip
    marks = ", ".join("?" * len(values))
    cursor = company.connection.execute(
        f"INSERT INTO txn ({', '.join(values)}) VALUES ({marks})",
        list(values.values()),
    )
    assert cursor.lastrowid is not None
    return cursor.lastrowid, record


def _columns(kind: TxnKind, record: Any, cents: int, open_cents: int) -> dict[str, Any]:
    entity: Ref | None = getattr(record, kind.entity) if kind.entity else None
    account: Ref | None = getattr(record, kind.account) if kind.account else None
    return {
        "txn_date": record.txn_date.isoformat(), "ref_number": record.ref_number, "ref_key": record.ref_number.lower(),
        "entity": entity.list_id if entity else "", "account": account.list_id if account else "",
        "cents": cents, "open_cents": open_cents, "body": kind.codec.encode(record),
    }  # fmt: skip


def update(company: CompanyFile, row: Row, record: Any, cents: int, open_cents: int) -> None:
    """Store the head of a changed transaction and move its stamps."""
    kind = KINDS[row.kind]
    now = company.now()
    values = _columns(kind, record, cents, open_cents) | {
        "time_modified": now, "edit_sequence": company.next_edit_sequence(row.edit_sequence), "stamp": now,
    }  # fmt: skip
    assignments = ", ".join(f"{column} = ?" for column in values)
    company.connection.execute(f"UPDATE txn SET {assignments} WHERE id = ?", [*values.values(), row.id])


def touch(company: CompanyFile, txn: int) -> None:
    """Move TimeModified, EditSequence and the stamp of a transaction that changed by way of another."""
    sequence = company.connection.execute("SELECT edit_sequence FROM txn WHERE id = ?", [txn]).fetchone()[0]
    now = company.now()
    sql = "UPDATE txn SET time_modified = ?, edit_sequence = ?, stamp = ? WHERE id = ?"
    company.connection.execute(sql, [now, company.next_edit_sequence(sequence), now, txn])


def note_uses(company: CompanyFile, txn: int, *records: Any) -> None:
    """Remember which list objects a transaction refers to, so that they cannot be deleted."""
    company.connection.execute("DELETE FROM used WHERE txn = ?", [txn])
    found = {used for record in records for used in references(record)}
    company.connection.executemany("INSERT INTO used VALUES (?, ?)", [(used, txn) for used in sorted(found)])


def head_of(company: CompanyFile, row: Row, **more: Any) -> Any:
    """The record of a row, with lines and what is worked out handed in."""
    return KINDS[row.kind].codec.decode(
        row.body,
        company,
        txn_id=row.txn_id,
        txn_number=row.number,
        txn_date=date.fromisoformat(row.txn_date),
        ref_number=row.ref_number,
        external_guid=row.external_guid or "",
        time_created=row.time_created,
        time_modified=row.time_modified,
        edit_sequence=str(row.edit_sequence),
        **more,
    )


# -- lines --------------------------------------------------------------------------------------------------------


def with_line_ids(company: CompanyFile, lines: Iterable[Any]) -> tuple[Any, ...]:
    """The lines in order, each new one with an id of its own; members of groups too."""
    return tuple(_with_line_id(company, line) for line in lines)


def _with_line_id(company: CompanyFile, line: Any) -> Any:
    numbered = replace(line, txn_line_id=company.new_txn_id()) if line.txn_line_id in ("", "-1") else line
    members = getattr(line, "lines", None)
    return replace(numbered, lines=with_line_ids(company, members)) if members else numbered


def write_lines(company: CompanyFile, txn: int, lines: Sequence[Any]) -> None:
    """Store the lines of a transaction in place of those it had."""
    gone = company.connection.execute("DELETE FROM line WHERE txn = ? RETURNING line_id", [txn]).fetchall()
    placed: list[tuple[Any, str]] = []
    for line in lines:
        placed.append((line, ""))
        placed.extend((member, line.txn_line_id) for member in getattr(line, "lines", ()))
    rows = [_line_row(txn, position, line, within) for position, (line, within) in enumerate(placed)]
    company.connection.executemany("INSERT INTO line VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)", rows)
    kept = {row[0] for row in rows}
    lost = [row for row in gone if row[0] not in kept]
    company.connection.executemany("DELETE FROM data_value WHERE object_id = ?", lost)


def _line_row(txn: int, position: int, line: Any, within: str) -> tuple[Any, ...]:
    record = type(line).__name__
    item = getattr(line, "item", None)
    units, received, closed = 0, 0, 0
    if isinstance(line, OrderLine):
        units = in_units(line.quantity) if line.quantity is not None else 0
        received, closed = in_units(line.received_quantity), int(line.is_manually_closed)
    body = LINE_CODECS[record].encode(line)
    return line.txn_line_id, txn, position, record, within, item.list_id if item else "", units, received, closed, body


def lines_of(company: CompanyFile, txn: int) -> list[Any]:
    """The lines of a transaction in order, members inside their groups."""
    sql = "SELECT line_id, record, within, received, body FROM line WHERE txn = ? ORDER BY position"
    lines: list[Any] = []
    for line_id, record, within, received, body in company.connection.execute(sql, [txn]).fetchall():
        line = LINE_CODECS[record].decode(body, company, txn_line_id=line_id)
        if record == "OrderLine":
            line = _with_receipts(line, quantity(received))
        if within:
            lines[-1] = replace(lines[-1], lines=(*lines[-1].lines, line))
        else:
            lines.append(line)
    return lines


def _with_receipts(line: OrderLine, received: Decimal) -> OrderLine:
    """An order's line with what has come of it and what is still to be billed."""
    unbilled = max((line.quantity or Decimal(0)) - received, Decimal(0))
    billed = line.quantity is not None and not unbilled
    return replace(line, received_quantity=received, unbilled_quantity=unbilled, is_billed=billed)


def has_line(company: CompanyFile, txn: int, line_id: str) -> bool:
    """Whether a transaction has a line of that id."""
    sql = "SELECT 1 FROM line WHERE txn = ? AND line_id = ?"
    return company.connection.execute(sql, [txn, line_id]).fetchone() is not None


# -- postings -----------------------------------------------------------------------------------------------------


def post(company: CompanyFile, txn: int, postings: Iterable[Posting]) -> None:
    """Replace what a transaction posts; debits and credits must be equal, or the books were no books."""
    _carry_to_balances(company, txn, -1)
    company.connection.execute("DELETE FROM posting WHERE txn = ?", [txn])
    rows = [(txn, each.account, each.entity, each.cents, each.line) for each in postings if each.cents]
    assert sum(row[3] for row in rows) == 0, "postings must balance"
    company.connection.executemany(
        "INSERT INTO posting (txn, account, entity, cents, line) VALUES (?, ?, ?, ?, ?)", rows
    )
    _carry_to_balances(company, txn, 1)


def _carry_to_balances(company: CompanyFile, txn: int, sign: int) -> None:
    sums: dict[str, int] = {}
    for account, entity, cents in company.connection.execute(
        "SELECT account, entity, cents FROM posting WHERE txn = ?", [txn]
    ):
        for owner in (account, entity):
            if owner:
                sums[owner] = sums.get(owner, 0) + sign * cents
    sql = "INSERT INTO balance VALUES (?, ?) ON CONFLICT (list_id) DO UPDATE SET cents = cents + excluded.cents"
    company.connection.executemany(sql, sums.items())


# -- deleting -----------------------------------------------------------------------------------------------------


def remove(company: CompanyFile, row: Row) -> int:
    """Take a transaction out of the books and remember that it was there; returns when it went."""
    post(company, row.id, ())
    owned = "SELECT :id UNION ALL SELECT line_id FROM line WHERE txn = :txn"
    company.connection.execute(
        f"DELETE FROM data_value WHERE object_id IN ({owned})", {"id": row.txn_id, "txn": row.id}
    )
    company.connection.execute("DELETE FROM txn WHERE id = ?", [row.id])
    now = company.now()
    values = ["txn", row.kind, row.txn_id, row.ref_number, row.time_created, now]
    sql = "INSERT INTO deleted (family, kind, object_id, name, time_created, time_deleted) VALUES (?, ?, ?, ?, ?, ?)"
    company.connection.execute(sql, values)
    return now


def check_deletable(company: CompanyFile, txn_id: str, kind: str) -> Row:
    """The row to delete or void, or refuse."""
    row = present(company, txn_id, kind)
    check_free(company, row, None)
    links.check_free(company, row.id)
    check_open_period(company, 3161, date.fromisoformat(row.txn_date))
    return row


def void_text(memo: str) -> str:
    """The memo of a voided transaction."""
    return memo if memo.startswith("VOID:") else f"VOID: {memo}".rstrip()
