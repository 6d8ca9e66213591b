"""One organization's books in memory: the smallest correct `Books`, and its definition.

Everything kept is immutable but the conversation, so a snapshot is a shallow copy of a few dictionaries: `transaction`
costs next to nothing, and storms crash in the middle of it thousands of times. The second half of the class is what
tests and storms use to be a person at our side of the books.
"""

# ruff: noqa: D102  the protocol says what each method means

from __future__ import annotations

from contextlib import contextmanager
from copy import deepcopy
from dataclasses import dataclass, field, replace
from itertools import islice
from typing import TYPE_CHECKING, Any
from uuid import UUID

from counterfoil.engine.books import Change, Conversation, Held, Known, Link, LinkState, Written
from counterfoil.engine.references import first_word, targets
from counterfoil.reconcile.decision import Act, Policy
from counterfoil.records import Bill, BillState, Kind
from counterfoil.records.catalogue import problem

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
    from datetime import datetime
    from decimal import Decimal

    from counterfoil.engine.books import (
        Conflict,
        Detail,
        Finding,
        Intent,
        IntentState,
        OpenProblem,
        Tombstone,
        Write,
    )
    from counterfoil.records import Derived, Record

RecordKey = tuple[Kind, str]


@dataclass(slots=True)
class Run:
    """A run as the memory keeps it."""

    trigger: str
    outcome: str = ""
    message: str = ""
    step: str = ""


@dataclass(slots=True)
class Memory:
    """Everything that is remembered; `copy` is a snapshot."""

    records: dict[RecordKey, Held] = field(default_factory=dict)
    derived: dict[RecordKey, Derived] = field(default_factory=dict)
    changes: list[Change] = field(default_factory=list)
    links: dict[str, Link] = field(default_factory=dict)
    by_record: dict[RecordKey, str] = field(default_factory=dict)
    by_quickbooks_id: dict[RecordKey, str] = field(default_factory=dict)
    by_guid: dict[str, str] = field(default_factory=dict)
    intents: dict[str, Intent] = field(default_factory=dict)
    runs: dict[str, Run] = field(default_factory=dict)
    details: list[tuple[str, Detail]] = field(default_factory=list)
    conflicts: list[Conflict] = field(default_factory=list)
    tombstones: list[Tombstone] = field(default_factory=list)
    problems: dict[str, OpenProblem] = field(default_factory=dict)
    findings: dict[RecordKey, Finding] = field(default_factory=dict)
    conversation: Conversation = field(default_factory=Conversation)
    counter: int = 0

    def copy(self) -> Memory:
        """A snapshot: the containers are copied, what is in them cannot change."""
        names = self.__dataclass_fields__
        values: dict[str, Any] = {name: getattr(self, name) for name in names}
        copies = {name: value.copy() for name, value in values.items() if isinstance(value, dict | list)}
        copies["runs"] = {run_id: replace(run) for run_id, run in self.runs.items()}
        return Memory(**(values | copies | {"conversation": deepcopy(self.conversation)}))


