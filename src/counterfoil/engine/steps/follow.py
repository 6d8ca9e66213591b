"""What is gone from QuickBooks although it is in use there: after everything was read, a person is asked (rule C7)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from counterfoil.engine import following

if TYPE_CHECKING:
    from counterfoil.engine.turn import Ask, Turn


def ask(turn: Turn) -> Ask | None:
    """Nothing is asked of QuickBooks: the evidence has been read by now."""
    following.look(turn)
    return None
