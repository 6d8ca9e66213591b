"""What to do with one record, given its three values: the one decision that sync, preview and tests share."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from counterfoil.reconcile import closed
from counterfoil.reconcile.cases import CONDITIONS, Case, case_of
from counterfoil.reconcile.decision import Act, Decision, Hold
from counterfoil.reconcile.outcomes import OUTCOMES, hold, undecided
from counterfoil.reconcile.table import BARS, TABLE, Bar, Row

if TYPE_CHECKING:
    from counterfoil.reconcile.decision import Facts, Policy
    from counterfoil.records import Kind, Record


def decide(  # noqa: PLR0913, PLR0917  three values, what kind they are, and what is known beside them
    kind: Kind,
    base: Record | None,
    quickbooks: Record | None,
    counterfoil: Record | None,
    policy: Policy,
    facts: Facts,
) -> Decision:
    """Say what is to happen with one record; pure, every value in our vocabulary, None for deleted or not there.

    The first row that applies decides (`reconcile.table`, where each row also has its reason):

    base    there    here     given                    then
    ------  -------  -------  -----------------------  ----------------
    agreed  same     same                              nothing
    any     gone     gone                              close
    any     any      any      never comes              nothing
    none    present  gone     transactions off         nothing
    none    present  gone     one-way                  nothing
    none    present  gone     void                     nothing
    none    present  gone     paid or partly paid      skip
    none    present  gone     older than the switch    nothing
    none    present  gone                              create here
    none    gone     present  only comes               nothing
    none    gone     present                           create there
    none    present  present  only comes               replace here
    none    present  present  one-way                  overwrite there
    none    present  present                           pair
    lost    present  present  only comes               replace here
    lost    present  present  one-way                  overwrite there
    lost    present  present                           compare
    lost    any      any                               hold review
    agreed  gone     same     transactions off         nothing
    agreed  gone     same     one-way                  nothing
    agreed  gone     same     committed here           hold review
    agreed  gone     same                              delete here
    agreed  gone     changed                           hold review
    agreed  any      gone     only comes               nothing
    agreed  same     gone     inactive there           nothing
    agreed  same     gone     a list record            deactivate there
    agreed  same     gone     paid or partly paid      hold review
    agreed  same     gone                              delete there
    agreed  changed  gone                              hold review
    agreed  changed  changed  alike                    agree
    agreed  same     changed  only comes               nothing
    agreed  changed  any      only comes               replace here
    agreed  changed  changed  void                     hold review
    agreed  changed  same     transactions off         nothing
    agreed  changed  same     one-way                  nothing
    agreed  changed  same     older than the switch    nothing
    agreed  changed  same     void, and approved here  hold review
    agreed  changed  same     void                     merge
    agreed  changed  any      fully paid               hold paid
    agreed  changed  changed  one-way                  overwrite there
    agreed  changed  any      approved, and such edits wait  hold approved
    agreed  changed  same                              merge
    agreed  same     changed                           merge
    agreed  changed  changed                           merge

    `base` is what both sides last agreed: none (they were never linked), lost (they were, but what was agreed is not
    known) or agreed. `there` and `here` are QuickBooks and Counterfoil: gone, present, the same as the base, or changed
    since. Whatever asks for a write to QuickBooks then waits (`table.BARS`) while transactions are switched off
    (rule S6), for an approval (rule B15), or for a closed period to open (rule S11), unless the
    policy dates it to the first open day; in a file of which an accountant has a copy, for the copy to come back.

    An approval is of an amount, a vendor and a due date: an edit of one of them, on either side, ends it (rule B16).

    On a bill with a line that receives a purchase order, item lines never travel to QuickBooks (rule B10). Money that
    both sides changed on a committed bill is never decided by policy.
    """
    return decide_by(TABLE, BARS, case_of(kind, base, quickbooks, counterfoil, policy, facts))


def decide_by(table: tuple[Row, ...], bars: tuple[Bar, ...], case: Case) -> Decision:
    """Decide by any table; the tests change rows to see that somebody notices."""
    row = next(row for row in table if _applies(row, case))
    decision = OUTCOMES[row.then].decide(case)
    moved = closed.to_first_open_day(case, decision)
    decision = moved or decision
    if decision.there is not Act.NOTHING:
        for bar in bars:
            is_past = moved is not None and bar.hold == Hold.CLOSED_PERIOD
            if (bar.deletes_too or decision.there is not Act.DELETE) and not is_past and CONDITIONS[bar.given](case):
                waits = hold(case, Hold(bar.hold), *(() if moved else decision.notes))
                why = closed.reason(case) if bar.hold == Hold.CLOSED_PERIOD else bar.reason
                return replace(waits, conflicts=undecided(decision.conflicts), reason=why)
    return replace(decision, reason=row.reason)


def _applies(row: Row, case: Case) -> bool:
    return (
        row.base in ("any", case.base)
        and row.there in ("any", case.there)
        and row.here in ("any", case.here)
        and CONDITIONS[row.given](case)
    )
