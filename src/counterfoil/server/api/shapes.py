"""The API's JSON shapes, made from the frozen records, so that both always have the same fields under the same names.

A reference is `{"id": 17, "name": "Keller Lumber"}` (the name is ignored on the way in), an amount is text with two
places (`"120.00"`), a date is ISO, a line's `id` is its identity: leave it out for a new line. Unknown fields are
refused, so that nothing can be smuggled in.
"""

import dataclasses
import functools
import types
import typing
from datetime import date, datetime
from decimal import Decimal
from typing import Annotated, Any

from pydantic import BaseModel, ConfigDict, Field, PlainSerializer, create_model

from counterfoil import records
from counterfoil.records import NOWHERE, RECORD_CLASSES, Kind, Record, Ref


class Shape(BaseModel):
    """A JSON object with the fields named here and no others."""

    model_config = ConfigDict(extra="forbid")


class RefShape(Shape):
    """A reference to another record of the same organization."""

    id: int
    name: str = ""


Amount = Annotated[Decimal, PlainSerializer(str, return_type=str, when_used="json")]
"""Money, quantities and prices: text in JSON, so that no program makes a float of them."""


class Stored(Shape):
    """What every stored record has beside its fields; the revision is also its ETag."""

    id: int
    revision: int
    created_at: datetime
    updated_at: datetime


DERIVED: dict[Kind, dict[str, Any]] = {
    Kind.ACCOUNT: {"full_name": str, "balance": Amount | None, "total_balance": Amount | None},
    Kind.DEPARTMENT: {"full_name": str},
    Kind.VENDOR: {"balance": Amount | None},
    Kind.CUSTOMER: {"full_name": str},
    Kind.ITEM: {"full_name": str},
    Kind.TERMS: {},
    Kind.BILL: {
        "total": Amount,
        "open_amount": Amount,
        "status": str,
        "paid_in_quickbooks": str,
        "approval": str,
        "purchase_order_number": str,
    },
    Kind.PURCHASE_ORDER: {"total": Amount, "status": str, "is_manually_closed": bool, "is_fully_received": bool},
}
"""Kind → what is worked out or comes from QuickBooks, and can be read but not written."""


def shape_of(record_class: type[Any], *, partial: bool = False) -> type[Shape]:
    """The shape of a record, an address or a line; every field optional when `partial`, as in a change."""
    known = _SHAPES.get((record_class, partial))
    return known if known is not None else _make_shape(record_class, partial)


_SHAPES: dict[tuple[type[Any], bool], type[Shape]] = {}
"""Shapes made so far: the same class must have the same shape everywhere, or OpenAPI would list it twice."""


def _make_shape(record_class: type[Any], partial: bool) -> type[Shape]:
    hints = typing.get_type_hints(record_class)
    fields: dict[str, Any] = {}
    for field in dataclasses.fields(record_class):
        fields[field.name] = (_type_of(hints[field.name]), _default_of(field, partial))
    name = record_class.__name__ + ("Change" if partial else "")
    made = create_model(name, __base__=Shape, __doc__=_first_paragraph(record_class), **fields)
    _SHAPES[record_class, partial] = made
    return made


def stored_shape(kind: Kind, beside: "typing.Mapping[str, Any] | None" = None) -> type[Shape]:
    """The shape of a stored record: its fields, what is derived or stands `beside` it, and its id and revision."""
    record_class = RECORD_CLASSES[kind]
    derived = {name: (type_, ...) for name, type_ in (DERIVED[kind] | dict(beside or {})).items()}
    base = shape_of(record_class)
    made: type[Shape] = create_model(f"Stored{record_class.__name__}", __base__=(base, Stored), **derived)  # type: ignore[call-overload]  # pydantic's overloads do not know tables of fields
    return made


def page_shape(kind: Kind, stored: type[Shape]) -> type[Shape]:
    """A page of stored records, and the cursor of the next."""
    fields: dict[str, Any] = {"items": (list[stored], ...), "next": (str | None, None)}  # type: ignore[valid-type]  # made at run time
    return create_model(f"{RECORD_CLASSES[kind].__name__}Page", __base__=Shape, **fields)


def to_record(kind: Kind, shape: Shape, before: Record | None = None) -> Record:
    """The record that a shape describes; in a change, what is not given stays as it was `before`."""
    given = _fields_in(RECORD_CLASSES[kind], shape)
    return RECORD_CLASSES[kind](**given) if before is None else dataclasses.replace(before, **given)


def from_record(record: Any) -> dict[str, Any]:
    """The JSON-able fields of a record, an address or a line."""
    return {field.name: _value_out(getattr(record, field.name)) for field in dataclasses.fields(record)}


def _fields_in(record_class: type[Any], shape: Shape) -> dict[str, Any]:
    """The fields that the shape gives; nothing (null) in the place of a reference is the reference to nothing."""
    given = {}
    for field in dataclasses.fields(record_class):
        if field.name in shape.model_fields_set:
            value = _value_in(getattr(shape, field.name))
            given[field.name] = field.default if value is None else value
    return given


def _value_in(value: Any) -> Any:
    if isinstance(value, RefShape):
        return Ref(str(value.id), value.name)
    if isinstance(value, Shape):
        inner = _CLASS_OF_SHAPE[type(value).__name__]
        return inner(**_fields_in(inner, value))
    if isinstance(value, list):
        return tuple(_value_in(one) for one in value)
    return value


def _value_out(value: Any) -> Any:
    if isinstance(value, Ref):
        return {"id": int(value.id), "name": value.name} if value else None
    if isinstance(value, tuple):
        return [from_record(one) for one in value]
    return from_record(value) if dataclasses.is_dataclass(value) else value


_CLASS_OF_SHAPE: dict[str, type[Any]] = {
    one.__name__: one for one in (records.Address, records.ExpenseLine, records.ItemLine, records.ItemGroupLine)
}
"""Shape name → the class of what lies inside a record."""

_PLAIN: dict[Any, Any] = {
    Ref: RefShape | None,
    Decimal: Amount,
    Decimal | None: Amount | None,
    date | None: date | None,
}


def _type_of(hint: Any) -> Any:
    """The JSON type of a record's field."""
    if hint in _PLAIN:
        return _PLAIN[hint]
    if typing.get_origin(hint) is tuple:
        return list[_type_of(typing.get_args(hint)[0])]  # type: ignore[misc]  # made at run time
    if typing.get_origin(hint) in {typing.Union, types.UnionType}:
        return functools.reduce(lambda one, other: one | other, map(_type_of, typing.get_args(hint)))
    return shape_of(hint) if isinstance(hint, type) and dataclasses.is_dataclass(hint) else hint


def _default_of(field: "dataclasses.Field[Any]", partial: bool) -> Any:
    """What a field is when it is not given; in a change it is then not looked at."""
    default = field.default
    if partial or default == NOWHERE:
        return None
    if default is dataclasses.MISSING:
        return ...
    if isinstance(default, tuple):
        return Field(default_factory=list)
    if dataclasses.is_dataclass(default) and not isinstance(default, type):
        return Field(default_factory=shape_of(type(default)))
    return default


def _first_paragraph(record_class: type[Any]) -> str:
    return (record_class.__doc__ or "").split("\n\n")[0]
