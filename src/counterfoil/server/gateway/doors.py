"""The agent's addresses, in front of Django in the ASGI application.

A Django request keeps a thread for as long as it lasts, because its middleware runs in one. An agent that waits costs a
coroutine here and nothing else: a thread and a database connection are borrowed for each look and given back. Agents
carry a credential of their own, never a cookie, so that nothing of Django's sessions and forms is needed.
"""

from __future__ import annotations

import asyncio
import json
import re
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from http import HTTPStatus
from typing import TYPE_CHECKING, Any, TypeVar

import structlog
from django.conf import settings
from django.db import DatabaseError, InterfaceError, OperationalError, connection, connections

from counterfoil.server.gateway import signing_in, waiting
from counterfoil.server.gateway.asgi import (
    LARGEST_BODY,
    SMALL_BODY,
    address,
    body_of,
    check_encrypted,
    check_length,
    header,
    send_bytes,
)
from counterfoil.server.gateway.carry import carry
from counterfoil.server.gateway.desk import is_credential
from counterfoil.server.gateway.glance import is_worth_a_look
from counterfoil.server.gateway.refusals import Refusal, revoked
from counterfoil.server.gateway.report import report_of, sign_in_of, wanted_profile_of
from counterfoil.server.gateway.tasks import ensure_tidying

if TYPE_CHECKING:
    from collections.abc import Callable

    from counterfoil.server.gateway.asgi import Application, Receive, Scope, Send
    from counterfoil.server.gateway.reply import Reply
    from counterfoil.server.gateway.report import Report
    from counterfoil.server.gateway.waiting import Bell

log = structlog.get_logger()
T = TypeVar("T")

PREFIX = "/agent/v1/"
EXCHANGE = PREFIX + "exchange"
LOOKS_AT_ONCE = 1 if settings.DATABASES["default"]["ENGINE"].endswith("sqlite") else 8
"""Threads, and so database connections, that serve all agents of a process; SQLite takes one writer at a time, and
several that wait for each other sleep longer than they work."""

SHORTEST_PAUSE = 0.2
"""Seconds between two looks for the same waiting agent: many changes in a moment are one."""

SHORT_WAIT = 5.0
"""Seconds after which an agent that does not wait at the door may come again."""

_BEARER = re.compile(rb"Bearer ([\x21-\x7e]{1,200})")
_threads = ThreadPoolExecutor(LOOKS_AT_ONCE, "gateway")


async def apart_from_all(work: Callable[[], T]) -> T:
    """Do it in a thread that nobody else waits for: checking a password takes its time on purpose."""

    def and_close() -> T:
        try:
            return work()
        finally:
            connections.close_all()

    return await asyncio.to_thread(and_close)


async def apart(work: Callable[[], T]) -> T:
    """Do it in a thread of the gateway's own, whose database connection stays open for the next."""
    return await asyncio.get_running_loop().run_in_executor(_threads, work)


