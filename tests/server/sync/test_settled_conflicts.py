"""An open conflict is over when its own record's link is in agreement, and not when another's is."""

import pytest
from django.utils import timezone

from counterfoil.engine import books
from counterfoil.records import Kind
from counterfoil.server.sync.books import DjangoBooks
from counterfoil.server.sync.models import Conflict, Connection

pytestmark = pytest.mark.django_db


def test_links_of_several_kinds_settle_only_the_conflicts_of_their_own_records(organization):
    connection = Connection.objects.everywhere().create(organization=organization)
    kept = DjangoBooks(connection, clock=timezone.now, quickbooks_time=lambda: 0, carrier="agent")
    for kind in ("bill", "vendor"):
        Conflict.objects.everywhere().create(
            organization=organization, kind=kind, record_id=77, path="memo", found_at=timezone.now()
        )
    bill = books.Link(Kind.BILL, record_id="5", state=books.LinkState.LINKED)
    vendor = books.Link(Kind.VENDOR, record_id="77", state=books.LinkState.LINKED)
    kept.keep_links(kept.keep_links([bill, vendor]))
    settled = dict(Conflict.objects.of(organization).values_list("kind", "settled_at"))
    assert settled["bill"] is None
    assert settled["vendor"] is not None
