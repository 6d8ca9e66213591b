"""The simulator over HTTP: the request processor for programs, and pages for people, on one company file.

Like QuickBooks, it does one thing at a time for a company file: everything that touches the file happens in one thread
of its own, in the order in which it was asked for, and the event loop stays free to answer and to listen.
"""

import asyncio
import contextlib
import json
import socket
from collections.abc import AsyncIterator, Callable, Collection
from pathlib import Path
from types import FrameType
from typing import Any, Literal

import uvicorn
from starlette.applications import Starlette
from starlette.middleware import Middleware
from starlette.requests import Request
from starlette.responses import JSONResponse, Response, StreamingResponse
from starlette.routing import Mount, Route
from starlette.staticfiles import StaticFiles

from .clock import SystemClock
from .company import CompanyFile
from .desk import Desk, TooLarge, desk_of, read_body
from .pages import STATIC, guard, live
from .pages.routes import pages
from .processor import Faults, NoFaults
from .status import ProcessorError, parse_error
from .switches import Switches

LOOPBACK = ("127.0.0.1", "localhost", "[::1]")
"""The names by which a server bound to this machine may be addressed."""
LARGEST_MESSAGE_SET = 32 * 1024 * 1024
"""Bytes of one qbXML document that are still read; a set far below it already takes QuickBooks minutes."""
MODES: dict[str, Literal["single", "multi", "do-not-care"]] = {"single": "single", "multi": "multi"}
"""The modes in which a session may insist that the file is open; anything else does not care."""
LARGEST_JSON = 64 * 1024


def refused(error: ProcessorError) -> JSONResponse:
    """The answer when the whole set or session is refused."""
    return JSONResponse({"hresult": f"0x{error.hresult:08X}", "message": error.message}, status_code=422)


async def read_message_set(request: Request) -> str:
    """The qbXML text of a request; anything that is not UTF-8 text of a sane size is a parse error like any other."""
    try:
        return (await read_body(request, LARGEST_MESSAGE_SET)).decode()
    except (UnicodeDecodeError, TooLarge):
        raise parse_error() from None


async def read_json(request: Request) -> dict[str, str]:
    """The JSON object of texts that opens a session."""
    try:
        asked = json.loads(await read_body(request, LARGEST_JSON) or b"{}")
    except (ValueError, TooLarge, RecursionError):
        asked = None
    if not isinstance(asked, dict) or not all(isinstance(value, str) for value in asked.values()):
        raise ProcessorError(0x80040402, "The body must be a JSON object of texts.")
    return asked


async def open_session(request: Request) -> Response:
    """POST /sessions: BeginSession."""
    desk = desk_of(request)
    asked = await read_json(request)

    def begin() -> dict[str, Any]:
        ticket = desk.processor.begin_session(
            asked.get("app_name", ""), asked.get("company_file", ""), MODES.get(asked.get("mode", ""), "do-not-care")
        )
        return {
            "ticket": ticket,
            "company_file": desk.processor.company_file_name(ticket),
            "versions": desk.processor.versions(ticket),
        }

    return JSONResponse(await desk.do(begin), status_code=201)


async def process_request(request: Request) -> Response:
    """POST /sessions/{ticket}/process: ProcessRequest."""
    text = await read_message_set(request)
    answer = await desk_of(request).do(desk_of(request).processor.process_request, request.path_params["ticket"], text)
    return xml(request, answer)


async def close_session(request: Request) -> Response:
    """DELETE /sessions/{ticket}: EndSession."""
    await desk_of(request).do(desk_of(request).processor.end_session, request.path_params["ticket"])
    return Response(status_code=204)


async def process_once(request: Request) -> Response:
    """POST /process?app=NAME: one session around one document."""
    text = await read_message_set(request)
    answer = await desk_of(request).do(desk_of(request).processor.process, request.query_params.get("app", ""), text)
    return xml(request, answer)


async def process_subscription(request: Request) -> Response:
    """POST /subscriptions?app=NAME: ProcessSubscription, outside any session."""
    text = await read_message_set(request)
    processor = desk_of(request).processor
    answer = await desk_of(request).do(processor.process_subscription, request.query_params.get("app", ""), text)
    return xml(request, answer)


