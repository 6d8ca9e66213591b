"""A field's value from the words in which people read it: the other way round of `reconcile.text`."""

from __future__ import annotations

from datetime import date
from decimal import Decimal, InvalidOperation
from enum import Enum
from functools import cache
from types import UnionType
from typing import TYPE_CHECKING, Any, Union, get_args, get_origin, get_type_hints

from django.apps import apps

from counterfoil.engine.references import REFERENCES
from counterfoil.records import NOWHERE, Ref
from counterfoil.records.catalogue import problem
from counterfoil.server.keeping.names import MODELS
from counterfoil.server.people.problems import Refused

if TYPE_CHECKING:
    from collections.abc import Callable

    from counterfoil.records import Problem
    from counterfoil.server.people.models import Organization

WORDS: dict[Any, Callable[[str], Any]] = {
    str: str,
    Decimal: Decimal,
    date: date.fromisoformat,
    bool: lambda text: text == "yes",
}
"""Type → how its words become a value again."""


@cache
def _type_of(cls: type, name: str) -> Any:
    """The field's type; that of the value, where it may be absent. None where there is no such field."""
    hint = get_type_hints(cls).get(name)
    if get_origin(hint) in (Union, UnionType):
        (hint,) = (part for part in get_args(hint) if part is not type(None))
    return hint


def value_of(organization: Organization, cls: type, name: str, text: str) -> Any:
    """The value that these words mean in that field; Refused where they do not say enough."""
    kind = _type_of(cls, name)
    if kind is Ref:
        return _reference(organization, cls, name, text)
    if kind is not str and not text:
        return None
    read = kind if isinstance(kind, type) and issubclass(kind, Enum) else WORDS.get(kind)
    if read is None:
        raise Refused([_not_enough(name, text)])
    try:
        return read(text)
    except (ValueError, InvalidOperation) as error:
        raise Refused([_not_enough(name, text)]) from error


def _reference(organization: Organization, cls: type, name: str, text: str) -> Ref:
    if not text:
        return NOWHERE
    model = apps.get_model(MODELS[REFERENCES[cls][name]])
    live = model.objects.of(organization).filter(deleted_at__isnull=True)
    found = live.filter(full_name_key=text.casefold()).first()
    if found is None and text.isdecimal():
        found = live.filter(pk=int(text)).first()
    if found is None:
        raise Refused([_not_enough(name, text)])
    return Ref(str(found.pk), found.full_name)


def _not_enough(name: str, text: str) -> Problem:
    return problem("edit_by_hand", field=name, theirs=text)
