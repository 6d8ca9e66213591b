"""The engine's values as rows, and back: records as JSON, our ids as numbers, `theirs` only where it differs."""

from __future__ import annotations

from operator import attrgetter
from typing import TYPE_CHECKING, Any

from counterfoil.engine import books
from counterfoil.reconcile.comparison import Standing
from counterfoil.reconcile.decision import Act
from counterfoil.records import RECORD_CLASSES, BillState, ExpenseLine, ItemGroupLine, ItemLine, Kind, PurchaseOrderLine
from counterfoil.records.stored import (
    derived_from_stored,
    from_stored,
    part_from_stored,
    part_to_stored,
    problem_to_stored,
)
from counterfoil.records.text import to_text

if TYPE_CHECKING:
    from datetime import datetime

    from counterfoil.reconcile.decision import Sides
    from counterfoil.records import Derived, Record
    from counterfoil.records.text import JsonText
    from counterfoil.server.sync import models

LINK_PLAIN = (
    "quickbooks_id",
    "guid",
    "hold",
    "fingerprint",
    "edit_sequence",
    "time_created",
    "time_modified",
    "observed_at",
    "seen_in",
    "missed_in",
    "owed",
    "revision",
    "retry_at",
    "attempts",
)
"""Fields of a link that are stored as they are."""

LINK_MADE = ("kind", "record_id", "state", "base", "theirs", "derived", "waits_for", "history")
"""Columns of a link that are made of its fields, in the order of `link_values`."""

LINK_COLUMNS = (*LINK_MADE, "paid", *LINK_PLAIN)
"""Every column of a link that the engine decides."""

LINK_READ = ("id", *LINK_MADE, *LINK_PLAIN)
"""What `link_of` reads."""

INTENT_PLAIN = (
    "quickbooks_id",
    "guid",
    "set_id",
    "text",
    "sha256",
    "revision",
    "edit_sequence",
    "deadline_seconds",
)
"""Fields of an intent that never change and are stored as they are."""

INTENT_STANDING = ("attempts", "sent_at", "sent_quickbooks_time", "carrier", "evidence")
"""Fields of an intent that change with its state."""

LONGEST_EVIDENCE = 200
"""Characters: it may quote QuickBooks, and its purpose is served by the beginning."""

INTENT_MADE = ("key", "kind", "act", "link_id", "record_id", "before", "after", "line_keys")
"""Columns of an intent that never change and are made of its fields."""

INTENT_CHANGING = ("state", *INTENT_STANDING, "kept_at")
"""Columns of an intent that may change: an intent's text never does."""

INTENT_COLUMNS = (*INTENT_MADE, *INTENT_PLAIN, *INTENT_CHANGING)
"""Every column of an intent."""

_link_plain = attrgetter(*LINK_PLAIN)
_intent_plain = attrgetter(*INTENT_PLAIN)
_intent_standing = attrgetter(*INTENT_STANDING)

CONVERSATION_PLAIN = (
    "file_guid",
    "company_name",
    "marker",
    "marker_sent",
    "last_restore",
    "last_condense",
    "mode",
    "mode_reason",
    "watermarks",
    "horizon_ok_until",
    "position",
    "step",
    "data",
    "awaiting",
    "again_after_seconds",
    "epoch",
    "last_sweep",
    "facts",
)
"""Fields of the conversation that are stored as they are: all but the run."""


def number_of(text: str) -> int | None:
    """Our id as the database has it; None for "" and for what cannot be an id of ours."""
    return int(text) if text.isascii() and text.isdecimal() else None


def text_of(number: int | None) -> str:
    """Our id as the engine has it; "" for none."""
    return "" if number is None else str(number)


def _stored(record: Record | None) -> JsonText | None:
    return None if record is None else to_text(record)


def _record(kind: Kind, stored: dict[str, Any] | None) -> Record | None:
    return None if stored is None else from_stored(kind, stored)


def _paid(derived: Derived | None) -> str:
    """How far a bill is settled, for counting; "" where that is not known or no question."""
    if not isinstance(derived, BillState):
        return ""
    return "unpaid" if derived.is_fully_unpaid else "fully" if derived.is_paid else "partly"