class MemoryBooks:
    """Books that live as long as the object; see `counterfoil.engine.books.Books` for what each method promises.

    `clock` is the server's, `quickbooks_clock` that of the QuickBooks machine in Unix seconds (the server's by
    default).
    """

    def __init__(
        self,
        *,
        clock: Callable[[], datetime],
        quickbooks_clock: Callable[[], int] | None = None,
        policy: Policy | None = None,
        preferences: Mapping[str, str] | None = None,
        carrier: str = "agent",
    ) -> None:
        self.clock = clock
        self.quickbooks_clock = quickbooks_clock or (lambda: int(clock().timestamp()))
        self.policy_value = policy or Policy()
        self.preferences = dict(preferences or {})
        self.carrier_id = carrier
        self.memory = Memory()
        self.calls = 0
        """How often a method was called: a test holds that a page costs a handful."""

    @contextmanager
    def transaction(self) -> Iterator[None]:
        """A database transaction: what is raised inside leaves nothing behind."""
        before = self.memory.copy()
        try:
            yield
        except BaseException:
            self.memory = before
            raise

    # What the engine asks

    def now(self) -> datetime:
        return self.clock()

    def quickbooks_time(self) -> int:
        return self.quickbooks_clock()

    def carrier(self) -> str:
        return self.carrier_id

    def new_guid(self) -> str:
        return f"{{{UUID(int=self._count() | 0xC0FFEE << 96)}}}"

    def policy(self) -> Policy:
        return self.policy_value

    def preference(self, name: str) -> str:
        return self.preferences.get(name, "")

    def conversation(self) -> Conversation:
        return deepcopy(self.memory.conversation)

    def keep_conversation(self, conversation: Conversation) -> None:
        self.calls += 1
        self.memory.conversation = deepcopy(conversation)

    def links(self, kind: Kind, record_ids: Iterable[str]) -> dict[str, Link]:
        return self._links(self.memory.by_record, kind, record_ids)

    def links_there(self, kind: Kind, quickbooks_ids: Iterable[str]) -> dict[str, Link]:
        return self._links(self.memory.by_quickbooks_id, kind, quickbooks_ids)

    def known_there(self, kind: Kind, quickbooks_ids: Iterable[str]) -> dict[str, Known]:
        links = self.links_there(kind, quickbooks_ids)
        return {id_: Known(link.record_id, link.fingerprint) for id_, link in links.items()}

    def links_by_id(self, link_ids: Iterable[str]) -> dict[str, Link]:
        self.calls += 1
        return {id_: self.memory.links[id_] for id_ in link_ids if id_ in self.memory.links}

    def links_by_guid(self, guids: Iterable[str]) -> dict[str, Link]:
        self.calls += 1
        found = self.memory.by_guid
        return {guid: self.memory.links[found[guid]] for guid in guids if guid in found}

    def keep_links(self, links: Sequence[Link]) -> list[Link]:
        self.calls += 1
        return [self._keep_link(link) for link in links]

    def owed(self, kind: Kind, limit: int, after: str = "") -> list[Link]:
        now = self.now()
        return self._walk(limit, after, lambda link: link.kind is kind and _is_due(link, now))

    def watched(self, kind: Kind, states: Iterable[LinkState], limit: int, after: str = "") -> list[Link]:
        wanted = set(states)
        return self._walk(limit, after, lambda link: link.kind is kind and link.state in wanted)

    def count_linked(self, kind: Kind, most: int) -> int:
        self.calls += 1
        return min(most, sum(link.kind is kind and _counts(link) for link in self.memory.links.values()))

    def waiting_for(self, keys: Iterable[str]) -> list[Link]:
        self.calls += 1
        wanted = set(keys)
        return [link for link in self.memory.links.values() if link.waits_for and not wanted.isdisjoint(link.waits_for)]

    def records(self, kind: Kind, record_ids: Iterable[str]) -> dict[str, Held]:
        self.calls += 1
        held = self.memory.records
        return {id_: held[kind, id_] for id_ in record_ids if (kind, id_) in held}

    def unlinked(self, kind: Kind, names: Iterable[str]) -> dict[str, list[str]]:
        self.calls += 1
        found: dict[str, list[str]] = {name.casefold(): [] for name in names}
        for (of_kind, id_), held in self.memory.records.items():
            if of_kind is not kind or held.record is None or self._is_linked(kind, id_):
                continue
            name = self.full_name(kind, id_).casefold()
            if name in found:
                found[name].append(id_)
        return {name: ids for name, ids in found.items() if ids}

    def bills_of(
        self, blocks: Iterable[tuple[str, Decimal]], *, only_unsent: bool = False
    ) -> dict[tuple[str, Decimal], list[str]]:
        self.calls += 1
        found: dict[tuple[str, Decimal], list[str]] = {block: [] for block in blocks}
        for id_, bill in self.all(Kind.BILL).items() if found else ():
            if (bill.vendor.id, bill.total) in found and not (only_unsent and self._is_linked(Kind.BILL, id_)):
                found[bill.vendor.id, bill.total].append(id_)
        return {block: sorted(ids, key=int) for block, ids in found.items() if ids}

    def named_like(self, kind: Kind, name: str, limit: int) -> list[tuple[str, str]]:
        self.calls += 1
        wanted, start = name.casefold(), first_word(name)
        found = [
            (id_, full)
            for id_ in self.all(kind)
            if self._is_linked(kind, id_) and (full := self.full_name(kind, id_)).casefold().startswith(start)
        ]
        return sorted(found, key=lambda each: (each[1].casefold() != wanted, each[1].casefold()))[:limit]

    def referring(self, kind: Kind, record_id: str, limit: int) -> list[tuple[Kind, str]]:
        self.calls += 1
        found = (
            key
            for key, held in self.memory.records.items()
            if held.record is not None and (kind, record_id) in targets(held.record)
        )
        return list(islice(found, limit))

    def mentioning(self, kind: Kind, record_id: str, limit: int, after: str = "") -> list[Link]:
        target = (kind, record_id)
        return self._walk(
            limit,
            after,
            lambda link: (
                link.state is not LinkState.CLOSED
                and any(value is not None and target in targets(value) for value in (link.base, link.theirs))
            ),
        )

    def write(self, writes: Sequence[Write]) -> list[Written]:
        self.calls += 1
        return [self._write(write) for write in writes]

    def changes_after(self, position: int, limit: int) -> list[Change]:
        self.calls += 1
        return self.memory.changes[position : position + limit]

    def intents(self, states: Iterable[IntentState]) -> list[Intent]:
        self.calls += 1
        wanted = set(states)
        return [intent for intent in self.memory.intents.values() if intent.state in wanted]

    def keep_intents(self, intents: Sequence[Intent]) -> None:
        self.calls += 1
        self.memory.intents.update((intent.id, intent) for intent in intents)

    def start_run(self, trigger: str) -> str:
        self.calls += 1
        run_id = str(len(self.memory.runs) + 1)
        self.memory.runs[run_id] = Run(trigger)
        return run_id

    def keep_progress(self, run_id: str, step: str, done: int, total: int | None) -> None:  # noqa: ARG002 - shown nowhere
        self.calls += 1
        self.memory.runs[run_id].step = step

    def finish_run(self, run_id: str, outcome: str, message: str) -> None:
        self.calls += 1
        run = self.memory.runs[run_id]
        run.outcome, run.message = outcome, message

    def keep_details(self, run_id: str, details: Sequence[Detail]) -> None:
        self.calls += 1
        self.memory.details.extend((run_id, detail) for detail in details)

    def keep_conflicts(self, conflicts: Sequence[Conflict]) -> None:
        self.calls += 1
        self.memory.conflicts.extend(conflicts)

    def keep_tombstones(self, tombstones: Sequence[Tombstone]) -> None:
        self.calls += 1
        self.memory.tombstones.extend(tombstones)

    def keep_problems(self, problems: Sequence[OpenProblem], settled: Iterable[str] = ()) -> None:
        self.calls += 1
        for key in settled:
            self.memory.problems.pop(key, None)
        self.memory.problems.update((problem.key, problem) for problem in problems)

    def keep_findings(self, findings: Sequence[Finding]) -> None:
        self.calls += 1
        for finding in findings:
            self.memory.findings.pop((finding.kind, finding.quickbooks_id), None)
            numbered = replace(finding, id=str(self._count()))
            self.memory.findings[finding.kind, finding.quickbooks_id] = numbered

    def findings(self, limit: int, after: str = "") -> list[Finding]:
        self.calls += 1
        later = (each for each in self.memory.findings.values() if int(each.id) > int(after or 0))
        return list(islice(later, limit))

    def drop_findings(self) -> None:
        self.calls += 1
        self.memory.findings.clear()

    # A person at our side

    def create(self, kind: Kind, record: Record) -> str:
        """Someone enters a record here."""
        return self._store(kind, str(self._count()), record, by_person=True).id

    def edit(self, kind: Kind, record_id: str, **fields: Any) -> Held:
        """Someone changes these fields of a record here."""
        record = self.memory.records[kind, record_id].record
        assert record is not None, "what was deleted cannot be edited"
        return self._store(kind, record_id, replace(record, **fields), by_person=True)

    def delete(self, kind: Kind, record_id: str) -> None:
        """Someone deletes a record here."""
        self._store(kind, record_id, None, by_person=True)

    def approve(self, kind: Kind, record_id: str, *, is_committed: bool = True) -> None:
        """Someone approves a bill here, or schedules its payment."""
        held = self.memory.records[kind, record_id]
        self.memory.records[kind, record_id] = replace(held, is_approved=True, is_committed=is_committed)
        self.memory.changes.append(Change(len(self.memory.changes) + 1, kind, record_id))

    def disapprove(self, kind: Kind, record_id: str) -> None:
        """Someone takes the approval of a bill back."""
        held = self.memory.records[kind, record_id]
        self.memory.records[kind, record_id] = replace(held, is_approved=False, is_committed=False)
        self.memory.changes.append(Change(len(self.memory.changes) + 1, kind, record_id))

    def record(self, kind: Kind, record_id: str) -> Any:
        """Our record as it stands; None when it is deleted."""
        return self.memory.records[kind, record_id].record

    def all(self, kind: Kind) -> dict[str, Any]:
        """Our records of a kind that are not deleted, by id."""
        return {
            id_: held.record
            for (of_kind, id_), held in self.memory.records.items()
            if of_kind is kind and held.record is not None
        }

    def full_name(self, kind: Kind, record_id: str) -> str:
        """A list record's name with its ancestors' before it, joined by colons."""
        record: Any = self.record(kind, record_id)
        parent = getattr(record, "parent", None)
        return f"{self.full_name(kind, parent.id)}:{record.name}" if parent else str(getattr(record, "name", ""))

    # Inside

    def _count(self) -> int:
        self.memory.counter += 1
        return self.memory.counter

    def _links(self, index: dict[RecordKey, str], kind: Kind, ids: Iterable[str]) -> dict[str, Link]:
        self.calls += 1
        return {id_: self.memory.links[index[kind, id_]] for id_ in ids if (kind, id_) in index}

    def _walk(self, limit: int, after: str, wanted: Callable[[Link], bool]) -> list[Link]:
        self.calls += 1
        start = int(after or 0)
        later = (link for link in self.memory.links.values() if int(link.id) > start and wanted(link))
        return list(islice(later, limit))

    def _keep_link(self, link: Link) -> Link:
        link = link if link.id else replace(link, id=str(len(self.memory.links) + 1))
        self.memory.links[link.id] = link
        if link.guid:
            self.memory.by_guid[link.guid] = link.id
        self._index(self.memory.by_record, link, link.record_id)
        self._index(self.memory.by_quickbooks_id, link, link.quickbooks_id, keep_closed=True)
        return link

    def _index(self, index: dict[RecordKey, str], link: Link, id_: str, *, keep_closed: bool = False) -> None:
        if not id_:
            return
        key = (link.kind, id_)
        other = self.memory.links.get(index.get(key, ""))
        if link.state is LinkState.CLOSED:
            if (other is link and not keep_closed) or (other is not None and other.id == link.id and not keep_closed):
                del index[key]
            elif keep_closed and (other is None or other.state is LinkState.CLOSED):
                index[key] = link.id
            return
        taken = other is not None and other.id != link.id and other.state is not LinkState.CLOSED
        assert not taken, f"two live links for {key}: {other} and {link}"
        index[key] = link.id

    def _is_linked(self, kind: Kind, record_id: str) -> bool:
        link = self.memory.links.get(self.memory.by_record.get((kind, record_id), ""))
        return link is not None and bool(link.quickbooks_id)

    def _store(
        self, kind: Kind, record_id: str, record: Record | None, *, by_person: bool, follows: bool = False
    ) -> Held:
        before = self.memory.records.get((kind, record_id)) or Held(record_id, None, 0)
        held = replace(before, record=self._with_line_keys(record), revision=before.revision + 1)
        if not follows and _is_another_bill(before.record, record):
            held = replace(held, is_approved=False, is_committed=False)
        self.memory.records[kind, record_id] = held
        if by_person:
            self.memory.changes.append(Change(len(self.memory.changes) + 1, kind, record_id))
        return held

    def _with_line_keys(self, record: Record | None) -> Record | None:
        """Lines that are known nowhere yet get a key of ours."""
        if not isinstance(record, Bill):
            return record
        expenses = tuple(line if line.id else replace(line, id=f"#{self._count()}") for line in record.expense_lines)
        items = tuple(line if line.id else replace(line, id=f"#{self._count()}") for line in record.item_lines)
        return replace(record, expense_lines=expenses, item_lines=items)

    def _write(self, write: Write) -> Written:
        record_id = write.record_id or str(self._count())
        held = self.memory.records.get((write.kind, record_id)) or Held(record_id, None, 0)
        if write.revision is not None and write.revision != held.revision:
            return Written(write.key, record_id, held.revision, problem("changed_meanwhile"))
        if write.derived is not None:
            self.memory.derived[write.kind, record_id] = write.derived
        if write.act is Act.DELETE:
            held = self._store(write.kind, record_id, None, by_person=False)
        elif write.record is not None or write.line_ids:
            record = _with_line_ids(write.record or held.record, write.line_ids)
            held = self._store(write.kind, record_id, record, by_person=False, follows=write.follows)
        return Written(write.key, record_id, held.revision)


def _is_another_bill(before: Record | None, after: Record | None) -> bool:
    """Whether an approval of `before` says nothing of `after` (rule B16)."""
    return isinstance(before, Bill) and isinstance(after, Bill) and before.approved_as != after.approved_as


def _is_due(link: Link, now: datetime) -> bool:
    return link.owed and link.state is not LinkState.CLOSED and (link.retry_at is None or link.retry_at <= now)


def _counts(link: Link) -> bool:
    is_paid = isinstance(link.derived, BillState) and link.derived.is_paid
    return bool(link.record_id and link.quickbooks_id) and link.state is not LinkState.CLOSED and not is_paid


def _with_line_ids(record: Record | None, line_ids: Mapping[str, str]) -> Record | None:
    if not isinstance(record, Bill) or not line_ids:
        return record
    return replace(
        record,
        expense_lines=tuple(replace(line, id=line_ids.get(line.id, line.id)) for line in record.expense_lines),
        item_lines=tuple(replace(line, id=line_ids.get(line.id, line.id)) for line in record.item_lines),
    )
