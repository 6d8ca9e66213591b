"""The decision table, as data: for a record's three values, the first row that applies says what happens.

`base`: none (never linked), lost (was linked, what was agreed is unknown), agreed; `any`: whichever.
`there`, `here`: gone; present (nothing was agreed), or same as the base, or changed since; `any`: whichever.
`given`: a condition of `reconcile.cases`; empty: always. `then`: an outcome of `reconcile.outcomes`.
"""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Row:
    """One row: a pattern, what happens then, and why in plain words."""

    base: str
    there: str
    here: str
    given: str
    then: str
    reason: str


TABLE: tuple[Row, ...] = (
    Row("agreed", "same", "same", "", "nothing", "nothing changed"),
    Row("any", "gone", "gone", "", "close", "gone on both sides"),
    Row("any", "any", "any", "never comes", "nothing", "payments made in QuickBooks do not come over (rule B6)"),
    # Never linked
    Row("none", "present", "gone", "transactions off", "nothing", "transactions do not move yet (rule S6)"),
    Row("none", "present", "gone", "one-way", "nothing", "bills do not come over without two-way sync (rule B1)"),
    Row("none", "present", "gone", "void", "nothing", "void in QuickBooks and never synced"),
    Row("none", "present", "gone", "paid or partly paid", "skip", "already paid in QuickBooks, never synced (rule B6)"),
    Row("none", "present", "gone", "older than the switch", "nothing", "older than two-way sync (rule B5)"),
    Row("none", "present", "gone", "", "create here", "new in QuickBooks (rules B4, B7)"),
    Row("none", "gone", "present", "only comes", "nothing", "this kind only comes from QuickBooks (rule D6)"),
    Row("none", "gone", "present", "", "create there", "new in Counterfoil"),
    Row("none", "present", "present", "only comes", "replace here", "paired; QuickBooks owns this kind (rule C5)"),
    Row("none", "present", "present", "one-way", "overwrite there", "paired without two-way sync (rule B1)"),
    Row("none", "present", "present", "", "pair", "paired (rule C5)"),
    # Linked once, but what was agreed is lost
    Row("lost", "present", "present", "only comes", "replace here", "compared anew; QuickBooks owns this kind"),
    Row("lost", "present", "present", "one-way", "overwrite there", "compared anew without two-way sync (rule B1)"),
    Row("lost", "present", "present", "", "compare", "compared anew"),
    Row("lost", "any", "any", "", "hold review", "gone on one side, and nobody can tell whether it was edited"),
    # Deleted in QuickBooks
    Row("agreed", "gone", "same", "transactions off", "nothing", "transactions do not move yet (rule S6)"),
    Row("agreed", "gone", "same", "one-way", "nothing", "deletions do not come back without two-way sync (rule B1)"),
    Row("agreed", "gone", "same", "committed here", "hold review", "deleted in QuickBooks, but approved here"),
    Row("agreed", "gone", "same", "", "delete here", "deleted in QuickBooks (rule B4)"),
    Row("agreed", "gone", "changed", "", "hold review", "deleted in QuickBooks, edited here (rule C3)"),
    # Deleted in Counterfoil
    Row("agreed", "any", "gone", "only comes", "nothing", "QuickBooks owns this kind (rule D6)"),
    Row("agreed", "same", "gone", "inactive there", "nothing", "deleted here, inactive there (rule C7)"),
    Row("agreed", "same", "gone", "a list record", "deactivate there", "deleted here (rule C7)"),
    Row("agreed", "same", "gone", "paid or partly paid", "hold review", "deleted here, but paid in QuickBooks"),
    Row("agreed", "same", "gone", "", "delete there", "deleted in Counterfoil (rules B4, B13)"),
    Row("agreed", "changed", "gone", "", "hold review", "deleted here, edited in QuickBooks (rule C3)"),
    # On both sides
    Row("agreed", "changed", "changed", "alike", "agree", "both sides made the same edit"),
    Row("agreed", "same", "changed", "only comes", "nothing", "edits of this kind do not travel (rule D6)"),
    Row("agreed", "changed", "any", "only comes", "replace here", "edited in QuickBooks, which owns this kind"),
    Row("agreed", "changed", "changed", "void", "hold review", "void in QuickBooks, edited here (rule C3)"),
    Row("agreed", "changed", "same", "transactions off", "nothing", "transactions do not move yet (rule S6)"),
    Row("agreed", "changed", "same", "one-way", "nothing", "edits do not come back without two-way sync (rule B1)"),
    Row("agreed", "changed", "same", "older than the switch", "nothing", "edited before two-way sync (rule B5)"),
    Row("agreed", "changed", "same", "void, and approved here", "hold review", "void in QuickBooks, approved here"),
    Row("agreed", "changed", "same", "void", "merge", "void in QuickBooks"),
    Row("agreed", "changed", "any", "fully paid", "hold paid", "edited in QuickBooks while fully paid (rule B8)"),
    Row("agreed", "changed", "changed", "one-way", "overwrite there", "edited here, without two-way sync (rule B1)"),
    Row("agreed", "changed", "any", "approved, and such edits wait", "hold approved", "approved here (rule B16)"),
    Row("agreed", "changed", "same", "", "merge", "edited in QuickBooks (rule B4)"),
    Row("agreed", "same", "changed", "", "merge", "edited in Counterfoil (rule B4)"),
    Row("agreed", "changed", "changed", "", "merge", "edited on both sides (rules C1, C2)"),
)


@dataclass(frozen=True, slots=True)
class Bar:
    """A reason for which a write to QuickBooks has to wait: the condition, and the hold it gives."""

    given: str
    deletes_too: bool
    hold: str
    reason: str


BARS: tuple[Bar, ...] = (
    Bar("transactions off", True, "preference", "transactions do not move to QuickBooks yet (rule S6)"),
    Bar("not approved", False, "approval", "only approved bills post (rule B15)"),
    Bar("in a closed period", True, "closed_period", "dated in a closed period (rule S11)"),
    Bar("the accountant's", True, "accountants_copy", "dated in the time that the accountant's copy is about"),
)
"""What bars any write to QuickBooks, whatever row asked for it; the first that applies."""
