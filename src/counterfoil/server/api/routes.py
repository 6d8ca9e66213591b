"""The addresses of the API: the same five for every kind of record."""

# No `from __future__ import annotations` here: ninja reads the annotations of functions made in a loop.

from datetime import datetime
from typing import Annotated, Any

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from ninja import NinjaAPI, Query, Router, Status
from ninja.errors import AuthenticationError, ValidationError

from counterfoil.records import RECORD_CLASSES, Kind
from counterfoil.server.api import company, remembering, syncing
from counterfoil.server.api.beside import BESIDE
from counterfoil.server.api.keys import KeyAuth, actor_of, key_of, need
from counterfoil.server.api.listing import LARGEST_PAGE, Wanted, one_of, page_of
from counterfoil.server.api.problems import ApiProblem, forbidden, not_found, of_refusal
from counterfoil.server.api.resources import RESOURCES, Resource
from counterfoil.server.api.shapes import Shape, page_shape, shape_of, stored_shape, to_record
from counterfoil.server.audit import queries as audit
from counterfoil.server.bills.services import decide_approval
from counterfoil.server.bills.status import Approval
from counterfoil.server.people.permissions import Permission
from counterfoil.server.people.problems import Refused

PAGING = frozenset({"after", "limit", "text"})
"""Query parameters that are not filters."""

api = NinjaAPI(
    title="Counterfoil",
    version="1",
    description=(
        "Bills and the lists they need, the same here and in QuickBooks. Changes name the revision they replace "
        "(`If-Match`), creates carry an `Idempotency-Key`, and refusals are problem details (RFC 9457)."
    ),
    auth=KeyAuth(),
    docs_url=None,
    openapi_url="/openapi.json",
    urls_namespace="api",
)


def router_of(resource: Resource) -> Router:
    """Reading for one kind of record, and creating, changing and deleting where people may."""
    router = Router(tags=[resource.path])
    stored = stored_shape(resource.kind, {name: type_ for name, (type_, _) in BESIDE.get(resource.kind, {}).items()})
    _add_reading(router, resource, stored)
    if resource.create is not None:
        _add_writing(router, resource, stored)
    return router


def _add_reading(router: Router, resource: Resource, stored: type[Shape]) -> None:
    """List, get and history."""
    page, one = page_shape(resource.kind, stored), RECORD_CLASSES[resource.kind].__name__.lower()
    many = resource.path.replace("-", "_")

    @router.get("", response=page, operation_id=f"list_{many}", summary=f"List {resource.path}")
    def list_(
        request: HttpRequest,
        after: str | None = None,
        limit: Annotated[int, Query(ge=1, le=LARGEST_PAGE)] = 100,
        text: str = "",
    ) -> Any:
        need(request, resource.view)
        given = {name: str(value) for name, value in request.GET.items() if name not in PAGING}
        return page_of(resource, key_of(request).organization, Wanted(after, limit, text, given))

    @router.get("/{int:id}", response=stored, operation_id=f"get_{one}", summary=f"Get one of the {resource.path}")
    def get(request: HttpRequest, response: HttpResponse, id: int) -> Any:
        need(request, resource.view)
        return _shown(resource, request, response, id)

    @router.get(
        "/{int:id}/history", response=list[Change], operation_id=f"get_{one}_history", summary="Who changed what"
    )
    def history(request: HttpRequest, id: int) -> Any:
        need(request, resource.view)
        organization = key_of(request).organization
        one_of(resource, organization, id)
        return [
            {name: getattr(entry, name) for name in Change.model_fields}
            for entry in reversed(audit.history(organization, resource.kind, str(id))[:LARGEST_PAGE])
        ]


def _add_writing(router: Router, resource: Resource, stored: type[Shape]) -> None:
    """Create, change and delete."""
    create_one, amend_one, delete_one = resource.create, resource.amend, resource.delete
    assert create_one, "what can be written can be created"
    assert amend_one, "what can be written can be changed"
    assert delete_one, "what can be written can be deleted"
    record_class = RECORD_CLASSES[resource.kind]
    new, change = shape_of(record_class), shape_of(record_class, partial=True)
    one = record_class.__name__.lower()

    @router.post("", response={201: stored}, operation_id=f"create_{one}", summary=f"Create one of the {resource.path}")
    def create(request: HttpRequest, response: HttpResponse, body: new) -> Any:  # type: ignore[valid-type]  # made at run time
        need(request, resource.change)

        def make() -> remembering.Made:
            record = to_record(resource.kind, body)
            written = create_one(key_of(request).organization, actor_of(request), record)
            shown = one_of(resource, key_of(request).organization, int(written.record_id))
            return remembering.Made(_etag(shown), f"{request.path}/{shown['id']}", shown)

        made = remembering.once(request, key_of(request), timezone.now(), make)
        response["ETag"], response["Location"] = made.etag, made.location
        return Status(201, made.body)

    @router.patch("/{int:id}", response=stored, operation_id=f"change_{one}", summary="Change the fields given")
    def amend(request: HttpRequest, response: HttpResponse, id: int, body: change) -> Any:  # type: ignore[valid-type]  # made at run time
        need(request, resource.change)
        organization, revision = key_of(request).organization, _revision(request)
        before = resource.read(organization, resource.kind, [str(id)]).get(str(id))
        if before is None or before.record is None:
            raise not_found()
        record = to_record(resource.kind, body, before.record)
        amend_one(organization, actor_of(request), str(id), record, revision)
        return _shown(resource, request, response, id)

    @router.delete("/{int:id}", response={204: None}, operation_id=f"delete_{one}", summary="Delete, keeping history")
    def delete(request: HttpRequest, id: int) -> Any:
        need(request, resource.remove)
        organization = key_of(request).organization
        one_of(resource, organization, id)
        delete_one(organization, actor_of(request), str(id), _revision(request))
        return Status(204, None)


