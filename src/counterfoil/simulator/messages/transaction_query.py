"""TransactionQuery: the heads of transactions of all kinds and what they post, a row each (docs/quickbooks.md 4.7)."""

# ruff: noqa: S608 - only names of columns and tables of our own are put into the text of SQL

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Any

from counterfoil.simulator import status
from counterfoil.simulator.access import AREA_OF
from counterfoil.simulator.grammar import grammar
from counterfoil.simulator.lists import accounts
from counterfoil.simulator.lists.store import Reference
from counterfoil.simulator.transactions import store as txns
from counterfoil.simulator.values import Ref, money
from counterfoil.simulator.writing import element

from . import filters, transaction_tables
from .queries import Named, Source, only_of

if TYPE_CHECKING:
    from collections.abc import Sequence
    from decimal import Decimal

    from counterfoil.simulator.company import CompanyFile
    from counterfoil.simulator.reading import Filter

    from .queries import Context

RET = grammar(transaction_tables.TRANSACTION_RET)
KINDS = tuple(txns.KINDS)
"""The kinds of transactions it knows: all that are kept, but not the hidden entries of opening balances."""
COLUMNS = """t.kind, t.txn_id, p.line, t.time_created, t.time_modified, t.entity, coalesce(p.entity, ''),
    coalesce(p.account, t.account), t.txn_date, t.ref_number, p.cents, t.cents, t.body ->> '$.memo'"""
ROWS = """FROM txn t {index} CROSS JOIN (SELECT 0 AS level UNION ALL SELECT 1) d
    LEFT JOIN posting p ON p.txn = t.id AND (p.id > (SELECT min(id) FROM posting h WHERE h.txn = t.id)) = d.level
    WHERE (d.level = 0 OR p.id IS NOT NULL) AND {where}"""
ORDER = "t.txn_date, t.number, d.level, coalesce(p.id, 0)"
LEVELS = {"SummaryOnly": "d.level = 0", "AllExceptSummary": "d.level = 1", "All": ""}


@dataclass(frozen=True, slots=True)
class TransactionRow:
    """One row of the answer: a transaction's head, or one thing it posts."""

    txn_type: str
    txn_id: str
    txn_line_id: str
    time_created: int
    time_modified: int
    entity: Ref | None
    account: Ref | None
    txn_date: date
    ref_number: str
    amount: Decimal
    memo: str


@dataclass(frozen=True, slots=True)
class Rows:
    """The rows that a query's filters leave, by date, each transaction's head before what it posts."""

    where: tuple[str, ...]
    values: tuple[Any, ...]
    index: str = "INDEXED BY txn_all"

    def narrowed(self, condition: str, *values: Any, index: str | None = None) -> Rows:
        """The rows with one more condition; `index` where it needs another way through the table."""
        return Rows((*self.where, condition), (*self.values, *values), self.index if index is None else index)

    def _source(self, more: Sequence[str] = ()) -> str:
        return ROWS.format(index=self.index, where=" AND ".join((*self.where, *more)))

    def count(self, company: CompanyFile) -> int:
        """How many rows there are."""
        return int(company.connection.execute(f"SELECT count(*) {self._source()}", self.values).fetchone()[0])

    def page(self, company: CompanyFile, after: Sequence[Any] | None, limit: int | None) -> list[tuple[Any, ...]]:
        """The next rows in order, after the key of one already returned."""
        more = () if after is None else (f"({ORDER}) > (?, ?, ?, ?)", "t.txn_date >= ?")
        values = (*self.values, *(() if after is None else (*after, after[0])))
        sql = f"SELECT {ORDER}, {COLUMNS} {self._source(more)} ORDER BY {ORDER}"
        sql += "" if limit is None else f" LIMIT {limit}"
        return company.connection.execute(sql, values).fetchall()

    def planned(self, company: CompanyFile, limit: int, matching: int) -> Rows:
        """The rows by way of the index that makes all pages together cheapest: the one they have."""
        del company, limit, matching
        return self

    def split(self, row: tuple[Any, ...]) -> tuple[tuple[Any, ...], tuple[Any, ...]]:
        """A row of a page as its key and its columns."""
        return row[:4], row[4:]


def source() -> Source:
    """What a TransactionQuery reads."""
    return Source(_named, _select, _write)


def _write(context: Context, values: dict[str, Any], row: tuple[Any, ...]) -> str:
    record = _row(context.company, row)
    return element("TransactionRet", context.company, RET, context.version, record, only=only_of(values))


