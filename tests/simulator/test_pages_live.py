"""The stream that tells open pages of changes: at once, only the newest, and nobody looks when nobody listens."""

import asyncio
import sqlite3
from collections.abc import AsyncIterator, Awaitable, Callable

import pytest

from counterfoil.simulator.pages import live
from counterfoil.simulator.pages.live import Bell


class File:
    """A company file as far as the bell sees it."""

    def __init__(self) -> None:
        self.number = 1
        self.busy = 0
        self._looked = asyncio.Event()

    async def looked_at(self) -> None:
        """Wait for the next look."""
        self._looked.clear()
        await self._looked.wait()

    async def hint(self) -> int:
        self._looked.set()
        if self.busy:
            self.busy -= 1
            raise sqlite3.OperationalError("database is locked")
        return self.number


def with_bell(story: Callable[[File, Bell], Awaitable[None]]) -> None:
    async def told() -> None:
        file = File()
        async with asyncio.timeout(20):
            await story(file, Bell(file.hint))

    asyncio.run(told())


def test_a_listener_hears_the_counter_at_once_and_every_rise():
    async def story(file: File, bell: Bell) -> None:
        stream = bell.listen()
        assert await anext(stream) == "data: 1\n\n"
        for number in (2, 3):
            file.number = number
            bell.look()
            assert await _after(stream, "data: 1\n\n") == f"data: {number}\n\n"
        await stream.aclose()

    with_bell(story)


def test_a_change_by_another_process_is_heard_without_anyone_ringing(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(live, "LOOK_EVERY", 0.01)

    async def story(file: File, bell: Bell) -> None:
        stream = bell.listen()
        await anext(stream)
        file.number = 9
        assert await _after(stream, "data: 1\n\n") == "data: 9\n\n"
        await stream.aclose()

    with_bell(story)


def test_a_slow_listener_gets_the_newest_and_nothing_piles_up(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(live, "LOOK_EVERY", 0.001)

    async def story(file: File, bell: Bell) -> None:
        stream = bell.listen()
        await anext(stream)
        for number in range(2, 50):
            file.number = number
            await file.looked_at()
            await file.looked_at()
        assert [queue.qsize() for queue in bell._listeners] == [1]
        assert await anext(stream) == "data: 49\n\n"
        await stream.aclose()

    with_bell(story)


def test_a_busy_file_does_not_end_the_listening(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(live, "LOOK_EVERY", 0.001)

    async def story(file: File, bell: Bell) -> None:
        stream = bell.listen()
        await anext(stream)
        file.busy, file.number = 3, 2
        assert await _after(stream, "data: 1\n\n") == "data: 2\n\n"
        await stream.aclose()

    with_bell(story)


def test_silence_is_broken_by_a_comment(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(live, "SAY_SOMETHING_EVERY", 0.01)
    monkeypatch.setattr(live, "LOOK_EVERY", 60)

    async def story(file: File, bell: Bell) -> None:
        stream = bell.listen()
        await anext(stream)
        assert await anext(stream) == ": still here\n\n"
        await stream.aclose()

    with_bell(story)


def test_when_the_last_listener_leaves_nobody_looks_any_more(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(live, "LOOK_EVERY", 0.001)

    async def story(file: File, bell: Bell) -> None:
        first, second = bell.listen(), bell.listen()
        await anext(first)
        await anext(second)
        await first.aclose()
        assert bell._task is not None
        await second.aclose()
        assert bell._task is None

    with_bell(story)


def test_stopping_ends_every_stream_and_those_that_come_after():
    async def story(file: File, bell: Bell) -> None:
        stream = bell.listen()
        await anext(stream)
        bell.stop()
        assert [said async for said in stream] == []
        assert [said async for said in bell.listen()] == []

    with_bell(story)


async def _after(stream: AsyncIterator[str], before: str) -> str:
    """The next thing said that is something else."""
    async for said in stream:
        if said != before:
            return said
    raise AssertionError("the stream ended")
