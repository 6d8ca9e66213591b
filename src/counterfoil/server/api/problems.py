"""Refusals as problem details (RFC 9457): what happened, whether it was applied, and what to do."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from django.core.serializers.json import DjangoJSONEncoder
from django.http import HttpResponse

if TYPE_CHECKING:
    from collections.abc import Iterable

    from counterfoil.records import Problem


class ApiProblem(Exception):  # noqa: N818  a refusal by design, not an error of the program
    """Ends a request with a problem; nothing was changed."""

    def __init__(self, status: int, code: str, title: str, detail: str = "", **more: Any) -> None:
        super().__init__(title)
        self.status = status
        self.body = {"type": f"urn:counterfoil:problem:{code}", "title": title, "status": status, **more}
        if detail:
            self.body["detail"] = detail

    def response(self) -> HttpResponse:
        """The problem as an HTTP answer."""
        text = json.dumps(self.body, cls=DjangoJSONEncoder)
        return HttpResponse(text, status=self.status, content_type="application/problem+json")


CHANGED_MEANWHILE = "changed_meanwhile"
"""The code of the problem that a service reports when the revision named is not the current one."""


def of_refusal(problems: Iterable[Problem]) -> ApiProblem:
    """A service's refusal: 412 when the record was changed meanwhile, else 422 with every reason at its field."""
    errors = [
        {"code": one.code, "field": one.field, "title": one.title, "cause": one.cause, "fix": one.fix}
        for one in problems
    ]
    if any(error["code"] == CHANGED_MEANWHILE for error in errors):
        title = "Someone changed this record since you read it; nothing was changed. Read it again."
        return ApiProblem(412, CHANGED_MEANWHILE, title, errors=errors)
    title = errors[0]["title"] if len(errors) == 1 else "This cannot be saved as it is; nothing was changed."
    return ApiProblem(422, "refused", title, errors=errors)


def not_found() -> ApiProblem:
    """No such record in this organization, or none that this key may see: the two cannot be told apart."""
    return ApiProblem(404, "not_found", "There is no such record.")


def forbidden(permission: str) -> ApiProblem:
    """The key's role lacks a permission."""
    return ApiProblem(403, "forbidden", f"This key's role does not hold the permission {permission}.")
