"""What a column can hold, checked before the statement: one record that does not fit never stops its page (rule S10).

QuickBooks is read leniently, so anything may come; the bounds are far above what QuickBooks itself keeps.
"""

from __future__ import annotations

from dataclasses import dataclass, fields
from decimal import Decimal
from functools import cache
from typing import TYPE_CHECKING, Any

from django.db import models

from counterfoil.records.catalogue import problem

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping

    from counterfoil.records import Problem

    Check = Callable[[Any], bool]


@dataclass(frozen=True, slots=True)
class Bounds:
    """The fields of a record that have a bound, and how to see whether a value keeps it."""

    checks: tuple[tuple[str, Check], ...]

    def broken(self, values: Any, path: str = "") -> Problem | None:
        """The first field whose value does not fit; `values` has them as attributes."""
        for name, fits in self.checks:
            if not fits(getattr(values, name)):
                return does_not_fit(f"{path}{name}", getattr(values, name))
        return None


def bounds_of(record_class: type[Any], model: type[models.Model]) -> Bounds:
    """The bounds of a record's fields that this model keeps under the same names."""
    columns = {field.name: field for field in model._meta.concrete_fields}
    names = [field.name for field in fields(record_class) if field.name in columns]
    checks = ((name, check_of(columns[name])) for name in names)
    return Bounds(tuple((name, check) for name, check in checks if check is not None))


@cache
def _check_of(model: type[models.Model], name: str) -> Check | None:
    return check_of(model._meta.get_field(name))  # type: ignore[arg-type]  # a name of a column gives a column


def check_of(column: models.Field[Any, Any]) -> Check | None:
    """How to see whether a value fits this column; None where everything does."""
    if isinstance(column, models.CharField):
        longest = column.max_length or 0
        return lambda text: len(text) <= longest
    if isinstance(column, models.DecimalField):
        bound = Decimal(1).scaleb((column.max_digits or 0) - (column.decimal_places or 0))
        return lambda number: number is None or (number.is_finite() and abs(number) < bound)
    if isinstance(column, models.PositiveSmallIntegerField):
        return lambda number: number is None or 0 <= number < 2**15
    return None


def broken_by(model: type[models.Model], values: Mapping[str, Any]) -> Problem | None:
    """The first of these column values that does not fit its column."""
    for name, value in values.items():
        check = _check_of(model, name)
        if check is not None and value is not None and not check(value):
            return does_not_fit(name, value)
    return None


def first(problems: Iterable[Problem | None]) -> Problem | None:
    """The first problem there is."""
    return next((problem for problem in problems if problem is not None), None)


def does_not_fit(field: str, value: Any) -> Problem:
    """A value that is longer or larger than can be kept here."""
    return problem("does_not_fit", field=field, ours=str(value)[:100])
