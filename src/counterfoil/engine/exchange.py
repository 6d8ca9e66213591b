"""The one seam: the answer to the last request in, the next request out.

Each call is one database transaction of whoever drives it. Between calls nothing lives in memory: any process may take
the next call, and a crash anywhere resumes where the last transaction ended.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from itertools import pairwise
from typing import TYPE_CHECKING, Any

from counterfoil.engine import brake, rights, suspension
from counterfoil.engine.books import OPEN_STATES, IntentState
from counterfoil.engine.replies import set_aside, take_proofs, take_reply
from counterfoil.engine.steps import close, compare, follow, identify, pull, push, recover, reread, sweep
from counterfoil.engine.turn import Turn
from counterfoil.qbxml.envelope import Malformed
from counterfoil.qbxml.read import read_answer
from counterfoil.qbxml.status import Reaction, outcome_of_hresult
from counterfoil.records.catalogue import Who, of_hresult

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from counterfoil.engine.books import Books, Intent
    from counterfoil.engine.turn import Ask
    from counterfoil.qbxml.answers import Answer
    from counterfoil.qbxml.read import Known
    from counterfoil.records import Kind


@dataclass(frozen=True, slots=True)
class Failure:
    """What the carrier knows when QuickBooks gave no answer.

    `executed` is False where it is proven that nothing was done (the request never left, or was refused as a whole),
    None where that is not known.
    """

    hresult: int
    message: str
    executed: bool | None = None


@dataclass(frozen=True, slots=True)
class Evidence:
    """One entry of the carrier's journal about a write: `refused`, `calling` or `returned`."""

    intent_id: str
    event: str


@dataclass(frozen=True, slots=True)
class Step:
    """A step of a run: what people are told, how it asks and takes the answer, what it forgets when one is lost."""

    name: str
    told: str
    ask: Callable[[Turn], Ask | None]
    take: Callable[[Turn, Answer], None]
    missed: Callable[[Turn], None]


def _takes_nothing(turn: Turn, answer: Answer) -> None:
    """For steps that only write: the answer to a write settles its intent, whatever the step."""


def _forgets_nothing(turn: Turn) -> None:
    """For steps that only write, or whose questions can simply be asked again."""


STEPS: tuple[Step, ...] = (
    Step("identify", "Looking at the company file", identify.ask, identify.take, _forgets_nothing),
    Step("compare", "Comparing; nothing is written", compare.ask, compare.take, compare.missed),
    Step("recover", "Finding out what became of earlier changes", recover.ask, recover.take, recover.missed),
    Step("pull", "Reading what has changed in QuickBooks", pull.ask, pull.take, pull.missed),
    Step("sweep", "Comparing everything with QuickBooks", sweep.ask, sweep.take, sweep.missed),
    Step("reread", "Reading records again", reread.ask, reread.take, reread.missed),
    Step("follow", "Following what was merged", follow.ask, _takes_nothing, _forgets_nothing),
    Step("push", "Sending to QuickBooks", push.ask, _takes_nothing, _forgets_nothing),
    Step("close", "Finishing", close.ask, _takes_nothing, _forgets_nothing),
)
"""The steps of a run, in order."""

_BY_NAME = {step.name: step for step in STEPS}
_AFTER = {step.name: later.name for step, later in pairwise(STEPS)} | {STEPS[-1].name: ""}

REPEATS = 3
"""How often a question is asked again when its answers cannot be read, before the run ends."""


def exchange(books: Books, answer: str | Failure | None) -> str | None:
    """Take in the answer to the last request, apply it, and say the next request; None when the run is done.

    Without a run under way, one begins. `answer` None while one is awaited means that the session broke: a write is in
    doubt then, and everything begins again with the question which company file this is. An answer that nobody awaits
    changes nothing.
    """
    turn = Turn.open(books)
    awaiting, turn.conversation.awaiting = turn.conversation.awaiting, None
    if awaiting is not None:
        _take(turn, awaiting, answer)
    elif not turn.conversation.step:
        if answer is not None:
            return None
        _begin(turn, "live")
    text = _next(turn)
    turn.keep()
    books.keep_conversation(turn.conversation)
    return text


def begin(books: Books, trigger: str) -> None:
    """Begin a run for this reason, unless one is under way: `person`, `schedule`, `live`, `sweep`."""
    turn = Turn.open(books)
    if not turn.conversation.step:
        _begin(turn, trigger)
        turn.keep()
        books.keep_conversation(turn.conversation)


