"""What a person must settle or know: conflicts and refusals are values, stored and shown (rules S10 and E)."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class Severity(StrEnum):
    """How much a problem asks of a person; stored, so the values stay."""

    MESSAGE = "message"
    """Good to know; nothing is wrong (rule B10)."""
    WARNING = "warning"
    ERROR = "error"


class Choice(StrEnum):
    """What a person may do about a problem; stored, so the values stay."""

    RETRY = "retry"
    EDIT = "edit"
    KEEP_OURS = "keep_ours"
    KEEP_THEIRS = "keep_theirs"
    DELETE_BOTH = "delete_both"
    SKIP = "skip"
    LINK = "link"
    """It is one of the candidates, or another that is named: the two become one."""
    CREATE = "create"
    """It is none of the candidates: it goes to QuickBooks as a record of its own."""
    RENAME = "rename"
    """It gets another name here."""
    SEPARATE = "separate"
    """The two that were linked are two: each goes its own way."""


@dataclass(frozen=True, slots=True)
class Candidate:
    """A record of ours that a person may mean: its id, and what people call it."""

    id: str
    title: str


@dataclass(frozen=True, slots=True)
class Problem:
    """Something about one record that a person must settle or know.

    `code` names the problem for programs and stays (`text_too_long`); `status_code` is QuickBooks' where there is one.
    `candidates` are what the choice LINK may name, the likeliest first; `suggestion` is a name for the choice RENAME.
    `field` is a path such as `memo` or `expense_lines[2].account`. `applied` says whether the change took effect in
    QuickBooks: yes (True), no (False), not known (None).
    """

    code: str
    title: str
    cause: str = ""
    fix: str = ""
    field: str = ""
    ours: str = ""
    theirs: str = ""
    status_code: int | None = None
    severity: Severity = Severity.ERROR
    applied: bool | None = False
    choices: tuple[Choice, ...] = ()
    candidates: tuple[Candidate, ...] = ()
    suggestion: str = ""
