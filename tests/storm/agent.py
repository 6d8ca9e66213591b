"""The agent as storms know it: journal, deadline, one process at a time; and every way in which it can be killed."""

from __future__ import annotations

from contextlib import suppress
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any

from counterfoil.agent.processor import NOTHING_RAN
from counterfoil.simulator.status import ProcessorError

if TYPE_CHECKING:
    from tests.storm.world import World

APP = "Counterfoil"


@dataclass(frozen=True)
class Call:
    """A request that the server handed out."""

    number: int
    text: str
    writes: bool
    seconds: int
    received: float = 0.0


@dataclass(frozen=True)
class Returned:
    """What became of a call: QuickBooks' answer, or a failure and whether anything was executed."""

    call: int
    text: str | None = None
    hresult: int = 0
    message: str = ""
    executed: bool | None = None
    started: int = 0


@dataclass(frozen=True)
class Report:
    """What the agent tells the server in one exchange."""

    installation: str
    process: int
    answer: Returned | None
    journal: tuple[tuple[int, int, str], ...]
    clock: int


@dataclass
class Agent:
    """One installation. The journal survives a kill; the call, the answer and the session do not."""

    world: World
    installation: str
    process: int = 1
    journal: list[tuple[int, int, str]] = field(default_factory=list)
    written: int = 0
    call: Call | None = None
    answer: Returned | None = None
    ticket: str = ""
    doubled: list[Report] = field(default_factory=list)

    def step(self) -> None:
        """Ask the server, or carry what it handed out."""
        if self.world.strikes("agent dies idle"):
            self.die()
        elif self.call is not None:
            self._carry()
        else:
            self._ask()

    def die(self) -> None:
        """The process is killed and started again."""
        self.process += 1
        self.call = self.answer = None
        self.end_session()

    def end_session(self) -> None:
        """Give the session back, as QuickBooks does by itself when the process that opened it is gone."""
        if self.ticket:
            with suppress(ProcessorError):
                self.world.machine.processor.end_session(self.ticket)
        self.ticket = ""

    def _ask(self) -> None:
        world = self.world
        report = Report(self.installation, self.process, self.answer, tuple(self.journal), world.machine.unix())
        if self.doubled and world.chance.random() < 0.5:
            world.door.hear(self.doubled.pop())
        if world.strikes("report lost"):
            return
        if world.strikes("report doubled"):
            self.doubled.append(report)
        reply = world.door.hear(report)
        if reply is None or world.strikes("reply lost"):
            return
        self.answer = None
        self.journal = [entry for entry in self.journal if entry[0] > reply.taken]
        if reply.call is not None:
            self.call = replace(reply.call, received=world.elapsed)
        elif reply.ends_session:
            self.end_session()

    def _carry(self) -> None:
        assert self.call is not None, "there is something to carry"
        world, call = self.world, self.call
        if call.writes and not world.has_sleeper and world.strikes("moved"):
            world.take_over(self)
        if world.strikes("agent stalls"):
            world.later(world.chance.choice((30, 90, 700)))
        if world.strikes("agent dies before the call"):
            self.die()
            return
        self.call = None
        if call.writes and world.elapsed - call.received > call.seconds:
            self._write(call, "refused")
            self.answer = Returned(call.number, message="too late", executed=False, started=world.machine.unix())
            world.tell(f"agent refuses call {call.number}: too late")
            return
        self.answer = self._call(call)
        if self.answer is None:
            return
        if world.strikes("agent dies after the call") or (call.writes and world.strikes("agent dies after a write")):
            self.die()

    def _call(self, call: Call) -> Returned | None:
        world = self.world
        started = world.machine.unix()
        try:
            if not self.ticket:
                self.ticket = world.machine.processor.begin_session(APP)
            if call.writes:
                self._write(call, "calling")
                world.promises.before_write(call, self.installation)
            if world.strikes("agent dies in the call") or (call.writes and world.strikes("agent dies before a write")):
                self.die()
                return None
            if "<BillMod>" in call.text and world.strikes("edited in the last moment"):
                world.meddle(call.text)
            with world.promises.during(call):
                text = world.machine.processor.process_request(self.ticket, call.text)
        except ProcessorError as error:
            return self._failed(call, error, started)
        world.tell(f"call {call.number} {shorten(call.text)} -> {statuses(text)}")
        if call.writes:
            self._write(call, "returned")
        return Returned(call.number, text=text, started=started)

    def _failed(self, call: Call, error: ProcessorError, started: int) -> Returned:
        self.end_session()
        hresult = f"0x{error.hresult:08X}"
        executed = False if hresult in NOTHING_RAN else None
        self.world.tell(f"call {call.number} {shorten(call.text)} -> {error}")
        return Returned(call.number, None, error.hresult, error.message, executed, started)

    def _write(self, call: Call, event: str) -> None:
        self.written += 1
        self.journal.append((self.written, call.number, event))


def shorten(text: str) -> str:
    """The names of a document's requests, and what they are about."""
    import re

    found = re.findall(r"<(\w+Rq) requestID", text)
    subject = re.findall(r"<(?:TxnID|ListID|RefNumber|ExternalGUID|EditSequence)>([^<]*)<", text)
    names = [name.removesuffix("Rq") for name in found]
    if len(names) > 4:
        names = [*names[:3], f"… {len(names)} in all"]
    return f"{' '.join(names) or 'status?'} ({' '.join(subject[:4])})" if len(found) < 3 else " ".join(names)


def statuses(text: str) -> str:
    """The statuses of an answer."""
    import re

    codes = re.findall(r'statusCode="(\d+)"', text)
    set_status = re.findall(r'messageSetStatusCode="(\d+)"', text)
    said = " ".join(dict.fromkeys(codes))
    return (f"set {set_status[0]}: " if set_status and set_status[0] != "0" else "") + (said or "nothing")


def as_any(value: Any) -> Any:
    """For the type checker."""
    return value
