"""Records as they lie in the file: a frozen dataclass to JSON and back, references by ListID so that renames follow."""

import json
import types
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import MISSING, fields, is_dataclass, replace
from datetime import date
from decimal import Decimal
from functools import cache
from typing import Any, Protocol, TypeVar, get_args, get_origin, get_type_hints

from .values import Change, Ref

R = TypeVar("R")


class Names(Protocol):
    """Knows the full name of every ListID."""

    def full_name(self, list_id: str) -> str:
        """The full name that a ListID has now."""


Decoder = Callable[[Any, Names], Any]


class Codec:
    """Turns records of one dataclass into JSON and back; attributes that are columns elsewhere are left out."""

    def __init__(self, record: type, columns: Iterable[str] = ()) -> None:
        """`columns` are the attributes kept outside the JSON body."""
        assert is_dataclass(record)
        self.record = record
        left_out = set(columns)
        hints = get_type_hints(record)
        self.kept = [(each.name, default_of(each)) for each in fields(record) if each.name not in left_out]
        self.decoders = {name: decoder for name, _ in self.kept if (decoder := _decoder(hints[name])) is not None}

    def body(self, record: object) -> dict[str, Any]:
        """What of the record goes into the JSON body: everything that is not as by default."""
        found = ((name, getattr(record, name), default) for name, default in self.kept)
        return {name: _encoded(value) for name, value, default in found if value != default}

    def encode(self, record: object) -> str:
        """The JSON body of a record."""
        return json.dumps(self.body(record), separators=(",", ":"), ensure_ascii=False)

    def decode(self, text: str, names: Names, **columns: Any) -> Any:
        """The record of a JSON body and of what was kept outside it."""
        return self.from_body(json.loads(text), names, columns)

    def from_body(self, body: dict[str, Any], names: Names, columns: dict[str, Any] | None = None) -> Any:
        """The record of a parsed JSON body."""
        decoders = self.decoders
        for name, value in body.items():
            decoder = decoders.get(name)
            if decoder is not None:
                body[name] = decoder(value, names)
        return self.record(**body, **(columns or {}))


def default_of(each: Any) -> Any:
    """The default of a dataclass field, or MISSING."""
    return each.default_factory() if each.default_factory is not MISSING else each.default


def _encoded(value: Any) -> Any:
    if value is None or isinstance(value, str | int):
        return value
    if isinstance(value, Decimal):
        return format(value, "f")
    if isinstance(value, Ref):
        return value.list_id
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, tuple):
        return [_encoded(each) for each in value]
    return codec_of(value.__class__).body(value)


def _decoder(hint: Any) -> Decoder | None:
    kind = next((each for each in get_args(hint) if each is not types.NoneType), hint) if _is_optional(hint) else hint
    if get_origin(kind) is tuple:
        inner = _decoder(get_args(kind)[0])
        return (
            (lambda values, names: tuple(inner(each, names) for each in values))
            if inner
            else lambda values, _: tuple(values)
        )
    if kind is Decimal:
        return lambda text, _: Decimal(text)
    if kind is Ref:
        return lambda list_id, names: Ref(list_id, names.full_name(list_id))
    if kind is date:
        return lambda text, _: date.fromisoformat(text)
    if is_dataclass(kind):
        assert isinstance(kind, type)
        return codec_of(kind).from_body
    return None


def _is_optional(hint: Any) -> bool:
    return isinstance(hint, types.UnionType)


@cache
def codec_of(record: Any) -> Codec:
    """The codec of a record without columns, made once."""
    return Codec(record)


@cache
def defaults_of(record: Any) -> dict[str, Any]:
    """Attribute → default, for the attributes that have one."""
    found = {each.name: default_of(each) for each in fields(record)}
    return {name: value for name, value in found.items() if value is not MISSING}


def merged(record: R, changes: Mapping[str, Any], records: Mapping[str, type]) -> R:
    """The record with the changes of a Mod: None clears an attribute, a Change goes into its aggregate."""
    values = {name: _merged_value(record, name, value, records) for name, value in changes.items()}
    return replace(record, **values)  # type: ignore[type-var]


def _merged_value(record: Any, name: str, value: Any, records: Mapping[str, type]) -> Any:
    if value is None:
        return defaults_of(record.__class__).get(name)
    if isinstance(value, Change):
        existing = getattr(record, name) or records[value.record]()
        return merged(existing, value.values, records)
    return value


def references(value: Any) -> Iterator[str]:
    """The ListIDs that a record refers to, at any depth."""
    if isinstance(value, Ref):
        if value.list_id:
            yield value.list_id
    elif isinstance(value, tuple):
        for each in value:
            yield from references(each)
    elif is_dataclass(value) and not isinstance(value, type):
        for name in _names(type(value)):
            yield from references(getattr(value, name))


def moved(value: Any, gone: str, stays: str) -> Any:
    """The value with every reference to the one ListID turned to the other, at any depth."""
    if isinstance(value, Ref):
        return Ref(stays) if value.list_id == gone else value
    if isinstance(value, tuple):
        return tuple(moved(each, gone, stays) for each in value)
    if is_dataclass(value) and not isinstance(value, type):
        found = {name: moved(getattr(value, name), gone, stays) for name in _names(type(value))}
        return replace(value, **found)
    return value


@cache
def _names(record: type) -> tuple[str, ...]:
    return tuple(each.name for each in fields(record))
