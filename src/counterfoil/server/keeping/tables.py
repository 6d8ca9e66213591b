"""A list kind's table: which model keeps it, and how a row and a frozen record become each other."""

from __future__ import annotations

from dataclasses import dataclass, fields
from enum import Enum
from functools import cached_property
from typing import TYPE_CHECKING, Any, get_type_hints

from counterfoil.engine.references import REFERENCES
from counterfoil.records import RECORD_CLASSES, Kind, Ref
from counterfoil.server.keeping.bounds import Bounds, bounds_of, broken_by

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping

    from django.db.models import QuerySet

    from counterfoil.records import Derived, Problem, Record
    from counterfoil.server.keeping.models import ListModel
    from counterfoil.server.people.models import Organization


@dataclass(frozen=True, slots=True)
class Kept:
    """A record as the database keeps it: like `engine.books.Held`, but a deleted one still has its last content."""

    id: int
    record: Any
    revision: int
    is_deleted: bool
    full_name: str = ""


@dataclass(frozen=True)
class ListTable:
    """How one list kind is kept.

    `derived` makes column values of what QuickBooks derives. `shares_names_with` are the models whose records may not
    have the same name either. `rules` say what else is wrong with a record that a person enters (organization, record,
    what it replaces).
    """

    kind: Kind
    model: type[ListModel]
    derived: Callable[[Any], dict[str, Any]] = lambda _derived: {}
    shares_names_with: tuple[str, ...] = ()
    rules: Callable[[Organization, Any, Kept | None], Iterable[Problem]] = lambda _organization, _record, _kept: ()

    @cached_property
    def record_class(self) -> type[Record]:
        """The class of this kind's frozen records."""
        return RECORD_CLASSES[self.kind]

    @property
    def what(self) -> str:
        """What people call one such record, for sentences."""
        return str(self.model._meta.verbose_name)

    @cached_property
    def references(self) -> Mapping[str, Kind]:
        """The fields that refer to other records, and to which kind."""
        return REFERENCES[self.record_class]

    @cached_property
    def names(self) -> tuple[str, ...]:
        """The record's fields, in order."""
        return tuple(field.name for field in fields(self.record_class))

    @cached_property
    def columns(self) -> tuple[str, ...]:
        """The columns that keep the record's fields, in the same order."""
        return tuple(f"{name}_id" if name in self.references else name for name in self.names)

    @cached_property
    def enums(self) -> dict[str, type[Enum]]:
        """The fields that are words of an enumeration."""
        hints = get_type_hints(self.record_class)
        return {n: hints[n] for n in self.names if isinstance(hints[n], type) and issubclass(hints[n], Enum)}

    @cached_property
    def has_levels(self) -> bool:
        """Whether records of this kind stand below others of it."""
        return self.references.get("parent") == self.kind

    @cached_property
    def bounds(self) -> Bounds:
        """What the columns can hold."""
        return bounds_of(self.record_class, self.model)

    def misfit(self, record: Record | None, derived: Derived | None) -> Problem | None:
        """What of the record, or of what QuickBooks derives, the columns cannot hold."""
        found = self.bounds.broken(record) if record is not None else None
        return found or (broken_by(self.model, self.derived(derived)) if derived is not None else None)

    def rows(self, organization: Organization) -> QuerySet[Any]:
        """The organization's rows."""
        return self.model.objects.of(organization)

    def values(self, record: Record) -> list[Any]:
        """The column values that keep this record."""
        return [
            int(value.id) if isinstance(value := getattr(record, name), Ref) and value else _plain(value)
            for name in self.names
        ]

    def load(self, organization: Organization, ids: Iterable[str | int]) -> dict[str, Kept]:
        """These records as they are kept, by id; unknown ids are left out. One statement."""
        rows = (
            self.rows(organization)
            .filter(id__in=numbers(ids))
            .values_list("id", "revision", "deleted_at", "full_name", *self.columns, *self._names_of_references)
        )
        return {str(row[0]): self._kept(row) for row in rows}

    @cached_property
    def _names_of_references(self) -> tuple[str, ...]:
        return tuple(f"{name}__full_name" for name in self.references)

    def _kept(self, row: tuple[Any, ...]) -> Kept:
        id_, revision, deleted_at, full_name, *values = row
        parts = dict(zip(self.names, values, strict=False))
        for name, referred in zip(self.references, values[len(self.names) :], strict=True):
            parts[name] = Ref(str(parts[name]), referred) if parts[name] else Ref()
        for name, cls in self.enums.items():
            parts[name] = cls(parts[name])
        return Kept(id_, self.record_class(**parts), revision, deleted_at is not None, full_name)


def _plain(value: Any) -> Any:
    return None if isinstance(value, Ref) else value


def numbers(ids: Iterable[str | int]) -> list[int]:
    """The ids that can be ids of ours; whatever else comes refers to nothing."""
    return [int(id_) for id_ in ids if isinstance(id_, int) or (id_.isascii() and id_.isdigit() and len(id_) < 19)]
