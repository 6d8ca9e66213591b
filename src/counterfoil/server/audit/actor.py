"""Who does something: a person, a program with a key, the agent, the sync, or the system itself."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

ActorKind = Literal["person", "api_key", "agent", "sync", "system"]


@dataclass(frozen=True, slots=True)
class Actor:
    """Whoever a change is written down for (rule S13); `name` as people knew it at the time."""

    kind: ActorKind
    id: str
    name: str

    @classmethod
    def person(cls, id: int | str, name: str) -> Actor:  # the field's own name
        """A signed-in user."""
        return cls("person", str(id), name)


SYNC = Actor("sync", "", "QuickBooks")
"""The engine, carrying over what happened in QuickBooks."""

SYSTEM = Actor("system", "", "Counterfoil")
"""Counterfoil itself: set-up and upkeep."""
