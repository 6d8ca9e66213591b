"""What became of writes whose answer never came: evidence first, and nothing is sent again without it.

The order of evidence: the agent's journal; the stored answer of the message set; a look for our GUID (or at the record
itself) together with the deletion log. Only what is proven not to have happened is sent again.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from typing import TYPE_CHECKING, Any

from counterfoil.engine import order_links, suspension, wallclock
from counterfoil.engine.added_lines import added_lines_in_doubt, same_content, with_lines_found
from counterfoil.engine.books import IntentState, LinkState
from counterfoil.engine.doubts import put_in_doubt
from counterfoil.engine.entries import GONE
from counterfoil.engine.intake import take_observations
from counterfoil.engine.replies import accept, accept_unread, note_guard, take_deleted, take_refusal
from counterfoil.engine.sending import names_in
from counterfoil.engine.steps.pull import HORIZON_DAYS
from counterfoil.engine.turn import Ask, after, failed, reading
from counterfoil.qbxml import write
from counterfoil.qbxml.status import Reaction, reaction_to
from counterfoil.qbxml.write import Page
from counterfoil.reconcile.days import is_on_or_before
from counterfoil.reconcile.decision import Act
from counterfoil.records import LIST_KINDS, Kind

if TYPE_CHECKING:
    from collections.abc import Iterable

    from counterfoil.engine.books import Books, Intent, Link
    from counterfoil.engine.turn import Turn
    from counterfoil.qbxml.answers import Answer, Response
    from counterfoil.records import Deletion, Observation

TAKEOVER_GRACE = timedelta(minutes=10)
"""How long after its deadline a request handed to another carrier may still be running."""

WINDOW = 2 * 3600
"""Seconds around the sending in which we look: clocks differ and may be changed by an hour."""

PAGE = 200
"""Records a page of a search."""

INCOMPLETE = range(501, 1000)
"""Warnings under which something that is there may be missing from an answer: they prove no absence."""

ROUNDS, PAUSE = 2, 30
"""How often a run plans one record anew at once, and seconds until the next try after that."""


def ask(turn: Turn) -> Ask | None:
    """The next question about a write in doubt."""
    doubt = turn.data.get("doubt")
    if doubt and doubt["intent"] in turn.data.get("unsolved", ()):
        doubt = None
    while doubt is None or not (asked := _question(turn, doubt)):
        intent = _next(turn)
        if intent is None:
            turn.data.pop("doubt", None)
            return None
        is_told = not suspension.is_distrusted(turn, intent.sent_at)
        doubt = turn.data["doubt"] = {"intent": intent.id, "stage": "stored" if is_told else "look"}
    return asked


def _next(turn: Turn) -> Intent | None:
    """The next write in doubt that may be looked into; what the agent's journal settles is settled here."""
    for intent in turn.books.intents([IntentState.SENT, IntentState.UNKNOWN]):
        if intent.kind is None or intent.id in turn.data.get("unsolved", ()):
            continue
        if turn.data.get("journal", {}).get(intent.id) == "refused":
            not_executed(turn, intent, "the agent's journal: refused")
        elif not may_be_looked_into(turn.books, intent):
            turn.again_after(60)
        else:
            turn.keep_intent(replace(intent, state=IntentState.UNKNOWN))
            return intent
    return None


def may_be_looked_into(books: Books, intent: Intent) -> bool:
    """Whether a write in doubt cannot be running any more: another carrier has its deadline and the grace."""
    if intent.kind is None or intent.carrier == books.carrier() or intent.sent_at is None:
        return True
    deadline = intent.sent_at + timedelta(seconds=intent.deadline_seconds)
    return books.now() >= deadline + TAKEOVER_GRACE


def _question(turn: Turn, doubt: dict[str, Any]) -> Ask | None:
    intent = _intent(turn, doubt["intent"])
    if intent is None or intent.kind is None:
        return None
    if doubt["stage"] == "stored":
        return Ask(write.document([], new_set_id=intent.set_id, old_set_id=intent.set_id), ())
    if intent.act is Act.CREATE:
        made = doubt.get("made")
        return reading([write.query(intent.kind, ids=[made])]) if made else _search(turn, intent, intent.kind, doubt)
    return reading([write.query(intent.kind, ids=[intent.quickbooks_id])])


