"""What QuickBooks is owed, one write at a time, each kind after those it refers to."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from counterfoil.engine import rights, twins
from counterfoil.engine.books import IntentState, Link
from counterfoil.engine.deciding import decide_one, decide_page
from counterfoil.engine.doubts import PERSON_ONLY
from counterfoil.engine.entries import Entry, theirs_of
from counterfoil.engine.references import here_key
from counterfoil.engine.sending import hand_out, names_in, plan, send
from counterfoil.engine.steps.recover import not_executed
from counterfoil.engine.steps.reread import needs_reading
from counterfoil.engine.turn import after
from counterfoil.reconcile.decision import Act
from counterfoil.records import Kind

if TYPE_CHECKING:
    from counterfoil.engine.books import Intent
    from counterfoil.engine.turn import Ask, Turn

KINDS = (Kind.ACCOUNT, Kind.DEPARTMENT, Kind.TERMS, Kind.VENDOR, Kind.CUSTOMER, Kind.ITEM, Kind.BILL)
"""The order of writing."""

PAGE = 25
"""Links decided at a time; those behind the first that needs a write are decided when their turn comes."""

CHANGES = 500
"""Entries of our change log taken in at a time."""

UNTIL_COMPARED = 30
"""Seconds until the next try, where everything has to be compared before another write and could not be."""

IN_DOUBT = 60
"""Seconds after which to look again at a record about which a write is in doubt."""

SETTLING = 2
"""Seconds after which an open observation is worth another look (the settle rule)."""

ROUNDS = 3
"""How often a run may read again what QuickBooks said had changed, before it leaves that to the next."""


def ask(turn: Turn) -> Ask | None:
    """The next write, or None when nothing is owed that could be sent now."""
    take_in_changes(turn)
    if not rights.may_write(turn.conversation):
        return None
    if turn.conversation.facts.get("sweep_first"):
        turn.again_after(UNTIL_COMPARED)
        return None
    rights.mind(turn)
    again = _to_send_again(turn)
    if again is not None:
        return hand_out(turn, again, names_in(again))
    at = turn.data.get("pushing", 0)
    while at < len(KINDS):
        turn.data["pushing"] = at
        asked = _next_write(turn, KINDS[at])
        if asked is not None:
            return asked
        at += 1
    turn.data.pop("pushing", None)
    _look_again(turn)
    return None


def _to_send_again(turn: Turn) -> Intent | None:
    """A write that is proven not to have been made goes again, once a run; unless our record has changed since."""
    tried: list[str] = turn.data.get("sent_again", [])
    ready = turn.books.intents([IntentState.READY])
    for intent in ready:
        not_executed(turn, intent, intent.evidence)
    again = turn.books.intents([IntentState.READY]) if ready else []
    chosen = next((intent for intent in again if intent.id not in tried), None)
    if chosen is not None:
        turn.data["sent_again"] = [*tried, chosen.id]
    elif again:
        turn.again_after(IN_DOUBT)
    return chosen


def take_in_changes(turn: Turn) -> None:
    """Note on the links what has been changed here since we last looked (rule C8)."""
    conversation = turn.conversation
    while page := turn.books.changes_after(conversation.position, CHANGES):
        for kind in dict.fromkeys(change.kind for change in page):
            ids = list(dict.fromkeys(change.record_id for change in page if change.kind is kind))
            links = turn.books.links(kind, ids)
            owed = [_owing(links.get(id_) or Link(kind, record_id=id_)) for id_ in ids]
            turn.books.keep_links(owed)
            _wake(turn, [here_key((kind, id_)) for id_ in ids])
        conversation.position = page[-1].position


def _owing(link: Link) -> Link:
    return replace(link, owed=True, retry_at=None, attempts=0, waits_for=())


def _wake(turn: Turn, keys: list[str]) -> None:
    """What was refused on account of these records is tried again."""
    waiting = turn.books.waiting_for(keys)
    if waiting:
        turn.books.keep_links([_owing(link) for link in waiting])


def _next_write(turn: Turn, kind: Kind) -> Ask | None:
    """Decide what is owed of a kind until something has to be written."""
    last = ""
    while page := turn.books.owed(kind, PAGE, last):
        last = page[-1].id
        ready = [Entry(link, theirs=theirs_of(link)) for link in page if _is_ready(turn, link)]
        while ready:
            upto = first_to_write(turn, kind, ready)
            asked = _write(turn, decide_page(turn, kind, ready[:upto]))
            if asked is not None:
                return asked
            ready = ready[upto:]
    return None


def first_to_write(turn: Turn, kind: Kind, entries: list[Entry]) -> int:
    """How many of these to decide in one go: up to and with the first that QuickBooks is to be told of."""
    held = turn.books.records(kind, [entry.link.record_id for entry in entries if entry.link.record_id])
    for place, entry in enumerate(entries, start=1):
        entry.held = held.get(entry.link.record_id)
        if decide_one(turn, entry).there is not Act.NOTHING:
            return place
    return len(entries)


def _is_ready(turn: Turn, link: Link) -> bool:
    """Whether it may be decided and sent now; an open observation waits, a doubt is a person's."""
    if link.id in turn.in_doubt():
        turn.books.keep_links([replace(link, retry_at=after(turn.now(), IN_DOUBT))])
        return False
    if link.hold in PERSON_ONLY and not _is_gone_here_too(turn, link):
        turn.books.keep_links([replace(link, owed=False)])
        return False
    if needs_reading(turn, link):
        turn.books.keep_links([_later(turn, link)])
        return False
    return True


def _is_gone_here_too(turn: Turn, link: Link) -> bool:
    """What is gone on both sides needs no person any more."""
    held = turn.books.records(link.kind, [link.record_id]).get(link.record_id)
    return theirs_of(link) is None and (held is None or held.record is None)


def _later(turn: Turn, link: Link) -> Link:
    turn.again_after(SETTLING)
    return replace(link, retry_at=after(turn.now(), SETTLING))


def _write(turn: Turn, entries: list[Entry]) -> Ask | None:
    """Send the last of these, if QuickBooks is to be told of it."""
    entry = entries[-1]
    if entry.decided.there is Act.NOTHING or not entry.link.owed:
        return None
    if rights.withholds(turn, entry.link, entry.decided.there):
        return None
    is_new = entry.decided.there is Act.CREATE
    if is_new and entry.link.kind is Kind.BILL and twins.asks(turn, entry):
        return None
    if is_new and not entry.link.guid:
        entry.link = replace(entry.link, guid=turn.books.new_guid())
    planned = plan(turn, entry)
    return send(turn, entry, planned) if planned is not None else None


def _look_again(turn: Turn) -> None:
    """QuickBooks said that something had changed: read it and decide anew, a few times in a run."""
    if not turn.data.pop("unread", False):
        return
    rounds = turn.data.get("rounds", 0) + 1
    turn.data["rounds"] = rounds
    if rounds <= ROUNDS:
        turn.go_to("reread")
    else:
        turn.again_after(SETTLING)
