"""A record with one side's value of a conflict: a field, an address, a line or a whole table of lines (rule C2)."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from counterfoil.engine.references import targets
from counterfoil.reconcile.decision import Master
from counterfoil.reconcile.lines import UNITS
from counterfoil.records import ItemGroupLine
from counterfoil.records.catalogue import problem
from counterfoil.server.people.problems import Refused
from counterfoil.server.sync.fields import value_of
from counterfoil.server.sync.kinds import APPS
from counterfoil.server.sync.rows import part_of

if TYPE_CHECKING:
    from collections.abc import Iterable

    from counterfoil.records import Kind, Problem
    from counterfoil.server.people.models import Organization
    from counterfoil.server.sync.models import Conflict

LINE_PATH = re.compile(r"(?P<table>\w+)\[(?P<id>[^\]]+)\]\.(?P<field>\w+)")
"""How a conflict names a field of a line."""

LINE = re.compile(r"(?P<table>\w+)\[(?P<id>[^\]]+)\](?:\.(?P<field>\w+))?")
"""How a conflict names a line, or a field of it."""


def with_side(  # noqa: PLR0913, PLR0917  whose, of what kind, what stands on both sides, which conflict, which side
    organization: Organization, kind: Kind, record: Any, theirs: Any, found: Conflict, side: str
) -> Any:
    """The record with what that side held; Refused where it cannot be taken any more."""
    is_theirs = side == Master.QUICKBOOKS
    if found.sides is None:
        return with_value(organization, record, found.path, found.theirs if is_theirs else found.ours)
    part, other = (part_of(kind, found.sides, each) for each in ("theirs", "ours")[:: 1 if is_theirs else -1])
    changed = _with_part(record, theirs, found.path, part, other)
    _check_references(organization, record, changed)
    return changed


def _with_part(record: Any, theirs: Any, path: str, part: dict[str, Any], other: dict[str, Any]) -> Any:
    """The record with the part of one side; `other` is what the other side held, which stands there now perhaps."""
    place = LINE.fullmatch(path)
    if place is None:
        tables = {name: _known(value, record, theirs, name) for name, value in part.items() if isinstance(value, tuple)}
        return replace(record, **part | tables)
    table, lines = place["table"], list(getattr(record, place["table"]))
    at = next((number for number, line in enumerate(lines) if line.id == place["id"]), None)
    if place["field"]:
        if at is None:
            raise Refused([_cannot("That line is not there any more: edit the bill instead.")])
        lines[at] = replace(lines[at], **part)
        return replace(record, **{table: tuple(lines)})
    if at is None and other[table]:  # it was taken before, and is a new line since
        same = (number for number, line in enumerate(lines) if replace(line, id="") == replace(other[table][0], id=""))
        at = next(same, None)
    return replace(record, **{table: _with_line(lines, at, _known(part[table], record, theirs, table))})


def _with_line(lines: list[Any], at: int | None, wanted: tuple[Any, ...]) -> tuple[Any, ...]:
    """The lines with that one as it was on a side: in its place, at the end where it is gone, or without it."""
    if any(isinstance(line, ItemGroupLine) for line in (*wanted, *(lines[at : at + 1] if at is not None else ()))):
        raise Refused([problem("item_group_is_read_only")])
    if at is None:
        return (*lines, *wanted)
    return (*lines[:at], *(replace(line, id=lines[at].id) for line in wanted), *lines[at + 1 :])


def _known(wanted: Iterable[Any], record: Any, theirs: Any, table: str) -> tuple[Any, ...]:
    """Lines with their ids where those are still known on either side; the others are new lines by now."""
    known = {line.id for side in (record, theirs) for line in getattr(side, table, ())}
    return tuple(line if line.id in known else replace(line, id="") for line in wanted)


def _check_references(organization: Organization, before: Any, after: Any) -> None:
    """Refuse to refer to what was deleted meanwhile."""
    for kind, id_ in dict.fromkeys(targets(after)):
        if (kind, id_) not in targets(before):
            held = APPS[kind].records_of(organization, kind, [id_]).get(id_)
            if held is None or held.record is None:
                raise Refused([problem("edit_by_hand")])


def _cannot(why: str) -> Problem:
    return problem("cannot_be_settled_so", cause=why)


def with_theirs(base: Any, theirs: Any, path: str) -> Any:
    """The base with that field, or that line or a field of it, as QuickBooks has it; all else as it was agreed."""
    place = LINE.fullmatch(path)
    if place is None:
        return replace(base, **{path: getattr(theirs, path)})
    table = place["table"]
    there = next((line for line in getattr(theirs, table) if line.id == place["id"]), None)
    agreed = [
        _line_with(line, there, place["field"]) if line.id == place["id"] else line for line in getattr(base, table)
    ]
    is_new = there is not None and all(line.id != place["id"] for line in getattr(base, table))
    lines = [*(line for line in agreed if line is not None), *([there] if is_new else [])]
    return replace(base, **{table: tuple(lines)})


def _line_with(line: Any, there: Any, field: str | None) -> Any:
    """One agreed line with QuickBooks' value in that field, and in those that are priced together with it."""
    units = dict(UNITS.get(type(line), ()))
    if there is None or field not in units:
        return there
    return replace(line, **{name: getattr(there, name) for name in units[field]})


def with_value(organization: Organization, record: Any, path: str, text: str) -> Any:
    """The record with that field, or that field of a line, as the text says; Refused where the text cannot tell."""
    place = LINE_PATH.fullmatch(path)
    if place is None:
        return replace(record, **{path: value_of(organization, type(record), path, text)})
    lines = list(getattr(record, place["table"]))
    index = next((number for number, line in enumerate(lines) if line.id == place["id"]), None)
    if index is None:
        raise Refused([_cannot("That line is not there any more: edit the bill instead.")])
    changed = value_of(organization, type(lines[index]), place["field"], text)
    lines[index] = replace(lines[index], **{place["field"]: changed})
    return replace(record, **{place["table"]: tuple(lines)})
