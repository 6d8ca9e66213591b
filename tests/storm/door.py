"""The server's door as storms know it: one transaction a call, numbered calls, an inbox, evidence from the journal.

It does what the real gateway does (`counterfoil.server.gateway`), on any `Books`, so that the engine can be stormed
without a web server.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from counterfoil.engine import exchange as engine
from tests.storm.agent import Call
from tests.storm.fuse import ServerDied

if TYPE_CHECKING:
    from collections.abc import Mapping

    from counterfoil.engine.exchange import Failure
    from tests.storm.agent import Report
    from tests.storm.world import World


GRACE = 11 * 60
"""Seconds of silence after which another installation may take over: the deadline and ten minutes."""


SECONDS_TO_READ = 600
"""For how long a request that only reads may be started."""


@dataclass(frozen=True)
class Reply:
    """What the server answers: the next call, how far the journal was taken in, and whether to end the session.

    A run that was not carried to its end may have left iterators open in QuickBooks; they die with the session.
    """

    call: Call | None
    taken: int
    ends_session: bool = False


@dataclass(frozen=True)
class Standing:
    """What the door itself remembers, in the same database as the books."""

    number: int = 0
    call: Call | None = None
    intent_id: str = ""
    installation: str = ""
    heard: float = 0.0
    process: int = 0
    started_by: int = 0
    taken: int = 0
    handed: float = 0.0
    """When the call that is out was handed out last."""
    event: str = ""
    """What the journal has said about the call that is out."""
    carried: Mapping[str, int] = field(default_factory=dict)
    """Which call carried a write last: what the journal says of an earlier one proves nothing."""


class Door:
    """The door of one organization's books."""

    def __init__(self, world: World) -> None:
        self.world = world
        self.standing = Standing()

    def hear(self, report: Report) -> Reply | None:
        """Take a report in and say what is next; None when the server died before it could answer."""
        world, before, held = self.world, self.standing, self.world.promises.held()
        if not self._may_speak(report):
            return None
        try:
            with world.books.transaction():
                call = self._exchange(report)
                ends_session = call is None and engine.needs_new_session(world.books)
                world.may_die()
        except ServerDied:
            self.standing = before
            world.tell("server crashed; nothing of the call happened")
            world.disarm()
            return None
        finally:
            world.disarm()
        world.promises.after_commit()
        if report.answer is None or report.answer.call > world.promises.read_before:
            world.promises.leaves_ours(held)
        if world.strikes("crash after commit"):
            return None
        return Reply(call, self.standing.taken, ends_session=ends_session)

    def _exchange(self, report: Report) -> Call | None:
        world, books = self.world, self.world.books
        world.arm()
        self.standing = replace(self.standing, process=report.process, heard=world.elapsed)
        self._take_journal(report)
        is_awaited = self.standing.call is not None
        answer = report.answer
        books.carrier_id = self.standing.installation
        world.started = answer.started if answer is not None and answer.started else report.clock
        if is_awaited and answer is not None and answer.call == self.standing.number:
            world.promises.after_answer(answer.text or "")
            what = (
                answer.text
                if answer.text is not None
                else self._failure(answer.hresult, answer.message, answer.executed)
            )
            return self._next(engine.exchange(books, what))
        if is_awaited:
            return self._without_answer(report)
        if not world.wants_run():
            return None
        engine.begin(books, world.trigger())
        world.promises.run_begins()
        return self._next(engine.exchange(books, None))

    def _may_speak(self, report: Report) -> bool:
        """One installation at a time, one process at a time; another takes over when the first was long silent."""
        standing = self.standing
        if report.installation == standing.installation or not standing.installation:
            self.standing = replace(standing, installation=report.installation)
            return report.process >= standing.process
        if self.world.elapsed < standing.heard + GRACE:
            self.world.tell(f"{report.installation} has to wait")
            return False
        self.world.tell(f"{report.installation} takes over")
        self.standing = replace(
            standing, installation=report.installation, process=report.process, started_by=-1, taken=0
        )
        return True

    def _take_journal(self, report: Report) -> None:
        """What the agent wrote about the call that is out is evidence."""
        entries = [entry for entry in report.journal if entry[0] > self.standing.taken]
        if not entries:
            return
        for number, call, event in entries:
            if call == self.standing.number:
                self.standing = replace(self.standing, event=event)
            proofs = [engine.Evidence(id_, event) for id_, last in self.standing.carried.items() if last == call]
            if proofs:
                engine.evidence(self.world.books, proofs)
            self.standing = replace(self.standing, taken=number)

    def _without_answer(self, report: Report) -> Call | None:
        """A call is out and the agent says nothing of it: was it never started, or did it die in its hands?"""
        standing = self.standing
        assert standing.call is not None, "a call is out"
        is_same = report.process == standing.started_by
        is_in_time = self.world.elapsed <= standing.handed + standing.call.seconds
        if is_same and is_in_time and not standing.event:
            self.standing = replace(standing, handed=self.world.elapsed)
            return standing.call
        if standing.event == "calling" or (standing.event == "returned" and not is_same):
            return self._next(engine.exchange(self.world.books, self._failure(0, "the agent died", None)))
        if standing.event == "returned":
            return None
        if not (is_in_time and standing.call.writes and standing.started_by >= 0):
            return self._next(engine.exchange(self.world.books, None))
        return self._next(engine.exchange(self.world.books, self._failure(0, "never started", executed=False)))

    def _failure(self, hresult: int, message: str, executed: bool | None) -> Failure:
        return engine.Failure(hresult, message, executed)

    def _next(self, text: str | None) -> Call | None:
        if text is None:
            self.standing = replace(self.standing, call=None, intent_id="", event="")
            return None
        awaiting = self.world.books.memory.conversation.awaiting or {}
        number = self.standing.number + 1
        call = Call(number, text, bool(awaiting.get("writes")), int(awaiting.get("seconds") or SECONDS_TO_READ))
        intent_id = str(awaiting.get("intent") or "")
        self.standing = replace(
            self.standing,
            number=number,
            call=call,
            intent_id=intent_id,
            carried={**self.standing.carried, intent_id: number} if intent_id else self.standing.carried,
            started_by=self.standing.process,
            handed=self.world.elapsed,
            event="",
        )
        return call
