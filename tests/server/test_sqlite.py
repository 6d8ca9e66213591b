"""A table of SQLite that a migration makes anew keeps its keys, its ids, its triggers and those that look into it."""

from datetime import UTC, datetime
from types import SimpleNamespace
from typing import Any

import pytest
from django.apps import apps
from django.db import IntegrityError, connection, models
from django.db.backends.sqlite3.schema import DatabaseSchemaEditor as PlainEditor
from tests.server.keys import keys_checked

from counterfoil.server.bills.models import Bill
from counterfoil.server.people.operations import KeysForTriggers
from counterfoil.server.people.tenancy import is_tenant
from counterfoil.server.sync.models import Connection
from counterfoil.server.vendors.models import Vendor

pytestmark = [
    pytest.mark.django_db(transaction=True),
    pytest.mark.skipif(connection.vendor != "sqlite", reason="PostgreSQL alters its tables in place"),
]


def triggers() -> dict[str, str]:
    with connection.cursor() as cursor:
        cursor.execute("SELECT name, sql FROM sqlite_master WHERE type = 'trigger'")
        return dict(cursor.fetchall())


def test_every_tenant_table_has_the_trigger_that_lets_no_row_move():
    tables = {model._meta.db_table for model in apps.get_models() if is_tenant(model)}
    assert {f"{table}_stay" for table in tables} <= set(triggers())


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


NOW = datetime(2026, 3, 2, tzinfo=UTC)

A_TRIGGER_AS_KEY = """
CREATE TRIGGER "bills_bill_vendor_id_insert" BEFORE INSERT ON "bills_bill"
WHEN NOT EXISTS (SELECT 1 FROM "vendors_vendor" WHERE "id" = NEW."vendor_id")
BEGIN SELECT RAISE(ABORT, 'no such vendor'); END
"""


def bill_of(organization, vendor) -> Bill:
    return Bill.objects.everywhere().create(organization=organization, vendor=vendor, created_at=NOW, updated_at=NOW)


def vendor_of(organization) -> Vendor:
    return Vendor.objects.everywhere().create(
        organization=organization, name="A", full_name="A", full_name_key="a", created_at=NOW, updated_at=NOW
    )


def as_once() -> None:
    """The table of bills as Django makes it, with simple keys and a trigger for what they do not hold."""
    with PlainEditor(connection) as editor:
        editor._remake_table(Bill)  # type: ignore[attr-defined]  # not in django-stubs
        editor.execute(A_TRIGGER_AS_KEY, params=None)


def test_keys_take_the_place_of_the_triggers_that_an_older_database_has_and_no_row_is_lost(
    organization, other_organization
):
    vendor, theirs = vendor_of(organization), vendor_of(other_organization)
    bill = bill_of(organization, vendor)
    as_once()
    bill_of(organization, theirs).delete()  # could be made
    state: Any = SimpleNamespace(apps=apps)
    with connection.schema_editor() as editor:
        KeysForTriggers("Bill").database_forwards("bills", editor, state, state)

    assert list(Bill.objects.everywhere().values_list("pk", "vendor_id")) == [(bill.pk, vendor.pk)]
    assert "bills_bill_stay" in triggers()
    assert "bills_bill_vendor_id_insert" not in triggers()
    with pytest.raises(IntegrityError), keys_checked():
        bill_of(organization, theirs)


def test_an_id_is_not_given_again_although_its_row_is_gone_and_the_table_is_made_anew(organization):
    vendor = vendor_of(organization)
    gone = bill_of(organization, vendor)
    number = gone.pk
    gone.delete()
    with connection.schema_editor() as editor:
        editor.make_anew(Bill)  # type: ignore[attr-defined]  # ours has it

    assert bill_of(organization, vendor).pk == number + 1
