"""Who may carry for a connection: one process of one installation at a time, and how another takes over.

A write that was handed out may still be on its way into QuickBooks when its carrier falls silent. So another
installation waits out a grace, counted from when the holder was last heard and from the last moment at which a write
could have been started (docs/sync.md, exactly-once writes). A new process of the same installation takes over at once:
the agent holds a lock on its machine, so the old one is dead, and the journal that both write to says what it did.
"""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from counterfoil.server.gateway.models import Lease
from counterfoil.server.gateway.refusals import held

if TYPE_CHECKING:
    from datetime import datetime

    from counterfoil.server.gateway.models import Call, Profile
    from counterfoil.server.gateway.report import Report
    from counterfoil.server.sync.models import Connection

TAKEOVER_GRACE = timedelta(minutes=10)
"""How long QuickBooks may work on one request before another machine may speak to it."""

REMEMBERED_PROCESSES = 20
"""How many replaced processes are remembered, so that what they sent before they died is refused when it comes late."""


def of(connection: Connection) -> Lease:
    """The connection's lease, made on first use; the connection is locked, so there is no race."""
    lease, _ = Lease.objects.everywhere().get_or_create(
        connection=connection, defaults={"organization_id": connection.organization_id}
    )
    return lease


def take(lease: Lease, profile: Profile, report: Report, open_call: Call | None, now: datetime) -> bool:
    """Make whoever reports the holder; whether that is news. Refused while someone else may still be at work."""
    if [report.installation, report.process] in lease.superseded:
        raise held("Another process of this agent has taken over.", TAKEOVER_GRACE.total_seconds())
    is_holder = (report.installation, report.process) == (lease.installation, lease.process)
    if not is_holder and report.installation != lease.installation:
        _wait_out(lease, open_call, now)
    lease.seen_at = now
    lease.profile = profile
    if not is_holder:
        _hand_over(lease, report, now)
    return not is_holder


def _wait_out(lease: Lease, open_call: Call | None, now: datetime) -> None:
    """Refuse until the grace is over."""
    free_at = free_from(lease, open_call)
    if free_at is not None and now < free_at:
        words = "Another computer carries for this company file. It can be taken over once that one has been silent."
        raise held(words, max(1.0, (free_at - now).total_seconds()))


def free_from(lease: Lease, open_call: Call | None) -> datetime | None:
    """From when another installation may take the lease; None when it may at once."""
    moments = [] if lease.seen_at is None else [lease.seen_at]
    if open_call is not None and open_call.is_write_out:
        moments.append(open_call.handed_at + timedelta(seconds=open_call.seconds))
    return max(moments) + TAKEOVER_GRACE if moments else None


def _hand_over(lease: Lease, report: Report, now: datetime) -> None:
    gone = [*lease.superseded, [lease.installation, lease.process]] if lease.process else lease.superseded
    lease.superseded = gone[-REMEMBERED_PROCESSES:]
    lease.installation, lease.process = report.installation, report.process
    lease.epoch += 1
    lease.taken_at = now


def leave(lease: Lease) -> None:
    """The holder says that it goes and has nothing in hand: anyone may take over at once."""
    lease.seen_at = None
