"""What pages show of the sync: one record's standing, and how the whole of it stands, in words people read."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final

from django.apps import apps
from django.db.models import Subquery

from counterfoil.engine.books import LinkState
from counterfoil.engine.condensing import CONDENSED
from counterfoil.reconcile.decision import Hold, Master
from counterfoil.records import Choice, Kind
from counterfoil.records.stored import from_stored, problem_from_stored
from counterfoil.server.audit.models import Entry
from counterfoil.server.bills.models import Bill
from counterfoil.server.keeping.names import MODELS
from counterfoil.server.pages.words import PATH, path_label, value_words
from counterfoil.server.sync import parked
from counterfoil.server.sync.models import Conflict, Connection, Link, Mode, Outcome, Problem

if TYPE_CHECKING:
    from collections.abc import Iterable

    from counterfoil.records import Problem as ProblemValue
    from counterfoil.records import Record
    from counterfoil.server.people.models import Organization
    from counterfoil.server.sync.queries import State

LINK_WORDS: Final[dict[str, tuple[str, str]]] = {
    LinkState.NEW: ("On its way", "It will be sent to QuickBooks with the next sync."),
    LinkState.ADDING: ("On its way", "It is being created in QuickBooks."),
    LinkState.LINKED: ("In agreement", "Counterfoil and QuickBooks hold the same."),
    LinkState.HELD: ("Waiting", "Nothing is written on either side while it waits."),
    LinkState.CONFLICT: ("Conflict", "Both sides changed it, and a person has to choose."),
    LinkState.DELETING: ("On its way", "It is being deleted in QuickBooks."),
    LinkState.REVIEW: ("Needs a look", "What happened on the two sides does not go together: a person has to decide."),
    LinkState.INELIGIBLE: ("Only in QuickBooks", "It was seen in QuickBooks and not taken over."),
    LinkState.CLOSED: ("Deleted", "It is gone on both sides."),
}
"""State of a link → the word for it, and a sentence."""

CONFLICTS_SHOWN: Final = 20

OWED: Final = ("On its way", "The change made here goes to QuickBooks with the next sync.")
HISTORY: Final = ("Only here", "It is settled history.")
UNLINKED: Final = ("Only here", "QuickBooks has not seen it yet.")

HOLDS: Final[dict[str, str]] = {
    Hold.REVIEW: "It was deleted on one side, and edited, paid or approved on the other.",
    Hold.CONFLICT: "Both sides changed an amount of a bill that is approved or about to be paid.",
    Hold.BROKEN: "The two changes together make something that QuickBooks could not hold.",
    Hold.PAID: "It was edited in QuickBooks while it was fully paid there. The edit comes over once it is unpaid.",
    Hold.CLOSED_PERIOD: "It is dated in a period that is closed in QuickBooks.",
    Hold.APPROVED_EDIT: "It was edited in QuickBooks while it is approved here, and such edits wait for a person.",
    Hold.ACCOUNTANT: "It is dated in the time that the accountant's copy of the company file is about.",
    Hold.APPROVAL: "Only approved bills post, and this one is not approved.",
    Hold.UNMAPPED: "What it refers to is gone from QuickBooks. It goes on once somebody says what became of that.",
    CONDENSED: "QuickBooks took it away when the company file was condensed. It stays here, and is not synced.",
    Hold.PREFERENCE: "Moving transactions to QuickBooks is switched off in the preferences.",
}
"""Why a record waits → a sentence."""

SIDES: Final[dict[str, str]] = {Master.QUICKBOOKS: "QuickBooks", Master.COUNTERFOIL: "Counterfoil"}

OTHER_SIDE: Final[dict[str, str]] = {
    Master.QUICKBOOKS: Master.COUNTERFOIL,
    Master.COUNTERFOIL: Master.QUICKBOOKS,
}

CHOICES: Final[dict[str, str]] = {
    Choice.RETRY: "Try again",
    Choice.EDIT: "Edit it",
    Choice.KEEP_OURS: "Keep Counterfoil's",
    Choice.KEEP_THEIRS: "Keep QuickBooks'",
    Choice.DELETE_BOTH: "Delete on both sides",
    Choice.SKIP: "Leave as it is",
    Choice.LINK: "It is this one",
    Choice.RENAME: "Rename it",
    Choice.CREATE: "It is another: send it",
    Choice.SEPARATE: "They are two: separate them",
}
"""What a person may do about a problem → the words on the button."""


@dataclass(frozen=True, slots=True)
class ShownConflict:
    """A conflict as it is read: both values, which one holds, and which one may be chosen instead.

    `other` is the side whose value does not hold, "" while none does: then either may be chosen.
    """

    row: Conflict
    label: str
    base: str
    ours: str
    theirs: str
    holds: str
    other: str

    @property
    def is_open(self) -> bool:
        """Whether a person still has to choose."""
        return self.row.settled_at is None

    @property
    def holds_words(self) -> str:
        """The side whose value holds, by name."""
        return SIDES.get(self.holds, "")


def shown_conflict(row: Conflict) -> ShownConflict:
    """A conflict as it is read."""
    match = PATH.fullmatch(row.path)
    name = (match["field"] or match["table"]) if match else row.path
    holds = row.chosen or row.winner
    return ShownConflict(
        row,
        path_label(row.path),
        value_words(row.base, name),
        value_words(row.ours, name),
        value_words(row.theirs, name),
        holds,
        OTHER_SIDE.get(holds, ""),
    )


@dataclass(frozen=True, slots=True)
class ShownProblem:
    """A problem as it is read, with the choices it offers."""

    row: Problem
    problem: ProblemValue

    @property
    def choices(self) -> list[tuple[str, str]]:
        """What may be done about it here: the value that is sent, and the words of the button."""
        asked = (Choice.EDIT, Choice.LINK, Choice.RENAME, *([Choice.SKIP] if self.is_left else []))
        return [(choice.value, CHOICES[choice]) for choice in self.problem.choices if choice not in asked]

    @property
    def may_link(self) -> bool:
        """Whether it may be said to be one of the candidates, or another of its kind."""
        return Choice.LINK in self.problem.choices

    @property
    def likeliest(self) -> str:
        """What is written in the field for the other record at first: the only candidate, where there is just one."""
        names = [candidate.title for candidate in self.problem.candidates]
        return names[0] if len(names) == 1 else ""

    @property
    def may_rename(self) -> bool:
        """Whether it may be given another name."""
        return Choice.RENAME in self.problem.choices

    @property
    def explanation(self) -> str:
        """Why it is so, and what to do, as sentences."""
        return " ".join(f"{part.rstrip('.')}." for part in (self.problem.cause, self.problem.fix) if part)

    @property
    def may_edit(self) -> bool:
        """Whether editing the record is what settles it."""
        return Choice.EDIT in self.problem.choices

    @property
    def is_left(self) -> bool:
        """Whether somebody left it as it is."""
        return self.row.left_at is not None

    @property
    def tone(self) -> str:
        """How loudly it is shown."""
        return "info" if self.is_left else {"message": "info", "warning": "warning"}.get(self.row.severity, "danger")

    @property
    def severity_word(self) -> str:
        """Its severity, as a status."""
        return "Left as it is" if self.is_left else self.row.severity.capitalize()


def shown_problem(row: Problem) -> ShownProblem:
    """A problem as it is read."""
    return ShownProblem(row, problem_from_stored(row.problem))


@dataclass(frozen=True)
class RecordSync:
    """How one record stands with QuickBooks: its link, its open problems and its conflicts."""

    link: Link | None
    problems: list[ShownProblem] = field(default_factory=list)
    conflicts: list[ShownConflict] = field(default_factory=list)
    is_unseen: bool = False
    """Whether it was changed here since the engine last looked."""
    parked: str = ""
    """What it waits for without being held, as a sentence; "" when it waits for nothing."""

    @property
    def said(self) -> tuple[str, str]:
        """The word for it, and a sentence."""
        if self.link is None:
            return UNLINKED
        if self.parked:
            return "Waiting", self.parked
        if self.link.hold == CONDENSED:
            return HISTORY
        if (self.link.owed or self.is_unseen) and self.link.state in (LinkState.LINKED, LinkState.NEW):
            return OWED
        return LINK_WORDS.get(self.link.state, UNLINKED)

    @property
    def word(self) -> str:
        """One word for it; an open problem of weight comes first."""
        is_in_trouble = any(problem.row.severity == "error" and not problem.is_left for problem in self.problems)
        return "Needs a look" if is_in_trouble else self.said[0]

    @property
    def hold_words(self) -> str:
        """Why it waits, "" when it does not."""
        if self.link and any(problem.is_left for problem in self.problems):
            return f"Somebody left it {'as it is' if self.link.quickbooks_id else 'in Counterfoil only'}."
        return HOLDS.get(self.link.hold, "") if self.link else ""

    def there(self) -> Record | None:
        """What QuickBooks was last seen to hold, in our vocabulary."""
        if self.link is None:
            return None
        stored = self.link.theirs if self.link.theirs is not None else self.link.base
        return from_stored(Kind(self.link.kind), stored) if stored else None


def of_record(organization: Organization, kind: str, record_id: int) -> RecordSync:
    """How one record stands: four statements."""
    links = Link.objects.of(organization).filter(kind=kind, record_id=record_id)
    live = [link for link in links.order_by("-pk")[:5] if link.state != LinkState.CLOSED]
    problems = Problem.objects.of(organization).filter(kind=kind, record_id=record_id).order_by("pk")
    conflicts = Conflict.objects.of(organization).filter(kind=kind, record_id=record_id).order_by("-pk")
    return RecordSync(
        live[0] if live else None,
        [shown_problem(p) for p in problems],
        [shown_conflict(c) for c in conflicts[:CONFLICTS_SHOWN]],
        _is_unseen(organization, kind, record_id),
        parked.sentence_of(organization, live[0]) if live else "",
    )


def _is_unseen(organization: Organization, kind: str, record_id: int) -> bool:
    """Whether the change log holds a change of the record that the engine has yet to take in."""
    taken_in = Connection.objects.of(organization).values("position")[:1]
    changes = Entry.objects.of(organization).filter(kind=kind, record_id=str(record_id), is_ours=True)
    return changes.filter(number__gt=Subquery(taken_in)).exists()


def state_word(state: State) -> str:
    """One status for the whole of the sync: the first that holds."""
    words = (
        (state.agent_seen_at is None, "Not connected"),
        (state.stop is not None and not state.stop.is_whole, "Needs a look"),
        (state.stop is not None and state.mode != Mode.READ_ONLY, "Stopped"),
        (state.stop is not None, "Read only"),
        (state.paused_at is not None and state.run is None, "Paused"),
        (state.run is not None and state.is_connected, "Syncing"),
        (not state.is_connected, "Agent offline"),
        (state.last_run is not None and state.last_run.outcome == Outcome.STOPPED, "Stopped"),
        (state.owed > 0, "On its way"),
    )
    return next((word for holds, word in words if holds), "Up to date")


def titles(organization: Organization, rows: Iterable[Conflict]) -> dict[tuple[str, int | None], str]:
    """What people call the records of these conflicts: one statement for bills, one for each list."""
    wanted: dict[str, set[int]] = {}
    for row in rows:
        if row.record_id is not None:
            wanted.setdefault(row.kind, set()).add(row.record_id)
    found: dict[tuple[str, int | None], str] = {}
    for bill in Bill.objects.of(organization).filter(pk__in=wanted.pop(Kind.BILL, ())).select_related("vendor"):
        found[Kind.BILL, bill.pk] = f"{bill} of {bill.vendor}"
    for kind, ids in wanted.items():
        if kind in MODELS:
            for record in apps.get_model(MODELS[Kind(kind)]).objects.of(organization).filter(pk__in=ids):
                found[kind, record.pk] = str(record)
    return found
