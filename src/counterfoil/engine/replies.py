"""The answer to a write settles its intent: the base moves, or the record is read again, waits, or asks a person."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

from counterfoil.engine import order_links, rights, twins, wallclock, words
from counterfoil.engine.added_lines import adopt_lines
from counterfoil.engine.books import (
    DetailKind,
    IntentState,
    LinkState,
    Tombstone,
    Write,
)
from counterfoil.engine.deciding import decide_page, observed, release
from counterfoil.engine.entries import Entry
from counterfoil.engine.intake import take_gone
from counterfoil.engine.naming import holders, name_taken
from counterfoil.engine.references import here_key, targets, to_ours, translate
from counterfoil.engine.sending import wait_for_edit
from counterfoil.engine.turn import after, failed, sentences_of
from counterfoil.qbxml.status import Reaction, outcome_of, reaction_to
from counterfoil.reconcile.decision import Act
from counterfoil.records import LIST_KINDS
from counterfoil.records.catalogue import Who, of_status
from counterfoil.records.catalogue.row import REFUSED

if TYPE_CHECKING:
    from collections.abc import Callable

    from counterfoil.engine.books import Intent, Link
    from counterfoil.engine.turn import Turn
    from counterfoil.qbxml.answers import Answer, Status
    from counterfoil.records import Observation, Problem, Record

GUID_TAKEN = 3065
"""The answer to an Add whose GUID is in QuickBooks already: it was carried out before."""

FIRST_PAUSE, LONGEST_PAUSE = 5, 300
"""Seconds between tries of what passes by itself: doubled each time."""

TRIES_IN_SILENCE = 3
"""How often something is tried again before anybody is told."""

SENT_DETAILS = {Act.CREATE: DetailKind.CREATED, Act.CHANGE: DetailKind.UPDATED, Act.DELETE: DetailKind.DELETED}
SENT_WORDS = {
    Act.CREATE: "Created in QuickBooks.",
    Act.CHANGE: "Updated in QuickBooks.",
    Act.DELETE: "Deleted in QuickBooks.",
}


def take_reply(turn: Turn, intent: Intent, answer: Answer) -> None:
    """Take in the answer to a write of ours."""
    place = failed(answer)
    if place is not None:
        note_guard(turn, intent, answer)
        take_refusal(turn, intent, answer.responses[place].status)
        return
    rights.passed(turn, intent)
    if intent.act is Act.DELETE:
        take_deleted(turn, intent, "acknowledged")
    else:
        last = answer.responses[-1]
        if last.observations:
            accept(turn, intent, last.observations[0], ACKNOWLEDGED)
            _say_partial(turn, intent, last.status)
        elif last.unreadable and last.unreadable[0].id:
            accept_unread(turn, intent, last.unreadable[0].id, "acknowledged, unreadable")
        else:
            turn.keep_intent(replace(intent, state=IntentState.UNKNOWN))
            turn.go_to("recover")


ACKNOWLEDGED = "acknowledged"


def _say_partial(turn: Turn, intent: Intent, status: Status) -> None:
    """QuickBooks did it, but for a part: a link to a closed order, for example, is missing (570)."""
    row = of_status(status.code)
    if not row.applied:
        return
    link = turn.books.links_by_id([intent.link_id])[intent.link_id]
    told = row.problem(cause=f"QuickBooks said: {status.message}", status_code=status.code)
    title = words.title_of(link.kind, intent.after)
    if row.who is Who.NOBODY:
        turn.tell(link, DetailKind.MESSAGE, title, sentences_of(told), "quickbooks", told)
    else:
        turn.open_problem(link, title, told)


def accept(turn: Turn, intent: Intent, observation: Observation, evidence: str) -> None:
    """QuickBooks has carried an Add or Mod out, and this is what it holds now."""
    if evidence == ACKNOWLEDGED:
        _learn_lag(turn, observation)
    turn.keep_intent(replace(intent, state=IntentState.DONE, evidence=evidence))
    link = turn.books.links_by_id([intent.link_id])[intent.link_id]
    assert intent.after is not None, "an Add or Mod has a value"
    _give_way(turn, link, observation.id)
    order_links.look(turn, link, observation)
    dictionary = to_ours(turn.books, [intent.after, observation.record])
    kept = translate(observation.record, dictionary)
    asked, ids = adopt_lines(intent.before, translate(intent.after, dictionary).record, kept.record)
    if ids and intent.record_id:
        turn.books.write([Write(Act.CHANGE, link.kind, link.id, link.record_id, line_ids=ids)])
    link = replace(
        link,
        quickbooks_id=observation.id,
        base=asked,
        theirs=None,
        state=LinkState.LINKED,
        attempts=0,
        retry_at=None,
        waits_for=(),
    )
    _say_sent(turn, intent, link, asked, kept.record)
    if _is_unwanted(turn, intent) and (evidence == ACKNOWLEDGED or _is_untouched(observation, asked, kept.record)):
        link = replace(link, base=kept.record)
    if kept.unknown:
        turn.books.keep_links([replace(observed(turn, link, observation), fingerprint="", owed=True)])
        return
    (entry,) = decide_page(turn, link.kind, [Entry(link, theirs=kept.record, observation=observation)])
    if intent.act is Act.CREATE:
        twins.sent(turn, intent.record_id)
    unread = order_links.to_read(turn, entry.link)
    if unread != entry.link:
        turn.books.keep_links([unread])
    if link.kind in LIST_KINDS:
        release(turn, link.kind, [link])


def _is_unwanted(turn: Turn, intent: Intent) -> bool:
    """Whether our record was deleted while it was on its way.

    What QuickBooks filled in by itself is no edit of anybody's then, and must not keep it from being deleted there.
    """
    if intent.act is not Act.CREATE or intent.kind is None:
        return False
    held = turn.books.records(intent.kind, [intent.record_id]).get(intent.record_id)
    return held is not None and held.record is None


def _is_untouched(observation: Observation, asked: Record, kept: Record) -> bool:
    """Whether what an Add made, and was found later, is as it was made: the second in which it was made is no proof."""
    return observation.time_created == observation.time_modified and not _contradictions(asked, kept)


def _learn_lag(turn: Turn, observation: Observation) -> None:
    """What we have just written was stamped after the call began: an older stamp shows by how much its clock lags."""
    stamped = wallclock.edited_at(observation.edit_sequence)
    if stamped is not None:
        turn.conversation.facts["stamps_lag"] = max(0, turn.books.quickbooks_time() - stamped)


def _give_way(turn: Turn, link: Link, quickbooks_id: str) -> None:
    """A link that was made for what was seen in QuickBooks gives way to the one that knows our record."""
    other = turn.books.links_there(link.kind, [quickbooks_id]).get(quickbooks_id)
    if other is not None and other.id != link.id and other.state is not LinkState.CLOSED:
        assert not other.record_id, f"{quickbooks_id} belongs to two records of ours"
        turn.books.keep_links([replace(other, state=LinkState.CLOSED, owed=False)])


def accept_unread(turn: Turn, intent: Intent, quickbooks_id: str, evidence: str) -> None:
    """QuickBooks has carried it out, but what it holds now cannot be read: it is read again later."""
    turn.keep_intent(replace(intent, state=IntentState.DONE, evidence=evidence))
    link = turn.books.links_by_id([intent.link_id])[intent.link_id]
    assert intent.after is not None, "an Add or Mod has a value"
    _give_way(turn, link, quickbooks_id)
    asked = translate(intent.after, to_ours(turn.books, [intent.after])).record
    link = replace(link, quickbooks_id=quickbooks_id, base=asked, theirs=None, state=LinkState.LINKED, waits_for=())
    turn.books.keep_links([replace(link, fingerprint="", owed=True, retry_at=None, attempts=0)])


def take_proofs(turn: Turn) -> None:
    """Settle the Adds that were seen to have been made while something else was read."""
    while turn.proofs:
        intent, observation = turn.proofs.pop()
        accept(turn, intent, observation, "seen in QuickBooks")


def _say_sent(turn: Turn, intent: Intent, link: Link, asked: Record, kept: Record) -> None:
    title = words.title_of(link.kind, asked, kept)
    told = words.differences(intent.before, intent.after) if intent.act is Act.CHANGE else ""
    turn.tell(link, SENT_DETAILS[intent.act], title, f"{SENT_WORDS[intent.act]} {told}".strip(), "quickbooks")
    filled_in = words.differences(asked, kept) if intent.act is Act.CHANGE else _contradictions(asked, kept)
    if filled_in:
        turn.tell(link, DetailKind.MESSAGE, title, f"QuickBooks kept it differently: {filled_in}.", "quickbooks")


def _contradictions(asked: Any, kept: Any) -> str:
    """What QuickBooks keeps otherwise than it was asked; blanks that it fills in are no news."""
    names = [name for name in asked.__dataclass_fields__ if not name.endswith("lines")]
    blank = {name: getattr(kept, name) for name in names if not getattr(asked, name)}
    return words.differences(replace(asked, **blank), kept)


def take_deleted(turn: Turn, intent: Intent, evidence: str) -> None:
    """QuickBooks has deleted the record for us."""
    turn.keep_intent(replace(intent, state=IntentState.DONE, evidence=evidence))
    link = turn.books.links_by_id([intent.link_id])[intent.link_id]
    content = link.theirs or link.base
    turn.tombstones.append(
        Tombstone(link.kind, link.record_id, link.quickbooks_id, content, "quickbooks", "deleted in Counterfoil")
    )
    turn.tell(link, DetailKind.DELETED, words.title_of(link.kind, content), SENT_WORDS[Act.DELETE], "quickbooks")
    take_gone(turn, link.kind, [replace(link, state=LinkState.LINKED)])


def note_guard(turn: Turn, intent: Intent, answer: Answer) -> None:
    """The guard in front of a delete may have passed and moved the EditSequence: read the record again before more."""
    if intent.act is Act.DELETE and answer.responses and answer.responses[0].status.code == 0:
        link = turn.books.links_by_id([intent.link_id])[intent.link_id]
        turn.books.keep_links([replace(link, fingerprint="")])


def take_refusal(turn: Turn, intent: Intent, status: Status) -> None:
    """QuickBooks refused the write; by its status we read again, wait, or ask a person."""
    reaction = reaction_to(status)
    if status.code == GUID_TAKEN and intent.act is Act.CREATE and intent.id not in turn.data.get("guid_taken", ()):
        turn.keep_intent(replace(intent, state=IntentState.UNKNOWN, evidence=f"status {status.code}"))
        turn.data.setdefault("guid_taken", []).append(intent.id)
        turn.data["doubt"] = {"intent": intent.id, "stage": "look"}
        turn.go_to("recover")
        return
    if reaction is Reaction.UNKNOWN:
        turn.keep_intent(replace(intent, state=IntentState.UNKNOWN, evidence=f"status {status.code}"))
        turn.go_to("recover")
        return
    turn.keep_intent(replace(intent, state=IntentState.FAILED, evidence=f"status {status.code}"))
    order_links.unwatch(turn, intent.link_id)
    if not intent.link_id:
        turn.again_after(FIRST_PAUSE)
        return
    link = turn.books.links_by_id([intent.link_id])[intent.link_id]
    state = LinkState.NEW if intent.act is Act.CREATE else LinkState.LINKED
    REACTIONS.get(reaction, ask_person)(turn, intent, replace(link, state=state), status)


def read_again(turn: Turn, intent: Intent, link: Link, status: Status) -> None:
    """It changed, or is gone: read it, merge, decide anew; never send the same again with a new EditSequence."""
    if intent.act is Act.CREATE:
        ask_person(turn, intent, link, status)
        return
    turn.books.keep_links([replace(link, fingerprint="", owed=True)])
    turn.data["unread"] = True


def try_later(turn: Turn, intent: Intent, link: Link, status: Status) -> None:
    """The same again after a pause that doubles; whoever could do something about it hears of it after a few tries."""
    row = of_status(status.code)
    if link.attempts < TRIES_IN_SILENCE or row.who is Who.NOBODY or reaction_to(status) is Reaction.RETRY:
        postpone(turn, link)
        if link.attempts == TRIES_IN_SILENCE:
            title, meaning = words.title_of(link.kind, link.theirs, link.base), outcome_of(status).meaning
            turn.tell(link, DetailKind.MESSAGE, title, f"{meaning} It is tried again by itself.", "quickbooks")
        return
    told = row.problem(cause=f"QuickBooks said: {status.message}", status_code=status.code)
    turn.open_problem(link, words.title_of(link.kind, intent.after or intent.before), told)
    postpone(turn, replace(link, hold=row.code), _patience(link))


def _patience(link: Link) -> float:
    """Seconds until what somebody has to see to is tried again."""
    return float(min(30 * 2**link.attempts, 1800))


def postpone(turn: Turn, link: Link, pause: float | None = None) -> None:
    """Let a record wait before its next try."""
    wait = min(FIRST_PAUSE * 2**link.attempts, LONGEST_PAUSE) if pause is None else pause
    turn.books.keep_links(
        [replace(link, owed=True, retry_at=after(turn.now(), wait), attempts=min(link.attempts + 1, 16))]
    )
    turn.again_after(wait)


def ask_person(turn: Turn, intent: Intent, link: Link, status: Status) -> None:
    """The record has to be changed by somebody; it is tried again when it, or what it refers to, changes (rule S10)."""
    told = of_status(status.code).problem(
        title=outcome_of(status).meaning.rstrip("."),
        cause=f"QuickBooks said: {status.message}",
        status_code=status.code,
        choices=REFUSED,
    )
    value = intent.after or intent.before
    keys = tuple(sorted(set(_keys(turn, link)))) if value is not None else ()
    wait_for_edit(turn, link, words.title_of(link.kind, value), told, keys)


def ask_about_name(turn: Turn, intent: Intent, link: Link, status: Status) -> None:
    """Another has the name: a person says whether it is the same, or what to call ours (rule C5).

    Unless it came there only just now, under the very name of ours: then the next run links the two.
    """
    turn.again_after(FIRST_PAUSE)
    asked = name_taken(turn, intent, link, status)
    keys = {*_keys(turn, link), *holders(turn.books, link, intent)}
    wait_for_edit(turn, link, words.title_of(link.kind, intent.after), asked, tuple(sorted(keys)))


def set_aside(turn: Turn, intent: Intent, why: Problem) -> None:
    """The request as it is did not come through: the record waits longer each time, and the others go on."""
    turn.keep_intent(replace(intent, state=IntentState.FAILED, evidence=f"{why.code}: {why.cause}"))
    order_links.unwatch(turn, intent.link_id)
    link = turn.books.links_by_id([intent.link_id])[intent.link_id]
    state = LinkState.NEW if intent.act is Act.CREATE else LinkState.LINKED
    turn.open_problem(link, words.title_of(link.kind, intent.after or intent.before), why)
    postpone(turn, replace(link, state=state, hold=why.code), _patience(link))


def _keys(turn: Turn, link: Link) -> list[str]:
    """What the record refers to, as keys to wait for."""
    held = turn.books.records(link.kind, [link.record_id]).get(link.record_id)
    return [here_key(target) for target in targets(held.record)] if held and held.record is not None else []


REACTIONS: dict[Reaction, Callable[[Turn, Intent, Link, Status], None]] = {
    Reaction.REREAD: read_again,
    Reaction.GONE: read_again,
    Reaction.RETRY: try_later,
    Reaction.RESEND: try_later,
    Reaction.RESTART: try_later,
    Reaction.LATER: try_later,
    Reaction.STOP: try_later,
    Reaction.HOLD: ask_person,
    Reaction.NO_RIGHT: rights.refused,
    Reaction.NAME_TAKEN: ask_about_name,
    Reaction.FIX: ask_person,
    Reaction.IN_USE: ask_person,
    Reaction.BUG: ask_person,
}
"""What a refusal asks of us → what we do."""
