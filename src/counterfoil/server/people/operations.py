"""Migration operations that the database itself holds: tenant keys and append-only tables."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.db.migrations.operations.base import Operation

from counterfoil.server.people.tenancy import is_tenant, tenant_keys

if TYPE_CHECKING:
    from collections.abc import Iterator

    from django.db import models
    from django.db.backends.base.schema import BaseDatabaseSchemaEditor
    from django.db.migrations.state import ProjectState

SQLITE_KEY = (
    'FOREIGN KEY ("organization_id", "{column}") '
    'REFERENCES "{target}" ("organization_id", "id") DEFERRABLE INITIALLY DEFERRED'
)
SQLITE_STAY = """
CREATE TRIGGER "{name}" BEFORE UPDATE OF "organization_id" ON "{table}"
WHEN NEW."organization_id" IS NOT OLD."organization_id"
BEGIN SELECT RAISE(ABORT, 'FOREIGN KEY constraint failed: {name}'); END
"""
POSTGRESQL_KEY = """
ALTER TABLE "{table}" ADD CONSTRAINT "{name}" FOREIGN KEY ("organization_id", "{column}")
REFERENCES "{target}" ("organization_id", "id") DEFERRABLE INITIALLY DEFERRED
"""
POSTGRESQL_DROP_KEYS_OF = """
DO $$ DECLARE found text; BEGIN
FOR found IN SELECT conname FROM pg_constraint key WHERE contype = 'f' AND conrelid = '"{table}"'::regclass
  AND conkey = ARRAY[(SELECT attnum FROM pg_attribute WHERE attrelid = key.conrelid AND attname = '{column}')]
LOOP EXECUTE format('ALTER TABLE "{table}" DROP CONSTRAINT %I', found); END LOOP; END $$
"""
POSTGRESQL_SIMPLE_KEY = """
ALTER TABLE "{table}" ADD FOREIGN KEY ("{column}") REFERENCES "{target}" ("id") DEFERRABLE INITIALLY DEFERRED
"""
SQLITE_APPEND_ONLY = """
CREATE TRIGGER "{table}_no_{event}" BEFORE {event} ON "{table}"
BEGIN SELECT RAISE(ABORT, '{table} is append-only'); END
"""
POSTGRESQL_APPEND_ONLY_FUNCTION = """
CREATE OR REPLACE FUNCTION counterfoil_append_only() RETURNS trigger LANGUAGE plpgsql AS
$$ BEGIN RAISE EXCEPTION '% is append-only', TG_TABLE_NAME USING ERRCODE = 'integrity_constraint_violation'; END $$
"""
POSTGRESQL_APPEND_ONLY = """
CREATE TRIGGER "{table}_no_{event}" BEFORE {event} ON "{table}"
FOR EACH STATEMENT EXECUTE FUNCTION counterfoil_append_only()
"""


def sqlite_stay_sql(model: type[models.Model]) -> tuple[str, str]:
    """(trigger name, statement) of the trigger that keeps this model's rows in the organization they were made in."""
    table = model._meta.db_table
    return f"{table}_stay", SQLITE_STAY.format(name=f"{table}_stay", table=table)


def sqlite_tenant_keys(model: type[models.Model]) -> list[str]:
    """This model's composite foreign keys, as they stand in the statement that makes its table.

    `counterfoil.server.sqlite` puts them there, in the place of the simple ones: SQLite cannot add a key to a table.
    """
    return [SQLITE_KEY.format(**_key_words(model, key)) for key in tenant_keys(model)]


def postgresql_tenant_sql(model: type[models.Model]) -> Iterator[tuple[str, str]]:
    """(constraint name, statement) of every composite foreign key of this model."""
    for key in tenant_keys(model):
        words = _key_words(model, key)
        yield words["name"], POSTGRESQL_KEY.format(**words)


def _key_words(model: type[models.Model], key: models.ForeignKey[Any, Any]) -> dict[str, str]:
    table = model._meta.db_table
    target = key.related_model._meta.db_table
    return {"name": f"{table}_{key.column}_tenant", "table": table, "column": key.column, "target": target}


