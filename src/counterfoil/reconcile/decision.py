"""What a decision is made of: the policy and facts that go in, the decision that comes out."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum
from typing import TYPE_CHECKING, Any

from counterfoil.records.refs import NOWHERE, Ref

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import date

    from counterfoil.records import Problem, Record


class Master(StrEnum):
    """Which side wins when the same field was edited on both (rule C2); stored, so the values stay."""

    QUICKBOOKS = "quickbooks"
    COUNTERFOIL = "counterfoil"


class ClosedPeriod(StrEnum):
    """What becomes of a bill of ours that is dated in a closed period (rule S11); stored, so the values stay."""

    HOLD = "hold"
    FIRST_OPEN_DAY = "first_open_day"
    """It is dated to the first open day, on both sides."""


@dataclass(frozen=True, slots=True)
class Policy:
    """The organization's preferences, as far as decisions depend on them.

    `two_way_since` is in QuickBooks' wall clock (`2026-11-22T09:15:00`): bills that were created and last changed
    before it are not imported (rule B5); empty means that every bill may come over.
    """

    master: Master = Master.QUICKBOOKS
    move_transactions: bool = True
    """Rule S6: until ticked, only lists sync."""
    two_way: bool = True
    """Rule B2."""
    two_way_since: str = ""
    post_only_approved: bool = False
    """Rule B15."""
    holds_edits_of_approved: bool = False
    """Rule B16: an edit in QuickBooks of a bill that is approved here waits for a person, instead of being accepted."""
    closed_period: ClosedPeriod = ClosedPeriod.HOLD
    """Rule S11."""
    unallocated_account: Ref = NOWHERE
    """Our account that expense lines without an account post to (rule B17); such a line equals one on that account."""


class Paid(StrEnum):
    """How far QuickBooks says a bill is settled."""

    UNPAID = "unpaid"
    PARTLY = "partly"
    FULLY = "fully"


@dataclass(frozen=True, slots=True)
class Facts:
    """What is known about one record beside its three values; the defaults suit list records.

    `time_created` and `time_modified` are QuickBooks' wall clock, comparable with `Policy.two_way_since`.
    `is_committed_here`: the bill is approved or has a payment scheduled, so money in conflict waits for a person and a
    deletion over there is a question, not an order.
    """

    paid: Paid = Paid.UNPAID
    is_order_linked: bool = False
    is_void: bool = False
    is_approved: bool = False
    is_committed_here: bool = False
    was_linked: bool = False
    """Whether the two sides were ever linked; a base may be absent all the same, after a restore."""
    closing_date: date | None = None
    dividing_date: date | None = None
    """Of a file of which an accountant has a copy: what is dated on or before it is the accountant's meanwhile."""
    time_created: str = ""
    time_modified: str = ""


class Hold(StrEnum):
    """Why a record waits; stored, so the values stay."""

    REVIEW = "review"
    """Deleted on one side and edited, paid or approved on the other: a person decides (rule C3)."""
    CONFLICT = "conflict"
    """Money that both sides changed on a bill that is approved or about to be paid: a person decides."""
    BROKEN = "broken"
    """The merged record is one that QuickBooks could not hold: no vendor, no lines, a negative total."""
    PAID = "paid"
    """Edited in QuickBooks while it is fully paid there: comes over once it is unpaid again (rule B8)."""
    CLOSED_PERIOD = "closed_period"
    """Dated on or before the closing date (rule S11)."""
    APPROVED_EDIT = "approved_edit"
    """Edited in QuickBooks while approved here, and such edits wait: a person decides (rule B16)."""
    ACCOUNTANT = "accountants_copy"
    """Dated on or before the dividing date while an accountant has a copy of the file."""
    APPROVAL = "approval"
    """Only approved bills post (rule B15)."""
    UNMAPPED = "unmapped_ref"
    """It refers to a record that is gone from QuickBooks, perhaps merged into another: a person says (rule C7)."""
    PREFERENCE = "preference"
    """Transactions do not move to QuickBooks yet (rule S6)."""


class Act(StrEnum):
    """What happens to a record on one side."""

    NOTHING = "nothing"
    CREATE = "create"
    CHANGE = "change"
    DELETE = "delete"


@dataclass(frozen=True, slots=True)
class Sides:
    """What each side held of something disputed, as values: fields → values, of the record or of the line.

    A whole line stands in its table, which then holds it alone, or nothing where that side has no such line.
    """

    ours: Mapping[str, Any]
    theirs: Mapping[str, Any]
    of: str = ""
    """The class of the line whose fields these are; "" for the record's own."""


@dataclass(frozen=True, slots=True)
class FieldConflict:
    """One field, or one line, that both sides changed differently (rule C2).

    `path` is a field name, or `expense_lines[TxnLineID].amount`; the three values are as people read them. `winner` is
    None while a person has to choose.
    """

    path: str
    base: str
    ours: str
    theirs: str
    winner: Master | None
    sides: Sides | None = field(default=None, compare=False)
    """The same two values as they are, so that either can be taken again."""


@dataclass(frozen=True, slots=True)
class Decision:
    """What to do with one record; every value is in our vocabulary (our ids in the Refs).

    `here` and `there` say what happens in Counterfoil and in QuickBooks; `value_here` and `value_there` what each is to
    hold then (None when nothing happens or it is deleted). They differ only where something is withheld (rule B10).
    `base` is what is agreed once `here` is carried out: `there` is agreed only when QuickBooks has acknowledged it.
    `hold` is a `Hold` and says why the record waits (empty: it does not): nothing is written on either side then, and
    the base stays.
    `notes` go to the run's details; `conflicts` are stored with both values.
    """

    here: Act = Act.NOTHING
    there: Act = Act.NOTHING
    value_here: Record | None = None
    value_there: Record | None = None
    base: Record | None = None
    hold: str = ""
    conflicts: tuple[FieldConflict, ...] = ()
    notes: tuple[Problem, ...] = ()
    reason: str = ""

    @property
    def is_nothing(self) -> bool:
        """Whether neither side changes and nothing waits."""
        return self.here is Act.NOTHING and self.there is Act.NOTHING and not self.hold
