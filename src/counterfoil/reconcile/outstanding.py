"""What QuickBooks changed on a record since both sides agreed, and ours does not have: field by field, line by line."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from counterfoil.reconcile.decision import FieldConflict, Sides
from counterfoil.reconcile.lines import UNITS, alone, match, sides_of_unit, text_of_unit
from counterfoil.reconcile.merge import FIELDS
from counterfoil.reconcile.text import text_of

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from counterfoil.records import Record


def outstanding(base: Record, theirs: Record, ours: Record) -> tuple[FieldConflict, ...]:
    """Each edit made in QuickBooks that is not here, as a conflict that waits for a person."""
    header, tables = FIELDS[type(theirs)]
    found = []
    for name in header:
        b, q, c = getattr(base, name), getattr(theirs, name), getattr(ours, name)
        if q not in (b, c):
            sides = Sides({name: c}, {name: q})
            found.append(FieldConflict(name, text_of(b), text_of(c), text_of(q), None, sides))
    for name in tables:
        found += _in_lines(name, getattr(base, name), getattr(theirs, name), getattr(ours, name))
    return tuple(found)


def _in_lines(table: str, base: Sequence[Any], theirs: Sequence[Any], ours: Sequence[Any]) -> Iterator[FieldConflict]:
    agreed, here = match(theirs, base), match(theirs, ours)
    for place, line in enumerate(theirs):
        b = base[agreed[place]] if place in agreed else None
        c = ours[here[place]] if place in here else None
        yield from _in_line(table, b, line, c)
    for place in sorted(set(range(len(base))) - set(agreed.values())):
        gone = base[place]
        c = next((ours[j] for j in match([gone], ours).values()), None)
        if c is not None:
            sides = Sides({table: alone(c)}, {table: ()})
            yield FieldConflict(f"{table}[{gone.id}]", text_of(gone), text_of(c), "", None, sides)


def _in_line(table: str, b: Any, q: Any, c: Any) -> Iterator[FieldConflict]:
    """What QuickBooks changed in one line: the line itself where it is new or has no fields of its own."""
    path = f"{table}[{q.id}]"
    if b is None or c is None or type(q) not in UNITS:
        if q not in (b, c):
            sides = Sides({table: alone(c)}, {table: alone(q)})
            yield FieldConflict(path, text_of(b), text_of(c), text_of(q), None, sides)
        return
    for unit, names in UNITS[type(q)]:
        vb, vq, vc = (tuple(getattr(side, name, None) for name in names) for side in (b, q, c))
        if vq not in (vb, vc):
            texts = text_of_unit(vb), text_of_unit(vc), text_of_unit(vq)
            yield FieldConflict(f"{path}.{unit}", *texts, None, sides_of_unit(type(q), names, vc, vq))
