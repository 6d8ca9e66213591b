"""A page of links is decided: our side is brought up to date, and what QuickBooks is owed is noted on the links.

The three values of each record go through `reconcile.decide`; what it says about our side is done here and now, in the
same database transaction. What it says about QuickBooks' side is left to the step *push*.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import TYPE_CHECKING, Any

from counterfoil.engine import brake, unmapped, words
from counterfoil.engine.books import (
    Link,
    LinkState,
    Write,
)
from counterfoil.engine.entries import GONE, Entry
from counterfoil.engine.references import here_key, there_key
from counterfoil.engine.telling import report
from counterfoil.reconcile.decide import decide
from counterfoil.reconcile.decision import Act, Decision, Facts, Hold, Paid
from counterfoil.reconcile.lines import match
from counterfoil.records import LIST_KINDS, Bill, BillState, Kind, Problem

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from counterfoil.engine.books import Written
    from counterfoil.engine.turn import Turn
    from counterfoil.records import Derived, Observation, Record

PASSING = frozenset({"changed_meanwhile"})
"""Refusals of our own side that the next decision makes good."""

HISTORY = 32
"""How many agreed versions a link remembers, to tell a restored version from an edited one."""

HOLD_STATES: dict[str, LinkState] = {
    Hold.REVIEW: LinkState.REVIEW,
    Hold.CONFLICT: LinkState.CONFLICT,
    Hold.APPROVED_EDIT: LinkState.CONFLICT,
}
"""The state that a hold gives its link; HELD for all others."""


def decide_page(turn: Turn, kind: Kind, entries: Sequence[Entry]) -> list[Entry]:
    """Decide these records and carry out what concerns our side; returns them with their links as kept.

    Raises Braked, with nothing written, where that would be unusually much at once.
    """
    held = turn.books.records(kind, [entry.link.record_id for entry in entries if entry.link.record_id])
    writes: list[Write] = []
    for place, entry in enumerate(entries):
        entry.held = held.get(entry.link.record_id)
        entry.decision = decide_one(turn, entry)
        writes += _writes(kind, str(place), entry)
    brake.mind(turn, kind, entries)
    written = {each.key: each for each in turn.books.write(writes)} if writes else {}
    links = turn.books.keep_links([_after(turn, entry, written.get(str(place))) for place, entry in enumerate(entries)])
    news: list[Link] = []
    for entry, link in zip(entries, links, strict=True):
        before, entry.link = entry.link, link
        report(turn, kind, entry, before)
        is_new = entry.was_paired or link.record_id != before.record_id
        if entry.decided.here is not Act.NOTHING or is_new:
            news += [link] if kind in LIST_KINDS or (kind is Kind.BILL and not is_new) else []
    release(turn, kind, news)
    return list(entries)


def decide_one(turn: Turn, entry: Entry) -> Decision:
    """The decision about one record whose three values are at hand."""
    is_there = entry.theirs is not None or not entry.link.quickbooks_id
    if is_there and unmapped.refers(turn.conversation, (entry.ours, entry.link.base, entry.theirs)):
        return Decision(base=entry.link.base, hold=Hold.UNMAPPED, reason="what it refers to is gone from QuickBooks")
    facts = facts_of(turn, entry)
    return decide(entry.link.kind, entry.link.base, entry.theirs, entry.ours, turn.policy, facts)


def facts_of(turn: Turn, entry: Entry) -> Facts:
    """What is known about a record beside its three values."""
    link, held = entry.link, entry.held
    derived = entry.observation.derived if entry.observation else link.derived
    seen = entry.observation or link
    closing = turn.conversation.facts.get("closing_date") or ""
    dividing = turn.conversation.facts.get("dividing_date") or ""
    return Facts(
        paid=_paid(derived),
        is_order_linked=isinstance(derived, BillState) and bool(derived.purchase_orders),
        is_void=_is_void(entry.theirs),
        is_approved=held.is_approved if held else False,
        is_committed_here=held.is_committed if held else False,
        was_linked=link.base is None and link.state is LinkState.REVIEW,
        closing_date=date.fromisoformat(closing) if closing else None,
        dividing_date=date.fromisoformat(dividing) if dividing else None,
        time_created=seen.time_created[:19],
        time_modified=seen.time_modified[:19],
    )


def _paid(derived: Derived | None) -> Paid:
    if not isinstance(derived, BillState) or (derived.total == 0 and derived.paid == 0):
        return Paid.UNPAID
    if derived.is_paid:
        return Paid.FULLY
    return Paid.PARTLY if derived.paid else Paid.UNPAID


def _is_void(record: Record | None) -> bool:
    """QuickBooks voids a bill by zeroing it and writing `VOID:` before its memo (docs/quickbooks.md 4.7)."""
    return isinstance(record, Bill) and record.total == 0 and record.memo.startswith("VOID")


def _writes(kind: Kind, key: str, entry: Entry) -> list[Write]:
    """What our side is told: the decision's act, and what QuickBooks derives when that is news."""
    decision, link, ours = entry.decided, entry.link, entry.ours
    derived = _news(entry)
    if decision.here is Act.CREATE:
        return [
            Write(Act.CREATE, kind, key, record=decision.value_here, derived=derived, quickbooks_id=link.quickbooks_id)
        ]
    revision = entry.held.revision if entry.held else None
    if decision.here is Act.DELETE:
        return [Write(Act.DELETE, kind, key, link.record_id, revision=revision)]
    if decision.here is Act.CHANGE or (derived is not None and ours is not None):
        ids = line_ids(ours, decision.value_here)
        return [
            Write(
                Act.CHANGE, kind, key, link.record_id, decision.value_here, derived, ids, revision, link.quickbooks_id
            )
        ]
    return []


