"""Lists and single records as JSON: pages by cursor, a handful of statements each, whatever their size."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.core.exceptions import ValidationError
from django.db.models import Q

from counterfoil.server.api.beside import beside
from counterfoil.server.api.problems import ApiProblem, not_found
from counterfoil.server.api.shapes import DERIVED, from_record

if TYPE_CHECKING:
    from django.db.models import QuerySet

    from counterfoil.server.api.resources import Resource
    from counterfoil.server.people.models import Organization

LARGEST_PAGE = 500

STORED = ("id", "revision", "created_at", "updated_at")
"""What is shown of every record beside its fields."""


@dataclass(frozen=True, slots=True)
class Wanted:
    """What a list is asked for: at most `limit` records after a cursor, with this text, and these exact values."""

    after: str | None
    limit: int
    text: str
    filters: dict[str, str]


def page_of(resource: Resource, organization: Organization, wanted: Wanted) -> dict[str, Any]:
    """The records after a cursor, in the order of their making, and the cursor of the page that follows."""
    found = _narrowed(resource, resource.model.objects.of(organization).filter(deleted_at=None), wanted)
    if wanted.after is not None:
        found = found.filter(id__gt=cursor(wanted.after))
    rows = list(found.order_by("id").values(*STORED, *DERIVED[resource.kind])[: wanted.limit + 1])
    shown = rows[: wanted.limit]
    return {
        "items": _items(resource, organization, shown),
        "next": str(shown[-1]["id"]) if len(rows) > wanted.limit else None,
    }


def one_of(resource: Resource, organization: Organization, id_: int) -> dict[str, Any]:
    """One live record; raises ApiProblem 404 when there is none in this organization."""
    found = resource.model.objects.of(organization).filter(deleted_at=None, id=id_)
    items = _items(resource, organization, list(found.values(*STORED, *DERIVED[resource.kind])))
    if not items:
        raise not_found()
    return items[0]


def _items(resource: Resource, organization: Organization, rows: list[dict[str, Any]]) -> list[dict[str, Any]]:
    held = resource.read(organization, resource.kind, [str(row["id"]) for row in rows])
    more = beside(organization, resource.kind, [row["id"] for row in rows])
    return [
        row
        | from_record(held[str(row["id"])].record)
        | {name: found.get(row["id"], []) for name, found in more.items()}
        for row in rows
    ]


def _narrowed(resource: Resource, found: QuerySet[Any], wanted: Wanted) -> QuerySet[Any]:
    unknown = sorted(set(wanted.filters) - set(resource.filters))
    if unknown:
        known = ", ".join(resource.filters)
        raise ApiProblem(422, "unknown_filter", f"There is no filter {', '.join(unknown)}; there are: {known}, text.")
    for name, value in wanted.filters.items():
        found = _filtered(found, name, {"true": True, "false": False}.get(value, value))
    if wanted.text:
        matches: list[Any] = [Q(**{f"{column}__icontains": wanted.text}) for column in resource.search]
        found = found.filter(Q.create(matches, connector=Q.OR))
    return found


def _filtered(found: QuerySet[Any], name: str, value: str | bool) -> QuerySet[Any]:
    try:
        return found.filter(**{name: value})
    except (ValueError, ValidationError) as error:
        raise ApiProblem(422, "bad_filter", f"{value!r} is no value for the filter {name}.") from error


def cursor(after: str) -> int:
    """The id that a cursor stands for; raises ApiProblem."""
    try:
        return int(after)
    except ValueError as error:
        raise ApiProblem(422, "bad_cursor", "Take the cursor from the `next` of the page before.") from error
