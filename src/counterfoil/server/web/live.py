"""Live updates for open pages: a stream of Server-Sent Events by organization, one coroutine for each browser.

It stands before Django in the ASGI application, because a Django view that streams keeps its request's thread. Here a
browser that waits costs one coroutine and one entry in the list of `audit.wake`: a thread and a database connection
are borrowed for each reading and given back. Events say only that something changed (kind, id, revision); the page
fetches the parts it shows through the ordinary, guarded views. Every reading checks anew that the visitor is signed in
and belongs to the organization, so that a revoked session ends with the next event or heartbeat.
"""

from __future__ import annotations

import asyncio
import json
from contextlib import suppress
from dataclasses import dataclass
from http import HTTPStatus
from importlib import import_module
from io import BytesIO
from typing import TYPE_CHECKING, Any, Final
from urllib.parse import parse_qs

from asgiref.sync import sync_to_async
from django.apps import apps
from django.conf import settings
from django.contrib.auth import get_user
from django.core.exceptions import DisallowedHost
from django.core.handlers.asgi import ASGIRequest
from django.db import connections

from counterfoil.records import Kind
from counterfoil.server import wall
from counterfoil.server.audit import wake
from counterfoil.server.audit.queries import entries_after, last_number
from counterfoil.server.gateway.waiting import bells
from counterfoil.server.headers import HEADERS
from counterfoil.server.keeping.names import MODELS as LISTS
from counterfoil.server.pages.lookups import is_id
from counterfoil.server.people.middleware import membership_of
from counterfoil.server.people.permissions import Permission

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable, Iterable

    from counterfoil.server.audit.models import Entry
    from counterfoil.server.people.models import Membership, Organization

    Scope = dict[str, Any]
    Receive = Callable[[], Awaitable[dict[str, Any]]]
    Send = Callable[[dict[str, Any]], Awaitable[None]]
    Application = Callable[[Any, Any, Any], Awaitable[None]]

PATH: Final = "/live"
ENTRIES_READ_AT_ONCE: Final = 500
HEARTBEAT_SECONDS: Final = 20.0
RECONNECT_MS: Final = 1000
MODELS: Final[dict[str, str]] = {
    **{kind.value: name for kind, name in LISTS.items()},
    Kind.PURCHASE_ORDER.value: "orders.PurchaseOrder",
    Kind.BILL.value: "bills.Bill",
}
"""Kind → where its records are kept."""


@dataclass(frozen=True, slots=True)
class News:
    """What is new for one visitor: the events, and the position after them. `more`: there is more to read at once."""

    organization_id: int
    position: int
    events: tuple[str, ...] = ()
    more: bool = False


