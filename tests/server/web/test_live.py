"""The stream of live updates: what it says, to whom, how soon, and what it holds while nothing happens."""

from __future__ import annotations

import asyncio
import json
import threading
from contextlib import suppress
from dataclasses import replace
from typing import Any

import psycopg
import pytest
from asgiref.sync import sync_to_async
from django.conf import settings
from django.db import connection, connections
from tests.server.web.conftest import browser_of

from counterfoil.server.audit import wake
from counterfoil.server.bills import services
from counterfoil.server.gateway import waiting
from counterfoil.server.web import live

pytestmark = pytest.mark.django_db(transaction=True)


class Stream:
    """A browser's stream, driven through the ASGI application as a server would."""

    def __init__(self, user, query=b"", headers=()):
        cookie = browser_of(user).cookies[settings.SESSION_COOKIE_NAME].value if user else ""
        self.scope = {
            "type": "http",
            "method": "GET",
            "path": "/live",
            "query_string": query,
            "headers": [
                (b"host", b"localhost"),
                (b"cookie", f"{settings.SESSION_COOKIE_NAME}={cookie}".encode()),
                *headers,
            ],
        }
        self.leaving = asyncio.Event()
        self.sent: asyncio.Queue[Any] = asyncio.Queue()
        self.start: dict[str, Any] = {}
        self.blocks: list[str] = []

    async def __aenter__(self):
        self.task = asyncio.ensure_future(live.live(self.scope, self.receive, self.sent.put))
        self.start = await asyncio.wait_for(self.sent.get(), 5)
        return self

    async def __aexit__(self, *_):
        self.leaving.set()
        await asyncio.wait_for(self.task, 5)

    async def receive(self):
        await self.leaving.wait()
        return {"type": "http.disconnect"}

    async def text(self, seconds=5.0):
        return (await asyncio.wait_for(self.sent.get(), seconds))["body"].decode()

    async def event(self, name, kind=""):
        """The next event of that name, about a record of that kind."""
        while True:
            while self.blocks:
                block = self.blocks.pop(0)
                fields = dict(line.split(": ", 1) for line in block.splitlines() if ": " in line)
                if fields.get("event") == name and kind in fields["data"]:
                    return fields
            self.blocks = (await self.text()).split("\n\n")


def run(story):
    """Tell it in an event loop of its own, and let go of what the process keeps for it."""

    async def told():
        try:
            await story()
        finally:
            await waiting.close()

    asyncio.run(told())


def apart(work):
    """Work with the database in a thread, which gives its connection back."""

    def and_close(*arguments, **options):
        try:
            return work(*arguments, **options)
        finally:
            connections.close_all()

    return sync_to_async(and_close, thread_sensitive=False)


def at(user, **options):
    return apart(Stream)(user, **options)


def test_a_change_is_told_within_a_second_of_its_commit(organization, actor, administrator, bill):
    async def story():
        async with await at(administrator) as stream:
            written = await apart(services.create)(organization, actor, bill)
            told = await asyncio.wait_for(stream.event("change"), 1)
            assert json.loads(told["data"]) == {"kind": "bill", "id": written.record_id, "revision": 1}

    run(story)


def test_an_event_says_nothing_of_what_the_record_holds(organization, actor, administrator, bill):
    async def story():
        async with await at(administrator) as stream:
            await apart(services.create)(organization, actor, bill)
            assert set(json.loads((await stream.event("change"))["data"])) == {"kind", "id", "revision"}

    run(story)


def test_who_comes_back_is_told_what_happened_meanwhile(organization, actor, administrator, bill):
    async def story():
        first = await apart(services.create)(organization, actor, bill)
        async with await at(administrator, query=b"after=0") as stream:
            last = (await stream.event("change", "bill"))["id"]
        second = await apart(services.create)(organization, actor, replace(bill, ref_number="2"))
        async with await at(administrator, query=b"after=0", headers=[(b"last-event-id", last.encode())]) as stream:
            told = json.loads((await stream.event("change"))["data"])["id"]
            assert told == second.record_id != first.record_id

    run(story)


