"""The request processor as the agent needs it: a small protocol, and the one that speaks HTTP to a simulator.

The Windows processor (COM) stands behind the same protocol. A processor is used from one thread only, as COM demands.
"""

from dataclasses import dataclass
from typing import Protocol

import httpx

APP_NAME = "Counterfoil"
"""What the QuickBooks user sees and QuickBooks keys its permission by: never change it (docs/quickbooks.md 6.2)."""

NOTHING_RAN = frozenset(
    {
        "0x80040400",  # the message set could not be parsed
        "0x80040408",  # QuickBooks could not be started
        "0x8004040A",  # another company file is open
        "0x8004040D",  # the ticket is not valid
        "0x80040413",  # rollbackOnError is not supported
        "0x80040414",  # a modal dialog is showing
        "0x80040416",  # QuickBooks is not running
        "0x80040418",  # never authorized for this file
        "0x80040420",  # the user denied access
        "0x80040422",  # single-user mode is needed
        "0x80040423",  # this qbXML version is not supported
        "0x80040424",  # QuickBooks has not finished initializing
    }
)
"""HRESULTs that prove that no request of the message set was executed (docs/quickbooks.md 6.3)."""


class ProcessorError(Exception):
    """QuickBooks did not answer the message set.

    `hresult` is QuickBooks' own, "" when nobody answered at all. `executed` is False where that proves that nothing
    ran, None where it is not known.
    """

    def __init__(self, message: str, *, hresult: str = "", executed: bool | None = None) -> None:
        super().__init__(message)
        self.hresult = hresult
        self.executed = False if hresult in NOTHING_RAN else executed


@dataclass(frozen=True, slots=True)
class Session:
    """An open QuickBooks session; `company_file` is the path that QuickBooks says is open."""

    ticket: str
    company_file: str


class Processor(Protocol):
    """A request processor; every method may raise `ProcessorError` and may block."""

    def open(self, company_file: str) -> Session:
        """Open a session on that company file, or on the one that is open when the path is empty."""

    def process(self, session: Session, text: str) -> str:
        """Hand one qbXML document to QuickBooks and return its answer."""

    def close(self, session: Session) -> None:
        """End the session; iterators die with it."""

    def hint(self) -> int | None:
        """A number that changes whenever the company file does, or None where there is none; may be called anywhere."""


class HttpProcessor:
    """A request processor reached over HTTP: the simulator's."""

    def __init__(self, url: str, *, seconds: float = 600.0) -> None:
        self._client = httpx.Client(base_url=url, timeout=httpx.Timeout(seconds, connect=5.0))
        self._hints = httpx.Client(base_url=url, timeout=httpx.Timeout(5.0))

    def open(self, company_file: str) -> Session:
        """Open a session; the simulator refuses another company file than its own."""
        wanted = {"app_name": APP_NAME, "company_file": company_file, "mode": "do-not-care"}
        try:
            answer = self._client.post("/sessions", json=wanted)
        except httpx.TransportError as error:
            raise ProcessorError(f"QuickBooks is not running ({error}).", executed=False) from error
        _raise_for_refusal(answer)
        opened = answer.json()
        return Session(ticket=str(opened["ticket"]), company_file=str(opened["company_file"]))

    def process(self, session: Session, text: str) -> str:
        """Hand over one document; a connection that breaks leaves its outcome unknown."""
        headers = {"Content-Type": "text/xml; charset=utf-8"}
        try:
            answer = self._client.post(f"/sessions/{session.ticket}/process", content=text.encode(), headers=headers)
        except httpx.ConnectError as error:
            raise ProcessorError(f"QuickBooks is not running ({error}).", executed=False) from error
        except httpx.TransportError as error:
            raise ProcessorError(f"The connection to QuickBooks broke ({error}).") from error
        _raise_for_refusal(answer)
        return answer.text

    def close(self, session: Session) -> None:
        """End the session; a processor that is gone has ended it already."""
        try:
            self._client.delete(f"/sessions/{session.ticket}")
        except httpx.TransportError:
            return

    def hint(self) -> int | None:
        """The simulator's count of changes, None while it cannot be asked."""
        try:
            answer = self._hints.get("/company-file")
            return int(answer.json()["hint"]) if answer.is_success else None
        except (httpx.TransportError, ValueError, KeyError):
            return None


def _raise_for_refusal(answer: httpx.Response) -> None:
    if answer.is_success:
        return
    try:
        refusal = answer.json()
        hresult, message = str(refusal["hresult"]), str(refusal["message"])
    except (ValueError, KeyError, TypeError):
        hresult, message = "", f"The request processor answered with status {answer.status_code}."
    raise ProcessorError(message, hresult=hresult)
