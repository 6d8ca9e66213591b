"""Records whose observation is void or still open are read again by their ids, before anything is decided or sent."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from counterfoil.engine import condensing, following, wallclock
from counterfoil.engine.doubts import put_in_doubt
from counterfoil.engine.entries import GONE, is_void
from counterfoil.engine.intake import take_gone, take_observations, take_unreadable
from counterfoil.engine.turn import Ask, after, reading
from counterfoil.qbxml import write
from counterfoil.qbxml.status import Reaction, reaction_to
from counterfoil.records import Kind

if TYPE_CHECKING:
    from counterfoil.engine.books import Link
    from counterfoil.engine.turn import Turn
    from counterfoil.qbxml.answers import Answer, Header

PAGE = 100
"""Ids a query."""

KINDS = (
    *(Kind.ACCOUNT, Kind.DEPARTMENT, Kind.VENDOR, Kind.CUSTOMER, Kind.ITEM, Kind.TERMS),
    *(Kind.BILL, Kind.PURCHASE_ORDER),
)
"""What is read again, each kind after those it refers to; orders after the bills that say what they receive."""


def ask(turn: Turn) -> Ask | None:
    """The next page of records that have to be read again."""
    place = turn.data.setdefault("reread", {"kind": 0, "after": ""})
    while place["kind"] < len(KINDS):
        kind = KINDS[place["kind"]]
        page = turn.books.owed(kind, turn.page(PAGE), place["after"])
        if not page:
            place["kind"], place["after"] = place["kind"] + 1, ""
            continue
        place["after"] = page[-1].id
        unread = [link for link in page if needs_reading(turn, link)]
        if unread:
            turn.data["reading"] = {"kind": kind.value, "links": [link.id for link in unread]}
            return reading([write.query(kind, ids=[link.quickbooks_id for link in unread])])
    turn.data.pop("reread")
    return None


def needs_reading(turn: Turn, link: Link) -> bool:
    """Whether what we last saw of it must not be built upon."""
    if not link.quickbooks_id or link.fingerprint == GONE or link.id in turn.in_doubt():
        return False
    return is_void(link) or is_open(turn, link)


def is_open(turn: Turn, link: Link) -> bool:
    """Whether it was last seen in the very second of its EditSequence: it may have been edited since, unseen."""
    seen_at = link.observed_at - int(turn.conversation.facts.get("stamps_lag", 0))
    return not wallclock.is_closed(seen_at, link.edit_sequence)


def take(turn: Turn, answer: Answer) -> None:
    """Take in what came; what did not come is missing."""
    asked = turn.data.pop("reading")
    response = answer.responses[0]
    if reaction_to(response.status) not in (Reaction.OK, Reaction.PARTIAL, Reaction.EMPTY):
        turn.again_after(30)
        return
    kind = Kind(asked["kind"])
    take_observations(turn, kind, response.observations)
    take_unreadable(turn, response.unreadable)
    links = {link.quickbooks_id: link for link in turn.books.links_by_id(asked["links"]).values()}
    _refresh(turn, [(links.pop(known.id), known) for known in response.unchanged if known.id in links])
    read = {seen.id for seen in response.observations} | {each.id for each in response.unreadable}
    take_missing(turn, [link for id_, link in links.items() if id_ not in read])


def _refresh(turn: Turn, unchanged: list[tuple[Link, Header]]) -> None:
    """Nothing that people could see has changed, and now we know it from a later second."""
    if unchanged:
        turn.books.keep_links([_refreshed(turn, link, header) for link, header in unchanged])


def _refreshed(turn: Turn, link: Link, header: Header) -> Link:
    return replace(
        link,
        edit_sequence=header.edit_sequence,
        time_modified=header.time_modified,
        observed_at=turn.books.quickbooks_time(),
        missed_in=0,
    )


def take_missing(turn: Turn, links: list[Link]) -> None:
    """What is not there may have been deleted a moment ago: the next run's deletion log says so, or a person does."""
    first = [link for link in links if not link.missed_in]
    again = [link for link in links if link.missed_in and link.missed_in != turn.session()]
    if first:
        turn.books.keep_links(
            [replace(link, missed_in=turn.session(), retry_at=after(turn.now(), 1)) for link in first]
        )
        turn.again_after(1)
    for link in again:
        if condensing.set_aside(turn, link) or following.set_aside(turn, link):
            continue
        if link.record_id:
            put_in_doubt(turn, replace(link, fingerprint=GONE, theirs=None), "vanished")
        else:
            take_gone(turn, link.kind, [link])


def missed(turn: Turn) -> None:
    """The answer was lost: begin the pages again."""
    turn.data.pop("reading", None)
    turn.data.pop("reread", None)
