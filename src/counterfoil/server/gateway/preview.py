"""How many bills two-way sync would bring: counted by QuickBooks itself, between two runs (rule B2).

Without two-way sync the engine reads no bills, so nothing here knows. A query for metadata only costs QuickBooks little
and brings one number: bills that are not fully paid.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from counterfoil.qbxml.envelope import Malformed
from counterfoil.qbxml.read import read_answer
from counterfoil.qbxml.write import Request, document

if TYPE_CHECKING:
    from datetime import datetime

    from counterfoil.server.sync.models import Connection

NOT_PAID = Request(
    "BillQueryRq", '<BillQueryRq metaData="MetaDataOnly"><PaidStatus>NotPaidOnly</PaidStatus></BillQueryRq>'
)
"""Counts the bills that are not fully paid; one that is partly paid is counted and will not come over (rule B6)."""

FIELDS = ["preview_wanted_at", "previewed_at", "previewed_bills"]
"""What of the connection the preview decides."""


def question() -> str:
    """The request."""
    return document([NOT_PAID])


def take_in(connection: Connection, answer: object, now: datetime) -> None:
    """Keep the number; where QuickBooks could not say, the question is over all the same, and may be asked again."""
    connection.preview_wanted_at = None
    count = _count(answer) if isinstance(answer, str) else None
    if count is not None:
        connection.previewed_at, connection.previewed_bills = now, count
    connection.save(update_fields=FIELDS)


def _count(text: str) -> int | None:
    try:
        response = read_answer(text).responses[0]
    except (Malformed, IndexError):
        return None
    return response.count if response.status.code in (0, 1) else None
