"""The merge of a bill's lines, matched by their TxnLineID and, where QuickBooks renumbered them, by their content.

The order is QuickBooks', because retained lines must keep it (docs/quickbooks.md 4.2); a line added here follows the
line it follows here. A line that was edited on one side and deleted on the other is a conflict (rule C2). Lines are
matched one to one, so that two identical lines never become one. Item groups are read-only: QuickBooks' stand.
"""

from __future__ import annotations

from dataclasses import dataclass, fields, replace
from typing import TYPE_CHECKING, Any

from counterfoil.reconcile.decision import FieldConflict, Master, Sides
from counterfoil.reconcile.text import text_of
from counterfoil.records import ExpenseLine, ItemGroupLine, ItemLine, PurchaseOrderLine

if TYPE_CHECKING:
    from collections.abc import Hashable, Sequence

PRICED_TOGETHER = ("quantity", "unit_of_measure", "cost", "amount")
"""Fields that are merged as one, called `amount`: one side's quantity at the other's cost is neither's amount."""


def _units(cls: type[Any]) -> tuple[tuple[str, tuple[str, ...]], ...]:
    """What is merged as one in a line: each field but the id by itself, and what is priced together."""
    names = [field.name for field in fields(cls) if field.name != "id"]
    priced = tuple(name for name in names if name in PRICED_TOGETHER)
    return (*((name, (name,)) for name in names if name not in PRICED_TOGETHER), ("amount", priced))


UNITS = {cls: _units(cls) for cls in (ExpenseLine, ItemLine, PurchaseOrderLine)}
"""Class of line → what is merged as one: its name in conflicts, its fields."""


@dataclass(slots=True)
class _Line:
    """One line on its way through the merge: where it stands in each of the three lists, if there."""

    base: Any = None
    theirs: Any = None
    ours: Any = None


def merge_lines(
    table: str, base: Sequence[Any], theirs: Sequence[Any], ours: Sequence[Any], master: Master
) -> tuple[tuple[Any, ...], list[FieldConflict]]:
    """The lines that both sides are to hold, in order, and what was disputed about them."""
    if tuple(theirs) == tuple(ours):
        return tuple(theirs), []
    lines, own = _matched(base, theirs, ours)
    conflicts: list[FieldConflict] = []
    kept: list[tuple[_Line, Any]] = []
    for line in lines:
        value = _merged(table, line, master, conflicts)
        if value is not None:
            _place(kept, line, value, own)
    return tuple(value for _, value in kept), conflicts


def pair_lines(
    table: str, theirs: Sequence[Any], ours: Sequence[Any], master: Master
) -> tuple[tuple[Any, ...], list[FieldConflict]]:
    """The lines of two tables that never agreed: equal ones are QuickBooks', different ones are the master's."""
    if [_content(line) for line in theirs] == [_content(line) for line in ours]:
        return tuple(theirs), []
    sides = Sides({table: tuple(ours)}, {table: tuple(theirs)})
    conflict = FieldConflict(table, "", text_of(tuple(ours)), text_of(tuple(theirs)), master, sides)
    if master is Master.QUICKBOOKS:
        return tuple(theirs), [conflict]
    kept, _ = merge_lines(table, theirs, theirs, ours, master)
    return kept, [conflict]


def repeated_lines(
    table: str, base: Sequence[Any], before: Sequence[Any], after: Sequence[Any], winner: Master
) -> list[FieldConflict]:
    """What one side loses when its lines `before` become `after`: its lines that differ from the base."""
    agreed = {i: base[j] for i, j in match(before, base).items()}
    survivors = {i: after[j] for i, j in match(before, after).items()}
    lost = []
    for i, line in enumerate(before):
        old, new = agreed.get(i), survivors.get(i)
        if _content(line) in (_content(old), _content(new)):
            continue
        mine, other = (line, new) if winner is Master.QUICKBOOKS else (new, line)
        sides = Sides({table: alone(mine)}, {table: alone(other)})
        values = text_of(old), text_of(mine), text_of(other)
        lost.append(FieldConflict(f"{table}[{line.id}]", *values, winner, sides))
    return lost


