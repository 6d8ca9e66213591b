"""What QuickBooks took away when it condensed the company file: kept here as history, and one notice for all of it.

Condensing replaces old, settled transactions by their sum, and no deletion log tells of it (docs/quickbooks.md 6.1). A
bill that was settled when it was last seen, and that the comparisons after a condensing do not find, was taken away by
it. It is neither deleted here nor entered there again, and nobody is asked about each.

What is known stands in the conversation's facts under `condensed`, from when it is noticed until everything has been
compared: `at`, when QuickBooks did it, and `gone`, how many records were set aside.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any, Final

from counterfoil.engine.books import Detail, DetailKind, LinkState, OpenProblem
from counterfoil.engine.entries import GONE
from counterfoil.engine.turn import problem_key, sentences_of
from counterfoil.reconcile import guards
from counterfoil.records import BillState, OrderState
from counterfoil.records.catalogue import problem

if TYPE_CHECKING:
    from counterfoil.engine.books import Link
    from counterfoil.engine.turn import Turn

CONDENSED: Final = "condensed"
"""The hold of what was taken away, the fact, and the code of the notice."""

LOOKED: Final = "condense_known"
"""The fact that says that the company file was asked before when it was condensed."""


def note(turn: Turn, last_condense: str) -> None:
    """See whether the company file was condensed since it was last asked; then everything is compared first."""
    conversation, facts = turn.conversation, turn.conversation.facts
    has_looked = facts.get(LOOKED, bool(conversation.last_condense))
    if has_looked and guards.condensed(conversation.last_condense, last_condense):
        facts[CONDENSED] = {"at": last_condense, "gone": 0}
        facts["sweep_wanted"] = facts["sweep_first"] = True
    conversation.last_condense, facts[LOOKED] = last_condense, True


def explains(turn: Turn, link: Link) -> bool:
    """Whether condensing is why this record is not there: it was settled when it was last seen."""
    return CONDENSED in turn.conversation.facts and bool(link.record_id) and _is_settled(link.derived)


def _is_settled(derived: object) -> bool:
    if isinstance(derived, BillState):
        return derived.is_paid
    return isinstance(derived, OrderState) and (derived.is_closed or derived.is_fully_received)


def set_aside(turn: Turn, link: Link) -> bool:
    """Keep as history what condensing took away; False where something else must be the reason."""
    if not explains(turn, link):
        return False
    if link.hold:
        turn.settle_problem(problem_key(link.kind, link.id, link.hold))
    turn.books.keep_links(
        [replace(link, state=LinkState.HELD, hold=CONDENSED, owed=False, fingerprint=GONE, theirs=None, waits_for=())]
    )
    turn.conversation.facts[CONDENSED]["gone"] += 1
    return True


def conclude(turn: Turn) -> None:
    """Everything was compared: tell once what condensing took away."""
    known: dict[str, Any] | None = turn.conversation.facts.pop(CONDENSED, None)
    if known is None or not known["gone"]:
        return
    number, day = known["gone"], known["at"][:10]
    were = "transaction that was settled is" if number == 1 else "transactions that were settled are"
    told = problem(
        CONDENSED, cause=f"It was condensed on {day}. {number} {were} no longer there; their sum stands in their place."
    )
    key, title = problem_key(None, "", CONDENSED), turn.conversation.company_name or "The company file"
    turn.problems[key] = OpenProblem(key, None, "", "", title, told)
    turn.say(Detail(DetailKind.MESSAGE, None, title, sentences_of(told), "quickbooks", problem=told))
