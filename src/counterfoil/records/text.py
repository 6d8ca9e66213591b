"""Records as JSON text, straight from their fields: the text of what `records.stored` makes, with sorted keys.

Bases, derived values and the audit log are all kept in this one form, thousands a minute in a first sync, so the
functions that write it are made once a class from its fields, as straight-line code. `tests/records/test_text.py` holds
them to `stored`.
"""

from __future__ import annotations

from dataclasses import MISSING, dataclass, fields
from datetime import date
from decimal import Decimal
from enum import Enum
from functools import lru_cache
from json import encoder
from types import UnionType
from typing import TYPE_CHECKING, Any, Union, get_args, get_origin, get_type_hints

from counterfoil.records import ItemGroupLine, Kind, Ref

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    Names = Mapping[tuple[Kind, str], str]
    References = Mapping[type[Any], Mapping[str, Kind]]
    Write = Callable[[Any, Names], str]
    Parts = Callable[[Any, Names], list[tuple[str, str]]]


quoted: Callable[[str], str] = encoder.encode_basestring
"""A text as JSON, its characters as they are."""


class JsonText(str):
    """A text that is JSON already, for whoever stores JSON values."""

    __slots__ = ()


NO_NAMES: Names = {}

GROUP = "group"
"""The key that tells a line of an item group from an item line."""


@lru_cache(maxsize=16384)
def _reference(id_: str, name: str) -> str:
    return f"[{quoted(id_)},{quoted(name)}]" if name else quoted(id_)


def _items(lines: Any, names: Names, item: Write, group: Write) -> str:
    return ",".join([(group if type(line) is ItemGroupLine else item)(line, names) for line in lines])


SIMPLE: dict[Any, str] = {
    str: "quoted(value)",
    bool: "'true' if value else 'false'",
    int: "str(value)",
    Decimal: "'\"' + str(value) + '\"'",
    date: "'\"' + value.isoformat() + '\"'",
    Ref: "reference(value.id, value.name)",
}
"""Type → how its values are written."""

NEVER_EMPTY = frozenset({bool, int, Decimal, date})
"""Types whose false values are values, and so are compared with the default."""


@dataclass(frozen=True, slots=True)
class _Writer:
    """How one class is written: as one object, or as its parts, field → text."""

    whole: Write
    parts: Parts


class Writers:
    """The writers of all classes; with `references`, names that are known take the place of those in the records."""

    def __init__(self, references: References | None = None) -> None:
        self._references = references or {}
        self._made: dict[type[Any], _Writer] = {}

    def whole(self, record: Any, names: Names = NO_NAMES) -> JsonText:
        """The record as one JSON object."""
        return JsonText(self.of(type(record)).whole(record, names))

    def of(self, cls: type[Any]) -> _Writer:
        """The writer of a class, made once."""
        if cls not in self._made:
            scope: dict[str, Any] = {"quoted": quoted, "reference": _reference, "items": _items}
            body = list(self._body(cls, scope))
            whole = _compiled(cls, body, '"{key}":', "'{{' + ','.join(made) + '}}'", scope)
            parts = _compiled(cls, body, "", "made", scope)
            self._made[cls] = _Writer(whole, parts)
        return self._made[cls]

    def _body(self, cls: type[Any], scope: dict[str, Any]) -> list[tuple[str, str, str]]:
        """Key, condition and expression of each field, in the order of the keys."""
        hints = get_type_hints(cls)
        found = [(GROUP, "True", "'true'")] if cls is ItemGroupLine else []
        for field in fields(cls):
            name, hint = field.name, _without_none(hints[field.name])
            scope[f"default_{name}"] = field.default
            found.append((name, self._condition(hint, name, field.default), self._expression(cls, name, hint, scope)))
        return sorted(found)

    @staticmethod
    def _condition(hint: Any, name: str, default: Any) -> str:
        if hint is Ref:
            return f"(value := record.{name}).id"
        if default is None:
            return f"(value := record.{name}) is not None"
        if default is MISSING:
            return f"(value := record.{name}) is not record"
        if not default and hint not in NEVER_EMPTY and not isinstance(default, Enum):
            return f"(value := record.{name})"
        return f"(value := record.{name}) is not default_{name} and value != default_{name}"

    def _expression(self, cls: type[Any], name: str, hint: Any, scope: dict[str, Any]) -> str:
        kind = self._references.get(cls, {}).get(name)
        if kind is not None:
            scope[f"kind_{name}"] = kind
            return f"reference(value.id, names.get((kind_{name}, value.id)) or value.name)"
        if hint in SIMPLE:
            return SIMPLE[hint]
        if get_origin(hint) is tuple:
            return self._expression_of_several(cls, name, get_args(hint)[0], scope)
        if issubclass(hint, Enum):
            return "quoted(value)" if issubclass(hint, str) else "quoted(value.value)"
        scope[f"write_{name}"] = self.of(hint).whole
        return f"write_{name}(value, names)"

    def _expression_of_several(self, cls: type[Any], name: str, part: Any, scope: dict[str, Any]) -> str:
        if get_origin(part) in (Union, UnionType):
            item, group = get_args(part)
            assert group is ItemGroupLine, f"no way to tell the lines of {cls.__name__}.{name} apart"
            scope[f"item_{name}"], scope[f"group_{name}"] = self.of(item).whole, self.of(group).whole
            return f"f'[{{items(value, names, item_{name}, group_{name})}}]'"
        one = self._expression(cls, f"{name}_one", part, scope)
        return f"'[' + ','.join([{one} for value in value]) + ']'"


def _without_none(hint: Any) -> Any:
    """The type of what may be absent."""
    parts = [part for part in get_args(hint) if part is not type(None)]
    return parts[0] if get_origin(hint) in (Union, UnionType) and len(parts) == 1 else hint


def _compiled(
    cls: type[Any], body: list[tuple[str, str, str]], key: str, result: str, scope: dict[str, Any]
) -> Callable[..., Any]:
    lines = ["def write(record, names):", "    made = []"]
    for name, condition, expression in body:
        part = f"{key.format(key=name)!r} + ({expression})" if key else f"({name!r}, {expression})"
        lines += [f"    if {condition}:", f"        made.append({part})"]
    lines.append(f"    return {result.format()}")
    namespace = dict(scope)
    exec(compile("\n".join(lines), f"<text of {cls.__name__}>", "exec"), namespace)  # noqa: S102 - made from our own classes
    made: Callable[..., Any] = namespace["write"]
    return made


_PLAIN = Writers()


def to_text(record: Any) -> JsonText:
    """A record, or what QuickBooks derives of one, as JSON text: that of `to_stored` or `derived_to_stored`."""
    return _PLAIN.whole(record)
