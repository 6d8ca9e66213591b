"""Entering very many bills and payments at once, straight into the tables; the books come out as by the operations.

Only for records that are complete and break no rule: nothing is resolved, defaulted or refused here.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import replace
from itertools import islice
from typing import TYPE_CHECKING, Any, TypeVar

from .documents import references
from .transactions.head import Transaction
from .transactions.records import AppliedTo, Bill, BillPaymentCheck, ExpenseLine, ItemLine
from .transactions.store import BILL, LINE_CODECS, PAYMENT, TABLES, Posting, TxnKind
from .values import Ref, cents

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from .company import CompanyFile

BATCH = 2_000
"""How many transactions go into the file at a time; memory grows with this, not with how many there are."""
T = TypeVar("T")
R = TypeVar("R", bound=Transaction)
TXN = """INSERT INTO txn (id, txn_id, kind, number, txn_date, ref_number, ref_key, entity, account, cents, open_cents,
    external_guid, time_created, time_modified, edit_sequence, stamp, body)
    VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, NULL, ?, ?, ?, ?, ?)"""
LINE = "INSERT INTO line VALUES (?, ?, ?, ?, '', ?, 0, 0, 0, ?)"
POSTING = "INSERT INTO posting (txn, account, entity, cents, line) VALUES (?, ?, ?, ?, ?)"
LINK = """INSERT INTO link (type, source, target, source_line, target_line, units, cents,
    discount, discount_account, discount_class) VALUES ('AMTTYPE', ?, ?, '', '', 0, ?, 0, '', '')"""
PAY = "UPDATE txn SET open_cents = open_cents - ?, edit_sequence = ? WHERE id = ?"


class Bulk:
    """One run of bulk entries; `close` writes the balances and counters that follow from them."""

    def __init__(self, company: CompanyFile) -> None:
        """Must live and be closed within one `company.change()`."""
        self._company = company
        self._now = company.now()
        read = company.connection.execute
        self._counters = dict(read("SELECT name, value FROM counter WHERE name IN ('txn', 'txn_number')").fetchall())
        self._row = int(read("SELECT coalesce(max(id), 0) FROM txn").fetchone()[0])
        self._balances: defaultdict[str, int] = defaultdict(int)

    def bills(self, bills: Iterable[Bill]) -> Iterator[tuple[int, Bill]]:
        """Enter complete bills without stock items; yields each bill's row and record with its TxnID, in batches."""
        for batch in _batches(bills, BATCH):
            entered = [self._numbered(bill) for bill in batch]
            self._heads(BILL, entered, [total(bill) for _, bill in entered])
            self._lines(entered)
            self._postings((row, _bill_postings(bill)) for row, bill in entered)
            yield from entered

    def payments(self, payments: Iterable[tuple[BillPaymentCheck, Sequence[int]]]) -> None:
        """Enter checks, each with the rows of the bills it pays in the order of its applications, all in full."""
        for batch in _batches(payments, BATCH):
            entered = [(*self._numbered(payment), rows) for payment, rows in batch]
            self._heads(PAYMENT, [(row, payment) for row, payment, _ in entered], [0] * len(entered))
            links = [
                (row, bill, _paid(applied))
                for row, payment, bills in entered
                for bill, applied in zip(bills, payment.applied_to, strict=True)
            ]
            self._company.connection.executemany(LINK, links)
            sequence = self._sequence_of_paid()
            self._company.connection.executemany(PAY, [(paid, sequence, bill) for _, bill, paid in links])
            self._postings((row, _payment_postings(payment)) for row, payment, _ in entered)

    def close(self) -> None:
        """Write balances and counters; nothing may be entered afterwards."""
        write = self._company.connection.executemany
        sql = "INSERT INTO balance VALUES (?, ?) ON CONFLICT (list_id) DO UPDATE SET cents = cents + excluded.cents"
        write(sql, self._balances.items())
        write("UPDATE counter SET value = ? WHERE name = ?", [(value, name) for name, value in self._counters.items()])

    def _sequence_of_paid(self) -> int:
        touched = self._company.switches.payment_touches_bill_editsequence
        return self._company.next_edit_sequence(self._now) if touched else self._now

    def _next(self, counter: str) -> int:
        self._counters[counter] += 1
        return int(self._counters[counter])

    def _txn_id(self) -> str:
        return f"{self._next('txn'):X}-{self._now}"

    def _numbered(self, record: R) -> tuple[int, R]:
        """The record's row, and the record with its ids; lines are numbered after their head."""
        values: dict[str, Any] = {"txn_id": self._txn_id(), "txn_number": self._next("txn_number")}
        if isinstance(record, Bill):
            values |= {table: tuple(map(self._numbered_line, getattr(record, table))) for table in TABLES}
        self._row += 1
        return self._row, replace(record, **values)

    def _numbered_line(self, line: Any) -> Any:
        return replace(line, txn_line_id=self._txn_id())

    def _heads(self, kind: TxnKind, entered: Sequence[tuple[int, Any]], open_cents: Sequence[int]) -> None:
        rows = []
        for (row, record), open_ in zip(entered, open_cents, strict=True):
            amount = open_ if kind is BILL else sum(_paid(each) for each in record.applied_to)
            rows.append(
                (
                    row, record.txn_id, kind.kind, record.txn_number, record.txn_date.isoformat(), record.ref_number,
                    record.ref_number.lower(), getattr(record, kind.entity).list_id,
                    getattr(record, kind.account).list_id, amount, open_,
                    self._now, self._now, self._now, self._now, kind.codec.encode(record),
                )
            )  # fmt: skip
        self._company.connection.executemany(TXN, rows)
        used = [(each, row) for row, record in entered for each in sorted(set(references(record)))]
        self._company.connection.executemany("INSERT INTO used VALUES (?, ?)", used)

    def _lines(self, entered: Iterable[tuple[int, Bill]]) -> None:
        self._company.connection.executemany(
            LINE,
            [
                (
                    line.txn_line_id,
                    row,
                    at,
                    type(line).__name__,
                    _item_of(line),
                    LINE_CODECS[type(line).__name__].encode(line),
                )
                for row, bill in entered
                for at, line in enumerate((*bill.expense_lines, *bill.item_lines))
            ],
        )

    def _postings(self, posted: Iterable[tuple[int, Sequence[Posting]]]) -> None:
        rows = []
        for row, postings in posted:
            assert sum(each.cents for each in postings) == 0, "postings must balance"
            for account, amount, entity, line in postings:
                if amount:
                    rows.append((row, account, entity, amount, line))
                    self._balances[account] += amount
                    if entity:
                        self._balances[entity] += amount
        self._company.connection.executemany(POSTING, rows)


