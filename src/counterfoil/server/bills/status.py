"""The states of a bill, as one table that can be read aloud to an accountant (rule B14)."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class Paid(StrEnum):
    """How far QuickBooks says a bill is settled; stored, so the values stay."""

    UNPAID = "unpaid"
    PARTLY = "partly"
    FULLY = "fully"


class Approval(StrEnum):
    """Where a bill stands with its approvers: Counterfoil's own, never posted (rule B14); stored."""

    NOT_REQUIRED = "not_required"
    PENDING = "pending"
    APPROVED = "approved"


APPROVALS = {
    Approval.NOT_REQUIRED: "Not approved",
    Approval.PENDING: "To be approved again",
    Approval.APPROVED: "Approved",
}
"""Where a bill stands with its approvers → in words."""


class Status(StrEnum):
    """What a bill is to the people who work with it; stored, so the values stay."""

    UNPAID = "unpaid"
    PARTLY_PAID = "partly_paid"
    PAID = "paid"
    DELETED = "deleted"


@dataclass(frozen=True, slots=True)
class Row:
    """One status: in words, when a bill has it, and what may be done with such a bill here."""

    status: Status
    words: str
    is_deleted: bool
    paid: Paid | None
    can_amend: bool
    can_delete: bool
    can_restore: bool


TABLE = (
    #   status              in words       deleted  paid          amend  delete restore
    Row(Status.DELETED, "Deleted", True, None, False, False, True),
    Row(Status.UNPAID, "Unpaid", False, Paid.UNPAID, True, True, False),
    Row(Status.PARTLY_PAID, "Partly paid", False, Paid.PARTLY, True, False, False),
    Row(Status.PAID, "Paid", False, Paid.FULLY, True, False, False),
)
"""Every status; a bill with a payment on it cannot be deleted before the payment is (QuickBooks refuses, too)."""

ROWS = {row.status: row for row in TABLE}


def status_of(*, is_deleted: bool, paid: Paid) -> Status:
    """The status of a bill: the first row of the table that fits."""
    return next(row.status for row in TABLE if row.is_deleted == is_deleted and row.paid in (None, paid))
