"""An organization with a connected agent, and a company file in the same process."""

from __future__ import annotations

import threading
from concurrent.futures import ThreadPoolExecutor
from typing import TYPE_CHECKING

import pytest
from tests.server.gateway.world import Agent, Clock, new_company

from counterfoil.server.gateway import doors

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from counterfoil.server.gateway.services import NewToken


@pytest.fixture(autouse=True)
def _threads_of_its_own(monkeypatch) -> Iterator[None]:
    """The gateway's threads end with the test, and their database connections with them."""
    from django.db import connections

    threads = ThreadPoolExecutor(doors.LOOKS_AT_ONCE, "gateway")
    monkeypatch.setattr(doors, "_threads", threads)
    yield
    together = threading.Barrier(doors.LOOKS_AT_ONCE)

    def close() -> None:
        together.wait(10)
        connections.close_all()

    if threads._threads:
        for future in [threads.submit(close) for _ in range(doors.LOOKS_AT_ONCE)]:
            future.result()
    threads.shutdown()


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def token(organization, administrator, clock) -> NewToken:
    from counterfoil.server.gateway.services import create_token

    return create_token(organization, administrator, "office", now=clock.now())


@pytest.fixture
def make_agent(organization, administrator, clock, tmp_path) -> Callable[..., Agent]:
    """Connects one more computer to the organization; all of them reach the same company file."""
    processor = new_company(tmp_path)

    def make(installation: str = "office pc", organization=organization, user=administrator) -> Agent:
        return Agent.connected(organization, user, installation, clock, processor)

    return make


@pytest.fixture
def agent(make_agent: Callable[..., Agent]) -> Agent:
    """A connected agent that has not said a word yet."""
    return make_agent()


@pytest.fixture
def synced(agent: Agent, organization) -> Agent:
    """An agent after the first sync, with bills travelling both ways."""
    from counterfoil.server.sync.models import Preferences

    Preferences.objects.everywhere().create(organization=organization, move_transactions=True, two_way=True)
    agent.run()
    agent.clock.advance(5)
    return agent
