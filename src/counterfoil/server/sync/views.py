"""The pages of the sync: how it stands, its runs and their details, problems, conflicts."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from django import forms
from django.contrib import messages
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.http import require_GET, require_POST

from counterfoil.engine.books import DetailKind
from counterfoil.records import Kind
from counterfoil.records.stored import problem_from_stored
from counterfoil.server.pages import csv
from counterfoil.server.pages.listing import list_page
from counterfoil.server.pages.refusals import sentence
from counterfoil.server.people.permissions import Permission, may, require
from counterfoil.server.people.problems import Refused
from counterfoil.server.sync import parked, queries, services, settling, shown
from counterfoil.server.sync.models import Conflict, Detail, Problem, Run

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from django.db.models import QuerySet
    from django.http import HttpResponse, HttpResponseBase

    from counterfoil.server.pages.requests import Request

RUNS_SHOWN: Final = 5
RUN_SORTS: Final[dict[str, tuple[str, ...]]] = {"started": ("pk",)}
DETAIL_SORTS: Final[dict[str, tuple[str, ...]]] = {"order": ("pk",), "kind": ("kind", "pk"), "title": ("title", "pk")}
PROBLEM_SORTS: Final[dict[str, tuple[str, ...]]] = {"opened": ("opened_at",), "title": ("title",)}
CONFLICT_SORTS: Final[dict[str, tuple[str, ...]]] = {"found": ("pk",)}

PAGES_OF_RECORDS: Final[dict[str, str]] = {
    Kind.BILL: "bill",
    Kind.VENDOR: "vendor",
    Kind.CUSTOMER: "customer",
    Kind.ITEM: "item",
    Kind.ACCOUNT: "account",
    Kind.DEPARTMENT: "department",
    Kind.PURCHASE_ORDER: "order",
}
"""Kinds of record that have a page of their own, and its name."""

TRIGGERS: Final[dict[str, str]] = {
    "manual": "by hand",
    "first": "first sync",
    "live": "a change",
    "change": "a change",
    "schedule": "on schedule",
}
"""What began a run → as people say it."""


def record_url(kind: str, record_id: int | None) -> str:
    """The address of a record's own page, "" where there is none."""
    name = PAGES_OF_RECORDS.get(kind)
    return reverse(name, args=[record_id]) if name and record_id else ""


@require_GET
@require(Permission.VIEW_SYNC)
def show(request: Request) -> HttpResponse:
    """How the sync stands: the agent, the company file, what it is doing now, the last runs."""
    state = queries.state(request.organization)
    runs = list(queries.runs(request.organization).exclude(outcome="")[:RUNS_SHOWN])
    counts = queries.detail_counts(request.organization, [run.pk for run in runs])
    context = {
        "state": state,
        "word": shown.state_word(state),
        "awaited": [awaited_words(each) for each in parked.awaited(request.organization)] if state.parked else [],
        "runs": [{**run_words(run), "counts": counts.get(run.pk, {})} for run in runs],
        "may_sync": may(request, Permission.SYNC),
        "may_connect": may(request, Permission.MANAGE_TOKENS),
    }
    return render(request, "sync/state.html", context)


def awaited_words(awaited: parked.Awaited) -> dict[str, Any]:
    """What records wait for, with the page where that can be settled."""
    asked = f"{reverse('problems')}{'?show=left' if awaited.is_left else ''}#problem-{awaited.problem_id}"
    url = asked if awaited.problem_id else record_url(awaited.kind, awaited.record_id)
    return {"awaited": awaited, "url": url}


def run_words(run: Run) -> dict[str, Any]:
    """A run as it is shown: what began it, how it ended, how long it took."""
    took = (run.finished_at - run.started_at).total_seconds() if run.finished_at else None
    word = run.get_outcome_display() or "Syncing"
    return {"run": run, "trigger": TRIGGERS.get(run.trigger, run.trigger), "word": word, "seconds": took}


@require_POST
@require(Permission.SYNC)
def sync_now(request: Request) -> HttpResponse:
    """Ask for a run (rule S8)."""
    return done(
        request, "sync", lambda: services.sync_now(request.organization, request.actor), "A sync was asked for."
    )


@require_POST
@require(Permission.SYNC)
def pause(request: Request) -> HttpResponse:
    """Let no run begin until the sync is resumed."""
    said = "The sync is paused."
    return done(request, "sync", lambda: services.pause(request.organization, request.actor), said)


@require_POST
@require(Permission.SYNC)
def end_pause(request: Request) -> HttpResponse:
    """Let runs begin again."""
    said = "The sync goes on."
    return done(request, "sync", lambda: services.end_pause(request.organization, request.actor), said)


@require_GET
@require(Permission.VIEW_SYNC)
def show_runs(request: Request) -> HttpResponse:
    """The runs, newest first."""
    listing = list_page(request, queries.runs(request.organization), RUN_SORTS, "-started")
    counts = queries.detail_counts(request.organization, [run.pk for run in listing.rows])
    rows = [{**run_words(run), "counts": counts.get(run.pk, {})} for run in listing.rows]
    return render(request, "sync/runs.html", {"listing": listing, "runs": rows})


class DetailFilter(forms.Form):
    """What a run's details may be narrowed by."""

    text = forms.CharField(label="Search", required=False, widget=forms.TextInput({"type": "search"}))
    kind = forms.ChoiceField(
        label="What happened",
        choices=[("", "Everything"), *((kind.value, kind.value.capitalize()) for kind in DetailKind)],
        required=False,
    )
    record = forms.ChoiceField(
        label="Records",
        choices=[("", "All"), *((kind.value, kind.value.replace("_", " ").capitalize()) for kind in Kind)],
        required=False,
    )


