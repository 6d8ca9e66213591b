"""Why syncing stands still or only reads, what is and is not done meanwhile, and the way out: one table of words.

The codes are stable: the API gives them too. What each answer does is `sync.company`.
"""

from __future__ import annotations

import json
from dataclasses import dataclass, replace
from datetime import date
from hashlib import sha256
from typing import TYPE_CHECKING, Any, Final

from counterfoil.engine import brake, rights, suspension
from counterfoil.engine.restoring import WHAT_HAPPENS
from counterfoil.engine.steps.compare import counts_of
from counterfoil.reconcile.comparison import NOUNS, PHRASES, Cause
from counterfoil.server.sync.models import Mode, Wait

if TYPE_CHECKING:
    from counterfoil.server.sync.models import Connection

WRONG_FILE = "other_company_file"
MASS_CHANGE = "mass_change"
READ_ONLY = "writes_refused"
NO_RIGHT = "right_missing"
OTHER = "other"


@dataclass(frozen=True, slots=True)
class Answer:
    """Something that a person may say about a stop; `warning` is what they are told before it is done."""

    choice: str
    label: str
    warning: str = ""
    is_main: bool = False


@dataclass(frozen=True, slots=True)
class Words:
    """What is said about a stop of one cause."""

    title: str
    meanwhile: str
    way_out: str
    answers: tuple[Answer, ...]


ACCEPT = Answer("accept", "Accept and go on", "What is listed is then carried out with the next run.", is_main=True)
LOOK_AGAIN = Answer("look_again", "Look again")
BIND_ANEW = Answer(
    "bind_anew",
    "Connect to this company file instead",
    "Everything is compared first, and you are asked once more before anything is written.",
)
DO_NOT_BIND = Answer("do_not_bind", "Stay with the present company file")
RESUME = Answer("resume", "Resume")
APPROVE = Answer("approve", "Approve: take it over", "All of it then comes over with the next run.", is_main=True)
REFUSE = Answer("refuse", "Refuse")
TRY_AGAIN = Answer("try_again", "Try again", is_main=True)

NOTHING = "Nothing is read from QuickBooks and nothing is written on either side. You can go on working here."

STOPS: Final[dict[str, Words]] = {
    Cause.RESTORED: Words(
        "The company file went back in time",
        NOTHING,
        "If the older file is the one to go on with, read what was found and accept it. If not, open the newer file in "
        "QuickBooks, and then look again.",
        (ACCEPT, LOOK_AGAIN),
    ),
    Cause.OURS_RESTORED: Words(
        "Counterfoil's own data went back in time",
        NOTHING,
        "Read what was found and accept it: what stands in QuickBooks is then linked again, so that nothing is sent "
        "twice. If a newer backup of Counterfoil exists, restore that instead, and then look again.",
        (ACCEPT, LOOK_AGAIN),
    ),
    Cause.COPIED: Words(
        "Two copies of the company file are in use",
        NOTHING,
        "Decide which copy the business goes on with, and put the other away. Open that one in QuickBooks and look "
        "again; or, if it is the one that is open now, read what was found and accept it.",
        (ACCEPT, LOOK_AGAIN),
    ),
    Cause.BOUND_ANEW: Words(
        "Another company file is about to take the place of the present one",
        NOTHING,
        "Read what was found. Accept it to connect this organization to the other file, or stay with the present one.",
        (ACCEPT, DO_NOT_BIND),
    ),
    MASS_CHANGE: Words(
        "QuickBooks would change unusually much here at once",
        "Syncing only reads. None of these changes is taken over, and nothing is sent to QuickBooks. You can go on "
        "working here; what you change is sent later.",
        "If it is right, approve it. If not, refuse it and put it right in QuickBooks: as soon as QuickBooks no longer "
        "shows it, syncing goes on by itself.",
        (APPROVE, REFUSE, LOOK_AGAIN),
    ),
    READ_ONLY: Words(
        "QuickBooks takes no change from Counterfoil",
        "What changes in QuickBooks comes over as always. What you change here waits, and is no error.",
        "In QuickBooks, as Admin: Edit, Preferences, Integrated Applications, Company Preferences, Counterfoil, "
        "Properties: let it change data. It is tried again by itself every few minutes, and at once if you say so.",
        (TRY_AGAIN,),
    ),
    NO_RIGHT: Words(
        "The QuickBooks user that Counterfoil works as lacks a right",
        "Everything else goes on. What needs that right waits, and is no error.",
        "In QuickBooks, as Admin: Company, Set Up Users: give that user the right. It is tried again by itself every "
        "few minutes, and at once if you say so here.",
        (TRY_AGAIN,),
    ),
    WRONG_FILE: Words(
        "Another company file is open in QuickBooks",
        "Nothing is read from that file and nothing is written to it. What you change here waits.",
        "Open the right company file in QuickBooks: syncing then goes on. Only if this organization is really "
        "meant to go on with the other, connect it to that one.",
        (LOOK_AGAIN, BIND_ANEW),
    ),
    OTHER: Words(
        "The sync is stopped",
        NOTHING,
        "Look at what is said above, put it right in QuickBooks if need be, and then resume.",
        (RESUME,),
    ),
}
"""Cause → what is said, and what may be answered."""


