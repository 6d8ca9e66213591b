"""How many bills two-way sync would bring: asked of QuickBooks between two runs (rule B2).

Without two-way sync the engine reads no bills, so nothing here knows. QuickBooks names the bills that are not fully
paid, with their payments and nothing else; those that would come are wholly unpaid (rule B6) and have no link here.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from counterfoil.qbxml.envelope import Malformed
from counterfoil.qbxml.read import read_answer
from counterfoil.qbxml.write import Request, document
from counterfoil.records import BillState, Kind
from counterfoil.server.sync.models import Link

if TYPE_CHECKING:
    from datetime import datetime

    from counterfoil.qbxml.answers import Response
    from counterfoil.server.sync.models import Connection

AT_MOST = 2000
"""Bills that QuickBooks is asked to name, so that its answer stays small; where there are more, people hear so."""

NAMED = "".join(
    f"<IncludeRetElement>{name}</IncludeRetElement>" for name in ("TxnID", "AmountDue", "IsPaid", "LinkedTxn")
)

NOT_PAID = Request(
    "BillQueryRq",
    f"<BillQueryRq><MaxReturned>{AT_MOST}</MaxReturned><PaidStatus>NotPaidOnly</PaidStatus>"
    f"<IncludeLinkedTxns>true</IncludeLinkedTxns>{NAMED}</BillQueryRq>",
)
"""Names the bills that are not fully paid, each with what has been paid on it."""

FIELDS = ["preview_wanted_at", "previewed_at", "previewed_bills", "previewed_all"]
"""What of the connection the preview decides."""


def question() -> str:
    """The request."""
    return document([NOT_PAID])


def take_in(connection: Connection, answer: object, now: datetime) -> None:
    """Keep the number; where QuickBooks could not say, the question is over all the same, and may be asked again."""
    connection.preview_wanted_at = None
    response = _response(answer) if isinstance(answer, str) else None
    if response is not None:
        named = len(response.observations) + len(response.unreadable)
        connection.previewed_at, connection.previewed_all = now, named < AT_MOST
        connection.previewed_bills = _how_many_would_come(connection, response)
    connection.save(update_fields=FIELDS)


def _response(text: str) -> Response | None:
    try:
        response = read_answer(text).responses[0]
    except (Malformed, IndexError):
        return None
    return response if response.status.code in (0, 1) else None


def _how_many_would_come(connection: Connection, response: Response) -> int:
    unpaid = {
        each.id
        for each in response.observations
        if isinstance(each.derived, BillState) and each.derived.is_fully_unpaid and each.derived.total
    }
    links = Link.objects.of(connection.organization).filter(kind=Kind.BILL.value, quickbooks_id__in=unpaid)
    return len(unpaid) - links.exclude(record_id=None).count()
