"""What goes wrong around a request processor, drawn from a seed: the same seed and the same calls give the same faults.

Every fault has been met in the field (docs/quickbooks.md 2, 6.2, 6.3). `EVERY_FAULT` lists them with the sentence that
a story of a failing run prints. What people and machines do to the file between two calls is in `disturbances`.
"""

from __future__ import annotations

import random
import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from . import recovery
from .clock import SystemClock
from .meddling import MEDDLING, Meddle, meddler
from .status import ProcessorError, Status, locked, parse_error, with_reason

if TYPE_CHECKING:
    from collections.abc import Callable

    from .clock import Clock
    from .company import CompanyFile
    from .messages.queries import Answer

__all__ = ["EVERY_FAULT", "FAULTS", "Happened", "SeededFaults", "all_at", "meddler"]

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
SET_FAULTS = {
    "retry later": (0x8001010A, "The message filter indicated that the application is busy."),
    "unreachable": (0x80040401, "Could not access QuickBooks."),
    "internal": (0x8004041C, "An internal QuickBooks error occurred."),
    "gone": (0x80010108, "The object invoked has disconnected from its clients."),
    "session ended": (0x8004040D, "The ticket parameter is invalid."),
}
"""Fault before a set → its HRESULT and text; nothing of the set ran."""
ANSWER_FAULTS = {
    "unreturned": "the work is done, and the record could not be returned: 510",
    "incomplete": "a query was answered in part: 501, and only half of what it found",
}
"""Fault in the answer to one request → what happens."""
SET_STATE_FAULTS = {
    "set lost": "QuickBooks no longer knows the stored message set: 9002",
    "set unreadable": "the stored message set cannot be read: 9002",
    "set damaged": "the checksum of the stored message set is wrong: 9001",
}
"""Fault in what is stored for recovery → what happens (docs/quickbooks.md 1.4)."""


NOT_RETURNED = Status(510, "The object was saved, but it could not be returned.")
NOT_COMPLETE = Status(501, "The query request could not be completed.")
EVERY_FAULT: dict[str, str] = {
    **FAULTS,
    **{name: f"0x{hresult:08X}, and no session is opened" for name, (hresult, _) in SESSION_FAULTS.items()},
    **{name: f"0x{hresult:08X}: {text} Nothing of the set ran" for name, (hresult, text) in SET_FAULTS.items()},
    **ANSWER_FAULTS,
    **SET_STATE_FAULTS,
    **MEDDLING,
}
"""Every fault → what happens."""


@dataclass(frozen=True, slots=True)
class Happened:
    """A fault that struck, for the story of a run."""

    moment: datetime
    fault: str
    about: str

    def __str__(self) -> str:
        return f"{self.moment:%H:%M:%S} {self.fault}: {EVERY_FAULT[self.fault]} ({self.about})"


def all_at(rate: float) -> dict[str, float]:
    """Every fault at the same rate."""
    return dict.fromkeys(FAULTS, rate)


class SeededFaults:
    """The hooks of a request processor that fail as the seed says; `happened` tells what struck.

    A rate is the chance, from 0 to 1, that the fault strikes at a point where it could; at each point at most one
    strikes. Locks are let go by the clock that the company file goes by too.
    """

    def __init__(  # noqa: PLR0913 - a seed, its rates, and who takes part
        self,
        seed: int | str,
        rates: Mapping[str, float],
        *,
        clock: Clock | None = None,
        meddle: Meddle | Mapping[str, Meddle] | None = None,
        stored: CompanyFile | None = None,
        between: Callable[[], object] | None = None,
    ) -> None:
        """`meddle` edits records for the fault `edited`, or does whatever of `meddling` its name says.

        Without someone for it, a kind of meddling never strikes. `stored` is the file whose stored message sets get
        lost or damaged. `between` is called before each set, for what happens between two calls. ValueError: no such
        fault.
        """
        unknown = set(rates) - set(EVERY_FAULT)
        if unknown:
            raise ValueError(f"there are no faults called {', '.join(sorted(unknown))}")
        self.happened: list[Happened] = []
        self._chance = random.Random(seed)  # noqa: S311 - to be repeated, not to be secret
        self._rates = dict(rates)
        self._clock = clock or SystemClock()
        self._meddle = meddle if isinstance(meddle, Mapping) else {"edited": meddle} if meddle is not None else {}
        self._stored = stored
        self._between = between
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
        if self._between is not None:
            self._between()
        self._damage_what_is_stored()
        fault = self._strikes(("rejected", "busy", "dialog", "hung", *SET_FAULTS), f"{len(text)} characters")
        if fault in SET_FAULTS:
            raise ProcessorError(*SET_FAULTS[fault])
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
        if not self._meddle:
            return
        for kind, object_id in MODS.findall(text):
            fault = self._strikes(tuple(self._meddle), f"{kind} {object_id}")
            if fault is not None:
                self._meddle[fault](kind, object_id)

    def _damage_what_is_stored(self) -> None:
        """Perhaps lose or damage what QuickBooks keeps of message sets."""
        if self._stored is None or not self._rates.keys() & SET_STATE_FAULTS.keys():
            return
        fault = self._strikes(tuple(SET_STATE_FAULTS), "what is stored")
        if fault == "set lost":
            recovery.lose(self._stored)
        elif fault is not None:
            recovery.damage(self._stored, "" if fault == "set unreadable" else "another")

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

    def after_request(self, name: str, answer: Answer) -> Answer:
        """Perhaps leave out of an answer what was done or found."""
        wanted = "incomplete" if name.endswith("Query") else "unreturned"
        if answer.status.severity == "Error" or not answer.body or wanted not in self._rates:
            return answer
        if self._strikes((wanted,), name) is None:
            return answer
        if wanted == "unreturned":
            return replace(answer, status=NOT_RETURNED, body="")
        return replace(answer, status=NOT_COMPLETE, body=_half(answer.body))

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


def _subject(name: str, ids: tuple[str, ...]) -> str:
    return f"{name} {ids[0] if ids else ''}"


def _half(body: str) -> str:
    """The first half of the records in an answer."""
    records = re.split(r"(?<=Ret>)\n", body)
    return "\n".join(records[: len(records) // 2]) + "\n"


def _hung() -> ProcessorError:
    return ProcessorError(0x800706BE, "The remote procedure call failed.")


def _locked(name: str, ids: tuple[str, ...], held: str) -> Status:
    """3175 where the record itself is open, 3176 where one that it refers to is."""
    own = not name.endswith("Add") and held == ids[0]
    refusal = locked(held, transaction=name.startswith(TRANSACTIONS))
    return refusal.status if own else Status(3176, refusal.status.message)


def _modified(name: str) -> Status:
    kind = name[:-3]
    if kind.startswith("DataExt"):
        return Status(3170, with_reason("There was an error when modifying a data extension.", BY_ANOTHER_USER))
    if name.endswith("Mod"):
        return Status(3170, with_reason(f"There was an error when modifying a {kind} list.", BY_ANOTHER_USER))
    return Status(3180, with_reason(f"There was an error when saving a {kind} list.", BY_ANOTHER_USER))
