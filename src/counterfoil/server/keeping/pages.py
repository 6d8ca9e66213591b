"""What every plural write begins with: pages of one kind, each write checked against what is kept."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Protocol, TypeVar

from django.db import transaction
from django.utils import timezone

from counterfoil.engine.books import Held, Written
from counterfoil.engine.references import targets
from counterfoil.reconcile.decision import Act
from counterfoil.server.audit import services as audit
from counterfoil.server.keeping import problems
from counterfoil.server.keeping.names import names_for, targets_of

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping, Sequence
    from datetime import datetime

    from counterfoil.engine.books import Write
    from counterfoil.engine.references import Target
    from counterfoil.records import Problem
    from counterfoil.server.audit.actor import Actor
    from counterfoil.server.audit.models import Chain
    from counterfoil.server.keeping.names import Names
    from counterfoil.server.people.models import Organization


class KeptRecord(Protocol):
    """What is asked of a kept record, whatever its kind."""

    @property
    def record(self) -> Any:
        """Its content; the last one when it is deleted."""

    @property
    def revision(self) -> int:
        """Its revision."""

    @property
    def is_deleted(self) -> bool:
        """Whether it is deleted here."""


K = TypeVar("K", bound=KeptRecord)


@dataclass(frozen=True, slots=True)
class Page:
    """Who writes where and when, under which lock, and what the page's references are called."""

    organization: Organization
    actor: Actor
    now: datetime
    names: Names
    missing: frozenset[Target]
    """What the page refers to and what is not there: nothing, almost always."""
    chain: Chain


def pages_of(writes: Sequence[Write], size: int = 1000) -> Iterator[list[Write]]:
    """The writes in order, cut where the kind changes, where a record comes again, and where a page is full."""
    page: list[Write] = []
    seen: set[str] = set()
    for write in writes:
        if page and (write.kind != page[0].kind or write.record_id in seen or len(page) == size):
            yield page
            page, seen = [], set()
        page.append(write)
        if write.record_id:
            seen.add(write.record_id)
    if page:
        yield page


def write_pages(
    organization: Organization,
    actor: Actor,
    writes: Sequence[Write],
    write_page: Callable[[Page, list[Write]], list[Written]],
    now: datetime | None = None,
) -> list[Written]:
    """Make these changes in order, in one transaction, page by page; each answers for itself (rule S10)."""
    answers: list[Written] = []
    with transaction.atomic(savepoint=False):
        chain = audit.lock(organization)
        for page in pages_of(writes):
            wanted = targets_of(write.record for write in page if write.record is not None)
            names = names_for(organization, wanted)
            missing = frozenset(wanted.difference(names))
            answers += write_page(Page(organization, actor, now or timezone.now(), names, missing, chain), page)
    return answers


def refusal(write: Write, kept: KeptRecord | None, missing: frozenset[Target]) -> Problem | None:
    """Why this write cannot be made, or None."""
    if write.act is not Act.CREATE:
        if kept is None:
            return problems.gone(write.kind.value.replace("_", " "))
        if write.revision is not None and write.revision != kept.revision:
            return problems.changed_meanwhile(kept.revision, write.revision)
    if missing and write.record is not None:
        for target in targets(write.record):
            if target in missing:
                kind, id_ = target
                return problems.reference_missing("", kind.value.replace("_", " "), id_)
    return None


def refused(write: Write, kept: KeptRecord | None, problem: Problem) -> Written:
    """The answer to a write that was not made."""
    return Written(write.key, write.record_id, kept.revision if kept else 0, problem)


def as_held(id_: str, kept: KeptRecord) -> Held:
    """A kept record as the engine sees it: a deleted one has no content."""
    return Held(id_, None if kept.is_deleted else kept.record, kept.revision)


def held_of(kept: Mapping[str, KeptRecord]) -> dict[str, Held]:
    """A page of kept records as the engine sees them."""
    return {id_: as_held(id_, each) for id_, each in kept.items()}
