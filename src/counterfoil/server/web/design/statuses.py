"""The words that say how something stands, each with its tone and mark: never a colour alone.

One table for every page. A word that is missing here is shown with a plain mark, so a new state is never invisible.
"""

from typing import Final, NamedTuple


class Look(NamedTuple):
    """How a status is drawn: `tone` is a class of the stylesheet, `mark` one character."""

    tone: str
    mark: str


EMPTY: Final = ""
"""The mark is an empty ring."""

PLAIN: Final = Look("quiet", "\N{MIDDLE DOT}")

LOOKS: Final[dict[str, Look]] = {
    # bills
    "Unpaid": Look("quiet", EMPTY),
    "Partly paid": Look("busy", "\N{CIRCLE WITH LEFT HALF BLACK}"),
    "Paid": Look("good", "\N{CHECK MARK}"),
    "Overdue": Look("danger", "!"),
    "Deleted": Look("quiet", "\N{MULTIPLICATION SIGN}"),
    "Approved": Look("good", "\N{CHECK MARK}"),
    "To be approved again": Look("warning", "\N{ANTICLOCKWISE OPEN CIRCLE ARROW}"),
    # purchase orders
    "Ordered": Look("quiet", EMPTY),
    "Partly received": Look("busy", "\N{CIRCLE WITH LEFT HALF BLACK}"),
    "Received": Look("good", "\N{CHECK MARK}"),
    "Closed": Look("quiet", "\N{MULTIPLICATION SIGN}"),
    # lists
    "Active": Look("good", "\N{CHECK MARK}"),
    "Inactive": Look("quiet", "\N{MULTIPLICATION SIGN}"),
    # one record's sync
    "In agreement": Look("good", "\N{CHECK MARK}"),
    "On its way": Look("busy", "\N{RIGHTWARDS ARROW}"),
    "Only in QuickBooks": Look("quiet", EMPTY),
    "Only here": Look("quiet", EMPTY),
    "Waiting": Look("warning", "\N{HORIZONTAL ELLIPSIS}"),
    "Conflict": Look("warning", "\N{NOT EQUAL TO}"),
    "Needs a look": Look("danger", "!"),
    "Left as it is": Look("quiet", "\N{HORIZONTAL ELLIPSIS}"),
    # the connection and its runs
    "Up to date": Look("good", "\N{CHECK MARK}"),
    "Syncing": Look("busy", "\N{CLOCKWISE OPEN CIRCLE ARROW}"),
    "Connected": Look("good", "\N{CHECK MARK}"),
    "Not connected": Look("quiet", EMPTY),
    "Agent offline": Look("warning", "!"),
    "Paused": Look("warning", "\N{DOUBLE VERTICAL BAR}"),
    "Stopped": Look("danger", "!"),
    "Read only": Look("warning", "!"),
    "Comparing": Look("busy", "\N{CLOCKWISE OPEN CIRCLE ARROW}"),
    "Accepted": Look("good", "\N{CHECK MARK}"),
    "Interrupted": Look("warning", "!"),
    "Done": Look("good", "\N{CHECK MARK}"),
    # lines of a run's details (rule S9) and severities
    "Created": Look("good", "+"),
    "Updated": Look("busy", "~"),
    "Linked": Look("good", "="),
    "Skipped": Look("quiet", "\N{RIGHTWARDS ARROW}"),
    "Message": Look("quiet", "i"),
    "Warning": Look("warning", "!"),
    "Error": Look("danger", "!"),
    "Open": Look("warning", "!"),
    "Settled": Look("good", "\N{CHECK MARK}"),
    # tokens and agents
    "Unused": Look("busy", EMPTY),
    "Used": Look("good", "\N{CHECK MARK}"),
    "Expired": Look("quiet", "\N{MULTIPLICATION SIGN}"),
    "Revoked": Look("danger", "\N{MULTIPLICATION SIGN}"),
}