class ApprovalChange(Shape):
    """Whether a bill is approved as it was looked at, in the revision that If-Match names."""

    is_approved: bool


def approval_router() -> Router:
    """Approving bills, and taking it back: Counterfoil's own, it never posts (rules B14, B15)."""
    router = Router(tags=["bills"])
    bills = next(resource for resource in RESOURCES if resource.kind is Kind.BILL)

    @router.put(
        "/{int:id}/approval", response={204: None}, operation_id="approve_bill", summary="Approve, or take back"
    )
    def approve(request: HttpRequest, id: int, body: ApprovalChange) -> Any:
        need(request, Permission.APPROVE_BILLS)
        organization = key_of(request).organization
        one_of(bills, organization, id)
        approval = Approval.APPROVED if body.is_approved else Approval.PENDING
        decide_approval(organization, actor_of(request), str(id), approval, _revision(request))
        return Status(204, None)

    return router


class Change(Shape):
    """One change of a record (rule S13), oldest first; `changes` maps each field to its old and new value."""

    number: int
    at: datetime
    actor_kind: str
    actor_name: str
    action: str
    changes: dict[str, Any]
    reason: str


def _shown(resource: Resource, request: HttpRequest, response: HttpResponse, id_: int) -> dict[str, Any]:
    shown = one_of(resource, key_of(request).organization, id_)
    response["ETag"] = _etag(shown)
    return shown


def _etag(shown: dict[str, Any]) -> str:
    return f'"{shown["revision"]}"'


def _revision(request: HttpRequest) -> int:
    """The revision that a change replaces, from If-Match."""
    given = request.headers.get("If-Match", "")
    if not given:
        title = "A change names the revision it replaces: send the record's ETag as If-Match. Nothing was changed."
        raise ApiProblem(428, "if_match_missing", title)
    try:
        return int(given.removeprefix("W/").strip('"'))
    except ValueError as error:
        raise ApiProblem(412, "changed_meanwhile", "If-Match is no ETag of this record.") from error


@api.exception_handler(ApiProblem)
def _on_problem(_request: HttpRequest, problem: ApiProblem) -> HttpResponse:
    return problem.response()


@api.exception_handler(Refused)
def _on_refusal(_request: HttpRequest, refused: Refused) -> HttpResponse:
    return of_refusal(refused.problems).response()


@api.exception_handler(PermissionDenied)
def _on_denial(_request: HttpRequest, denied: PermissionDenied) -> HttpResponse:
    return forbidden(str(denied)).response()


@api.exception_handler(AuthenticationError)
def _on_stranger(_request: HttpRequest, _error: AuthenticationError) -> HttpResponse:
    title = "Send an API key: Authorization: Bearer KEY."
    answer = ApiProblem(401, "unauthenticated", title).response()
    answer["WWW-Authenticate"] = "Bearer"
    return answer


@api.exception_handler(ValidationError)
def _on_bad_shape(_request: HttpRequest, error: ValidationError) -> HttpResponse:
    errors = [
        {"code": str(one.get("type", "")), "field": _path(one.get("loc", ())), "title": str(one.get("msg", ""))}
        for one in error.errors
    ]
    return ApiProblem(
        422, "malformed", "The request is not of this shape; nothing was changed.", errors=errors
    ).response()


def _path(location: Any) -> str:
    """A field's place as people write it: `expense_lines[2].amount`."""
    words = [part for part in location if part not in {"body", "query", "path"}]
    path = ""
    for part in words:
        path += f"[{part}]" if isinstance(part, int) else f".{part}"
    return path.lstrip(".")


for _resource in RESOURCES:
    api.add_router(f"/{_resource.path}", router_of(_resource))
api.add_router("/bills", approval_router())
api.add_router("/sync", syncing.router)
api.add_router("/sync/company", company.router)
