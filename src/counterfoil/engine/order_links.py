"""Bills that receive purchase orders: their links must survive our writes, and we look whether they did (rule B10).

Sources disagree about what a line that is named by its bare TxnLineID keeps (docs/quickbooks.md 4.2). So after a write
that had to name such lines the bill is read again with its linked transactions, and no other such write leaves before
that. If a link is gone, the company is flagged, people are told, and edits of expense lines on such bills stay here: at
most one bill is hit.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from counterfoil.engine import words
from counterfoil.engine.books import LinkState
from counterfoil.engine.entries import GONE
from counterfoil.records import Bill, BillState
from counterfoil.records.catalogue import problem

if TYPE_CHECKING:
    from counterfoil.engine.books import Intent, Link
    from counterfoil.engine.turn import Turn
    from counterfoil.records import Observation, Record

WATCHED, BREAKS = "watched_order_links", "order_links_break"
"""What the conversation remembers: links whose bills are to be looked at, and that links were lost in this company."""

LOST = problem("order_link_lost")
AT_RISK = problem("order_links_at_risk", field="expense_lines")


def receives_order(link: Link) -> bool:
    """Whether a line of this bill receives a purchase order, as far as we have seen."""
    return isinstance(link.derived, BillState) and bool(link.derived.purchase_orders)


NAMES_LINES = ("<ItemLineMod>", "<ItemGroupLineMod>")
"""What stands in a write that names item lines."""


def watch(turn: Turn, intent: Intent, link: Link) -> None:
    """A write that names item lines of such a bill leaves now: whenever it is seen next, its links are looked at."""
    if _names_lines(link, intent.text):
        watched = turn.conversation.facts.setdefault(WATCHED, [])
        if link.id not in watched:
            watched.append(link.id)


def _names_lines(link: Link, text: str) -> bool:
    return receives_order(link) and any(element in text for element in NAMES_LINES)


def has_to_wait(turn: Turn, link: Link, text: str) -> bool:
    """Whether it is still unknown what an earlier such write did to another bill, which is read at once then."""
    watched: list[str] = turn.conversation.facts.get(WATCHED, [])
    if not _names_lines(link, text) or not set(watched) - {link.id}:
        return False
    there = {id_: each for id_, each in turn.books.links_by_id(watched).items() if not _is_gone(each)}
    turn.conversation.facts[WATCHED] = [id_ for id_ in watched if id_ in there]
    others = [each for id_, each in there.items() if id_ != link.id]
    unread = [each for each in others if each.id not in turn.in_doubt()]
    if unread:
        turn.books.keep_links([replace(each, fingerprint="", owed=True, retry_at=None) for each in unread])
        turn.data["unread"] = True
    return bool(others)


def unwatch(turn: Turn, link_id: str) -> None:
    """The write was not carried out: it took no link off."""
    watched: list[str] = turn.conversation.facts.get(WATCHED, [])
    if link_id in watched:
        watched.remove(link_id)


def _is_gone(link: Link) -> bool:
    return link.state is LinkState.CLOSED or link.fingerprint == GONE


def to_read(turn: Turn, link: Link) -> Link:
    """The answer to a write says nothing of links, so a bill that is watched is read again."""
    is_watched = link.id in turn.conversation.facts.get(WATCHED, [])
    return replace(link, fingerprint="", owed=True) if is_watched else link


def look(turn: Turn, link: Link, observation: Observation) -> None:
    """Compare a watched bill's links with those it had before we wrote."""
    watched: list[str] = turn.conversation.facts.get(WATCHED, [])
    seen = observation.derived
    if link.id not in watched or not isinstance(seen, BillState) or seen.linked is None:
        return
    watched.remove(link.id)
    assert isinstance(link.derived, BillState), "only bills that receive orders are watched"
    before = {each.txn_id for each in link.derived.purchase_orders}
    if before - {each.txn_id for each in seen.purchase_orders}:
        turn.conversation.facts[BREAKS] = True
        turn.open_problem(link, words.title_of(link.kind, link.theirs, link.base), LOST)


def spare(turn: Turn, link: Link, theirs: Record | None, value: Record | None) -> Record | None:
    """What may be sent: without edits of lines, where those would take a link to an order off."""
    if not turn.conversation.facts.get(BREAKS) or not receives_order(link):
        return value
    if not isinstance(theirs, Bill) or not isinstance(value, Bill) or value.expense_lines == theirs.expense_lines:
        return value
    turn.open_problem(link, words.title_of(link.kind, value), AT_RISK)
    return replace(value, expense_lines=theirs.expense_lines)
