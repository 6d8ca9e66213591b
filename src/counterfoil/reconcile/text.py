"""Field values as people read them, for conflicts and details."""

from __future__ import annotations

from dataclasses import fields, is_dataclass
from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from counterfoil.records import Address, Ref

if TYPE_CHECKING:
    from collections.abc import Callable


WORDS: tuple[tuple[type, Callable[[Any], str]], ...] = (
    (str, str),
    (Ref, lambda ref: ref.name or ref.id),
    (Decimal, lambda number: f"{number:f}"),
    (bool, lambda flag: "yes" if flag else "no"),
    (date, date.isoformat),
    (tuple, lambda parts: "; ".join(map(text_of, parts))),
    (Address, lambda address: ", ".join(_parts(address))),
)
"""How values of a type are said; the first row that fits."""


def text_of(value: Any) -> str:
    """The value in a person's words; an empty text when nothing was entered."""
    if value is None:
        return ""
    for cls, say in WORDS:
        if isinstance(value, cls):
            return say(value)
    return " | ".join(_parts(value)) if is_dataclass(value) else str(value)


def _parts(value: Any) -> list[str]:
    """What is entered in an address or a line, part by part, without the line's id."""
    texts = (text_of(getattr(value, field.name)) for field in fields(value) if field.name != "id")
    return [text for text in texts if text]