def total(bill: Bill) -> int:
    """What the lines of a bill come to, in cents."""
    return sum(_amount(line) for line in (*bill.expense_lines, *bill.item_lines))


def _amount(line: Any) -> int:
    assert line.amount is not None
    return cents(line.amount)


def _paid(applied: AppliedTo) -> int:
    assert applied.payment_amount is not None
    return cents(applied.payment_amount)


def _item_of(line: Any) -> str:
    return _id(line.item) if isinstance(line, ItemLine) else ""


def _id(ref: Ref | None) -> str:
    assert ref is not None
    return ref.list_id


def _bill_postings(bill: Bill) -> list[Posting]:
    """Payables up by the total, then each line's account; an item line names its account in `override_item_account`."""
    lines = [
        Posting(
            _id(line.account if isinstance(line, ExpenseLine) else line.override_item_account),  # type: ignore[union-attr]
            _amount(line),
            "",
            line.txn_line_id,
        )
        for line in (*bill.expense_lines, *bill.item_lines)
    ]
    return [Posting(_id(bill.ap_account), -total(bill), _id(bill.vendor)), *lines]


def _payment_postings(payment: BillPaymentCheck) -> list[Posting]:
    paid = sum(_paid(each) for each in payment.applied_to)
    return [
        Posting(_id(payment.bank_account), -paid),
        Posting(_id(payment.ap_account), paid, _id(payment.payee_entity)),
    ]


def _batches(things: Iterable[T], size: int) -> Iterator[list[T]]:
    rest = iter(things)
    while batch := list(islice(rest, size)):
        yield batch
