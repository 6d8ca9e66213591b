"""The refusals that every kind of record shares, each as one value."""

from __future__ import annotations

from typing import TYPE_CHECKING

from counterfoil.records import Item
from counterfoil.records.catalogue import problem

if TYPE_CHECKING:
    from counterfoil.records import Problem, Record


def changed_meanwhile(now: int, then: int) -> Problem:
    """Someone else changed the record since it was read."""
    return problem("changed_meanwhile", cause=f"It is at revision {now}; your change was made to revision {then}.")


def gone(what: str) -> Problem:
    """There is no such record in this organization."""
    return problem("record_gone", title=f"There is no such {what}")


def deleted(what: str) -> Problem:
    """The record is deleted, so only restoring it is possible."""
    return problem("record_deleted", title=f"The {what} is deleted")


def not_deleted(what: str) -> Problem:
    """Only what is deleted can be restored."""
    return problem("record_not_deleted", title=f"The {what} is not deleted")


def reference_missing(field: str, what: str, id_: str) -> Problem:
    """A field refers to something that is not in this organization."""
    return problem(
        "reference_missing",
        title=f"The {what} is not known",
        cause=f"There is no {what} with the id {id_}.",
        fix=f"Choose another {what}.",
        field=field,
        ours=id_,
    )


def required(field: str, title: str, fix: str) -> Problem:
    """A field that must be filled in is empty."""
    return problem("required_field_missing", title=title, cause="", fix=fix, field=field, choices=())


def name_taken(name: str, by: str) -> Problem:
    """QuickBooks has one name space for these lists (docs/quickbooks.md 3.2, rule C5)."""
    return problem(
        "name_taken",
        title=f"The name {name} is already in use",
        cause=f"There is {by} of that name; upper and lower case make no difference.",
        field="name",
        ours=name,
    )


def parent_loop() -> Problem:
    """A record cannot stand below itself."""
    return problem("parent_loop", field="parent")


def too_many_levels(most: int) -> Problem:
    """QuickBooks' lists have a few levels only (docs/quickbooks.md 3.2)."""
    return problem("too_many_levels", cause=f"Names in this list have at most {most} levels.", field="parent")


def only_in_quickbooks(what: str, record: Record) -> Problem:
    """What QuickBooks owns is neither made nor changed here (rules D5, D6)."""
    field = "item_type" if isinstance(record, Item) else ""
    many = f"{record.item_type.replace('_', ' ')} items" if isinstance(record, Item) else what
    return problem(
        "kind_is_read_only",
        title=f"{many.capitalize()} are made and changed in QuickBooks only",
        cause="They come over from there, and are not sent from here.",
        fix="Enter it, or make the change, in QuickBooks; it is here a moment later.",
        field=field,
        choices=(),
    )


def in_use(what: str, where: str) -> Problem:
    """Something that live records refer to is not deleted; making it inactive is the way."""
    return problem("in_use", title=f"The {what} is in use", cause=f"Some {where} refer to it.")
