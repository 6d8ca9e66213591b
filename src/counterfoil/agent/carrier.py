"""Carries for one profile: takes the server's next request to QuickBooks and its answer back, until told to stop.

All that is remembered between calls is the answer that the server has not yet accepted, and the journal on disk.
"""

import asyncio
import hashlib
import random
import uuid
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from pathlib import PurePath
from typing import Any

import structlog

from counterfoil import __version__
from counterfoil.agent import allowed
from counterfoil.agent.deadline import Clocks, Deadline
from counterfoil.agent.journal import Journal
from counterfoil.agent.processor import Processor, ProcessorError, Session
from counterfoil.agent.profiles import Profile
from counterfoil.agent.server import PROTOCOL, Dismissed, Server, ServerError

log = structlog.get_logger()

LONGEST_WAIT = 25.0
"""Seconds that the server may hold a call open; many proxies cut at thirty."""

RELEASE_AFTER = 120.0
"""Seconds without work after which the QuickBooks session is ended, so that people can switch files and modes."""

LONGEST_PAUSE = 60.0
"""Seconds between attempts to reach a server that stays away."""

LARGEST_ANSWER = 8_000_000
"""Characters of an answer: the server reads no longer one, and would refuse it for ever; it asks for less then."""


@dataclass(slots=True)
class Carrier:
    """One profile's carrier; `run` returns when `stopping` is set, and raises `Dismissed` when the server ends it.

    `installation` names this installation together with its journal: what the server concludes from a silent journal
    is only true of the one that was there.
    """

    profile: Profile
    credential: str
    installation: str
    server: Server
    processor: Processor
    journal: Journal
    stopping: asyncio.Event
    clocks: Clocks = field(default_factory=Clocks)
    chance: Callable[[], float] = random.random
    hint_every: float = 1.0
    process: str = field(default_factory=lambda: str(uuid.uuid4()))
    writes: allowed.HourlyWrites = field(default_factory=allowed.HourlyWrites)
    _session: Session | None = None
    _session_id: str | None = None
    _answer: dict[str, Any] | None = None
    _asked: Deadline | None = None
    _hint: int | None = None
    _note: str = ""
    _state: str = "closed"
    _failures: int = 0
    _idle_since: float | None = None
    _shown: str = ""
    _thread: ThreadPoolExecutor = field(default_factory=lambda: ThreadPoolExecutor(1, "quickbooks"))

    async def run(self) -> None:
        """Carry until asked to stop; QuickBooks is called from one thread only."""
        try:
            while not self.stopping.is_set():
                await self._step()
            await self._hand_over()
        finally:
            await self._end_session()
            self._thread.shutdown()

    async def _hand_over(self) -> None:
        """On leaving, deliver the answer that is still here; what the server would want next is not carried."""
        if self._answer is None:
            return
        try:
            reply = await self._ask()
        except ServerError:
            return
        if reply and reply.get("call"):
            self.journal.write(int(reply["call"]["number"]), "refused")

    async def _step(self) -> None:
        try:
            reply = await self._ask()
        except ServerError as error:
            await self._back_off(error)
            return
        if reply is None:
            return
        if self._failures:
            log.info("The server is back.")
        self._failures = 0
        self._show(reply.get("show") or {})
        call = reply.get("call")
        if call:
            self._idle_since = None
            self._answer = await self._carry(call)
            return
        await self._rest(reply)

    async def _ask(self) -> dict[str, Any] | None:
        """Report and hear what is next; None when QuickBooks stirred, or we are stopping, while the server waited."""
        report = self._report()
        answer, last = report["answer"], max((row["number"] for row in report["journal"]), default=0)
        self._asked = Deadline.starting_now(self.clocks, 0.0)
        asking = asyncio.create_task(self.server.exchange(self.credential, report))
        if answer is None and not last:
            stirred = asyncio.create_task(self._stirred())
            await asyncio.wait({asking, stirred}, return_when=asyncio.FIRST_COMPLETED)
            stirred.cancel()
            if not asking.done():
                asking.cancel()
                return None
        reply = await asking
        self._answer = None
        self.journal.taken(int(reply.get("taken") or 0))
        return reply

    def _report(self) -> dict[str, Any]:
        now = self.clocks.wall()
        return {
            "protocol": PROTOCOL,
            "version": __version__,
            "installation": self.installation,
            "process": self.process,
            "session": self._session_id,
            "company_file": self.profile.company_file,
            "clock": {"wall": datetime.fromtimestamp(now, UTC).astimezone().isoformat("T", "seconds"), "unix": now},
            "quickbooks": self._state,
            "hint": self._hint,
            "note": self._note,
            "answer": self._answer,
            "journal": self.journal.pending(),
            "wait": LONGEST_WAIT - 5 * self.chance(),
            "leaving": self.stopping.is_set(),
        }

    async def _stirred(self) -> None:
        """Return when the company file has changed since it was last looked at, or we are asked to stop."""
        while not self.stopping.is_set():
            hint = await asyncio.to_thread(self.processor.hint)
            if hint != self._hint:
                self._hint = hint
                return
            await self._pause(self.hint_every)

    async def _carry(self, call: dict[str, Any]) -> dict[str, Any]:
        """Take one request to QuickBooks; what became of it is the answer for the server."""
        number, text = int(call["number"]), str(call["text"])
        assert self._asked is not None, "a request comes with an answer of the server"
        deadline = replace(self._asked, seconds=float(call["seconds"]))
        try:
            writes = allowed.inspect(text).writes
        except allowed.NotAllowed as refusal:
            log.warning("A request was not carried.", reason=str(refusal))
            return self._refused(number, str(refusal), allowed.NOT_CARRIED)
        try:
            self.writes.admit(writes, self.clocks.monotonic())
        except allowed.NotAllowed as refusal:
            log.warning("A request was not carried.", reason=str(refusal))
            return self._refused(number, str(refusal))
        loop = asyncio.get_running_loop()
        return await loop.run_in_executor(self._thread, self._perform, number, text, bool(writes), deadline)

    def _perform(self, number: int, text: str, writes: bool, deadline: Deadline) -> dict[str, Any]:
        """Open a session if there is none, look at the deadline once more, write the journal, and call QuickBooks."""
        try:
            session = self._opened()
        except ProcessorError as error:
            self._closed(error)
            return self._refused(number, str(error), error.hresult)
        objection = deadline.objection() if writes else ""
        if objection:
            return self._refused(number, objection)
        if writes:
            self.journal.write(number, "calling", _sha256(text))
        started = self.clocks.wall()
        try:
            answer = self.processor.process(session, text)
        except ProcessorError as error:
            return self._failed(number, error)
        if writes:
            self.journal.write(number, "returned", _sha256(answer))
        self._state, self._note = "open", ""
        if len(answer) > LARGEST_ANSWER:
            message = f"QuickBooks' answer is larger than {LARGEST_ANSWER // 1_000_000} MB."
            return {"call": number, "failure": {"hresult": "", "message": message, "executed": None}}
        return {"call": number, "text": answer, "started_unix": started}

    def _opened(self) -> Session:
        """The session, on this profile's company file and no other."""
        if self._session is None:
            session = self.processor.open(self.profile.company_file)
            if PurePath(session.company_file) != PurePath(self.profile.company_file):
                self.processor.close(session)
                message = f"Another company file is open: {session.company_file}."
                raise ProcessorError(message, hresult="0x8004040A")
            self._session, self._session_id = session, str(uuid.uuid4())
            self._state, self._note = "open", ""
        return self._session

    def _refused(self, number: int, message: str, hresult: str = "") -> dict[str, Any]:
        """QuickBooks was not called: proof, in the journal and in the answer, that nothing ran."""
        self.journal.write(number, "refused")
        return {"call": number, "failure": {"hresult": hresult, "message": message, "executed": False}}

    def _failed(self, number: int, error: ProcessorError) -> dict[str, Any]:
        """QuickBooks was called and did not answer the message set."""
        log.warning("QuickBooks did not answer.", reason=str(error), hresult=error.hresult)
        self._closed(error)
        failure = {"hresult": error.hresult, "message": str(error), "executed": error.executed}
        return {"call": number, "failure": failure}

    def _closed(self, error: ProcessorError) -> None:
        """Forget a session that may be gone; the next request opens another."""
        if self._session is not None:
            self.processor.close(self._session)
        self._session = self._session_id = None
        self._state, self._note = ("refused" if error.hresult else "closed"), str(error)

    async def _rest(self, reply: dict[str, Any]) -> None:
        """Nothing to carry: give the session back after a while, and wait as long as the server says."""
        now = self.clocks.monotonic()
        self._idle_since = now if self._idle_since is None else self._idle_since
        if reply.get("end_session") or now - self._idle_since > RELEASE_AFTER:
            await self._end_session()
        await self._pause(float(reply.get("wait") or 0.0))

    async def _end_session(self) -> None:
        session, self._session, self._session_id = self._session, None, None
        if session is not None:
            await asyncio.get_running_loop().run_in_executor(self._thread, self.processor.close, session)

    async def _back_off(self, error: ServerError) -> None:
        """Wait longer each time, at random, so that a thousand agents do not come back at once."""
        self._failures += 1
        if self._failures == 1:
            log.warning("The server does not answer; trying again until it does.", reason=str(error))
        longest = min(LONGEST_PAUSE, 2.0 ** min(self._failures, 6) / 2)
        await self._pause(error.retry_after if error.retry_after is not None else longest * self.chance())

    async def _pause(self, seconds: float) -> None:
        """Wait that long, or until asked to stop."""
        if seconds <= 0:
            return
        try:
            await asyncio.wait_for(self.stopping.wait(), seconds)
        except TimeoutError:
            return

    def _show(self, show: dict[str, Any]) -> None:
        """Say in the log what the server says of a run that does something, or of one that cannot; once each."""
        words = str(show.get("message") or "") if show.get("run") or show.get("state") == "stopped" else ""
        if words and words != self._shown:
            log.info(words)
        self._shown = words


def _sha256(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()


__all__ = ["Carrier", "Dismissed"]
