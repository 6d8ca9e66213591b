"""What only a person can settle: where the three values of a record cannot tell what happened to it."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from counterfoil.engine import words
from counterfoil.engine.books import LinkState
from counterfoil.records.catalogue import problem

if TYPE_CHECKING:
    from counterfoil.engine.books import Link
    from counterfoil.engine.turn import Turn


PERSON_ONLY = frozenset(
    {"vanished", "created_then_deleted", "came_back", "stands_twice", "rolled_back", "lines_in_doubt", "merged_away"}
)
"""Holds that no decision lifts: what happened cannot be told from the three values. Each is a code of the catalogue."""


def put_in_doubt(turn: Turn, link: Link, hold: str) -> None:
    """Set a link aside for a person, with the problem that says why; it is told once."""
    (kept,) = turn.books.keep_links([replace(link, state=LinkState.REVIEW, hold=hold, owed=False)])
    if link.hold != hold:
        turn.open_problem(kept, words.title_of(kept.kind, kept.theirs, kept.base), problem(hold))
