"""What can be done with accounts, departments, terms and items; every function is one transaction."""

from __future__ import annotations

from typing import TYPE_CHECKING

from counterfoil.server.chart.records import TABLES
from counterfoil.server.keeping import lists, people

if TYPE_CHECKING:
    from collections.abc import Sequence

    from counterfoil.engine.books import Write, Written
    from counterfoil.records import Account, Department, Item, Kind, Terms
    from counterfoil.server.audit.actor import Actor
    from counterfoil.server.keeping.tables import ListTable
    from counterfoil.server.people.models import Organization

    ChartRecord = Account | Department | Item | Terms


def _table_of(record: ChartRecord) -> ListTable:
    return next(table for table in TABLES.values() if table.record_class is type(record))


def write_many(organization: Organization, actor: Actor, writes: Sequence[Write]) -> list[Written]:
    """Make these changes in a handful of statements; each answers for itself (rule S10)."""
    return lists.write_many(TABLES, organization, actor, writes)


def create(organization: Organization, actor: Actor, record: ChartRecord) -> Written:
    """Enter a new record, of the kind that its class says; raises Refused."""
    return people.create(_table_of(record), organization, actor, record)


def amend(
    organization: Organization, actor: Actor, record_id: str, record: ChartRecord, revision: int | None
) -> Written:
    """Replace the record's fields; raises Refused, also when someone changed it since that revision."""
    return people.amend(_table_of(record), organization, actor, record_id, record, revision)


def delete(
    organization: Organization, actor: Actor, kind: Kind, record_id: str, revision: int | None = None
) -> Written:
    """Delete the record: it stays, inactive, with its history (rule C7). Refused while live records refer to it."""
    return people.delete(TABLES[kind], organization, actor, record_id, revision)


def restore(
    organization: Organization, actor: Actor, kind: Kind, record_id: str, revision: int | None = None
) -> Written:
    """Make a deleted record live again, as it was."""
    return people.restore(TABLES[kind], organization, actor, record_id, revision)
