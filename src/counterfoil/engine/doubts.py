"""What only a person can settle: where the three values of a record cannot tell what happened to it."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

from counterfoil.engine import words
from counterfoil.engine.books import OPEN_STATES, LinkState
from counterfoil.reconcile.cases import only_comes
from counterfoil.records import Choice
from counterfoil.records.catalogue import problem

if TYPE_CHECKING:
    from counterfoil.engine.books import Books, Link
    from counterfoil.engine.turn import Turn
    from counterfoil.records import Problem


PERSON_ONLY = frozenset(
    {
        "vanished",
        "missing_after_restore",
        "created_then_deleted",
        "came_back",
        "stands_twice",
        "rolled_back",
        "lines_in_doubt",
        "merged_away",
        "condensed",
    }
)
"""Holds that no decision lifts: what happened cannot be told from the three values, or is no edit of anybody's.

Each is a code of the catalogue.
"""

UNTIL_SEEN = frozenset({"vanished", "condensed"})
"""Those of them that end as soon as QuickBooks shows the record again."""


OF_QUICKBOOKS: dict[str, dict[str, Any]] = {
    "vanished": {
        "fix": "Look for it in QuickBooks. If it is gone there, delete it here too.",
        "choices": (Choice.DELETE_BOTH, Choice.SKIP),
    },
    "came_back": {"fix": "Take it over again.", "choices": (Choice.KEEP_THEIRS, Choice.SKIP)},
    "merged_away": {
        "fix": "Say which record it became; what refers to it waits until then.",
        "choices": (Choice.LINK,),
    },
    "rolled_back": {"fix": "Go back to QuickBooks' version.", "choices": (Choice.KEEP_THEIRS, Choice.SKIP)},
}
"""What differs for records that QuickBooks owns: what stands here can never be sent there (rules D5, D6, D10)."""


def put_in_doubt(turn: Turn, link: Link, hold: str) -> None:
    """Set a link aside for a person, with the problem that says why; it is told once."""
    (kept,) = turn.books.keep_links([replace(link, state=LinkState.REVIEW, hold=hold, owed=False)])
    if link.hold != hold:
        turn.open_problem(kept, words.title_of(kept.kind, kept.theirs, kept.base), question(kept, hold))


def on_its_way(books: Books, link: Link) -> Problem | None:
    """Why nothing can be answered about a record just now: a write of it is under way, or its outcome is not known."""
    is_open = any(intent.link_id == link.id for intent in books.intents(OPEN_STATES))
    return problem("on_its_way") if is_open else None


def question(link: Link, hold: str) -> Problem:
    """What is asked about it: nothing that could not be done with a record of this kind."""
    is_theirs = only_comes(link.kind, link.theirs, link.base)
    return problem(hold, **OF_QUICKBOOKS.get(hold, {})) if is_theirs else problem(hold)
