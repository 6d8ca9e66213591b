"""What references point at: their names, in one statement a kind."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.apps import apps

from counterfoil.engine.references import targets
from counterfoil.records import Kind
from counterfoil.server import rows
from counterfoil.server.keeping.tables import numbers

if TYPE_CHECKING:
    from collections.abc import Iterable

    from counterfoil.engine.references import Target
    from counterfoil.records import Record
    from counterfoil.server.people.models import Organization

MODELS = {
    Kind.ACCOUNT: "chart.Account",
    Kind.DEPARTMENT: "chart.Department",
    Kind.ITEM: "chart.Item",
    Kind.TERMS: "chart.Terms",
    Kind.VENDOR: "vendors.Vendor",
    Kind.CUSTOMER: "customers.Customer",
}
"""Kinds that references point at, and where they are kept."""

Names = dict[tuple[Kind, str], str]
"""(kind, id) → full name, for what exists in the organization, deleted or not."""


def names_of_targets(organization: Organization, records: Iterable[Record]) -> Names:
    """The names of everything that these records and their lines refer to."""
    return names_for(organization, targets_of(records))


def targets_of(records: Iterable[Record]) -> set[Target]:
    """What these records and their lines refer to, each once."""
    found: set[Target] = set()
    for record in records:
        found.update(targets(record))
    return found


def names_for(organization: Organization, wanted: Iterable[Target]) -> Names:
    """The names of these: one statement a kind."""
    by_kind: dict[Kind, list[str]] = {}
    for kind, id_ in wanted:
        by_kind.setdefault(kind, []).append(id_)
    names: Names = {}
    for kind, ids in by_kind.items():
        model = apps.get_model(MODELS[kind])
        found = rows.select(model, ("id", "full_name"), organization_id=organization.pk, id=numbers(ids))
        names.update(((kind, str(id_)), name) for id_, name in found)
    return names
