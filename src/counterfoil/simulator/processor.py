"""The request processor: sessions, and message sets executed request by request (docs/quickbooks.md 1, 6.2)."""

from __future__ import annotations

import json
import time
from contextlib import nullcontext
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import TYPE_CHECKING, Literal, Protocol

from . import access, recovery
from .events import Subscriptions
from .macros import Macros
from .messages.queries import Answer, Context, Session
from .messages.subscriptions import SUBSCRIPTION_MESSAGES
from .messages.table import MESSAGES
from .parsing import VERSIONS, Macro, MessageSet, Request, Tree, parse, parse_subscriptions
from .status import NOT_PROCESSED, ProcessorError, Refusal, Status
from .writing import attribute_text

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from .company import CompanyFile

LONGEST_REQUEST_ID = 50
PROLOGUE = '<?xml version="1.0" ?>\n<QBXML>\n'
FILE_MODES = {"single": "SingleUser", "multi": "MultiUser"}


class Faults(Protocol):
    """What can go wrong around the work; each hook may raise ProcessorError."""

    def before_session(self, app_name: str) -> None:
        """Before a session is opened: there is none if this raises."""

    def before_set(self, text: str) -> None:
        """Before a set is looked at: nothing of it runs if this raises."""

    def before_request(self, name: str, ids: tuple[str, ...]) -> Status | None:
        """Before one request of that name, about objects and iterators of these ids: a status refuses it."""

    def after_request(self, name: str, answer: Answer) -> Answer:
        """After the work of one request: what is answered, perhaps not all of it."""

    def after_set(self, text: str, answer: str) -> str:
        """After the work is committed: the answer that travels, perhaps cut; raising loses it."""


class NoFaults:
    """Nothing goes wrong."""

    def before_session(self, app_name: str) -> None:
        """Let the session be opened."""

    def before_set(self, text: str) -> None:
        """Let the set pass."""

    def before_request(self, name: str, ids: tuple[str, ...]) -> Status | None:
        """Let the request pass."""
        del name, ids
        return None

    def after_request(self, name: str, answer: Answer) -> Answer:
        """The answer as it is."""
        del name
        return answer

    def after_set(self, text: str, answer: str) -> str:
        """The answer as it is."""
        del text
        return answer


@dataclass(slots=True)
class RequestProcessor:
    """What an application talks to: one company file, any number of sessions, one request at a time."""

    company: CompanyFile
    faults: Faults = field(default_factory=NoFaults)
    pause: Callable[[float], None] = time.sleep
    _sessions: dict[str, Session] = field(default_factory=dict)
    _opened: int = 0
    subscriptions: Subscriptions = field(init=False)

    def __post_init__(self) -> None:
        """The machine on which this runs has no subscriptions yet."""
        running = lambda: {each.app_name for each in self._sessions.values()}
        self.subscriptions = Subscriptions(self.company, running)

    def begin_session(
        self, app_name: str, company_file: str = "", mode: Literal["single", "multi", "do-not-care"] = "do-not-care"
    ) -> str:
        """Open a session and return its ticket; an empty path means the file that is open.

        Raises ProcessorError: 0x80040415 without a name, 0x8004040A for another file, 0x80040410 for another mode,
        and what `access` says of the program and of the screen.
        """
        if not app_name:
            raise ProcessorError(0x80040415, "An application name is required.")
        self.faults.before_session(app_name)
        self.company.refresh()
        if company_file and not self._is_this_file(company_file):
            raise ProcessorError(
                0x8004040A, "A QuickBooks company data file is already open and it is different from the one requested."
            )
        if FILE_MODES.get(mode, self.company.settings.file_mode) != self.company.settings.file_mode:
            raise ProcessorError(
                0x80040410, "The QuickBooks company data file is currently open in a mode other than the one specified."
            )
        access.check_session(self.company, app_name, company_file)
        self._opened += 1
        self.company.sessions += 1
        ticket = f"{self._opened:08X}"
        self._sessions[ticket] = Session(ticket, app_name, self._opened, self.subscriptions, self.company.opening)
        return ticket

    def _is_this_file(self, company_file: str) -> bool:
        return company_file == self.company.path or str(Path(company_file).absolute()) == self.company.path

    def end_session(self, ticket: str) -> None:
        """Close a session; its iterators are gone."""
        self._session(ticket)
        del self._sessions[ticket]
        self.company.sessions -= 1

    def company_file_name(self, ticket: str) -> str:
        """The path of the company file that is open."""
        self._session(ticket)
        return self.company.path

    def versions(self, ticket: str) -> list[str]:
        """The qbXML versions that may be declared."""
        self._session(ticket)
        return list(VERSIONS)

    def process(self, app_name: str, text: str) -> str:
        """Answer one message set in a session of its own."""
        ticket = self.begin_session(app_name)
        try:
            return self.process_request(ticket, text)
        finally:
            if ticket in self._sessions:
                self._sessions.pop(ticket)
                self.company.sessions = max(self.company.sessions - 1, 0)

    def process_request(self, ticket: str, text: str) -> str:
        """Answer a message set. Raises ProcessorError where the whole set is rejected: then nothing of it ran."""
        session = self._session(ticket)
        if self.company.dialog:
            raise ProcessorError(0x80040414, f"A modal dialog box is showing in QuickBooks: {self.company.dialog}")
        self.faults.before_set(text)
        session = self._session(ticket)  # whatever happened meanwhile may have ended it
        self.company.refresh()
        message_set = parse(text, MESSAGES, self.company.switches)
        self.company.acting = session.app_name
        try:
            answer = _Run(self, session, message_set).answer(text)
        finally:
            self.company.acting = ""
        return self.faults.after_set(text, answer)

    def process_subscription(self, app_name: str, text: str) -> str:
        """Answer a set of subscriptions; no session is needed. Raises ProcessorError where the set is rejected."""
        if not app_name:
            raise ProcessorError(0x80040415, "An application name is required.")
        message_set = parse_subscriptions(text, SUBSCRIPTION_MESSAGES, self.company.switches)
        session = Session("", app_name, 0, self.subscriptions, self.company.opening)
        answers = _Run(self, session, message_set).processed(None)
        return _document((), answers, "QBXMLSubscriptionMsgsRs")

    def _session(self, ticket: str) -> Session:
        session = self._sessions.get(ticket)
        if session is None or session.opening != self.company.opening:
            self._sessions.pop(ticket, None)
            raise ProcessorError(0x8004040D, "The ticket parameter is invalid.")
        return session


