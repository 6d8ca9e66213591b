"""The page that says what would happen now, record by record, without doing it (rule S6)."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Final

from django.db import transaction
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_GET

from counterfoil.engine.planned import Planned, plan_of
from counterfoil.reconcile.decision import Act
from counterfoil.server.people.permissions import Permission, require
from counterfoil.server.sync.books import DjangoBooks
from counterfoil.server.sync.models import Connection
from counterfoil.server.sync.shown import HOLDS
from counterfoil.server.sync.views import record_url

if TYPE_CHECKING:
    from django.http import HttpResponse

    from counterfoil.server.pages.requests import Request
    from counterfoil.server.people.models import Organization

SHOWN: Final = 200

ACTS: Final[dict[tuple[Act, Act], str]] = {
    (Act.NOTHING, Act.CREATE): "Created in QuickBooks",
    (Act.NOTHING, Act.CHANGE): "Updated in QuickBooks",
    (Act.NOTHING, Act.DELETE): "Deleted in QuickBooks",
    (Act.CREATE, Act.NOTHING): "Created here",
    (Act.CHANGE, Act.NOTHING): "Updated here",
    (Act.DELETE, Act.NOTHING): "Deleted here",
    (Act.CHANGE, Act.CHANGE): "Updated on both sides",
}
"""What happens here and in QuickBooks → in words."""


def plan(organization: Organization, *, moves: bool, limit: int = SHOWN) -> list[Planned]:
    """What a run would do now; with `moves` as if *Move transactions* were ticked. Reads, and keeps nothing."""
    connection = Connection.objects.of(organization).first()
    if connection is None:
        return []
    with transaction.atomic():
        now = timezone.now()
        books = DjangoBooks(connection, clock=lambda: now, quickbooks_time=lambda: int(now.timestamp()), carrier="")
        policy = books.policy()
        return plan_of(books, replace(policy, move_transactions=policy.move_transactions or moves), limit)


@require_GET
@require(Permission.SYNC)
def show(request: Request) -> HttpResponse:
    """What would be sent and what would be brought over, per record."""
    moves = request.GET.get("as") == "moving"
    found = plan(request.organization, moves=moves, limit=SHOWN + 1)
    rows = [
        {
            "planned": each,
            "what": "Waiting" if each.hold else ACTS.get((each.here, each.there), "Updated on both sides"),
            "why": HOLDS.get(each.hold, each.reason) if each.hold else each.told or each.reason,
            "url": record_url(each.kind, int(each.record_id) if each.record_id else None),
        }
        for each in found[:SHOWN]
    ]
    context = {"rows": rows, "is_all": len(found) <= SHOWN, "as_moving": moves, "shown": SHOWN}
    return render(request, "sync/plan.html", context)
