"""The picker of customers and jobs."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.views.decorators.http import require_GET

from counterfoil.server.customers.models import Customer
from counterfoil.server.pages.lookups import Option, answer_options
from counterfoil.server.pages.picking import matches
from counterfoil.server.people.permissions import Permission, require

if TYPE_CHECKING:
    from django.http import HttpResponse

    from counterfoil.server.pages.requests import Request


@require_GET
@require(Permission.VIEW_LISTS)
def pick(request: Request) -> HttpResponse:
    """Customers and jobs, for a picker; a job's name holds its customer's."""
    found = matches(Customer.objects.of(request.organization), request.GET.get("text", ""))
    return answer_options(request, [Option(row.pk, row.full_name, "job" if row.parent_id else "") for row in found])