def link_values(link: books.Link) -> tuple[Any, ...]:
    """A link as values of `LINK_COLUMNS`."""
    theirs = None if link.theirs == link.base else link.theirs
    return (
        link.kind.value,
        number_of(link.record_id),
        link.state.value,
        _stored(link.base),
        _stored(theirs),
        None if link.derived is None else to_text(link.derived),
        list(link.waits_for),
        list(link.history),
        _paid(link.derived),
        *_link_plain(link),
    )


def link_of(row: tuple[Any, ...]) -> books.Link:
    """The link whose `LINK_READ` these values are."""
    pk, kind_value, record_id, state, base, theirs, derived, waits_for, history, *plain = row
    kind = Kind(kind_value)
    return books.Link(
        kind=kind,
        id=str(pk),
        record_id=text_of(record_id),
        state=books.LinkState(state),
        base=_record(kind, base),
        theirs=_record(kind, theirs),
        derived=None if derived is None else derived_from_stored(kind, derived),
        waits_for=tuple(waits_for),
        history=tuple(history),
        **dict(zip(LINK_PLAIN, plain, strict=True)),
    )


def intent_values(intent: books.Intent) -> tuple[Any, ...]:
    """An intent as values of its columns that never change: `INTENT_MADE` and `INTENT_PLAIN`."""
    return (
        intent.id,
        intent.kind.value if intent.kind else "",
        intent.act.value,
        number_of(intent.link_id),
        number_of(intent.record_id),
        _stored(intent.before),
        _stored(intent.after),
        list(intent.line_keys),
        *_intent_plain(intent),
    )


def intent_standing(intent: books.Intent, now: datetime) -> tuple[Any, ...]:
    """Where an intent stands, as values of `INTENT_CHANGING`."""
    *standing, evidence = _intent_standing(intent)
    return (intent.state.value, *standing, evidence[:LONGEST_EVIDENCE], now)


def intent_of(row: models.Intent) -> books.Intent:
    """The intent of a row."""
    kind = Kind(row.kind) if row.kind else None
    return books.Intent(
        id=row.key,
        kind=kind,
        act=Act(row.act),
        link_id=text_of(row.link_id),
        record_id=text_of(row.record_id),
        before=_record(kind, row.before) if kind else None,
        after=_record(kind, row.after) if kind else None,
        line_keys=tuple(row.line_keys),
        state=books.IntentState(row.state),
        **{name: getattr(row, name) for name in (*INTENT_PLAIN, *INTENT_STANDING)},
    )


def conversation_of(row: models.Connection) -> books.Conversation:
    """The conversation of a connection."""
    return books.Conversation(
        run_id=text_of(row.run_id),
        **{name: getattr(row, name) for name in CONVERSATION_PLAIN},
    )


def keep_in(row: models.Connection, conversation: books.Conversation) -> None:
    """Set a connection's fields to what the conversation says."""
    for name in CONVERSATION_PLAIN:
        setattr(row, name, getattr(conversation, name))
    row.run_id = number_of(conversation.run_id)


DETAIL_COLUMNS = (
    "organization_id",
    "run_id",
    "at",
    "kind",
    "record_kind",
    "title",
    "text",
    "side",
    "record_id",
    "quickbooks_id",
    "problem",
)
"""Every column of a line of a run's report."""


def detail_values(organization_id: int, run_id: int, detail: books.Detail, now: datetime) -> tuple[Any, ...]:
    """A line of a run's report as values of `DETAIL_COLUMNS`."""
    return (
        organization_id,
        run_id,
        now,
        detail.kind.value,
        detail.record_kind.value if detail.record_kind else "",
        detail.title[:500],
        detail.text,
        detail.side,
        number_of(detail.record_id),
        detail.quickbooks_id,
        problem_to_stored(detail.problem) if detail.problem else None,
    )


CONFLICT_COLUMNS = (
    "kind",
    "record_id",
    "quickbooks_id",
    "path",
    "base",
    "ours",
    "theirs",
    "winner",
    "organization_id",
    "run_id",
    "found_at",
    "settled_at",
    "chosen",
    "chosen_by",
    "sides",
)
"""Every column of a conflict that is new; the first eight say what was found."""

