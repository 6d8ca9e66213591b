"""One record's three values and what is known about it, and the words in which the decision table speaks of them."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from counterfoil.reconcile.days import is_on_or_before
from counterfoil.reconcile.decision import Facts, FieldConflict, Paid, Policy
from counterfoil.reconcile.outstanding import outstanding
from counterfoil.records import LIST_KINDS, Bill, Item, Kind
from counterfoil.records.lists import MADE_HERE

if TYPE_CHECKING:
    from collections.abc import Callable

    from counterfoil.records import Record

ONLY_COME = frozenset({Kind.TERMS, Kind.PURCHASE_ORDER})
"""Kinds that QuickBooks owns (rules D6, D10); of items it owns some types, see `only_comes`."""

NEVER_COME = frozenset({Kind.BILL_PAYMENT})
"""Kinds that are watched and not imported (rule B6)."""


def only_comes(kind: Kind, *values: Record | None) -> bool:
    """Whether QuickBooks owns this record: what stands here is never sent there (rules D5, D6, D10).

    `values` are what is known of it, QuickBooks' own first: an item is of the type that it has there.
    """
    item = next((value for value in values if isinstance(value, Item)), None)
    return kind in ONLY_COME or (item is not None and item.item_type not in MADE_HERE)


@dataclass(frozen=True, slots=True)
class Case:
    """What the decision table looks at.

    `ours` has its lines without an account on the unallocated account (rule B17). `base` in words: `none` (never
    linked), `lost` (was linked, but what was agreed is not known) or `agreed`. `there` and `here` in words: `gone`;
    with an agreed base `same` or `changed`, without one `present`.
    """

    kind: Kind
    base_value: Record | None
    theirs: Record | None
    ours: Record | None
    policy: Policy
    facts: Facts
    base: str
    there: str
    here: str


def case_of(  # noqa: PLR0913, PLR0917  the six arguments of `decide`
    kind: Kind, base: Record | None, theirs: Record | None, ours: Record | None, policy: Policy, facts: Facts
) -> Case:
    """Say of one record how its three values stand to each other."""
    if ours != base:
        ours = with_accounts(ours, policy)
    known = "agreed" if base is not None else "lost" if facts.was_linked else "none"
    return Case(kind, base, theirs, ours, policy, facts, known, _stands(theirs, base), _stands(ours, base))


def _stands(value: Record | None, base: Record | None) -> str:
    if value is None:
        return "gone"
    if base is None:
        return "present"
    return "same" if value == base else "changed"


def with_accounts(record: Record | None, policy: Policy) -> Record | None:
    """A bill with its account-less expense lines on *Unallocated expenses* (rule B17); anything else as it is."""
    if not isinstance(record, Bill) or not policy.unallocated_account:
        return record
    if all(line.account for line in record.expense_lines):
        return record
    account = policy.unallocated_account
    lines = tuple(line if line.account else replace(line, account=account) for line in record.expense_lines)
    return replace(record, expense_lines=lines)


def is_older_than_switch(case: Case) -> bool:
    """Whether a bill was created and last changed before two-way sync was switched on (rule B5)."""
    since, facts = case.policy.two_way_since, case.facts
    return case.kind is Kind.BILL and all(t != "" and t < since for t in (facts.time_created, facts.time_modified))


def is_in_closed_period(case: Case) -> bool:
    """Whether a write to QuickBooks would touch a date on or before the closing date (rule S11)."""
    return is_on_or_before(case.facts.closing_date, case.theirs, case.ours)


def is_the_accountants(case: Case) -> bool:
    """Whether a write would touch what is the accountant's who has a copy of the file (docs/quickbooks.md 6.1)."""
    return is_on_or_before(case.facts.dividing_date, case.theirs, case.ours)


def edits_there(case: Case) -> tuple[FieldConflict, ...]:
    """What QuickBooks changed on a bill that ours does not have, as conflicts for a person (rule B16)."""
    values = case.base_value, case.theirs, case.ours
    if not all(isinstance(value, Bill) for value in values):
        return ()
    base, theirs, ours = values
    return outstanding(base, theirs, ours)  # type: ignore[arg-type]  # bills, as was just seen


CONDITIONS: dict[str, Callable[[Case], bool]] = {
    "": lambda case: True,  # noqa: ARG005  always
    "only comes": lambda case: only_comes(case.kind, case.theirs, case.base_value, case.ours),
    "never comes": lambda case: case.kind in NEVER_COME,
    "a list record": lambda case: case.kind in LIST_KINDS,
    "inactive there": lambda case: case.kind in LIST_KINDS and not getattr(case.theirs, "is_active", True),
    "transactions off": lambda case: case.kind is Kind.BILL and not case.policy.move_transactions,
    "one-way": lambda case: case.kind is Kind.BILL and not case.policy.two_way,
    "older than the switch": is_older_than_switch,
    "void": lambda case: case.facts.is_void,
    "void, and approved here": lambda case: (
        case.facts.is_void and (case.facts.is_approved or case.facts.is_committed_here)
    ),
    "paid or partly paid": lambda case: case.facts.paid is not Paid.UNPAID,
    "fully paid": lambda case: case.facts.paid is Paid.FULLY,
    "committed here": lambda case: case.facts.is_committed_here,
    "approved, and such edits wait": lambda case: (
        case.policy.holds_edits_of_approved and case.facts.is_approved and bool(edits_there(case))
    ),
    "not approved": lambda case: (
        case.kind is Kind.BILL and case.policy.post_only_approved and not case.facts.is_approved
    ),
    "in a closed period": is_in_closed_period,
    "the accountant's": is_the_accountants,
    "alike": lambda case: case.theirs == case.ours,
}
"""The words of the table's column *given*."""