async def subscribed_events(request: Request) -> Response:
    """GET /subscriptions/{subscriber}/events: the documents that wait for a subscriber, who then has them."""
    subscriptions = desk_of(request).processor.subscriptions
    return JSONResponse({"events": await desk_of(request).do(subscriptions.fetch, request.path_params["subscriber"])})


async def company_file(request: Request) -> Response:
    """GET /company-file: which file this is, and the counter of its changes."""
    company = desk_of(request).company
    return JSONResponse({"company_file": str(company.path), "hint": await desk_of(request).hint()})


async def events(request: Request) -> Response:
    """GET /events: the counter as a stream, for pages that are open."""
    return StreamingResponse(request.app.state.bell.listen(), media_type="text/event-stream")


def xml(request: Request, answer: str) -> Response:
    """An answer of the request processor; whoever has a page open may have something to look at."""
    request.app.state.bell.look()
    return Response(answer, media_type="text/xml; charset=utf-8")


async def _refuse(_: Request, error: Exception) -> Response:
    assert isinstance(error, ProcessorError)
    return refused(error)


DOORS = [
    Route("/sessions", open_session, methods=["POST"]),
    Route("/sessions/{ticket}/process", process_request, methods=["POST"]),
    Route("/sessions/{ticket}", close_session, methods=["DELETE"]),
    Route("/process", process_once, methods=["POST"]),
    Route("/subscriptions", process_subscription, methods=["POST"]),
    Route("/subscriptions/{subscriber}/events", subscribed_events),
    Route("/company-file", company_file),
    Route("/events", events),
]


def application(
    opener: Callable[[], CompanyFile],
    *,
    faults: Faults | None = None,
    allowed_hosts: Collection[str] = LOOPBACK,
) -> Starlette:
    """The ASGI application on the company file that `opener` opens (inside the thread that will use it)."""

    @contextlib.asynccontextmanager
    async def lifespan(app: Starlette) -> AsyncIterator[None]:
        desk = Desk(opener, faults or NoFaults())
        await desk.open()
        app.state.desk = desk
        app.state.bell = live.Bell(desk.hint)
        yield
        app.state.bell.stop()
        await desk.close()

    return Starlette(
        routes=[*DOORS, Mount("/static", StaticFiles(directory=STATIC)), *pages()],
        middleware=[Middleware(guard.Guard, allowed=allowed_hosts)],
        exception_handlers={ProcessorError: _refuse},
        lifespan=lifespan,
    )


class _Server(uvicorn.Server):
    """Says when it is ready, and ends the open event streams when told to stop, so that stopping takes no time."""

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        await super().startup(sockets)
        self._loop = asyncio.get_running_loop()
        if self.started:
            host, port = self.servers[0].sockets[0].getsockname()[:2]
            company = self._app.state.desk.company
            print(f"Serving {company.settings.company_name} ({company.path}) on http://{host}:{port}", flush=True)  # noqa: T201

    def handle_exit(self, sig: int, frame: FrameType | None) -> None:
        """Stop after what is under way; a second signal does not wait for it. Either way the process ends well."""
        del sig, frame
        self.force_exit = self.should_exit
        self.should_exit = True
        if self.started:
            self._loop.call_soon_threadsafe(self._app.state.bell.stop)

    @property
    def _app(self) -> Starlette:
        app = self.config.app
        assert isinstance(app, Starlette)
        return app


def run(
    path: str | Path,
    *,
    host: str = "127.0.0.1",
    port: int = 8014,
    switches: Switches | None = None,
    faults: Faults | None = None,
) -> None:
    """Serve a company file until SIGTERM or SIGINT; what was asked for before is finished first."""
    file = Path(path).resolve()
    app = application(
        lambda: CompanyFile.open(file, clock=SystemClock(), switches=switches),
        faults=faults,
        allowed_hosts={*LOOPBACK, host.lower()},
    )
    config = uvicorn.Config(app, host=host, port=port, log_level="warning", timeout_graceful_shutdown=30)
    with contextlib.suppress(KeyboardInterrupt):
        _Server(config).run()
