"""How queries are answered (docs/quickbooks.md 5): by ids, by filters, page by page."""

# ruff: noqa: S608 - only names of columns and tables of our own are put into the text of SQL

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any

from counterfoil.simulator import access, status
from counterfoil.simulator.lists import store as lists
from counterfoil.simulator.lists.store import key_of
from counterfoil.simulator.reading import Reader
from counterfoil.simulator.selecting import Iterator, Iterators
from counterfoil.simulator.status import NO_MATCH, OK, Status
from counterfoil.simulator.transactions import store as txns
from counterfoil.simulator.transactions.store import Row
from counterfoil.simulator.writing import element

from . import data_values, filters

if TYPE_CHECKING:
    from counterfoil.simulator.company import CompanyFile
    from counterfoil.simulator.events import Subscriptions
    from counterfoil.simulator.grammar import Model
    from counterfoil.simulator.parsing import Request


@dataclass(slots=True)
class Session:
    """One session of an application: iterators live and die with it."""

    ticket: str
    app_name: str
    number: int
    subscriptions: Subscriptions
    opening: int = 1
    iterators: Iterators = field(default_factory=Iterators)


@dataclass(frozen=True, slots=True)
class Context:
    """Where a request is executed."""

    company: CompanyFile
    session: Session
    version: float


@dataclass(frozen=True, slots=True)
class Answer:
    """What comes back for one request: a status, attributes, what stands inside, and what recovery repeats."""

    status: Status
    body: str = ""
    attributes: tuple[tuple[str, str], ...] = ()
    recovery: str = ""
    made: tuple[str, ...] = ()
    """The id of the transaction that an Add made, and those of its lines that a macro may stand for."""


Named = tuple[list[tuple[Any, ...]], str | None]
"""The rows found by id or name, and the first one that was not."""
Write = Callable[[Context, dict[str, Any], tuple[Any, ...]], str]
"""Turns a row into an element, as the query asks for it."""


def only_of(values: dict[str, Any]) -> frozenset[str] | None:
    """The top-level elements a request wants back, None for all."""
    wanted = values.get("include_ret_element")
    return frozenset(wanted) if wanted else None


def answer_query(context: Context, request: Request, source: Source) -> Answer:
    """Answer a query from ids or from filters."""
    values = Reader(context.company.switches).values(request.tree)
    named = source.named(context.company, values)
    if named is not None:
        return _by_names(context, request, source, values, named)
    return _by_filters(context, request, source, values)


@dataclass(frozen=True, slots=True)
class Source:
    """What one kind of query reads: how its names are looked up, its filters applied, its rows written."""

    named: Callable[[CompanyFile, dict[str, Any]], Named | None]
    select: Callable[[CompanyFile, dict[str, Any]], Any]
    write: Write


def answering(source: Source) -> Callable[[Context, Request], Answer]:
    """The handler of a query that reads this source."""
    return lambda context, request: answer_query(context, request, source)


def _by_names(context: Context, request: Request, source: Source, values: dict[str, Any], named: Named) -> Answer:
    rows, missing = named
    body = _written(context, request, source, values, rows)
    attributes = _count(request, len(rows))
    if missing is None:
        return Answer(OK, body, attributes)
    return Answer(status.partly_found(missing), body, attributes)


def _by_filters(context: Context, request: Request, source: Source, values: dict[str, Any]) -> Answer:
    iterator = request.attributes.get("iterator")
    if iterator is not None:
        return _iterated(context, request, source, values, iterator)
    selection = source.select(context.company, values)
    limit = values.get("max_returned")
    counted = _count(request, selection.count(context.company)) if "metaData" in request.attributes else ()
    if request.attributes.get("metaData") == "MetaDataOnly":
        return Answer(OK if counted and counted[0][1] != "0" else NO_MATCH, "", counted)
    rows = [selection.split(row)[1] for row in selection.page(context.company, None, limit)]
    return Answer(OK if rows else NO_MATCH, _written(context, request, source, values, rows), counted)


def _written(
    context: Context, request: Request, source: Source, values: dict[str, Any], rows: list[tuple[Any, ...]]
) -> str:
    if request.attributes.get("metaData") == "MetaDataOnly":
        return ""
    return "".join(source.write(context, values, row) for row in rows)


def _count(request: Request, count: int) -> tuple[tuple[str, str], ...]:
    if request.attributes.get("metaData", "NoMetaData") == "NoMetaData":
        return ()
    return (("retCount", str(count)),)


# -- iterators ----------------------------------------------------------------------------------------------------


def _iterated(context: Context, request: Request, source: Source, values: dict[str, Any], step: str) -> Answer:
    iterators = context.session.iterators
    if step == "Start":
        iterator_id, iterator = _started(context, request, source, values)
    else:
        iterator_id = request.attributes.get("iteratorID", "")
        found = iterators.open.get(iterator_id)
        if found is None or found.message != request.name:
            raise status.Refusal(3391, f'The iteratorID "{iterator_id}" is not valid.')
        iterator = found
    if step == "Stop":
        del iterators.open[iterator_id]
        return Answer(OK, "", (("iteratorRemainingCount", "0"), ("iteratorID", iterator_id)))
    limit = values.get("max_returned")
    if limit is None:
        raise status.missing_element("MaxReturned")
    rows, remaining = _next_page(context.company, iterator, limit)
    if not remaining:
        del iterators.open[iterator_id]
    attributes = (
        *_count(request, iterator.total),
        ("iteratorRemainingCount", str(remaining)),
        ("iteratorID", iterator_id),
    )
    return Answer(OK if rows else NO_MATCH, _written(context, request, source, values, rows), attributes)


