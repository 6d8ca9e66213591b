"""A table of SQLite that a migration makes anew keeps its triggers, and those of others that look into it."""

import pytest
from django.db import IntegrityError, connection, models

from counterfoil.server.sync.models import Connection

pytestmark = [
    pytest.mark.django_db(transaction=True),
    pytest.mark.skipif(connection.vendor != "sqlite", reason="PostgreSQL alters its tables in place"),
]


def triggers() -> dict[str, str]:
    with connection.cursor() as cursor:
        cursor.execute("SELECT name, sql FROM sqlite_master WHERE type = 'trigger'")
        return dict(cursor.fetchall())


def test_a_column_comes_and_goes_and_every_trigger_stays():
    before = triggers()
    field = models.BooleanField(default=True)
    field.set_attributes_from_name("tried")
    field.model = Connection
    with connection.schema_editor() as editor:
        editor.add_field(Connection, field)
    assert triggers() == before
    with connection.schema_editor() as editor:
        editor.remove_field(Connection, field)
    assert triggers() == before


def test_the_triggers_still_refuse(organization, other_organization):
    with connection.schema_editor() as editor:
        editor._remake_table(Connection)  # type: ignore[attr-defined]  # not in django-stubs
    Connection(organization=organization).save()
    with pytest.raises(IntegrityError, match="sync_connection_stay"):
        Connection.objects.of(organization).update(organization=other_organization)
