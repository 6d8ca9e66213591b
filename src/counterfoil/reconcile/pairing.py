"""The pairing of list records that exist on both sides when a company is first connected (rule C5)."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from counterfoil.records import Account

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
    """What must be equal for two records to be one: the full name in any case; for accounts also number and type."""
    name = named.full_name.casefold()
    record = named.record
    return (name, record.number, record.account_type) if isinstance(record, Account) else (name,)


def paired(theirs: Iterable[Named], ours: Iterable[Named]) -> dict[str, str]:
    """QuickBooks id → our id, for every record that has exactly one counterpart; ambiguous ones stay unpaired."""
    there, here = _by_key(theirs), _by_key(ours)
    return {there[key][0]: here[key][0] for key in there if len(there[key]) == 1 and len(here.get(key, ())) == 1}


def _by_key(side: Iterable[Named]) -> Mapping[tuple[Any, ...], list[str]]:
    found: dict[tuple[Any, ...], list[str]] = defaultdict(list)
    for named in side:
        found[key_of(named)].append(named.id)
    return found
