"""The sync over the API: where it stands, its runs and their details, problems, conflicts, and starting a run."""

# No `from __future__ import annotations` here: ninja reads the annotations at run time.

from dataclasses import asdict, replace
from datetime import date, datetime, time
from typing import Annotated, Any

from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils import timezone
from ninja import Query, Router, Status

from counterfoil.server.api.keys import actor_of, key_of, need
from counterfoil.server.api.listing import LARGEST_PAGE, cursor
from counterfoil.server.api.problems import not_found
from counterfoil.server.api.remembering import once_if_named
from counterfoil.server.api.shapes import Shape
from counterfoil.server.people.permissions import Permission
from counterfoil.server.sync import parked, queries, services
from counterfoil.server.sync.models import Run

router = Router(tags=["sync"])

Limit = Annotated[int, Query(ge=1, le=LARGEST_PAGE)]


class SyncState(Shape):
    """Where the sync stands. `is_settled`: nothing is owed to QuickBooks, in doubt or under way."""

    mode: str
    """live, read_only (nothing is written to QuickBooks) or suspended (nothing is read or written)."""
    mode_reason: str
    cause: str
    """What keeps syncing from going on as usual, as a stable code; empty when nothing does."""
    meanwhile: str
    """What is and is not done while that lasts."""
    way_out: str
    """What a person can do about it."""
    closing_date: date | None
    """The day through which the books are closed in QuickBooks."""
    company_name: str
    is_connected: bool
    agent_version: str
    quickbooks: str
    note: str
    owed: int
    in_doubt: int
    problems: int
    conflicts: int
    is_settled: bool
    left: int
    """Problems that somebody left as they are."""
    parked: int
    """Records that wait for something else, and are no error: see `/sync/parked`."""
    looked_at: datetime | None
    """When the last run ended; None before the first sync has been carried to an end."""


class PreferencesShape(Shape):
    """The preferences of the sync (rule S6); accounts by id. What is not given in a change stays as it was."""

    move_transactions: bool | None = None
    master: str | None = None
    accounts_payable_account: int | None = None
    unallocated_expenses_account: int | None = None
    default_bank_account: int | None = None
    accounts_receivable_account: int | None = None
    deposit_to_account: int | None = None
    clearing_account: int | None = None
    post_only_approved: bool | None = None
    closed_period: str | None = None
    holds_edits_of_approved: bool | None = None
    syncs_offline_payments: bool | None = None
    run_every_minutes: int | None = None
    schedule_hours: str | None = None
    office_opens: time | None = None
    office_closes: time | None = None
    office_days: str | None = None


class RunShape(Shape):
    """One sync from start to finish; `outcome` is empty while it is under way."""

    id: int
    trigger: str
    started_by: str
    outcome: str
    message: str
    step: str
    done: int
    total: int | None
    started_at: datetime
    finished_at: datetime | None


class DetailShape(Shape):
    """One line of a run's report; `kind` is created, updated, deleted, linked, skipped, message, conflict or error."""

    id: int
    at: datetime
    kind: str
    side: str
    record_kind: str
    record_id: int | None
    quickbooks_id: str
    title: str
    text: str


class ProblemShape(Shape):
    """Something that a person must settle or know."""

    id: int
    kind: str
    record_id: int | None
    quickbooks_id: str
    title: str
    severity: str
    problem: dict[str, Any]
    opened_at: datetime
    left_at: datetime | None
    """When somebody left it as it is; it can still be settled."""
    left_by: str


class ConflictShape(Shape):
    """A field that both sides changed; all three values are kept. `winner` is empty while a person has to choose."""

    id: int
    kind: str
    record_id: int | None
    quickbooks_id: str
    path: str
    base: str
    ours: str
    theirs: str
    winner: str
    chosen: str
    found_at: datetime
    settled_at: datetime | None


class RunPage(Shape):
    """Runs, newest first."""

    items: list[RunShape]
    next: str | None


class DetailPage(Shape):
    """Details, in order."""

    items: list[DetailShape]
    next: str | None


