"""Waiting without a thread or a database connection: bells that changes ring, and the one LISTEN of the process.

A change tells `audit.wake` when it commits: in this process directly, and on PostgreSQL through a notification that one
connection per process hears. Either way it ends here, in the event loop, at the bells of that organization.
"""

from __future__ import annotations

import asyncio
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import psycopg
import structlog
from django.db import connections

from counterfoil.server.audit.wake import CHANNEL, subscribe, tell

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

log = structlog.get_logger()

FIRST_PAUSE, LONGEST_PAUSE = 0.2, 10.0
"""Seconds between attempts to hear notifications again."""

NOT_OF_THE_DRIVER = frozenset({"cursor_factory", "context", "prepare_threshold", "server_side_binding"})
"""What Django adds to the connection's parameters for itself."""


@dataclass(eq=False, slots=True)
class Bell:
    """Rings for one waiting agent. `is_dismissed`: it need not wait any longer, whatever happened."""

    event: asyncio.Event = field(default_factory=asyncio.Event)
    is_dismissed: bool = False

    def ring(self) -> None:
        """Wake it."""
        self.event.set()

    def dismiss(self) -> None:
        """Wake it for good."""
        self.is_dismissed = True
        self.event.set()

    async def wait(self, seconds: float) -> bool:
        """Wait that long at most; whether it rang."""
        with suppress(TimeoutError):
            async with asyncio.timeout(seconds):
                await self.event.wait()
        rang = self.event.is_set()
        self.event.clear()
        return rang


class Bells:
    """The bells of one event loop, by organization, and by the profile that waits at each."""

    def __init__(self, loop: asyncio.AbstractEventLoop) -> None:
        self._loop = loop
        self._by_organization: dict[int, set[Bell]] = {}
        self._by_profile: dict[int, Bell] = {}
        self._rung: dict[int, int] = {}
        self._count = 0
        self._unsubscribe = subscribe(self._heard)
        self._listening = loop.create_task(listen(self.ring_all)) if _is_postgresql() else None

    def now(self) -> int:
        """A mark to ask `rang_since` about later."""
        return self._count

    def rang_since(self, organization_id: int, mark: int) -> bool:
        """Whether the organization's bells rang after that mark."""
        return self._rung.get(organization_id, 0) > mark

    @contextmanager
    def waiting(self, organization_id: int, profile_id: int) -> Iterator[Bell]:
        """A bell for one waiting agent; an older wait of the same profile ends."""
        bell = Bell()
        older = self._by_profile.get(profile_id)
        if older is not None:
            older.dismiss()
        self._by_profile[profile_id] = bell
        self._by_organization.setdefault(organization_id, set()).add(bell)
        try:
            yield bell
        finally:
            self._leave(organization_id, profile_id, bell)

    def _leave(self, organization_id: int, profile_id: int, bell: Bell) -> None:
        others = self._by_organization[organization_id]
        others.discard(bell)
        if not others:
            del self._by_organization[organization_id]
        if self._by_profile.get(profile_id) is bell:
            del self._by_profile[profile_id]

    def __len__(self) -> int:
        """How many wait."""
        return sum(map(len, self._by_organization.values()))

    def _heard(self, organization_id: int) -> None:
        """Called in whatever thread committed."""
        with suppress(RuntimeError):  # the loop has closed, and nobody waits in it
            self._loop.call_soon_threadsafe(self._ring, organization_id)

    def _ring(self, organization_id: int) -> None:
        self._count += 1
        self._rung[organization_id] = self._count
        for bell in self._by_organization.get(organization_id, ()):
            bell.ring()

    def ring_all(self) -> None:
        """Something may have been missed: let everybody look."""
        for organization_id in tuple(self._by_organization):
            self._ring(organization_id)

    async def close(self) -> None:
        """Stop hearing, and let everybody go."""
        self._unsubscribe()
        for bells in tuple(self._by_organization.values()):
            for bell in tuple(bells):
                bell.dismiss()
        if self._listening is not None:
            self._listening.cancel()
            with suppress(asyncio.CancelledError):
                await self._listening


def _is_postgresql() -> bool:
    return connections["default"].vendor == "postgresql"


def _parameters() -> dict[str, Any]:
    given = connections["default"].get_connection_params()
    return {name: value for name, value in given.items() if name not in NOT_OF_THE_DRIVER}


async def listen(missed: Callable[[], None]) -> None:
    """Hear PostgreSQL's notifications for ever; `missed` is called whenever some may not have been heard."""
    pause = FIRST_PAUSE
    while True:
        try:
            async with await psycopg.AsyncConnection.connect(**_parameters(), autocommit=True) as connection:
                await connection.execute(f"LISTEN {CHANNEL}".encode())
                missed()
                pause = FIRST_PAUSE
                async for notification in connection.notifies():
                    tell(int(notification.payload))
        except (psycopg.Error, OSError) as error:
            log.warning("The database's notifications cannot be heard; trying again.", error=type(error).__name__)
        await asyncio.sleep(pause)
        pause = min(2 * pause, LONGEST_PAUSE)


_bells: dict[asyncio.AbstractEventLoop, Bells] = {}


def bells() -> Bells:
    """The running event loop's bells, made on first use."""
    loop = asyncio.get_running_loop()
    if loop not in _bells:
        for gone in [other for other in _bells if other.is_closed()]:
            del _bells[gone]
        _bells[loop] = Bells(loop)
    return _bells[loop]


async def close() -> None:
    """Let the running loop's bells go."""
    kept = _bells.pop(asyncio.get_running_loop(), None)
    if kept is not None:
        await kept.close()
