"""What the rows of the decision table lead to: each outcome is a function from a case to a decision."""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import partial
from typing import TYPE_CHECKING, Any

from counterfoil.reconcile import notes
from counterfoil.reconcile.cases import edits_there
from counterfoil.reconcile.check import fault_of
from counterfoil.reconcile.decision import Act, Decision, FieldConflict, Hold, Master
from counterfoil.reconcile.lines import filled_in, repeated_lines
from counterfoil.reconcile.merge import NEVER_BLANK, Merged, is_blank, merge, overwrite, pair, replaced
from counterfoil.records import Bill

if TYPE_CHECKING:
    from collections.abc import Callable

    from counterfoil.reconcile.cases import Case
    from counterfoil.records import Problem, Record

MONEY = frozenset({"amount", "account", "vendor", "item"})
"""Fields whose conflict no policy decides on a committed bill; an item stands for the account it posts to."""


def _nothing(case: Case) -> Decision:
    return Decision(base=case.base_value)


def _skip(case: Case) -> Decision:
    return Decision(base=case.base_value, notes=(notes.PAID_BEFORE_SYNC,))


def _close(_case: Case) -> Decision:
    return Decision()


def _create_here(case: Case) -> Decision:
    return Decision(here=Act.CREATE, value_here=case.theirs, base=case.theirs)


def _create_there(case: Case) -> Decision:
    fault = fault_of(case.ours, None)
    if fault:
        return hold(case, Hold.BROKEN, notes.broken(fault))
    return Decision(there=Act.CREATE, value_there=case.ours)


def _delete_here(_case: Case) -> Decision:
    return Decision(here=Act.DELETE)


def _delete_there(case: Case) -> Decision:
    return Decision(there=Act.DELETE, base=case.base_value)


def _deactivate_there(case: Case) -> Decision:
    value: Any = case.theirs
    return Decision(there=Act.CHANGE, value_there=replace(value, is_active=False), base=case.base_value)


def _agree(case: Case) -> Decision:
    return Decision(base=case.theirs)


def _replace_here(case: Case) -> Decision:
    theirs, ours = _both(case)
    if ours == theirs:
        return _agree(case)
    lost = replaced(case.base_value, theirs, ours)
    return Decision(here=Act.CHANGE, value_here=theirs, base=theirs, conflicts=lost)


def _overwrite_there(case: Case) -> Decision:
    theirs, ours = _both(case)
    merged = overwrite(case.base_value, theirs, _without_withheld(case, ours))
    acts = merged.value != theirs
    return _checked(
        case,
        Decision(
            there=Act.CHANGE if acts else Act.NOTHING,
            value_there=merged.value if acts else None,
            base=case.base_value if acts else theirs,
            conflicts=merged.conflicts,
            notes=_withheld(case, ours),
        ),
    )


def _merge(case: Case) -> Decision:
    theirs, ours = _both(case)
    assert case.base_value is not None, "a merge needs what was agreed"
    return _settle(case, merge(case.base_value, theirs, _without_withheld(case, ours), case.policy.master))


def _pair(case: Case, *, fill_blanks: bool) -> Decision:
    theirs, ours = _both(case)
    merged = pair(theirs, _without_withheld(case, ours), case.policy.master, fill_blanks=fill_blanks)
    return _settle(case, merged)


def _settle(case: Case, merged: Merged) -> Decision:
    """Turn a merge into acts on both sides; QuickBooks' value is then agreed in every field that was not pushed."""
    theirs, ours = _both(case)
    if case.facts.is_committed_here and any(is_money(conflict) for conflict in merged.conflicts):
        return replace(hold(case, Hold.CONFLICT), conflicts=undecided(merged.conflicts))
    here, lost = _with_own_items(case, merged.value)
    return _checked(
        case,
        Decision(
            here=Act.NOTHING if here == ours else Act.CHANGE,
            there=Act.NOTHING if merged.value == theirs else Act.CHANGE,
            value_here=None if here == ours else here,
            value_there=None if merged.value == theirs else merged.value,
            base=theirs,
            conflicts=merged.conflicts + lost,
            notes=_withheld(case, here),
        ),
    )


def _checked(case: Case, decision: Decision) -> Decision:
    """Hold what QuickBooks could not take, rather than write the best that can be made of it."""
    fault = fault_of(decision.value_there, case.theirs)
    if not fault:
        return decision
    return replace(hold(case, Hold.BROKEN, notes.broken(fault)), conflicts=undecided(decision.conflicts))


def hold(case: Case, why: Hold, *said: Problem) -> Decision:
    """Let the record wait; nothing is written and the base stays."""
    return Decision(base=case.base_value, hold=why, notes=said)


