"""What every object of a list has: its name, its id, its times; and what those have that can stand below another."""

# ruff: noqa: TC001 - the codec reads the annotations of records at run time

from __future__ import annotations

from dataclasses import KW_ONLY, dataclass, fields

from counterfoil.simulator.values import Ref


@dataclass(frozen=True, slots=True)
class ListObject:
    """The head of a list object (docs/quickbooks.md 3.1, 3.2)."""

    name: str = ""
    _: KW_ONLY
    is_active: bool = True
    list_id: str = ""
    full_name: str = ""
    time_created: int = 0
    time_modified: int = 0
    edit_sequence: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Nested(ListObject):
    """The head of an object that may stand below another of its kind; `sublevel` is 0 at the top."""

    parent: Ref | None = None
    sublevel: int = 0


COLUMNS = frozenset(each.name for each in fields(Nested))
"""Attributes of list objects that are columns of their own."""
