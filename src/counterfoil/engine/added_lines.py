"""Lines that a write of ours adds to a bill: under which TxnLineID each of them stands in QuickBooks.

QuickBooks numbers lines itself, so a line that we have just added is known only by what it says and where it stands.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

from counterfoil.engine.books import Write
from counterfoil.engine.references import to_ours, translate
from counterfoil.reconcile.decision import Act
from counterfoil.reconcile.lines import is_same_but_for_blanks, look_alikes, match
from counterfoil.records import Bill

if TYPE_CHECKING:
    from collections.abc import Iterable

    from counterfoil.engine.books import Intent, Link
    from counterfoil.engine.turn import Turn
    from counterfoil.records import Record

TABLES = ("expense_lines", "item_lines")
"""The tables of lines that a bill has."""


def adopt_lines(before: Any, asked: Any, kept: Any) -> tuple[Any, dict[str, str]]:
    """Give the lines that were added the TxnLineIDs under which QuickBooks keeps them: they stand where we put them.

    Added is what QuickBooks did not hold `before`, even if it has a TxnLineID: somebody may have removed it there, and
    the bill's master put it back. Returns the record with those ids, and our keys of lines → TxnLineIDs.
    """
    if not isinstance(asked, Bill) or not isinstance(kept, Bill):
        return asked, {}
    held = line_ids_in(before)
    found: dict[str, str] = {}
    tables: dict[str, Any] = {}
    for name in TABLES:
        mine, theirs = getattr(asked, name), getattr(kept, name)
        known = {line.id for line in mine}
        found |= _same_lines(
            [line for line in mine if line.id not in held], [line for line in theirs if line.id not in known]
        )
        tables[name] = tuple(replace(line, id=found.get(line.id, line.id)) for line in mine)
    return replace(asked, **tables), found


def line_ids_in(record: Any) -> frozenset[str]:
    """The ids of a bill's lines; none of anything else."""
    return frozenset(line.id for line in record.lines()) if isinstance(record, Bill) else frozenset()


def _same_lines(new: list[Any], added: list[Any]) -> dict[str, str]:
    """Our keys → TxnLineIDs: equal lines are the same, then equal but for blanks; of the rest those that look alike."""
    pairs = match(new, added)
    for i, line in enumerate(new):
        alike = (j for j, other in enumerate(added) if j not in pairs.values() and is_same_but_for_blanks(line, other))
        if i not in pairs and (j := next(alike, None)) is not None:
            pairs[i] = j
    rest = [i for i in range(len(new)) if i not in pairs]
    others = [j for j in range(len(added)) if j not in pairs.values()]
    found = look_alikes([new[i] for i in rest], [added[j] for j in others])
    pairs |= {rest[i]: others[j] for i, j in found.items()}
    return {new[i].id: added[j].id for i, j in pairs.items()}


def with_lines_found(turn: Turn, intent: Intent, link: Link, record: Record) -> Any:
    """The base with those lines of a write in doubt that stand there just as they were sent: they are agreed.

    Otherwise a line that was edited here meanwhile would look like another, and would be added once more.
    """
    if not isinstance(intent.before, Bill) or not isinstance(intent.after, Bill) or not isinstance(link.base, Bill):
        return link.base
    ids = {line.id: id_ for table in TABLES for id_, line in _found(intent, record, table).items()}
    if not ids:
        return link.base
    turn.books.write([Write(Act.CHANGE, link.kind, link.id, link.record_id, line_ids=ids)])
    sent = translate(intent.after, to_ours(turn.books, [intent.after])).record
    return _with_lines(link.base, sent, ids)


def _with_lines(base: Any, sent: Any, ids: dict[str, str]) -> Any:
    """The base with those of the sent lines that have got an id and are not in it yet."""
    held = line_ids_in(base)
    tables: dict[str, Any] = {}
    for table in TABLES:
        found = [replace(line, id=ids[line.id]) for line in getattr(sent, table) if line.id in ids]
        tables[table] = (*getattr(base, table), *(line for line in found if line.id not in held))
    return replace(base, **tables)


def _found(intent: Intent, record: Any, table: str) -> dict[str, Any]:
    """TxnLineIDs that are new there → the lines that the write was to add, where the two say the same."""
    new, added = _added(intent, table), _unknown(getattr(record, table), getattr(intent.before, table))
    return {added[j].id: new[i] for i, j in match(new, added).items()}


def added_lines_in_doubt(intent: Intent, record: Record) -> bool:
    """Whether lines that we meant to add may be there already, in other words than ours: merging would double them."""
    if not isinstance(record, Bill) or not isinstance(intent.after, Bill) or not isinstance(intent.before, Bill):
        return False
    return any(
        _unmatched(_added(intent, table), _unknown(getattr(record, table), getattr(intent.before, table)))
        for table in TABLES
    )


def added_on_both_sides(base: Any, theirs: Any, ours: Any) -> bool:
    """Whether lines were added on both sides that may be the same, in other words: merging would double them."""
    if not isinstance(base, Bill) or not isinstance(theirs, Bill) or not isinstance(ours, Bill):
        return False
    return any(
        _unmatched(*(_unknown(getattr(side, table), getattr(base, table)) for side in (ours, theirs)))
        for table in TABLES
    )


def _added(intent: Intent, table: str) -> list[Any]:
    """The lines of a table that the write was to add."""
    return _unknown(getattr(intent.after, table), getattr(intent.before, table))


def _unknown(lines: Iterable[Any], known: Iterable[Any]) -> list[Any]:
    ids = {line.id for line in known}
    return [line for line in lines if line.id not in ids]


def _unmatched(new: list[Any], added: list[Any]) -> bool:
    pairs = match(new, added)
    return len(pairs) < len(new) and len(pairs) < len(added)


def same_content(one: Any, other: Any) -> bool:
    """Whether two records say the same, whatever the ids of lines that were only just added."""
    if not isinstance(one, Bill) or not isinstance(other, Bill):
        return bool(one == other)
    return without_ids(one) == without_ids(other)


def without_ids(bill: Bill) -> Bill:
    """The bill with lines that say who they are by what they say alone."""
    tables: dict[str, Any] = {table: tuple(replace(line, id="") for line in getattr(bill, table)) for table in TABLES}
    return replace(bill, **tables)
