"""Organizations do not see each other's rows and cannot point at them, whatever the program does."""

from datetime import UTC, datetime

import pytest
from django.apps import apps
from django.db import IntegrityError, connection, models
from tests.server.keys import keys_checked

from counterfoil.server.bills.models import Bill, ExpenseLine
from counterfoil.server.chart.models import Account
from counterfoil.server.people.models import Organization
from counterfoil.server.people.tenancy import TenantManager, TenantModel, UnscopedReadError, is_tenant, tenant_keys
from counterfoil.server.vendors.models import Vendor

NOW = datetime(2026, 3, 2, tzinfo=UTC)
OURS = [model for model in apps.get_models() if model.__module__.startswith("counterfoil.")]
TENANTS = [model for model in OURS if issubclass(model, TenantModel)]
SHARED = {
    "people.user",  # may belong to several
    "people.organization",
    "people.role",  # built-in roles belong to all
    "people.membership",  # says who belongs where
    "people.signinattempts",  # nobody is signed in yet
    "gateway.ticket",  # an agent has signed in, and has yet to choose
}
"""Tables that belong to no organization alone, each for its reason."""


@pytest.mark.parametrize("model", OURS, ids=lambda model: model._meta.label_lower)
def test_every_table_is_a_tenants_or_shared_on_purpose(model):
    assert issubclass(model, TenantModel) or model._meta.label_lower in SHARED


@pytest.mark.parametrize("model", TENANTS, ids=lambda model: model._meta.label_lower)
def test_a_tenant_table_has_its_key_and_no_way_to_be_read_without_an_organization(model):
    assert is_tenant(model), "its Meta does not inherit TenantModel.Meta"
    assert isinstance(model.objects, TenantManager)
    for read in (model.objects.all, model.objects.get, model.objects.count, lambda: model.objects.filter(pk=1)):
        with pytest.raises(UnscopedReadError):
            read()


@pytest.mark.parametrize("model", TENANTS, ids=lambda model: model._meta.label_lower)
def test_every_key_between_tenant_tables_is_real_in_the_database(model, db):
    wanted = {
        (f"organization_id, {key.column}", key.related_model._meta.db_table, "organization_id, id")
        for key in tenant_keys(model)
    }
    assert wanted <= keys_in_the_database(model._meta.db_table), "a migration lacks KeepTenantsApart"


def keys_in_the_database(table: str) -> set[tuple[str, str, str]]:
    """(columns, table they point at, columns there) of every foreign key of a table."""
    with connection.cursor() as cursor:
        cursor.execute(KEYS[connection.vendor], [table])
        return set(cursor.fetchall())


KEYS = {
    "sqlite": """SELECT group_concat("from", ', '), "table", group_concat("to", ', ')
    FROM (SELECT * FROM pragma_foreign_key_list(%s) ORDER BY id, seq) GROUP BY id""",
    "postgresql": """SELECT string_agg(mine.attname, ', ' ORDER BY at), confrelid::regclass::text,
    string_agg(theirs.attname, ', ' ORDER BY at)
    FROM pg_constraint, unnest(conkey, confkey) WITH ORDINALITY AS pair (mine, theirs, at)
    JOIN pg_attribute mine ON mine.attnum = pair.mine
    JOIN pg_attribute theirs ON theirs.attnum = pair.theirs
    WHERE contype = 'f' AND conrelid = %s::regclass AND mine.attrelid = conrelid AND theirs.attrelid = confrelid
    GROUP BY pg_constraint.oid, confrelid""",
}


@pytest.mark.skipif(connection.vendor != "sqlite", reason="PostgreSQL keeps simple keys where they cost little")
@pytest.mark.parametrize("model", TENANTS, ids=lambda model: model._meta.label_lower)
def test_on_sqlite_a_key_between_tenant_tables_is_looked_at_once(model, db):
    keys = keys_in_the_database(model._meta.db_table)
    composite = {columns for columns, _, _ in keys if columns.startswith("organization_id, ")}
    assert not {columns for columns, _, _ in keys} & {columns.partition(", ")[2] for columns in composite}


