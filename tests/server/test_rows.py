"""Rows by the page: what goes in comes out, on either database."""

from collections import Counter
from datetime import UTC, date, datetime
from decimal import Decimal

import pytest
from django.db import IntegrityError, connection, transaction
from django.test.utils import CaptureQueriesContext

from counterfoil.records import Address
from counterfoil.server import rows
from counterfoil.server.bills.models import Bill
from counterfoil.server.sync.models import Connection
from counterfoil.server.vendors.models import Vendor

NOW = datetime(2026, 3, 2, 11, 30, 15, 123456, tzinfo=UTC)
COLUMNS = ("organization_id", "created_at", "updated_at", "name", "full_name", "full_name_key", "address", "balance")


def vendor(organization, name, **changes):
    values = dict(zip(COLUMNS, (organization.pk, NOW, NOW, name, name, name.casefold(), Address(), None), strict=True))
    return tuple((values | changes).values())


def test_rows_get_ids_in_order_and_defaults_for_columns_that_are_not_given(organization):
    ids = rows.insert(Vendor, COLUMNS, [vendor(organization, name) for name in ("A", "B", "C")])
    found = Vendor.objects.of(organization).in_bulk(ids)
    assert [found[id_].name for id_ in ids] == ["A", "B", "C"]
    assert (found[ids[0]].revision, found[ids[0]].is_active, found[ids[0]].notes) == (1, True, "")


def test_ids_go_on_where_django_and_we_left_off(organization):
    (ours,) = rows.insert(Vendor, COLUMNS, [vendor(organization, "A")])
    made = Vendor.objects.everywhere().create(
        organization=organization, name="B", full_name="B", full_name_key="b", created_at=NOW, updated_at=NOW
    )
    (again,) = rows.insert(Vendor, COLUMNS, [vendor(organization, "C")])
    assert ours < made.pk < again


@pytest.mark.parametrize(
    "text", ["", "plain", "O'Brien", 'quote "', "back\\slash", "tab\tand\nline", "\\N", "é ü €", "{1,2}", "%s %(a)s"]
)
def test_any_text_comes_back_as_it_went_in(organization, text):
    (id_,) = rows.insert(Vendor, COLUMNS, [vendor(organization, text, address=Address(line1=text, city="x"))])
    found = Vendor.objects.of(organization).get(id=id_)
    assert (found.name, found.address) == (text, Address(line1=text, city="x"))


@pytest.mark.parametrize("amount", [None, Decimal(0), Decimal("0.10"), Decimal("-1234567890123.45"), Decimal("1E+2")])
def test_amounts_come_back_to_the_cent(organization, amount):
    (id_,) = rows.insert(Vendor, COLUMNS, [vendor(organization, "A", balance=amount)])
    rows.update(Vendor, ("balance",), [(amount, id_)])
    assert Vendor.objects.of(organization).get(id=id_).balance == amount


def test_times_and_dates_come_back_to_the_microsecond(organization, lists):
    columns = ("organization_id", "vendor_id", "created_at", "updated_at", "txn_date")
    (id_,) = rows.insert(Bill, columns, [(organization.pk, int(lists.vendor.id), NOW, NOW, date(2026, 2, 28))])
    found = Bill.objects.of(organization).get(id=id_)
    assert (found.created_at, found.txn_date) == (NOW, date(2026, 2, 28))


def test_what_is_stored_as_json_comes_back(organization):
    (id_,) = rows.insert(Connection, ("organization_id", "facts"), [(organization.pk, {"a": ["PO-7", 'x"\\']})])
    assert Connection.objects.of(organization).get(id=id_).facts == {"a": ["PO-7", 'x"\\']}


def test_django_writes_and_reads_the_same_values(organization):
    (id_,) = rows.insert(Vendor, COLUMNS, [vendor(organization, "A", balance=Decimal("7.10"), address=Address("x"))])
    theirs = Vendor.objects.everywhere().create(
        organization=organization,
        name="A",
        full_name="A",
        full_name_key="a",
        created_at=NOW,
        updated_at=NOW,
        address=Address("x"),
        balance=Decimal("7.10"),
    )
    ours, other = (Vendor.objects.of(organization).filter(id=key).values(*COLUMNS).get() for key in (id_, theirs.pk))
    assert ours == other
    assert (
        Vendor.objects.of(organization).filter(balance=Decimal("7.10"), created_at=NOW, address=Address("x")).count()
        == 2
    )


