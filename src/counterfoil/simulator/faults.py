"""What goes wrong around a request processor, drawn from a seed: the same seed and the same calls give the same faults.

Every fault has been met in the field (docs/quickbooks.md 2, 6.2, 6.3). `FAULTS` lists them with the sentence that a
story of a failing run prints.
"""

from __future__ import annotations

import random
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from .clock import SystemClock
from .status import ProcessorError, Refusal, Status, locked, parse_error, with_reason

if TYPE_CHECKING:
    from .clock import Clock
    from .person import Person

FAULTS = {
    "rejected": "the whole set is rejected with 0x80040400; nothing of it ran",
    "busy": "QuickBooks is busy: the call was rejected; nothing of it ran",
    "dialog": "a dialog stands open on the screen: 0x80040414; nothing of it ran",
    "lost": "the work is done, and the answer is lost with 0x80040402",
    "hung": "QuickBooks hung and was given up on; the work is done or not",
    "truncated": "the work is done, and the answer is cut off in the middle",
    "locked": "someone has the record open for some seconds: 3175, or 3176 for a record that is referred to",
    "modified": "the list has been modified by another user, once: 3170 or 3180",
    "iterator": "the iterator is gone: 3391",
    "edited": "someone edits the record at the screen between two calls, so that the edit sequence is stale",
}
"""Fault → what happens."""
SESSION_FAULTS = {
    "session: not started": (0x80040408, "Could not start QuickBooks."),
    "session: another file": (0x8004040A, "Another company file is open in QuickBooks."),
    "session: dialog": (0x80040414, "A modal dialog box is showing in the QuickBooks user interface."),
    "session: no file": (0x80040416, "QuickBooks is not running, and no company file was named."),
    "session: not authorized": (0x80040418, "The application has not accessed this file before."),
    "session: locked": (0x8004041B, "The company file could not be locked."),
    "session: denied": (0x80040420, "The QuickBooks user has not let the application in."),
    "session: single user": (0x80040422, "The company file must be open in single-user mode."),
    "session: starting": (0x80040424, "QuickBooks has not finished its initialization."),
    "session: other mode": (0x80040410, "The company file is open in another mode than the one asked for."),
}
"""Fault at BeginSession → its HRESULT and text (docs/quickbooks.md 6.3); nothing was opened."""
SHORTEST_LOCK, LONGEST_LOCK = 2, 45
TRANSACTIONS = ("Bill", "PurchaseOrder", "Txn")
MODS = re.compile(r"<(Bill|Vendor|PurchaseOrder)Mod>\s*<(?:TxnID|ListID)>([^<]+)<")
"""Kind and id of each record that a set is about to change, among those that `meddler` can edit."""
WRITES = ("Add", "Mod", "Del", "Void")
BY_ANOTHER_USER = "This list has been modified by another user."
Meddle = Callable[[str, str], bool]
"""Someone who edits the record of that kind and id at the screen; says whether there was one to edit."""


@dataclass(frozen=True, slots=True)
class Happened:
    """A fault that struck, for the story of a run."""

    moment: datetime
    fault: str
    about: str

    def __str__(self) -> str:
        return f"{self.moment:%H:%M:%S} {self.fault}: {sentence_of(self.fault)} ({self.about})"


def sentence_of(fault: str) -> str:
    """What a fault means, in words."""
    if fault in SESSION_FAULTS:
        hresult, text = SESSION_FAULTS[fault]
        return f"no session is opened: 0x{hresult:08X}, {text}"
    return FAULTS[fault]


def all_at(rate: float) -> dict[str, float]:
    """Every fault at the same rate."""
    return dict.fromkeys(FAULTS, rate)


