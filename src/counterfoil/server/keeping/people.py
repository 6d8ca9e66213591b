"""What a person does with list records: create, amend, delete, restore, each refused with every reason at once."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

from django.db import transaction

from counterfoil.engine.books import Write
from counterfoil.reconcile.cases import only_comes
from counterfoil.reconcile.decision import Act
from counterfoil.server.audit import services as audit
from counterfoil.server.keeping import lists, problems
from counterfoil.server.keeping.sound import faults
from counterfoil.server.people.problems import Refused, one_for_each_field
from counterfoil.server.people.tenancy import keys_to

if TYPE_CHECKING:
    from counterfoil.engine.books import Written
    from counterfoil.records import Record
    from counterfoil.server.audit.actor import Actor
    from counterfoil.server.keeping.models import ListModel
    from counterfoil.server.keeping.tables import Kept, ListTable
    from counterfoil.server.people.models import Organization


def create(table: ListTable, organization: Organization, actor: Actor, record: Record) -> Written:
    """Enter a new record; raises Refused."""
    if only_comes(table.kind, record):
        raise Refused([problems.only_in_quickbooks(table.what, record)])
    with transaction.atomic():
        audit.lock(organization)
        _require_sound(table, organization, record, None)
        return _written(table, organization, actor, Write(Act.CREATE, table.kind, "", record=record))


def amend(  # noqa: PLR0913, PLR0917  # who, where, what, instead of which version
    table: ListTable,
    organization: Organization,
    actor: Actor,
    record_id: str,
    record: Record,
    revision: int | None,
) -> Written:
    """Replace the record's fields; raises Refused, also when someone changed it since that revision."""
    with transaction.atomic():
        audit.lock(organization)
        kept = _ours(table, organization, record_id, revision)
        if kept.is_deleted:
            raise Refused([problems.deleted(table.what)])
        _require_sound(table, organization, record, kept)
        write = Write(Act.CHANGE, table.kind, "", record_id=str(record_id), record=record, revision=revision)
        return _written(table, organization, actor, write)


def delete(
    table: ListTable, organization: Organization, actor: Actor, record_id: str, revision: int | None = None
) -> Written:
    """Delete the record: it stays, inactive, with its history (rule C7). Refused while live records refer to it."""
    with transaction.atomic():
        audit.lock(organization)
        kept = _ours(table, organization, record_id, revision)
        where = _users(table.model, organization, kept.id)
        if where:
            raise Refused([problems.in_use(table.what, where)])
        return _written(table, organization, actor, Write(Act.DELETE, table.kind, "", record_id=str(record_id)))


def restore(
    table: ListTable, organization: Organization, actor: Actor, record_id: str, revision: int | None = None
) -> Written:
    """Make a deleted record live again, active, as it was."""
    with transaction.atomic():
        audit.lock(organization)
        kept = _ours(table, organization, record_id, revision)
        if not kept.is_deleted:
            raise Refused([problems.not_deleted(table.what)])
        record = replace(kept.record, is_active=True)
        _require_sound(table, organization, record, kept)
        return _written(
            table, organization, actor, Write(Act.CHANGE, table.kind, "", record_id=str(record_id), record=record)
        )


def _ours(table: ListTable, organization: Organization, id_: str, revision: int | None) -> Kept:
    """The record as it is kept; refused when it is QuickBooks' own, so that nobody here can change it (rule D5)."""
    kept = _kept(table, organization, id_, revision)
    if only_comes(table.kind, kept.record):
        raise Refused([problems.only_in_quickbooks(table.what, kept.record)])
    return kept


def _kept(table: ListTable, organization: Organization, id_: str, revision: int | None) -> Kept:
    kept = table.load(organization, [id_]).get(str(id_))
    if kept is None:
        raise Refused([problems.gone(table.what)])
    if revision is not None and revision != kept.revision:
        raise Refused([problems.changed_meanwhile(kept.revision, revision)])
    return kept


def _written(table: ListTable, organization: Organization, actor: Actor, write: Write) -> Written:
    (written,) = lists.write_many({table.kind: table}, organization, actor, [write])
    if written.problem is not None:
        raise Refused([written.problem])
    return written


def _require_sound(table: ListTable, organization: Organization, record: Any, kept: Kept | None) -> None:
    found = faults(table, organization, record, kept)
    if found:
        raise Refused(one_for_each_field(found))


def _users(model: type[ListModel], organization: Organization, id_: int) -> str:
    """What refers to this record and is not deleted, in words; empty when nothing does."""
    used = [
        str(key.model._meta.verbose_name_plural)
        for key in keys_to(model)
        if _live(key.model, organization).filter(**{key.attname: id_}).exists()
    ]
    return ", ".join(dict.fromkeys(used))


def _live(model: Any, organization: Organization) -> Any:
    found = model.objects.of(organization)
    names = {field.name for field in model._meta.concrete_fields}
    if "deleted_at" in names:
        return found.filter(deleted_at=None)
    parent = next((name for name in ("bill", "order") if name in names), "")
    return found.filter(**{f"{parent}__deleted_at": None}) if parent else found
