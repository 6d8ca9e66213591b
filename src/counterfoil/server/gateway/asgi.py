"""What the doors in front of Django share: reading a request's head and body within limits, and sending bytes."""

from __future__ import annotations

from http import HTTPStatus
from typing import TYPE_CHECKING, Any

from django.conf import settings

from counterfoil.server.gateway.refusals import Refusal, unreadable

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable, Iterable

    Scope = dict[str, Any]
    Receive = Callable[[], Awaitable[dict[str, Any]]]
    Send = Callable[[dict[str, Any]], Awaitable[None]]
    Application = Callable[[Any, Any, Any], Awaitable[None]]

SMALL_BODY = 64 * 1024
"""Bytes that anybody may send; for more, whoever sends shows first that it may."""

LARGEST_BODY = 20 * 1024 * 1024
"""Bytes: an answer of at most 8 MB of qbXML, quoted as JSON or XML at its worst, and what goes with it."""


def header(scope: Scope, name: bytes) -> bytes:
    """A header's value, empty when it was not sent."""
    return next((value for key, value in scope["headers"] if key == name), b"")


def address(scope: Scope) -> str:
    """Where the request comes from."""
    client = scope.get("client")
    return str(client[0]) if client else ""


def check_encrypted(scope: Scope) -> None:
    """Secrets travel only encrypted.

    The proxy in front says whether they did, which is the only one that can reach us when the address is https.
    """
    scheme = header(scope, b"x-forwarded-proto").decode("latin-1").strip() or str(scope.get("scheme", "http"))
    if settings.IS_HTTPS and scheme != "https":
        raise Refusal(HTTPStatus.FORBIDDEN, "not_encrypted", "Use https: this server takes secrets no other way.")


def check_length(scope: Scope) -> None:
    """Refuse at once what says that it is too large."""
    length = header(scope, b"content-length")
    if length.isdigit() and int(length) > LARGEST_BODY:
        raise too_large(LARGEST_BODY)


def too_large(largest: int) -> Refusal:
    """The body is larger than is taken."""
    words = f"The body is larger than {largest // 1024} KB."
    return Refusal(HTTPStatus.REQUEST_ENTITY_TOO_LARGE, "too_large", words)


async def body_of(receive: Receive, largest: int) -> bytes:
    """The whole body, of at most so many bytes."""
    body, is_whole = await beginning_of(receive, largest)
    if not is_whole:
        raise too_large(largest)
    return body


async def beginning_of(receive: Receive, enough: int) -> tuple[bytes, bool]:
    """What has come when there are more than `enough` bytes or no more come, and whether it is the whole."""
    parts, size = [], 0
    while True:
        message = await receive()
        if message["type"] == "http.disconnect":
            raise unreadable("The body did not arrive whole.")
        parts.append(message.get("body", b""))
        size += len(parts[-1])
        if size > enough:
            return b"".join(parts), False
        if not message.get("more_body"):
            return b"".join(parts), True


async def send_bytes(
    send: Send, status: HTTPStatus, body: bytes, content_type: bytes, more: Iterable[tuple[bytes, bytes]] = ()
) -> None:
    """Answer with these bytes, which nobody is to keep."""
    headers = [
        (b"content-type", content_type),
        (b"content-length", str(len(body)).encode()),
        (b"cache-control", b"no-store"),
        (b"x-content-type-options", b"nosniff"),
        *more,
    ]
    await send({"type": "http.response.start", "status": status.value, "headers": headers})
    await send({"type": "http.response.body", "body": body})
