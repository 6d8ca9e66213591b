"""A name that is taken in QuickBooks is no dead end: the record is linked, renamed or left here, as a person says (C5).

Vendors, customers, employees and other names share one name space there, and most lists have one of their own
(docs/quickbooks.md 3.2).
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from counterfoil.engine import words
from counterfoil.engine.references import here_key
from counterfoil.reconcile.decision import Act
from counterfoil.records import Candidate, Choice, Kind
from counterfoil.records.catalogue import of_status

if TYPE_CHECKING:
    from counterfoil.engine.books import Books, Intent, Link
    from counterfoil.engine.turn import Turn
    from counterfoil.qbxml.answers import Status
    from counterfoil.records import Problem

OFFERED = 8
"""Candidates in a question."""

SUFFIXES = {Kind.VENDOR: " (vendor)", Kind.CUSTOMER: " (customer)"}
"""What a name may get behind it to be one of its own; the others are numbered."""

LONGEST = {Kind.ACCOUNT: 31, Kind.DEPARTMENT: 31, Kind.ITEM: 31}
"""Characters of a name in QuickBooks; 41 in the lists that are not named here."""

SHARED = {Kind.VENDOR: Kind.CUSTOMER, Kind.CUSTOMER: Kind.VENDOR}
"""Lists that share a name space with another that we know; a job only has to differ from the customer's other jobs."""


def name_taken(turn: Turn, intent: Intent, link: Link, status: Status) -> Problem:
    """The question about a record whose name another has in QuickBooks (status 3100).

    What QuickBooks does not have yet can be said to be one of those that it has; what it has can only be renamed.
    """
    name = _full_name(turn.books, link, intent)
    own = turn.books.named_like(link.kind, name, OFFERED + 1)
    others = [(id_, full) for id_, full in own if id_ != link.record_id][:OFFERED]
    is_new = intent.act is Act.CREATE
    choices = (Choice.LINK,) if is_new else ()
    return of_status(status.code).problem(
        cause=f"{_who_has(turn.books, link.kind, name, others)} QuickBooks said: {status.message}",
        fix=LINK_OR_RENAME if is_new else RENAME,
        ours=name,
        status_code=status.code,
        choices=(*choices, Choice.RENAME, Choice.RETRY, Choice.SKIP),
        candidates=tuple(Candidate(id_, full) for id_, full in others) if is_new else (),
        suggestion=_suggestion(link.kind, intent, is_below=":" in name),
    )


LINK_OR_RENAME = (
    "Link it, if it is one that QuickBooks already has. Rename it, if it is another, or leave it here only. "
    "If you rename the one in QuickBooks instead, it is tried again by itself; an employee or other name is not seen "
    "from here, so try again then."
)
RENAME = "Rename it, or rename the other in QuickBooks and try again."


def holders(books: Books, link: Link, intent: Intent) -> list[str]:
    """The records that have the name, as far as they are known here, as keys to wait for."""
    name = _full_name(books, link, intent)
    kinds = [link.kind, *filter(None, [None if ":" in name else SHARED.get(link.kind)])]
    return [
        here_key((kind, id_))
        for kind in kinds
        for id_, full in books.named_like(kind, name, OFFERED)
        if full.casefold() == name.casefold() and (kind, id_) != (link.kind, link.record_id)
    ]


def _full_name(books: Books, link: Link, intent: Intent) -> str:
    """The record's own name, below its parent's where it has one, as we spell it."""
    record: Any = intent.after
    name = str(getattr(record, "name", ""))
    parent = getattr(record, "parent", None)
    above = books.links_there(link.kind, [parent.id]) if parent else {}
    there = next(iter(above.values()), None)
    full = getattr(there.derived, "full_name", "") if there is not None else ""
    return f"{full}:{name}" if full else name


def _who_has(books: Books, kind: Kind, name: str, others: list[tuple[str, str]]) -> str:
    """In a sentence, as far as can be told from here, whose name it is."""
    word, key = words.KINDS[kind].lower(), name.casefold()
    if any(full.casefold() == key for _, full in others):
        return f"Another {word} has this name."
    shared = None if ":" in name else SHARED.get(kind)
    if shared and any(full.casefold() == key for _, full in books.named_like(shared, name, 1)):
        return f"A {words.KINDS[shared].lower()} has this name, and in QuickBooks a {word} cannot have the same."
    return "An employee or other name has this name." if shared else f"Another {word} has this name."


def _suggestion(kind: Kind, intent: Intent, *, is_below: bool) -> str:
    suffix = " (2)" if is_below else SUFFIXES.get(kind, " (2)")
    name = str(getattr(intent.after, "name", ""))
    return f"{name[: LONGEST.get(kind, 41) - len(suffix)]}{suffix}"
