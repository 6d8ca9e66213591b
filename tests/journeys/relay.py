"""Relays between the processes of a house, with traps: at a chosen step of a write, a chosen process is killed.

The agent speaks to both relays and does not know it. A relay passes everything on; when an armed trap's step is
reached, it springs once: its action runs before anything more is passed on.
"""

import json
import threading
from collections.abc import Callable
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

import httpx

STEPS = ("handed out", "about to be called", "carried out", "reported", "taken in")
"""The steps of a write, in order: the server's reply, the call, its answer, the report, the reply to that."""

DROPPED = {"connection", "transfer-encoding", "content-length", "host", "accept-encoding"}
"""Headers that belong to one connection and are not passed on."""


@dataclass
class Trap:
    """Springs once, when a write reaches `step`."""

    step: str = ""
    action: Callable[[], None] = lambda: None
    sprung: threading.Event = field(default_factory=threading.Event)
    guard: threading.Lock = field(default_factory=threading.Lock)

    def arm(self, step: str, action: Callable[[], None]) -> None:
        """Wait for the step."""
        assert step in STEPS
        self.sprung.clear()
        self.step, self.action = step, action

    def reach(self, step: str) -> None:
        """A write has reached this step."""
        with self.guard:
            if not step or step != self.step:
                return
            self.step = ""
        self.action()
        self.sprung.set()


@dataclass
class Relay:
    """Passes requests on to `target`; `before` and `after` say which step a request and its answer are."""

    target: str
    trap: Trap
    before: Callable[[str, bytes], str]
    after: Callable[[str, bytes, bytes], str]
    server: ThreadingHTTPServer = field(init=False)

    def __post_init__(self) -> None:
        relay, client = self, httpx.Client(timeout=120.0)

        class Handler(BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"

            def pass_on(self) -> None:
                body = self.rfile.read(int(self.headers.get("Content-Length") or 0))
                headers = {name: value for name, value in self.headers.items() if name.lower() not in DROPPED}
                try:
                    relay.trap.reach(relay.before(self.path, body))
                    answer = client.request(self.command, relay.target + self.path, content=body, headers=headers)
                    relay.trap.reach(relay.after(self.path, body, answer.content))
                    self.reply(answer)
                except (httpx.TransportError, BrokenPipeError, ConnectionResetError):
                    self.close_connection = True

            def reply(self, answer: httpx.Response) -> None:
                self.send_response(answer.status_code)
                for name, value in answer.headers.items():
                    if name.lower() not in DROPPED | {"content-encoding"}:
                        self.send_header(name, value)
                self.send_header("Content-Length", str(len(answer.content)))
                self.end_headers()
                self.wfile.write(answer.content)

            do_GET = do_POST = do_DELETE = pass_on  # noqa: N815  the names that http.server looks for

            def log_message(self, format: str, *args: Any) -> None:
                """Say nothing."""

        self.server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.server.daemon_threads = True
        threading.Thread(target=self.server.serve_forever, daemon=True).start()

    @property
    def address(self) -> str:
        return f"http://127.0.0.1:{self.server.server_address[1]}"

    def close(self) -> None:
        self.server.shutdown()
        self.server.server_close()


def is_write(qbxml: bytes | str) -> bool:
    """Whether the document adds or changes a bill."""
    text = qbxml.decode() if isinstance(qbxml, bytes) else qbxml
    return "<BillAddRq" in text or "<BillModRq" in text


def relay_to_server(target: str, trap: Trap) -> Relay:
    """Between agent and server: a write is handed out in a reply, and reported in the request that follows."""
    outstanding: set[int] = set()

    def before(path: str, body: bytes) -> str:
        answer = json.loads(body or b"{}").get("answer") if path.endswith("/exchange") else None
        return "reported" if answer and answer["call"] in outstanding else ""

    def after(path: str, body: bytes, content: bytes) -> str:
        if before(path, body):
            outstanding.clear()
            return "taken in"
        call = json.loads(content or b"{}").get("call") if path.endswith("/exchange") else None
        if call and is_write(call["text"]):
            outstanding.add(call["number"])
            return "handed out"
        return ""

    return Relay(target, trap, before, after)


def relay_to_simulator(target: str, trap: Trap) -> Relay:
    """Between agent and simulator: a write is about to be called, and carried out when its answer comes back."""

    def before(path: str, body: bytes) -> str:
        return "about to be called" if path.endswith("/process") and is_write(body) else ""

    def after(path: str, body: bytes, content: bytes) -> str:
        del content
        return "carried out" if before(path, body) else ""

    return Relay(target, trap, before, after)
