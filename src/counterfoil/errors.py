"""The page docs/errors.md: the catalogue of errors for people, written from the table that the program itself uses."""

from __future__ import annotations

from itertools import chain
from typing import TYPE_CHECKING

import click

from counterfoil.records.catalogue import OTHER, SECTIONS
from counterfoil.records.problems import Choice

if TYPE_CHECKING:
    from collections.abc import Iterator

    from counterfoil.records.catalogue import Row

HEAD = """\
# Errors, and what to do about them

This page is written from the table that Counterfoil itself uses (`counterfoil.records.catalogue`): `make errors`
writes it anew, and a test holds it up to date. Do not edit it by hand.

Every error has a code that does not change. *QuickBooks' code* is the status or HRESULT behind it (`docs/quickbooks.md`
2 and 6.3). *By itself* says whether Counterfoil tries again without anybody doing anything; *applied*, whether the
change took effect in QuickBooks all the same. What one record met is told with its own values; the sentences here are
those of the general case. One refused record never stops the others.
"""

CHOICES = {
    Choice.RETRY: "try again",
    Choice.EDIT: "edit it",
    Choice.KEEP_OURS: "keep Counterfoil's",
    Choice.KEEP_THEIRS: "keep QuickBooks'",
    Choice.DELETE_BOTH: "delete on both sides",
    Choice.SKIP: "leave as it is",
    Choice.LINK: "it is one that is there",
    Choice.CREATE: "it is another: send it",
    Choice.RENAME: "rename it",
    Choice.SEPARATE: "they are two: separate them",
}
"""Choice → the words of the page."""

APPLIED = {True: "yes", False: "no", None: "not known"}
"""Whether a change took effect → the word."""


def page() -> str:
    """The whole page, in Markdown."""
    return "\n".join(chain([HEAD], _contents(), *(_section(title, rows) for title, rows in SECTIONS), _other()))


def _contents() -> Iterator[str]:
    for title, rows in SECTIONS:
        yield f"- {title}: {len(rows)}"
    yield ""


def _section(title: str, rows: tuple[Row, ...]) -> Iterator[str]:
    yield f"## {title}\n"
    for row in rows:
        yield from _entry(row)


def _entry(row: Row) -> Iterator[str]:
    yield f"### {row.code}\n"
    yield f"**{row.title}.** {row.cause}\n"
    yield f"*What to do:* {row.fix}\n"
    said = [
        f"Who acts: {row.who}",
        f"by itself: {'yes' if row.passes else 'no'}",
        f"applied: {APPLIED[row.applied]}",
        f"choices: {', '.join(CHOICES[choice] for choice in row.choices)}" if row.choices else "",
        f"QuickBooks' code: {_codes(row)}" if row.statuses or row.hresults else "",
    ]
    yield "; ".join(text for text in said if text) + ".\n"


def _codes(row: Row) -> str:
    return ", ".join([*map(str, row.statuses), *(f"0x{hresult:08X}" for hresult in row.hresults)])


def _other() -> Iterator[str]:
    yield "## Statuses that are nobody's error\n"
    for status, why in OTHER.items():
        yield f"- {status}: {why}"
    yield "- 9100 to 9199, of macros, which Counterfoil does not use: `fault_of_counterfoil`."
    yield "- Every other status: `refused_by_quickbooks`; every other HRESULT: `quickbooks_failed`.\n"


@click.command()
def errors() -> None:
    """Print the page about errors (docs/errors.md)."""
    click.echo(page(), nl=False)
