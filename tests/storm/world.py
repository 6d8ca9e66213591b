"""The world of one seed: the machine, the agent, the server's books, the people, the time; and what happens next."""

from __future__ import annotations

import hashlib
import pickle
import random
import re
from collections import Counter
from contextlib import contextmanager, nullcontext
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from functools import cache
from typing import TYPE_CHECKING, Any
from uuid import UUID

from counterfoil.engine import brake, suspension
from counterfoil.engine import exchange as engine
from counterfoil.engine.books import LinkState
from counterfoil.engine.memory import MemoryBooks
from counterfoil.engine.steps import pull, recover, reread, sweep
from counterfoil.records import Kind
from counterfoil.simulator.clock import ManualClock
from counterfoil.simulator.company import CompanyFile
from counterfoil.simulator.processor import RequestProcessor
from counterfoil.simulator.transactions import store
from tests.storm import answers
from tests.storm.agent import Agent
from tests.storm.answers import Question
from tests.storm.at_counterfoil import AtCounterfoil
from tests.storm.door import Door
from tests.storm.fuse import Fused, ServerDied
from tests.storm.ledger import Ledger
from tests.storm.machine import START, Machine, template
from tests.storm.people import WEIGHTS, AtQuickBooks
from tests.storm.promises import IN_FLIGHT, Broken, Promises
from tests.storm.seldom import Seldom
from tests.storm.weather import OUR_FAULTS, Weather

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from contextlib import AbstractContextManager

    from counterfoil.engine.books import Books
    from counterfoil.engine.memory import Memory
    from counterfoil.records import Choice
    from tests.storm.database import DatabaseBooks

    Begin = Callable[["World"], tuple[CompanyFile, "StormBooks | DatabaseBooks", Any]]

LONGEST_CALM = 60
"""Sessions within which both sides must have come to rest (promise I7)."""


IN_THE_LAST_MOMENT = {"edit header": 4, "edit line": 4, "add line": 2, "remove line": 1, "delete": 1, "pay": 1}
"""What somebody does to the very bill that we are about to write, and how often."""


CHECK_GUID = store.check_guid
"""Whether QuickBooks refuses a GUID that is taken is an open question (docs/quickbooks.md 4.1)."""


def _anything_goes(company: CompanyFile, guid: str) -> None:
    """QuickBooks as it may be: a GUID may stand twice."""


class StormBooks(Fused, MemoryBooks):
    """Books in memory that can be told to die at the n-th word that is said to them."""

    _frozen: tuple[Any, bytes] | None = None
    _guids: int = 0

    def new_guid(self) -> str:
        """Never one that was given before, even if these books have gone back in time since."""
        self._guids += 1
        return f"{{{UUID(int=self._guids | 0x570F3 << 96)}}}"

    def back_up(self) -> Memory | None:
        """All that is remembered, as it is now; None where that cannot be put back by itself."""
        return self.memory.copy()

    def go_back_to(self, backup: Memory) -> None:
        """A backup takes the place of what is remembered."""
        self.memory = backup.copy()

    def questions(self) -> list[Question]:
        """What Counterfoil asks about single records."""
        found = self.memory.problems.items()
        return [Question(key, key, each.problem) for key, each in found if each.kind is not None]

    def settle(self, question: Question, choice: Choice, named: str) -> None:
        """Somebody answers."""
        answers.settle(self, question, choice, named)

    def leaves_alone(self) -> bool:
        """There is nobody else in these books."""
        return True

    def conversation(self) -> Any:
        return pickle.loads(self._kept())

    def keep_conversation(self, conversation: Any) -> None:
        self.burn()
        kept = pickle.dumps(conversation)
        self.memory.conversation = pickle.loads(kept)
        self._frozen = (self.memory.conversation, kept)

    def _kept(self) -> bytes:
        """The conversation as bytes: a fresh copy costs a tenth of a deep copy."""
        if self._frozen is None or self._frozen[0] is not self.memory.conversation:
            self._frozen = (self.memory.conversation, pickle.dumps(self.memory.conversation))
        return self._frozen[1]

    @contextmanager
    def transaction(self) -> Iterator[None]:
        """As in `MemoryBooks`, but for the conversation, which is never changed in place."""
        before = self.memory
        values = {name: getattr(before, name) for name in before.__dataclass_fields__}
        copies: dict[str, Any] = {n: value.copy() for n, value in values.items() if isinstance(value, dict | list)}
        copies["runs"] = {run_id: replace(run) for run_id, run in before.runs.items()}
        self.memory = replace(before, **copies)
        try:
            yield
        except BaseException:
            self.memory = before
            raise