def _news(entry: Entry) -> Derived | None:
    if entry.observation is None:
        return None
    derived = merged_derived(entry.link, entry.observation)
    return derived if derived != entry.link.derived or not entry.link.record_id else None


def merged_derived(link: Link, observation: Observation) -> Derived | None:
    """What QuickBooks derives; an answer that does not speak of linked transactions leaves the known ones."""
    derived = observation.derived
    if isinstance(derived, BillState) and derived.linked is None and isinstance(link.derived, BillState):
        return replace(derived, linked=link.derived.linked)
    return derived


def line_ids(ours: Record | None, value: Record | None) -> dict[str, str]:
    """Our keys of lines → the TxnLineIDs under which they stand in `value`."""
    if not isinstance(ours, Bill) or not isinstance(value, Bill):
        return {}
    found: dict[str, str] = {}
    for mine, others in ((ours.expense_lines, value.expense_lines), (ours.item_lines, value.item_lines)):
        for i, j in match(mine, others).items():
            if mine[i].id != others[j].id:
                found[mine[i].id] = others[j].id
    return found


# What becomes of the link


def _after(turn: Turn, entry: Entry, written: Written | None) -> Link:
    """The link once the decision was carried out on our side."""
    link = entry.link
    changes = _sight(turn, link, entry.observation) if entry.observation else {}
    if written and written.problem:
        return _refused_here(turn, entry, replace(link, **changes), written.problem)
    if written:
        changes |= {"record_id": written.record_id, "revision": written.revision}
    elif entry.held:
        changes["revision"] = entry.held.revision
    return replace(link, **changes, **_standing(entry, link, changes))


def _standing(entry: Entry, link: Link, changes: dict[str, Any]) -> dict[str, Any]:
    """Where a link stands after its decision; `changes` is what else changes on it."""
    decision, theirs = entry.decided, entry.theirs
    if decision.hold:
        state = HOLD_STATES.get(decision.hold, LinkState.HELD)
        return {"state": state, "hold": decision.hold, "owed": False, "theirs": _unless_same(theirs, link.base)}
    if decision.here is Act.DELETE or (theirs is None and entry.ours is None):
        return {"state": LinkState.CLOSED, "hold": "", "owed": False, "theirs": None, "waits_for": ()}
    if not changes.get("record_id", link.record_id) and decision.there is Act.NOTHING:
        return {"state": LinkState.INELIGIBLE, "hold": "", "owed": False, "base": None, "theirs": None}
    owed = decision.there is not Act.NOTHING
    is_there = changes.get("quickbooks_id", link.quickbooks_id)
    return {
        "state": LinkState.LINKED if is_there else LinkState.NEW,
        "hold": "",
        "owed": owed,
        "base": decision.base,
        "theirs": _unless_same(theirs, decision.base),
        "waits_for": (),
    } | ({} if owed else _at_rest(link, changes.get("fingerprint", link.fingerprint)))


def _unless_same(theirs: Record | None, base: Record | None) -> Record | None:
    """What QuickBooks holds is stored only where it differs from the base."""
    return None if theirs == base else theirs


def _at_rest(link: Link, fingerprint: str) -> dict[str, Any]:
    """Nothing is owed any more; the version that both sides agree on is remembered."""
    known = not fingerprint or fingerprint in (GONE, *link.history[-1:])
    history = link.history if known else (*link.history[1 - HISTORY :], fingerprint)
    return {"attempts": 0, "retry_at": None, "history": history}


def holding(link: Link, theirs: Record | None) -> Link:
    """The link with what QuickBooks holds."""
    return replace(link, theirs=_unless_same(theirs, link.base))


def observed(turn: Turn, link: Link, observation: Observation | None) -> Link:
    """The link with what was just read noted on it."""
    return replace(link, **_sight(turn, link, observation)) if observation else link


def _sight(turn: Turn, link: Link, observation: Observation) -> dict[str, Any]:
    return {
        "quickbooks_id": observation.id,
        "derived": merged_derived(link, observation),
        "fingerprint": observation.fingerprint,
        "edit_sequence": observation.edit_sequence,
        "time_created": observation.time_created,
        "time_modified": observation.time_modified,
        "observed_at": turn.books.quickbooks_time(),
        "missed_in": 0,
    }


def _refused_here(turn: Turn, entry: Entry, link: Link, problem: Problem) -> Link:
    """Our side could not take it: the record waits, and the base stays."""
    entry.is_refused = True
    if problem.code in PASSING:
        fingerprint = "" if link.quickbooks_id else link.fingerprint
        return holding(replace(link, owed=True, fingerprint=fingerprint), entry.theirs)
    title = words.title_of(link.kind, entry.ours, entry.theirs)
    turn.open_problem(link, title, problem)
    state = LinkState.HELD if link.record_id else LinkState.INELIGIBLE
    return holding(replace(link, state=state, hold="refused_here", owed=False), entry.theirs)


# Who was waiting for it


def release(turn: Turn, kind: Kind, links: Iterable[Link]) -> None:
    """Wake the records that waited for these: both sides of them are known now, or they have changed.

    For a bill only another waits that may be the same (`engine.twins`), until that is gone or looks otherwise.
    """
    keys = [key for link in links for key in (here_key((kind, link.record_id)), there_key((kind, link.quickbooks_id)))]
    waiting = turn.books.waiting_for(keys) if keys else []
    if not waiting:
        return
    awake = [replace(link, waits_for=(), owed=True, retry_at=None) for link in waiting]
    turn.books.keep_links(awake)
