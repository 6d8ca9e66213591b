"""What the engine asks of whoever remembers: the protocol `Books` and the values that pass through it.

A `Books` is one organization's memory for one company file, opened by a driver inside one database transaction for one
call of `exchange`. Everything speaks in pages. `engine.memory.MemoryBooks` is the smallest correct implementation and
the definition; `server.sync.books.DjangoBooks` is the real one; one contract suite runs on both.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum
from typing import TYPE_CHECKING, Any, NamedTuple, Protocol

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence
    from datetime import datetime
    from decimal import Decimal

    from counterfoil.reconcile.comparison import Standing
    from counterfoil.reconcile.decision import Act, FieldConflict, Policy
    from counterfoil.records import Derived, Kind, Problem, Record


class LinkState(StrEnum):
    """Where a link stands (docs/architecture.md, life of a link); stored, so the values stay."""

    NEW = "new"
    ADDING = "adding"
    LINKED = "linked"
    HELD = "held"
    CONFLICT = "conflict"
    DELETING = "deleting"
    REVIEW = "review"
    INELIGIBLE = "ineligible"
    """Only in QuickBooks, seen and not imported (rule B6); watched, because it may become eligible (rule B7)."""
    CLOSED = "closed"


@dataclass(frozen=True, slots=True)
class Link:
    """The pairing of one record of ours with one ListID or TxnID.

    `id` is given by the memory ("" in a new one). `record_id` is ours ("" while the record is only in QuickBooks),
    `quickbooks_id` theirs ("" until it was sent). `guid` is the ExternalGUID of the current attempt to create it there.
    `base` is what both sides last agreed; `theirs` what QuickBooks last showed, None when it equals `base` (our
    vocabulary both). `fingerprint`, `edit_sequence`, `time_modified` and `observed_at` (Unix seconds on QuickBooks'
    clock) belong to that observation; an empty fingerprint says that it is void and must be read again before anything
    is decided. `hold` says why it waits.
    `owed`: something has yet to be decided or sent; `revision` is ours as last agreed. `retry_at`/`attempts`: back-off
    after a refusal.
    `history`: fingerprints of the last agreed versions, newest last, at most 32.
    `seen_in` is the last full sweep that met it in QuickBooks, `missed_in` the first session that did not find it
    (0: it was found since).
    """

    kind: Kind
    id: str = ""
    record_id: str = ""
    quickbooks_id: str = ""
    guid: str = ""
    state: LinkState = LinkState.NEW
    hold: str = ""
    base: Record | None = None
    theirs: Record | None = None
    derived: Derived | None = None
    fingerprint: str = ""
    edit_sequence: str = ""
    time_created: str = ""
    time_modified: str = ""
    observed_at: int = 0
    owed: bool = False
    revision: int = 0
    retry_at: datetime | None = None
    attempts: int = 0
    waits_for: tuple[str, ...] = ()
    """Link or record keys (`vendor:17`, `there:vendor:80000001-1`) that must be settled first: a parked dependant."""
    history: tuple[str, ...] = ()
    seen_in: int = 0
    missed_in: int = 0


class Known(NamedTuple):
    """What a page is looked up for first: a link's `record_id` and `fingerprint`, without its values."""

    record_id: str
    fingerprint: str


@dataclass(frozen=True, slots=True)
class Held:
    """A record of ours as it stands now. `record` is None when it was deleted here. Refs carry our ids."""

    id: str
    record: Record | None
    revision: int
    is_approved: bool = False
    is_committed: bool = False
    """Approved with a payment scheduled or made: see `Facts.is_committed_here`."""


@dataclass(frozen=True, slots=True)
class Change:
    """One entry of our change log: this record was created, edited or deleted by someone other than the engine.

    `position` rises by commit order within the organization, so that none is ever behind a cursor that has passed it.
    """

    position: int
    kind: Kind
    record_id: str