def _row(company: CompanyFile, row: tuple[Any, ...]) -> TransactionRow:
    kind, txn_id, line, created, modified, entity, owner, account, day, number, posted, total, memo = row
    if kind == "PurchaseOrder":
        orders = accounts.special(company, "PurchaseOrders")
        account, posted = orders.list_id if orders else "", total
    return TransactionRow(
        kind, txn_id, line or "", created, modified, _ref(company, owner or entity), _ref(company, account),
        date.fromisoformat(day), number, money(posted or 0), memo or "",
    )  # fmt: skip


def _ref(company: CompanyFile, list_id: str) -> Ref | None:
    return Ref(list_id, company.full_name(list_id)) if list_id else None


# -- selecting ----------------------------------------------------------------------------------------------------


def _kinds(company: CompanyFile, wanted: Sequence[str]) -> tuple[str, ...]:
    """The kinds asked for; what the user may not see is left out of all, and refused (3260) where it is named."""
    hidden = {kind for kind in KINDS if AREA_OF.get(kind) in company.settings.user_may_not}
    if not wanted or "All" in wanted:
        return tuple(kind for kind in KINDS if kind not in hidden)
    if hidden & set(wanted):
        raise status.Refusal(3260, "Insufficient permission level to perform this action.")
    return tuple(kind for kind in KINDS if kind in wanted)


def _of_kinds(kinds: Sequence[str]) -> Rows:
    return Rows((f"t.kind IN ({', '.join('?' * len(kinds))})",), tuple(kinds))


def _named(company: CompanyFile, values: dict[str, Any]) -> Named | None:
    if "txn_id" not in values:
        return None
    found, missing = [], None
    everything = _leveled(company, _of_kinds(_kinds(company, ())), values)
    for text in dict.fromkeys(each or "" for each in values["txn_id"]):
        rows = everything.narrowed("t.txn_id = ?", text, index="").page(company, None, None)
        missing = missing or (None if rows else text)
        found += rows
    if company.switches.id_query_order == "file":
        found.sort(key=lambda row: row[:4])
    return [row[4:] for row in found], missing


def _select(company: CompanyFile, values: dict[str, Any]) -> Any:
    given = values.get("transaction_type_filter")
    kinds = _kinds(company, given.values["txn_type_filter"] if given else ())
    rows = _leveled(company, _of_kinds(kinds), values)
    for attr, narrow in FILTERS.items():
        if attr in values:
            rows = narrow(company, rows, values[attr])
    return rows


def _leveled(company: CompanyFile, rows: Rows, values: dict[str, Any]) -> Rows:
    level = LEVELS[values.get("transaction_detail_level_filter", company.switches.transaction_detail_level)]
    return rows.narrowed(level) if level else rows


def _numbers(column: str, *, fold: bool) -> Narrow:
    def narrow(company: CompanyFile, rows: Rows, wanted: Sequence[str | None]) -> Rows:
        del company
        texts = [(each or "").lower() if fold else each or "" for each in wanted]
        return rows.narrowed(f"t.{column} IN ({', '.join('?' * len(texts))})", *texts)

    return narrow


def _number(company: CompanyFile, rows: Rows, given: Filter) -> Rows:
    del company
    text = (given.values.get("ref_number") or "").lower()
    match given.values["match_criterion"]:
        case "StartsWith":
            return rows.narrowed("substr(t.ref_key, 1, length(?)) = ?", text, text)
        case "EndsWith":
            return rows.narrowed("substr(t.ref_key, -max(length(?), 1)) = ?", text, text)
    return rows.narrowed("instr(t.ref_key, ?) > 0", text)


def _number_range(company: CompanyFile, rows: Rows, given: Filter) -> Rows:
    del company
    start, end = ((given.values.get(each) or "").lower() for each in ("from_ref_number", "to_ref_number"))
    if start and end and start > end:
        raise status.Refusal(3031, f'The from value "{start}" is greater than the to value "{end}".')
    rows = rows.narrowed("t.ref_key >= ?", start) if start else rows
    return rows.narrowed("t.ref_key <= ?", end) if end else rows


def _modified(company: CompanyFile, rows: Rows, given: Filter) -> Rows:
    values = given.values
    if "date_macro" in values:
        days = filters.macro_range(values["date_macro"], company.today(), company.settings.first_month_fiscal_year)
        start, end = (each.isoformat() if each else None for each in days)
    else:
        start, end = (values.get(name) for name in ("from_modified_date", "to_modified_date"))
    filters.check_order(company, start, end)
    by_stamp = "INDEXED BY txn_all_stamp"
    rows = rows.narrowed("t.stamp >= ?", company.moment(start), index=by_stamp) if start else rows
    return rows.narrowed("t.stamp <= ?", company.moment(end, end=True), index=by_stamp) if end else rows


