"""The plural write of list records: any number of creates, changes and deletes in a handful of statements."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from counterfoil.engine.books import Written
from counterfoil.reconcile.decision import Act
from counterfoil.server import rows
from counterfoil.server.audit import services as audit
from counterfoil.server.keeping import levels
from counterfoil.server.keeping.changes import changes_between, creation
from counterfoil.server.keeping.pages import held_of, refusal, refused, write_pages

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence
    from datetime import datetime

    from counterfoil.engine.books import Held, Write
    from counterfoil.records import Kind
    from counterfoil.server.audit.actor import Actor
    from counterfoil.server.keeping.pages import Page
    from counterfoil.server.keeping.tables import Kept, ListTable
    from counterfoil.server.people.models import Organization

BOOKKEEPING = ("organization_id", "revision", "created_at", "updated_at", "deleted_at", "full_name", "full_name_key")
"""Columns of a new row beside those of its record."""


@dataclass(slots=True)
class Plan:
    """The statements that a page comes down to; `created` keeps the writes whose rows have no id yet."""

    created: list[Write] = field(default_factory=list)
    new_rows: list[tuple[Any, ...]] = field(default_factory=list)
    changed_rows: list[tuple[Any, ...]] = field(default_factory=list)
    deleted_rows: list[tuple[Any, ...]] = field(default_factory=list)
    derived: dict[str, dict[str, Any]] = field(default_factory=dict)
    written: dict[str, Written] = field(default_factory=dict)
    entries: list[audit.NewEntry] = field(default_factory=list)


def records_of(
    table: ListTable, organization: Organization, ids: Iterable[str], *, lock: bool = False
) -> dict[str, Held]:
    """These records by id, deleted ones without content; `lock` keeps others from changing them meanwhile."""
    if lock:
        audit.lock(organization)
    return held_of(table.load(organization, ids))


def write_many(
    tables: Mapping[Kind, ListTable],
    organization: Organization,
    actor: Actor,
    writes: Sequence[Write],
    *,
    now: datetime | None = None,
) -> list[Written]:
    """Make these changes in order, in one transaction; each answers for itself (rule S10)."""
    write_page = lambda page, writes: _write_page(tables[writes[0].kind], page, writes)
    return write_pages(organization, actor, writes, write_page, now)


def _write_page(table: ListTable, page: Page, writes: Sequence[Write]) -> list[Written]:
    kept = table.load(page.organization, [write.record_id for write in writes if write.record_id])
    looping = levels.loops(table, page.organization, writes) if table.has_levels else {}
    plan = Plan()
    for write in writes:
        before = kept.get(write.record_id)
        problem = (
            refusal(write, before, page.missing) or looping.get(write.key) or table.misfit(write.record, write.derived)
        )
        if problem is not None:
            plan.written[write.key] = refused(write, before, problem)
        else:
            _plan(table, page, plan, write, before)
    _carry_out(table, page, plan, kept)
    return [plan.written[write.key] for write in writes]


def _plan(table: ListTable, page: Page, plan: Plan, write: Write, before: Kept | None) -> None:
    if write.act is Act.CREATE:
        plan.created.append(write)
        plan.new_rows.append(_new_row(table, page, write.record))
        return
    assert before is not None, "refused above"
    revision = before.revision
    if write.act is Act.DELETE and not before.is_deleted:
        revision += 1
        plan.deleted_rows.append((revision, page.now, page.now, False, before.id))
        changes = {"is_active": [True, False]} if before.record.is_active else {}
        plan.entries.append(audit.NewEntry(write.kind, write.record_id, "deleted", changes))
    elif write.record is not None and (before.is_deleted or write.record != before.record):
        revision += 1
        plan.changed_rows.append(_changed_row(table, page, write.record, before, revision))
        action = "restored" if before.is_deleted else "changed"
        changes = changes_between(before.record, write.record, page.names)
        plan.entries.append(audit.NewEntry(write.kind, write.record_id, action, changes))
    if write.derived is not None:
        plan.derived[write.record_id] = table.derived(write.derived)
    plan.written[write.key] = Written(write.key, write.record_id, revision)


def _new_row(table: ListTable, page: Page, record: Any) -> tuple[Any, ...]:
    name = levels.full_name(table, record, page.names)
    return (*table.values(record), page.organization.pk, 1, page.now, page.now, None, name, name.casefold())


def _changed_row(table: ListTable, page: Page, record: Any, before: Kept, revision: int) -> tuple[Any, ...]:
    name = levels.full_name(table, record, page.names)
    return (*table.values(record), revision, page.now, None, name, name.casefold(), before.id)


def _carry_out(table: ListTable, page: Page, plan: Plan, kept: Mapping[str, Kept]) -> None:
    ids = rows.insert(table.model, (*table.columns, *BOOKKEEPING), plan.new_rows)
    for id_, write in zip(ids, plan.created, strict=True):
        assert write.record is not None, "what is created has content"
        plan.written[write.key] = Written(write.key, str(id_), 1)
        plan.entries.append(audit.NewEntry(write.kind, str(id_), "created", creation(write.record, page.names)))
        if write.derived is not None:
            plan.derived[str(id_)] = table.derived(write.derived)
    changing = (*table.columns, "revision", "updated_at", "deleted_at", "full_name", "full_name_key")
    rows.update(table.model, changing, plan.changed_rows)
    rows.update(table.model, ("revision", "updated_at", "deleted_at", "is_active"), plan.deleted_rows)
    _carry_out_derived(table, plan)
    if table.has_levels:
        renamed = [row[-1] for row in plan.changed_rows if row[-3] != kept[str(row[-1])].full_name]
        levels.rename_below(table, page.organization, renamed)
    audit.record_many(page.organization, page.actor, plan.entries, now=page.now, chain=page.chain)


def _carry_out_derived(table: ListTable, plan: Plan) -> None:
    by_columns: dict[tuple[str, ...], list[tuple[Any, ...]]] = {}
    for id_, values in plan.derived.items():
        by_columns.setdefault(tuple(values), []).append((*values.values(), int(id_)))
    for columns, new in by_columns.items():
        if columns:
            rows.update(table.model, columns, new)
