"""An imitation of Intuit's Web Connector: its calls in their order, as envelopes over HTTP, to our door."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any
from xml.sax.saxutils import escape

import httpx
from lxml import etree

from counterfoil.server.gateway import doors
from counterfoil.server.gateway.web_connector import door

if TYPE_CHECKING:
    from collections.abc import Callable

    from counterfoil.simulator.processor import RequestProcessor

NAMESPACE = "http://developer.intuit.com/"
FILE = "C:\\Books\\Keller.qbw"

ENVELOPE = (
    '<?xml version="1.0" encoding="utf-8"?><soap:Envelope xmlns:soap="http://schemas.xmlsoap.org/soap/envelope/"'
    ' xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance" xmlns:xsd="http://www.w3.org/2001/XMLSchema">'
    "<soap:Body>{}</soap:Body></soap:Envelope>"
)


async def elsewhere(scope: Any, receive: Any, send: Any) -> None:
    await send({"type": "http.response.start", "status": 299, "headers": []})
    await send({"type": "http.response.body", "body": b"Django"})


def ask(body: bytes = b"", *, method: str = "POST", path: str = "/webconnector/", **headers: str) -> httpx.Response:
    """One request at the door; header names are given with underscores."""
    sent = {"Content-Type": "text/xml; charset=utf-8"} | {key.replace("_", "-"): text for key, text in headers.items()}

    async def go() -> httpx.Response:
        transport = httpx.ASGITransport(app=doors.route(door.route(elsewhere)))
        async with httpx.AsyncClient(transport=transport, base_url="http://test") as client:
            return await client.request(method, path, content=body, headers=sent)

    return asyncio.run(go())


def envelope(method: str, **arguments: str) -> bytes:
    told = "".join(f"<{name}>{escape(value)}</{name}>" for name, value in arguments.items())
    return ENVELOPE.format(f'<{method} xmlns="{NAMESPACE}">{told}</{method}>').encode()


def call(method: str, **arguments: str) -> Any:
    """One call; its result, a list of texts where it answers with several."""
    answer = ask(envelope(method, **arguments), SOAPAction=f'"{NAMESPACE}{method}"')
    assert answer.status_code == 200, answer.text
    result = etree.fromstring(answer.content).find(f".//{{{NAMESPACE}}}{method}Result")
    assert result is not None
    return [each.text or "" for each in result] if len(result) else result.text or ""


@dataclass
class WebConnector:
    """One entry in a Web Connector's window. `answers` has what came of each run, newest last."""

    user_name: str
    password: str
    processor: RequestProcessor
    requests: list[str] = field(default_factory=list)
    ticket: str = ""
    first: bool = True
    pause: Callable[[], None] = lambda: None
    """What passes when the server says that there is something in a moment."""

    def sign_in(self) -> list[str]:
        """Begin an update run; what the server wants, without the ticket."""
        self.ticket, *wanted = call("authenticate", strUserName=self.user_name, strPassword=self.password)
        self.first = True
        return list(wanted)

    def fetch(self) -> str:
        """The next request."""
        told = "<QBXML/>" if self.first else ""
        self.first = False
        versions = {"qbXMLCountry": "US", "qbXMLMajorVers": "13", "qbXMLMinorVers": "0"}
        given = {"ticket": self.ticket, "strHCPResponse": told, "strCompanyFileName": FILE}
        text: str = call("sendRequestXML", **given, **versions)
        return text

    def process(self, text: str) -> str:
        """What QuickBooks says to it."""
        self.requests.append(text)
        return self.processor.process("Counterfoil", text)

    def bring(self, response: str, hresult: str = "", message: str = "") -> int:
        """Bring the answer; per cent, or a negative number."""
        given = {"ticket": self.ticket, "response": response, "hresult": hresult, "message": message}
        return int(call("receiveResponseXML", **given))

    def last_error(self) -> str:
        text: str = call("getLastError", ticket=self.ticket)
        return text

    def close(self) -> str:
        text: str = call("closeConnection", ticket=self.ticket)
        return text

    def run(self) -> str:
        """A whole update run as the program makes it; what it shows in the end."""
        (wanted, *_) = self.sign_in()
        if wanted in ("nvu", "none", "busy"):
            return wanted
        for _ in range(200):
            text = self.fetch()
            if not text and self.last_error() == "NoOp":
                self.pause()
                continue
            if not text:
                return self.last_error() + self.close()
            done = self.bring(self.process(text))
            if done == 100:
                return self.close()
            if done < 0:
                return self.last_error() + self.close()
        raise AssertionError("the server always wants more")

    def run_until(self, part: str) -> str:
        """Run until a request holds this text, which is fetched and not carried."""
        self.sign_in()
        for _ in range(200):
            text = self.fetch()
            if part in text:
                return text
            assert text, self.last_error()
            assert 0 < self.bring(self.process(text)) < 100
        raise AssertionError(f"{part} was never asked")