def _intent(turn: Turn, intent_id: str) -> Intent | None:
    in_doubt = turn.books.intents([IntentState.SENT, IntentState.UNKNOWN])
    return next((intent for intent in in_doubt if intent.id == intent_id), None)


def _search(turn: Turn, intent: Intent, kind: Kind, doubt: dict[str, Any]) -> Ask:
    """Everything of the kind that changed since shortly before the sending, and what was deleted since."""
    since = _since(turn, intent)
    deleted = write.deleted_lists([kind], since) if kind in LIST_KINDS else write.deleted_transactions([kind], since)
    page = Page(turn.page(PAGE), doubt.get("iterator", ""))
    return reading([write.query(kind, modified_since=since, page=page), deleted])


def _since(turn: Turn, intent: Intent) -> str:
    offset = turn.conversation.facts.get("utc_offset")
    return "" if offset is None else wallclock.wall_at(intent.sent_quickbooks_time - WINDOW, offset)


def take(turn: Turn, answer: Answer) -> None:
    """Take an answer in and draw the conclusion, if it proves anything."""
    doubt = turn.data["doubt"]
    intent = _intent(turn, doubt["intent"])
    assert intent is not None, "only what is in doubt is asked about"
    if doubt["stage"] == "stored":
        _take_stored(turn, intent, answer)
    elif failed(answer) is not None or answer.responses[0].status.code in INCOMPLETE:
        _cannot_tell(turn, answer)
    elif doubt.get("made"):
        _take_made(turn, intent, answer.responses[0], doubt["made"])
    elif intent.act is Act.CREATE:
        _take_search(turn, intent, answer)
    else:
        _take_record(turn, intent, answer.responses[0])


def _cannot_tell(turn: Turn, answer: Answer) -> None:
    """The question failed, or its answer is not whole: ask again from the start, or leave it to another run."""
    doubt, place = turn.data["doubt"], failed(answer) or 0
    doubt.pop("iterator", None)
    doubt["tries"] = doubt.get("tries", 0) + 1
    if reaction_to(answer.responses[place].status) is not Reaction.RESTART or doubt["tries"] > 3:
        turn.again_after(10)
        turn.stop("interrupted", "QuickBooks did not answer what became of an earlier change; asking again soon.")


# The stored answer of the message set


def _take_stored(turn: Turn, intent: Intent, answer: Answer) -> None:
    """A stored answer proves the outcome; that there is none proves nothing.

    Its body need not be whole, so what was done is read again; but it was done, whatever the record looks like now.
    """
    doubt = turn.data["doubt"]
    doubt["stage"] = "look"
    if answer.set_status == 9001:
        turn.conversation.mode = "suspended"
        turn.conversation.mode_reason = "QuickBooks knows one of our requests with other content (9001)."
        turn.stop("stopped", turn.conversation.mode_reason)
        return
    expected = [f"{name[:-2]}Rs" for name in names_in(intent)]
    told = [response.name for response in answer.responses]
    if answer.set_status not in (0, None) or not set(told) <= set(expected):
        return
    place = failed(answer)
    if place is None and told == expected:
        doubt["executed"] = True
        if intent.act is Act.CREATE and (made := _made(answer.responses[-1])):
            doubt["made"] = made
    elif place is not None and reaction_to(answer.responses[place].status) is not Reaction.UNKNOWN:
        note_guard(turn, intent, answer)
        take_refusal(turn, intent, answer.responses[place].status)


def _made(response: Response) -> str:
    """The id of what an Add made, as its stored answer has it."""
    ids = [each.id for each in response.observations] + [each.id for each in response.recovered]
    return next(filter(None, ids), "")


def _take_made(turn: Turn, intent: Intent, response: Response, made: str) -> None:
    """The stored answer says what the Add made: this is what became of that."""
    seen = next((each for each in response.observations if each.id == made), None)
    if seen is not None:
        accept(turn, intent, seen, "the stored answer")
    elif any(each.id == made for each in response.unreadable):
        accept_unread(turn, intent, made, "the stored answer")
    else:
        _created_then_deleted(turn, intent, "the stored answer, and gone since")


# A look for what an Add made


