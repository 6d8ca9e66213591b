"""Django's SQLite, but that keys to tenant rows are composite, and a table that is made anew keeps its triggers.

SQLite can add no key to a table, so the statement that makes it has to hold them (`people/operations.py`). And it can
alter little of a table, so Django makes it anew and renames it. That drops its triggers, and fails where a trigger of
another table names it.
"""

from __future__ import annotations

from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

from django.db.backends.sqlite3 import base, schema

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from django.db.models import Field, Model


class DatabaseSchemaEditor(schema.DatabaseSchemaEditor):
    """Writes composite keys, and puts triggers aside while a table is made anew."""

    def table_sql(self, model: type[Model]) -> tuple[str, list[Any]]:
        """The statement that makes a table, with a composite key in the place of each simple one to tenant rows."""
        from counterfoil.server.people import operations, tenancy  # there are models only once this is loaded

        keys = tenancy.tenant_keys(model) if tenancy.is_tenant(model) else []
        with _left_out(keys):
            statement, parameters = super().table_sql(model)
        composite = "".join(f", {key}" for key in operations.sqlite_tenant_keys(model)) if keys else ""
        return f"{statement.removesuffix(')')}{composite})", parameters

    def make_anew(self, model: type[Model]) -> None:
        """Make a model's table as it is made today, with all of its rows."""
        self._remake_table(model)

    def _remake_table(self, model: type[Model], **changes: Any) -> None:
        table = model._meta.db_table
        triggers: list[tuple[str, str, str]] = self._ask(
            "SELECT name, tbl_name, sql FROM sqlite_master WHERE type = 'trigger' AND sql LIKE %s", f'%"{table}"%'
        )
        highest = self._ask("SELECT seq FROM sqlite_sequence WHERE name = %s", table)
        for name, _, _ in triggers:
            self.execute(f'DROP TRIGGER "{name}"', params=None)
        super()._remake_table(model, **changes)  # type: ignore[misc]  # not in django-stubs
        self._remember(table, highest)
        gone: Field[Any, Any] | None = changes.get("delete_field")
        for _, of_table, sql in triggers:
            if gone is None or of_table != table or f'"{gone.column}"' not in sql:
                self.execute(sql, params=None)

    def _remember(self, table: str, highest: list[tuple[int]]) -> None:
        """An id that was given once is never given again, although its row is gone: lines are known by theirs."""
        for (number,) in highest:
            self.execute("DELETE FROM sqlite_sequence WHERE name = %s", (table,))
            self.execute("INSERT INTO sqlite_sequence (name, seq) VALUES (%s, %s)", (table, number))

    def _ask(self, question: str, *values: str) -> list[tuple[Any, ...]]:
        with self.connection.cursor() as cursor:
            cursor.execute(question, values)
            return list(cursor.fetchall())


@contextmanager
def _left_out(keys: Iterable[Any]) -> Iterator[None]:
    """Django writes no constraint for these keys meanwhile."""
    made = [key for key in keys if key.db_constraint]
    for key in made:
        key.db_constraint = False
    try:
        yield
    finally:
        for key in made:
            key.db_constraint = True


class DatabaseWrapper(base.DatabaseWrapper):
    """Django's connection with that schema editor."""

    SchemaEditorClass = DatabaseSchemaEditor