@dataclass(frozen=True, slots=True)
class Write:
    """One change to make to a record of ours, audited as the engine's.

    `act` CREATE makes a record and DELETE removes it (kept inactive with its history, rule B4). CHANGE replaces
    `record`'s fields if given, tells the record's lines their TxnLineIDs (`line_ids`: our line key → TxnLineID), and
    copies `derived` if given. `revision` is the one the engine read; the memory refuses another. `key` comes back in
    the `Written`, so that pages can be matched up.
    """

    act: Act
    kind: Kind
    key: str
    record_id: str = ""
    record: Record | None = None
    derived: Derived | None = None
    line_ids: Mapping[str, str] = field(default_factory=dict)
    revision: int | None = None
    quickbooks_id: str = ""
    follows: bool = False
    """What it refers to has become another record (rule C7): no edit of anybody's, so approvals stay."""


@dataclass(frozen=True, slots=True)
class Written:
    """What became of a `Write`: the record's id and new revision, or the problem that kept it from being made."""

    key: str
    record_id: str
    revision: int
    problem: Problem | None = None


class IntentState(StrEnum):
    """Where a write stands; stored, so the values stay. UNKNOWN: it left and no answer came."""

    READY = "ready"
    SENT = "sent"
    UNKNOWN = "unknown"
    DONE = "done"
    FAILED = "failed"
    DROPPED = "dropped"
    REVIEW = "review"


OPEN_STATES = (IntentState.READY, IntentState.SENT, IntentState.UNKNOWN)
"""Of writes that are not settled."""


@dataclass(frozen=True, slots=True)
class Intent:
    """A write to QuickBooks, stored before it is sent and never changed but for its state.

    `text` is the whole document, byte for byte as sent (`sha256` its hash in hex). `before` is what QuickBooks held,
    `after` what it is to hold (QuickBooks' vocabulary). `line_keys` are our keys of `after`'s lines in order.
    `revision` is our record's. `edit_sequence` is the one it replaces. `set_id` is the newMessageSetID, at most 23
    characters.
    `deadline_seconds` after it was handed out the agent must not start it any more. `evidence` names what proved its
    end. `kind` is None for the marker that we keep on the company itself; it has no link.
    """

    id: str
    kind: Kind | None
    act: Act
    link_id: str
    record_id: str
    quickbooks_id: str
    guid: str
    set_id: str
    text: str
    sha256: str
    before: Record | None
    after: Record | None
    line_keys: tuple[str, ...]
    revision: int
    edit_sequence: str
    state: IntentState = IntentState.READY
    attempts: int = 0
    sent_at: datetime | None = None
    sent_quickbooks_time: int = 0
    deadline_seconds: int = 60
    carrier: str = ""
    """The agent (its installation id) that was handed the text."""
    evidence: str = ""


class DetailKind(StrEnum):
    """What a line of a run's details says happened (rule S9); stored, so the values stay."""

    CREATED = "created"
    UPDATED = "updated"
    DELETED = "deleted"
    LINKED = "linked"
    SKIPPED = "skipped"
    MESSAGE = "message"
    CONFLICT = "conflict"
    ERROR = "error"


@dataclass(frozen=True, slots=True)
class Detail:
    """One line of a run's report. `side` is where it happened: `counterfoil`, `quickbooks` or ""."""

    kind: DetailKind
    record_kind: Kind | None
    title: str
    """The record as people know it, e.g. `Bill INV-104 of Keller Lumber`."""
    text: str
    side: str = ""
    record_id: str = ""
    quickbooks_id: str = ""
    problem: Problem | None = None


@dataclass(frozen=True, slots=True)
class Conflict:
    """A field that both sides changed; both values kept for ever (rule C2)."""

    kind: Kind
    record_id: str
    quickbooks_id: str
    conflict: FieldConflict


@dataclass(frozen=True, slots=True)
class Tombstone:
    """The full last content of something deleted, on either side, with where and why."""

    kind: Kind
    record_id: str
    quickbooks_id: str
    record: Record | None
    side: str
    reason: str


