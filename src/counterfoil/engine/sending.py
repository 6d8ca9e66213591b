"""From a decision to a write: the intent is stored, then its text may leave (SYNC: write down, then send)."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from hashlib import sha256
from typing import TYPE_CHECKING

from counterfoil.engine import order_links, words
from counterfoil.engine.books import Intent, IntentState, LinkState
from counterfoil.engine.references import here_key, to_theirs, translate
from counterfoil.engine.turn import Ask, after, set_id
from counterfoil.qbxml import write
from counterfoil.qbxml.limits import Refused
from counterfoil.reconcile.decision import Act
from counterfoil.records import Bill
from counterfoil.records.catalogue import problem

if TYPE_CHECKING:
    from counterfoil.engine.books import Link
    from counterfoil.engine.entries import Entry
    from counterfoil.engine.references import Dictionary, Target
    from counterfoil.engine.turn import Turn
    from counterfoil.qbxml.write import Request
    from counterfoil.records import Kind, Problem, Record

_REQUEST = re.compile(r"<(\w+Rq) requestID=")

DEADLINE = 60
"""Seconds after which the agent must not start a write any more."""


LOOKING = 2
"""Seconds after which a write is planned anew that waited for a look at another bill."""


@dataclass(frozen=True, slots=True)
class Plan:
    """A write as it will be sent: the requests, and both values in QuickBooks' vocabulary."""

    requests: tuple[Request, ...]
    before: Record | None
    after: Record | None


def plan(turn: Turn, entry: Entry) -> Plan | None:
    """What to send for a decided record; None when it has to wait or there is nothing to send after all."""
    kind, decision = entry.link.kind, entry.decided
    wanted = order_links.spare(turn, entry.link, entry.theirs, decision.value_there)
    values = [value for value in (entry.theirs, wanted) if value is not None]
    dictionary = to_theirs(turn.books, values)
    before, unknown_before = _translated(entry.theirs, dictionary)
    after, unknown_after = _translated(wanted, dictionary)
    missing = unknown_after - unknown_before
    if missing:
        park(turn, entry, missing)
        return None
    try:
        requests = _requests(kind, entry.link, decision.there, before, after)
    except Refused as refused:
        refuse(turn, entry, refused.problems)
        return None
    if not requests:
        _agree(turn, entry, wanted)
        return None
    if any(order_links.has_to_wait(turn, entry.link, request.xml) for request in requests):
        _wait_for_a_look(turn, entry.link)
        return None
    return Plan(requests, before, after)


def _translated(record: Record | None, dictionary: Dictionary) -> tuple[Record | None, frozenset[Target]]:
    if record is None:
        return None, frozenset()
    translation = translate(record, dictionary)
    return translation.record, translation.unknown


def _requests(kind: Kind, link: Link, act: Act, before: Record | None, after: Record | None) -> tuple[Request, ...]:
    if act is Act.CREATE:
        assert after is not None, "a new record has a value"
        return (write.add(kind, after, guid=link.guid),)
    if act is Act.DELETE:
        guard = write.touch(kind, link.quickbooks_id, link.edit_sequence)
        return (guard, write.delete(kind, link.quickbooks_id))
    assert before is not None, "what is changed was read"
    assert after is not None, "a change has a value"
    change = write.mod(kind, link.quickbooks_id, link.edit_sequence, before=before, after=after)
    return (change,) if change else ()


def send(turn: Turn, entry: Entry, planned: Plan) -> Ask:
    """Store the intent and hand out its text; both are kept in the same database transaction."""
    link, act = entry.link, entry.decided.there
    intent_id = turn.books.new_guid().strip("{}").replace("-", "")
    text = write.document(planned.requests, on_error="stopOnError", new_set_id=set_id(intent_id))
    intent = Intent(
        id=intent_id,
        kind=link.kind,
        act=act,
        link_id=link.id,
        record_id=link.record_id,
        quickbooks_id=link.quickbooks_id,
        guid=link.guid if act is Act.CREATE else "",
        set_id=set_id(intent_id),
        text=text,
        sha256=sha256(text.encode()).hexdigest(),
        before=planned.before,
        after=planned.after,
        line_keys=line_keys(entry.decided.value_there),
        revision=entry.held.revision if entry.held else 0,
        edit_sequence=link.edit_sequence,
    )
    state = {Act.CREATE: LinkState.ADDING, Act.DELETE: LinkState.DELETING}.get(act, LinkState.LINKED)
    turn.books.keep_links([replace(link, state=state)])
    order_links.watch(turn, intent, link)
    return hand_out(turn, intent, tuple(request.name for request in planned.requests))


