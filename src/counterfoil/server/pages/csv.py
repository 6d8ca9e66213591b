"""Tables as CSV files, streamed, and safe to open in a spreadsheet."""

from __future__ import annotations

import csv
from typing import TYPE_CHECKING, Final

from django.http import StreamingHttpResponse

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

BEGINS_A_FORMULA: Final = ("=", "+", "-", "@", "\t", "\r", "\n", "\N{FULLWIDTH EQUALS SIGN}")
BYTE_ORDER_MARK: Final = "\N{ZERO WIDTH NO-BREAK SPACE}"
"""Tells spreadsheets that the file is UTF-8."""


def harmless(value: object) -> str:
    """The cell's text; what a spreadsheet would take for a formula gets an apostrophe before it."""
    text = "" if value is None else str(value)
    return f"'{text}" if text.startswith(BEGINS_A_FORMULA) else text


class _Echo:
    """A file that hands back each line it is given."""

    def write(self, line: str) -> str:
        return line


def lines(heading: Sequence[str], rows: Iterable[Sequence[object]]) -> Iterator[str]:
    """The table line by line; only one row is in memory."""
    writer = csv.writer(_Echo())
    yield BYTE_ORDER_MARK + writer.writerow(heading)
    for row in rows:
        yield writer.writerow([harmless(cell) for cell in row])


def answer(name: str, heading: Sequence[str], rows: Iterable[Sequence[object]]) -> StreamingHttpResponse:
    """The table as a download of that name."""
    headers = {"Content-Disposition": f'attachment; filename="{name}"'}
    return StreamingHttpResponse(lines(heading, rows), content_type="text/csv; charset=utf-8", headers=headers)
