"""What the frame of every page shows: the navigation with its counts, and where live updates begin."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Any

from django import template
from django.urls import reverse
from django.utils import timezone

from counterfoil.server.audit.queries import last_number_before
from counterfoil.server.people.permissions import may
from counterfoil.server.sync.queries import open_counts
from counterfoil.server.web.navigation import NAVIGATION

if TYPE_CHECKING:
    from django.http import HttpRequest
    from django.template import Context

    from counterfoil.server.web.navigation import Place

register = template.Library()

OVERLAP = timedelta(seconds=10)


@register.inclusion_tag("web/navigation.html", takes_context=True)
def navigation(context: Context) -> dict[str, Any]:
    """The groups of links that this visitor may follow; the page that is shown is marked."""
    request = context["request"]
    counts = open_counts(request.organization) if request.organization else {}
    groups = []
    for title, places in NAVIGATION.items():
        links = [_link(request, place, counts) for place in places if may(request, place.permission)]
        if links:
            groups.append({"title": title, "links": links})
    return {"groups": groups}


@register.simple_tag(takes_context=True)
def places(context: Context) -> list[Place]:
    """Every page in the navigation that this visitor may go to."""
    return [each for group in NAVIGATION.values() for each in group if may(context["request"], each.permission)]


def _link(request: HttpRequest, place: Place, counts: dict[str, int]) -> dict[str, Any]:
    url = reverse(place.name)
    is_here = request.path == url or (url not in {"/", "/sync/"} and request.path.startswith(url))
    return {
        "url": url,
        "label": place.label,
        "key": place.key,
        "count": counts.get(place.counts, 0),
        "current": is_here,
    }


@register.simple_tag(takes_context=True)
def live_position(context: Context) -> int:
    """Where the page's stream of live updates begins: a little before the page was made.

    What was committed between the page's reading and this one would be missed otherwise; being told of something twice
    costs one fetch.
    """
    return last_number_before(context["request"].organization, timezone.now() - OVERLAP)
