"""The pages of the company file as a whole: what was found when everything was compared, and how to go on (rule C6)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from django.shortcuts import render
from django.views.decorators.http import require_GET, require_POST

from counterfoil.reconcile.comparison import PHRASES
from counterfoil.server.pages.listing import list_page
from counterfoil.server.people.permissions import Permission, may, require
from counterfoil.server.sync import company, queries
from counterfoil.server.sync.views import done, record_url

if TYPE_CHECKING:
    from django.http import HttpResponse

    from counterfoil.server.pages.requests import Request
    from counterfoil.server.sync.models import Finding

SORTS: Final[dict[str, tuple[str, ...]]] = {"order": ("pk",), "title": ("title", "pk")}

SAID: Final[dict[str, str]] = {
    "accept": "Accepted. The next run carries it out.",
    "look_again": "QuickBooks is looked at again as soon as the agent comes by.",
    "bind_anew": "Everything is compared with that company file. You are asked before anything is written.",
    "do_not_bind": "The present company file stays.",
    "approve": "Approved. The next run takes it over.",
    "refuse": "Refused. Put it right in QuickBooks; syncing then goes on by itself.",
    "try_again": "It is tried again as soon as the agent comes by.",
    "resume": "The sync goes on. It compares everything first.",
}
"""Choice → what is said once it is done."""


@require_POST
@require(Permission.SYNC)
def answer(request: Request) -> HttpResponse:
    """Say how syncing is to go on."""
    choice = request.POST.get("choice", "")
    do = lambda: company.answer(request.organization, request.actor, choice, request.POST.get("about", ""))
    return done(request, "sync", do, SAID.get(choice, "Done."))


@require_GET
@require(Permission.VIEW_SYNC)
def findings(request: Request) -> HttpResponse:
    """What the comparison found, record by record."""
    standing = request.GET.get("standing", "")
    chosen = standing if standing in PHRASES else ""
    listing = list_page(request, queries.findings(request.organization, chosen), SORTS, "order")
    state = queries.state(request.organization)
    context = {
        "listing": listing,
        "findings": [_row(finding) for finding in listing.rows],
        "standing": chosen,
        "standings": [(each.value, words[:1].upper() + words[1:]) for each, words in PHRASES.items()],
        "state": state,
        "may_sync": may(request, Permission.SYNC),
    }
    return render(request, "sync/findings.html", context)


def _row(finding: Finding) -> dict[str, Any]:
    words = {each.value: said for each, said in PHRASES.items()}[finding.standing]
    url = record_url(finding.kind, finding.record_id)
    return {"finding": finding, "words": words[:1].upper() + words[1:], "url": url}
