"""What the pages read of the books: rows of transactions as people look at them, a page at a time."""

import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any
from urllib.parse import urlencode

from counterfoil.simulator.company import CompanyFile
from counterfoil.simulator.values import money

from .fields import Fields

PAGE = 50
WORDS = {
    "Bill": "Bill",
    "PurchaseOrder": "Purchase Order",
    "BillPaymentCheck": "Bill Payment",
    "BillPaymentCreditCard": "Bill Payment by Card",
    "VendorCredit": "Vendor Credit",
    "ItemReceipt": "Item Receipt",
    "Check": "Check",
    "CreditCardCharge": "Card Charge",
    "CreditCardCredit": "Card Credit",
    "JournalEntry": "Journal Entry",
    "Transfer": "Transfer",
    "Deposit": "Deposit",
    "Invoice": "Invoice",
    "ReceivePayment": "Payment Received",
    "OpeningEntry": "Opening Balance",
}
"""Kind → what a person calls it."""
FORMS = {"Bill": "/bills/", "PurchaseOrder": "/purchase-orders/", "BillPaymentCheck": "/payments/"}
REGISTER = tuple(kind for kind in WORDS if kind not in FORMS and kind != "OpeningEntry")
"""The kinds that have no form of their own: the register shows them."""
ADDRESSES = FORMS | dict.fromkeys(REGISTER, "/register/")
OWED = ("Bill", "Invoice")
PAYING = ("VendorCredit", "BillPaymentCheck", "BillPaymentCreditCard", "ReceivePayment")
STATES = {
    "paid": "paid", "overdue": "overdue", "part": "part paid", "open": "open", "received": "received",
    "partly": "partly received", "closed": "closed", "void": "void", "unapplied": "not applied", "applied": "applied",
    "entered": "entered", "some": "partly applied",
}  # fmt: skip
"""State → the words for it; style sheets mark it besides."""
MARKS = {
    "entered": "paid",
    "some": "part",
    "received": "closed",
    "partly": "part",
    "applied": "paid",
    "unapplied": "open",
}
"""State → the state whose mark it shares."""
COLUMNS = """t.id, t.txn_id, t.kind, t.txn_date, t.ref_number, t.entity, t.account, t.cents, t.open_cents,
    t.time_modified, t.body ->> '$.memo', t.body ->> '$.due_date', t.body ->> '$.is_manually_closed'"""


def address_of(kind: str, txn_id: str) -> str:
    """Where the page of a transaction is; nothing for one that has none."""
    return ADDRESSES[kind] + txn_id if kind in ADDRESSES else ""


@dataclass(frozen=True, slots=True)
class TxnRow:
    """A transaction as one row of a list."""

    id: int
    txn_id: str
    kind: str
    address: str
    ref_number: str
    txn_date: str
    due_date: str
    name: str
    entity: str
    account: str
    memo: str
    amount: Decimal
    open: Decimal
    state: str
    state_words: str
    modified: int
    changed: str

    @property
    def is_open(self) -> bool:
        """Whether something of it is still to be paid or received."""
        return self.state_words not in {"paid", "received", "closed", "void"}