def filled_in(base: Sequence[Any], theirs: Sequence[Any], ours: Sequence[Any]) -> tuple[Any, ...]:
    """Our item lines with what QuickBooks worked out or filled in by itself: a blank of ours means whatever it has."""
    agreed, there = match(ours, base), match(ours, theirs)
    return tuple(
        _filled_in(base[agreed[i]] if i in agreed else None, theirs[there[i]], line) if i in there else line
        for i, line in enumerate(ours)
    )


def is_same_but_for_blanks(ours: Any, theirs: Any) -> bool:
    """Whether a line of theirs is ours with what QuickBooks worked out or filled in by itself."""
    return bool(_content(_filled_in(None, theirs, ours)) == _content(theirs))


def _filled_in(base: Any, theirs: Any, ours: Any) -> Any:
    if not isinstance(theirs, ItemLine) or not isinstance(ours, ItemLine) or theirs.item != ours.item:
        return ours
    cost = theirs.cost if (theirs.quantity, theirs.amount) == (ours.quantity, ours.amount) else None
    words = "" if getattr(base, "description", "") else theirs.description
    return replace(ours, cost=cost if ours.cost is None else ours.cost, description=ours.description or words)


def match(lines: Sequence[Any], others: Sequence[Any]) -> dict[int, int]:
    """Positions in `lines` → positions in `others`, one to one: by identity first, then by equal content in order."""
    by_id = {(type(line), line.id): j for j, line in enumerate(others) if line.id}
    found = {}
    for i, line in enumerate(lines):
        j = by_id.pop((type(line), line.id), None)
        if j is not None:
            found[i] = j
    taken = set(found.values())
    by_content: dict[Hashable, list[int]] = {}
    for j in reversed([j for j in range(len(others)) if j not in taken]):
        by_content.setdefault(_content(others[j]), []).append(j)
    for i, line in enumerate(lines):
        if i not in found and by_content.get(_content(line)):
            found[i] = by_content[_content(line)].pop()
    return found


MOST_COMPARED = 300
"""Lines on a side up to which each is compared with each; beyond, they are paired by their order alone."""


def look_alikes(lines: Sequence[Any], others: Sequence[Any]) -> dict[int, int]:
    """Positions in `lines` → positions in `others` of what may be the same line, edited since; in the same order.

    The more the two of all pairs together have in common, the better; and any pair is better than none.
    """
    if max(len(lines), len(others)) > MOST_COMPARED:
        return dict(enumerate(range(min(len(lines), len(others)))))
    best = [[(0, 0)] * (len(others) + 1) for _ in range(len(lines) + 1)]  # (in common, pairs) of what stands behind
    for i in reversed(range(len(lines))):
        for j in reversed(range(len(others))):
            common, pairs = best[i + 1][j + 1]
            together = (common + in_common(lines[i], others[j]), pairs + 1)
            best[i][j] = max(together, best[i + 1][j], best[i][j + 1])
    found: dict[int, int] = {}
    i = j = 0
    while i < len(lines) and j < len(others):
        if best[i][j] == best[i + 1][j]:
            i += 1
        elif best[i][j] == best[i][j + 1]:
            j += 1
        else:
            found[i] = j
            i, j = i + 1, j + 1
    return found


def in_common(line: Any, other: Any) -> int:
    """How many fields of two lines say the same; what is blank says nothing."""
    if type(line) is not type(other):
        return 0
    names = (field.name for field in fields(line) if field.name != "id")
    return sum(1 for name in names if getattr(line, name) and getattr(line, name) == getattr(other, name))


def _matched(base: Sequence[Any], theirs: Sequence[Any], ours: Sequence[Any]) -> tuple[list[_Line], list[_Line]]:
    """Every line once: theirs in their order, then those only we have, in ours; and ours in their own order."""
    of_base = {j: _Line(base=line) for j, line in enumerate(base)}
    there = [of_base.get(j, _Line()) if j is not None else _Line() for j in _positions(theirs, base)]
    for line, value in zip(there, theirs, strict=True):
        line.theirs = value
    here = [of_base[j] if j is not None else None for j in _positions(ours, base)]
    added_there = [line for line in there if line.base is None]
    new = [value for line, value in zip(here, ours, strict=True) if line is None]
    same = iter(_positions(new, [line.theirs for line in added_there]))
    own = []
    for known, value in zip(here, ours, strict=True):
        line = known or _line_at(next(same), added_there)
        line.ours = value
        own.append(line)
    return there + [line for line in own if line.theirs is None], own


