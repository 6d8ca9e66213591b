"""What a person does with list records: create, amend, delete, restore, each refused with every reason at once."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

from django.apps import apps
from django.db import transaction

from counterfoil.engine.books import Write
from counterfoil.qbxml.write import check
from counterfoil.reconcile.decision import Act
from counterfoil.server.audit import services as audit
from counterfoil.server.keeping import lists, problems
from counterfoil.server.keeping.levels import full_name
from counterfoil.server.keeping.names import names_of_targets
from counterfoil.server.people.problems import Refused, one_for_each_field
from counterfoil.server.people.tenancy import keys_to

if TYPE_CHECKING:
    from collections.abc import Iterator

    from counterfoil.engine.books import Written
    from counterfoil.records import Problem, Record
    from counterfoil.server.audit.actor import Actor
    from counterfoil.server.keeping.models import ListModel
    from counterfoil.server.keeping.names import Names
    from counterfoil.server.keeping.tables import Kept, ListTable
    from counterfoil.server.people.models import Organization


def create(table: ListTable, organization: Organization, actor: Actor, record: Record) -> Written:
    """Enter a new record; raises Refused."""
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
        kept = _kept(table, organization, record_id, revision)
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
        kept = _kept(table, organization, record_id, revision)
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
        kept = _kept(table, organization, record_id, revision)
        if not kept.is_deleted:
            raise Refused([problems.not_deleted(table.what)])
        record = replace(kept.record, is_active=True)
        _require_sound(table, organization, record, kept)
        return _written(
            table, organization, actor, Write(Act.CHANGE, table.kind, "", record_id=str(record_id), record=record)
        )


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
    names = names_of_targets(organization, [record])
    found = [*check(table.kind, record), *_missing(table, record, names)]
    if not found:
        found += _name_taken(table, organization, full_name(table, record, names), kept)
    if found:
        raise Refused(one_for_each_field(found))


def _missing(table: ListTable, record: Any, names: Names) -> Iterator[Problem]:
    for name, kind in table.references.items():
        reference = getattr(record, name)
        if reference and (kind, reference.id) not in names:
            yield problems.reference_missing(name, kind.value.replace("_", " "), reference.id)


def _name_taken(table: ListTable, organization: Organization, name: str, kept: Kept | None) -> Iterator[Problem]:
    for model in (table.model, *(apps.get_model(label) for label in table.shares_names_with)):
        same = model.objects.of(organization).filter(full_name_key=name.casefold(), deleted_at=None)
        if model is table.model and kept is not None:
            same = same.exclude(id=kept.id)
        if same.exists():
            yield problems.name_taken(name, f"another {model._meta.verbose_name}")


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
