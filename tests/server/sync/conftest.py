"""Books in the database, opened for a test."""

from __future__ import annotations

from contextlib import contextmanager
from datetime import UTC, datetime
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from collections.abc import Callable
    from contextlib import AbstractContextManager

    from counterfoil.server.sync.books import DjangoBooks
    from counterfoil.server.sync.models import Connection

NOW = datetime(2026, 11, 18, 15, 0, tzinfo=UTC)


@pytest.fixture
def connection_row(organization) -> Connection:
    from counterfoil.server.sync.models import Connection

    return Connection.objects.everywhere().create(organization=organization)


@pytest.fixture
def opened(connection_row) -> Callable[[], AbstractContextManager[DjangoBooks]]:
    """Opens the books in a database transaction."""
    from django.db import transaction

    from counterfoil.server.sync.books import DjangoBooks

    @contextmanager
    def open_books():
        with transaction.atomic():
            yield DjangoBooks(
                connection_row, clock=lambda: NOW, quickbooks_time=lambda: int(NOW.timestamp()), carrier="office pc"
            )

    return open_books
