"""The company file as a whole over the API: what stops the sync, what was found, and the answer (rule C6).

A page says the same and calls the same service. Whoever answers names what they have read, so that nothing is accepted
that was found afterwards.
"""

# No `from __future__ import annotations` here: ninja reads the annotations at run time.

from datetime import date
from typing import Annotated, Any

from django.http import HttpRequest
from django.utils import timezone
from ninja import Query, Router, Status

from counterfoil.reconcile.comparison import PHRASES
from counterfoil.server.api import remembering
from counterfoil.server.api.keys import actor_of, key_of, need
from counterfoil.server.api.listing import LARGEST_PAGE, cursor
from counterfoil.server.api.problems import ApiProblem
from counterfoil.server.api.shapes import Shape
from counterfoil.server.people.permissions import Permission
from counterfoil.server.sync import company, queries

router = Router(tags=["sync"])


class AnswerShape(Shape):
    """Something that may be said about it now; `warning` is what happens then, where that is more than the label."""

    choice: str
    label: str
    warning: str


class LineShape(Shape):
    """How many records stand how, and what happens to them once it is accepted."""

    standing: str
    phrase: str
    said: str
    number: int
    what_happens: str


class StopShape(Shape):
    """Why syncing does not go on as usual. `cause` and `about` are empty when it does.

    `stage`: comparing, waiting for an answer, accepted or refused. `as_of` is the day of the newest change that a
    restored file still has. `about` names what was found: an answer repeats it.
    """

    cause: str = ""
    about: str = ""
    title: str = ""
    reason: str = ""
    told: str = ""
    stage: str = ""
    meanwhile: str = ""
    way_out: str = ""
    as_of: date | None = None
    lines: list[LineShape] = []
    answers: list[AnswerShape] = []


class FindingShape(Shape):
    """One record that is not as it was; `told` says in words how it differs."""

    id: int
    kind: str
    standing: str
    quickbooks_id: str
    record_id: int | None
    title: str
    told: str


class FindingPage(Shape):
    """Findings, in order."""

    items: list[FindingShape]
    next: str | None


class Said(Shape):
    """One of the answers offered, and the `about` of what was read."""

    choice: str
    about: str


@router.get("", response=StopShape, operation_id="get_stop", summary="What keeps the sync from going on as usual")
def get_stop(request: HttpRequest) -> Any:
    """All that the sync page says about it: what was found, what is done meanwhile, what may be answered."""
    need(request, Permission.VIEW_SYNC)
    return _shown(request)


@router.get("/findings", response=FindingPage, operation_id="list_findings", summary="What the comparison found")
def list_findings(
    request: HttpRequest,
    after: str | None = None,
    limit: Annotated[int, Query(ge=1, le=LARGEST_PAGE)] = 100,
    standing: str = "",
) -> Any:
    """Record by record, in order; `standing` narrows it down to one line of the summary."""
    need(request, Permission.VIEW_SYNC)
    if standing not in ("", *PHRASES):
        raise ApiProblem(422, "unknown_word", "There is no such standing; nothing was looked up.")
    found = queries.findings(key_of(request).organization, standing)
    rows = list((found if after is None else found.filter(id__gt=cursor(after)))[: limit + 1])
    items = [{name: getattr(row, name) for name in FindingShape.model_fields} for row in rows[:limit]]
    return {"items": items, "next": str(items[-1]["id"]) if len(rows) > limit else None}


@router.post("/answer", response={202: StopShape}, operation_id="answer_stop", summary="Say how syncing is to go on")
def answer(request: HttpRequest, said: Said) -> Any:
    """Accept, approve, refuse, bind to another file, look or try again; a run begins that carries it out.

    Carries an `Idempotency-Key`: sent twice it is done once. Refused where that cannot be said now, or where something
    else was found since `about` was read.
    """
    need(request, Permission.SYNC)
    key = key_of(request)

    def make() -> remembering.Made:
        if not said.about:
            raise ApiProblem(422, "about_missing", "An answer names what it is about; nothing was done.")
        company.answer(key.organization, actor_of(request), said.choice, said.about)
        return remembering.Made("", "", _shown(request))

    return Status(202, remembering.once(request, key, timezone.now(), make).body)


def _shown(request: HttpRequest) -> dict[str, Any]:
    stop = queries.state(key_of(request).organization).stop
    if stop is None:
        return {}
    plain = {name: getattr(stop, name) for name in ("cause", "about", "reason", "told", "stage")}
    return plain | {
        "title": stop.words.title,
        "meanwhile": stop.words.meanwhile,
        "way_out": stop.words.way_out,
        "as_of": stop.as_of.isoformat() if stop.as_of else None,
        "lines": [{name: getattr(line, name) for name in LineShape.model_fields} for line in stop.lines],
        "answers": [{"choice": each.choice, "label": each.label, "warning": each.warning} for each in stop.answers],
    }
