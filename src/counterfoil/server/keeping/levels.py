"""Lists with levels: full names that follow their ancestors', and parents that never stand below their children."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from counterfoil.server import rows
from counterfoil.server.keeping import problems
from counterfoil.server.keeping.tables import numbers

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from counterfoil.engine.books import Write
    from counterfoil.records import Problem
    from counterfoil.server.keeping.names import Names
    from counterfoil.server.keeping.tables import Kept, ListTable
    from counterfoil.server.people.models import Organization


def full_name(table: ListTable, record: Any, names: Names) -> str:
    """The record's name behind its parent's full name."""
    if not table.has_levels or not record.parent:
        return str(record.name)
    return f"{names[table.kind, record.parent.id]}:{record.name}"


def loops(table: ListTable, organization: Organization, writes: Sequence[Write]) -> dict[str, Problem]:
    """By write key: the writes that would make a record its own ancestor, were they made in order. A read a level."""
    moves = [(write.key, write.record_id, _parent(write)) for write in writes if write.record_id and _parent(write)]
    if not moves:
        return {}
    parents = _ancestry(table, organization, [parent for _, _, parent in moves])
    found: dict[str, Problem] = {}
    for key, record_id, parent in moves:
        if record_id in _line_of(parents, parent):
            found[key] = problems.parent_loop()
        else:
            parents[record_id] = parent
    return found


MOST: Final = 5
"""Levels that a list of QuickBooks has at most (docs/quickbooks.md 3.2)."""


def too_deep(table: ListTable, organization: Organization, record: Any, kept: Kept | None) -> list[Problem]:
    """Whether the record, or what stands below it, would stand deeper than QuickBooks' lists go."""
    if not record.parent or (kept is not None and kept.record.parent == record.parent):
        return []
    above = _line_of(_ancestry(table, organization, [record.parent.id]), record.parent.id)
    below = _height(table, organization, kept.id) if kept else 1
    return [problems.too_many_levels(MOST)] if len(above) + below > MOST else []


def _height(table: ListTable, organization: Organization, id_: int) -> int:
    """How many levels a record and everything below it take; a read a level."""
    height, ids = 0, [id_]
    while ids and height <= MOST:
        height += 1
        ids = list(table.rows(organization).filter(parent_id__in=ids, deleted_at=None).values_list("id", flat=True))
    return height


def _parent(write: Write) -> str:
    """The id of the parent that the record is to have; empty where it has none, or keeps the one it has."""
    record: Any = write.record
    return str(record.parent.id) if record is not None else ""


def _ancestry(table: ListTable, organization: Organization, ids: Iterable[str]) -> dict[str, str]:
    """Id → parent's id, for these records and everything above them."""
    parents: dict[str, str] = {}
    wanted = set(ids)
    while wanted:
        found = table.rows(organization).filter(id__in=numbers(wanted)).values_list("id", "parent_id")
        parents.update((str(id_), str(parent or "")) for id_, parent in found)
        wanted = {parents.get(id_, "") for id_ in wanted} - parents.keys() - {""}
    return parents


def _line_of(parents: dict[str, str], id_: str) -> set[str]:
    """This id and everything above it."""
    line: set[str] = set()
    while id_ and id_ not in line:
        line.add(id_)
        id_ = parents.get(id_, "")
    return line


def rename_below(table: ListTable, organization: Organization, ids: Iterable[int]) -> None:
    """Let everything below these records follow their new full names: a read and a write a level."""
    above = dict(table.rows(organization).filter(id__in=list(ids)).values_list("id", "full_name"))
    while above:
        below = table.rows(organization).filter(parent_id__in=list(above)).values_list("id", "parent_id", "name")
        names = {id_: f"{above[parent]}:{name}" for id_, parent, name in below}
        rows.update(
            table.model, ("full_name", "full_name_key"), [(name, name.casefold(), id_) for id_, name in names.items()]
        )
        above = names
