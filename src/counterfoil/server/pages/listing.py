"""A page of a long list: filtered, sorted and cut by the database, with everything that chose it in the address."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Generic, TypeVar

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from django.db.models import Model, QuerySet
    from django.http import HttpRequest

PAGE_SIZE = 50
LARGEST_PAGE_NUMBER = 1_000_000

M = TypeVar("M", bound="Model")
T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Listing(Generic[T]):
    """One page of rows, and where it stands: `page` counts from 1, `total` is over all pages."""

    rows: Sequence[T]
    total: int
    page: int
    size: int
    sort: str

    @property
    def pages(self) -> int:
        """How many pages there are; an empty list has one."""
        return max(1, -(-self.total // self.size))

    @property
    def first(self) -> int:
        """The number of the first row shown."""
        return (self.page - 1) * self.size + 1 if self.total else 0

    @property
    def last(self) -> int:
        """The number of the last row shown."""
        return min(self.page * self.size, self.total)

    @property
    def previous(self) -> int:
        """The number of the page before."""
        return self.page - 1

    @property
    def next(self) -> int:
        """The number of the page after."""
        return self.page + 1


def page_number(request: HttpRequest) -> int:
    """The page that the address asks for; anything that is not a page number means the first."""
    text = request.GET.get("page", "1")
    number = int(text) if text.isascii() and text.isdigit() and len(text) <= 7 else 1
    return min(max(1, number), LARGEST_PAGE_NUMBER)


def sort_key(request: HttpRequest, sorts: Mapping[str, Sequence[str]], default: str) -> str:
    """The sort order that the address asks for, `-` before it for descending; an unknown one means the default."""
    asked = request.GET.get("sort", default)
    return asked if asked.removeprefix("-") in sorts else default


def ordering(sort: str, sorts: Mapping[str, Sequence[str]]) -> list[str]:
    """The database's order for a sort key; the id comes last, so that no row is on two pages or on none."""
    fields = [*sorts[sort.removeprefix("-")], "pk"]
    if not sort.startswith("-"):
        return fields
    return [field[1:] if field.startswith("-") else f"-{field}" for field in fields]


def list_page(  # noqa: PLR0913  # the two at the end are named where they are used
    request: HttpRequest,
    rows: QuerySet[M],
    sorts: Mapping[str, Sequence[str]],
    default: str,
    *,
    total: int | None = None,
    size: int = PAGE_SIZE,
) -> Listing[M]:
    """The page of `rows` that the address asks for: two statements, or one where the total is known already.

    A page past the end is the last one.
    """
    count = rows.count() if total is None else total
    sort = sort_key(request, sorts, default)
    page = min(page_number(request), max(1, -(-count // size)))
    start = (page - 1) * size
    return Listing(list(rows.order_by(*ordering(sort, sorts))[start : start + size]), count, page, size, sort)
