"""The brake: a run that would change or delete unusually many bills here asks a person first (promise I28).

What comes from QuickBooks is counted over a whole run, page by page, before a page is written. Once the guard speaks
nothing of that page is written, no watermark moves, and the connection only reads until a person has answered or
QuickBooks shows something else. While the question is open not a single such change passes.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from counterfoil.engine import words
from counterfoil.reconcile import guards
from counterfoil.reconcile.comparison import NOUNS
from counterfoil.reconcile.decision import Act
from counterfoil.records import Kind
from counterfoil.records.catalogue import problem

if TYPE_CHECKING:
    from collections.abc import Sequence

    from counterfoil.engine.entries import Entry
    from counterfoil.engine.turn import Turn

READ_ONLY = "read_only"

BRAKE = "brake"
"""The fact that holds the open question: `told`, `titles` of some of the bills, and who `refused` it."""

RELEASED = "brake_released"
"""The fact that says that a person approved: nothing is counted until a run has come to its end."""

COUNT = "changed_by_quickbooks"
"""What the run remembers: how many bills QuickBooks has changed or deleted here so far."""

READING_STEPS = frozenset({"pull", "sweep", "reread"})
"""Steps that bring what QuickBooks shows; the answers to our own writes are not counted."""

SHOWN = 20
"""Titles that are kept to show what it is about."""


class Braked(Exception):  # noqa: N818  it is no error: the page is abandoned, and a person asked
    """What QuickBooks shows is too much to be taken over without a question; nothing of the page was written."""

    def __init__(self, told: str, titles: Sequence[str] = ()) -> None:
        super().__init__(told)
        self.told = told
        self.titles = list(titles)[:SHOWN]


def mind(turn: Turn, kind: Kind, entries: Sequence[Entry]) -> None:
    """Count what this page would change here, before any of it is written. Raises Braked."""
    facts = turn.conversation.facts
    if kind is not Kind.BILL or turn.conversation.step not in READING_STEPS or facts.get(RELEASED):
        return
    touched = [entry for entry in entries if _is_touched(entry)]
    if not touched:
        return
    count = turn.data.get(COUNT, 0) + len(touched)
    told = _told(turn, count)
    if told:
        raise Braked(told, [words.title_of(kind, entry.ours, entry.theirs) for entry in touched])
    turn.data[COUNT] = count


def _is_touched(entry: Entry) -> bool:
    """Whether QuickBooks' side changes or deletes our record."""
    decision = entry.decided
    return decision.here is Act.DELETE or (decision.here is Act.CHANGE and entry.theirs != entry.link.base)


def _told(turn: Turn, count: int) -> str:
    question = turn.conversation.facts.get(BRAKE)
    if question:
        return str(question["told"])
    if count <= guards.BRAKE_FLOOR:
        return ""
    return guards.mass_change(count, turn.books.count_linked(Kind.BILL, guards.enough_for(count)), "open bills")


def mind_missing(turn: Turn, kind: Kind, missing: int, met: int) -> None:
    """The end of a kind in a full comparison: nothing at all, or much less than there was. Raises Braked."""
    if turn.conversation.facts.get(RELEASED) or (missing <= guards.BRAKE_FLOOR and met):
        return
    existing = turn.books.count_linked(kind, guards.enough_for(missing))
    told = guards.suddenly_empty(existing, met, NOUNS[kind][1])
    if not told and kind is Kind.BILL:
        told = guards.mass_change(missing, existing, "open bills")
    if told:
        raise Braked(told)


def stop(turn: Turn, braked: Braked) -> None:
    """Only read from here on, and ask; a question that is open already stays as it is."""
    conversation = turn.conversation
    if not conversation.facts.get(BRAKE):
        conversation.facts[BRAKE] = {"told": braked.told, "titles": braked.titles}
        conversation.mode, conversation.mode_reason = READ_ONLY, f"{braked.told} Is that right?"
        turn.open_company_problem(problem("mass_change", cause=braked.told))
    turn.stop("stopped", conversation.mode_reason)


def look_back(turn: Turn) -> None:
    """A run has come to its end: an approval is used up, and a question that answered itself is closed."""
    facts = turn.conversation.facts
    facts.pop(RELEASED, None)
    if facts.pop(BRAKE, None):
        turn.conversation.mode, turn.conversation.mode_reason = "live", ""
        turn.settle_company_problem()
