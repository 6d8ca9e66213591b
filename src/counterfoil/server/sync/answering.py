"""What a person answers to a question about identity: which record it is, or its new name (C5, C7)."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

from django.apps import apps
from django.utils import timezone

from counterfoil.engine import following, twins
from counterfoil.records import Kind
from counterfoil.records.catalogue import problem
from counterfoil.server.audit.services import NewEntry, record_many
from counterfoil.server.keeping.names import MODELS
from counterfoil.server.people.problems import Refused
from counterfoil.server.sync.books import DjangoBooks
from counterfoil.server.sync.guesses import ACCOUNT_TYPES
from counterfoil.server.sync.kinds import APPS
from counterfoil.server.sync.models import Connection, Preferences

if TYPE_CHECKING:
    from counterfoil.engine import books
    from counterfoil.records import Problem
    from counterfoil.server.audit.actor import Actor
    from counterfoil.server.people.models import Organization


def books_of(organization: Organization, actor: Actor) -> DjangoBooks:
    """The engine's memory, for a person: no call to QuickBooks is under way in it."""
    connection = Connection.objects.of(organization).get()
    return DjangoBooks(connection, clock=timezone.now, quickbooks_time=lambda: 0, carrier=actor.name[:64])


def link(organization: Organization, actor: Actor, mine: books.Link, asked: Problem, answer: str) -> None:
    """Our record is the one that was named: everything moves there, and it becomes inactive with its history."""
    into = named(organization, mine.kind, asked, answer)
    become_one = twins.same if mine.kind is Kind.BILL else following.merge
    refused = become_one(books_of(organization, actor), mine, into)
    if refused is not None:
        raise Refused([refused])
    if mine.kind is Kind.ACCOUNT:
        _move_preferences(organization, actor, int(mine.record_id), int(into))


def named(organization: Organization, kind: Kind, asked: Problem, answer: str) -> str:
    """Our id of the record that was named: the only candidate, one by its id, or any of the list by its full name."""
    text = answer.strip()
    candidates = {each.id for each in asked.candidates}
    if not text and len(candidates) == 1:
        return candidates.pop()
    if text in candidates:
        return text
    model: Any = apps.get_model(MODELS[kind]) if kind in MODELS else None
    if model is not None and text:
        live = model.objects.of(organization).filter(deleted_at=None)
        found = live.filter(full_name_key=text.casefold()).values_list("id", flat=True)[:2]
        if len(found) == 1:
            return str(found[0])
    raise Refused([problem("which_one", field="answer", ours=answer)])


def tell_apart(organization: Organization, actor: Actor, mine: books.Link, asked: Problem) -> None:
    """Our bill is none of the candidates, and is sent as one of its own."""
    memory = books_of(organization, actor)
    others = memory.links(Kind.BILL, [each.id for each in asked.candidates])
    conversation = memory.conversation()
    twins.tell_apart(conversation, mine.record_id, [other.quickbooks_id for other in others.values()])
    memory.keep_conversation(conversation)


def separate(organization: Organization, actor: Actor, mine: books.Link) -> None:
    """The two bills that were linked are two."""
    twins.separate(books_of(organization, actor), mine)


def rename(organization: Organization, actor: Actor, mine: books.Link, ours: books.Held | None, answer: str) -> None:
    """Our record gets this name, with the checks of every edit; it is then sent by itself."""
    record: Any = ours.record if ours is not None else None
    if ours is None or record is None:
        raise Refused([problem("record_deleted")])
    name = answer.strip()
    if name.casefold() == record.name.casefold():
        raise Refused([problem("name_unchanged", field="answer", ours=answer)])
    renamed, amend = replace(record, name=name), APPS[mine.kind].amend
    assert amend is not None, "only what people enter is asked about"
    amend(organization, actor, mine.record_id, renamed, ours.revision)


def _move_preferences(organization: Organization, actor: Actor, old: int, new: int) -> None:
    """Preferences that name the account name the other from now on."""
    kept = Preferences.objects.of(organization).first()
    moved = [name for name in ACCOUNT_TYPES if kept is not None and getattr(kept, f"{name}_id") == old]
    if kept is None or not moved:
        return
    for name in moved:
        setattr(kept, f"{name}_id", new)
    kept.revision += 1
    kept.save()
    changes: dict[str, list[Any]] = {name: [old, new] for name in moved}
    record_many(organization, actor, [NewEntry("preferences", str(kept.pk), "changed", changes)])
