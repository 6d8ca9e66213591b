"""What nobody lets us do in the company file: the program may only read (3263), or its user lacks a right (3260).

That is one matter of the company file and not one of each record. Reading goes on, and what is owed waits without an
error of its own. One write of each refused sort is tried again by itself after longer and longer pauses, and with every
run that a person asks for; as soon as QuickBooks takes it, the others go.

What is known stands in the conversation's facts under `no_right`: for each sort of request, `*` for every write or
`bill:create`, QuickBooks' words (`said`), the link that is tried again (`probe`), how often it was (`tries`), and when
it is tried next (`until`).
"""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime
from typing import TYPE_CHECKING, Any, Final, Protocol

from counterfoil.engine import brake
from counterfoil.engine.books import LinkState
from counterfoil.engine.turn import QUIET_TRIGGERS, after
from counterfoil.reconcile.comparison import NOUNS
from counterfoil.reconcile.decision import Act
from counterfoil.records import Kind
from counterfoil.records.catalogue import of_status

if TYPE_CHECKING:
    from counterfoil.engine.books import Conversation, Intent, Link
    from counterfoil.engine.turn import Turn
    from counterfoil.qbxml.answers import Status

NO_RIGHT: Final = "no_right"
"""The fact that holds what was refused."""

TOLD: Final = "no_right_told"
"""The fact that holds what was last said about it."""

ALL: Final = "*"
"""The sort of every write: the program may only read."""

READ: Final = "read"
"""What stands in the place of an act for records that may not even be read."""

READ_ONLY_PROGRAM, LACKING_USER = 3263, 3260

FIRST_PAUSE, LONGEST_PAUSE = 60, 900
"""Seconds between tries of one sort: doubled each time."""

VERBS: Final[dict[str, str]] = {Act.CREATE: "enter", Act.CHANGE: "change", Act.DELETE: "delete", READ: "read"}
"""The second part of a sort → how it is said."""


class Stands(Protocol):
    """What has facts: a conversation, or the row that keeps it."""

    facts: dict[str, Any]


def missing(stands: Stands) -> dict[str, dict[str, Any]]:
    """What was refused, by sort; empty when everything may be done."""
    found: dict[str, dict[str, Any]] = stands.facts.get(NO_RIGHT) or {}
    return found


def key_of(sort: str) -> str:
    """The key by which a record waits for the right to be given."""
    return f"right:{sort}"


def sentence(known: dict[str, dict[str, Any]]) -> str:
    """What may not be done, in one sentence."""
    if ALL in known:
        return "QuickBooks lets Counterfoil only read in this company file, and takes no change from it."
    *others, last = [_words(sort) for sort in sorted(known)]
    said = f"{', '.join(others)} or {last}" if others else last
    return f"QuickBooks does not let Counterfoil {said}."


def _words(sort: str) -> str:
    kind, _, act = sort.partition(":")
    return f"{VERBS[act]} {NOUNS[Kind(kind)][1]}"


def _sort(kind: Kind, act: str) -> str:
    return f"{kind}:{act}"


# A refusal


def refused(turn: Turn, intent: Intent, link: Link, status: Status) -> None:
    """QuickBooks refused a write for want of a right: this one is tried again, the others of its sort wait for it."""
    assert intent.kind is not None, "the mark on the company has no link"
    turn.conversation.facts["marker_due"] = turn.data.get("was_due", True)
    sort = ALL if status.code == READ_ONLY_PROGRAM else _sort(intent.kind, intent.act)
    entry = _note(turn, sort, status)
    entry["probe"] = link.id
    until = datetime.fromisoformat(entry["until"])
    turn.books.keep_links([replace(link, owed=True, retry_at=until, waits_for=(key_of(sort),))])
    tell(turn)


def mark_refused(turn: Turn, status: Status) -> None:
    """QuickBooks refused the mark alone: no other write is tried before it is time to try that again."""
    _note(turn, ALL, status).setdefault("probe", "")
    tell(turn)


def _note(turn: Turn, sort: str, status: Status) -> dict[str, Any]:
    known = turn.conversation.facts.setdefault(NO_RIGHT, {})
    entry: dict[str, Any] = known.setdefault(sort, {"tries": 0})
    pause = min(FIRST_PAUSE * 2 ** entry["tries"], LONGEST_PAUSE)
    until = after(turn.now(), pause).isoformat()
    entry |= {"code": of_status(status.code).code, "said": status.message, "until": until, "tries": entry["tries"] + 1}
    return entry


def reading_refused(turn: Turn, kind: Kind, status: Status) -> None:
    """Records of this kind may not even be read: that is told at the end of the run, and asked again with every run."""
    _note(turn, _sort(kind, READ), status)


