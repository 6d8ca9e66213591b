"""The classes by which a company divides its business."""

# ruff: noqa: TC003 - the codec reads the annotations of records at run time

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from . import store
from .objects import Nested
from .store import ListKind, Reference, register

if TYPE_CHECKING:
    from counterfoil.simulator.company import CompanyFile


@dataclass(frozen=True, slots=True)
class Class(Nested):
    """A class, perhaps below another."""


KIND = register(ListKind(kind="Class", family="class", plural="Class", record=Class))
TO_CLASS = Reference("Class", "class")


def add(company: CompanyFile, record: Class) -> Class:
    """Add a class."""
    added: Class = store.add(company, KIND, record)
    return added


def modify(company: CompanyFile, list_id: str, edit_sequence: str | None = None, **changes: Any) -> Class:
    """Change some attributes of a class."""
    changed: Class = store.modify(company, KIND, list_id, edit_sequence, changes)
    return changed


def delete(company: CompanyFile, list_id: str) -> None:
    """Delete a class that nothing uses, at the screen."""
    store.delete(company, KIND, list_id, at_screen=True)


def get(company: CompanyFile, list_id: str) -> Class | None:
    """The class with that ListID."""
    found: Class | None = store.get(company, list_id, KIND.kind)
    return found


def find(company: CompanyFile, full_name: str) -> Class | None:
    """The class of that full name, whatever its case."""
    found: Class | None = store.find(company, KIND.family, full_name, KIND.kind)
    return found


def every(company: CompanyFile, *, active_only: bool = False) -> Iterator[Class]:
    """All classes by name."""
    return store.every(company, KIND.kind, active_only=active_only)
