"""What people answer at Counterfoil to its questions: in memory as `counterfoil.server.sync.settling` does it.

A choice that the services refuse is refused here too; a seed goes the same way in memory and in a database.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from counterfoil.engine import following, twins
from counterfoil.engine.books import Link, LinkState
from counterfoil.engine.doubts import on_its_way
from counterfoil.engine.entries import GONE, theirs_of
from counterfoil.records import Choice, Kind, Problem
from counterfoil.records.catalogue import problem
from counterfoil.server.people.problems import Refused
from tests.storm.ledger import tokens_of

if TYPE_CHECKING:
    import random
    from collections.abc import Callable

    from tests.storm.world import StormBooks, World

ANSWERED = frozenset(
    {
        Choice.KEEP_OURS,
        Choice.KEEP_THEIRS,
        Choice.DELETE_BOTH,
        Choice.LINK,
        Choice.CREATE,
        Choice.SEPARATE,
    }
)
"""Choices that people make in storms; edits, new names and further tries are acts of their own."""


@dataclass(frozen=True)
class Question:
    """A problem with choices: its key (`kind:link id:code`), and the problem as it is shown."""

    id: str
    key: str
    problem: Problem

    @property
    def link_id(self) -> str:
        """The link that it is about."""
        return self.key.split(":")[1]

    @property
    def choices(self) -> tuple[Choice, ...]:
        """What may be answered here."""
        return tuple(each for each in self.problem.choices if each in ANSWERED)


def answer(world: World, question: Question, choice: Choice, chance: random.Random) -> bool:
    """Somebody who has both sides in view answers; what thereby gives way was typed over. False: it was refused."""
    link = world.books.memory.links.get(question.link_id)
    if link is None or link.state is LinkState.CLOSED:
        return False
    held = world.books.memory.records.get((link.kind, link.record_id))
    ours, theirs = held.record if held else None, theirs_of(link)
    named = ""
    if choice is Choice.LINK:
        ids = [each.id for each in question.problem.candidates]
        named = chance.choice(ids) if ids else ""
    try:
        with world.books.transaction():
            world.desk.settle(question, choice, named)
    except Refused:
        world.happened["Counterfoil refuses an answer"] += 1
        return False
    _note(world, link, choice, ours, theirs)
    world.happened[f"answer: {question.problem.code}: {choice}"] += 1
    record = f"{link.kind} {link.record_id}/{link.quickbooks_id}"
    world.tell(f"Counterfoil: answers {question.problem.code} of {record}: {choice} {named}".rstrip())
    return True


def _note(world: World, link: Link, choice: Choice, ours: Any, theirs: Any) -> None:
    """What the answer means for what people typed."""
    ledger = world.ledger
    mine, others = tokens_of(ours), tokens_of(theirs)
    if choice is Choice.KEEP_OURS and theirs is not None:
        ledger.over(*(others - mine))
    elif choice is Choice.KEEP_OURS:
        ledger.deleted["QuickBooks"].discard(getattr(ours, "ref_number", ""))
        if "restores" in world.weather.seldom:
            ledger.once -= mine  # a restored file may bring back what is entered there anew
        ledger.merged = {each for each in ledger.merged if each[1] != getattr(ours, "name", "")}
    elif choice is Choice.KEEP_THEIRS and theirs is not None:
        ledger.over(*(mine - others))
        ledger.deleted["Counterfoil"].discard(getattr(theirs, "ref_number", ""))
        ledger.brought_back.discard(getattr(theirs, "ref_number", ""))
    elif choice in (Choice.DELETE_BOTH, Choice.KEEP_THEIRS):
        ledger.gone(*(mine | others))
        if link.record_id:
            world.deleted_by_people.add((link.kind, link.record_id))
    elif choice is Choice.LINK and link.kind is not Kind.BILL:
        ledger.over(getattr(ours, "name", ""))
    elif choice in (Choice.CREATE, Choice.SEPARATE):
        ledger.once -= mine | others  # the two were one, and each keeps what they had in common
        ledger.told_apart.add(getattr(ours, "ref_number", ""))


# In memory


def settle(books: StormBooks, question: Question, choice: Choice, named: str) -> None:
    """Do what a person chose; Refused where that cannot be done."""
    link = books.memory.links.get(question.link_id)
    if link is None or link.state is LinkState.CLOSED:
        raise Refused([problem("cannot_be_settled_so")])
    refused = on_its_way(books, link)
    if refused is not None:
        raise Refused([refused])
    SETTLERS[choice](books, link, question.problem, named)
    books.memory.problems.pop(question.key, None)


def _ours(books: StormBooks, link: Link) -> Any:
    held = books.memory.records.get((link.kind, link.record_id))
    return held.record if held else None


def _keep(books: StormBooks, *links: Link) -> None:
    books.keep_links(links)


def _awake(link: Link, **changes: Any) -> Link:
    return replace(link, hold="", owed=True, retry_at=None, attempts=0, waits_for=(), **changes)


def _write(books: StormBooks, link: Link, record: Any) -> None:
    """Change, bring back or delete our record in the person's name."""
    record_id = link.record_id or str(books._count())
    books._store(link.kind, record_id, record, by_person=True)