def reading_allowed(turn: Turn, kind: Kind) -> None:
    """Records of this kind were read."""
    if missing(turn.conversation).pop(_sort(kind, READ), None) is not None:
        _look_over(turn)


def tell(turn: Turn) -> None:
    """Say what is missing, as the one problem of the company file, unless something weightier is said there."""
    known, conversation = missing(turn.conversation), turn.conversation
    if not known or not may_write(conversation):
        return
    if ALL in known:
        conversation.mode, conversation.mode_reason = brake.READ_ONLY, sentence(known)
    first = known[min(known)]
    row = of_status(READ_ONLY_PROGRAM if ALL in known else LACKING_USER)
    cause = f"{sentence(known)} It said: {first['said']}"
    turn.open_company_problem(row.problem(cause=cause), is_reworded=conversation.facts.get(TOLD) != cause)
    conversation.facts[TOLD] = cause


# What waits for the right


def withholds(turn: Turn, link: Link, act: Act) -> bool:
    """Whether this write waits because its like was refused; then it is parked, and no error."""
    known = missing(turn.conversation)
    for sort in (ALL, _sort(link.kind, act)):
        if sort in known and known[sort].get("probe") != link.id:
            turn.books.keep_links([replace(link, owed=False, waits_for=(key_of(sort),))])
            return True
    return False


def mind(turn: Turn) -> None:
    """See that one write of each refused sort is tried in time, and forget a sort of which nothing is owed."""
    known = missing(turn.conversation)
    if not known:
        return
    is_asked = turn.data.get("trigger") not in QUIET_TRIGGERS and not turn.data.get("tried")
    turn.data["tried"] = True
    for sort in [each for each in known if not each.endswith(f":{READ}")]:
        probe = _probe(turn, known[sort]) or _next_probe(turn, sort, known[sort])
        if probe is not None and (is_asked or not probe.owed):
            until = None if is_asked else datetime.fromisoformat(known[sort]["until"])
            turn.books.keep_links([replace(probe, owed=True, retry_at=until)])
        elif probe is None and (known[sort].get("probe") or is_asked or _is_time(turn, known[sort])):
            known.pop(sort)
    _look_over(turn)


def _probe(turn: Turn, entry: dict[str, Any]) -> Link | None:
    """The write that is tried again, if it is still owed."""
    found = turn.books.links_by_id([entry["probe"]]) if entry.get("probe") else {}
    link = found.get(entry.get("probe", ""))
    return link if link is not None and link.owed and link.state is not LinkState.CLOSED else None


def _next_probe(turn: Turn, sort: str, entry: dict[str, Any]) -> Link | None:
    """Another of those that wait."""
    waiting = [link for link in turn.books.waiting_for([key_of(sort)]) if link.state is not LinkState.CLOSED]
    if waiting:
        entry["probe"] = waiting[0].id
    return waiting[0] if waiting else None


def _is_time(turn: Turn, entry: dict[str, Any]) -> bool:
    return turn.now() >= datetime.fromisoformat(entry["until"])


def passed(turn: Turn, intent: Intent) -> None:
    """QuickBooks took a write: what waited for that right goes."""
    known = missing(turn.conversation)
    if known and intent.kind is not None:
        for sort in (ALL, _sort(intent.kind, intent.act)):
            if known.pop(sort, None) is not None:
                _wake(turn, sort)
        _look_over(turn)


def forget(turn: Turn) -> None:
    """What was refused is of another company file."""
    known = missing(turn.conversation)
    for sort in list(known):
        known.pop(sort)
        _wake(turn, sort)
    _look_over(turn)


def _wake(turn: Turn, sort: str) -> None:
    waiting = turn.books.waiting_for([key_of(sort)])
    if waiting:
        turn.books.keep_links([replace(link, owed=True, retry_at=None, waits_for=()) for link in waiting])


def _look_over(turn: Turn) -> None:
    """Once less is refused than before, that is what is said."""
    conversation, is_braked = turn.conversation, bool(turn.conversation.facts.get(brake.BRAKE))
    if ALL not in missing(conversation) and conversation.mode == brake.READ_ONLY and not is_braked:
        conversation.mode, conversation.mode_reason = "live", ""
    if NO_RIGHT in conversation.facts and not missing(conversation):
        conversation.facts.pop(NO_RIGHT)
        conversation.facts.pop(TOLD, None)
        if not is_braked:
            turn.settle_company_problem()


def may_write(conversation: Conversation) -> bool:
    """Whether anything may be sent at all, if only to try whether a right has been given."""
    is_braked = bool(conversation.facts.get(brake.BRAKE))
    return conversation.mode == "live" or (conversation.mode == brake.READ_ONLY and not is_braked)
