"""Django's SQLite, but that a table which is made anew keeps its triggers, and those that look into it.

SQLite can alter little of a table, so Django makes it anew and renames it. That drops its triggers, and fails where a
trigger of another table names it; ours keep organizations apart (`people/operations.py`).
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.db.backends.sqlite3 import base, schema

if TYPE_CHECKING:
    from django.db.models import Field, Model


class DatabaseSchemaEditor(schema.DatabaseSchemaEditor):
    """Puts triggers aside while a table is made anew."""

    def _remake_table(self, model: type[Model], **changes: Any) -> None:
        table = model._meta.db_table
        with self.connection.cursor() as cursor:
            cursor.execute(
                "SELECT name, tbl_name, sql FROM sqlite_master WHERE type = 'trigger' AND sql LIKE %s", [f'%"{table}"%']
            )
            triggers: list[tuple[str, str, str]] = cursor.fetchall()
        for name, _, _ in triggers:
            self.execute(f'DROP TRIGGER "{name}"', params=None)
        super()._remake_table(model, **changes)  # type: ignore[misc]  # not in django-stubs
        gone: Field[Any, Any] | None = changes.get("delete_field")
        for _, of_table, sql in triggers:
            if gone is None or of_table != table or f'"{gone.column}"' not in sql:
                self.execute(sql, params=None)


class DatabaseWrapper(base.DatabaseWrapper):
    """Django's connection with that schema editor."""

    SchemaEditorClass = DatabaseSchemaEditor
