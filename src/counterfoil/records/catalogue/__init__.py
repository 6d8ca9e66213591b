"""The catalogue of errors: every problem that Counterfoil can speak of, as one table (rule E).

Every `Problem` has a code of this table. What happened to one record is said by its problem; the table says what is so
in every case: who can do something, whether it passes by itself, whether the change took effect, what is offered.
`docs/errors.md` is written from it.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from counterfoil.records.catalogue import agreement, entry, people, quickbooks, session
from counterfoil.records.catalogue.row import Row, Who

if TYPE_CHECKING:
    from counterfoil.records.problems import Problem

__all__ = ["OTHER", "SECTIONS", "TABLE", "Row", "Who", "of_hresult", "of_status", "problem"]

SECTIONS: Final[tuple[tuple[str, tuple[Row, ...]], ...]] = (
    ("QuickBooks refuses a record", quickbooks.ROWS),
    ("Nothing can be read or written for a while", session.ROWS),
    ("Somebody has to decide or to know", agreement.ROWS),
    ("Refused at entry", entry.ROWS),
    ("Refused at the door", people.ROWS),
)
"""The sections of the table, in the order in which people read them."""

TABLE: Final[dict[str, Row]] = {row.code: row for _, rows in SECTIONS for row in rows}
"""Code → row."""

OTHER: Final[dict[int, str]] = {
    0: "It was done.",
    1: "Nothing matches a query.",
    500: "Some of what was asked for by its id is not there; it is looked for in the deletion log.",
    501: "Something found could not be returned completely; it is read again.",
    530: "A field is not supported by this version; the rest was done.",
    531: "A value is not supported by this version; the rest was done.",
    560: "A field is no longer in use; it was done.",
    3390: "Too many queries are under way; it begins again in a new session.",
    3391: "A query was interrupted; it begins again.",
}
"""Statuses of QuickBooks that are no error of anybody's, and why nobody is told."""

_BY_STATUS: Final = {status: row for row in TABLE.values() for status in row.statuses}
_BY_HRESULT: Final = {hresult: row for row in TABLE.values() for hresult in row.hresults}
_MACROS: Final = range(9100, 9200)


def problem(code: str, /, **particulars: Any) -> Problem:
    """The problem of this code, with what the case at hand says beyond the table; KeyError for an unknown code."""
    return TABLE[code].problem(**particulars)


def of_status(status: int) -> Row:
    """The row that a status code of QuickBooks leads to; `refused_by_quickbooks` where none names it."""
    if status in _MACROS:
        return TABLE["fault_of_counterfoil"]
    return _BY_STATUS.get(status, TABLE["refused_by_quickbooks"])


def of_hresult(hresult: int) -> Row:
    """The row that an HRESULT of either sign leads to; `quickbooks_failed` where none names it."""
    return _BY_HRESULT.get(hresult & 0xFFFFFFFF, TABLE["quickbooks_failed"])
