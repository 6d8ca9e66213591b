"""The refusals that every kind of record shares, each as one value."""

from __future__ import annotations

from counterfoil.records import Choice, Problem


def changed_meanwhile(now: int, then: int) -> Problem:
    """Someone else changed the record since it was read."""
    return Problem(
        code="changed_meanwhile",
        title="The record was changed meanwhile",
        cause=f"It is at revision {now}; your change was made to revision {then}.",
        fix="Look at the record as it is now, and make your change again.",
        choices=(Choice.RETRY,),
    )


def gone(what: str) -> Problem:
    """There is no such record in this organization."""
    return Problem(code="record_gone", title=f"There is no such {what}", fix="It may belong to another organization.")


def deleted(what: str) -> Problem:
    """The record is deleted, so only restoring it is possible."""
    return Problem(
        code="record_deleted",
        title=f"The {what} is deleted",
        fix="Restore it first; it was kept with its history.",
    )


def not_deleted(what: str) -> Problem:
    """Only what is deleted can be restored."""
    return Problem(code="record_not_deleted", title=f"The {what} is not deleted")


def reference_missing(field: str, what: str, id_: str) -> Problem:
    """A field refers to something that is not in this organization."""
    return Problem(
        code="reference_missing",
        title=f"The {what} is not known",
        cause=f"There is no {what} with the id {id_}.",
        fix=f"Choose another {what}.",
        field=field,
        ours=id_,
    )


def required(field: str, title: str, fix: str) -> Problem:
    """A field that must be filled in is empty."""
    return Problem(code="required_field_missing", title=title, fix=fix, field=field)


def name_taken(name: str, by: str) -> Problem:
    """QuickBooks has one name space for these lists (docs/quickbooks.md 3.2, rule C5)."""
    return Problem(
        code="name_taken",
        title=f"The name {name} is already in use",
        cause=f"There is {by} of that name; upper and lower case make no difference.",
        fix="Choose another name.",
        field="name",
        ours=name,
    )


def parent_loop() -> Problem:
    """A record cannot stand below itself."""
    return Problem(
        code="parent_loop",
        title="A record cannot be its own ancestor",
        fix="Choose a parent that does not stand below this record.",
        field="parent",
    )


def in_use(what: str, where: str) -> Problem:
    """Something that live records refer to is not deleted; making it inactive is the way."""
    return Problem(
        code="in_use",
        title=f"The {what} is in use",
        cause=f"Some {where} refer to it.",
        fix="Make it inactive instead: it is then no longer offered, and nothing that exists changes.",
    )
