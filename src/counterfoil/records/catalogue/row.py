"""One row of the catalogue of errors: a code of ours and everything that people and programs are told about it."""

from __future__ import annotations

from dataclasses import dataclass, replace
from enum import StrEnum
from typing import Any

from counterfoil.records.problems import Choice, Problem, Severity


class Who(StrEnum):
    """Who can do something about it."""

    BOOKKEEPER = "bookkeeper"
    ADMINISTRATOR = "administrator"
    """Whoever administers the organization in Counterfoil, or runs the server."""
    QUICKBOOKS = "QuickBooks user"
    """Someone at QuickBooks, for some things its administrator."""
    NOBODY = "nobody"
    """It passes by itself, or there is nothing to do."""


@dataclass(frozen=True, slots=True)
class Row:
    """What is known about one error; the texts are those of the general case, and a problem may say more exactly.

    `passes`: it is tried again by itself, without anybody doing anything. `applied`: whether the change took effect in
    QuickBooks: yes (True), no (False), not known (None). `statuses` and `hresults` are QuickBooks' own codes
    (docs/quickbooks.md 2 and 6.3) that lead here.
    """

    code: str
    title: str
    cause: str
    fix: str
    who: Who = Who.BOOKKEEPER
    passes: bool = False
    applied: bool | None = False
    choices: tuple[Choice, ...] = ()
    severity: Severity = Severity.ERROR
    statuses: tuple[int, ...] = ()
    hresults: tuple[int, ...] = ()

    def problem(self, **particulars: Any) -> Problem:
        """This error as it happened to one record: fields of `Problem` that say more than the table does."""
        found = Problem(
            self.code,
            self.title,
            self.cause,
            self.fix,
            severity=self.severity,
            applied=self.applied,
            choices=self.choices,
        )
        return replace(found, **particulars) if particulars else found


EDIT, RETRY, SKIP = Choice.EDIT, Choice.RETRY, Choice.SKIP
LINK, CREATE, RENAME, SEPARATE = Choice.LINK, Choice.CREATE, Choice.RENAME, Choice.SEPARATE
KEEP_OURS, KEEP_THEIRS, DELETE_BOTH = Choice.KEEP_OURS, Choice.KEEP_THEIRS, Choice.DELETE_BOTH
REFUSED = (EDIT, RETRY, SKIP)
"""What is offered where QuickBooks refused a record."""