class KeepTenantsApart(Operation):
    """Makes the tenant keys of these models real: composite foreign keys, and on SQLite a trigger beside them.

    A migration that makes a tenant table or adds a tenant key ends with this operation; a test compares the database
    with the models. On SQLite a table has its keys from the start, or is made anew with them.
    """

    reversible = True
    reduces_to_sql = True

    def __init__(self, *models: str) -> None:
        self.models = models

    def deconstruct(self) -> tuple[str, list[Any], dict[str, Any]]:
        """How the operation is written down in a migration."""
        return self.__class__.__name__, list(self.models), {}

    def state_forwards(self, app_label: str, state: ProjectState) -> None:
        """Django's picture of the tables does not know these keys."""

    def database_forwards(
        self, app_label: str, schema_editor: BaseDatabaseSchemaEditor, from_state: ProjectState, to_state: ProjectState
    ) -> None:
        """Make the keys; those that are there already are made anew on PostgreSQL and left alone on SQLite."""
        del from_state
        for name in self.models:
            model = to_state.apps.get_model(app_label, name)
            assert is_tenant(model), f"{name} has no key by organization"
            if schema_editor.connection.vendor == "sqlite":
                keep_apart_on_sqlite(model, schema_editor)
            else:
                self._keys(model, schema_editor)

    @staticmethod
    def _keys(model: type[models.Model], schema_editor: BaseDatabaseSchemaEditor) -> None:
        table = model._meta.db_table
        for name, statement in postgresql_tenant_sql(model):
            schema_editor.execute(f'ALTER TABLE "{table}" DROP CONSTRAINT IF EXISTS "{name}"', params=None)
            schema_editor.execute(statement, params=None)

    def database_backwards(
        self, app_label: str, schema_editor: BaseDatabaseSchemaEditor, from_state: ProjectState, to_state: ProjectState
    ) -> None:
        """Undo the keys; tables that go take theirs with them."""
        del to_state
        for name in self.models:
            model = from_state.apps.get_model(app_label, name)
            table = model._meta.db_table
            if schema_editor.connection.vendor == "sqlite":
                schema_editor.execute(f'DROP TRIGGER IF EXISTS "{sqlite_stay_sql(model)[0]}"', params=None)
            else:
                for key, _ in postgresql_tenant_sql(model):
                    schema_editor.execute(f'ALTER TABLE "{table}" DROP CONSTRAINT IF EXISTS "{key}"', params=None)

    def describe(self) -> str:
        """What the operation does, for `migrate --plan`."""
        return f"Keep organizations apart in {', '.join(self.models)}"


def keep_apart_on_sqlite(model: type[models.Model], schema_editor: BaseDatabaseSchemaEditor) -> None:
    """Give this model's table its composite keys, unless it has them, and the trigger that lets no row move."""
    for key in tenant_keys(model):
        for event in ("insert", "update"):  # triggers were the keys once
            schema_editor.execute(f'DROP TRIGGER IF EXISTS "{model._meta.db_table}_{key.column}_{event}"', params=None)
    with schema_editor.connection.cursor() as cursor:
        cursor.execute("SELECT sql FROM sqlite_master WHERE type = 'table' AND name = %s", [model._meta.db_table])
        (made,) = cursor.fetchone()
    if not all(key in made for key in sqlite_tenant_keys(model)):
        schema_editor.make_anew(model)  # type: ignore[attr-defined]  # that of our SQLite has it
    name, statement = sqlite_stay_sql(model)
    schema_editor.execute(f'DROP TRIGGER IF EXISTS "{name}"', params=None)
    schema_editor.execute(statement, params=None)


class KeysForTriggers(KeepTenantsApart):
    """Puts composite keys in the place of the triggers that were SQLite's keys once; PostgreSQL had keys always."""

    def database_forwards(
        self, app_label: str, schema_editor: BaseDatabaseSchemaEditor, from_state: ProjectState, to_state: ProjectState
    ) -> None:
        """Make these models' tables anew, with all of their rows."""
        if schema_editor.connection.vendor == "sqlite":
            super().database_forwards(app_label, schema_editor, from_state, to_state)

    def database_backwards(
        self, app_label: str, schema_editor: BaseDatabaseSchemaEditor, from_state: ProjectState, to_state: ProjectState
    ) -> None:
        """Leave them: the keys refuse what the triggers refused."""

    def describe(self) -> str:
        """What the operation does, for `migrate --plan`."""
        return f"Put keys in the place of triggers in {', '.join(self.models)}"