@dataclass(frozen=True, slots=True)
class OpenProblem:
    """A problem attached to a record, kept until what caused it is settled; `key` makes it one (kind:id:code)."""

    key: str
    kind: Kind | None
    record_id: str
    quickbooks_id: str
    title: str
    problem: Problem


@dataclass(frozen=True, slots=True)
class Finding:
    """What a full comparison found out about one record, until a person has said what is to be done (rule C6).

    `id` is given by the memory. `fingerprint` and `theirs` (our vocabulary) are what QuickBooks shows; `told` says in
    words how that differs from ours. `link_id` is "" for what has no link.
    """

    kind: Kind
    standing: Standing
    quickbooks_id: str
    link_id: str = ""
    record_id: str = ""
    title: str = ""
    told: str = ""
    fingerprint: str = ""
    theirs: Record | None = None
    id: str = ""


@dataclass(slots=True)
class Conversation:
    """Where the talk with the company file stands: one row, locked for the length of a call.

    Binding: `file_guid` and `marker` are ours, kept in the file as private data; `marker` counts our sessions that
    wrote; `last_restore` and `last_condense` are CompanyActivity's. `mode`: live, read_only or suspended, with
    `mode_reason`.
    `watermarks`: per kind or deletion log, QuickBooks' wall clock (rules W1 to W6 of docs/promises.md).
    `position`: how far our change log has been taken in. `step` and `data` (JSON values only) belong to the engine;
    `awaiting` is the request whose answer is due, None when none is. `run_id` is the current run, "" when none is under
    way. `again_after_seconds`: the run ended with something that needs another soon.
    """

    file_guid: str = ""
    company_name: str = ""
    marker: int = 0
    marker_sent: int = 0
    last_restore: str = ""
    last_condense: str = ""
    mode: str = "live"
    mode_reason: str = ""
    watermarks: dict[str, str] = field(default_factory=dict)
    horizon_ok_until: str = ""
    position: int = 0
    step: str = ""
    data: dict[str, Any] = field(default_factory=dict)
    awaiting: dict[str, Any] | None = None
    run_id: str = ""
    again_after_seconds: float | None = None
    epoch: int = 0
    last_sweep: str = ""
    facts: dict[str, Any] = field(default_factory=dict)
    """What is known of the file: closing date, versions, whether it uses account numbers and departments, …"""


