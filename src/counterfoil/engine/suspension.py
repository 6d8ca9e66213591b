"""Syncing is suspended: why, what may still be asked meanwhile, and how it goes on (rule C6).

What is known of a suspension stands in the conversation's facts under `suspended`: `cause`; `state`, the state of the
company file that it is about; `comparison`, which is `wanted` until everything was compared and then `done`; `counts`
and `as_of` from that comparison; `accepted` once a person has said that it shall be carried out. While it lasts nothing
is written on either side: the only runs there are look at the file, or compare.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any, Protocol

from counterfoil.engine.books import IntentState
from counterfoil.engine.brake import BRAKE
from counterfoil.reconcile.comparison import OPENINGS, Cause
from counterfoil.records.catalogue import problem

if TYPE_CHECKING:
    from counterfoil.engine.turn import Turn


class Stands(Protocol):
    """What has a mode and facts: a conversation, or the row that keeps it."""

    mode: str
    facts: dict[str, Any]


SUSPENDED = "suspended"
LOOK = "look_again"
"""The fact that says that a person wants the company file looked at again."""

WRONG_FILE = "wrong_file"
"""The fact that says which other company's file is open: `guid`, `name` and `told`."""

BIND_TO = "bind_to"
"""The fact that names the company file that a person wants this organization connected to: its GUID and name."""

DISTRUST = "answers_distrusted"
"""The fact that says up to when stored answers of message sets are not to be trusted (ISO 8601)."""


def of(conversation: Stands) -> dict[str, Any]:
    """What is known of the suspension; empty when there is none, or one that no comparison can end."""
    found: dict[str, Any] = conversation.facts.get(SUSPENDED) or {}
    return found


def may_run(conversation: Stands) -> bool:
    """Whether a run may begin: always unless suspended; then only to look again, to compare, or to carry out."""
    if conversation.mode != SUSPENDED:
        return True
    known = of(conversation)
    return bool(conversation.facts.get(LOOK) or known.get("comparison") == "wanted" or known.get("accepted"))


def is_comparing(conversation: Stands) -> bool:
    """Whether everything is to be compared in this run."""
    return conversation.mode == SUSPENDED and of(conversation).get("comparison") == "wanted"


def suspend(turn: Turn, cause: Cause, state: list[Any], reason: str) -> None:
    """Write nothing more until a person has read what a comparison finds.

    No stored answer of an earlier message set is trusted any more: QuickBooks may have forgotten what it did, and what
    was proven not to have been made may have been made by the memory that we lost.
    """
    conversation = turn.conversation
    conversation.mode = SUSPENDED
    conversation.mode_reason = f"{OPENINGS[cause]}. {reason} Everything is being compared; nothing is written."
    conversation.facts.pop(BRAKE, None)
    conversation.facts[SUSPENDED] = {"cause": cause.value, "state": state, "comparison": "wanted", "told": reason}
    turn.open_company_problem(problem(cause.value, cause=reason))
    conversation.facts[DISTRUST] = turn.now().isoformat()
    turn.books.drop_findings()
    for intent in turn.books.intents([IntentState.READY, IntentState.SENT]):
        if intent.kind is not None:
            turn.keep_intent(replace(intent, state=IntentState.UNKNOWN))


def is_distrusted(turn: Turn, sent_at: Any) -> bool:
    """Whether the stored answer of a set sent then proves nothing any more."""
    until = turn.conversation.facts.get(DISTRUST, "")
    return bool(until) and (sent_at is None or sent_at.isoformat() <= until)


def lift(turn: Turn) -> None:
    """Sync again, after everything has been compared once more."""
    conversation = turn.conversation
    conversation.mode, conversation.mode_reason = "live", ""
    conversation.facts.pop(SUSPENDED, None)
    conversation.facts["sweep_wanted"] = conversation.facts["sweep_first"] = True
    turn.settle_company_problem()
    turn.books.drop_findings()


def accept(conversation: Stands, by: str) -> None:
    """A person has read the summary and wants it carried out: the next run does it, if the file is still the same."""
    known = of(conversation)
    assert known.get("comparison") == "done", "only what was compared can be accepted"
    conversation.facts[SUSPENDED] = known | {"accepted": by}


def look_again(conversation: Stands) -> None:
    """A person has put something right, or wants a fresh comparison: look at the company file with the next run."""
    conversation.facts[LOOK] = True
    if known := of(conversation):
        conversation.facts[SUSPENDED] = known | {"comparison": "wanted", "accepted": ""}


def bind_anew(conversation: Stands) -> None:
    """A person wants this organization connected to the other company's file that is open: compare, then ask."""
    wrong = conversation.facts.get(WRONG_FILE)
    assert wrong, "only a file that was seen can be bound to"
    conversation.facts[BIND_TO] = [wrong["guid"], wrong["name"]]
    conversation.facts[LOOK] = True


def do_not_bind(conversation: Stands) -> None:
    """A person does not want that after all."""
    conversation.facts.pop(BIND_TO, None)
    conversation.facts[LOOK] = True