def hand_out(turn: Turn, intent: Intent, names: tuple[str, ...]) -> Ask:
    """Note that an intent leaves now, and with whom."""
    sent = replace(
        intent,
        state=IntentState.SENT,
        attempts=intent.attempts + 1,
        sent_at=turn.now(),
        sent_quickbooks_time=turn.books.quickbooks_time(),
        deadline_seconds=DEADLINE,
        carrier=turn.books.carrier(),
    )
    turn.keep_intent(sent)
    turn.data["sent"] = turn.data.get("sent", 0) + 1
    if turn.data["sent"] > 1:
        turn.progress("Sending to QuickBooks", turn.data["sent"])
    turn.data.get("journal", {}).pop(intent.id, None)
    if intent.kind is not None:
        turn.data["was_due"] = bool(turn.conversation.facts.get("marker_due"))
        turn.conversation.facts["marker_due"] = True
    return Ask(intent.text, names, intent.id, DEADLINE)


def names_in(intent: Intent) -> tuple[str, ...]:
    """The names of an intent's requests, in order."""
    return tuple(_REQUEST.findall(intent.text))


def line_keys(record: Record | None) -> tuple[str, ...]:
    """Our keys of a bill's lines, in order."""
    return tuple(line.id for line in record.lines()) if isinstance(record, Bill) else ()


# What keeps a write from being sent


def park(turn: Turn, entry: Entry, missing: frozenset[Target]) -> None:
    """It refers to something that is not in QuickBooks yet: it waits, and is not an error (rule S10).

    What was deleted will not come: that is for a person.
    """
    keys = tuple(sorted(map(here_key, missing)))
    gone = sorted(here_key(target) for target in missing if _is_deleted(turn, target))
    if gone:
        title = words.title_of(entry.link.kind, entry.ours, entry.theirs)
        wait_for_edit(turn, entry.link, title, REFERS_TO_DELETED, keys)
    else:
        turn.books.keep_links([replace(entry.link, owed=False, waits_for=keys)])


def _is_deleted(turn: Turn, target: Target) -> bool:
    kind, record_id = target
    held = turn.books.records(kind, [record_id]).get(record_id)
    return held is None or held.record is None


REFERS_TO_DELETED = problem("refers_to_deleted")


def _wait_for_a_look(turn: Turn, link: Link) -> None:
    """Another bill is looked at first: this one is planned anew in a moment."""
    turn.again_after(LOOKING)
    turn.books.keep_links([replace(link, retry_at=after(turn.now(), LOOKING))])


def refuse(turn: Turn, entry: Entry, problems: tuple[Problem, ...]) -> None:
    """QuickBooks cannot hold it: the record waits until somebody edits it or what it refers to."""
    first, *others = problems
    cause = " ".join((first.cause, *(f"{other.field}: {other.title}" for other in others)))
    wait_for_edit(
        turn, entry.link, words.title_of(entry.link.kind, entry.ours, entry.theirs), replace(first, cause=cause)
    )


def wait_for_edit(turn: Turn, link: Link, title: str, why: Problem, waits_for: tuple[str, ...] = ()) -> None:
    """Set a record aside with the problem why; `waits_for` names what else may set it going again."""
    turn.open_problem(link, title, why)
    turn.books.keep_links([replace(link, owed=False, hold=why.code, state=held_state(link), waits_for=waits_for)])


def held_state(link: Link) -> LinkState:
    """HELD once both sides have it; a record that is only here stays NEW."""
    return LinkState.HELD if link.quickbooks_id else LinkState.NEW


def _agree(turn: Turn, entry: Entry, value: Record | None) -> None:
    """Nothing that QuickBooks can tell apart differs: both sides agree on what we have."""
    turn.books.keep_links([replace(entry.link, base=value, theirs=None, owed=False, state=LinkState.LINKED)])
