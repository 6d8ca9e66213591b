"""The same bill entered by hand on both sides: which two are surely one, and which may be (rule C4). Pure.

Vendor and total must be the same and the dates within a week; then the numbers decide. RefNumbers are not unique in
QuickBooks, so a number alone never links.
"""

from __future__ import annotations

import re
from collections import defaultdict
from dataclasses import dataclass
from enum import IntEnum
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from decimal import Decimal

    from counterfoil.records import Bill

DAYS = 7
"""How far apart the dates of one bill may have been entered."""

SHORTEST = 3
"""Characters of a number that another may end with to be taken for the same: `104` and `INV-104`."""

_SPECIAL = re.compile(r"[\W_]+")
_PREFIX = re.compile(r"^(?:invoice|bill|inv|no|nr)+0*")


class Likeness(IntEnum):
    """How alike two bills are."""

    NONE = 0
    MAYBE = 1
    SURE = 2


@dataclass(frozen=True, slots=True)
class Entered:
    """A bill of one side, in our vocabulary; `is_free`: linked to nothing, and nothing is paid on it."""

    id: str
    bill: Bill
    is_free: bool = True


def block(bill: Bill) -> tuple[str, Decimal]:
    """What two bills must share to be looked at together: vendor and total."""
    return bill.vendor.id, bill.total


def likeness(one: Bill, other: Bill) -> Likeness:
    """Compare two bills."""
    if block(one) != block(other) or not one.total or _days_apart(one, other) > DAYS:
        return Likeness.NONE
    mine, theirs = _number(one.ref_number), _number(other.ref_number)
    if mine and mine == theirs:
        return Likeness.SURE if one.txn_date and other.txn_date else Likeness.MAYBE
    if not mine or not theirs:
        return Likeness.MAYBE
    return Likeness.MAYBE if _may_mean_the_same(mine, theirs) else Likeness.NONE


def twins(theirs: Sequence[Entered], ours: Sequence[Entered]) -> dict[str, str]:
    """QuickBooks id → our id for those that are surely one: the only candidate each way, its number the same."""
    found: dict[str, list[tuple[Likeness, Entered]]] = defaultdict(list)
    back: dict[str, int] = defaultdict(int)
    by_block: dict[tuple[str, Decimal], list[Entered]] = defaultdict(list)
    for each in ours:
        by_block[block(each.bill)].append(each)
    for there in theirs:
        for here in by_block[block(there.bill)]:
            how = likeness(there.bill, here.bill)
            if how:
                found[there.id].append((how, here))
                back[here.id] += 1
    pairs = {}
    for there in theirs:
        if len(found[there.id]) == 1 and there.is_free:
            how, here = found[there.id][0]
            if how is Likeness.SURE and here.is_free and back[here.id] == 1:
                pairs[there.id] = here.id
    return pairs


def suspects(bill: Bill, others: Iterable[Entered]) -> list[Entered]:
    """Which of the others may be this bill, the likeliest first."""
    found = [(likeness(bill, other.bill), other) for other in others]
    alike = [(how, other) for how, other in found if how]
    alike.sort(key=lambda pair: (-pair[0], _days_apart(bill, pair[1].bill), pair[1].id))
    return [other for _, other in alike]


def _days_apart(one: Bill, other: Bill) -> int:
    """Days between the two dates; none where one has no date yet."""
    return abs((one.txn_date - other.txn_date).days) if one.txn_date and other.txn_date else 0


def _number(text: str) -> str:
    """A reference number as it is compared: letters and digits in small letters, without leading noughts."""
    return _SPECIAL.sub("", text.casefold()).lstrip("0")


def _may_mean_the_same(one: str, other: str) -> bool:
    """Whether two different numbers may be one: but for the word before it, or the beginning that one left out."""
    short, long = sorted((_PREFIX.sub("", one), _PREFIX.sub("", other)), key=len)
    return short == long or (len(short) >= SHORTEST and long.endswith(short))
