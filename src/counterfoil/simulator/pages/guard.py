"""Who may talk to the server at all: requests for this machine's own names, and no posts from other sites.

The company file has no password of its own, so a page of some other site that is open in the same browser must not be
able to write into it (cross-site posting) nor to read it under a borrowed name (DNS rebinding).
"""

from collections.abc import Collection
from urllib.parse import urlsplit

from starlette.datastructures import Headers
from starlette.responses import PlainTextResponse
from starlette.types import ASGIApp, Message, Receive, Scope, Send

HARMLESS = frozenset({"GET", "HEAD", "OPTIONS"})
POLICY = {
    "content-security-policy": "default-src 'self'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'",
    "x-content-type-options": "nosniff",
    "referrer-policy": "same-origin",
    "cache-control": "no-store",
}


def own_name(host: str, allowed: Collection[str]) -> bool:
    """Whether a Host header names this server; the port does not matter."""
    name = host.rsplit(":", 1)[0] if not host.endswith("]") else host
    return name.lower() in allowed


def from_another_site(headers: Headers) -> bool:
    """Whether a browser says that another site sent this; programs that are no browser say nothing and are let in."""
    if headers.get("sec-fetch-site", "same-origin") not in {"same-origin", "none"}:
        return True
    origin = headers.get("origin")
    return origin is not None and urlsplit(origin).netloc.lower() != headers.get("host", "").lower()


class Guard:
    """Wraps the application: refuses strangers with one sentence, and adds the protecting headers to every answer."""

    def __init__(self, app: ASGIApp, allowed: Collection[str]) -> None:
        """`allowed` are the host names, in lower case and without port, by which the server may be addressed."""
        self._app = app
        self._allowed = frozenset(allowed)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer strangers here, and hand everyone else on."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        headers = Headers(scope=scope)
        if not own_name(headers.get("host", ""), self._allowed):
            await PlainTextResponse("This server does not go by that name.", 421)(scope, receive, send)
        elif scope["method"] not in HARMLESS and from_another_site(headers):
            await PlainTextResponse("Another site may not write into these books.", 403)(scope, receive, send)
        else:
            await self._app(scope, receive, _protecting(send))


def _protecting(send: Send) -> Send:
    async def with_policy(message: Message) -> None:
        if message["type"] == "http.response.start":
            known = {name for name, _ in message["headers"]}
            extra = [(name.encode(), value.encode()) for name, value in POLICY.items() if name.encode() not in known]
            message["headers"] = [*message["headers"], *extra]
        await send(message)

    return with_policy