def _take_search(turn: Turn, intent: Intent, answer: Answer) -> None:
    doubt = turn.data["doubt"]
    response, log = answer.responses
    found = [each for each in response.observations if _is_ours(turn, intent, each)]
    if found:
        accept(turn, intent, found[0], "found in QuickBooks")
        return
    hidden = [each for each in response.unreadable if intent.guid and intent.guid in each.raw]
    if hidden:
        accept_unread(turn, intent, hidden[0].id, "found in QuickBooks, unreadable")
        return
    deletion = _suspect(turn, intent, log.deletions)
    doubt["deleted"] = doubt.get("deleted", False) or deletion
    if response.remaining and response.iterator_id:
        doubt["iterator"] = response.iterator_id
        return
    if doubt["deleted"]:
        _created_then_deleted(turn, intent, "created and deleted again: the deletion log")
    elif doubt.get("executed"):
        _created_then_deleted(turn, intent, "the stored answer, and not found since")
    elif _beyond_horizon(turn, intent):
        _created_then_deleted(turn, intent, "sent before the deletion log's horizon")
    else:
        not_executed(turn, intent, "not found in QuickBooks, nor in its deletion log")


def _is_ours(turn: Turn, intent: Intent, observation: Observation) -> bool:
    """Whether this is what the Add made: by our GUID, or by its unique name where the kind has no GUID."""
    guid = getattr(observation.derived, "external_guid", "")
    if guid or intent.kind in (Kind.BILL, Kind.VENDOR, Kind.CUSTOMER, Kind.ITEM):
        return bool(guid) and guid == intent.guid
    mine, theirs = _name(intent.after), _name(observation.record)
    linked = turn.books.links_there(observation.kind, [observation.id])
    return mine == theirs and not any(link.record_id for link in linked.values())


def _name(record: Any) -> tuple[str, str]:
    return record.name.casefold(), getattr(getattr(record, "parent", None), "id", "")


def _suspect(turn: Turn, intent: Intent, deletions: Iterable[Deletion]) -> bool:
    """Whether a record that we never knew was created since we sent, or shortly before, and deleted again.

    However late: a call whose answer was lost on its way to the agent is handed out again, hours later perhaps.
    """
    earliest = _since(turn, intent)
    rows = [row for row in deletions if row.kind is intent.kind and earliest <= row.time_created[:19]]
    known = turn.books.links_there(intent.kind, [row.id for row in rows]) if rows and intent.kind else {}
    return any(row.id not in known for row in rows)


def _beyond_horizon(turn: Turn, intent: Intent) -> bool:
    age = turn.books.quickbooks_time() - intent.sent_quickbooks_time
    return age > HORIZON_DAYS * 24 * 3600


def _created_then_deleted(turn: Turn, intent: Intent, evidence: str) -> None:
    turn.keep_intent(replace(intent, state=IntentState.REVIEW, evidence=evidence))
    link = turn.books.links_by_id([intent.link_id])[intent.link_id]
    put_in_doubt(turn, replace(link, fingerprint=GONE), "created_then_deleted")


# A look at the record that a Mod or Del was about


def _take_record(turn: Turn, intent: Intent, response: Response) -> None:
    seen = next((each for each in response.observations if each.id == intent.quickbooks_id), None)
    link = turn.books.links_by_id([intent.link_id])[intent.link_id]
    is_changed = intent.act is Act.CHANGE and bool(turn.data["doubt"].get("executed"))
    if any(each.id == intent.quickbooks_id for each in response.unreadable):
        _take_hidden(turn, intent, link, is_changed=is_changed)
    elif seen is None:
        _take_absent(turn, intent, link)
    elif is_changed:
        accept(turn, intent, seen, "the stored answer")
    elif intent.act is Act.CHANGE and same_content(seen.record, intent.after):
        accept(turn, intent, seen, "QuickBooks holds what was intended")
    else:
        _plan_anew(turn, intent, link, seen)


