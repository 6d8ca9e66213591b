"""The pairing of list records that exist on both sides when a company is first connected (rule C5)."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from counterfoil.records import Account, Item

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from counterfoil.records import Record


@dataclass(frozen=True, slots=True)
class Named:
    """A list record of one side with its full name: its ancestors' names and its own, joined with colons."""

    id: str
    full_name: str
    record: Record


def key_of(named: Named) -> tuple[Any, ...]:
    """What must be equal for two records to be one: the full name in any case, and what never changes of it.

    That is, for accounts, number and type; for items the type, and whether it is both sold and purchased.
    """
    name = named.full_name.casefold()
    match named.record:
        case Account(number=number, account_type=account_type):
            return (name, number, account_type)
        case Item(item_type=item_type, is_both_sold_and_purchased=is_both):
            return (name, item_type, is_both)
    return (name,)


def paired(theirs: Iterable[Named], ours: Iterable[Named]) -> dict[str, str]:
    """QuickBooks id → our id, for every record that has exactly one counterpart; ambiguous ones stay unpaired."""
    there, here = _by_key(theirs), _by_key(ours)
    return {there[key][0]: here[key][0] for key in there if len(there[key]) == 1 and len(here.get(key, ())) == 1}


def _by_key(side: Iterable[Named]) -> Mapping[tuple[Any, ...], list[str]]:
    found: dict[tuple[Any, ...], list[str]] = defaultdict(list)
    for named in side:
        found[key_of(named)].append(named.id)
    return found