@dataclass(frozen=True, slots=True)
class Line:
    """One line of the summary: how many of which records stand how, and what happens to them once it is accepted."""

    standing: str
    phrase: str
    said: str
    number: int
    what_happens: str


@dataclass(frozen=True, slots=True)
class Stop:
    """Why syncing does not go on as usual. `stage`: `comparing`, `waiting` for an answer, `accepted` or `refused`."""

    cause: str
    words: Words
    reason: str
    stage: str = "waiting"
    lines: tuple[Line, ...] = ()
    as_of: date | None = None
    told: str = ""
    is_whole: bool = True
    """Whether syncing as a whole does not go on as usual; else only some records wait."""
    about: str = ""
    """Names what was found, so that an answer is to what was read and to nothing that was found since."""

    @property
    def tone(self) -> str:
        """How loudly it is shown."""
        return "danger" if self.is_whole else "warning"

    @property
    def answers(self) -> tuple[Answer, ...]:
        """What may be answered now: nothing is accepted before everything was compared."""
        if self.stage == "accepted":
            return ()
        now = {ACCEPT: self.stage == "waiting", REFUSE: self.stage == "waiting"}
        return tuple(each for each in self.words.answers if now.get(each, True))


def stop_of(connection: Connection) -> Stop | None:
    """What keeps syncing from going on as usual, None when nothing does."""
    found = _found(connection)
    return replace(found, about=_about(connection, found)) if found is not None else None


def _about(connection: Connection, stop: Stop) -> str:
    """A short name of what was found: other findings, another name."""
    facts = connection.facts
    wrong, question, known = facts.get(suspension.WRONG_FILE), facts.get(brake.BRAKE), suspension.of(connection)
    sorts = sorted(rights.missing(connection))
    parts: dict[str, list[Any]] = {
        WRONG_FILE: [wrong and [wrong["guid"], wrong["name"]]],
        MASS_CHANGE: [question and [question["told"], question["titles"]]],
        READ_ONLY: sorts,
        NO_RIGHT: sorts,
        OTHER: [connection.mode_reason],
    }
    named = parts.get(stop.cause, [known.get("state"), known.get("counts"), known.get("as_of")])
    return sha256(json.dumps([stop.cause, *named], sort_keys=True).encode()).hexdigest()[:16]


def _found(connection: Connection) -> Stop | None:
    wrong = connection.facts.get(suspension.WRONG_FILE)
    if wrong and not connection.facts.get(suspension.BIND_TO):
        return Stop(WRONG_FILE, STOPS[WRONG_FILE], wrong["told"])
    if question := connection.facts.get(brake.BRAKE):
        return _mass_change(connection, question)
    if connection.mode != Mode.SUSPENDED and (missing := rights.missing(connection)):
        return _no_right(connection, missing)
    if connection.mode == Mode.LIVE:
        return None
    known = suspension.of(connection)
    cause = known.get("cause", OTHER)
    if cause == OTHER:
        return Stop(OTHER, STOPS[OTHER], connection.mode_reason)
    return Stop(cause, STOPS[cause], connection.mode_reason, _stage(known), _lines(known), _day(known), known["told"])


def _mass_change(connection: Connection, question: dict[str, Any]) -> Stop:
    refused = question.get("refused", "")
    told = f"Refused by {refused}." if refused else "; ".join(question["titles"])
    return Stop(MASS_CHANGE, STOPS[MASS_CHANGE], connection.mode_reason, "refused" if refused else "waiting", told=told)


def _no_right(connection: Connection, missing: dict[str, dict[str, Any]]) -> Stop:
    """What QuickBooks refuses, in its words too, and how many records wait for it."""
    is_whole = rights.ALL in missing
    keys = [rights.key_of(sort) for sort in missing]
    waiting = Wait.objects.of(connection.organization_id).filter(key__in=keys).values("link_id").distinct().count()
    said = " ".join(dict.fromkeys(each["said"] for each in missing.values()))
    number = f" {waiting} record{'s wait' if waiting != 1 else ' waits'} for it." if waiting else ""
    cause = READ_ONLY if is_whole else NO_RIGHT
    told = f"QuickBooks said: {said}{number}"
    return Stop(cause, STOPS[cause], rights.sentence(missing), told=told, is_whole=is_whole)


def _stage(known: dict[str, Any]) -> str:
    if known["comparison"] != "done":
        return "comparing"
    return "accepted" if known.get("accepted") else "waiting"


def _day(known: dict[str, Any]) -> date | None:
    return date.fromisoformat(known["as_of"]) if known.get("as_of") else None


def _lines(known: dict[str, Any]) -> tuple[Line, ...]:
    counts, happens = counts_of(known), WHAT_HAPPENS[Cause(known["cause"])]
    found: list[Line] = []
    for standing in PHRASES:
        numbers = {kind: counts.get((kind, standing), 0) for kind in NOUNS}
        said = ", ".join(f"{n} {NOUNS[kind][n != 1]}" for kind, n in numbers.items() if n)
        if said:
            phrase = PHRASES[standing]
            found.append(
                Line(standing, phrase[:1].upper() + phrase[1:], said, sum(numbers.values()), happens[standing])
            )
    return tuple(found)