def _details(request: Request, run: Run) -> tuple[DetailFilter, QuerySet[Detail]]:
    narrow = DetailFilter(request.GET)
    values = narrow.cleaned_data if narrow.is_valid() else {}
    details = queries.details(request.organization, run.pk, kind=values.get("kind", ""), text=values.get("text", ""))
    return narrow, details.filter(record_kind=values["record"]) if values.get("record") else details


def _find_run(request: Request, pk: int) -> Run:
    return get_object_or_404(Run.objects.of(request.organization), pk=pk)


@require_GET
@require(Permission.VIEW_SYNC)
def show_run(request: Request, pk: int) -> HttpResponse:
    """One run, line by line (rule S9)."""
    run = _find_run(request, pk)
    narrow, details = _details(request, run)
    listing = list_page(request, details, DETAIL_SORTS, "order", size=100)
    rows = [_shown_detail(row) for row in listing.rows]
    context = {
        **run_words(run),
        "filter": narrow,
        "is_narrowed": any(request.GET.get(name) for name in narrow.fields),
        "listing": listing,
        "details": rows,
        "counts": queries.detail_counts(request.organization, [run.pk]).get(run.pk, {}),
    }
    return render(request, "sync/run.html", context)


def _detail_words(row: Detail) -> dict[str, str]:
    problem = problem_from_stored(row.problem) if row.problem else None
    return {"fix": problem.fix if problem else "", "url": record_url(row.record_kind, row.record_id)}


def _shown_detail(row: Detail) -> dict[str, Any]:
    """A detail as it is read; what to do about it only where its text does not say so already."""
    words = _detail_words(row)
    is_said = words["fix"].rstrip(".") in row.text
    fix = "" if is_said else words["fix"]
    return {"detail": row, **words, "fix": fix, "word": row.kind.capitalize(), "side": shown.SIDES.get(row.side, "")}


@require_GET
@require(Permission.VIEW_SYNC)
def export_run(request: Request, pk: int) -> HttpResponseBase:
    """A run's details as a CSV file, narrowed as the page is."""
    run = _find_run(request, pk)
    _, details = _details(request, run)
    heading = ("When (UTC)", "What happened", "Where", "Record", "Details", "What to do", "QuickBooks id")
    return csv.answer(f"run-{run.pk}.csv", heading, _csv_rows(details.order_by("pk")))


def _csv_rows(details: QuerySet[Detail]) -> Iterator[tuple[object, ...]]:
    for row in details.iterator(1000):
        at = f"{row.at:%Y-%m-%d %H:%M:%S}"
        yield at, row.kind, row.side, row.title, row.text, _detail_words(row)["fix"], row.quickbooks_id


@require_GET
@require(Permission.VIEW_SYNC)
def show_problems(request: Request) -> HttpResponse:
    """What a person must settle or know, each with what may be done."""
    is_left = request.GET.get("show") == "left"
    found = queries.problems(request.organization, is_left=is_left)
    listing = list_page(request, found, PROBLEM_SORTS, "-opened")
    rows = [{"shown": shown.shown_problem(row), "url": record_url(row.kind, row.record_id)} for row in listing.rows]
    left = queries.problems(request.organization, is_left=True).count()
    shared = {"is_left": is_left, "left": left, "may_sync": may(request, Permission.SYNC)}
    return render(request, "sync/problems.html", {"listing": listing, "problems": rows, **shared})


@require_POST
@require(Permission.SYNC)
def settle(request: Request, pk: int) -> HttpResponse:
    """Do what was chosen about a problem."""
    get_object_or_404(Problem.objects.of(request.organization), pk=pk)
    choice, answer = request.POST.get("choice", ""), request.POST.get("answer", "")
    do = lambda: settling.settle_problem(request.organization, request.actor, pk, choice, answer)
    return done(request, "problems", do, "Done. The next sync carries it out.")


@require_GET
@require(Permission.VIEW_SYNC)
def show_conflicts(request: Request) -> HttpResponse:
    """Fields that both sides changed: open ones, or all of them (rule C2)."""
    is_all = request.GET.get("show") == "all"
    conflicts = queries.conflicts(request.organization, only_open=not is_all)
    listing = list_page(request, conflicts, CONFLICT_SORTS, "-found", size=25)
    rows = [{"shown": shown.shown_conflict(row), "url": record_url(row.kind, row.record_id)} for row in listing.rows]
    titles = shown.titles(request.organization, listing.rows)
    for row, conflict in zip(rows, listing.rows, strict=True):
        row["title"] = titles.get((conflict.kind, conflict.record_id), conflict.kind.capitalize())
    context = {"listing": listing, "conflicts": rows, "is_all": is_all, "may_sync": may(request, Permission.SYNC)}
    return render(request, "sync/conflicts.html", context)


@require_POST
@require(Permission.SYNC)
def choose(request: Request, pk: int) -> HttpResponse:
    """Take the other side's value of a conflict (rule C2)."""
    get_object_or_404(Conflict.objects.of(request.organization), pk=pk)
    side = request.POST.get("side", "")
    do = lambda: settling.choose_conflict_value(request.organization, request.actor, pk, side)
    return done(request, "conflicts", do, "That value was chosen. The other one stays in the history.")


def done(request: Request, otherwise: str, do: Callable[[], object], said: str) -> HttpResponse:
    """Carry it out, say so or say why not, and go back to the page it was asked on."""
    try:
        do()
    except Refused as refused:
        for problem in refused.problems:
            messages.error(request, sentence(problem))
    else:
        messages.success(request, said)
    target = request.POST.get("next", "")
    is_ours = url_has_allowed_host_and_scheme(target, allowed_hosts=None) and target.startswith("/")
    return redirect(target if is_ours else otherwise)