@dataclass
class World:
    """Everything of one seed."""

    weather: Weather
    begin: Begin | None = None
    """Where the books are kept: in memory unless another place is named."""
    machine: Machine = field(init=False)
    books: StormBooks | DatabaseBooks = field(init=False)
    desk: Any = field(init=False)
    chance: random.Random = field(init=False)
    ledger: Ledger = field(default_factory=Ledger)
    elapsed: float = 0.0
    """True seconds since the start: nobody can move this clock."""
    started: int = 0
    is_calm: bool = False
    story: list[str] = field(default_factory=list)
    happened: Counter[str] = field(default_factory=Counter)
    deleted_by_people: set[tuple[Kind, str]] = field(default_factory=set)
    has_sleeper: bool = False
    hint: int = -1
    next_run: float = 0.0

    def __post_init__(self) -> None:
        company, self.books, self.desk = (self.begin or in_memory)(self)
        clock = ManualClock(START + timedelta(hours=1))
        copy = CompanyFile.copy_of(company, clock=clock, switches=self.weather.switches)
        self.chance = random.Random(f"storm {self.weather.seed}")
        self.machine = Machine(copy, clock, self.weather)
        self.seldom = Seldom(self)
        self.promises = Promises(self)
        self.door = Door(self)
        self.agents = [Agent(self, "first"), Agent(self, "second")]
        self.agent = self.agents[0]
        self.people = (AtQuickBooks(self), AtCounterfoil(self))
        self.started = self.machine.unix()

    def now(self) -> datetime:
        """True time: the server's clock."""
        return START + timedelta(hours=1, seconds=self.elapsed)

    def later(self, seconds: float) -> None:
        """Time passes everywhere."""
        self.elapsed += seconds
        self.machine.later(seconds)

    def tell(self, what: str) -> None:
        """Add a line to the story."""
        self.story.append(f"{self.now():%d %H:%M:%S} [{self.machine.unix()}] {what}")

    def strikes(self, fault: str) -> bool:
        """Whether this fault of ours happens now."""
        rate = self.weather.ours.get(fault, 0.0)
        if self.is_calm or not rate or self.chance.random() >= rate:
            return False
        self.happened[fault] += 1
        self.tell(f"! {OUR_FAULTS[fault]}")
        return True

    def may_die(self) -> None:
        """Perhaps the server dies here."""
        if self.strikes("crash before commit"):
            raise ServerDied

    def arm(self) -> None:
        """Perhaps light the fuse of the books."""
        if self.strikes("crash midway"):
            self.books.fuse = self.chance.randrange(6)

    def disarm(self) -> None:
        """The fuse goes out with the call."""
        self.books.fuse = None

    def trigger(self) -> str:
        """Why the next run begins."""
        return "live"

    def wants_run(self) -> bool:
        """Whether the server would begin a run now: something is owed, QuickBooks stirred, or time has come."""
        conversation = self.books.memory.conversation
        if conversation.step:
            return True
        again = conversation.again_after_seconds
        hint = self.machine.company.hint
        is_due = again is not None and self.elapsed >= self.next_run + again
        if hint != self.hint or is_due or engine.wants(self.books):
            self.hint, self.next_run = hint, self.elapsed
            return True
        return False

    def meddle(self, text: str) -> None:
        """Someone edits the very bill that a Mod is about to change."""
        who = self.people[0]
        who.only = re.findall(r"<TxnID>([^<]+)</TxnID>", text)[0]
        who.act(self.chance.choices(list(IN_THE_LAST_MOMENT), list(IN_THE_LAST_MOMENT.values()))[0])
        who.only = ""

    # What happens

    def run(self) -> None:
        """The storm, and then the calm."""
        for _ in self.storm():
            pass
        self.rest()

    def storm(self) -> Iterator[None]:
        """The storm, step by step: others may go on between two steps."""
        self.set_open_questions()
        self.seldom.prepare()
        for _ in range(self.weather.steps):
            yield
            self.set_open_questions()
            self._step()

    def rest(self) -> None:
        """The calm, and what must hold then."""
        self.set_open_questions()
        self.calm()
        self.promises.at_rest()

    def set_open_questions(self) -> None:
        """What is not the company file's own: the size of pages, and whether a GUID may stand twice."""
        steps: tuple[Any, ...] = (pull, reread, sweep, recover)
        for step in steps:
            step.PAGE = self.weather.page
        open_questions: Any = store
        open_questions.check_guid = CHECK_GUID if self.weather.guid_is_unique else _anything_goes

    def _step(self) -> None:
        dice = self.chance.random()
        self.seldom.perhaps()
        if dice < 0.01:
            self.answer_the_brake()
            self.seldom.accept()
        if dice < self.weather.people:
            for _ in range(self.chance.choice((1, 1, 2, 4))):
                self.somebody_acts()
        elif dice < 0.90:
            self.agent.step()
        else:
            self._trouble()
        self._pass_time()

    def somebody_acts(self) -> None:
        """Someone on one of the sides does something."""
        weights = WEIGHTS | self.weather.habits
        who = self.chance.choice(self.people)
        what = self.chance.choices(list(weights), list(weights.values()))[0]
        if who.act(what):
            self.happened[f"{who.side}: {what}"] += 1

    def take_over(self, sleeper: Agent) -> None:
        """While one installation sleeps, another takes over for a while."""
        self.has_sleeper = True
        self.later(self.chance.choice((40, 700)))
        other = next(agent for agent in self.agents if agent is not sleeper)
        other.ticket = ""
        for _ in range(self.chance.randint(5, 40)):
            other.step()
            if self.chance.random() < 0.2:
                self.somebody_acts()
            self.later(1)
        self.has_sleeper = False
        self.agent = self.chance.choice(self.agents)
        self.tell(f"{sleeper.installation} wakes; {self.agent.installation} is at work")

    def _pass_time(self) -> None:
        """Most things happen in the same second, some in the next, a few much later."""
        if self.chance.random() < self.weather.haste:
            return
        seconds = self.chance.choices((1, 2, 5, 40, 700), (40, 24, 24, 10, 2))[0]
        self.later(seconds)

    def _trouble(self) -> None:
        troubles: dict[str, Callable[[], object]] = {
            "restart": self._restart,
            "set forgotten": self.machine.forget_set,
            "log cut": self._cut_log,
            "clock steps": self._step_clock,
        }
        for fault, happens in troubles.items():
            if self.strikes(fault):
                happens()

    def _step_clock(self) -> None:
        self.machine.step_clock(self.chance)
        self.promises.since_run.discard("the clock stands")

    def _cut_log(self) -> None:
        """The deletion log forgets, but not what happened since a write in doubt left: it reaches back for months.

        Without it nothing in the world could tell a record that was created and deleted again from one that never was.
        """
        if not any(intent.state in IN_FLIGHT for intent in self.books.memory.intents.values()):
            self.machine.cut_log()

    def _restart(self) -> None:
        """Whoever had a session finds out with the next call."""
        self.machine.restart()

    def calm(self) -> None:
        """Faults off, people gone: sessions until neither side changes any more (promise I7)."""
        self.tell("--- calm")
        self.is_calm = True
        self.seldom.calm()
        self.machine.faults._rates = {}
        self.machine.faults._locks = {}
        self.later(1000)
        for _ in range(LONGEST_CALM):
            before = self.promises.whole()
            self.seldom.accept()
            self.seldom.answer_all()
            self.session()
            self.later(30)
            if self.promises.whole() == before and not self._owes():
                break
        else:
            raise Broken("I7", f"after {LONGEST_CALM} sessions the two sides still change")
        for trigger in ("sweep", "sweep", "person") if self.weather.sweeps else ("person",):
            self.session(trigger)
            self.later(700)
        self.session()

    def _owes(self) -> bool:
        """Whether anything waits for no other reason than that its turn has not come, or that nobody has answered."""
        links = self.books.memory.links.values()
        if suspension.of(self.books.memory.conversation):
            return True
        return any(
            link.owed and link.state is not LinkState.CLOSED and (link.kind is not Kind.PURCHASE_ORDER or link.hold)
            for link in links
        )

    @property
    def has_other_lists(self) -> bool:
        """Whether the lists are other than at the beginning, or may be."""
        return "lists" in self.weather.seldom

    def there(self, kind: Kind, record_id: str) -> str:
        """The QuickBooks id of a record of ours; empty while it is not there."""
        link_id = self.books.memory.by_record.get((kind, record_id), "")
        return self.books.memory.links[link_id].quickbooks_id if link_id else ""

    def answer_the_brake(self) -> None:
        """Somebody who is asked whether so many changes are right says yes (promise I28)."""
        with self.books.transaction():
            conversation = self.books.conversation()
            if not conversation.facts.pop(brake.BRAKE, None):
                return
            conversation.facts[brake.RELEASED] = True
            conversation.mode, conversation.mode_reason = "live", ""
            self.books.keep_conversation(conversation)
        self.happened["Counterfoil: approve many changes"] += 1
        self.tell("Counterfoil: approves what QuickBooks would change")

    def session(self, trigger: str = "person") -> None:
        """One run from its beginning to its end."""
        self._finish()
        self.answer_the_brake()
        with self.books.transaction():
            engine.begin(self.books, trigger)
        self.promises.run_begins()
        self._finish()

    def _finish(self) -> None:
        """Let the agent carry until the server has nothing more to say."""
        for _ in range(400):
            self.agent.step()
            if self.agent.call is None and self.agent.answer is None and not self.books.memory.conversation.step:
                return
            if self.agent.call is None and self.agent.answer is None:
                self.later(1)
        raise Broken("I7", "a session does not end")

    def trace(self) -> str:
        """The hash of everything that happened (promise I29)."""
        return hashlib.sha256("\n".join(self.story).encode()).hexdigest()


