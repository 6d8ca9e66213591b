"""How an open page hears that the company file has changed: a stream of its change counter."""

import asyncio
import contextlib
import sqlite3
from collections.abc import AsyncGenerator, Awaitable, Callable

LOOK_EVERY = 0.5
"""Seconds between two looks at the counter while somebody listens; changes by other processes are seen this soon."""
SAY_SOMETHING_EVERY = 15.0
"""Seconds after which a silent stream sends a comment, so that a connection that died is noticed."""


class Bell:
    """Rings for everyone who listens when the company file's `hint` has risen.

    One task looks at the counter while anybody listens, however many they are; nobody listening costs nothing.
    """

    def __init__(self, hint: Callable[[], Awaitable[int]]) -> None:
        """`hint` reads the counter of the company file."""
        self._hint = hint
        self._listeners: set[asyncio.Queue[int | None]] = set()
        self._task: asyncio.Task[None] | None = None
        self._soon = asyncio.Event()
        self._stopped = False

    def look(self) -> None:
        """Look at the counter now: this process has just done something."""
        self._soon.set()

    def stop(self) -> None:
        """End every stream; safe to call more than once."""
        self._stopped = True
        for listener in self._listeners:
            _tell(listener, None)
        if self._task is not None:
            self._task.cancel()

    async def listen(self) -> AsyncGenerator[str, None]:
        """The lines of one event stream: the counter at once, then each time it rises."""
        queue: asyncio.Queue[int | None] = asyncio.Queue(maxsize=1)
        self._listeners.add(queue)
        try:
            _tell(queue, None if self._stopped else await self._hint())
            self._task = self._task or asyncio.create_task(self._watch())
            while (said := await _next(queue)) is not None:
                yield said
        finally:
            self._listeners.discard(queue)
            if not self._listeners and self._task is not None:
                self._task.cancel()
                self._task = None

    async def _watch(self) -> None:
        seen: int | None = None
        while True:
            with contextlib.suppress(TimeoutError):
                await asyncio.wait_for(self._soon.wait(), LOOK_EVERY)
            self._soon.clear()
            try:
                now = await self._hint()
            except sqlite3.Error:  # another process holds the file; there will be another look
                continue
            if now != seen:
                seen = now
                for listener in self._listeners:
                    _tell(listener, now)


def _tell(queue: asyncio.Queue[int | None], hint: int | None) -> None:
    """Put the newest into a listener's queue; what it has not taken yet is out of date and makes room."""
    if queue.full():
        queue.get_nowait()
    queue.put_nowait(hint)


async def _next(queue: asyncio.Queue[int | None]) -> str | None:
    """The next line to send, a comment after a long silence, None when the stream is over."""
    try:
        hint = await asyncio.wait_for(queue.get(), SAY_SOMETHING_EVERY)
    except TimeoutError:
        return ": still here\n\n"
    return None if hint is None else f"data: {hint}\n\n"
