"""The picker of vendors; their pages are those of every list (`vendors.pages`)."""

from __future__ import annotations

import json
from dataclasses import asdict
from typing import TYPE_CHECKING

from django.views.decorators.http import require_GET

from counterfoil.server.pages.lookups import Option, answer_options
from counterfoil.server.pages.picking import matches
from counterfoil.server.people.permissions import Permission, require
from counterfoil.server.vendors.models import Vendor

if TYPE_CHECKING:
    from django.http import HttpResponse

    from counterfoil.server.pages.requests import Request


@require_GET
@require(Permission.VIEW_LISTS)
def pick(request: Request) -> HttpResponse:
    """Vendors for a picker, each with what choosing it fills in."""
    found = matches(Vendor.objects.of(request.organization), request.GET.get("text", ""))
    return answer_options(request, [_option(vendor) for vendor in found])


def _option(vendor: Vendor) -> Option:
    fills = {"terms": str(vendor.terms_id or ""), "address": asdict(vendor.address)}
    note = vendor.company_name if vendor.company_name != vendor.full_name else ""
    return Option(vendor.pk, vendor.full_name, note, json.dumps(fills))