def is_money(conflict: FieldConflict) -> bool:
    """Whether a conflict is about money: such a field, or a whole line."""
    return conflict.path.endswith("]") or conflict.path.endswith("lines") or conflict.path.split(".")[-1] in MONEY


def undecided(conflicts: tuple[FieldConflict, ...]) -> tuple[FieldConflict, ...]:
    """The same conflicts, waiting for a person."""
    return tuple(replace(conflict, winner=None) for conflict in conflicts)


def _both(case: Case) -> tuple[Record, Record]:
    assert case.theirs is not None, "the table asks for this outcome only with a record on both sides"
    assert case.ours is not None, "the table asks for this outcome only with a record on both sides"
    return case.theirs, case.ours


# What stays as QuickBooks has it; above all the item lines of a bill that receives a purchase order (B10 to B12).


def _without_withheld(case: Case, ours: Record) -> Record:
    """Ours as far as it may travel: what QuickBooks always has, and an order's item lines, as QuickBooks has them."""
    theirs = case.theirs
    if not isinstance(ours, Bill) or not isinstance(theirs, Bill):
        return ours
    kept: dict[str, Any] = {name: getattr(theirs, name) for name in NEVER_BLANK if is_blank(getattr(ours, name))}
    if case.facts.is_order_linked:
        kept["item_lines"] = theirs.item_lines
    else:
        # without two-way sync what QuickBooks filled in never comes here: a blank is not what somebody cleared
        agreed = case.base_value.item_lines if isinstance(case.base_value, Bill) and case.policy.two_way else ()
        kept["item_lines"] = filled_in(agreed, theirs.item_lines, ours.item_lines)
    return replace(ours, **kept)


def _with_own_items(case: Case, value: Record) -> tuple[Record, tuple[FieldConflict, ...]]:
    """The value for this side: rows edited here stay until QuickBooks' own rows change, which then replace them."""
    theirs, ours, base = case.theirs, case.ours, case.base_value
    if not case.facts.is_order_linked or not isinstance(value, Bill):
        return value, ()
    assert isinstance(theirs, Bill), "both sides of a bill are bills"
    assert isinstance(ours, Bill), "both sides of a bill are bills"
    agreed = base.item_lines if isinstance(base, Bill) else ()
    if isinstance(base, Bill) and theirs.item_lines == agreed:
        return replace(value, item_lines=ours.item_lines), ()
    lost = repeated_lines("item_lines", agreed, ours.item_lines, theirs.item_lines, Master.QUICKBOOKS)
    return value, tuple(lost)


def _withheld(case: Case, here: Record) -> tuple[Problem, ...]:
    """The message of rule B10, when rows here are not to travel."""
    if not case.facts.is_order_linked or not isinstance(here, Bill) or not isinstance(case.theirs, Bill):
        return ()
    return () if here.item_lines == case.theirs.item_lines else (notes.ITEMS_WITHHELD,)


@dataclass(frozen=True, slots=True)
class Outcome:
    """What a row of the table leads to, and its sentence in the documentation."""

    decide: Callable[[Case], Decision]
    meaning: str


OUTCOMES: dict[str, Outcome] = {
    "nothing": Outcome(_nothing, "neither side changes"),
    "skip": Outcome(_skip, "neither side changes; the run's details say why"),
    "close": Outcome(_close, "nothing is left to keep equal"),
    "create here": Outcome(_create_here, "Counterfoil gets QuickBooks' record"),
    "create there": Outcome(_create_there, "QuickBooks gets ours"),
    "delete here": Outcome(_delete_here, "ours becomes inactive, with its history"),
    "delete there": Outcome(_delete_there, "QuickBooks' is deleted"),
    "deactivate there": Outcome(_deactivate_there, "QuickBooks' list record becomes inactive"),
    "agree": Outcome(_agree, "the base moves; neither side changes"),
    "replace here": Outcome(_replace_here, "ours becomes QuickBooks'; what it held is kept as conflicts"),
    "overwrite there": Outcome(_overwrite_there, "QuickBooks' becomes ours; what it held is kept as conflicts"),
    "merge": Outcome(_merge, "three-way merge; each side gets what it lacks"),
    "pair": Outcome(partial(_pair, fill_blanks=True), "two-way merge; each side fills the other's blanks"),
    "compare": Outcome(partial(_pair, fill_blanks=False), "two-way merge; every difference is a conflict"),
    "hold review": Outcome(partial(hold, why=Hold.REVIEW), "a person decides"),
    "hold approved": Outcome(
        lambda case: replace(hold(case, Hold.APPROVED_EDIT), conflicts=edits_there(case)),
        "a person decides; every edit is shown with both values",
    ),
    "hold paid": Outcome(lambda case: hold(case, Hold.PAID, notes.EDITED_WHILE_PAID), "waits until it is unpaid again"),
}
"""The words of the table's column *then*."""
