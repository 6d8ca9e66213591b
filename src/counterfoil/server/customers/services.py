"""What can be done with customers; every function is one transaction, with its audit row."""

from __future__ import annotations

from typing import TYPE_CHECKING

from counterfoil.server.customers.records import CUSTOMERS, TABLES
from counterfoil.server.keeping import lists, people

if TYPE_CHECKING:
    from collections.abc import Sequence

    from counterfoil.engine.books import Write, Written
    from counterfoil.records import Customer
    from counterfoil.server.audit.actor import Actor
    from counterfoil.server.people.models import Organization


def write_many(organization: Organization, actor: Actor, writes: Sequence[Write]) -> list[Written]:
    """Make these changes in a handful of statements; each answers for itself (rule S10)."""
    return lists.write_many(TABLES, organization, actor, writes)


def create(organization: Organization, actor: Actor, record: Customer) -> Written:
    """Enter a new customer; raises Refused."""
    return people.create(CUSTOMERS, organization, actor, record)


def amend(organization: Organization, actor: Actor, record_id: str, record: Customer, revision: int | None) -> Written:
    """Replace the customer's fields; raises Refused, also when someone changed it since that revision."""
    return people.amend(CUSTOMERS, organization, actor, record_id, record, revision)


def delete(organization: Organization, actor: Actor, record_id: str, revision: int | None = None) -> Written:
    """Delete the customer: it stays, inactive, with its history (rule C7). Refused while live records refer to it."""
    return people.delete(CUSTOMERS, organization, actor, record_id, revision)


def restore(organization: Organization, actor: Actor, record_id: str, revision: int | None = None) -> Written:
    """Make a deleted customer live again, as it was."""
    return people.restore(CUSTOMERS, organization, actor, record_id, revision)
