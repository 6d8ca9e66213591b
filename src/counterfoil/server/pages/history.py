"""A record's history as people read it: who did what, when, and each field's old and new value."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from counterfoil.server.pages.words import PATH, path_label, value_words

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import datetime

    from counterfoil.server.audit.models import Entry

DEEDS: Final[dict[str, str]] = {
    "create": "created it",
    "created": "created it",
    "change": "changed it",
    "amend": "changed it",
    "changed": "changed it",
    "amended": "changed it",
    "delete": "deleted it",
    "deleted": "deleted it",
    "restore": "restored it",
    "restored": "restored it",
    "approval": "decided about its approval",
    "settled": "noted payments and orders",
    "received": "noted what was received",
}
"""Action of the log → what the person did."""

THROUGH: Final[dict[str, str]] = {"api_key": " (API key)", "agent": " (agent)", "sync": " (sync)"}
"""Kinds of actor that are no persons, and how that is said behind the name."""

SHOWN: Final = 50
HIDDEN: Final = frozenset({"revision", "line_ids"})


@dataclass(frozen=True, slots=True)
class Change:
    """One field: its words, and the values before and after, "" where there was nothing."""

    label: str
    old: str
    new: str


@dataclass(frozen=True, slots=True)
class Event:
    """One entry of the log as it is read."""

    who: str
    did: str
    at: datetime
    reason: str
    changes: tuple[Change, ...]


def read(entries: Iterable[Entry]) -> list[Event]:
    """The entries as people read them; what was entered at first is not listed field by field."""
    return [_event(entry) for entry in entries]


def _event(entry: Entry) -> Event:
    did = DEEDS.get(entry.action, entry.action.replace("_", " "))
    is_first = did == DEEDS["create"]
    return Event(
        who=(entry.actor_name or "Somebody") + THROUGH.get(entry.actor_kind, ""),
        did=did,
        at=entry.at,
        reason=entry.reason,
        changes=() if is_first else tuple(_changes(entry.changes)),
    )


def _changes(changes: dict[str, list[object]]) -> Iterable[Change]:
    for path, (old, new) in changes.items():
        if path not in HIDDEN:
            match = PATH.fullmatch(path)
            field = (match["field"] or match["table"]) if match else path
            change = Change(path_label(path), value_words(old, field), value_words(new, field))
            if change.old != change.new:
                yield change
