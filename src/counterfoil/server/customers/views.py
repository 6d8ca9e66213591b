"""The picker of customers and jobs; their pages are those of every list (`customers.pages`)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from counterfoil.server.customers.models import Customer
from counterfoil.server.pages.record_pages import picker

if TYPE_CHECKING:
    from django.db.models import QuerySet

    from counterfoil.server.pages.requests import Request


def _customers(request: Request) -> QuerySet[Customer]:
    return Customer.objects.of(request.organization)


pick = picker(_customers, lambda row: "job" if row.parent_id else "")