def _started(context: Context, request: Request, source: Source, values: dict[str, Any]) -> tuple[str, Iterator]:
    limit = values.get("max_returned")
    if limit is None:
        raise status.missing_element("MaxReturned")
    iterators = context.session.iterators
    if len(iterators.open) >= context.company.switches.iterator_limit:
        raise status.Refusal(3390, "Too many iterators are open.")
    selection = source.select(context.company, values)
    total = selection.count(context.company)
    iterator = Iterator(request.name, selection.planned(context.company, limit, total), total)
    return iterators.add(context.session.number, iterator), iterator


def _next_page(company: CompanyFile, iterator: Iterator, limit: int) -> tuple[list[tuple[Any, ...]], int]:
    """The next rows and how many are left, which is nought only when there are none left."""
    found = [iterator.selection.split(row) for row in iterator.selection.page(company, iterator.after, limit + 1)]
    page = found[:limit]
    if page:
        iterator.after = page[-1][0]
    iterator.returned += len(page)
    left = max(iterator.total - iterator.returned, 1) if len(found) > limit else 0
    return [row for _, row in page], left


# -- lists --------------------------------------------------------------------------------------------------------


def list_source(kinds: tuple[str, ...], family: str, rets: dict[str, Model]) -> Source:
    """The source of a query of one or several kinds of list object."""

    def named(company: CompanyFile, values: dict[str, Any]) -> Named | None:
        for attr, column in (("list_id", "list_id"), ("full_name", "key")):
            if attr in values:
                wanted = [each or "" for each in values[attr]]
                return _listed(company, kinds, family, column, wanted)
        return None

    def write(context: Context, values: dict[str, Any], row: tuple[Any, ...]) -> str:
        record = visible(context, lists.KINDS[row[1]], lists.record_of(context.company, row))
        extra = data_values.shown(context.company, record.list_id, values.get("owner_id"))
        kind = row[1]
        return element(
            f"{kind}Ret", context.company, rets[kind], context.version, record, only=only_of(values), extra=extra
        )

    return Source(named, lambda company, values: filters.list_selection(company, kinds, family, values), write)


def visible(context: Context, kind: lists.ListKind, record: Any) -> Any:
    """The record without what is personal, unless a person has let the program see that."""
    if not kind.personal or access.sees_personal_data(context.company, context.session.app_name):
        return record
    empty = kind.record()
    return replace(record, **{name: getattr(empty, name) for name in kind.personal})


def _listed(company: CompanyFile, kinds: tuple[str, ...], family: str, column: str, wanted: list[str]) -> Named:
    found: dict[str, tuple[Any, ...]] = {}
    missing = None
    for text in wanted:
        condition = "list_id = ?" if column == "list_id" else "family = ? AND key = ?"
        values = [text] if column == "list_id" else [family, key_of(text)]
        sql = f"SELECT rank, key, {lists.ROW} FROM list_object WHERE {condition}"
        row = company.connection.execute(sql, values).fetchone()
        if row is None or row[3] not in kinds:
            missing = missing or text
        else:
            found.setdefault(row[2], row)
    rows = list(found.values())
    if company.switches.id_query_order == "file":
        rows.sort(key=lambda row: row[:2])
    return [row[2:] for row in rows], missing


# -- transactions -------------------------------------------------------------------------------------------------


def txn_source(kind: str, ret: Model, read: Callable[..., Any]) -> Source:
    """The source of a query of one kind of transaction."""

    def named(company: CompanyFile, values: dict[str, Any]) -> Named | None:
        for attr, column in (
            ("txn_id", "txn_id"),
            ("ref_number", "ref_key"),
            ("ref_number_case_sensitive", "ref_number"),
        ):
            if attr in values:
                wanted = [(each or "").lower() if column == "ref_key" else each or "" for each in values[attr]]
                return _transactions(company, kind, column, wanted, values[attr])
        return None

    def write(context: Context, values: dict[str, Any], row: tuple[Any, ...]) -> str:
        lines, links = bool(values.get("include_line_items")), bool(values.get("include_linked_txns"))
        record = read(context.company, Row(*row), lines=lines, links=links)
        return written_txn(context, kind, ret, record, values)

    return Source(named, lambda company, values: filters.txn_selection(company, kind, values), write)


def written_txn(context: Context, kind: str, ret: Model, record: Any, values: dict[str, Any]) -> str:
    """A transaction as an element, with the private data of the owners asked for."""
    owners = values.get("owner_id")
    extra = data_values.shown(context.company, record.txn_id, owners)
    shown = data_values.with_lines(context.company, record, owners) if owners else record
    return element(f"{kind}Ret", context.company, ret, context.version, shown, only=only_of(values), extra=extra)


def _transactions(company: CompanyFile, kind: str, column: str, wanted: list[str], given: tuple[str, ...]) -> Named:
    found: dict[str, tuple[Any, ...]] = {}
    missing = None
    extra = " AND ref_key = ?" if column == "ref_number" else ""
    for text, said in zip(wanted, given, strict=True):
        sql = f"SELECT {txns.ROW} FROM txn WHERE kind = ? AND {column} = ?{extra}"
        rows = company.connection.execute(sql, [kind, text, *([text.lower()] if extra else [])]).fetchall()
        if not rows:
            missing = missing or said or ""
        for row in rows:
            found.setdefault(row[1], row)
    ordered = list(found.values())
    if company.switches.id_query_order == "file":
        ordered.sort(key=lambda row: (row[4], row[3]))
    return ordered, missing