@dataclass(frozen=True, slots=True)
class Pages:
    """Which page of a long list is shown, and the addresses of those beside it."""

    number: int
    count: int
    before: str
    after: str

    @classmethod
    def of(cls, query: Fields, rows: int) -> "Pages":
        """The page that the address asks for, within what there is."""
        count = max(1, -(-rows // PAGE))
        asked = query.text("page", "1")
        number = min(max(1, int(asked)) if asked.isascii() and asked.isdigit() else 1, count)
        rest = [(name, value) for name, value in query.pairs if name not in {"page", "done"} and value]
        before = "?" + urlencode([*rest, ("page", number - 1)]) if number > 1 else ""
        after = "?" + urlencode([*rest, ("page", number + 1)]) if number < count else ""
        return cls(number, count, before, after)

    @property
    def offset(self) -> int:
        """How many rows come before this page."""
        return (self.number - 1) * PAGE


def containing(text: str) -> str:
    """A LIKE pattern (ESCAPE '~') for text anywhere."""
    return "%" + text.replace("~", "~~").replace("%", "~%").replace("_", "~_") + "%"


def rows(company: CompanyFile, tail: str, given: Sequence[Any] = ()) -> list[TxnRow]:
    """The transactions that the end of a SELECT names; `t` is the table of transactions."""
    found = company.connection.execute(f"SELECT {COLUMNS} FROM txn t {tail}", given).fetchall()  # noqa: S608 - tails are our own words
    received = _received(company, [row[0] for row in found if row[2] == "PurchaseOrder"])
    today = company.today().isoformat()
    return [_row(company, row, today, received) for row in found]


def _row(company: CompanyFile, row: tuple[Any, ...], today: str, received: dict[int, tuple[int, int, int]]) -> TxnRow:
    id_, txn_id, kind, txn_date, ref_number, entity, account, cents, open_cents, modified, memo, due, closed = row
    if kind == "PurchaseOrder":
        state = _order_state(bool(closed), received.get(id_, (0, 0, 0)))
    else:
        state = _money_state(kind, memo or "", cents, open_cents, overdue=bool(due) and due < today)
    return TxnRow(
        id=id_,
        txn_id=txn_id,
        kind=WORDS.get(kind, kind),
        address=address_of(kind, txn_id),
        ref_number=ref_number,
        txn_date=txn_date,
        due_date=due or "",
        name=company.full_name(entity) if entity else "",
        entity=entity,
        account=company.full_name(account) if account else "",
        memo=memo or "",
        amount=money(cents),
        open=money(open_cents if kind in OWED else 0),
        state=MARKS.get(state, state),
        state_words=STATES[state],
        modified=modified,
        changed=company.wall_time(modified).strftime("%d %b %H:%M"),
    )


def _money_state(kind: str, memo: str, cents: int, open_cents: int, *, overdue: bool) -> str:
    if cents == 0 and memo.startswith("VOID:"):
        return "void"
    if kind in PAYING:
        return "applied" if not open_cents else "unapplied" if open_cents == cents else "some"
    if kind not in OWED:
        return "entered"
    if open_cents == 0:
        return "paid"
    if overdue:
        return "overdue"
    return "part" if open_cents != cents else "open"


def _order_state(closed: bool, lines: tuple[int, int, int]) -> str:
    open_lines, touched, count = lines
    if closed:
        return "closed"
    if count and not open_lines:
        return "received"
    return "partly" if touched else "open"


def _received(company: CompanyFile, orders: Sequence[int]) -> dict[int, tuple[int, int, int]]:
    """Order → how many of its lines are open, touched by a receipt, and there at all."""
    sql = """SELECT txn, sum(units > received AND NOT closed), sum(received > 0), count(*) FROM line
        WHERE txn IN (SELECT value FROM json_each(?)) AND record = 'OrderLine' GROUP BY txn"""
    return {txn: tuple(rest) for txn, *rest in company.connection.execute(sql, [json.dumps(list(orders))])}


def count(company: CompanyFile, tail: str, given: Sequence[Any] = ()) -> int:
    """How many transactions the end of a SELECT names."""
    return int(company.connection.execute(f"SELECT count(*) FROM txn t {tail}", given).fetchone()[0])  # noqa: S608 - our own words


def of_entity(company: CompanyFile, list_id: str, pages: Pages) -> list[TxnRow]:
    """A page of a vendor's transactions, newest first."""
    tail = "WHERE t.entity = ? ORDER BY t.txn_date DESC, t.number DESC LIMIT ? OFFSET ?"
    return rows(company, tail, [list_id, PAGE, pages.offset])


def count_of_entity(company: CompanyFile, list_id: str) -> int:
    """How many transactions a vendor has."""
    return count(company, "WHERE t.entity = ?", [list_id])


def search(company: CompanyFile, kind: str, find: str, extra: str, query: Fields) -> tuple[list[TxnRow], int, Pages]:
    """A page of one kind, newest first: what is found of it, how much there is, and where one is in it.

    `find` is looked for in the number, the memo and the vendor's name; `extra` is one more condition in SQL.
    """
    return _search(company, f"WHERE t.kind = ? AND {extra}", [kind], find, query)


def search_all(company: CompanyFile, kinds: Sequence[str], find: str, query: Fields) -> tuple[list[TxnRow], int, Pages]:
    """A page of several kinds, newest first, as of one."""
    return _search(company, f"WHERE t.kind IN ({', '.join('?' * len(kinds))})", list(kinds), find, query)


def _search(
    company: CompanyFile, where: str, given: list[str], find: str, query: Fields
) -> tuple[list[TxnRow], int, Pages]:
    if find:
        like = containing(find.lower())
        where += """ AND (t.ref_key LIKE ? ESCAPE '~' OR lower(t.body ->> '$.memo') LIKE ? ESCAPE '~'
            OR t.entity IN (SELECT list_id FROM list_object WHERE family = 'entity' AND key LIKE ? ESCAPE '~'))"""
        given = [*given, like, like, like]
    how_many = count(company, where, given)
    pages = Pages.of(query, how_many)
    tail = f"{where} ORDER BY t.txn_date DESC, t.number DESC LIMIT {PAGE} OFFSET {pages.offset}"
    return rows(company, tail, given), how_many, pages


def changed_last(company: CompanyFile, how_many: int) -> list[TxnRow]:
    """The transactions that changed last, latest first; each kind is asked on its own because it has an index."""
    tail = "WHERE t.kind = ? ORDER BY t.stamp DESC, t.id DESC LIMIT ?"
    found = [row for kind in ADDRESSES for row in rows(company, tail, [kind, how_many])]
    return sorted(found, key=lambda row: (row.modified, row.id), reverse=True)[:how_many]


@dataclass(frozen=True, slots=True)
class LinkRow:
    """A transaction linked to the one that is shown."""

    txn_id: str
    kind: str
    address: str
    ref_number: str
    txn_date: str
    amount: Decimal | None
    discount: Decimal


LINKS = """SELECT t.txn_id, t.kind, t.ref_number, t.txn_date, l.type, sum(l.cents), sum(l.discount)
    FROM link l JOIN txn t ON t.id = CASE WHEN l.source = :id THEN l.target ELSE l.source END
    WHERE l.source = :id OR l.target = :id GROUP BY t.id, l.type ORDER BY t.txn_date, t.number"""


def links(company: CompanyFile, txn: int) -> list[LinkRow]:
    """What is linked to a transaction: payments and bills with their amounts, orders without."""
    found = company.connection.execute(LINKS, {"id": txn})
    return [
        LinkRow(
            txn_id, WORDS.get(kind, kind), address_of(kind, txn_id), ref_number, txn_date,
            money(cents) if link_type == "AMTTYPE" else None, money(discount),
        )
        for txn_id, kind, ref_number, txn_date, link_type, cents, discount in found
    ]  # fmt: skip


def one(company: CompanyFile, kind: str, txn_id: str) -> TxnRow | None:
    """The row of one transaction."""
    return next(iter(rows(company, "WHERE t.txn_id = ? AND t.kind = ?", [txn_id, kind])), None)


def open_orders(company: CompanyFile, vendor: str) -> list[dict[str, str]]:
    """The purchase orders of a vendor with something still to come."""
    if not vendor:
        return []
    tail = """WHERE t.kind = 'PurchaseOrder' AND t.entity = ? AND NOT coalesce(t.body ->> '$.is_manually_closed', 0)
        AND EXISTS (SELECT 1 FROM line l WHERE l.txn = t.id AND l.units > l.received AND NOT l.closed)
        ORDER BY t.txn_date, t.number LIMIT 20"""
    return [
        {"id": row.txn_id, "number": row.ref_number, "date": date.fromisoformat(row.txn_date).strftime("%d %b %Y")}
        for row in rows(company, tail, [vendor])
    ]


def total(amounts: Iterable[Decimal | None]) -> Decimal:
    """The sum of the amounts that are there."""
    return sum((amount for amount in amounts if amount is not None), Decimal("0.00"))