def implied_keys(model: type[models.Model]) -> Iterator[models.ForeignKey[Any, Any]]:
    """The foreign keys that follow from this model's composite ones.

    A key to a tenant row follows from the composite key over the same column, since an organization is never empty; and
    the key to the organization from a composite key that is never empty, since the row at its end has one itself.
    """
    keys = tenant_keys(model)
    yield from keys
    if any(not key.null for key in keys):
        yield model._meta.get_field("organization")  # type: ignore[misc]  # always a foreign key


class LeaveImpliedKeysOut(Operation):
    """Drops on PostgreSQL the foreign keys that say nothing beside the composite ones: each costs a look-up a row.

    On SQLite a composite key takes the simple one's place in every table.
    """

    reversible = True
    reduces_to_sql = True

    def __init__(self, *models: str) -> None:
        self.models = models

    def deconstruct(self) -> tuple[str, list[Any], dict[str, Any]]:
        """How the operation is written down in a migration."""
        return self.__class__.__name__, list(self.models), {}

    def state_forwards(self, app_label: str, state: ProjectState) -> None:
        """Django's picture of the models stays: their keys are as real as before."""

    def database_forwards(
        self, app_label: str, schema_editor: BaseDatabaseSchemaEditor, from_state: ProjectState, to_state: ProjectState
    ) -> None:
        """Drop them."""
        del from_state
        self._each(POSTGRESQL_DROP_KEYS_OF, app_label, schema_editor, to_state)

    def database_backwards(
        self, app_label: str, schema_editor: BaseDatabaseSchemaEditor, from_state: ProjectState, to_state: ProjectState
    ) -> None:
        """Make them again."""
        del from_state
        self._each(POSTGRESQL_SIMPLE_KEY, app_label, schema_editor, to_state)

    def _each(
        self, statement: str, app_label: str, schema_editor: BaseDatabaseSchemaEditor, state: ProjectState
    ) -> None:
        if schema_editor.connection.vendor != "postgresql":
            return
        for name in self.models:
            model = state.apps.get_model(app_label, name)
            table = model._meta.db_table
            for key in implied_keys(model):
                target = key.related_model._meta.db_table
                sql = statement.format(table=table, column=key.column, target=target)
                schema_editor.execute(sql, params=None)

    def describe(self) -> str:
        """What the operation does, for `migrate --plan`."""
        return f"Leave keys that follow from others out of {', '.join(self.models)}"


class AppendOnly(Operation):
    """Lets the database refuse every UPDATE, DELETE and TRUNCATE of this model's table."""

    reversible = True
    reduces_to_sql = True

    def __init__(self, model: str) -> None:
        self.model = model

    def deconstruct(self) -> tuple[str, list[Any], dict[str, Any]]:
        """How the operation is written down in a migration."""
        return self.__class__.__name__, [self.model], {}

    def state_forwards(self, app_label: str, state: ProjectState) -> None:
        """Django's picture of the tables does not know triggers."""

    def database_forwards(
        self, app_label: str, schema_editor: BaseDatabaseSchemaEditor, from_state: ProjectState, to_state: ProjectState
    ) -> None:
        """Make the triggers."""
        del from_state
        table = to_state.apps.get_model(app_label, self.model)._meta.db_table
        if schema_editor.connection.vendor == "sqlite":
            for event in ("update", "delete"):
                schema_editor.execute(SQLITE_APPEND_ONLY.format(table=table, event=event), params=None)
            return
        schema_editor.execute(POSTGRESQL_APPEND_ONLY_FUNCTION, params=None)
        for event in ("update", "delete", "truncate"):
            schema_editor.execute(POSTGRESQL_APPEND_ONLY.format(table=table, event=event), params=None)

    def database_backwards(
        self, app_label: str, schema_editor: BaseDatabaseSchemaEditor, from_state: ProjectState, to_state: ProjectState
    ) -> None:
        """Drop the triggers."""
        del to_state
        table = from_state.apps.get_model(app_label, self.model)._meta.db_table
        suffix = "" if schema_editor.connection.vendor == "sqlite" else f' ON "{table}"'
        for event in ("update", "delete", "truncate"):
            schema_editor.execute(f'DROP TRIGGER IF EXISTS "{table}_no_{event}"{suffix}', params=None)

    def describe(self) -> str:
        """What the operation does, for `migrate --plan`."""
        return f"Let nothing change what {self.model} holds"
