"""An idle agent waits at the door without a thread or a connection, and is woken by what concerns it."""

import asyncio
import os
import subprocess
import sys
import threading
import time
from dataclasses import replace
from functools import partial

import pytest
from django.db import connection
from tests.server.gateway.world import enter_bill

from counterfoil.server.audit.wake import wake
from counterfoil.server.gateway import doors, waiting
from counterfoil.server.gateway.carry import carry
from counterfoil.server.gateway.models import Profile
from counterfoil.server.gateway.refusals import Refusal
from counterfoil.server.gateway.services import revoke_profile
from counterfoil.server.sync import services

pytestmark = pytest.mark.django_db(transaction=True)

LONG = 20.0
"""Seconds that a test would have to wait if nobody woke the agent."""


async def forever():
    await asyncio.Event().wait()


class Waiting:
    """One agent that waits at the door, in a loop in a thread of its own, as a server process has it."""

    def __init__(self, agent, seconds=LONG):
        self.report = replace(agent.report(), wait=seconds, process=agent.process)
        self.agent = agent
        self.loop = asyncio.new_event_loop()
        self.thread = threading.Thread(target=self.loop.run_forever)
        self.thread.start()

    def begin(self):
        """Come to the door; the reply, later."""
        before = self.count()
        future = asyncio.run_coroutine_threadsafe(self._exchange(), self.loop)
        while not future.done() and self.count() <= before:
            time.sleep(0.005)
        return future

    def count(self):
        async def ask():
            return len(waiting.bells())

        return asyncio.run_coroutine_threadsafe(ask(), self.loop).result()

    async def _exchange(self):
        bells = waiting.bells()
        look = partial(carry, self.agent.credential, self.report)
        mark = bells.now()
        reply = await doors.apart(look)
        if reply.is_idle:
            reply = await doors._hold(look, self.report, reply, mark, forever)
        return reply

    def end(self):
        asyncio.run_coroutine_threadsafe(waiting.close(), self.loop).result()
        self.loop.call_soon_threadsafe(self.loop.stop)
        self.thread.join()
        self.loop.close()


@pytest.fixture
def quiet(synced):
    """An agent that gives hints, so that only a stir brings something."""
    from django.utils import timezone

    synced.hint = 7
    synced.clock.moment = timezone.now()
    synced.run()
    return synced


@pytest.fixture
def at_the_door(quiet):
    held = Waiting(quiet)
    yield held
    held.end()


def test_a_change_here_wakes_the_agent_within_a_second(at_the_door, organization, actor):
    reply = at_the_door.begin()
    began = time.monotonic()
    enter_bill(organization, actor)
    assert reply.result(LONG).call is not None
    assert time.monotonic() - began < 1


def test_a_person_who_asks_for_a_run_wakes_the_agent(at_the_door, organization, actor):
    reply = at_the_door.begin()
    services.sync_now(organization, actor)
    assert reply.result(LONG / 2).call is not None


def test_revoking_the_credential_sends_the_agent_away_at_once(at_the_door, organization, actor):
    reply = at_the_door.begin()
    revoke_profile(organization, actor, Profile.objects.of(organization).get().pk)
    with pytest.raises(Refusal) as caught:
        reply.result(LONG / 2)
    assert caught.value.status.value == 401


def test_another_organizations_change_wakes_nobody(at_the_door, other_organization):
    at_the_door.report = replace(at_the_door.report, wait=0.5)
    reply = at_the_door.begin()
    wake(other_organization.pk)
    assert reply.result(LONG).call is None


def test_a_second_call_of_the_same_agent_ends_the_first(at_the_door):
    first = at_the_door.begin()
    second = asyncio.run_coroutine_threadsafe(at_the_door._exchange(), at_the_door.loop)
    assert first.result(LONG / 2).call is None
    assert not second.done()


def test_nobody_waits_longer_than_asked(at_the_door):
    at_the_door.report = replace(at_the_door.report, wait=0.3)
    assert at_the_door.begin().result(LONG / 2).call is None
    assert at_the_door.count() == 0


def test_what_the_clock_brings_is_looked_at_in_time(at_the_door, organization):
    from counterfoil.server.sync.models import Connection

    Connection.objects.of(organization).update(again_after_seconds=0.4)
    reply = at_the_door.begin()
    assert reply.result(LONG / 2).call is not None


def test_a_waiting_agent_costs_no_thread_and_no_connection(quiet):
    held = Waiting(quiet)
    try:
        held.begin()
        threads = {thread.name.rsplit("_", 1)[0] for thread in threading.enumerate()}
        assert held.count() == 1
        assert doors._threads._work_queue.empty()
        assert "gateway" in threads, "the gateway's own threads, and none besides"
    finally:
        held.end()


CHANGE_ELSEWHERE = """
import django; django.setup()
from django.db import transaction
from counterfoil.server.audit.wake import wake
from counterfoil.server.sync.models import Connection
with transaction.atomic():
    Connection.objects.of({organization}).update(requested_at="2026-11-18T15:00Z", requested_by="Ada")
    wake({organization})
"""


@pytest.mark.skipif(
    "connection.vendor != 'postgresql'", reason="SQLite serves one process; PostgreSQL tells the others"
)
def test_a_change_in_another_process_wakes_the_agent(at_the_door, organization):
    reply = at_the_door.begin()
    settings = connection.settings_dict
    url = f"postgresql://{settings['USER']}:{settings['PASSWORD']}@{settings['HOST']}:{settings['PORT']}/{settings['NAME']}"
    environment = os.environ | {"DATABASE_URL": url, "DJANGO_SETTINGS_MODULE": "counterfoil.server.settings"}
    command = CHANGE_ELSEWHERE.format(organization=organization.pk)
    subprocess.run([sys.executable, "-c", command], env=environment, check=True)
    assert reply.result(LONG / 2).call is not None


@pytest.mark.skipif("connection.vendor != 'postgresql'", reason="only PostgreSQL has notifications to lose")
def test_when_the_notifications_were_lost_everybody_looks(at_the_door, organization):
    from counterfoil.server.sync.models import Connection

    reply = at_the_door.begin()
    Connection.objects.of(organization).update(requested_at="2026-11-18T15:00Z")
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE query LIKE 'LISTEN%%'")
    assert reply.result(LONG / 2).call is not None