class ProblemPage(Shape):
    """Problems, newest first."""

    items: list[ProblemShape]
    next: str | None


class ConflictPage(Shape):
    """Conflicts, newest first."""

    items: list[ConflictShape]
    next: str | None


@router.get("", response=SyncState, operation_id="get_sync", summary="Where the sync stands")
def get_state(request: HttpRequest) -> Any:
    """Cheap enough to ask every second."""
    need(request, Permission.VIEW_SYNC)
    state = queries.state(key_of(request).organization)
    return {name: getattr(state, name) for name in SyncState.model_fields}


@router.post("/runs", response={202: SyncState}, operation_id="start_run", summary="Start a run")
def start_run(request: HttpRequest) -> Any:
    """The agent is woken; if it is not there, the run begins when it comes back."""
    need(request, Permission.SYNC)
    services.sync_now(key_of(request).organization, actor_of(request))
    return Status(202, get_state(request))


@router.get("/runs", response=RunPage, operation_id="list_runs", summary="List runs, newest first")
def list_runs(request: HttpRequest, after: str | None = None, limit: Limit = 50) -> Any:
    """Runs that found nothing to do leave no trace."""
    need(request, Permission.VIEW_SYNC)
    return _newest_first(queries.runs(key_of(request).organization), RunShape, after, limit)


@router.get("/runs/{int:id}", response=RunShape, operation_id="get_run", summary="Get a run")
def get_run(request: HttpRequest, id: int) -> Any:
    """Its outcome and progress."""
    need(request, Permission.VIEW_SYNC)
    return _shown(_run(request, id), RunShape)


@router.get("/runs/{int:id}/details", response=DetailPage, operation_id="list_details", summary="A run's report")
def list_details(  # noqa: PLR0913, PLR0917  query parameters
    request: HttpRequest, id: int, after: str | None = None, limit: Limit = 200, kind: str = "", text: str = ""
) -> Any:
    """In order; `kind` and `text` narrow it down."""
    need(request, Permission.VIEW_SYNC)
    found = queries.details(key_of(request).organization, _run(request, id).pk, kind=kind, text=text)
    after_this = found if after is None else found.filter(id__gt=cursor(after))
    return _page(after_this, DetailShape, limit)


@router.get("/problems", response=ProblemPage, operation_id="list_problems", summary="What waits for a person")
def list_problems(request: HttpRequest, after: str | None = None, limit: Limit = 100, *, is_left: bool = False) -> Any:
    """Newest first; a problem goes when what caused it is gone. `is_left`: those that somebody left as they are."""
    need(request, Permission.VIEW_SYNC)
    found = queries.problems(key_of(request).organization, is_left=is_left)
    return _newest_first(found, ProblemShape, after, limit)


class AwaitedShape(Shape):
    """Something that records wait for: how many, and the question about it, if there is one."""

    key: str
    title: str
    why: str
    number: int
    kind: str
    record_id: int | None
    problem_id: int | None
    is_left: bool


@router.get("/parked", response=list[AwaitedShape], operation_id="list_parked", summary="What records wait for")
def list_parked(request: HttpRequest) -> Any:
    """What most of them wait for comes first; they go on by themselves once it is there, or its question is settled."""
    need(request, Permission.VIEW_SYNC)
    found = parked.awaited(key_of(request).organization)
    return [{name: getattr(each, name) for name in AwaitedShape.model_fields} for each in found]


@router.get("/conflicts", response=ConflictPage, operation_id="list_conflicts", summary="Fields both sides changed")
def list_conflicts(
    request: HttpRequest, after: str | None = None, limit: Limit = 100, *, only_open: bool = False
) -> Any:
    """Newest first; `only_open`: those that wait for a person."""
    need(request, Permission.VIEW_SYNC)
    found = queries.conflicts(key_of(request).organization, only_open=only_open)
    return _newest_first(found, ConflictShape, after, limit)


class Settlement(Shape):
    """What a person chose: one of the problem's choices, and with `link` or `rename` which record, or the new name."""

    choice: str
    answer: str = ""


