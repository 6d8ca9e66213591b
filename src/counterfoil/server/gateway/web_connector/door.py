"""The Web Connector's address, in front of Django in the ASGI application: SOAP in, SOAP out.

A Web Connector brings no header of ours and no cookie: its ticket stands in the envelope. So an envelope that is larger
than anybody may send is read on only once its first bytes show the ticket of a session.
"""

from __future__ import annotations

from functools import partial
from http import HTTPStatus
from typing import TYPE_CHECKING

import structlog
from django.conf import settings
from django.db import DatabaseError

from counterfoil import __version__
from counterfoil.qbxml.envelope import MAX_BYTES
from counterfoil.server.gateway.asgi import (
    LARGEST_BODY,
    SMALL_BODY,
    beginning_of,
    body_of,
    check_encrypted,
    check_length,
    header,
    send_bytes,
)
from counterfoil.server.gateway.doors import apart
from counterfoil.server.gateway.refusals import Refusal
from counterfoil.server.gateway.report import Failed
from counterfoil.server.gateway.web_connector import sessions
from counterfoil.server.gateway.web_connector.soap import NotSoap, fault, read_call, result, ticket_in
from counterfoil.server.gateway.web_connector.wsdl import wsdl

if TYPE_CHECKING:
    from collections.abc import Callable

    from counterfoil.server.gateway.asgi import Application, Receive, Scope, Send
    from counterfoil.server.gateway.web_connector.soap import Call

log = structlog.get_logger()

PATH = "/webconnector/"
XML = b"text/xml; charset=utf-8"
OLDEST = (2, 1)
"""The oldest Web Connector: earlier ones do not speak TLS 1.2 (docs/quickbooks.md 8.2)."""

HERE = (
    b"This is the address of Counterfoil for Intuit's Web Connector. Everything is set up from Counterfoil's own pages."
)


def route(application: Application) -> Application:
    """The ASGI application that answers at `/webconnector/` itself and leaves the rest to `application`."""

    async def routed(scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "http" and scope["path"] in (PATH, PATH.rstrip("/")):
            await answer(scope, receive, send)
        else:
            await application(scope, receive, send)

    return routed


async def answer(scope: Scope, receive: Receive, send: Send) -> None:
    """One request: a call, or a look at the description or at whether we are there (docs/quickbooks.md 8.2)."""
    try:
        check_encrypted(scope)
        if scope["method"] in ("GET", "HEAD"):
            await _show(scope, send)
            return
        await send_bytes(send, HTTPStatus.OK, await _called(scope, receive), XML)
    except Refusal as refusal:
        is_theirs = refusal.status < HTTPStatus.INTERNAL_SERVER_ERROR
        await send_bytes(send, refusal.status, fault(refusal.words, is_theirs=is_theirs), XML)
    except NotSoap as reason:
        await send_bytes(send, HTTPStatus.BAD_REQUEST, fault(str(reason), is_theirs=True), XML)
    except DatabaseError as error:
        log.error("A call of the Web Connector failed.", error=type(error).__name__)
        words = "Counterfoil could not take this in. Nothing is lost; run the update again."
        await send_bytes(send, HTTPStatus.INTERNAL_SERVER_ERROR, fault(words, is_theirs=False), XML)


async def _show(scope: Scope, send: Send) -> None:
    if scope.get("query_string", b"").lower().startswith(b"wsdl"):
        await send_bytes(send, HTTPStatus.OK, wsdl(settings.BASE_URL + PATH).encode(), XML)
    else:
        await send_bytes(send, HTTPStatus.OK, HERE, b"text/plain; charset=utf-8")


async def _called(scope: Scope, receive: Receive) -> bytes:
    """The envelope that answers a call."""
    if scope["method"] != "POST":
        raise Refusal(HTTPStatus.METHOD_NOT_ALLOWED, "not_post", "This address takes GET and POST only.")
    if header(scope, b"content-type").split(b";")[0].strip().lower() != b"text/xml":
        raise Refusal(HTTPStatus.UNSUPPORTED_MEDIA_TYPE, "not_xml", "The body must be text/xml.")
    check_length(scope)
    body, is_whole = await beginning_of(receive, SMALL_BODY)
    if is_whole:
        call = read_call(body)
        return result(call.method, await apart(partial(METHODS[call.method], call)))
    ticket = ticket_in(body)
    if not ticket or await apart(partial(sessions.last_error, ticket)) == sessions.OVER:
        raise Refusal(
            HTTPStatus.REQUEST_ENTITY_TOO_LARGE, "too_large", "Only a session that is under way may send this."
        )
    return await _long_answer(body, receive, ticket)


async def _long_answer(begun: bytes, receive: Receive, ticket: str) -> bytes:
    """A long answer of QuickBooks; one that is too long to be read is a failure, after which less is asked for."""
    try:
        call = read_call(begun + await body_of(receive, LARGEST_BODY - len(begun)))
    except (Refusal, NotSoap):
        too_much = Failed(0, f"The answer is longer than {MAX_BYTES // 1_000_000} MB, or cannot be read.", None)
        told = await apart(partial(sessions.receive_response, ticket, too_much))
        return result("receiveResponseXML", told)
    return result(call.method, await apart(partial(METHODS[call.method], call)))


def _server_version(call: Call) -> str:
    del call
    return __version__


def _client_version(call: Call) -> str:
    """Go on, or an error that the Web Connector shows."""
    parts = [int(part) for part in call["strVersion"].split(".") if part.isdigit()]
    if parts and tuple(parts[:2]) < OLDEST:
        return "E:Counterfoil needs Web Connector 2.1 or later. Install the current one from Intuit."
    return ""


def _authenticate(call: Call) -> list[str]:
    return sessions.authenticate(call["strUserName"], call["strPassword"])


def _send_request(call: Call) -> str:
    return sessions.send_request(call["ticket"], call["strCompanyFileName"])


def _receive_response(call: Call) -> int:
    hresult = call["hresult"].strip()
    outcome = Failed(_number(hresult), call["message"][:4000], None) if hresult else call["response"]
    return sessions.receive_response(call["ticket"], outcome)


def _connection_error(call: Call) -> str:
    return sessions.connection_error(call["ticket"], _number(call["hresult"]), call["message"][:4000])


def _last_error(call: Call) -> str:
    return sessions.last_error(call["ticket"])


def _close(call: Call) -> str:
    return sessions.close(call["ticket"])


METHODS: dict[str, Callable[[Call], str | int | list[str]]] = {
    "serverVersion": _server_version,
    "clientVersion": _client_version,
    "authenticate": _authenticate,
    "sendRequestXML": _send_request,
    "receiveResponseXML": _receive_response,
    "connectionError": _connection_error,
    "getLastError": _last_error,
    "closeConnection": _close,
}
"""Method → what answers it."""


def _number(hresult: str) -> int:
    """An HRESULT as the Web Connector writes it: 0x80040400, or a decimal number; 0 for anything else."""
    try:
        return int(hresult.strip(), 0) & 0xFFFFFFFF
    except ValueError:
        return 0