def _take_hidden(turn: Turn, intent: Intent, link: Link, *, is_changed: bool) -> None:
    """It is there, but cannot be read: a deletion did not happen; whether a Mod did has to wait."""
    if is_changed:
        accept_unread(turn, intent, intent.quickbooks_id, "the stored answer")
        return
    if intent.act is Act.DELETE:
        turn.keep_intent(replace(intent, state=IntentState.DROPPED, evidence="still in QuickBooks"))
        turn.books.keep_links([replace(link, state=LinkState.LINKED, fingerprint="", owed=True, retry_at=None)])
        return
    turn.data.setdefault("unsolved", []).append(intent.id)
    turn.again_after(300)


def _take_absent(turn: Turn, intent: Intent, link: Link) -> None:
    if intent.act is Act.DELETE:
        take_deleted(turn, intent, "gone from QuickBooks")
        return
    turn.keep_intent(replace(intent, state=IntentState.DROPPED, evidence="gone from QuickBooks"))
    turn.books.keep_links([replace(link, state=LinkState.LINKED, fingerprint="", owed=True, retry_at=None)])


def _plan_anew(turn: Turn, intent: Intent, link: Link, seen: Observation) -> None:
    """Never the old bytes again: merge what is there now against the old base, and decide anew."""
    is_untouched = seen.edit_sequence == intent.edit_sequence and same_content(seen.record, intent.before)
    evidence = "QuickBooks holds what it held before" if is_untouched else "somebody changed it since"
    turn.keep_intent(replace(intent, state=IntentState.DROPPED, evidence=evidence))
    base = link.base if is_untouched else with_lines_found(turn, intent, link, seen.record)
    turn.books.keep_links([_once_more(turn, replace(link, state=LinkState.LINKED, base=base, fingerprint=""))])
    if not is_untouched and intent.act is Act.CHANGE and added_lines_in_doubt(intent, seen.record):
        put_in_doubt(turn, turn.books.links_by_id([link.id])[link.id], "lines_in_doubt")
    take_observations(turn, seen.kind, [seen])


def not_executed(turn: Turn, intent: Intent, evidence: str) -> None:
    """Proven: it never happened. An Add goes again byte for byte while our record stands; else we plan anew."""
    assert intent.kind is not None, "the company's mark settles itself"
    link = turn.books.links_by_id([intent.link_id])[intent.link_id]
    held = turn.books.records(intent.kind, [intent.record_id]).get(intent.record_id)
    is_same = held is not None and held.record is not None and held.revision == intent.revision
    if intent.act is Act.CREATE and is_same and not _is_closed_meanwhile(turn, intent):
        turn.keep_intent(replace(intent, state=IntentState.READY, evidence=evidence))
        return
    state = LinkState.NEW if intent.act is Act.CREATE else LinkState.LINKED
    turn.keep_intent(replace(intent, state=IntentState.DROPPED, evidence=evidence))
    order_links.unwatch(turn, intent.link_id)
    turn.books.keep_links([_once_more(turn, replace(link, state=state))])


def _is_closed_meanwhile(turn: Turn, intent: Intent) -> bool:
    """Whether the books have been closed over what is to go again: that has to be decided anew (promise I27)."""
    facts = turn.conversation.facts
    days = [date.fromisoformat(facts[name]) for name in ("closing_date", "dividing_date") if facts.get(name)]
    return bool(days) and is_on_or_before(max(days), intent.after)


def _once_more(turn: Turn, link: Link) -> Link:
    """Owed anew: at once, but not again and again, or a run would go round in circles."""
    rounds = turn.data.setdefault("once_more", {})
    rounds[link.id] = rounds.get(link.id, 0) + 1
    if rounds[link.id] <= ROUNDS:
        return replace(link, owed=True, retry_at=None)
    turn.again_after(PAUSE)
    return replace(link, owed=True, retry_at=after(turn.now(), PAUSE))


def settle_in_doubt(turn: Turn, intent: Intent, *, is_proven_not_executed: bool, evidence: str) -> None:
    """The answer to a write did not come, or cannot be read."""
    if is_proven_not_executed and intent.kind is not None:
        not_executed(turn, intent, evidence)
        return
    state = IntentState.DROPPED if is_proven_not_executed else IntentState.UNKNOWN
    turn.keep_intent(replace(intent, state=state, evidence=evidence))


def missed(turn: Turn) -> None:
    """The answer was lost: the page of a search that it held must be read again."""
    if "doubt" in turn.data:
        turn.data["doubt"].pop("iterator", None)
