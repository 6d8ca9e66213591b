"""What a decision says to people: the problems that go with it into the run's details (rule S9)."""

from counterfoil.records import Choice, Problem, Severity

PAID_BEFORE_SYNC = Problem(
    code="paid_before_sync",
    title="Not imported: already paid in QuickBooks",
    cause="The bill has never synced and is paid or partly paid in QuickBooks.",
    fix="It comes over by itself once its payments are deleted or voided in QuickBooks.",
    severity=Severity.MESSAGE,
)
"""Rules B6 and B7."""

EDITED_WHILE_PAID = Problem(
    code="edited_while_paid",
    title="Not brought over: the bill is fully paid",
    cause="The bill was edited in QuickBooks while it is fully paid there.",
    fix="The edit comes over by itself once the bill is unpaid again in QuickBooks.",
    severity=Severity.MESSAGE,
)
"""Rule B8."""

ITEMS_WITHHELD = Problem(
    code="order_linked_items_withheld",
    title="Item rows were not sent",
    cause="A line of this bill receives a purchase order in QuickBooks, which would lose that link.",
    fix="Edit the item rows in QuickBooks; they come over to Counterfoil.",
    field="item_lines",
    severity=Severity.MESSAGE,
)
"""Rule B10."""


def broken(fault: str) -> Problem:
    """The record cannot be written as it would be after the merge."""
    return Problem(
        code="cannot_be_written",
        title="Not sent: QuickBooks could not hold this record",
        cause=fault,
        fix="Edit it in Counterfoil or in QuickBooks; it is then tried again by itself.",
        severity=Severity.ERROR,
        applied=False,
        choices=(Choice.EDIT,),
    )