@dataclass(slots=True)
class _Run:
    """One message set on its way through."""

    processor: RequestProcessor
    session: Session
    message_set: MessageSet
    failed: bool = False
    macros: Macros = field(init=False)

    def __post_init__(self) -> None:
        """A set's macros are its own."""
        self.macros = Macros(self.company.switches)

    @property
    def company(self) -> CompanyFile:
        return self.processor.company

    def answer(self, text: str) -> str:
        """The whole answer: from the store where the set was processed before, else by processing it."""
        new_id, old_id = self.message_set.new_id, self.message_set.old_id
        if new_id is None and old_id is None:
            return _document((), self.processed(None))
        code, answers = self.recovered(text)
        attributes = (
            *((("newMessageSetID", new_id),) if new_id is not None else ()),
            ("messageSetStatusCode", str(code)),
        )
        return _document(attributes, answers)

    # -- message set ids (docs/quickbooks.md 1.4) -----------------------------------------------------------------

    def recovered(self, text: str) -> tuple[int, Iterable[str]]:
        """The set's own status and its answers, after the table of newMessageSetID and oldMessageSetID."""
        new_id, old_id = self.message_set.new_id, self.message_set.old_id
        app = self.session.app_name
        if any(len(each or "") > recovery.LONGEST for each in (new_id, old_id)):
            return 9004, ()
        if new_id is None:
            return (0, self.processed(None)) if self.cleared(old_id or "") else (600, ())
        stored = recovery.stored(self.company, app, new_id)
        checksum = recovery.checksum_of(text)
        if stored is not None and not stored.checksum:
            return 9002, ()
        if stored is not None:
            differs = bool(self.message_set.requests) and stored.checksum != checksum
            return (9001, ()) if differs else (0, self.replayed(stored))
        if new_id == old_id:
            return 9002, ()
        if old_id is not None:
            self.cleared(old_id)
        recovery.begin(self.company, app, self.message_set, checksum)
        return 0, self.processed(new_id)

    def cleared(self, old_id: str) -> bool:
        """Forget a stored set, or all; returns whether there was one to forget."""
        everything = old_id == recovery.CLEAR_ALL
        return recovery.clear(self.company, self.session.app_name, None if everything else old_id) or everything

    def replayed(self, stored: recovery.Stored) -> Iterable[str]:
        """The stored answers: statuses and ids, or the whole (`recovery_replay_body`)."""
        for position, (name, request_id) in enumerate(stored.names):
            kept = stored.answers.get(position)
            if kept is None:
                yield self.written(name, request_id, Answer(NOT_PROCESSED))
                continue
            code, message, body, again = json.loads(kept)
            shown = body if self.company.switches.recovery_replay_body else again
            yield self.written(name, request_id, Answer(Status(code, message), shown))

    # -- requests -------------------------------------------------------------------------------------------------

    def processed(self, new_id: str | None) -> list[str]:
        """The answers to all requests, each executed in turn and kept under the set's id."""
        return [self.executed(request, position, new_id) for position, request in enumerate(self.message_set.requests)]

    def executed(self, request: Request, position: int, new_id: str | None) -> str:
        """The answer to one request, its work and what is kept of it in one transaction."""
        try:
            with self.company.storing() if new_id is not None else nullcontext():
                answer = self.handled(request)
                self.keep(new_id, position, answer)
        except Refusal as refusal:
            answer = Answer(refusal.status)
            self.keep(new_id, position, answer)
        if answer.status.severity == "Error" and self.message_set.on_error == "stopOnError":
            self.failed = True
        return self.written(request.name, request.attributes.get("requestID"), answer)

    def handled(self, request: Request) -> Answer:
        """What the request's handler answers, or refuse it before: after a failure, for its id, by a fault."""
        if self.failed:
            raise Refusal(*NOT_PROCESSED)
        if len(request.attributes.get("requestID", "")) > LONGEST_REQUEST_ID:
            raise Refusal(1060, "The requestID is longer than 50 characters.")
        fault = self.processor.faults.before_request(request.name, ids_of(request))
        if fault is not None:
            self.session.iterators.open.pop(request.attributes.get("iteratorID", ""), None)
            raise Refusal(*fault)
        access.check_request(self.company, self.session.app_name, request.name, ids_of(request))
        if self.company.switches.bulk_latency and not request.message.is_query:
            self.processor.pause(self.company.switches.bulk_latency)
        context = Context(self.company, self.session, self.message_set.version)
        tree, names = self.macros.replaced(request.tree)
        answer: Answer = request.message.handler(context, replace(request, tree=tree))
        self.macros.define(names, answer.made[:1], answer.made[1:])
        return self.processor.faults.after_request(request.name, answer)

    def keep(self, new_id: str | None, position: int, answer: Answer) -> None:
        """Keep the answer for recovery where the set has an id."""
        if new_id is not None:
            kept = json.dumps([answer.status.code, answer.status.message, answer.body, answer.recovery])
            recovery.keep(self.company, self.session.app_name, new_id, position, kept)

    def written(self, name: str, request_id: str | None, answer: Answer) -> str:
        """An answer as an element; attributes in the order QuickBooks writes them."""
        if request_id is None and self.company.switches.missing_request_id == "empty":
            request_id = ""
        status = answer.status
        attributes = [] if request_id is None else [("requestID", request_id)]
        attributes += [
            ("statusCode", str(status.code)),
            ("statusSeverity", status.severity),
            ("statusMessage", status.message),
        ]
        body = answer.body if self.message_set.include_all else ""
        start = f"<{name}Rs{_attributes([*attributes, *answer.attributes])}"
        return f"{start}>\n{body}</{name}Rs>\n" if body else f"{start} />\n"


def ids_of(request: Request) -> tuple[str, ...]:
    """The ids of objects and iterators that a request names."""
    iterator = request.attributes.get("iteratorID")
    return (*_ids(request.tree), *((iterator,) if iterator else ()))


def _ids(tree: Tree) -> Iterable[str]:
    for each, content in tree:
        if isinstance(content, Macro):
            content = content.content  # noqa: PLW2901 - what stands inside counts
        if isinstance(content, list):
            yield from _ids(content)
        elif each.type == "id":
            yield content


def _attributes(pairs: Iterable[tuple[str, str]]) -> str:
    return "".join(f' {name}="{attribute_text(value)}"' for name, value in pairs)


def _document(attributes: Iterable[tuple[str, str]], answers: Iterable[str], name: str = "QBXMLMsgsRs") -> str:
    return f"{PROLOGUE}<{name}{_attributes(attributes)}>\n{''.join(answers)}</{name}>\n</QBXML>\n"
