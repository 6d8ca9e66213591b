"""What a picker offers for what was typed so far."""

from __future__ import annotations

from typing import TYPE_CHECKING, TypeVar

from django.db.models import Case, Model, Q, Value, When

from counterfoil.server.pages.lookups import OPTIONS_SHOWN

if TYPE_CHECKING:
    from django.db.models import QuerySet

M = TypeVar("M", bound=Model)

LONGEST_TEXT = 200


def matches(rows: QuerySet[M], text: str, *, by_number: bool = False) -> list[M]:
    """Active records of that name, those that begin with the text first; one more than are shown, in one statement.

    `rows` are list records; with `by_number` their number may be typed, too.
    """
    key = text.strip()[:LONGEST_TEXT].casefold()
    found = rows.filter(deleted_at=None, is_active=True)
    begins, holds = Q(full_name_key__startswith=key), Q(full_name_key__contains=key)
    if by_number:
        begins, holds = begins | Q(number__startswith=key), holds | Q(number__startswith=key)
    if key:
        found = found.filter(holds)
    rank = Case(When(begins, then=Value(0)), default=Value(1)) if key else Value(0)
    order = ("rank", "number", "full_name_key", "pk") if by_number else ("rank", "full_name_key", "pk")
    return list(found.annotate(rank=rank).order_by(*order)[: OPTIONS_SHOWN + 1])
