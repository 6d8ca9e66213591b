"""When the database looks at its keys: at the end of a transaction."""

from collections.abc import Iterator
from contextlib import contextmanager

from django.db import connection, transaction


@contextmanager
def keys_checked() -> Iterator[None]:
    """A transaction up to where it would commit, which is when keys are looked at."""
    with transaction.atomic():
        yield
        if connection.vendor == "sqlite":
            connection.check_constraints()
            return
        with connection.cursor() as cursor:
            cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
