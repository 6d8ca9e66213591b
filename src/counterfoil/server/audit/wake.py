"""Tells whoever waits that something changed in an organization: in this process, and on PostgreSQL in every other."""

from __future__ import annotations

import contextlib
import logging
import threading
from typing import TYPE_CHECKING

from django.db import connection, transaction

if TYPE_CHECKING:
    from collections.abc import Callable

CHANNEL = "counterfoil"
"""The PostgreSQL channel; its payload is the organization's id."""

Listener = "Callable[[int], None]"

_listeners: list[Callable[[int], None]] = []
_lock = threading.Lock()
_log = logging.getLogger(__name__)


def subscribe(callback: Callable[[int], None]) -> Callable[[], None]:
    """Call back with the organization's id after each commit that changed something; returns how to stop that.

    The callback runs in the thread that committed, so it only notes the fact and returns.
    """
    with _lock:
        _listeners.append(callback)

    def unsubscribe() -> None:
        with _lock, contextlib.suppress(ValueError):
            _listeners.remove(callback)

    return unsubscribe


def wake(organization_id: int) -> None:
    """Once the current transaction commits, tell every listener; said twice in a transaction, it is told twice."""
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_notify(%s, %s)", [CHANNEL, str(organization_id)])
    transaction.on_commit(lambda: tell(organization_id))


def tell(organization_id: int) -> None:
    """Tell the listeners of this process now; whoever hears the PostgreSQL channel calls this, too."""
    with _lock:
        listeners = tuple(_listeners)
    for listener in listeners:
        try:
            listener(organization_id)
        except Exception:  # noqa: BLE001  # whatever a listener does, the change is made
            _log.exception("A listener failed; the change itself is safe.")