CONFLICT_SAYS = CONFLICT_COLUMNS[:8]
"""What tells one conflict from another."""


def conflict_values(organization_id: int, run_id: int | None, found: books.Conflict, now: datetime) -> tuple[Any, ...]:
    """A conflict as values of `CONFLICT_COLUMNS`; settled at once where the policy chose."""
    field = found.conflict
    says = (field.path, field.base, field.ours, field.theirs, field.winner.value if field.winner else "")
    settled_at = now if field.winner else None
    record = (found.kind.value, number_of(found.record_id), found.quickbooks_id)
    sides = sides_to_stored(found.kind, field.sides) if field.sides else None
    return (*record, *says, organization_id, run_id, now, settled_at, "", "", sides)


LINE_CLASSES: dict[str, type] = {cls.__name__: cls for cls in (ExpenseLine, ItemLine, ItemGroupLine, PurchaseOrderLine)}
"""Classes of lines by the name under which conflicts keep them."""


def sides_to_stored(kind: Kind, sides: Sides) -> dict[str, Any]:
    """What each side held, as JSON values."""
    cls = LINE_CLASSES.get(sides.of) or RECORD_CLASSES[kind]
    parts = {"ours": part_to_stored(cls, sides.ours), "theirs": part_to_stored(cls, sides.theirs)}
    return {"of": sides.of, **parts}


def part_of(kind: Kind, stored: dict[str, Any], side: str) -> dict[str, Any]:
    """The fields that one side (`ours`, `theirs`) held."""
    return part_from_stored(LINE_CLASSES.get(stored["of"]) or RECORD_CLASSES[kind], stored[side])


TOMBSTONE_COLUMNS = ("organization_id", "kind", "record_id", "quickbooks_id", "record", "side", "reason", "at")
"""Every column of a tombstone."""


def tombstone_values(organization_id: int, gone: books.Tombstone, now: datetime) -> tuple[Any, ...]:
    """The last content of something deleted as values of `TOMBSTONE_COLUMNS`."""
    return (
        organization_id,
        gone.kind.value,
        number_of(gone.record_id),
        gone.quickbooks_id,
        _stored(gone.record),
        gone.side,
        gone.reason[:500],
        now,
    )


PROBLEM_CHANGING = ("kind", "record_id", "quickbooks_id", "title", "severity", "problem", "seen_at")
"""What a problem that is met again says anew; since when it is open stays."""

PROBLEM_SAID = PROBLEM_CHANGING.index("problem")
"""Where the problem itself stands among these."""

PROBLEM_COLUMNS = (*PROBLEM_CHANGING, "key", "organization_id", "opened_at", "left_by")
"""Every column of an open problem."""


def problem_values(found: books.OpenProblem, now: datetime) -> tuple[Any, ...]:
    """An open problem as values of `PROBLEM_CHANGING`."""
    return (
        found.kind.value if found.kind else "",
        number_of(found.record_id),
        found.quickbooks_id,
        found.title[:500],
        found.problem.severity.value,
        problem_to_stored(found.problem),
        now,
    )


FINDING_COLUMNS = (
    "organization_id",
    "kind",
    "standing",
    "quickbooks_id",
    "link_id",
    "record_id",
    "title",
    "told",
    "fingerprint",
    "theirs",
)
"""Every column of a comparison's finding."""


def finding_values(organization_id: int, finding: books.Finding) -> tuple[Any, ...]:
    """A finding as values of `FINDING_COLUMNS`."""
    return (
        organization_id,
        finding.kind.value,
        finding.standing.value,
        finding.quickbooks_id,
        number_of(finding.link_id),
        number_of(finding.record_id),
        finding.title[:500],
        finding.told,
        finding.fingerprint,
        _stored(finding.theirs),
    )


def finding_of(row: models.Finding) -> books.Finding:
    """The finding of a row."""
    kind = Kind(row.kind)
    return books.Finding(
        kind=kind,
        standing=Standing(row.standing),
        quickbooks_id=row.quickbooks_id,
        link_id=text_of(row.link_id),
        record_id=text_of(row.record_id),
        title=row.title,
        told=row.told,
        fingerprint=row.fingerprint,
        theirs=_record(kind, row.theirs),
        id=str(row.pk),
    )
