"""Bills dated in a closed period (rule S11): what bars a write, and the first open day that it may be dated to."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import TYPE_CHECKING

from counterfoil.reconcile import notes
from counterfoil.reconcile.days import is_on_or_before
from counterfoil.reconcile.decision import Act, ClosedPeriod
from counterfoil.records import Bill

if TYPE_CHECKING:
    from counterfoil.reconcile.cases import Case
    from counterfoil.reconcile.decision import Decision


def to_first_open_day(case: Case, decision: Decision) -> Decision | None:
    """The decision with our bill dated to the first open day on both sides; None where that is not how it goes.

    A bill that QuickBooks itself holds in the closed period cannot be changed there at all, whatever date it is given.
    """
    closing, there = case.facts.closing_date, decision.value_there
    if closing is None or case.policy.closed_period is not ClosedPeriod.FIRST_OPEN_DAY:
        return None
    if decision.there not in (Act.CREATE, Act.CHANGE) or is_on_or_before(closing, case.theirs):
        return None
    if not isinstance(there, Bill) or not is_on_or_before(closing, there):
        return None
    here = decision.value_here if decision.value_here is not None else case.ours
    assert isinstance(here, Bill), "what is sent stands here too"
    assert there.txn_date is not None, "it is dated on or before the closing date"
    day = closing + timedelta(days=1)
    said = notes.dated_to_open_day(closing, there.txn_date, day)
    return replace(
        decision,
        here=Act.CHANGE,
        value_here=replace(here, txn_date=day),
        value_there=replace(there, txn_date=day),
        notes=(*decision.notes, said),
    )


def reason(case: Case) -> str:
    """Why it waits, with the day."""
    day = case.facts.closing_date
    return f"the books are closed through {notes.said(day)} (rule S11)" if day else ""
