"""What came of a page is told: details, conflicts, tombstones and problems, each once (rules S9, C2)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from counterfoil.engine import words
from counterfoil.engine.books import Conflict, DetailKind, LinkState, Tombstone
from counterfoil.engine.turn import problem_key, sentences_of
from counterfoil.reconcile.decision import Act, Hold
from counterfoil.reconcile.merge import replaced
from counterfoil.records import Choice
from counterfoil.records.catalogue import problem

if TYPE_CHECKING:
    from counterfoil.engine.books import Link
    from counterfoil.engine.entries import Entry
    from counterfoil.engine.turn import Turn
    from counterfoil.reconcile.decision import FieldConflict
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
    for conflict in (*decision.conflicts, *_given_way(entry, before)):
        turn.conflicts.append(Conflict(kind, link.record_id, link.quickbooks_id, conflict))
        turn.tell(link, DetailKind.CONFLICT, title, words.conflict_sentence(conflict))
    _say_notes(turn, entry, title)
    if entry.was_paired:
        turn.tell(link, DetailKind.LINKED, title, "It stands on both sides; the two are now linked.")
    if decision.hold:
        _say_hold(turn, entry, title)
    elif decision.here is not Act.NOTHING:
        _say_here(turn, entry, title)


EDITED_SINCE_RESTORE = "edited_since_restore"
"""The hold of a link whose record was edited after the file went back: it is merged, and what gives way is kept."""


def _given_way(entry: Entry, before: Link) -> tuple[FieldConflict, ...]:
    """Values of ours that give way although nobody may have edited them there: they may only have gone back."""
    value = entry.decided.value_here
    if before.hold != EDITED_SINCE_RESTORE or value is None or entry.ours is None:
        return ()
    disputed = {conflict.path for conflict in entry.decided.conflicts}
    return tuple(each for each in replaced(None, value, entry.ours) if each.path not in disputed)


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


TOLD_HOLDS = frozenset(
    {Hold.REVIEW, Hold.CONFLICT, Hold.BROKEN, Hold.CLOSED_PERIOD, Hold.ACCOUNTANT, Hold.APPROVED_EDIT}
)
"""Holds that a person should know of, each a code of the catalogue. The others end by themselves."""


WAYS_OUT: dict[tuple[str, bool, bool], dict[str, Any]] = {
    (Hold.REVIEW, True, False): {
        "fix": "Keep Counterfoil's, which enters it in QuickBooks again as a new record; or delete it here too.",
        "choices": (Choice.KEEP_OURS, Choice.DELETE_BOTH, Choice.SKIP),
    },
    (Hold.REVIEW, False, True): {
        "fix": "Keep QuickBooks', which brings it back here as it is there; or delete it there too.",
        "choices": (Choice.KEEP_THEIRS, Choice.DELETE_BOTH, Choice.SKIP),
    },
}
"""What can be done about a hold when the record is gone there, or here (rule C3); else what the catalogue says."""


def _difference(entry: Entry) -> str:
    """What an edit that waits would change here."""
    if entry.decided.hold is not Hold.APPROVED_EDIT:
        return ""
    told = words.differences(entry.ours, entry.theirs)
    return f"It would change here: {told}" if told else ""


def _say_hold(turn: Turn, entry: Entry, title: str) -> None:
    decision, link = entry.decided, entry.link
    reason = words.reason_of(decision.reason)
    if decision.hold in TOLD_HOLDS:
        cause = decision.notes[0].cause if decision.notes else _difference(entry) or reason
        ways = WAYS_OUT.get((decision.hold, entry.theirs is None, entry.ours is None), {})
        turn.open_problem(link, title, problem(decision.hold, cause=cause, **ways))
    elif not decision.notes:
        turn.tell(link, DetailKind.SKIPPED, title, reason)
