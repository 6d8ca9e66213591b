"""Records that were merged in QuickBooks are followed; until a person has said so, what refers to them waits (rule C7).

QuickBooks lets nobody delete what is in use. So when a list record that bills use is gone, it was most likely merged
into another: the bills then name the other with nothing else changed. That is evidence, not proof; a person confirms.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from counterfoil.engine import unmapped, words
from counterfoil.engine.books import LinkState, Tombstone, Write
from counterfoil.engine.deciding import decide_page
from counterfoil.engine.doubts import question
from counterfoil.engine.entries import GONE, Entry
from counterfoil.engine.references import here_key, redirected, targets
from counterfoil.reconcile.cases import only_comes
from counterfoil.reconcile.decision import Act, Hold
from counterfoil.records import Candidate, Kind
from counterfoil.records.catalogue import problem

if TYPE_CHECKING:
    from collections.abc import Iterable

    from counterfoil.engine.books import Books, Link
    from counterfoil.engine.references import Target
    from counterfoil.engine.turn import Turn
    from counterfoil.records import Deletion, Problem, Record

KINDS = (Kind.ACCOUNT, Kind.DEPARTMENT, Kind.VENDOR, Kind.CUSTOMER, Kind.ITEM)
"""Lists whose records can be merged in QuickBooks."""

MERGED = "merged_away"
"""The hold of such a record, and the code of the question about it."""

WITNESSES = 20
"""How many of the records that used it are read again for evidence: a merge moves all of them alike."""

PAGE = 200
"""Records a read."""

OFFERED = 8
"""Candidates in a question."""


# What is gone is set aside, before anything else of the same answer is taken in


def expect(turn: Turn, deletions: Iterable[Deletion]) -> None:
    """Set aside the list records of these rows that are in use in QuickBooks: they cannot simply have been deleted."""
    rows = list(deletions)
    for kind in KINDS:
        ids = [row.id for row in rows if row.kind is kind]
        for link in turn.books.links_there(kind, ids).values() if ids else ():
            if link.state is not LinkState.CLOSED and link.fingerprint != GONE:
                set_aside(turn, link)


def set_aside(turn: Turn, link: Link) -> bool:
    """Let everything that refers to this record wait, and read a few of them again; False when it is not in use."""
    if link.kind not in KINDS or not link.record_id or link.id in turn.in_doubt():
        return False
    users = _users(turn.books, (link.kind, link.record_id))
    if not users:
        return False
    unmapped.note(turn.conversation, (link.kind, link.record_id), link.id)
    gone = replace(link, fingerprint=GONE, theirs=None, state=LinkState.REVIEW, hold=MERGED, owed=False, missed_in=0)
    turn.books.keep_links([gone, *(_unread(user) for user in users[:WITNESSES] if user.fingerprint != GONE)])
    return True


def _unread(link: Link) -> Link:
    return replace(link, fingerprint="", owed=True, retry_at=None)


def _users(books: Books, target: Target) -> list[Link]:
    """The links of our records that refer to this one and stand in QuickBooks as far as is known."""
    by_kind: dict[Kind, list[str]] = {}
    for kind, id_ in books.referring(*target, PAGE):
        by_kind.setdefault(kind, []).append(id_)
    links = [link for kind, ids in by_kind.items() for link in books.links(kind, ids).values()]
    return [link for link in links if link.quickbooks_id and link.fingerprint != GONE]


def came_back(turn: Turn, link: Link) -> None:
    """It is in QuickBooks after all, as after a restore: nothing waits for it any more."""
    target = (link.kind, link.record_id)
    unmapped.forget(turn.conversation, target)
    wake(turn.books, target)


# What became of it is worked out from the witnesses, at the end of what a run reads


def look(turn: Turn) -> None:
    """Ask about each record that is gone, with whatever the evidence says it became."""
    for known in list(unmapped.noted(turn.conversation).values()):
        link = turn.books.links_by_id([known["link"]])[known["link"]]
        if link.hold != MERGED or link.state is LinkState.CLOSED:
            came_back(turn, link)
        elif not _users(turn.books, (link.kind, link.record_id)):
            _deleted(turn, link)
        else:
            _ask(turn, link)


def _deleted(turn: Turn, link: Link) -> None:
    """Nothing in QuickBooks uses it any more: it was deleted like anything else."""
    unmapped.forget(turn.conversation, (link.kind, link.record_id))
    wake(turn.books, (link.kind, link.record_id))
    decide_page(turn, link.kind, [Entry(replace(link, state=LinkState.LINKED, hold=MERGED))])


def _ask(turn: Turn, link: Link) -> None:
    known = unmapped.noted(turn.conversation)[here_key((link.kind, link.record_id))]
    into, witness = _successor(turn.books, link)
    if known["into"] == into:
        return
    known["into"] = into
    asked = replace(question(link, MERGED), candidates=_candidates(turn.books, link, into))
    if witness:
        asked = replace(asked, cause=f"{witness} now names {asked.candidates[0].title}, with nothing else changed.")
    turn.open_problem(link, words.title_of(link.kind, link.base), asked)


def _successor(books: Books, link: Link) -> tuple[str, str]:
    """Our id of the record that it became, and the title of the record that shows it; empty texts for unknown."""
    target = (link.kind, link.record_id)
    for user in _users(books, target):
        into = moved_to(user.base, user.theirs, target)
        if into:
            return into, words.title_of(user.kind, user.theirs, user.base)
    name = _name(link)
    same = [id_ for id_, full in books.named_like(link.kind, name, 2) if full.casefold() == name.casefold()]
    return next((id_ for id_ in same if id_ != link.record_id), ""), ""


def moved_to(base: Record | None, theirs: Record | None, target: Target) -> str:
    """The record that took the place of `target` in `theirs` while nothing else changed; empty when none did."""
    if base is None or theirs is None or theirs == base:
        return ""
    others = dict.fromkeys(id_ for kind, id_ in targets(theirs) if kind is target[0] and id_ != target[1])
    return next((id_ for id_ in others if redirected(base, target, id_) == theirs), "")


def _candidates(books: Books, link: Link, into: str) -> tuple[Candidate, ...]:
    """The likeliest first."""
    found = {id_: full for id_, full in books.named_like(link.kind, _name(link), OFFERED) if id_ != link.record_id}
    if into:
        held = books.records(link.kind, [into]).get(into)
        found = {into: found.get(into) or str(getattr(held and held.record, "name", ""))} | found
    return tuple(Candidate(id_, full) for id_, full in found.items())


def _name(link: Link) -> str:
    return str(getattr(link.base, "name", ""))


# A person has confirmed it


def merge(books: Books, link: Link, into: str) -> Problem | None:
    """Let our record of this link be the same as `into`, another of ours: everything moves there, as no edit.

    It becomes inactive with its history, its link is closed, and what waited goes on. Returns why it cannot be done.
    """
    target = (link.kind, link.record_id)
    other = books.links(link.kind, [into]).get(into)
    held = books.records(link.kind, [link.record_id, into])
    if into == link.record_id or other is None or not other.quickbooks_id or other.fingerprint == GONE:
        return NOT_THERE
    if into not in held or held[into].record is None:
        return NOT_THERE
    refused = move(books, target, into)
    if refused is not None:
        return refused
    mine = held.get(link.record_id)
    content = mine.record if mine is not None else None
    reason = f"merged into {getattr(held[into].record, 'name', '')}"
    books.keep_tombstones(
        [Tombstone(link.kind, link.record_id, link.quickbooks_id, content or link.base, "counterfoil", reason)]
    )
    books.keep_links([replace(link, state=LinkState.CLOSED, hold="", owed=False, waits_for=(), theirs=None)])
    if content is not None:
        books.write([Write(Act.DELETE, link.kind, "merged", link.record_id)])
    conversation = books.conversation()
    unmapped.forget(conversation, target)
    books.keep_conversation(conversation)
    return None


NOT_THERE = problem(
    "cannot_be_settled_so",
    cause="The record that it is to become is not in QuickBooks, or is not known here.",
    fix="Choose another one.",
)


def move(books: Books, target: Target, into: str) -> Problem | None:
    """Let everything that refers to `target` refer to `into`: our records, and what links hold of both sides."""
    while page := books.referring(*target, PAGE):
        for kind in dict.fromkeys(kind for kind, _ in page):
            refused = _move_records(books, target, into, kind, [id_ for of_kind, id_ in page if of_kind is kind])
            if refused is not None:
                return refused
    last = ""
    while links := books.mentioning(*target, PAGE, last):
        last = links[-1].id
        books.keep_links([_awake(_moved(link, target, into)) for link in links])
    return None


def _move_records(books: Books, target: Target, into: str, kind: Kind, ids: list[str]) -> Problem | None:
    held = books.records(kind, ids)
    writes = [
        Write(Act.CHANGE, kind, id_, id_, redirected(each.record, target, into), revision=each.revision, follows=True)
        for id_, each in held.items()
        if each.record is not None
    ]
    written = books.write(writes)
    refused = next((each.problem for each in written if each.problem is not None), None)
    if refused is None:
        revisions = {each.record_id: each.revision for each in written}
        links = books.links(kind, revisions)
        books.keep_links([_awake(replace(link, revision=revisions[id_])) for id_, link in links.items()])
    return refused


def _moved(link: Link, target: Target, into: str) -> Link:
    values = {name: getattr(link, name) for name in ("base", "theirs")}
    return replace(
        link, **{name: redirected(value, target, into) for name, value in values.items() if value is not None}
    )


def keep(books: Books, link: Link) -> None:
    """It was not merged after all, a person says: what waited for it goes on as it is."""
    conversation, target = books.conversation(), (link.kind, link.record_id)
    unmapped.forget(conversation, target)
    books.keep_conversation(conversation)
    wake(books, target)


def wake(books: Books, target: Target) -> None:
    """What waited for this record is decided anew."""
    last, waiting = "", books.waiting_for([here_key(target)])
    while links := books.mentioning(*target, PAGE, last):
        last = links[-1].id
        waiting += links
    users = books.referring(*target, PAGE)
    for kind in dict.fromkeys(kind for kind, _ in users):
        waiting += books.links(kind, [id_ for of_kind, id_ in users if of_kind is kind]).values()
    changed = {link.id: _awake(link) for link in waiting if _awake(link) != link}
    books.keep_links(list(changed.values()))


def _awake(link: Link) -> Link:
    """Decided anew, if it was waiting for this; what is never sent is decided when it is read again."""
    if link.hold != Hold.UNMAPPED and not link.waits_for:
        return link
    is_read = bool(link.quickbooks_id) and only_comes(link.kind, link.theirs, link.base)
    fingerprint = "" if is_read else link.fingerprint
    return replace(link, owed=True, retry_at=None, waits_for=(), fingerprint=fingerprint)
