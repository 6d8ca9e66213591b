"""One turn of the conversation: what a call of `exchange` has in its hands between opening and keeping."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from datetime import timedelta
from hashlib import sha256
from math import inf
from typing import TYPE_CHECKING, Any

from counterfoil.engine.books import Detail, DetailKind, IntentState, OpenProblem
from counterfoil.qbxml.write import document
from counterfoil.records import Ref

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from counterfoil.engine.books import (
        Books,
        Conflict,
        Conversation,
        Intent,
        Link,
        Tombstone,
    )
    from counterfoil.qbxml.answers import Answer
    from counterfoil.qbxml.write import Request
    from counterfoil.reconcile.decision import Policy
    from counterfoil.records import Kind, Observation, Problem

UNALLOCATED = "unallocated_expenses_account"
"""The preference that names the account of rule B17."""

COMPANY_PROBLEM = "company_problem"
"""What the conversation remembers: the code of the problem that stops everything, while it is open."""

QUIET_TRIGGERS = frozenset({"live", "schedule"})
"""Runs begun by these leave no trace when they found nothing to do."""


LARGEST_PAGE = 200
"""Records that are asked for at a time, at most."""

PAUSE = 60
"""Seconds to wait after a run that was stopped, if nothing else was said."""


@dataclass(frozen=True, slots=True)
class Ask:
    """The next request: its text, the names of its parts, and for a write its intent and deadline in seconds."""

    text: str
    names: tuple[str, ...]
    intent_id: str = ""
    seconds: int = 0

    @property
    def writes(self) -> bool:
        """Whether the request changes anything in the company file."""
        return bool(self.intent_id)


def reading(requests: Sequence[Request]) -> Ask:
    """An Ask that only reads."""
    return Ask(document(requests, on_error="continueOnError"), tuple(request.name for request in requests))


@dataclass(slots=True)
class Turn:
    """The books, the conversation as it is being changed, and what is to be kept at the end of the call."""

    books: Books
    conversation: Conversation
    policy: Policy
    details: list[Detail] = field(default_factory=list)
    conflicts: list[Conflict] = field(default_factory=list)
    tombstones: list[Tombstone] = field(default_factory=list)
    problems: dict[str, OpenProblem] = field(default_factory=dict)
    settled: set[str] = field(default_factory=set)
    proofs: list[tuple[Intent, Observation]] = field(default_factory=list)
    """Adds in doubt that were seen to have been made: their record carries our GUID."""
    seconds: float = inf
    """How long QuickBooks took for the answer in hand, as far as that is known."""
    length: int = 0
    """The characters of that answer."""
    _pending: dict[str, Intent] | None = None

    @classmethod
    def open(cls, books: Books) -> Turn:
        """Begin a turn."""
        policy = books.policy()
        account = books.preference(UNALLOCATED)
        if account and not policy.unallocated_account:
            policy = replace(policy, unallocated_account=Ref(account))
        return cls(books, books.conversation(), policy)

    @property
    def data(self) -> dict[str, Any]:
        """What the steps remember between calls."""
        return self.conversation.data

    def now(self) -> datetime:
        """The server's clock."""
        return self.books.now()

    def session(self) -> int:
        """The number of the current session: things seen in different sessions are told apart by it."""
        return int(self.conversation.facts.get("session", 0))

    def page(self, most: int) -> int:
        """How many records to ask for at a time: `most`, or fewer after answers that were too large."""
        return min(most, int(self.conversation.facts.get("page", most)))

    def ask_for_less(self) -> None:
        """Halve the pages, until a run has come to its end."""
        self.conversation.facts["page"] = max(1, int(self.conversation.facts.get("page", LARGEST_PAGE)) // 2)

    def go_to(self, step: str) -> None:
        """Go on with another step than the next."""
        self.conversation.step = step

    def again_after(self, seconds: float) -> None:
        """Another run is needed soon."""
        due = self.conversation.again_after_seconds
        self.conversation.again_after_seconds = seconds if due is None else min(due, seconds)

    def stop(self, outcome: str, message: str = "") -> None:
        """End the run; a run that had nothing to tell leaves no trace."""
        if message or outcome != "done":
            self.run_id()
        self.keep()
        if self.conversation.run_id:
            self.books.finish_run(self.conversation.run_id, outcome, message)
        self._pause(outcome)
        if outcome == "done":
            self.conversation.facts.pop("page", None)
        self.conversation.run_id = ""
        self.conversation.step = ""
        self.conversation.data = {key: self.data[key] for key in ("journal",) if key in self.data}

    def _pause(self, outcome: str) -> None:
        """After a run that did not come to its end, the next may wait."""
        seconds = self.conversation.again_after_seconds
        pause = "" if outcome == "done" else after(self.now(), PAUSE if seconds is None else seconds).isoformat()
        self.conversation.facts["not_before"] = pause

    def run_id(self) -> str:
        """The current run's id; a quiet run is only opened when there is something to tell."""
        if not self.conversation.run_id:
            self.conversation.run_id = self.books.start_run(self.data.get("trigger", "live"))
        return self.conversation.run_id

    def progress(self, step: str, done: int, total: int | None = None) -> None:
        """Say how far the run has come."""
        self.books.keep_progress(self.run_id(), step, done, total)

    def say(self, detail: Detail) -> None:
        """Add a line to the run's report."""
        self.details.append(detail)

    def tell(  # noqa: PLR0913, PLR0917  what a line of a report is made of
        self, link: Link, kind: DetailKind, title: str, text: str, side: str = "", problem: Problem | None = None
    ) -> None:
        """Add a line about one record to the run's report."""
        self.say(Detail(kind, link.kind, title, text, side, link.record_id, link.quickbooks_id, problem))

    def open_problem(self, link: Link, title: str, problem: Problem) -> None:
        """Keep a problem until it is settled, and tell it in the run's details."""
        key = problem_key(link.kind, link.id, problem.code)
        self.settled.discard(key)
        self.problems[key] = OpenProblem(key, link.kind, link.record_id, link.quickbooks_id, title, problem)
        self.tell(link, DetailKind.ERROR, title, sentences_of(problem), problem=problem)

    def open_company_problem(self, found: Problem, *, is_reworded: bool = False) -> None:
        """Keep the problem that stops everything; it replaces another one, and is told when it is new.

        `is_reworded`: if it is open already, its words may have changed.
        """
        key, title = problem_key(None, "", found.code), self.conversation.company_name or "The company file"
        is_known = self.conversation.facts.get(COMPANY_PROBLEM) == found.code
        if is_known and not is_reworded:
            return
        if not is_known:
            self.settle_company_problem()
        self.problems[key] = OpenProblem(key, None, "", "", title, found)
        if is_known:
            return
        self.conversation.facts[COMPANY_PROBLEM] = found.code
        self.say(Detail(DetailKind.ERROR, None, title, sentences_of(found), problem=found))

    def settle_company_problem(self) -> None:
        """The company file can be worked on again."""
        code = self.conversation.facts.pop(COMPANY_PROBLEM, "")
        if code:
            self.settle_problem(problem_key(None, "", code))

    def settle_problem(self, key: str) -> None:
        """What caused this problem is gone."""
        if key not in self.problems:
            self.settled.add(key)

    def in_doubt(self) -> dict[str, Intent]:
        """Writes whose outcome is not known, by link: nothing else may happen to those links."""
        if self._pending is None:
            states = (IntentState.READY, IntentState.SENT, IntentState.UNKNOWN)
            self._pending = {intent.link_id: intent for intent in self.books.intents(states) if intent.link_id}
        return self._pending

    def keep_intent(self, intent: Intent) -> None:
        """Store an intent."""
        self.books.keep_intents([intent])
        self._pending = None

    def keep(self) -> None:
        """Store what the turn has gathered."""
        if self.details:
            self.books.keep_details(self.run_id(), self.details)
        if self.conflicts:
            self.books.keep_conflicts(self.conflicts)
        if self.tombstones:
            self.books.keep_tombstones(self.tombstones)
        if self.problems or self.settled:
            self.books.keep_problems(list(self.problems.values()), sorted(self.settled))
        self.details, self.conflicts, self.tombstones = [], [], []
        self.problems, self.settled = {}, set()


def sentences_of(problem: Problem) -> str:
    """A problem in a few sentences."""
    return " ".join(text for text in (problem.title + ".", problem.cause, problem.fix) if text)


def problem_key(kind: Kind | None, link_id: str, code: str) -> str:
    """What makes a problem one."""
    return f"{kind or 'company'}:{link_id}:{code}"


def set_id(intent_id: str) -> str:
    """The message set id of an intent: at most 23 characters (docs/quickbooks.md 1.4)."""
    return sha256(intent_id.encode()).hexdigest()[:22]


def after(moment: datetime, seconds: float) -> datetime:
    """So many seconds later."""
    return moment + timedelta(seconds=seconds)


def failed(answer: Answer) -> int | None:
    """The position of the first request that QuickBooks refused; None when there is none."""
    for position, response in enumerate(answer.responses):
        if response.status.code < 0 or response.status.code >= 1000:
            return position
    return None