@router.post(
    "/problems/{int:id}/settle", response={204: None}, operation_id="settle_problem", summary="Settle a problem"
)
def settle_problem(request: HttpRequest, id: int, settlement: Settlement) -> Any:
    """The choice changes what stands here, or what counts as agreed; the next run carries it out.

    With an `Idempotency-Key` it may be sent twice; without one, what was settled is not there any more.
    """
    need(request, Permission.SYNC)
    organization = key_of(request).organization

    def do() -> None:
        if not any(queries.problems(organization, is_left=is_left).filter(pk=id).exists() for is_left in (False, True)):
            raise not_found()
        services.settle_problem(organization, actor_of(request), id, settlement.choice, settlement.answer)

    once_if_named(request, key_of(request), timezone.now(), do)
    return Status(204, None)


class ChosenSide(Shape):
    """The side whose value is to hold: `quickbooks` or `counterfoil`."""

    side: str


@router.post(
    "/conflicts/{int:id}/choose", response={204: None}, operation_id="choose_conflict_value", summary="Choose a value"
)
def choose_conflict_value(request: HttpRequest, id: int, chosen: ChosenSide) -> Any:
    """The other value stays in the history, and may be chosen again. An `Idempotency-Key` lets it be sent twice."""
    need(request, Permission.SYNC)
    organization = key_of(request).organization

    def do() -> None:
        if not queries.conflicts(organization).filter(pk=id).exists():
            raise not_found()
        services.choose_conflict_value(organization, actor_of(request), id, chosen.side)

    once_if_named(request, key_of(request), timezone.now(), do)
    return Status(204, None)


def _run(request: HttpRequest, id_: int) -> Run:
    run = queries.runs(key_of(request).organization).filter(pk=id_).first()
    if run is None:
        raise not_found()
    return run


def _newest_first(found: QuerySet[Any], shape: type[Shape], after: str | None, limit: int) -> dict[str, Any]:
    return _page(found if after is None else found.filter(id__lt=cursor(after)), shape, limit)


def _page(found: QuerySet[Any], shape: type[Shape], limit: int) -> dict[str, Any]:
    rows = list(found[: limit + 1])
    items = [_shown(row, shape) for row in rows[:limit]]
    return {"items": items, "next": str(items[-1]["id"]) if len(rows) > limit else None}


def _shown(row: Any, shape: type[Shape]) -> dict[str, Any]:
    return {name: getattr(row, name) for name in shape.model_fields}


@router.get("/preferences", response=PreferencesShape, operation_id="get_preferences", summary="The preferences")
def preferences(request: HttpRequest) -> Any:
    """As they are."""
    need(request, Permission.VIEW_SYNC)
    return asdict(services.wanted_of(queries.preferences(key_of(request).organization)))


@router.patch(
    "/preferences", response=PreferencesShape, operation_id="change_preferences", summary="Change some of them"
)
def change_preferences(request: HttpRequest, body: PreferencesShape) -> Any:
    """Those that are given; two-way sync has a switch of its own, on its page."""
    need(request, Permission.MANAGE_PREFERENCES)
    organization = key_of(request).organization
    given = {name: getattr(body, name) for name in body.model_fields_set}
    wanted = replace(services.wanted_of(queries.preferences(organization)), **given)
    return asdict(services.wanted_of(services.save_preferences(organization, actor_of(request), wanted)))


@router.post("/pause", response={204: None}, operation_id="pause_sync", summary="Let no run begin")
def pause(request: HttpRequest) -> Any:
    """Until it is resumed."""
    need(request, Permission.SYNC)
    services.pause(key_of(request).organization, actor_of(request))
    return Status(204, None)


@router.delete("/pause", response={204: None}, operation_id="end_pause", summary="Let runs begin again")
def end_pause(request: HttpRequest) -> Any:
    """What waited goes."""
    need(request, Permission.SYNC)
    services.end_pause(key_of(request).organization, actor_of(request))
    return Status(204, None)