def test_a_record_that_changed_often_is_told_once_with_its_newest_revision(organization, actor, administrator, bill):
    async def story():
        written = await apart(services.create)(organization, actor, bill)
        changed = replace(bill, memo="new")
        await apart(services.amend)(organization, actor, written.record_id, changed, 1)
        async with await at(administrator, query=b"after=0") as stream:
            body = await stream.text()
            about_bill = [line for line in body.splitlines() if '"bill"' in line]
            assert [json.loads(line.removeprefix("data: "))["revision"] for line in about_bill] == [2]

    run(story)


def test_progress_of_a_run_is_told_without_a_change(organization, administrator):
    async def story():
        async with await at(administrator) as stream:
            await apart(wake.tell)(organization.pk)
            await asyncio.wait_for(stream.event("sync"), 1)

    run(story)


@pytest.mark.skipif(connection.vendor != "postgresql", reason="with SQLite there is one process")
def test_what_another_process_commits_is_told_as_soon(organization, administrator):
    def in_another_process():
        with psycopg.connect(**waiting._parameters(), autocommit=True) as elsewhere:
            elsewhere.execute("SELECT pg_notify(%s, %s)", [wake.CHANNEL, str(organization.pk)])

    async def story():
        async with await at(administrator) as stream:
            while True:  # until the process has begun to listen
                await apart(in_another_process)()
                with suppress(TimeoutError):
                    await asyncio.wait_for(stream.event("sync"), 0.5)
                    break
            await apart(in_another_process)()
            await asyncio.wait_for(stream.event("sync"), 1)

    run(story)


def test_another_organizations_changes_are_not_told(organization, actor, stranger, bill):
    async def story():
        async with await at(stranger, query=b"after=0") as stream:
            await apart(services.create)(organization, actor, bill)
            with pytest.raises(TimeoutError):
                await asyncio.wait_for(stream.event("change"), 0.5)

    run(story)


def test_who_is_not_signed_in_is_told_not_to_ask_again(organization):
    async def story():
        async with await at(None) as stream:
            assert stream.start["status"] == 204

    run(story)


def test_a_session_that_ended_ends_the_stream_with_the_next_word(organization, actor, administrator, bill):
    async def story():
        from django.contrib.sessions.models import Session

        async with await at(administrator) as stream:
            await apart(Session.objects.all().delete)()
            await apart(services.create)(organization, actor, bill)
            await asyncio.wait_for(stream.event("signed-out"), 2)

    run(story)


def test_waiting_holds_no_thread_and_no_database_connection(organization, administrator):
    """A hundred open pages: a coroutine and a subscription each."""

    async def story():
        waiting.bells()
        before = len(wake._listeners)
        streams = [await at(administrator) for _ in range(100)]
        for stream in streams:
            await stream.__aenter__()
        for stream in streams:
            await stream.text()
        await asyncio.sleep(0)
        ours = [thread for thread in threading.enumerate() if "ThreadPool" in thread.name or "asyncio" in thread.name]
        assert len(ours) < 40, "the pool that is shared by all, not one thread each"
        assert await sync_to_async(_open_connections, thread_sensitive=False)() == 0
        for stream in streams:
            await stream.__aexit__()
        assert len(wake._listeners) == before

    run(story)


def _open_connections() -> int:
    return sum(1 for connection in connections.all(initialized_only=True) if connection.connection is not None)


def test_only_its_own_address_is_answered_and_the_rest_goes_on():
    gone_on = []

    async def application(scope, receive, send):
        gone_on.append(scope["path"])

    async def story():
        for scope in ({"type": "http", "method": "GET", "path": "/bills/"}, {"type": "lifespan", "path": ""}):
            await live.route(application)(scope, None, None)

    run(story)
    assert gone_on == ["/bills/", ""]