def needs_new_session(books: Books) -> bool:
    """Whether the carrier should end its QuickBooks session now that the run is over.

    A run that was not carried to its end may have left iterators open. QuickBooks has room for a few only and refuses
    every further one with 3390; they die with the session (docs/quickbooks.md 5.3).
    """
    conversation = books.conversation()
    facts = conversation.facts
    return conversation.mode != "live" or bool(facts.get("not_before") or facts.get("session_spent"))


def wants(books: Books) -> bool:
    """Whether there is anything to say to QuickBooks if a run began now. Cheap.

    After a run that was stopped or interrupted nothing is, until its pause has passed.
    """
    conversation = books.conversation()
    if conversation.step:
        return True
    not_before = conversation.facts.get("not_before", "")
    if not_before and books.now() < datetime.fromisoformat(not_before):
        return False
    if conversation.mode == suspension.SUSPENDED:
        return suspension.may_run(conversation)
    if not rights.may_write(conversation):
        return False
    return bool(
        books.changes_after(conversation.position, 1)
        or any(recover.may_be_looked_into(books, intent) for intent in books.intents(OPEN_STATES))
        or any(books.owed(kind, 1) for kind in push.KINDS)
    )


def evidence(books: Books, entries: Iterable[Evidence]) -> None:
    """Take in the carrier's journal: a write that it refused was never made."""
    turn = Turn.open(books)
    known = {intent.id for intent in books.intents(OPEN_STATES)}
    journal = {id_: event for id_, event in turn.data.get("journal", {}).items() if id_ in known}
    journal |= {entry.intent_id: entry.event for entry in entries if entry.intent_id in known}
    turn.data["journal"] = journal
    books.keep_conversation(turn.conversation)


def _begin(turn: Turn, trigger: str) -> None:
    conversation = turn.conversation
    journal = turn.data.get("journal", {})
    conversation.data = {"trigger": trigger, "journal": journal}
    conversation.again_after_seconds = None
    conversation.facts["session"] = turn.session() + 1
    if not suspension.may_run(conversation):
        turn.stop("stopped", conversation.mode_reason)
        return
    conversation.step = STEPS[0].name
    if trigger not in ("live", "schedule"):
        turn.run_id()


def _next(turn: Turn) -> str | None:
    """The next request of the run; goes from step to step until one has something to ask."""
    conversation = turn.conversation
    while conversation.step:
        step = _BY_NAME[conversation.step]
        asked = step.ask(turn)
        if asked is not None:
            _show(turn, step)
            conversation.awaiting = {
                "writes": asked.writes,
                "seconds": asked.seconds,
                "intent": asked.intent_id,
                "names": list(asked.names),
                "step": step.name,
                "at": turn.now().timestamp(),
            }
            return asked.text
        if conversation.step == step.name:
            conversation.step = _AFTER[step.name]
            if not conversation.step:
                turn.stop("done")
    return None


def _show(turn: Turn, step: Step) -> None:
    """Let people see where the run is, if it is one that they see at all."""
    if turn.conversation.run_id and turn.data.get("shown") != step.name:
        turn.data["shown"] = step.name
        turn.progress(step.told, 0)


# Taking an answer in


def _take(turn: Turn, awaiting: dict[str, Any], answer: str | Failure | None) -> None:
    intent = _awaited_intent(turn, awaiting["intent"]) if awaiting["intent"] else None
    if isinstance(answer, Failure):
        _take_failure(turn, intent, answer)
    elif answer is None:
        _take_silence(turn, intent)
    else:
        _take_answer(turn, awaiting, intent, answer)


def _awaited_intent(turn: Turn, intent_id: str) -> Intent | None:
    return next((each for each in turn.books.intents([IntentState.SENT]) if each.id == intent_id), None)


def _take_answer(turn: Turn, awaiting: dict[str, Any], intent: Intent | None, text: str) -> None:
    names: list[str] = awaiting["names"]
    turn.length = len(text)
    if "at" in awaiting:
        turn.seconds = turn.now().timestamp() - awaiting["at"]
    try:
        answer = _read(turn, awaiting["step"], names, text)
    except Malformed as reason:
        _take_nonsense(turn, intent, names, str(reason))
        return
    turn.data.get("nonsense", {}).pop(" ".join(names), None)
    if awaiting["intent"]:
        if intent is not None and intent.kind is None:
            identify.take_mark(turn, intent, answer)
        elif intent is not None:
            take_reply(turn, intent, answer)
        return
    try:
        _BY_NAME[awaiting["step"]].take(turn, answer)
        take_proofs(turn)
    except brake.Braked as braked:
        brake.stop(turn, braked)


