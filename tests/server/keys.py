"""When the database looks at its keys: PostgreSQL at the end of a transaction, SQLite at once."""

from collections.abc import Iterator
from contextlib import contextmanager

from django.db import connection, transaction


@contextmanager
def keys_checked() -> Iterator[None]:
    """A transaction up to where it would commit: PostgreSQL checks keys then, SQLite's triggers refuse at once."""
    with transaction.atomic():
        yield
        if connection.vendor == "postgresql":
            with connection.cursor() as cursor:
                cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
