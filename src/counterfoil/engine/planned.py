"""What a run would do now, without doing it: the decisions of the real run, from what was last seen (rule S6).

Nothing is asked of QuickBooks and nothing is kept. What somebody has edited there since it was last read is not in it.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from counterfoil.engine import words
from counterfoil.engine.books import Link, LinkState
from counterfoil.engine.deciding import decide_one
from counterfoil.engine.doubts import PERSON_ONLY
from counterfoil.engine.entries import Entry, is_void, theirs_of
from counterfoil.engine.steps.push import KINDS
from counterfoil.engine.turn import Turn
from counterfoil.reconcile.decision import Act

if TYPE_CHECKING:
    from collections.abc import Iterable

    from counterfoil.engine.books import Books
    from counterfoil.reconcile.decision import Policy
    from counterfoil.records import Kind

WAITING = (LinkState.NEW, LinkState.HELD, LinkState.CONFLICT)
"""States of links in which something may wait for a preference, an approval or a person."""


@dataclass(frozen=True, slots=True)
class Planned:
    """What would happen with one record: on either side, in words, or why it waits."""

    kind: Kind
    record_id: str
    title: str
    here: Act
    there: Act
    told: str
    hold: str
    reason: str


def plan_of(books: Books, policy: Policy, limit: int = 500) -> list[Planned]:
    """What a run under these preferences would do with the first so many records that something is owed of."""
    turn = Turn.open(books)
    turn.policy = policy
    found: list[Planned] = []
    for kind in KINDS:
        found += planned(turn, kind, _links(turn, kind, limit - len(found)))
        if len(found) >= limit:
            break
    return found[:limit]


def _links(turn: Turn, kind: Kind, limit: int) -> list[Link]:
    """What the step *push* would look at: what is owed, what changed here and was not taken in, and what waits."""
    links = {link.id: link for link in turn.books.owed(kind, limit)}
    links |= {link.id: link for link in turn.books.watched(kind, WAITING, limit) if link.hold}
    changed = [each for each in turn.books.changes_after(turn.conversation.position, limit) if each.kind is kind]
    ids = list(dict.fromkeys(change.record_id for change in changed))
    known = turn.books.links(kind, ids) if ids else {}
    links |= {link.id: link for link in known.values()}
    new = [Link(kind, record_id=id_) for id_ in ids if id_ not in known]
    return [*links.values(), *new][:limit]


def planned(turn: Turn, kind: Kind, links: Iterable[Link]) -> list[Planned]:
    """The decisions about these records, told; those that come to nothing are left out."""
    entries = [Entry(link, theirs=theirs_of(link)) for link in links if link.hold not in PERSON_ONLY]
    entries = [entry for entry in entries if not (entry.link.quickbooks_id and is_void(entry.link))]
    held = turn.books.records(kind, [entry.link.record_id for entry in entries if entry.link.record_id])
    found = []
    for entry in entries:
        entry.held = held.get(entry.link.record_id)
        entry.decision = decide_one(turn, entry)
        if not entry.decided.is_nothing:
            found.append(_told(kind, entry))
    return found


def _told(kind: Kind, entry: Entry) -> Planned:
    decision = entry.decided
    changes = [
        f"QuickBooks: {words.differences(entry.theirs, decision.value_there)}" if decision.there is Act.CHANGE else "",
        f"Counterfoil: {words.differences(entry.ours, decision.value_here)}" if decision.here is Act.CHANGE else "",
    ]
    return Planned(
        kind,
        entry.link.record_id,
        words.title_of(kind, entry.ours, entry.theirs, entry.link.base),
        decision.here,
        decision.there,
        ". ".join(change for change in changes if change),
        decision.hold,
        words.reason_of(decision.reason),
    )