def route(application: Application) -> Application:
    """The ASGI application that answers below `/agent/v1/` itself and leaves the rest to `application`."""

    async def routed(scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "lifespan":
            await _live(receive, send)
        elif scope["type"] == "http" and scope["path"].startswith(PREFIX):
            await answer(scope, receive, send)
        else:
            await application(scope, receive, send)

    return routed


async def _live(receive: Receive, send: Send) -> None:
    """Begin to hear changes when the process starts, and let everybody go when it stops."""
    while (await receive())["type"] != "lifespan.shutdown":
        waiting.bells()
        await apart(_begin_tidying)
        await send({"type": "lifespan.startup.complete"})
    await waiting.close()
    await send({"type": "lifespan.shutdown.complete"})


def _begin_tidying() -> None:
    """A database that is not there yet, or not up to date, is no reason not to start."""
    try:
        ensure_tidying()
    except DatabaseError:
        log.warning("The upkeep of the database could not be put on the list of background work.")
        connection.close()


async def answer(scope: Scope, receive: Receive, send: Send) -> None:
    """One request of an agent."""
    try:
        _guard(scope)
        body = await body_of(receive, await _largest(scope))
        status, told = await DOORS[scope["path"]](scope, body, receive)
    except Refusal as refusal:
        await _refuse(send, refusal)
    else:
        await _send_json(send, status, told)


def _guard(scope: Scope) -> None:
    """Refuse what cannot be one of ours before reading any of it; secrets travel only encrypted."""
    if scope["path"] not in DOORS:
        raise Refusal(HTTPStatus.NOT_FOUND, "no_such_door", "There is no such address.")
    if scope["method"] != "POST":
        raise Refusal(HTTPStatus.METHOD_NOT_ALLOWED, "not_post", "This address takes POST only.")
    check_encrypted(scope)
    if header(scope, b"content-type").split(b";")[0].strip().lower() != b"application/json":
        raise Refusal(HTTPStatus.UNSUPPORTED_MEDIA_TYPE, "not_json", "The body must be application/json.")
    check_length(scope)


async def _largest(scope: Scope) -> int:
    """How much of a body to read before anything in it is looked at."""
    length = header(scope, b"content-length")
    if scope["path"] != EXCHANGE or (length.isdigit() and int(length) <= SMALL_BODY):
        return SMALL_BODY
    if not await apart(partial(is_credential, _secret(scope))):
        raise revoked()
    return LARGEST_BODY


def _secret(scope: Scope) -> str:
    found = _BEARER.fullmatch(header(scope, b"authorization"))
    if found is None:
        raise revoked()
    return found[1].decode("ascii")


async def sign_in(scope: Scope, body: bytes, receive: Receive) -> tuple[HTTPStatus, dict[str, Any]]:
    """A name and a secret for a ticket."""
    del receive
    work = partial(signing_in.sign_in, sign_in_of(body), address=address(scope))
    return HTTPStatus.OK, await apart_from_all(work)


async def make_profile(scope: Scope, body: bytes, receive: Receive) -> tuple[HTTPStatus, dict[str, Any]]:
    """A ticket for a profile."""
    del receive
    slug, company_file = wanted_profile_of(body)
    work = partial(signing_in.make_profile, _secret(scope), slug, company_file, address=address(scope))
    return HTTPStatus.CREATED, await apart(work)


async def exchange(scope: Scope, body: bytes, receive: Receive) -> tuple[HTTPStatus, dict[str, Any]]:
    """The one call that carries everything; held open while there is nothing to do."""
    report = report_of(body)
    look = partial(carry, _secret(scope), report)
    del body, scope
    mark = waiting.bells().now()
    reply = await apart(look)
    if reply.is_idle and not report.brings_news:
        if report.wait <= 0:
            return HTTPStatus.OK, reply.body(SHORT_WAIT if reply.due_in is None else min(reply.due_in, SHORT_WAIT))
        reply = await _hold(look, report, reply, mark, receive)
    return HTTPStatus.OK, reply.body()


async def _hold(look: Callable[[], Reply], report: Report, reply: Reply, mark: int, receive: Receive) -> Reply:
    """Wait until there is something to carry, the agent has waited long enough, or it has gone."""
    bells, loop = waiting.bells(), asyncio.get_running_loop()
    end = loop.time() + report.wait
    with bells.waiting(reply.organization_id, reply.profile_id) as bell:
        if bells.rang_since(reply.organization_id, mark):
            bell.ring()
        leaving = loop.create_task(_gone(receive, bell))
        try:
            while reply.is_idle and loop.time() < end and not bell.is_dismissed:
                reply = await _next_look(look, reply, bell, end - loop.time())
        finally:
            leaving.cancel()
    return reply


async def _next_look(look: Callable[[], Reply], reply: Reply, bell: Bell, longest: float) -> Reply:
    """Wait for the bell, or for what the clock brings, and look."""
    due_in = longest if reply.due_in is None else max(reply.due_in, SHORTEST_PAUSE)
    rang = await bell.wait(min(due_in, longest))
    if bell.is_dismissed or not (rang or due_in < longest):
        return reply
    looked = await apart(look) if await apart(partial(_must_look, reply, rang=rang)) else reply
    if looked.is_idle:
        await asyncio.sleep(min(SHORTEST_PAUSE, longest))
    return looked


def _must_look(reply: Reply, *, rang: bool) -> bool:
    """Whether to look: for what the clock brings always, for a bell after a glance at what it may have rung for."""
    try:
        return not rang or is_worth_a_look(reply)
    except (OperationalError, InterfaceError):
        connection.close_if_unusable_or_obsolete()
        return True


async def _gone(receive: Receive, bell: Bell) -> None:
    while (await receive())["type"] != "http.disconnect":
        pass
    bell.dismiss()


DOORS = {PREFIX + "sign-in": sign_in, PREFIX + "profiles": make_profile, EXCHANGE: exchange}
"""Address → what answers there."""


async def _refuse(send: Send, refusal: Refusal) -> None:
    more = [] if refusal.retry_after is None else [(b"retry-after", str(int(refusal.retry_after + 0.999)).encode())]
    if refusal.status is HTTPStatus.UNAUTHORIZED:
        more.append((b"www-authenticate", b"Bearer"))
    await _send_json(send, refusal.status, refusal.body(), b"application/problem+json", more)


async def _send_json(
    send: Send,
    status: HTTPStatus,
    told: dict[str, Any],
    content_type: bytes = b"application/json",
    more: list[tuple[bytes, bytes]] | None = None,
) -> None:
    body = json.dumps(told, ensure_ascii=False).encode()
    await send_bytes(send, status, body, content_type, more or ())
