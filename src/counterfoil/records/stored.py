"""Records as JSON values, for whoever stores them: small, quick, and readable by older and newer versions alike.

Only what differs from a field's default is stored, so that a hundred thousand bills stay small and a field added later
reads back as its default. Amounts are text, dates ISO text, a `Ref` its id or `[id, name]`; a line of an item group
says `"group": true`. Keys that this version does not know are ignored.
"""

from __future__ import annotations

from dataclasses import MISSING, dataclass, fields
from datetime import date
from decimal import Decimal
from enum import Enum
from operator import attrgetter
from types import UnionType
from typing import TYPE_CHECKING, Any, Union, get_args, get_origin, get_type_hints

from counterfoil.records import (
    RECORD_CLASSES,
    AccountState,
    BillState,
    CustomerState,
    ItemGroupLine,
    ItemState,
    Kind,
    OrderState,
    PaymentState,
    Problem,
    Ref,
    VendorState,
)

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from counterfoil.records import Derived, Record

Codec = tuple["Callable[[Any], Any] | None", "Callable[[Any], Any] | None"]
"""How a value is written and read; None where it is stored as it is."""

DERIVED_CLASSES: dict[Kind, type[Derived]] = {
    Kind.ACCOUNT: AccountState,
    Kind.DEPARTMENT: ItemState,
    Kind.VENDOR: VendorState,
    Kind.CUSTOMER: CustomerState,
    Kind.ITEM: ItemState,
    Kind.PURCHASE_ORDER: OrderState,
    Kind.BILL: BillState,
    Kind.BILL_PAYMENT: PaymentState,
}
"""Kind → the class of what QuickBooks derives; terms have none."""


@dataclass(frozen=True, slots=True)
class _Plan:
    """How one class is stored: its fields with their defaults and writers, and its readers by name."""

    cls: type[Any]
    values: Callable[[Any], tuple[Any, ...]]
    writers: tuple[tuple[str, Any, Callable[[Any], Any] | None], ...]
    readers: dict[str, Callable[[Any], Any] | None]

    def write(self, value: Any) -> dict[str, Any]:
        stored = {}
        for (name, default, encode), part in zip(self.writers, self.values(value), strict=True):
            if part is not default and (part.id if encode is _write_ref else part != default):
                stored[name] = part if encode is None else encode(part)
        return stored

    def read(self, stored: Mapping[str, Any]) -> Any:
        readers, parts = self.readers, {}
        for name, part in stored.items():
            if name in readers:
                decode = readers[name]
                parts[name] = part if decode is None or part is None else decode(part)
        return self.cls(**parts)


def _write_ref(ref: Ref) -> Any:
    return [ref.id, ref.name] if ref.name else ref.id


def _read_ref(stored: Any) -> Ref:
    return Ref(stored) if isinstance(stored, str) else Ref(*stored)


def _write_item_line(line: Any) -> dict[str, Any]:
    stored = _plan(type(line)).write(line)
    return {"group": True, **stored} if isinstance(line, ItemGroupLine) else stored


def _codec(hint: Any) -> Codec:
    """The codec of a type hint."""
    simple: dict[Any, Codec] = {
        str: (None, None),
        bool: (None, None),
        int: (None, None),
        Decimal: (str, Decimal),
        date: (date.isoformat, date.fromisoformat),
        Ref: (_write_ref, _read_ref),
    }
    if hint in simple:
        return simple[hint]
    if get_origin(hint) in (Union, UnionType):
        return _union_codec([part for part in get_args(hint) if part is not type(None)])
    if get_origin(hint) is tuple:
        return _tuple_codec(get_args(hint)[0])
    if issubclass(hint, Enum):
        return (lambda value: value.value), hint
    return (lambda value: _plan(hint).write(value)), (lambda stored: _plan(hint).read(stored))


def _union_codec(parts: list[Any]) -> Codec:
    """An optional value; or the lines of an item table, which are of two classes."""
    if len(parts) == 1:
        return _codec(parts[0])
    line, group = parts
    assert group is ItemGroupLine, f"no way to tell {parts} apart"
    return _write_item_line, lambda stored: _plan(group if "group" in stored else line).read(stored)


def _tuple_codec(part: Any) -> Codec:
    encode, decode = _codec(part)
    write = list if encode is None else lambda values: [encode(value) for value in values]
    read = tuple if decode is None else lambda stored: tuple(decode(value) for value in stored)
    return write, read


def _getter(names: list[str]) -> Callable[[Any], tuple[Any, ...]]:
    get = attrgetter(*names)
    return get if len(names) > 1 else lambda value: (get(value),)


_PLANS: dict[type[Any], _Plan] = {}


def _plan(cls: type[Any]) -> _Plan:
    """The plan of a class, made once."""
    if cls not in _PLANS:
        hints = get_type_hints(cls)
        codecs = {field.name: _codec(hints[field.name]) for field in fields(cls)}
        writers = tuple((field.name, field.default, codecs[field.name][0]) for field in fields(cls))
        assert all(field.default_factory is MISSING for field in fields(cls)), "defaults of records are values"
        _PLANS[cls] = _Plan(cls, _getter(list(codecs)), writers, {name: codec[1] for name, codec in codecs.items()})
    return _PLANS[cls]


def part_to_stored(cls: type[Any], values: Mapping[str, Any]) -> dict[str, Any]:
    """Some fields of a record or line of that class, as JSON values; unlike in a whole one, all of them."""
    encode = {name: write for name, _, write in _plan(cls).writers}
    return {
        name: value if value is None or encode[name] is None else encode[name](value)  # type: ignore[misc]  # not None
        for name, value in values.items()
    }


def part_from_stored(cls: type[Any], stored: Mapping[str, Any]) -> dict[str, Any]:
    """The fields that `part_to_stored` made these values of; what this version does not know is left out."""
    readers, found = _plan(cls).readers, {}
    for name, value in stored.items():
        if name in readers:
            decode = readers[name]
            found[name] = value if decode is None or value is None else decode(value)
    return found


def to_stored(record: Record) -> dict[str, Any]:
    """A record as JSON values."""
    return _plan(type(record)).write(record)


def from_stored(kind: Kind, stored: Mapping[str, Any]) -> Record:
    """The record of that kind that `to_stored` made these values of."""
    record: Record = _plan(RECORD_CLASSES[kind]).read(stored)
    return record


def derived_to_stored(derived: Derived) -> dict[str, Any]:
    """What QuickBooks derives, as JSON values."""
    return _plan(type(derived)).write(derived)


def derived_from_stored(kind: Kind, stored: Mapping[str, Any]) -> Derived:
    """What QuickBooks derives of a record of that kind; KeyError for a kind that has nothing derived."""
    derived: Derived = _plan(DERIVED_CLASSES[kind]).read(stored)
    return derived


def problem_to_stored(problem: Problem) -> dict[str, Any]:
    """A problem as JSON values."""
    return _plan(Problem).write(problem)


def problem_from_stored(stored: Mapping[str, Any]) -> Problem:
    """The problem that `problem_to_stored` made these values of."""
    problem: Problem = _plan(Problem).read(stored)
    return problem