class Books(Protocol):
    """What the engine asks of whoever remembers; every method takes or returns a page."""

    def now(self) -> datetime:
        """The server's clock, aware, UTC."""

    def quickbooks_time(self) -> int:
        """Unix seconds on the QuickBooks machine when the request now being answered was handed to QuickBooks."""

    def carrier(self) -> str:
        """Who carries this call: the agent's installation id."""

    def new_guid(self) -> str:
        """A fresh GUID in QuickBooks' form, `{8-4-4-4-12}`."""

    def policy(self) -> Policy:
        """The organization's preferences for decisions."""

    def preference(self, name: str) -> str:
        """A preference that names a record of ours, e.g. `unallocated_expenses_account`; "" when it is not set."""

    def conversation(self) -> Conversation:
        """The conversation as last kept; the caller may change it and keep it."""

    def keep_conversation(self, conversation: Conversation) -> None:
        """Store the conversation."""

    def links(self, kind: Kind, record_ids: Iterable[str]) -> dict[str, Link]:
        """The live (not CLOSED) links of these records of ours, by our id."""

    def links_there(self, kind: Kind, quickbooks_ids: Iterable[str]) -> dict[str, Link]:
        """The links of these QuickBooks ids, by that id: the live one, else the newest CLOSED one."""

    def known_there(self, kind: Kind, quickbooks_ids: Iterable[str]) -> dict[str, Known]:
        """The same links as `links_there` would give, as little of them as is needed for most of a page."""

    def links_by_id(self, link_ids: Iterable[str]) -> dict[str, Link]:
        """These links, by link id."""

    def links_by_guid(self, guids: Iterable[str]) -> dict[str, Link]:
        """The links whose ExternalGUID is one of these, by GUID, live ones before CLOSED ones."""

    def keep_links(self, links: Sequence[Link]) -> list[Link]:
        """Store new and changed links; returns them with their ids, in order."""

    def owed(self, kind: Kind, limit: int, after: str = "") -> list[Link]:
        """Live links with something owed whose `retry_at` has come, in order of link id, after that id."""

    def watched(self, kind: Kind, states: Iterable[LinkState], limit: int, after: str = "") -> list[Link]:
        """Links in these states, in order of link id, after that id."""

    def count_linked(self, kind: Kind, most: int) -> int:
        """How many records of a kind stand on both sides, of bills those not fully paid; never more than `most`."""

    def waiting_for(self, keys: Iterable[str]) -> list[Link]:
        """Links parked on any of these keys."""

    def records(self, kind: Kind, record_ids: Iterable[str]) -> dict[str, Held]:
        """These records of ours, locked until the transaction ends, deleted ones included."""

    def unlinked(self, kind: Kind, names: Iterable[str]) -> dict[str, list[str]]:
        """Ids of our unlinked list records by casefolded full name, for pairing at first sync (rule C5)."""

    def bills_of(
        self, blocks: Iterable[tuple[str, Decimal]], *, only_unsent: bool = False
    ) -> dict[tuple[str, Decimal], list[str]]:
        """Ids of our bills that are not deleted, by vendor (our id) and total, in order of id.

        `only_unsent`: without those that stand in QuickBooks.
        """

    def named_like(self, kind: Kind, name: str, limit: int) -> list[tuple[str, str]]:
        """Ids and full names of our list records that stand on both sides and begin with the same word as `name`.

        The one of that very name (in any case) comes first, the others in the order of their names.
        """

    def referring(self, kind: Kind, record_id: str, limit: int) -> list[tuple[Kind, str]]:
        """Our records that refer to this one and are not deleted: kinds and ids."""

    def mentioning(self, kind: Kind, record_id: str, limit: int, after: str = "") -> list[Link]:
        """Live links whose `base` or `theirs` refers to this record of ours, in order of link id, after that id."""

    def write(self, writes: Sequence[Write]) -> list[Written]:
        """Make these changes to our records, in order; each answers for itself (rule S10)."""

    def changes_after(self, position: int, limit: int) -> list[Change]:
        """Our change log after that position, oldest first, without the engine's own changes."""

    def intents(self, states: Iterable[IntentState]) -> list[Intent]:
        """The intents in these states, oldest first."""

    def keep_intents(self, intents: Sequence[Intent]) -> None:
        """Store new and changed intents."""

    def start_run(self, trigger: str) -> str:
        """Open a run and return its id."""

    def keep_progress(self, run_id: str, step: str, done: int, total: int | None) -> None:
        """Say how far the run has come."""

    def finish_run(self, run_id: str, outcome: str, message: str) -> None:
        """Close the run: `done`, `stopped` (with a plain reason) or `interrupted`."""

    def keep_details(self, run_id: str, details: Sequence[Detail]) -> None:
        """Add lines to the run's report."""

    def keep_conflicts(self, conflicts: Sequence[Conflict]) -> None:
        """Store conflicts, both values each."""

    def keep_tombstones(self, tombstones: Sequence[Tombstone]) -> None:
        """Store the last content of what is being deleted."""

    def keep_problems(self, problems: Sequence[OpenProblem], settled: Iterable[str] = ()) -> None:
        """Open or refresh problems, and close those whose keys are settled."""

    def keep_findings(self, findings: Sequence[Finding]) -> None:
        """Store what a comparison found; a finding about the same QuickBooks id takes the earlier one's place."""

    def findings(self, limit: int, after: str = "") -> list[Finding]:
        """What the comparison found, in order of finding id, after that id."""

    def drop_findings(self) -> None:
        """Forget what the last comparison found."""
