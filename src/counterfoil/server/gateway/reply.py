"""What an agent that has called is told."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True, slots=True)
class Reply:
    """What the agent is to do. `due_in`: seconds until there may be something although nothing stirs; None if never."""

    organization_id: int
    profile_id: int
    call: dict[str, Any] | None
    taken: int
    show: dict[str, Any]
    end_session: bool = False
    due_in: float | None = None

    @property
    def is_idle(self) -> bool:
        """Whether the agent has nothing to carry."""
        return self.call is None

    def body(self, wait: float = 0.0) -> dict[str, Any]:
        """As it is sent."""
        names = ("call", "taken", "end_session", "show")
        return {name: getattr(self, name) for name in names} | {"wait": wait}
