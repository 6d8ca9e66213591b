"""What came of a page is told: details, conflicts, tombstones and problems, each once (rules S9, C2)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from counterfoil.engine import words
from counterfoil.engine.books import Conflict, DetailKind, LinkState, Tombstone
from counterfoil.engine.turn import problem_key, sentences_of
from counterfoil.reconcile.decision import Act, Hold
from counterfoil.records import Choice, Problem

if TYPE_CHECKING:
    from counterfoil.engine.books import Link
    from counterfoil.engine.deciding import Entry
    from counterfoil.engine.turn import Turn
    from counterfoil.records import Kind

HERE_DETAILS = {Act.CREATE: DetailKind.CREATED, Act.CHANGE: DetailKind.UPDATED, Act.DELETE: DetailKind.DELETED}
HERE_WORDS = {
    Act.CREATE: "Created in Counterfoil.",
    Act.CHANGE: "Updated in Counterfoil.",
    Act.DELETE: "Deleted in Counterfoil.",
}


def report(turn: Turn, kind: Kind, entry: Entry, before: Link) -> None:
    """Say what happened to one record, once."""
    decision, link = entry.decided, entry.link
    is_repeated = decision.here is Act.NOTHING and not entry.was_paired and _is_known(before, link)
    if entry.is_refused or is_repeated:
        return
    title = words.title_of(kind, entry.theirs, entry.ours, link.base)
    if before.hold and before.hold != link.hold:
        turn.settle_problem(problem_key(link.kind, link.id, before.hold))
    for conflict in decision.conflicts:
        turn.conflicts.append(Conflict(kind, link.record_id, link.quickbooks_id, conflict))
        turn.tell(link, DetailKind.CONFLICT, title, words.conflict_sentence(conflict))
    _say_notes(turn, entry, title)
    if decision.hold:
        _say_hold(turn, entry, title)
    elif decision.here is not Act.NOTHING:
        _say_here(turn, entry, title)
    elif entry.was_paired:
        turn.tell(link, DetailKind.LINKED, title, "It stands on both sides; the two are now linked.")


def _is_known(before: Link, after: Link) -> bool:
    """Whether the same was decided before about the same two values, and told then."""
    return (before.hold, before.fingerprint, before.revision) == (after.hold, after.fingerprint, after.revision)


def _say_here(turn: Turn, entry: Entry, title: str) -> None:
    decision, link = entry.decided, entry.link
    if decision.here is Act.DELETE:
        stone = Tombstone(link.kind, link.record_id, link.quickbooks_id, entry.ours, "counterfoil", decision.reason)
        turn.tombstones.append(stone)
    told = words.differences(entry.ours, decision.value_here) or words.reason_of(decision.reason)
    turn.tell(link, HERE_DETAILS[decision.here], title, f"{HERE_WORDS[decision.here]} {told}", "counterfoil")


def _say_notes(turn: Turn, entry: Entry, title: str) -> None:
    skips = entry.link.state in (LinkState.INELIGIBLE, LinkState.HELD)
    for note in entry.decided.notes:
        kind = DetailKind.SKIPPED if skips else DetailKind.MESSAGE
        turn.tell(entry.link, kind, title, sentences_of(note), problem=note)


HOLD_PROBLEMS: dict[str, tuple[str, str, tuple[Choice, ...]]] = {
    Hold.REVIEW: (
        "Somebody has to decide about this record",
        "Choose which side is right, or delete it on both.",
        (Choice.KEEP_OURS, Choice.KEEP_THEIRS, Choice.DELETE_BOTH),
    ),
    Hold.CONFLICT: (
        "Both sides changed money on a bill that is approved or about to be paid",
        "Choose which side is right.",
        (Choice.KEEP_OURS, Choice.KEEP_THEIRS),
    ),
    Hold.BROKEN: (
        "QuickBooks could not hold this record as it stands",
        "Edit it on either side; it is then tried again.",
        (Choice.EDIT,),
    ),
    Hold.CLOSED_PERIOD: (
        "The bill is dated in a closed period",
        "Change its date, or move the closing date in QuickBooks; it is then sent by itself.",
        (Choice.EDIT, Choice.RETRY),
    ),
}
"""Holds that a person should know of: title, fix and choices. The others end by themselves."""


def _say_hold(turn: Turn, entry: Entry, title: str) -> None:
    decision, link = entry.decided, entry.link
    reason = words.reason_of(decision.reason)
    if decision.hold in HOLD_PROBLEMS:
        what, fix, choices = HOLD_PROBLEMS[decision.hold]
        cause = decision.notes[0].cause if decision.notes else reason
        turn.open_problem(link, title, Problem(decision.hold, what, cause, fix, choices=choices))
    elif not decision.notes:
        turn.tell(link, DetailKind.SKIPPED, title, reason)