def test_a_thousand_rows_are_one_statement_each_way(organization):
    page = [vendor(organization, str(number)) for number in range(1000)]
    with CaptureQueriesContext(connection) as captured:
        ids = rows.insert(Vendor, COLUMNS, page)
        rows.update(Vendor, ("notes",), [(str(id_), id_) for id_ in ids])
        rows.delete(Vendor, ids[:500])
    assert len(captured) <= 4
    assert set(Vendor.objects.of(organization).values_list("notes", flat=True)) == {str(id_) for id_ in ids[500:]}


def test_columns_of_indexes_and_keys_change_like_others(organization, lists):
    columns = ("organization_id", "vendor_id", "created_at", "updated_at", "txn_date")
    other, *_ = rows.insert(Vendor, COLUMNS, [vendor(organization, "Other")])
    values = [(organization.pk, int(lists.vendor.id), NOW, NOW, None)] * 2
    one, two = rows.insert(Bill, columns, values)
    rows.update(Bill, ("vendor_id", "memo", "txn_date"), [(other, "a", date(2026, 1, 2), one)])
    rows.update(Bill, ("vendor_id", "memo", "txn_date"), [(other, "b", None, one), (other, "c", None, two)])
    rows.update(Bill, ("txn_date",), [(date(2026, 1, 3), two)])
    rows.update(Bill, ("memo",), [("d", two)])
    found = Bill.objects.of(organization).order_by("id").values_list("vendor_id", "memo", "txn_date")
    assert list(found) == [(other, "b", None), (other, "d", date(2026, 1, 3))]


@pytest.mark.skipif(connection.vendor != "sqlite", reason="PostgreSQL compares the values itself")
def test_on_sqlite_an_index_whose_columns_have_not_changed_is_left_alone(organization, lists):
    columns = ("organization_id", "vendor_id", "created_at", "updated_at", "txn_date")
    page = [(organization.pk, int(lists.vendor.id), NOW, NOW, date(2026, 1, 2))] * 50
    ids = rows.insert(Bill, columns, page)
    both = ("vendor_id", "txn_date", "ref_number", "memo")

    def steps(number: str, memo: str) -> int:
        made: Counter[str] = Counter()
        connection.connection.set_progress_handler(lambda: made.update(steps=1), 1)
        rows.update(Bill, both, [(int(lists.vendor.id), date(2026, 1, 2), number, memo, id_) for id_ in ids])
        connection.connection.set_progress_handler(None, 1)
        return made["steps"]

    assert steps("", "memo only") * 1.3 < steps("number", "memo too")


def test_columns_that_a_constraint_compares_change_together():
    assert {"status", "deleted_at"} <= rows.looked_up_in(Bill)


@pytest.mark.parametrize(
    ("ids", "is_told"),
    [([1], True), ([2, 3], False), ([1, 200], True), ([201, 255], False), ([250, 256], True), ([257, 4095], False)],
)
def test_postgresql_is_told_when_a_table_has_grown_sixteenfold(ids, is_told):
    assert rows.has_outgrown_its_plans(ids) is is_told


def test_nothing_costs_nothing(organization, django_assert_num_queries):
    with django_assert_num_queries(0):
        assert rows.insert(Vendor, COLUMNS, []) == []
        rows.update(Vendor, ("notes",), [])
        rows.delete(Vendor, [])


def test_a_row_that_breaks_a_rule_takes_its_whole_page_back(organization):
    with pytest.raises(IntegrityError), transaction.atomic():
        rows.insert(Vendor, COLUMNS, [vendor(organization, "A"), vendor(organization, "B", created_at=None)])
    assert not Vendor.objects.of(organization).exists()


def test_rows_are_found_by_any_of_many_keys_in_one_statement_and_only_in_their_organization(
    organization, other_organization
):
    ids = rows.insert(Vendor, COLUMNS, [vendor(organization, name) for name in ("A", "B", "C")])
    rows.insert(Vendor, COLUMNS, [vendor(other_organization, "A")])
    with CaptureQueriesContext(connection) as made:
        found = rows.select(Vendor, ("id", "name"), organization_id=organization.pk, name=["A", "C", "Z"])
    assert sorted(found) == [(ids[0], "A"), (ids[2], "C")]
    assert len(made) == 1
    assert rows.select(Vendor, ("id",), organization_id=organization.pk, name=[]) == []