class SeededFaults:
    """The hooks of a request processor that fail as the seed says; `happened` tells what struck.

    A rate is the chance, from 0 to 1, that the fault strikes at a point where it could; at each point at most one
    strikes. Locks are let go by the clock that the company file goes by too.
    """

    def __init__(
        self, seed: int | str, rates: Mapping[str, float], *, clock: Clock | None = None, meddle: Meddle | None = None
    ) -> None:
        """`meddle` edits records for the fault `edited`; without it that never strikes. ValueError: no such fault."""
        unknown = set(rates) - set(FAULTS) - set(SESSION_FAULTS)
        if unknown:
            raise ValueError(f"there are no faults called {', '.join(sorted(unknown))}")
        self.happened: list[Happened] = []
        self._chance = random.Random(seed)  # noqa: S311 - to be repeated, not to be secret
        self._rates = dict(rates)
        self._clock = clock or SystemClock()
        self._meddle = meddle
        self._locks: dict[str, datetime] = {}
        self._excused: set[str] = set()
        self._doomed = False

    def before_session(self, app_name: str) -> None:
        """Perhaps refuse to open a session."""
        if not self._rates.keys() & SESSION_FAULTS.keys():
            return
        fault = self._strikes(tuple(SESSION_FAULTS), app_name)
        if fault is not None:
            hresult, text = SESSION_FAULTS[fault]
            raise ProcessorError(hresult, text)

    def before_set(self, text: str) -> None:
        """Perhaps reject the set before anything of it runs."""
        self._doomed = False
        fault = self._strikes(("rejected", "busy", "dialog", "hung"), f"{len(text)} characters")
        if fault == "rejected":
            raise parse_error()
        if fault == "busy":
            raise ProcessorError(0x80010001, "Call was rejected by callee.")
        if fault == "dialog":
            raise ProcessorError(0x80040414, "A modal dialog box is showing in the QuickBooks user interface.")
        if fault == "hung":
            self._doomed = self._chance.random() < 0.5
            if not self._doomed:
                raise _hung()
        self._between_two_calls(text)

    def _between_two_calls(self, text: str) -> None:
        """Perhaps have records edited that the set is about to change: before its work, so that the edits stay."""
        if self._meddle is None:
            return
        for kind, object_id in MODS.findall(text):
            if self._strikes(("edited",), f"{kind} {object_id}"):
                self._meddle(kind, object_id)

    def before_request(self, name: str, ids: tuple[str, ...]) -> Status | None:
        """Perhaps refuse one request."""
        if not name.endswith(WRITES):
            return self._before_query(ids)
        held = self._held(ids)
        if held is not None:
            return _locked(name, ids, held)
        fault = self._strikes(("locked", "modified"), f"{name} {' '.join(ids[:1])}".strip(), self._fits(name, ids))
        if fault == "locked":
            seconds = self._chance.randint(SHORTEST_LOCK, LONGEST_LOCK)
            self._locks[ids[0]] = self._clock.now() + timedelta(seconds=seconds)
            return _locked(name, ids, ids[0])
        if fault == "modified":
            self._excused.add(_subject(name, ids))
            return _modified(name)
        self._excused.discard(_subject(name, ids))
        return None

    def after_set(self, text: str, answer: str) -> str:
        """Perhaps lose the answer or cut it; the work is done."""
        if self._doomed:
            raise _hung()
        fault = self._strikes(("lost", "truncated"), f"{len(text)} characters")
        if fault == "lost":
            raise ProcessorError(
                0x80040402, "Unexpected error. Check the qbsdklog.txt file for possible, additional information."
            )
        if fault == "truncated":
            return answer[: self._chance.randrange(1, max(2, len(answer) - len("</QBXML>")))]
        return answer

    def _before_query(self, ids: tuple[str, ...]) -> Status | None:
        iterator = next((each for each in ids if each.startswith("{")), None)
        if iterator is None or self._strikes(("iterator",), iterator) is None:
            return None
        return Status(3391, f'The iteratorID "{iterator}" is not valid.')

    def _held(self, ids: tuple[str, ...]) -> str | None:
        """The first of these records that someone still has open."""
        now = self._clock.now()
        self._locks = {each: until for each, until in self._locks.items() if until > now}
        return next((each for each in ids if each in self._locks), None)

    def _fits(self, name: str, ids: tuple[str, ...]) -> Mapping[str, bool]:
        """Which faults make sense for this request."""
        return {
            "locked": bool(ids),
            "modified": _subject(name, ids) not in self._excused and name.endswith(("Add", "Mod")),
        }

    def _strikes(self, faults: tuple[str, ...], about: str, fits: Mapping[str, bool] | None = None) -> str | None:
        """Which of the faults strikes here, if any: one draw decides, so that rates do not change the draws."""
        dice = self._chance.random()
        for fault in faults:
            dice -= self._rates.get(fault, 0.0)
            if dice < 0:
                if fits is not None and not fits[fault]:
                    return None
                self.happened.append(Happened(self._clock.now(), fault, about))
                return fault
        return None


def meddler(person: Person) -> Meddle:
    """Someone who adds a word to the record that a program is about to change."""

    def meddle(kind: str, object_id: str) -> bool:
        edits = {"Bill": _scribble_on_bill, "Vendor": _scribble_on_vendor, "PurchaseOrder": _scribble_on_order}
        if kind not in edits:
            return False
        try:
            edits[kind](person, object_id)
        except Refusal:
            return False
        return True

    return meddle


def _scribble_on_bill(person: Person, txn_id: str) -> None:
    person.edit_bill(txn_id, memo="seen at the screen")


def _scribble_on_vendor(person: Person, list_id: str) -> None:
    person.edit_vendor(list_id, notes="seen at the screen")


def _scribble_on_order(person: Person, txn_id: str) -> None:
    person.edit_order(txn_id, memo="seen at the screen")


def _subject(name: str, ids: tuple[str, ...]) -> str:
    return f"{name} {ids[0] if ids else ''}"


def _hung() -> ProcessorError:
    return ProcessorError(0x800706BE, "The remote procedure call failed.")


def _locked(name: str, ids: tuple[str, ...], held: str) -> Status:
    """3175 where the record itself is open, 3176 where one that it refers to is."""
    own = not name.endswith("Add") and held == ids[0]
    refusal = locked(held, transaction=name.startswith(TRANSACTIONS))
    return refusal.status if own else Status(3176, refusal.status.message)


def _modified(name: str) -> Status:
    kind = name[:-3]
    if name.endswith("Mod"):
        return Status(3170, with_reason(f"There was an error when modifying a {kind} list.", BY_ANOTHER_USER))
    return Status(3180, with_reason(f"There was an error when saving a {kind} list.", BY_ANOTHER_USER))