def in_memory(world: World) -> tuple[CompanyFile, StormBooks, StormBooks]:
    """A company file, the server's books on the server's clock, and the desk at which people work on them."""
    company, memory = first_sync()
    books = StormBooks(
        clock=world.now,
        quickbooks_clock=lambda: world.started,
        policy=world.weather.policy,
        preferences={},
    )
    books.memory = memory.copy()
    return company, books, books


@cache
def first_sync() -> tuple[CompanyFile, Memory]:
    """The small company and books that have met it once: where every seed begins."""
    company = template()
    books = MemoryBooks(clock=company.clock.now)
    meet(company, books, nullcontext)
    return company, books.memory


def meet(company: CompanyFile, books: Books, transaction: Callable[[], AbstractContextManager[None]]) -> None:
    """Let books meet a company file for the first time; each call in a transaction of its own."""
    clock = company.clock
    assert isinstance(clock, ManualClock), "a storm's clock is moved by hand"
    processor = RequestProcessor(company)
    ticket = processor.begin_session("Counterfoil")
    clock.advance(30)
    for _ in range(2):
        with transaction():
            engine.begin(books, "person")
            text = engine.exchange(books, None)
        while text is not None:
            clock.advance(1)
            answer = processor.process_request(ticket, text)
            with transaction():
                text = engine.exchange(books, answer)
        clock.advance(60)