def _read(turn: Turn, step: str, names: list[str], text: str) -> Answer:
    """Read a document and see that it answers what was asked. Raises Malformed."""
    answer = read_answer(text, known=_known(turn) if step in ("pull", "reread", "compare") else None)
    if names and [response.name for response in answer.responses] != [f"{name[:-2]}Rs" for name in names]:
        raise Malformed("This answers another request than the one that was asked.")
    numbers = [response.request_id for response in answer.responses]
    if names and any(number and number != str(place) for place, number in enumerate(numbers, start=1)):
        raise Malformed("The answers stand in another order than the requests.")
    return answer


def _known(turn: Turn) -> Known:
    """Tells what is known of records, so that nothing is built from those that have not changed."""

    def look_up(kind: Kind, ids: list[str]) -> dict[str, str]:
        found = turn.books.known_there(kind, ids)
        return {id_: each.fingerprint for id_, each in found.items() if each.fingerprint}

    return look_up


def _take_nonsense(turn: Turn, intent: Intent | None, names: list[str], reason: str) -> None:
    """What cannot be read proves nothing: a write is in doubt, a question is asked again, for less at a time."""
    if intent is not None:
        recover.settle_in_doubt(turn, intent, is_proven_not_executed=False, evidence="")
        turn.go_to("identify" if intent.kind is None else "recover")
        turn.data.pop("identified", None)
        return
    turn.ask_for_less()
    tries: dict[str, int] = turn.data.setdefault("nonsense", {})
    tries[" ".join(names)] = tries.get(" ".join(names), 0) + 1
    _BY_NAME[turn.conversation.step].missed(turn)
    if tries[" ".join(names)] >= REPEATS:
        turn.again_after(30)
        turn.stop("interrupted", f"An answer of QuickBooks could not be read: {reason}")


def _take_silence(turn: Turn, intent: Intent | None) -> None:
    """The session broke: who knows which company file answers next."""
    if intent is not None:
        recover.settle_in_doubt(turn, intent, is_proven_not_executed=False, evidence="")
    _start_over(turn)


def _start_over(turn: Turn) -> None:
    """Begin with the first step again, in the same run; watermarks stand where they stood."""
    for step in STEPS:
        step.missed(turn)
    for key in ("identified", "pushing", "doubt", "sweep", "marked"):
        turn.data.pop(key, None)
    turn.go_to(STEPS[0].name)


def _take_failure(turn: Turn, intent: Intent | None, failure: Failure) -> None:
    """QuickBooks gave no answer: the run ends, and the next one finds out what is in doubt.

    A write that it could not even parse, or that the agent does not carry, was not executed; that record is set aside,
    and the run goes on (rule S10).
    """
    outcome = outcome_of_hresult(failure.hresult)
    if intent is not None and intent.kind is not None and failure.hresult & 0xFFFFFFFF in ASIDE:
        row = of_hresult(failure.hresult)
        set_aside(turn, intent, row.problem(cause=f"{row.cause} {failure.message}".strip()))
        return
    if intent is not None:
        proven = failure.executed is False or outcome.reaction is Reaction.BUG
        recover.settle_in_doubt(turn, intent, is_proven_not_executed=proven, evidence=f"the carrier: {failure.message}")
    elif failure.executed is None and failure.hresult & 0xFFFFFFFF in TOO_MUCH:
        turn.ask_for_less()
    turn.again_after(AGAIN_AFTER.get(outcome.reaction, 10))
    said = f"{outcome.meaning} {failure.message}".strip()
    row = of_hresult(failure.hresult)
    if row.who is not Who.NOBODY:
        turn.open_company_problem(row.problem(title=outcome.meaning.rstrip("."), cause=failure.message or row.cause))
        said = f"{said} {row.fix}"
    stops = outcome.reaction in (Reaction.STOP, Reaction.BUG)
    turn.stop("stopped" if stops else "interrupted", said)


TOO_MUCH = frozenset({0, 0x8004040E})
"""Failures of a question that may be due to the size of its answer: the carrier's own, and QuickBooks' memory."""

ASIDE = frozenset({0x80040400, 0xA0040001})
"""QuickBooks could not parse the set, so nothing of it ran (docs/quickbooks.md 1.2); the agent did not carry it."""

AGAIN_AFTER: dict[Reaction, float] = {
    Reaction.RETRY: 2,
    Reaction.UNKNOWN: 2,
    Reaction.LATER: 30,
    Reaction.STOP: 60,
    Reaction.BUG: 60,
}
"""Seconds after which a run is worth another try, by what went wrong."""