def route(application: Application) -> Application:
    """The ASGI application that answers `/live` itself and leaves the rest to `application`."""

    async def routed(scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "http" and scope["path"] == PATH and scope["method"] == "GET":
            await live(scope, receive, send)
        else:
            await application(scope, receive, send)

    return routed


async def live(scope: Scope, receive: Receive, send: Send) -> None:
    """Answer one browser until it leaves or may no longer look."""
    loop, woken = asyncio.get_running_loop(), asyncio.Event()
    mine: set[int] = set()  # nobody's yet: until it is known whose news these are, every change may be meant

    def note(organization_id: int) -> None:
        if not mine or organization_id in mine:
            with suppress(RuntimeError):  # the loop is closing, and the browser with it
                loop.call_soon_threadsafe(woken.set)

    bells()  # the process hears what other processes commit from now on, though no agent waits in it
    stop = wake.subscribe(note)  # before the first reading, so that nothing falls between the two
    try:
        news = await _read_apart(scope, asked_position(scope))
        if news is None:
            await _refuse(send)
        else:
            mine.add(news.organization_id)
            await _stream(scope, receive, send, news, woken)
    finally:
        stop()


async def _stream(scope: Scope, receive: Receive, send: Send, news: News, woken: asyncio.Event) -> None:
    await send({"type": "http.response.start", "status": 200, "headers": _headers("text/event-stream")})
    await _say(send, f"retry: {RECONNECT_MS}\n\n" + "".join(news.events))
    organization_id, position, more = news.organization_id, news.position, news.more
    leaving = asyncio.ensure_future(_left(receive))
    try:
        while not leaving.done():
            was_woken = more or await _woken_or_left(woken, leaving)
            latest = await _read_apart(scope, position)
            if latest is None or latest.organization_id != organization_id:
                await _say(send, "event: signed-out\ndata: {}\n\n")
                break
            await _say(send, "".join(latest.events) or _quiet_word(was_woken=was_woken))
            position, more = latest.position, latest.more
        await send({"type": "http.response.body", "body": b"", "more_body": False})
    finally:
        leaving.cancel()


def _quiet_word(*, was_woken: bool) -> str:
    """A wake without a new entry is the sync's progress; without either it is a heartbeat."""
    return "event: sync\ndata: {}\n\n" if was_woken else ": still here\n\n"


async def _woken_or_left(woken: asyncio.Event, leaving: asyncio.Future[None]) -> bool:
    waiting = asyncio.ensure_future(woken.wait())
    await asyncio.wait((waiting, leaving), timeout=HEARTBEAT_SECONDS, return_when=asyncio.FIRST_COMPLETED)
    waiting.cancel()
    was_woken = woken.is_set()
    woken.clear()
    return was_woken


async def _left(receive: Receive) -> None:
    while (await receive())["type"] != "http.disconnect":
        pass


async def _say(send: Send, text: str) -> None:
    await send({"type": "http.response.body", "body": text.encode(), "more_body": True})


def _headers(content_type: str) -> list[tuple[bytes, bytes]]:
    headers = {**HEADERS, "Content-Type": content_type, "Cache-Control": "no-store", "X-Accel-Buffering": "no"}
    return [(name.lower().encode(), value.encode()) for name, value in headers.items()]


async def _refuse(send: Send) -> None:
    await send(
        {"type": "http.response.start", "status": HTTPStatus.NO_CONTENT, "headers": _headers("text/plain")}
    )  # 204 tells the browser not to ask again
    await send({"type": "http.response.body", "body": b"", "more_body": False})


def asked_position(scope: Scope) -> int | None:
    """Where the browser stands: its Last-Event-ID, else the `after` that its page was made at, else the newest."""
    headers = dict(scope["headers"])
    after = parse_qs(scope["query_string"].decode("latin-1")).get("after", [""])[0]
    text = headers.get(b"last-event-id", b"").decode("latin-1") or after
    return int(text) if is_id(text) else None


async def _read_apart(scope: Scope, position: int | None) -> News | None:
    return await sync_to_async(_read, thread_sensitive=False)(scope, position)


def _read(scope: Scope, position: int | None) -> News | None:
    """What is new after that position; None for who is not signed in or may not look."""
    try:
        return read(ASGIRequest(scope, BytesIO()), position)
    finally:
        connections.close_all()


def read(request: ASGIRequest, position: int | None) -> News | None:
    """The news for this request's visitor, who is looked up anew."""
    try:
        request.get_host()
    except DisallowedHost:
        return None
    store = import_module(settings.SESSION_ENGINE).SessionStore
    request.session = store(request.COOKIES.get(settings.SESSION_COOKIE_NAME))
    request.user = get_user(request)
    membership = membership_of(request)
    if membership is None or Permission.VIEW_BILLS not in membership.permissions:
        return None
    with wall.within(membership.organization_id):
        return news_of(membership, position)


def news_of(membership: Membership, position: int | None) -> News:
    """What is new after that position in the member's organization; with None, where it stands."""
    if position is None:
        return News(membership.organization_id, last_number(membership.organization))
    entries = list(entries_after(membership.organization, position, ENTRIES_READ_AT_ONCE))
    last = entries[-1].number if entries else position
    return News(
        membership.organization_id,
        last,
        tuple(events(membership.organization, entries)),
        len(entries) == ENTRIES_READ_AT_ONCE,
    )


def events(organization: Organization, entries: Iterable[Entry]) -> list[str]:
    """One event for each record, however often it changed; a statement for each kind of record among them."""
    newest = {(entry.kind, entry.record_id): entry for entry in entries}
    revisions = revisions_of(organization, newest)
    told = sorted(newest.items(), key=lambda item: item[1].number)
    return [event(entry, revisions.get(key, 0)) for key, entry in told]


def revisions_of(organization: Organization, keys: Iterable[tuple[str, str]]) -> dict[tuple[str, str], int]:
    """The revisions of these records as they are now; what has none is left out."""
    ids: dict[str, list[int]] = {}
    for kind, record_id in keys:
        if kind in MODELS and is_id(record_id):
            ids.setdefault(kind, []).append(int(record_id))
    found: dict[tuple[str, str], int] = {}
    for kind, wanted in ids.items():
        rows = apps.get_model(MODELS[kind]).objects.of(organization).filter(pk__in=wanted)
        found.update({(kind, str(pk)): revision for pk, revision in rows.values_list("pk", "revision")})
    return found


def event(entry: Entry, revision: int) -> str:
    """An entry as a Server-Sent Event: kind, id and revision, nothing of what the record holds."""
    data = json.dumps({"kind": entry.kind, "id": entry.record_id, "revision": revision})
    return f"id: {entry.number}\nevent: change\ndata: {data}\n\n"