def _keep_ours(books: StormBooks, link: Link, _asked: Problem, _named: str) -> None:
    if _ours(books, link) is None:
        raise Refused([problem("cannot_be_settled_so")])
    theirs = theirs_of(link)
    if theirs is not None:
        _keep(books, _awake(link, state=LinkState.LINKED, base=theirs, theirs=None))
        return
    if link.hold == following.MERGED:
        following.keep(books, link)
    _keep(books, replace(link, state=LinkState.CLOSED, owed=False, hold="", waits_for=()))
    _keep(books, Link(link.kind, record_id=link.record_id, owed=True))


def _keep_theirs(books: StormBooks, link: Link, asked: Problem, named: str) -> None:
    theirs = theirs_of(link)
    if theirs is None:
        _delete_both(books, link, asked, named)
        return
    if not link.record_id:
        _keep(books, _awake(link, state=LinkState.INELIGIBLE, base=None, theirs=None, fingerprint=""))
        return
    _write(books, link, theirs)
    _keep(books, _awake(link, state=LinkState.LINKED, base=theirs, theirs=None))


def _delete_both(books: StormBooks, link: Link, _asked: Problem, _named: str) -> None:
    theirs = theirs_of(link)
    if _ours(books, link) is not None:
        _write(books, link, None)
    base = theirs if theirs is not None else link.base
    fingerprint = link.fingerprint if theirs is not None else GONE
    _keep(books, _awake(link, state=LinkState.LINKED, base=base, theirs=None, fingerprint=fingerprint))


def _link(books: StormBooks, link: Link, asked: Problem, named: str) -> None:
    if Choice.LINK not in asked.choices or not named:
        raise Refused([problem("which_one")])
    become_one = twins.same if link.kind is Kind.BILL else following.merge
    refused = become_one(books, link, named)
    if refused is not None:
        raise Refused([refused])


def _create(books: StormBooks, link: Link, asked: Problem, _named: str) -> None:
    others = books.links(Kind.BILL, [each.id for each in asked.candidates])
    conversation = books.conversation()
    twins.tell_apart(conversation, link.record_id, [other.quickbooks_id for other in others.values()])
    books.keep_conversation(conversation)
    _keep(books, _awake(link))


def _separate(books: StormBooks, link: Link, _asked: Problem, _named: str) -> None:
    if not link.quickbooks_id or link.state is not LinkState.LINKED:
        raise Refused([problem("cannot_be_settled_so")])
    twins.separate(books, link)


SETTLERS: dict[Choice, Callable[[StormBooks, Link, Problem, str], None]] = {
    Choice.KEEP_OURS: _keep_ours,
    Choice.KEEP_THEIRS: _keep_theirs,
    Choice.DELETE_BOTH: _delete_both,
    Choice.LINK: _link,
    Choice.CREATE: _create,
    Choice.SEPARATE: _separate,
}
