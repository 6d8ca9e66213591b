"""How a transaction is written: each write that is allowed becomes a draft, and a page of drafts is kept at once."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Generic, Protocol, TypeVar

from counterfoil.engine.books import Written
from counterfoil.reconcile.decision import Act
from counterfoil.server import rows
from counterfoil.server.keeping.pages import KeptRecord, refusal, refused

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence
    from datetime import datetime

    from django.db.models import Model

    from counterfoil.engine.books import Write
    from counterfoil.records import Problem
    from counterfoil.server.keeping.pages import Page


class KeptTransaction(KeptRecord, Protocol):
    """What is asked of a kept transaction, whatever its kind."""

    @property
    def id(self) -> int:
        """The key of its row."""


K = TypeVar("K", bound=KeptTransaction)
EDITS = ("changed", "deleted", "restored")
"""What makes another revision of a transaction; what QuickBooks derives of it does not."""


@dataclass(slots=True)
class Draft(Generic[K]):
    """One write on its way: what is kept, what the transaction is to hold, and what to tell about it.

    `action` is what the audit log says; empty where nothing that a person could see has changed.
    """

    write: Write
    before: K | None
    record: Any
    action: str
    row_id: int

    @property
    def is_deleted(self) -> bool:
        """Whether the transaction is deleted when this is done."""
        was_deleted = self.before is not None and self.before.is_deleted
        return self.action == "deleted" or (was_deleted and self.action != "restored")

    @property
    def revision(self) -> int:
        """Its revision when this is done."""
        return self.before.revision + (self.action in EDITS) if self.before is not None else 1

    def ends(self, now: datetime) -> tuple[Any, ...]:
        """The values of the columns `ENDS`."""
        return self.revision, now, now if self.is_deleted else None


ENDS = ("revision", "updated_at", "deleted_at")
"""The columns in which every transaction's row ends."""

D = TypeVar("D", bound=Draft[Any])


def action_of(write: Write, before: KeptRecord | None, derived: str) -> str:
    """What the audit log calls this write; `derived` where no more is new than what QuickBooks derives, if that is."""
    if before is None:
        return "created"
    if write.act is Act.DELETE:
        return "" if before.is_deleted else "deleted"
    if write.record is not None and before.is_deleted:
        return "restored"
    return "changed" if write.record is not None and write.record != before.record else derived


def write_page(
    page: Page,
    writes: Sequence[Write],
    kept: Mapping[str, K],
    draft: Callable[[Write, K | None], D | Problem],
    keep: Callable[[Page, Sequence[D]], None],
) -> list[Written]:
    """Keep the drafts of those writes of a page that are allowed; each write answers for itself (rule S10)."""
    answers: dict[int, Written] = {}
    drafts: dict[int, D] = {}
    for place, write in enumerate(writes):
        before = kept.get(write.record_id)
        found = refusal(write, before, page.missing) or draft(write, None if write.act is Act.CREATE else before)
        if isinstance(found, Draft):
            drafts[place] = found
        else:
            answers[place] = refused(write, before, found)
    keep(page, list(drafts.values()))
    for place, each in drafts.items():
        answers[place] = Written(each.write.key, str(each.row_id), each.revision)
    return [answers[place] for place in range(len(writes))]


def keep_heads(
    page: Page, model: type[Model], columns: Sequence[str], drafts: Sequence[D], row: Callable[[D], tuple[Any, ...]]
) -> None:
    """Insert the heads of new transactions, which then have their ids, and update those of the others."""
    new = [each for each in drafts if each.before is None]
    rows_of_new = [(*row(each), page.organization.pk, page.now) for each in new]
    inserted = rows.insert(model, (*columns, "organization_id", "created_at"), rows_of_new)
    for each, id_ in zip(new, inserted, strict=True):
        each.row_id = id_
    rows.update(model, columns, [(*row(each), each.row_id) for each in drafts if each.before is not None])