@pytest.mark.parametrize("model", TENANTS, ids=lambda model: model._meta.label_lower)
def test_uniqueness_never_tells_that_another_organization_has_a_value(model):
    exempt = {"prefix"}  # random, and the only way to find a key before anybody is signed in
    for field in model._meta.local_fields:
        if field.unique and not field.primary_key and field.name not in exempt:
            assert "hash" in field.name or isinstance(field, models.OneToOneField) or _is_random(field), field
    for constraint in model._meta.constraints:
        if isinstance(constraint, models.UniqueConstraint):
            assert "organization" in constraint.fields or _leads_to_organization(model, constraint), constraint.name


def _is_random(field):
    return field.name in {"secret_hash", "guid", "credential_hash", "public_id"}


def _leads_to_organization(model, constraint):
    """Whether one of the fields is a key to a tenant row, which belongs to one organization already."""
    return any(key.name in constraint.fields for key in tenant_keys(model))


def vendor_of(organization):
    return Vendor.objects.everywhere().create(
        organization=organization, name="A", full_name="A", full_name_key="a", created_at=NOW, updated_at=NOW
    )


def bill_of(organization, vendor):
    return Bill.objects.everywhere().create(organization=organization, vendor=vendor, created_at=NOW, updated_at=NOW)


def test_a_row_cannot_be_made_that_points_into_another_organization(organization, other_organization):
    theirs = vendor_of(other_organization)
    with pytest.raises(IntegrityError), keys_checked():
        bill_of(organization, theirs)


def test_a_row_cannot_be_turned_to_point_into_another_organization(organization, other_organization):
    bill = bill_of(organization, vendor_of(organization))
    theirs = vendor_of(other_organization)
    with pytest.raises(IntegrityError), keys_checked():
        Bill.objects.of(organization).filter(pk=bill.pk).update(vendor=theirs)


def test_a_row_cannot_move_to_another_organization(organization, other_organization):
    bill = bill_of(organization, vendor_of(organization))
    with pytest.raises(IntegrityError), keys_checked():
        Bill.objects.of(organization).filter(pk=bill.pk).update(organization=other_organization)


def test_a_line_cannot_be_charged_to_another_organizations_account(organization, other_organization):
    bill = bill_of(organization, vendor_of(organization))
    theirs = Account.objects.everywhere().create(
        organization=other_organization, name="A", full_name="A", full_name_key="a", created_at=NOW, updated_at=NOW
    )
    with pytest.raises(IntegrityError), keys_checked():
        ExpenseLine.objects.everywhere().create(organization=organization, bill=bill, position=0, account=theirs)


def test_a_row_cannot_point_at_nothing_or_belong_to_nobody(organization):
    bill = bill_of(organization, vendor_of(organization))
    for wrong in ({"bill_id": bill.pk + 1}, {"bill": bill, "organization_id": organization.pk + 1}):
        with pytest.raises(IntegrityError), keys_checked():
            ExpenseLine.objects.everywhere().create(**({"organization": organization, "position": 0} | wrong))


def test_rows_of_another_organization_are_not_among_ours(organization, other_organization):
    ours, theirs = vendor_of(organization), vendor_of(other_organization)
    assert list(Vendor.objects.of(organization)) == [ours]
    assert list(Vendor.objects.of(other_organization.pk)) == [theirs]
    assert Vendor.objects.everywhere().count() == 2


def test_lines_are_read_through_their_bill(organization):
    bill = bill_of(organization, vendor_of(organization))
    line = ExpenseLine.objects.everywhere().create(organization=organization, bill=bill, position=0)
    assert list(bill.expense_lines.all()) == [line]


def test_an_organization_with_books_is_not_deleted(organization):
    vendor_of(organization)
    with pytest.raises(models.ProtectedError):
        Organization.objects.filter(pk=organization.pk).delete()
