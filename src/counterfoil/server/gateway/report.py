"""What an agent sends, read strictly: anything unexpected is refused in words before anything happens."""

from __future__ import annotations

import json
import re
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Any

from counterfoil.server.gateway.refusals import Refusal, unreadable

if TYPE_CHECKING:
    from collections.abc import Callable

PROTOCOL = 1
"""The agent protocol that this server speaks."""

OLDEST_PROTOCOL = 1
"""The oldest one that it still understands."""

LONGEST_WAIT = 30.0
"""Seconds for which a call may be held open; many proxies cut at half a minute."""

MOST_ENTRIES = 1000
"""Journal entries in one report; an agent sends the rest with the next."""

EVENTS = frozenset({"refused", "calling", "returned"})
STATES = frozenset({"open", "closed", "busy", "refused"})
LARGEST_NUMBER = 2**53
_HRESULT = re.compile(r"0x[0-9A-Fa-f]{1,8}")


@dataclass(frozen=True, slots=True)
class SignIn:
    """A name and a secret, and who asks."""

    name: str
    secret: str
    installation: str
    machine: str
    version: str
    protocol: int


@dataclass(frozen=True, slots=True)
class Failed:
    """QuickBooks did not answer the message set; `executed` is None where nobody knows whether it ran."""

    hresult: int
    message: str
    executed: bool | None


@dataclass(frozen=True, slots=True)
class Answer:
    """What became of one call: QuickBooks' text, or a failure. `started` is the agent's clock in Unix seconds."""

    call: int
    outcome: str | Failed
    started: float | None


@dataclass(frozen=True, slots=True)
class Entry:
    """One line of the agent's journal."""

    number: int
    call: int
    event: str
    sha256: str


@dataclass(frozen=True, slots=True)
class Report:
    """One call of the exchange door."""

    protocol: int
    version: str
    installation: str
    process: str
    company_file: str
    utc_offset: int
    unix: float
    quickbooks: str
    hint: int | None
    note: str
    answer: Answer | None
    journal: tuple[Entry, ...]
    wait: float
    is_leaving: bool

    @property
    def brings_news(self) -> bool:
        """Whether there is anything in it that must be taken in at once."""
        return self.answer is not None or bool(self.journal) or self.is_leaving


def read_object(body: bytes) -> dict[str, Any]:
    """The body's JSON object."""
    try:
        value = json.loads(body)
    except (ValueError, RecursionError) as error:
        raise unreadable("The body is not JSON.") from error
    if not isinstance(value, dict):
        raise unreadable("The body is not a JSON object.")
    return value


def _text(value: dict[str, Any], name: str, longest: int, *, default: str | None = None) -> str:
    text = value.get(name, default)
    if not isinstance(text, str) or len(text) > longest or "\x00" in text:
        raise unreadable(f"{name} is not a text of at most {longest} characters.")
    return text


def _needed(value: dict[str, Any], name: str, longest: int) -> str:
    text = _text(value, name, longest)
    if not text.strip():
        raise unreadable(f"{name} is missing.")
    return text


def _number(value: dict[str, Any], name: str) -> int:
    number = value.get(name)
    if not isinstance(number, int) or isinstance(number, bool) or abs(number) > LARGEST_NUMBER:
        raise unreadable(f"{name} is not a whole number.")
    return number


def _seconds(value: dict[str, Any], name: str, *, default: float | None = None) -> float:
    number = value.get(name, default)
    if not isinstance(number, int | float) or isinstance(number, bool) or not abs(number) < LARGEST_NUMBER:
        raise unreadable(f"{name} is not a number of seconds.")
    return float(number)


def _word(value: dict[str, Any], name: str, words: frozenset[str]) -> str:
    word = value.get(name)
    if not isinstance(word, str) or word not in words:
        raise unreadable(f"{name} is none of {', '.join(sorted(words))}.")
    return word


def _object(value: dict[str, Any], name: str) -> dict[str, Any]:
    inner = value.get(name)
    if not isinstance(inner, dict):
        raise unreadable(f"{name} is not an object.")
    return inner


def _optional(value: dict[str, Any], name: str, read: Callable[[dict[str, Any], str], Any]) -> Any:
    return None if value.get(name) is None else read(value, name)


def sign_in_of(body: bytes) -> SignIn:
    """A sign-in."""
    value = read_object(body)
    return SignIn(
        name=_needed(value, "name", 254).strip(),
        secret=_needed(value, "secret", 1000),
        installation=_needed(value, "installation", 64),
        machine=_text(value, "machine", 200, default=""),
        version=_text(value, "version", 40, default=""),
        protocol=_number(value, "protocol"),
    )


def wanted_profile_of(body: bytes) -> tuple[str, str]:
    """The organization's slug and the company file's path."""
    value = read_object(body)
    return _needed(value, "organization", 60), _needed(value, "company_file", 1000)


def report_of(body: bytes) -> Report:
    """A call of the exchange door."""
    value = read_object(body)
    clock = _object(value, "clock")
    return Report(
        protocol=_number(value, "protocol"),
        version=_text(value, "version", 40, default=""),
        installation=_needed(value, "installation", 64),
        process=_needed(value, "process", 64),
        company_file=_text(value, "company_file", 1000, default=""),
        utc_offset=_offset(_text(clock, "wall", 40)),
        unix=_seconds(clock, "unix"),
        quickbooks=_word(value, "quickbooks", STATES),
        hint=_optional(value, "hint", _number),
        note=_text(value, "note", 4000, default="")[:500],
        answer=_answer(value),
        journal=_journal(value),
        wait=min(max(_seconds(value, "wait", default=0.0), 0.0), LONGEST_WAIT),
        is_leaving=value.get("leaving") is True,
    )


def _offset(wall: str) -> int:
    """Seconds by which the agent's wall clock is ahead of UTC."""
    try:
        offset = datetime.fromisoformat(wall).utcoffset()
    except ValueError as error:
        raise unreadable("clock.wall is not a date and time.") from error
    return int(offset.total_seconds()) if offset else 0


def _answer(value: dict[str, Any]) -> Answer | None:
    if value.get("answer") is None:
        return None
    answer = _object(value, "answer")
    call, started = _number(answer, "call"), _optional(answer, "started_unix", _seconds)
    if isinstance(answer.get("text"), str):
        return Answer(call, answer["text"], started)
    return Answer(call, _failed(_object(answer, "failure")), started)


def _failed(value: dict[str, Any]) -> Failed:
    hresult = _text(value, "hresult", 10, default="")
    if hresult and not _HRESULT.fullmatch(hresult):
        raise unreadable("hresult is not of the form 0x80040400.")
    executed = value.get("executed")
    if not (executed is None or isinstance(executed, bool)):
        raise unreadable("executed is none of true, false, null.")
    return Failed(int(hresult, 16) if hresult else 0, _text(value, "message", 4000, default=""), executed)


def _journal(value: dict[str, Any]) -> tuple[Entry, ...]:
    rows = value.get("journal", [])
    if not isinstance(rows, list) or len(rows) > MOST_ENTRIES:
        raise unreadable(f"journal is not a list of at most {MOST_ENTRIES} entries.")
    return tuple(map(_entry, rows))


def _entry(row: Any) -> Entry:
    if not isinstance(row, dict):
        raise unreadable("A journal entry is not an object.")
    sha256 = _text(row, "sha256", 64, default="")
    return Entry(_number(row, "number"), _number(row, "call"), _word(row, "event", EVENTS), sha256)


__all__ = ["PROTOCOL", "Answer", "Entry", "Failed", "Refusal", "Report", "SignIn", "report_of", "sign_in_of"]
