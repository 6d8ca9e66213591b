"""The full comparison: the ids and EditSequences of everything we follow, and a closer look at what differs.

It is part of the algorithm, not a repair tool: it finds what watermarks cannot, when clocks were moved, deletion logs
cut off or files condensed. Missing in two sweeps of different sessions, without a row in the deletion log, is for a
person to look at.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from counterfoil.engine import brake, condensing
from counterfoil.engine.books import Link, LinkState
from counterfoil.engine.entries import GONE
from counterfoil.engine.steps.pull import transactions
from counterfoil.engine.steps.reread import is_open, take_missing
from counterfoil.engine.turn import Ask, reading
from counterfoil.qbxml import write
from counterfoil.qbxml.status import Reaction, reaction_to
from counterfoil.qbxml.tables import QUERIES
from counterfoil.qbxml.write import Page
from counterfoil.records import Kind

if TYPE_CHECKING:
    from counterfoil.engine.turn import Turn
    from counterfoil.qbxml.answers import Answer, Header

PAGE = 500
"""Ids a page."""

EVERY = timedelta(hours=22)
"""How long after a sweep the next is due, once the office is closed."""

AT_LATEST = timedelta(hours=48)
"""How long after a sweep the next is due at any hour."""

FOLLOWED = (
    LinkState.LINKED,
    LinkState.HELD,
    LinkState.CONFLICT,
    LinkState.INELIGIBLE,
)
"""States of links whose record should be in QuickBooks."""


def ask(turn: Turn) -> Ask | None:
    """The next page of ids."""
    if "sweep" not in turn.data:
        if not is_due(turn):
            return None
        _begin(turn)
    state = turn.data["sweep"]
    while state["forms"]:
        kind, form = Kind(state["forms"][0][0]), state["forms"][0][1]
        return reading([write.query(kind, only_ids=True, page=Page(PAGE, state["iterator"]), form=form)])
    if not turn.data.pop("sweep").get("has_failed"):
        turn.conversation.facts.pop("sweep_first", None)
    turn.conversation.last_sweep = turn.now().isoformat()
    is_wanted = turn.conversation.facts.pop("sweep_again", False)
    turn.conversation.facts["sweep_wanted"] = is_wanted
    if not is_wanted:
        condensing.conclude(turn)
    return None


def is_due(turn: Turn) -> bool:
    """Whether everything is to be compared in this run."""
    conversation = turn.conversation
    if conversation.facts.get("sweep_wanted") or turn.data.get("trigger") == "sweep":
        return turn.data.get("swept") is None
    if not conversation.last_sweep:
        return False
    age = turn.now() - datetime.fromisoformat(conversation.last_sweep)
    return age > AT_LATEST or (age > EVERY and _is_night(turn))


def _is_night(turn: Turn) -> bool:
    wall = turn.books.quickbooks_time() + turn.conversation.facts.get("utc_offset", 0)
    return not 6 <= wall // 3600 % 24 < 21


def _begin(turn: Turn) -> None:
    kinds = [Kind.ACCOUNT, Kind.DEPARTMENT, Kind.TERMS, Kind.VENDOR, Kind.CUSTOMER, Kind.ITEM]
    kinds += transactions(turn)
    number = int(turn.conversation.facts.get("sweeps", 0)) + 1
    turn.conversation.facts["sweeps"] = number
    turn.data["swept"] = number
    turn.data["sweep"] = {
        "number": number,
        "iterator": "",
        "done": 0,
        "met": {},
        "forms": [(kind.value, form) for kind in kinds for form in QUERIES[kind]],
    }


def take(turn: Turn, answer: Answer) -> None:
    """Compare a page of ids with what we know; at the end of a kind look for what was not met."""
    state, response = turn.data["sweep"], answer.responses[0]
    kind = Kind(state["forms"][0][0])
    reaction = reaction_to(response.status)
    if reaction not in (Reaction.OK, Reaction.EMPTY, Reaction.PARTIAL):
        _start_again(turn, is_lost=reaction is Reaction.RESTART)
        return
    _compare(turn, kind, response.headers, state["number"])
    state["done"] += len(response.headers)
    state["met"][kind.value] = state["met"].get(kind.value, 0) + len(response.headers)
    if response.remaining and response.iterator_id:
        state["iterator"] = response.iterator_id
        turn.progress("Comparing with QuickBooks", state["done"], state["done"] + response.remaining)
        return
    state["iterator"] = ""
    state["forms"].pop(0)
    if not any(each[0] == kind.value for each in state["forms"]):
        _look_for_missing(turn, kind, state["number"])


def _start_again(turn: Turn, *, is_lost: bool) -> None:
    """The iterator is lost: this kind begins again; anything else ends the sweep until another run."""
    turn.data["sweep"]["iterator"] = ""
    turn.data["sweep"]["restarts"] = turn.data["sweep"].get("restarts", 0) + 1
    if not is_lost or turn.data["sweep"]["restarts"] > 3:
        turn.data["sweep"]["forms"], turn.data["sweep"]["has_failed"] = [], True
        turn.conversation.facts["sweep_again"] = True
        turn.again_after(30)


def _set_back(turn: Turn, headers: tuple[Header, ...], links: dict[str, Link]) -> None:
    """Payments that differ are pulled again: their watermark goes back to the oldest of them."""
    number, form = turn.data["sweep"]["number"], turn.data["sweep"]["forms"][0][1]
    turn.books.keep_links([replace(link, seen_in=number, missed_in=0) for link in links.values()])
    stale = [
        header.time_modified[:19]
        for header in headers
        if _may_matter(turn, Kind.BILL_PAYMENT, header)
        and (header.id not in links or links[header.id].edit_sequence != header.edit_sequence)
    ]
    marks = turn.conversation.watermarks
    if stale and min(stale) < marks.get(form, ""):
        marks[form] = min(stale)
        turn.again_after(1)


def _compare(turn: Turn, kind: Kind, headers: tuple[Header, ...], number: int) -> None:
    """Note what was met; what is unknown, has another EditSequence than when last seen, or was open then, is read."""
    links = turn.books.links_there(kind, [header.id for header in headers])
    if kind is Kind.BILL_PAYMENT:
        _set_back(turn, headers, links)
        return
    kept: list[Link] = []
    for header in headers:
        link = links.get(header.id)
        if link is None:
            if _may_matter(turn, kind, header):
                kept.append(_unread(Link(kind, quickbooks_id=header.id, state=LinkState.INELIGIBLE), number))
        elif link.edit_sequence != header.edit_sequence or link.missed_in or is_open(turn, link):
            kept.append(_unread(link, number))
        else:
            kept.append(replace(link, seen_in=number))
    if kept:
        turn.books.keep_links(kept)


def _may_matter(turn: Turn, kind: Kind, header: Header) -> bool:
    """Bills from before two-way sync that were not touched since stay where they are (rule B5)."""
    return kind not in (Kind.BILL, Kind.BILL_PAYMENT) or header.time_modified[:19] >= turn.policy.two_way_since


def _unread(link: Link, number: int) -> Link:
    if link.state is LinkState.CLOSED:
        return replace(link, seen_in=number)
    return replace(link, seen_in=number, fingerprint="", owed=True, retry_at=None)


def _look_for_missing(turn: Turn, kind: Kind, number: int) -> None:
    """What this sweep did not meet is missing: once is a doubt, twice in different sessions is for a person."""
    missing = _missing(turn, kind, number)
    condensed = sum(condensing.explains(turn, link) for link in missing)
    met = turn.data["sweep"]["met"][kind.value] + condensed
    brake.mind_missing(turn, kind, len(missing) - condensed, met)
    if any(not link.missed_in for link in missing):
        turn.conversation.facts["sweep_again"] = True
    take_missing(turn, [link for link in missing if link.id not in turn.in_doubt()])


def _missing(turn: Turn, kind: Kind, number: int) -> list[Link]:
    found: list[Link] = []
    last = ""
    while page := turn.books.watched(kind, FOLLOWED, PAGE, last):
        last = page[-1].id
        found += [link for link in page if link.quickbooks_id and link.seen_in != number and link.fingerprint != GONE]
    return found


def missed(turn: Turn) -> None:
    """The answer was lost: the kind under way begins again."""
    if "sweep" in turn.data:
        turn.data["sweep"]["iterator"] = ""
