"""What keeps a list record from being entered as it stands, each as one value with its field (rule E)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.apps import apps

from counterfoil.engine.references import LINES, REFERENCES, targets
from counterfoil.qbxml.write import check
from counterfoil.records.catalogue import problem
from counterfoil.server import rows
from counterfoil.server.keeping import levels, problems
from counterfoil.server.keeping.names import MODELS, names_of_targets
from counterfoil.server.keeping.tables import numbers

if TYPE_CHECKING:
    from collections.abc import Iterator

    from counterfoil.records import Kind, Problem
    from counterfoil.server.keeping.names import Names
    from counterfoil.server.keeping.tables import Kept, ListTable
    from counterfoil.server.people.models import Organization


def faults(table: ListTable, organization: Organization, record: Any, kept: Kept | None) -> list[Problem]:
    """Everything that is wrong with the record, which is to replace `kept`; the costlier questions come last."""
    names = names_of_targets(organization, [record])
    before = kept.record if kept else None
    found = [*check(table.kind, record, before), *_missing(table, record, names)]
    if not found:
        found += [*table.rules(organization, record, kept), *inactive(organization, record, before)]
    if not found and table.has_levels:
        found += levels.too_deep(table, organization, record, kept)
    return found or [*_name_taken(table, organization, levels.full_name(table, record, names), kept)]


def _missing(table: ListTable, record: Any, names: Names) -> Iterator[Problem]:
    for name, kind in table.references.items():
        reference = getattr(record, name)
        if reference and (kind, reference.id) not in names:
            yield problems.reference_missing(name, kind.value.replace("_", " "), reference.id)


def _name_taken(table: ListTable, organization: Organization, name: str, kept: Kept | None) -> Iterator[Problem]:
    """An inactive record still has its name (docs/quickbooks.md 3.2); two that are called the same may stay so."""
    if kept is not None and not kept.is_deleted and kept.full_name.casefold() == name.casefold():
        return
    for model in (table.model, *(apps.get_model(label) for label in table.shares_names_with)):
        same = model.objects.of(organization).filter(full_name_key=name.casefold(), deleted_at=None)
        if model is table.model and kept is not None:
            same = same.exclude(id=kept.id)
        if (other := same.first()) is not None:
            what = f"another {model._meta.verbose_name}"
            yield problems.name_taken(name, what if other.is_active else f"{what}, which is inactive,")


def inactive(organization: Organization, record: Any, before: Any) -> Iterator[Problem]:
    """What is newly referred to and no longer in use; what the record named already may stay (rule E)."""
    known = set(targets(before)) if before else set()
    wanted: dict[Kind, set[str]] = {}
    for kind, id_ in set(targets(record)) - known:
        wanted.setdefault(kind, set()).add(id_)
    asleep: dict[tuple[Kind, str], str] = {}
    for kind, ids in wanted.items():
        model = apps.get_model(MODELS[kind])
        found = rows.select(
            model, ("id", "full_name"), organization_id=organization.pk, id=numbers(ids), is_active=False
        )
        asleep |= {(kind, str(id_)): name for id_, name in found}
    return _among(asleep, record, "")


def _among(asleep: dict[tuple[Kind, str], str], record: Any, path: str) -> Iterator[Problem]:
    for name, kind in REFERENCES[type(record)].items():
        target = (kind, getattr(record, name).id)
        if target in asleep:
            title = f"The {kind.value.replace('_', ' ')} {asleep[target]} is inactive"
            yield problem("record_inactive", title=title, field=f"{path}{name}", ours=asleep[target])
    for table in LINES.get(type(record), ()):
        for place, line in enumerate(getattr(record, table)):
            yield from _among(asleep, line, f"{path}{table}[{place}].")
