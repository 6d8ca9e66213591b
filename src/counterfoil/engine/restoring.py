"""What a person accepted is carried out: each finding of the comparison becomes work on its link.

Nothing is written to QuickBooks here. What is to be sent is what the next decision says, from what the links then hold;
every record that differs is read again before that, for it may have changed since it was compared.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from counterfoil.engine import brake, suspension
from counterfoil.engine.added_lines import added_on_both_sides
from counterfoil.engine.books import Detail, DetailKind, IntentState, LinkState, Tombstone
from counterfoil.engine.doubts import PERSON_ONLY, put_in_doubt
from counterfoil.engine.entries import GONE
from counterfoil.engine.intake import take_gone
from counterfoil.engine.telling import EDITED_SINCE_RESTORE
from counterfoil.reconcile.cases import only_comes
from counterfoil.reconcile.comparison import PHRASES, Cause, Standing
from counterfoil.records import Kind

if TYPE_CHECKING:
    from collections.abc import Callable

    from counterfoil.engine.books import Finding, Link
    from counterfoil.engine.turn import Turn

PAGE = 200
"""Findings a page."""


def carry_out(turn: Turn) -> None:
    """Do what the accepted summary said, finding by finding, and let the sync go on."""
    known = suspension.of(turn.conversation)
    acts = ACTS[Cause(known["cause"])]
    turn.say(Detail(DetailKind.MESSAGE, None, "Company file", f"Accepted by {known['accepted']}: {_told(turn)}"))
    if known["cause"] == Cause.BOUND_ANEW:
        _drop_what_was_on_its_way(turn)
    last, in_doubt = "", turn.in_doubt()
    while page := turn.books.findings(PAGE, last):
        last = page[-1].id
        links = turn.books.links_by_id([each.link_id for each in page if each.link_id])
        for finding in page:
            link = links.get(finding.link_id)
            if link is not None and link.id not in in_doubt:
                is_theirs = only_comes(finding.kind, finding.theirs, link.theirs, link.base)
                chosen = ONLY_COMING if is_theirs and acts is BACK_IN_TIME else acts
                chosen.get(finding.standing, _leave)(turn, finding, link)
    turn.conversation.facts |= {"was_restored": True, brake.RELEASED: True}
    suspension.lift(turn)


def _drop_what_was_on_its_way(turn: Turn) -> None:
    """What was on its way to the other company file is not sent to this one by itself."""
    for intent in list(turn.in_doubt().values()):
        turn.keep_intent(replace(intent, state=IntentState.DROPPED, evidence="bound to another company file"))
        link = turn.books.links_by_id([intent.link_id])[intent.link_id]
        _let_go(turn, link)


def _told(turn: Turn) -> str:
    return turn.conversation.mode_reason


def _leave(turn: Turn, finding: Finding, link: Link) -> None:
    """Nothing to do: the ordinary steps find it."""


def _read_again(turn: Turn, _finding: Finding, link: Link) -> None:
    """An ordinary merge against what was last agreed, after a fresh look."""
    if link.hold not in PERSON_ONLY:
        turn.books.keep_links([_unread(link)])


def _read_again_unless_in_doubt(turn: Turn, finding: Finding, link: Link) -> None:
    """The same, but a line that was added on both sides in other words may be one: what we had sent is forgotten."""
    held = turn.books.records(link.kind, [link.record_id]).get(link.record_id) if link.record_id else None
    if link.hold not in PERSON_ONLY and held and added_on_both_sides(link.base, finding.theirs, held.record):
        put_in_doubt(turn, _unread(replace(link, theirs=finding.theirs)), "lines_in_doubt")
    else:
        _read_again(turn, finding, link)


def _unread(link: Link) -> Link:
    return replace(link, fingerprint="", owed=True, retry_at=None, attempts=0)


def _push_ours(turn: Turn, finding: Finding, link: Link) -> None:
    """It went back to an older version: that counts as agreed now, so that what we hold is a change, and is sent again.

    Where the older version cannot be told in our vocabulary, or a person has the record already, a person decides.
    """
    if link.hold in PERSON_ONLY:
        return
    if finding.theirs is None:
        put_in_doubt(turn, _unread(link), "rolled_back")
        return
    _keep_unagreed(turn, link)
    history = link.history[: link.history.index(finding.fingerprint) + 1] if finding.fingerprint in link.history else ()
    turn.books.keep_links([_unread(replace(link, base=finding.theirs, theirs=None, history=history))])


def _merge_and_tell(turn: Turn, _finding: Finding, link: Link) -> None:
    """A version never seen: an ordinary merge, but every value of ours that gives way is kept as a conflict.

    Which of its fields somebody edited and which only went back with the file cannot be told apart.
    """
    if link.hold not in PERSON_ONLY:
        _keep_unagreed(turn, link)
        turn.books.keep_links([_unread(replace(link, hold=EDITED_SINCE_RESTORE, state=LinkState.LINKED))])


def _keep_unagreed(turn: Turn, link: Link) -> None:
    """What QuickBooks held and nobody had agreed on yet is gone from it: its content is kept for ever (promise I4)."""
    if link.theirs is not None:
        reason = "lost when the company file was restored"
        stone = Tombstone(link.kind, link.record_id, link.quickbooks_id, link.theirs, "quickbooks", reason)
        turn.tombstones.append(stone)


def _ask_about_missing(turn: Turn, _finding: Finding, link: Link) -> None:
    """Missing since the restore: a question for each record; payments are never entered again by a program."""
    if link.kind is Kind.BILL_PAYMENT:
        take_gone(turn, link.kind, [link])
    elif link.hold not in PERSON_ONLY:
        put_in_doubt(turn, replace(link, fingerprint=GONE, theirs=None), "missing_after_restore")


def _take_as_gone(turn: Turn, _finding: Finding, link: Link) -> None:
    """QuickBooks owns this kind: what it does not have any more is deleted here too, with its history."""
    take_gone(turn, link.kind, [link])


def _ask_about_undeleted(turn: Turn, finding: Finding, link: Link) -> None:
    """Deleted before and there again: a question for each."""
    other = turn.books.links_there(link.kind, [finding.quickbooks_id]).get(finding.quickbooks_id)
    if other is None or other.id != link.id or link.state is not LinkState.CLOSED:
        return
    taken = turn.books.links(link.kind, [link.record_id]) if link.record_id else {}
    alive = replace(link, record_id="", base=None) if taken else link
    put_in_doubt(turn, replace(alive, fingerprint=finding.fingerprint, theirs=finding.theirs), "came_back")


def _link_again(turn: Turn, finding: Finding, link: Link) -> None:
    """It stands on both sides: linked anew; where the two are equal they agree, else everything different is asked.

    A link without a base whose record stands on both sides is compared field by field (the table's base `lost`).
    """
    if link.quickbooks_id:
        return
    joined = replace(link, quickbooks_id=finding.quickbooks_id, state=LinkState.REVIEW, base=None, theirs=None)
    turn.books.keep_links([replace(_unread(joined), waits_for=(), hold="", guid="")])


def _leave_here(turn: Turn, _finding: Finding, link: Link) -> None:
    """It is not in the other company file: our record stays here."""
    _let_go(turn, link)


def _let_go(turn: Turn, link: Link) -> None:
    """Our record is linked to nothing, and nothing of it is owed."""
    turn.books.keep_links([replace(link, state=LinkState.CLOSED, owed=False, waits_for=(), hold="")])


Acts = dict[Standing, "Callable[[Turn, Finding, Link], None]"]

BACK_IN_TIME: Acts = {
    Standing.ROLLED_BACK: _push_ours,
    Standing.EDITED: _merge_and_tell,
    Standing.MISSING: _ask_about_missing,
    Standing.UNDELETED: _ask_about_undeleted,
    Standing.RELINKED: _link_again,
}

ONLY_COMING: Acts = {
    Standing.ROLLED_BACK: _read_again,
    Standing.EDITED: _read_again,
    Standing.MISSING: _take_as_gone,
    Standing.UNDELETED: _ask_about_undeleted,
}
"""The same for kinds that QuickBooks owns: its state holds, whatever it is."""

ACTS: dict[Cause, Acts] = {
    Cause.RESTORED: BACK_IN_TIME,
    Cause.COPIED: BACK_IN_TIME,
    Cause.OURS_RESTORED: {
        Standing.ROLLED_BACK: _read_again_unless_in_doubt,
        Standing.EDITED: _read_again_unless_in_doubt,
        Standing.RELINKED: _link_again,
    },
    Cause.BOUND_ANEW: {
        Standing.ROLLED_BACK: _merge_and_tell,
        Standing.EDITED: _merge_and_tell,
        Standing.MISSING: _leave_here,
        Standing.RELINKED: _link_again,
    },
}
"""Cause and standing → what is done with the link. What is not named is found by the ordinary steps."""

WHAT_HAPPENS: dict[Cause, dict[Standing, str]] = {
    Cause.RESTORED: {
        Standing.ROLLED_BACK: "Counterfoil's version is sent to QuickBooks again.",
        Standing.EDITED: "The two versions are merged; every value of ours that gives way is kept, a click away.",
        Standing.MISSING: "Each becomes a question: enter it again, or remove it here. Payments are not entered again.",
        Standing.UNDELETED: "Each becomes a question: take it over again, or delete it again.",
        Standing.RELINKED: "They are linked; where they differ, both values are kept.",
        Standing.NEW: "They come over as new records do.",
    },
    Cause.OURS_RESTORED: {
        Standing.ROLLED_BACK: "QuickBooks' version is merged into ours.",
        Standing.EDITED: "What changed there since our backup comes over; what changed on both sides is a conflict.",
        Standing.MISSING: "They are deleted here if QuickBooks' log says that they were; else each becomes a question.",
        Standing.UNDELETED: "Each is looked at when it next changes.",
        Standing.RELINKED: "They are linked, so that nothing is sent twice; where they differ, both values are kept.",
        Standing.NEW: "They come over as new records do.",
    },
    Cause.BOUND_ANEW: {
        Standing.ROLLED_BACK: "The two versions are merged; every value of ours that gives way is kept, a click away.",
        Standing.EDITED: "The two versions are merged; every value of ours that gives way is kept, a click away.",
        Standing.MISSING: "They stay here, linked to nothing, and are not sent until somebody edits them.",
        Standing.UNDELETED: "Nothing: they stay deleted here.",
        Standing.RELINKED: "They are linked; where they differ, both values are kept.",
        Standing.NEW: "They come over as new records do; lists of the same name are linked.",
    },
}
WHAT_HAPPENS[Cause.COPIED] = WHAT_HAPPENS[Cause.RESTORED]
"""The same in words, for whoever has to accept it."""

assert set(WHAT_HAPPENS) == set(ACTS) == set(Cause)
assert all(set(words) == set(PHRASES) for words in WHAT_HAPPENS.values())