def _dated(company: CompanyFile, rows: Rows, given: Filter) -> Rows:
    start, end = filters.dates_of(company, given)
    rows = rows.narrowed("t.txn_date >= ?", start.isoformat()) if start else rows
    return rows.narrowed("t.txn_date <= ?", end.isoformat()) if end else rows


def _using(rows: Rows, column: str, table: str, ids: Sequence[str]) -> Rows:
    """The rows of transactions that a table links to these list objects, found from there."""
    condition = f"t.id IN (SELECT txn FROM {table} WHERE {column} IN ({', '.join('?' * len(ids))}))"
    return rows.narrowed(condition, *ids, index="")


def _entity(company: CompanyFile, rows: Rows, given: Filter) -> Rows:
    wanted = given.values.get("entity_type_filter")
    if wanted:
        of_kind = "SELECT list_id FROM list_object WHERE kind = ?"
        return rows.narrowed(f"t.entity IN ({of_kind})", wanted)
    ids = filters.listed(company, given, Reference("Entity", "entity"), "TransactionEntityFilter")
    marks = ", ".join("?" * len(ids))
    own = f"SELECT id FROM txn WHERE entity IN ({marks})"
    in_lines = f"SELECT u.txn FROM used u JOIN txn o ON o.id = u.txn WHERE u.list_id IN ({marks}) AND o.entity = ''"
    return rows.narrowed(f"t.id IN ({own} UNION {in_lines})", *ids, *ids, index="")


def _account(company: CompanyFile, rows: Rows, given: Filter) -> Rows:
    wanted = given.values.get("account_type_filter")
    if wanted:
        types = transaction_tables.ACCOUNT_TYPES[wanted]
        ids = [each.list_id for each in accounts.of_type(company, *types)] if types else []
        ids += [each.list_id for each in _undeposited(company) if wanted.endswith("UF")]
    else:
        ids = filters.listed(company, given, Reference("Account", "account"), "TransactionAccountFilter")
    return _using(rows, "account", "posting", ids)


def _undeposited(company: CompanyFile) -> list[Any]:
    found = accounts.special(company, "UndepositedFunds")
    return [found] if found else []


def _item(company: CompanyFile, rows: Rows, given: Filter) -> Rows:
    wanted = given.values.get("item_type_filter")
    if wanted:
        kinds = transaction_tables.ITEM_TYPES[wanted]
        sql = f"SELECT list_id FROM list_object WHERE kind IN ({', '.join('?' * len(kinds))})"
        ids = [row[0] for row in company.connection.execute(sql, kinds)]
    else:
        ids = filters.listed(company, given, Reference("Item", "item"), "TransactionItemFilter")
    return _using(rows, "list_id", "used", ids)


def _class(company: CompanyFile, rows: Rows, given: Filter) -> Rows:
    ids = filters.listed(company, given, Reference("Class", "class"), "TransactionClassFilter")
    return _using(rows, "list_id", "used", ids)


def _posting(company: CompanyFile, rows: Rows, wanted: str) -> Rows:
    del company
    if wanted == "Either":
        return rows
    return rows.narrowed(f"(t.kind = 'PurchaseOrder') = {int(wanted == 'NonPosting')}")


OPEN = """(CASE t.kind WHEN 'PurchaseOrder' THEN NOT coalesce(t.body ->> '$.is_manually_closed', 0) AND EXISTS
    (SELECT 1 FROM line WHERE line.txn = t.id AND units > received AND NOT closed) ELSE t.open_cents != 0 END)"""


def _paid(company: CompanyFile, rows: Rows, wanted: str) -> Rows:
    del company
    return rows if wanted == "Either" else rows.narrowed(f"{OPEN} = {int(wanted == 'Open')}")


def _currency(company: CompanyFile, rows: Rows, given: Filter) -> Rows:
    del company, rows, given
    raise status.feature_off()


Narrow = Callable[[Any, Rows, Any], Rows]
FILTERS: dict[str, Narrow] = {
    "ref_number": _numbers("ref_key", fold=True),
    "ref_number_case_sensitive": _numbers("ref_number", fold=False),
    "ref_number_filter": _number,
    "ref_number_range_filter": _number_range,
    "transaction_modified_date_range_filter": _modified,
    "transaction_date_range_filter": _dated,
    "transaction_entity_filter": _entity,
    "transaction_account_filter": _account,
    "transaction_item_filter": _item,
    "transaction_class_filter": _class,
    "transaction_posting_status_filter": _posting,
    "transaction_paid_status_filter": _paid,
    "currency_filter": _currency,
}
"""Attribute of the query → the function that narrows by it."""