def _line_at(position: int | None, lines: list[_Line]) -> _Line:
    return _Line() if position is None else lines[position]


def _positions(lines: Sequence[Any], others: Sequence[Any]) -> list[int | None]:
    found = match(lines, others)
    return [found.get(i) for i in range(len(lines))]


def _merged(table: str, line: _Line, master: Master, conflicts: list[FieldConflict]) -> Any:
    """What becomes of one line: its value, or None when it goes."""
    b, q, c = line.base, line.theirs, line.ours
    if isinstance(q, ItemGroupLine):
        if c is not None and _content(c) not in (_content(q), _content(b)):
            conflicts.append(_dispute(table, line, Master.QUICKBOOKS))
        return q
    if q is not None and c is not None:
        return _merged_fields(table, line, master, conflicts)
    if b is None:
        return c if q is None else q
    survivor = c if q is None else q
    if _content(survivor) == _content(b):
        return None
    conflicts.append(_dispute(table, line, master))
    return survivor if (survivor is c) is (master is Master.COUNTERFOIL) else None


def _merged_fields(table: str, line: _Line, master: Master, conflicts: list[FieldConflict]) -> Any:
    """One line that both sides have: merged field by field, under QuickBooks' id."""
    b, q, c = line.base, line.theirs, line.ours
    changes: dict[str, Any] = {}
    for path, names in UNITS[type(q)]:
        vb, vq, vc = (tuple(getattr(side, name, None) for name in names) for side in (b, q, c))
        if vc in (vq, vb):
            continue
        if vq == vb or master is Master.COUNTERFOIL:
            changes.update(zip(names, vc, strict=True))
        if vq != vb:
            base, ours, theirs = (text_of_unit(value) for value in (vb, vc, vq))
            sides = sides_of_unit(type(q), names, vc, vq)
            conflicts.append(FieldConflict(f"{table}[{q.id}].{path}", base, ours, theirs, master, sides))
    return replace(q, **changes) if changes else q


def text_of_unit(values: tuple[Any, ...]) -> str:
    """What is merged as one, in a person's words."""
    return " | ".join(text for text in map(text_of, values) if text)


def _dispute(table: str, line: _Line, winner: Master) -> FieldConflict:
    """One whole line in dispute."""
    identity = (line.base or line.theirs or line.ours).id
    values = text_of(line.base), text_of(line.ours), text_of(line.theirs)
    sides = Sides({table: alone(line.ours)}, {table: alone(line.theirs)})
    return FieldConflict(f"{table}[{identity}]", *values, winner, sides)


def sides_of_unit(cls: type, names: Sequence[str], ours: Sequence[Any], theirs: Sequence[Any]) -> Sides:
    """What the two sides hold of what is merged as one in a line of this class."""
    return Sides(dict(zip(names, ours, strict=True)), dict(zip(names, theirs, strict=True)), cls.__name__)


def alone(line: Any) -> tuple[Any, ...]:
    """The line alone in its table; an empty table for no line."""
    return () if line is None else (line,)


def _place(kept: list[tuple[_Line, Any]], line: _Line, value: Any, own: list[_Line]) -> None:
    """Put theirs at the end, and a line that only we have after the line it follows here."""
    if line.theirs is not None:
        kept.append((line, value))
        return
    at = next(i for i, other in enumerate(own) if other is line)
    before = {id(other) for other in own[:at]}
    place = max((i + 1 for i, (other, _) in enumerate(kept) if id(other) in before), default=0)
    kept.insert(place, (line, value))


def _content(line: Any) -> Any:
    """Everything in a line but its identity; None for no line."""
    if line is None:
        return None
    if isinstance(line, ItemGroupLine):
        return replace(line, id="", lines=tuple(replace(part, id="") for part in line.lines))
    return replace(line, id="")
