"""What has changed in QuickBooks since the watermarks: lists, orders, bills, payments and the deletion logs.

Queries that do not depend on each other travel in one set, so an idle run costs one. A kind that was never read is read
whole, page by page; a watermark moves only when a query has been answered to its end (W3), and a broken iterator starts
again from the old one.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from counterfoil.engine import following, rights, wallclock
from counterfoil.engine.intake import take_deletions, take_observations, take_unreadable
from counterfoil.engine.turn import QUIET_TRIGGERS, Ask, reading
from counterfoil.engine.words import KINDS
from counterfoil.qbxml import write
from counterfoil.qbxml.status import Reaction, reaction_to
from counterfoil.qbxml.tables import NOT_ITERABLE, QUERIES
from counterfoil.qbxml.write import Page
from counterfoil.records import LIST_KINDS, TRANSACTION_KINDS, Kind

if TYPE_CHECKING:
    from counterfoil.engine.turn import Turn
    from counterfoil.qbxml.answers import Answer, Response
    from counterfoil.qbxml.write import Request

PAGE = 200
"""Records a page, at first: an answer stays well under a megabyte, and a database transaction short."""

MORE = 2.5
"""Times as many records a page where QuickBooks is quick: a page costs the server as much as dozens of its records."""

QUICK = 5.0
"""Seconds within which an answer is quick."""

LONG = 2_000_000
"""Characters of an answer that are enough: a quarter of what is read at all."""

OPEN_ITERATORS = 3
"""QuickBooks refuses more than about four at a time (docs/quickbooks.md 5.3)."""

TOO_MANY_ITERATORS = 3390

LIST_LOG, TRANSACTION_LOG, ORDER_LOG = "list deletions", "transaction deletions", "order deletions"
"""The names under which the deletion logs have their watermarks."""

LOGS = {TRANSACTION_LOG: TRANSACTION_KINDS, ORDER_LOG: (Kind.PURCHASE_ORDER,)}
"""Name of a log → the kinds of transactions whose deletions it tells."""

HORIZON_DAYS = 80
"""The deletion logs reach back about ninety days; after eighty we no longer rely on them."""

KIND_OF_QUERY = {f"{form}QueryRq": kind for kind, forms in QUERIES.items() for form in forms}
"""Name of a request → the kind of the records in its answer."""

CLOCK_STEP = 60
"""Seconds by which a clock may be set back without harm: the overlap covers them."""

Query = dict[str, Any]
"""One query on its way: name, kind, since, iterator, seen (the largest time), size (of the next page), read (records so
far), batch, is_first, start, done."""


def ask(turn: Turn) -> Ask | None:
    """The queries of the first batch that is not finished, as many as may be open at a time."""
    if "pull" not in turn.data:
        turn.data["pull"] = _queries(turn)
        turn.conversation.facts.pop("session_spent", None)
    open_queries = _batch(turn.data["pull"], is_careful=turn.data.get("careful", False))
    if not open_queries:
        return None
    turn.data["asked"] = [query["name"] for query in open_queries]
    for query in open_queries:
        query.setdefault("start", turn.books.quickbooks_time())
    return reading([_request(turn, query) for query in open_queries])


def _queries(turn: Turn) -> list[Query]:
    """Everything to be asked in this run, in the order in which it is to be taken in."""
    _mind_clock(turn)
    marks = turn.conversation.watermarks
    kinds = [*LIST_KINDS, *transactions(turn)]
    queries = [_query(turn, kind, form) for kind in kinds for form in QUERIES[kind]]
    first = any(query["name"] not in marks for query in queries)
    for query in queries:
        query["batch"] = BATCHES[Kind(query["kind"])] if first else 0
        query["is_first"] = query["name"] not in marks
    last = 2 if first else 0
    logs = [LIST_LOG, *filter(None, [_transaction_log(turn)])]
    return queries + [{"name": log, "since": _since(turn, log), "batch": last} for log in logs]


def _mind_clock(turn: Turn) -> None:
    """A clock that was set back leaves watermarks in the future: bring them down to now, and compare everything."""
    facts, now = turn.conversation.facts, turn.books.quickbooks_time()
    if now < facts.get("quickbooks_now", 0) - CLOCK_STEP:
        facts["sweep_wanted"], facts["asked"] = True, {}
        latest = wallclock.wall_at(now, facts.get("utc_offset", 0))
        marks = turn.conversation.watermarks
        turn.conversation.watermarks = {name: min(mark, latest) for name, mark in marks.items()}
    facts["quickbooks_now"] = now


BATCHES: dict[Kind, int] = dict.fromkeys(LIST_KINDS, 0) | {Kind.ITEM: 1} | dict.fromkeys(TRANSACTION_KINDS, 2)
"""When everything is read for the first time, records come after those they refer to."""


def transactions(turn: Turn) -> tuple[Kind, ...]:
    """Which transactions are read: none until they move at all (rule S6), and only orders without two-way sync (B1)."""
    if not turn.policy.move_transactions:
        return ()
    return TRANSACTION_KINDS if turn.policy.two_way else (Kind.PURCHASE_ORDER,)


def _transaction_log(turn: Turn) -> str:
    """The log that says which of these were deleted; one for all, so that switching two-way on reads it whole."""
    kinds = transactions(turn)
    return TRANSACTION_LOG if kinds == TRANSACTION_KINDS else ORDER_LOG if kinds else ""


def _since(turn: Turn, name: str) -> str:
    """From when to ask: the watermark, with an overlap unless we have asked again long after it (W2).

    Accounts are few, and whether a posting touches its accounts is not known, so a run that somebody asked for reads
    them all: their balances are what people look at (rule D7).
    """
    if name in QUERIES[Kind.ACCOUNT] and turn.data.get("trigger") not in QUIET_TRIGGERS:
        return ""
    marked_at, asked_at = turn.conversation.facts.get("asked", {}).get(name, (0, 0))
    is_settled = wallclock.is_settled(marked_at, asked_at)
    return wallclock.since(turn.conversation.watermarks.get(name, ""), is_settled=is_settled)


DATED_BY_SWITCH = (Kind.BILL, Kind.BILL_PAYMENT)
"""Of these only what changed since two-way sync was switched on is read (rule B5); an order may be older, and open."""


def _query(turn: Turn, kind: Kind, form: str) -> Query:
    since = _since(turn, form)
    if kind in DATED_BY_SWITCH and not since:
        since = turn.policy.two_way_since
    return {"name": form, "kind": kind.value, "since": since, "iterator": "", "seen": "", "size": PAGE, "read": 0}


def _batch(queries: list[Query], *, is_careful: bool) -> list[Query]:
    """What may be asked together: few iterators where they may stay open, else all, for most end with their page."""
    lowest = min((query["batch"] for query in queries), default=0)
    batch = [query for query in queries if query["batch"] == lowest]
    is_careful = is_careful or any(query.get("is_first") for query in batch)
    allowed = OPEN_ITERATORS if is_careful else len(batch)
    chosen: list[Query] = []
    for query in batch:
        iterates = "kind" in query and Kind(query["kind"]) not in NOT_ITERABLE
        if iterates and allowed == 0:
            continue
        allowed -= iterates
        chosen.append(query)
    return chosen


def _request(turn: Turn, query: Query) -> Request:
    if query["name"] == LIST_LOG:
        return write.deleted_lists(LIST_KINDS, query["since"])
    if query["name"] in LOGS:
        return write.deleted_transactions(LOGS[query["name"]], query["since"])
    page = Page(turn.page(query.get("size", PAGE)), query["iterator"])
    return write.query(Kind(query["kind"]), modified_since=query["since"], page=page, form=query["name"])


def take(turn: Turn, answer: Answer) -> None:
    """Take in what was answered, in order; queries that are not at their end stay."""
    waiting = {query["name"]: query for query in turn.data["pull"]}
    following.expect(turn, [row for response in answer.responses for row in response.deletions])
    for name, response in zip(turn.data.pop("asked"), answer.responses, strict=True):
        query = waiting[name]
        if _is_refused(turn, query, response):
            continue
        if "kind" in query:
            _take_page(turn, query, response)
        else:
            _take_log(turn, query, response)
    turn.data["pull"] = [query for query in turn.data["pull"] if not query.get("done")]
    if not turn.data["pull"] and not turn.conversation.last_sweep:
        turn.conversation.last_sweep = turn.now().isoformat()


def _is_refused(turn: Turn, query: Query, response: Response) -> bool:
    """Whether the query has no result; a lost iterator starts again, anything else is told and left for another run."""
    reaction = reaction_to(response.status)
    if reaction in (Reaction.OK, Reaction.EMPTY, Reaction.PARTIAL):
        if "kind" in query:
            rights.reading_allowed(turn, Kind(query["kind"]))
        return False
    if reaction is Reaction.NO_RIGHT and "kind" in query:
        rights.reading_refused(turn, Kind(query["kind"]), response.status)
    if response.status.code == TOO_MANY_ITERATORS and not turn.data.get("careful"):
        turn.data["careful"] = True
        return True
    query["restarts"] = query.get("restarts", 0) + 1
    if reaction is Reaction.RESTART and query["restarts"] <= 3:
        query |= {"iterator": "", "read": 0}
        query.pop("start", None)
        return True
    query["done"] = True
    turn.conversation.facts["session_spent"] = reaction is Reaction.RESTART
    turn.again_after(30)
    return True


def _take_page(turn: Turn, query: Query, response: Response) -> None:
    kind = Kind(query["kind"])
    times = [seen.time_modified for seen in response.observations]
    times += [known.time_modified for known in response.unchanged]
    query["seen"] = max([query["seen"], *map(wallclock.wall, times)])
    read = len(response.observations) + len(response.unchanged) + len(response.unreadable)
    query["read"] = query.get("read", 0) + read
    take_observations(turn, kind, response.observations)
    take_unreadable(turn, response.unreadable)
    _tell_progress(turn, query, response)
    if response.remaining and response.iterator_id:
        query["iterator"], query["size"] = response.iterator_id, _next_size(turn, query.get("size", PAGE))
        return
    query["done"] = True
    _advance(turn, query, [query["seen"]], _ceiling(turn, query))


def _next_size(turn: Turn, size: int) -> int:
    """How many records to ask for next: twice as many where QuickBooks was quick, as at first where it was not."""
    if turn.seconds > QUICK:
        return min(size, PAGE)
    return max(size, min(2 * size, size * LONG // turn.length, int(MORE * PAGE)))


def _advance(turn: Turn, query: Query, times: list[str], ceiling: str = "") -> None:
    """The query was answered to its end: its watermark moves (W1, W3)."""
    conversation, name = turn.conversation, query["name"]
    before, asked = conversation.watermarks.get(name), conversation.facts.setdefault("asked", {})
    conversation.watermarks[name] = wallclock.advanced(before or "", times, ceiling)
    is_moved = conversation.watermarks[name] != before
    marked_at = query["start"] if is_moved or name not in asked else asked[name][0]
    asked[name] = (marked_at, query["start"])


def _ceiling(turn: Turn, query: Query) -> str:
    """The watermark stays before the moment at which the query began.

    A query of many pages may have missed what changed since; and a stamp from the future, given before a clock was set
    right, would blind us until then.
    """
    offset = turn.conversation.facts.get("utc_offset")
    return "" if offset is None else wallclock.wall_at(query["start"] - 1, offset)


def _tell_progress(turn: Turn, query: Query, response: Response) -> None:
    """Only what takes several pages is worth showing."""
    if response.remaining or query["read"] > PAGE:
        total = query["read"] + response.remaining if response.remaining else None
        turn.progress(f"Reading from QuickBooks: {KINDS[Kind(query['kind'])].lower()}s", query["read"], total)


def _take_log(turn: Turn, query: Query, response: Response) -> None:
    take_deletions(turn, response.deletions)
    take_unreadable(turn, response.unreadable)
    query["done"] = True
    _advance(turn, query, [each.time_deleted for each in response.deletions])
    if query["name"] == TRANSACTION_LOG:
        _move_horizon(turn)


def _move_horizon(turn: Turn) -> None:
    """The deletion log was read to its end: it can be relied on until the horizon; if that had passed, compare all."""
    now = turn.books.quickbooks_time()
    known = turn.conversation.horizon_ok_until
    if known and now > int(known):
        turn.conversation.facts["sweep_wanted"] = turn.conversation.facts["sweep_first"] = True
    turn.conversation.horizon_ok_until = str(now + HORIZON_DAYS * 24 * 3600)


def missed(turn: Turn) -> None:
    """The answer was lost: iterators may have moved on, so every unfinished query starts again."""
    turn.data.pop("asked", None)
    turn.data.pop("pull", None)
