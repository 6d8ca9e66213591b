"""What only a person can settle: where the three values of a record cannot tell what happened to it."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from counterfoil.engine import words
from counterfoil.engine.books import LinkState
from counterfoil.records import Choice, Problem

if TYPE_CHECKING:
    from counterfoil.engine.books import Link
    from counterfoil.engine.turn import Turn


@dataclass(frozen=True, slots=True)
class Doubt:
    """What a person is told and offered where the three values cannot tell what happened."""

    title: str
    cause: str
    fix: str
    choices: tuple[Choice, ...]


DOUBTS: dict[str, Doubt] = {
    "vanished": Doubt(
        "The record is gone from QuickBooks, and QuickBooks does not say that it was deleted",
        "Two comparisons in different sessions did not find it.",
        "Look for it in QuickBooks; then keep it, which enters it there again, or delete it here too.",
        (Choice.KEEP_OURS, Choice.DELETE_BOTH),
    ),
    "created_then_deleted": Doubt(
        "The record was probably created in QuickBooks and deleted there again",
        "The answer to our request was lost, and a record from that time has been deleted there since.",
        "Keep it, which enters it there again, or delete it here too.",
        (Choice.KEEP_OURS, Choice.DELETE_BOTH),
    ),
    "came_back": Doubt(
        "A record that was deleted is in QuickBooks again",
        "The company file may have been restored from a backup.",
        "Take it over again, or delete it in QuickBooks.",
        (Choice.KEEP_THEIRS, Choice.DELETE_BOTH),
    ),
    "stands_twice": Doubt(
        "A record of ours stands twice in QuickBooks",
        "Two records there carry the mark that we gave to one.",
        "Delete one of the two in QuickBooks. This second one is not brought over.",
        (Choice.SKIP,),
    ),
    "rolled_back": Doubt(
        "QuickBooks holds an older version of this record",
        "The company file was restored from a backup made before the last edits.",
        "Keep Counterfoil's version, which is then sent again, or go back to QuickBooks'.",
        (Choice.KEEP_OURS, Choice.KEEP_THEIRS),
    ),
    "lines_in_doubt": Doubt(
        "The bill's new lines may stand twice",
        "The answer to our change was lost, and the bill was then changed in QuickBooks.",
        "Compare the lines with QuickBooks, and choose which side is right.",
        (Choice.KEEP_OURS, Choice.KEEP_THEIRS),
    ),
}
"""Hold → what a person is told. No decision lifts these: what happened cannot be told from the three values."""

PERSON_ONLY = frozenset(DOUBTS)


def put_in_doubt(turn: Turn, link: Link, hold: str) -> None:
    """Set a link aside for a person, with the problem that says why; it is told once."""
    (kept,) = turn.books.keep_links([replace(link, state=LinkState.REVIEW, hold=hold, owed=False)])
    if link.hold != hold:
        doubt = DOUBTS[hold]
        problem = Problem(hold, doubt.title, doubt.cause, doubt.fix, choices=doubt.choices)
        turn.open_problem(kept, words.title_of(kept.kind, kept.theirs, kept.base), problem)
