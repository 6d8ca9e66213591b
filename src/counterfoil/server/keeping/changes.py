"""What changed between two records, as the audit log keeps it: path → [old, new], in JSON values."""

from __future__ import annotations

from dataclasses import fields
from typing import TYPE_CHECKING, Any

from counterfoil.engine.references import LINES, REFERENCES
from counterfoil.records.stored import to_stored
from counterfoil.records.text import JsonText, Writers, quoted
from counterfoil.server.audit.seal import CANONICAL

if TYPE_CHECKING:
    from counterfoil.records import Record
    from counterfoil.server.keeping.names import Names

Changes = dict[str, list[Any]]


def changes_between(old: Record | None, new: Record | None, names: Names) -> Changes:
    """Every field that differs; a line's path is `expense_lines[id].amount`, that of a new or gone line has no field.

    A reference is written as [id, name], with the name that people knew it by at the time.
    """
    changes: Changes = {}
    record = new or old
    assert record is not None, "something changed"
    cls = type(record)
    before = _stored(old, names)
    after = _stored(new, names)
    tables = LINES.get(cls, ())
    for field in fields(cls):
        if field.name in tables:
            changes.update(_changes_of_lines(field.name, old, new, before, after))
        elif _differ(field.name, old, new) and before.get(field.name) != after.get(field.name):
            changes[field.name] = [before.get(field.name), after.get(field.name)]
    return changes


WRITERS = Writers(REFERENCES)
"""Writes records with the names that are known now."""


def creation(record: Record, names: Names, more: Changes | None = None) -> JsonText:
    """What `changes_between(None, record, names)` says, and `more`, as canonical text."""
    cls = type(record)
    tables = LINES.get(cls, ())
    parts = WRITERS.of(cls).parts(record, names)
    made = {name: f"[null,{text}]" for name, text in parts if name not in tables}
    for table in tables:
        for number, line in enumerate(getattr(record, table), 1):
            text = WRITERS.of(type(line)).whole(line, names)
            made[f"{table}[{line.id or f'+{number}'}]"] = f"[null,{text}]"
    for path, pair in (more or {}).items():
        made[path] = CANONICAL(pair)
    return JsonText("{" + ",".join([f"{quoted(path)}:{made[path]}" for path in sorted(made)]) + "}")


def _differ(name: str, old: Any, new: Any) -> bool:
    return old is None or new is None or getattr(old, name) != getattr(new, name)


def _stored(record: Record | None, names: Names) -> dict[str, Any]:
    if record is None:
        return {}
    stored = to_stored(record)
    _put_names(type(record), stored, names)
    for table in LINES.get(type(record), ()):
        for line, of_line in zip(getattr(record, table), stored.get(table, ()), strict=True):
            _put_names(type(line), of_line, names)
    return stored


def _put_names(cls: type[Any], stored: dict[str, Any], names: Names) -> None:
    """Write references as [id, name], with the name that is known now."""
    for name, kind in REFERENCES[cls].items():
        reference = stored.get(name)
        if reference is not None:
            id_ = reference if isinstance(reference, str) else reference[0]
            known = names.get((kind, id_))
            if known:
                stored[name] = [id_, known]


def _changes_of_lines(table: str, old: Any, new: Any, before: dict[str, Any], after: dict[str, Any]) -> Changes:
    if old is not None and new is not None and getattr(old, table) == getattr(new, table):
        return {}
    was = {line.get("id") or f"+{number}": line for number, line in enumerate(before.get(table, ()), 1)}
    now = {line.get("id") or f"+{number}": line for number, line in enumerate(after.get(table, ()), 1)}
    changes: Changes = {}
    for key in [*was, *(key for key in now if key not in was)]:
        changes.update(_changes_of_line(f"{table}[{key}]", was.get(key), now.get(key)))
    shared_before, shared_after = [key for key in was if key in now], [key for key in now if key in was]
    if shared_before != shared_after:
        changes[f"{table}.order"] = [shared_before, shared_after]
    return changes


def _changes_of_line(path: str, was: dict[str, Any] | None, now: dict[str, Any] | None) -> Changes:
    if was is None or now is None:
        return {path: [was, now]}
    names = [*was, *(name for name in now if name not in was)]
    return {f"{path}.{name}": [was.get(name), now.get(name)] for name in names if was.get(name) != now.get(name)}
