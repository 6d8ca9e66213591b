"""The end of a run: our counter in the company file goes up by one if anything was written there."""

from __future__ import annotations

from typing import TYPE_CHECKING

from counterfoil.engine import brake, rights
from counterfoil.engine.books import IntentState
from counterfoil.engine.steps.identify import mark

if TYPE_CHECKING:
    from counterfoil.engine.turn import Ask, Turn


def ask(turn: Turn) -> Ask | None:
    """The mark, once a run; an answer that was lost is looked for in the file at the next session."""
    if turn.data.get("swept"):
        turn.conversation.facts.pop("was_restored", None)
    brake.look_back(turn)
    rights.tell(turn)
    if not turn.conversation.facts.get("marker_due") or turn.data.get("marked") or turn.conversation.mode != "live":
        return None
    if any(intent.kind is None for intent in turn.books.intents([IntentState.UNKNOWN])):
        turn.again_after(1)
        return None
    turn.data["marked"] = True
    return mark(turn, turn.conversation.file_guid, turn.conversation.marker + 1)
