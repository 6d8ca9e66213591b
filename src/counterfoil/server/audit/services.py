"""Writing the log: the organization's lock, and entries by the page."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from django.db import transaction
from django.utils import timezone

from counterfoil.records import Kind
from counterfoil.server import rows
from counterfoil.server.audit.models import Chain, Entry
from counterfoil.server.audit.seal import seal
from counterfoil.server.audit.wake import wake

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from counterfoil.records.text import JsonText
    from counterfoil.server.audit.actor import Actor
    from counterfoil.server.people.models import Organization

RECORD_KINDS = frozenset(str(kind) for kind in Kind)
"""What the sync carries; other entries (people, keys, preferences) concern Counterfoil alone."""


@dataclass(frozen=True, slots=True)
class NewEntry:
    """One change, before it has its number: `changes` maps each field to [old, new], JSON values only.

    It may be their canonical text already (sorted keys, no blanks, characters as they are).
    """

    kind: str
    record_id: str
    action: str
    changes: dict[str, list[Any]] | JsonText = field(default_factory=dict)
    reason: str = ""


def lock(organization: Organization) -> Chain:
    """Wait until nobody else writes in this organization, and keep it so until the transaction ends.

    Whoever changes records takes this lock before any row, so that changes are numbered in commit order and two
    writers never wait for each other in a circle.
    """
    assert transaction.get_connection().in_atomic_block, "a lock is held by a database transaction"
    chain = Chain.objects.of(organization).select_for_update().first()
    if chain is None:
        Chain.objects.everywhere().bulk_create([Chain(organization=organization)], ignore_conflicts=True)
        chain = Chain.objects.of(organization).select_for_update().get()
    return chain


def record_many(
    organization: Organization,
    actor: Actor,
    entries: Sequence[NewEntry],
    *,
    now: datetime | None = None,
    chain: Chain | None = None,
) -> int:
    """Append these entries in order, wake whoever waits, and return the number of the last entry there now is.

    Who holds the lock already gives the `chain` that it returned.
    """
    with transaction.atomic(savepoint=False):
        chain = chain or lock(organization)
        if entries:
            at = now or timezone.now()
            rows.insert(Entry, COLUMNS, [_sealed(chain, actor, entry, at) for entry in entries])
            Chain.objects.of(organization).update(number=chain.number, hash=chain.hash)
        wake(organization.pk)
        return chain.number


COLUMNS = (
    "organization_id",
    "number",
    "at",
    "actor_kind",
    "actor_id",
    "actor_name",
    "kind",
    "record_id",
    "action",
    "changes",
    "reason",
    "is_ours",
    "previous_hash",
    "hash",
)


def _sealed(chain: Chain, actor: Actor, entry: NewEntry, at: datetime) -> tuple[Any, ...]:
    """The entry's row; the chain moves on by one."""
    values = {
        "organization_id": chain.organization_id,
        "number": chain.number + 1,
        "at": at,
        "actor_kind": actor.kind,
        "actor_id": actor.id,
        "actor_name": actor.name[:254],
        "kind": str(entry.kind),
        "record_id": entry.record_id,
        "action": entry.action,
        "changes": entry.changes,
        "reason": entry.reason[:500],
        "is_ours": actor.kind != "sync" and str(entry.kind) in RECORD_KINDS,
        "previous_hash": chain.hash,
    }
    chain.number, chain.hash = chain.number + 1, seal(chain.hash, values)
    return (*values.values(), chain.hash)
