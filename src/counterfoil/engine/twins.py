"""The same bill entered by hand on both sides becomes one, or a person is asked before it is sent (docs/sync.md).

A new bill of QuickBooks that surely is one of ours, not sent yet, is linked to it when it comes. A bill of ours that
may be one that QuickBooks already has is not sent before somebody has said that it is another.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

from counterfoil.engine import words
from counterfoil.engine.books import Conflict, Link, LinkState, Tombstone, Write
from counterfoil.engine.entries import GONE, theirs_of
from counterfoil.engine.pairing import joined
from counterfoil.engine.references import here_key
from counterfoil.engine.sending import wait_for_edit
from counterfoil.reconcile import twins
from counterfoil.reconcile.decision import Act, Master
from counterfoil.reconcile.merge import pair
from counterfoil.records import Bill, BillState, Candidate, Kind
from counterfoil.records.catalogue import problem

if TYPE_CHECKING:
    from collections.abc import Container, Iterable

    from counterfoil.engine.books import Books, Conversation
    from counterfoil.engine.entries import Entry
    from counterfoil.engine.turn import Turn
    from counterfoil.records import Problem

APART = "told_apart"
"""The fact that remembers answers: id of a bill of ours → TxnIDs of bills that it is not, until it is sent."""

FORGOTTEN, ASKED = "forgotten", "forgotten_asked"
"""Facts after our own database was restored: number → TxnID of a bill there that carries a GUID of ours, and that we do
not remember; id of a bill of ours → TxnID of the one that is asked about."""

QUESTION, LINKED = "possible_duplicate", "entered_twice"
"""The hold and code of the question, and the code of what is said about bills that were linked."""


# A new bill of QuickBooks that is one of ours


def join(turn: Turn, entries: list[Entry]) -> list[Entry]:
    """Link the new bills of this page that surely are bills of ours which QuickBooks has not seen."""
    new = {
        entry.link.quickbooks_id: entry
        for entry in entries
        if not entry.link.record_id and entry.link.state is LinkState.INELIGIBLE and not entry.doubt
    }
    blocks = {twins.block(entry.theirs) for entry in new.values() if isinstance(entry.theirs, Bill)}
    unsent = turn.books.bills_of(blocks, only_unsent=True) if blocks else {}
    if not unsent:
        return entries
    links = turn.books.links(Kind.BILL, [id_ for ids in turn.books.bills_of(unsent).values() for id_ in ids])
    ours = [
        each
        for each in _ours(turn, [id_ for ids in unsent.values() for id_ in ids])
        if each.id not in links or links[each.id].id not in turn.in_doubt()
    ]
    there = [
        twins.Entered(id_, entry.theirs, is_free=_is_unpaid(entry))
        for id_, entry in new.items()
        if isinstance(entry.theirs, Bill)
    ]
    there += [_there(link) for link in links.values() if isinstance(theirs_of(link), Bill)]
    for txn_id, record_id in twins.twins(there, ours).items():
        entry = new[txn_id]
        if txn_id not in _told_apart(turn.conversation, record_id):
            entry.link, entry.was_paired = joined(turn, entry.link, links.get(record_id), record_id), True
            _say_linked(turn, entry)
    return entries


def _ours(turn: Turn, ids: Iterable[str]) -> list[twins.Entered]:
    held = turn.books.records(Kind.BILL, ids)
    return [twins.Entered(id_, each.record) for id_, each in held.items() if isinstance(each.record, Bill)]


def _there(link: Link) -> twins.Entered:
    """What QuickBooks holds of a bill that is linked."""
    bill: Any = theirs_of(link)
    return twins.Entered(link.quickbooks_id, bill, is_free=False)


def _is_unpaid(entry: Entry) -> bool:
    state = entry.observation.derived if entry.observation else None
    return isinstance(state, BillState) and state.is_fully_unpaid


def _say_linked(turn: Turn, entry: Entry) -> None:
    """Two bills became one because they look alike: people are told, and may say that they are two."""
    (entry.link,) = turn.books.keep_links([entry.link])
    turn.open_problem(entry.link, words.title_of(Kind.BILL, entry.theirs), problem(LINKED))


# A bill of ours that QuickBooks may have already


def asks(turn: Turn, entry: Entry) -> bool:
    """Whether a person has to say first that this bill, about to be sent, is none of those that are there."""
    bill, link = entry.decided.value_there, entry.link
    if not isinstance(bill, Bill):
        return False
    block = twins.block(bill)
    ids = [id_ for id_ in turn.books.bills_of([block]).get(block, ()) if id_ != link.record_id]
    apart = _told_apart(turn.conversation, link.record_id)
    others = {
        each.quickbooks_id: each
        for each in (turn.books.links(Kind.BILL, ids) if ids else {}).values()
        if _came_from_there(each) and each.quickbooks_id not in apart
    }
    found = twins.suspects(bill, [_there(each) for each in others.values()])
    forgotten = _forgotten(turn, bill.ref_number, apart)
    if not found and not forgotten:
        return False
    candidates = [_candidate(others[each.id], each.bill) for each in found]
    asked = problem(QUESTION, candidates=tuple(candidates))
    if forgotten:
        turn.conversation.facts.setdefault(ASKED, {})[link.record_id] = forgotten
        asked = _about_forgotten(turn, asked, forgotten)
    keys = tuple(here_key((Kind.BILL, candidate.id)) for candidate in asked.candidates)
    wait_for_edit(turn, link, words.title_of(Kind.BILL, bill), asked, keys)
    return True


def _forgotten(turn: Turn, number: str, apart: Container[str]) -> str:
    """The TxnID of a bill of this number that we sent before our own database was restored; empty for none.

    What we hold of ours is older than what was sent, so that nothing but its number need be the same.
    """
    txn_id: str = turn.conversation.facts.get(FORGOTTEN, {}).get(number.casefold(), "") if number else ""
    there = turn.books.links_there(Kind.BILL, [txn_id]).get(txn_id) if txn_id else None
    is_gone = there is not None and (there.state is LinkState.CLOSED or there.fingerprint == GONE)
    return "" if is_gone or txn_id in apart else txn_id


def _about_forgotten(turn: Turn, asked: Problem, txn_id: str) -> Problem:
    """The question, with that bill among the candidates where it has come over."""
    there = turn.books.links_there(Kind.BILL, [txn_id]).get(txn_id)
    bill = theirs_of(there) if there is not None and there.record_id else None
    known = {each.id for each in asked.candidates}
    more = (_candidate(there, bill),) if there and isinstance(bill, Bill) and there.record_id not in known else ()
    return replace(asked, cause=SENT_BEFORE, candidates=(*more, *asked.candidates))


SENT_BEFORE = "Counterfoil sent a bill of this number, and has forgotten it since its database was restored."


def _came_from_there(link: Link) -> bool:
    """Whether somebody entered it in QuickBooks: what we sent there carries a GUID of ours."""
    return bool(link.quickbooks_id) and not link.guid and link.fingerprint != GONE and theirs_of(link) is not None


def _candidate(link: Link, bill: Bill) -> Candidate:
    day = f", {bill.txn_date:%Y-%m-%d}" if bill.txn_date else ""
    return Candidate(link.record_id, f"{words.title_of(Kind.BILL, bill)}{day}, {bill.total}")


# What a person answers


def same(books: Books, link: Link, into: str) -> Problem | None:
    """It is the bill `into` of ours, which QuickBooks has: that one takes what it lacks, and this one goes.

    Where the two differ, QuickBooks' value holds and ours is kept as a conflict. Returns why it cannot be done.
    """
    other = books.links(Kind.BILL, [into]).get(into)
    held = books.records(Kind.BILL, [link.record_id, into])
    mine, theirs = (held[id_].record if id_ in held else None for id_ in (link.record_id, into))
    if other is None or not other.quickbooks_id or link.quickbooks_id or mine is None or theirs is None:
        return problem("cannot_be_settled_so")
    merged = pair(theirs, mine, Master.QUICKBOOKS, fill_blanks=True)
    writes = [Write(Act.DELETE, Kind.BILL, "twin", link.record_id)]
    if merged.value != theirs:
        writes.append(Write(Act.CHANGE, Kind.BILL, "into", into, merged.value, revision=held[into].revision))
    refused = next((each.problem for each in books.write(writes) if each.problem is not None), None)
    if refused is None:
        reason = f"the same as {words.title_of(Kind.BILL, theirs)}"
        books.keep_tombstones([Tombstone(Kind.BILL, link.record_id, "", mine, "counterfoil", reason)])
        books.keep_conflicts([Conflict(Kind.BILL, into, other.quickbooks_id, each) for each in merged.conflicts])
        closed = replace(link, state=LinkState.CLOSED, hold="", owed=False, waits_for=())
        books.keep_links([closed, replace(other, owed=True, retry_at=None)])
    return refused


def tell_apart(conversation: Conversation, record_id: str, txn_ids: Iterable[str]) -> None:
    """This bill of ours is none of those in QuickBooks."""
    known = conversation.facts.setdefault(APART, {}).setdefault(record_id, [])
    forgotten = conversation.facts.get(ASKED, {}).pop(record_id, None)
    known += [id_ for id_ in (*txn_ids, *([forgotten] if forgotten else [])) if id_ not in known]


def separate(books: Books, link: Link) -> None:
    """These are two bills after all: ours is sent as a new one, and QuickBooks' comes over as a new one."""
    conversation = books.conversation()
    tell_apart(conversation, link.record_id, [link.quickbooks_id])
    books.keep_conversation(conversation)
    there = Link(Kind.BILL, quickbooks_id=link.quickbooks_id, state=LinkState.INELIGIBLE, owed=True)
    here = Link(Kind.BILL, record_id=link.record_id, owed=True)
    books.keep_links([replace(link, state=LinkState.CLOSED, hold="", owed=False, waits_for=())])
    books.keep_links([there, here])


def sent(turn: Turn, record_id: str) -> None:
    """It is in QuickBooks now: what was answered about it is of no use any more."""
    turn.conversation.facts.get(APART, {}).pop(record_id, None)


def _told_apart(conversation: Conversation, record_id: str) -> list[str]:
    found: list[str] = conversation.facts.get(APART, {}).get(record_id, [])
    return found
