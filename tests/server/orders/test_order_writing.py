"""The plural write of purchase orders, as the sync uses it (rule D10)."""

from dataclasses import replace
from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from django.db import IntegrityError, transaction
from django.db.models import ProtectedError
from tests.server.keys import keys_checked

from counterfoil.engine.books import Write
from counterfoil.reconcile.decision import Act
from counterfoil.records import Kind, OrderLineState, OrderState, PurchaseOrder, PurchaseOrderLine, Ref
from counterfoil.server.audit.models import Entry
from counterfoil.server.audit.queries import changes_after
from counterfoil.server.orders.models import OrderLine
from counterfoil.server.orders.models import PurchaseOrder as Row
from counterfoil.server.orders.queries import by_quickbooks_id, lines_of
from counterfoil.server.orders.records import load, records_of
from counterfoil.server.orders.services import write_many
from counterfoil.server.vendors.models import Vendor

PAGE = 300
TXN = "1A-1700000000"


@pytest.fixture
def order(lists) -> PurchaseOrder:
    """An order of 21.50 with two lines."""
    return PurchaseOrder(
        vendor=lists.vendor,
        txn_date=date(2026, 3, 2),
        expected_date=date(2026, 3, 9),
        ref_number="PO-7",
        terms=lists.terms,
        memo="For the porch",
        lines=(
            PurchaseOrderLine(
                "5-1", lists.item, "Boards", Decimal(10), rate=Decimal("2.00"), amount=Decimal("20.00"),
                customer=lists.job,
            ),
            PurchaseOrderLine("5-2", lists.item, "Nails", Decimal(3), rate=Decimal("0.5"), amount=Decimal("1.50")),
        ),
    )  # fmt: skip


def state(*received, **more):
    """What QuickBooks says when so much of each line has come."""
    lines = tuple(OrderLineState(f"5-{n}", Decimal(each)) for n, each in enumerate(received, start=1))
    return OrderState(total=Decimal("21.50"), txn_number=12, lines=lines, **more)


def one(organization, actor, write):
    (written,) = write_many(organization, actor, [write])
    assert written.problem is None, written.problem
    return written.record_id


def made(organization, actor, order, said=None, txn=TXN):
    said = said or state(0, 0)
    write = Write(Act.CREATE, Kind.PURCHASE_ORDER, "1", record=order, derived=said, quickbooks_id=txn)
    return one(organization, actor, write)


def heard(organization, actor, id_, said, record=None):
    one(organization, actor, Write(Act.CHANGE, Kind.PURCHASE_ORDER, "1", id_, record, said))


def kept(organization, id_) -> Any:
    return load(organization, [id_])[id_]


def last_entry(organization) -> Any:
    return Entry.objects.of(organization).filter(kind="purchase_order").last()


def row_of(organization, id_) -> Row:
    return Row.objects.of(organization).get(pk=id_)


def test_an_order_comes_back_as_it_was_written(organization, sync, order):
    id_ = made(organization, sync, order)
    found = kept(organization, id_)
    assert found.record == order
    assert (found.revision, found.quickbooks_id, found.is_deleted) == (1, TXN, False)
    assert records_of(organization, Kind.PURCHASE_ORDER, [id_])[id_].record == order
    assert by_quickbooks_id(organization, [TXN, "", "9-9"]) == {TXN: row_of(organization, id_)}


@pytest.mark.parametrize(
    ("said", "status", "still_to_come"),
    [
        (state(0, 0), "open", [10, 3]),
        (state(4, 0), "partly_received", [6, 3]),
        (state(12, 3), "partly_received", [0, 0]),
        (state(10, 3, is_fully_received=True), "received", [0, 0]),
        (state(4, 0, is_closed=True), "closed", [0, 0]),
        (OrderState(lines=(OrderLineState("5-1", Decimal(1), is_closed=True),)), "partly_received", [0, 3]),
    ],
)
def test_what_came_says_how_the_order_stands_and_what_of_each_line_is_still_to_come(  # noqa: PLR0917  # fixtures and cases
    organization, sync, order, said, status, still_to_come
):
    id_ = made(organization, sync, order)
    heard(organization, sync, id_, said)
    row = row_of(organization, id_)
    assert row.status == status
    assert [line.still_to_come for line in lines_of(row)] == still_to_come


def test_a_line_that_was_ordered_without_a_quantity_has_nothing_to_count(organization, sync, order):
    bare = replace(order, lines=(PurchaseOrderLine("5-1", description="as agreed", amount=Decimal("20.00")),))
    (line,) = lines_of(row_of(organization, made(organization, sync, bare)))
    assert (line.quantity, line.still_to_come) == (None, None)


def test_what_came_is_no_edit_but_is_in_the_log(organization, sync, order):
    id_ = made(organization, sync, order)
    heard(organization, sync, id_, state(4, 0))
    assert kept(organization, id_).revision == 1
    entry = last_entry(organization)
    assert (entry.action, entry.changes) == (
        "received",
        {"status": ["open", "partly_received"], "lines[5-1].received": ["0", "4"]},
    )
    heard(organization, sync, id_, state(4, 0))
    assert Entry.objects.of(organization).filter(kind="purchase_order").count() == 2, "the same again is no news"


def test_an_edit_raises_the_revision_and_keeps_what_came(organization, sync, order):
    id_ = made(organization, sync, order, state(4, 0))
    first, second = order.lines
    changed = replace(order, memo="New", lines=(replace(second, quantity=Decimal(5)), first))
    heard(organization, sync, id_, None, changed)
    found = kept(organization, id_)
    assert (found.record, found.revision) == (changed, 2)
    assert [line.received for line in found.state.lines] == [Decimal(0), Decimal(4)]
    entry = last_entry(organization)
    assert (entry.action, entry.changes["memo"]) == ("changed", ["For the porch", "New"])


def test_a_deleted_order_stays_with_its_content_and_its_number_may_come_again(organization, sync, order):
    id_ = made(organization, sync, order)
    one(organization, sync, Write(Act.DELETE, Kind.PURCHASE_ORDER, "1", id_))
    found, row = kept(organization, id_), row_of(organization, id_)
    assert (found.is_deleted, found.record, row.status) == (True, order, "deleted")
    assert records_of(organization, Kind.PURCHASE_ORDER, [id_])[id_].record is None
    again = made(organization, sync, order)
    assert by_quickbooks_id(organization, [TXN])[TXN].pk == int(again)


def test_what_the_sync_writes_is_owed_to_nobody(organization, sync, order):
    id_ = made(organization, sync, order)
    heard(organization, sync, id_, state(4, 0))
    assert not [each for each in changes_after(organization, 0, 100) if each.kind is Kind.PURCHASE_ORDER]


def test_a_page_takes_as_many_statements_as_an_order(organization, sync, order, django_assert_max_num_queries):
    with django_assert_max_num_queries(22):
        writes = [
            Write(Act.CREATE, Kind.PURCHASE_ORDER, str(n), record=order, derived=state(0, 0), quickbooks_id=f"{n}-1")
            for n in range(PAGE)
        ]
        written = write_many(organization, sync, writes)
    ids = [each.record_id for each in written]
    with django_assert_max_num_queries(2):
        assert len(load(organization, ids)) == PAGE
    with django_assert_max_num_queries(22):
        write_many(
            organization, sync, [Write(Act.CHANGE, Kind.PURCHASE_ORDER, id_, id_, None, state(1, 0)) for id_ in ids]
        )
    assert Row.objects.of(organization).filter(status="partly_received").count() == PAGE
    assert OrderLine.objects.of(organization).count() == 2 * PAGE


def test_one_order_that_cannot_be_kept_does_not_stop_the_others(organization, sync, order):
    nobody = replace(order, vendor=Ref("999999"))
    too_long = replace(order, ref_number="x" * 100)
    too_large = replace(order, lines=(replace(order.lines[0], quantity=Decimal(10) ** 12),))
    writes = [
        Write(Act.CREATE, Kind.PURCHASE_ORDER, str(n), record=each, quickbooks_id=f"{n}-1")
        for n, each in enumerate((nobody, too_long, too_large, order))
    ]
    problems = [each.problem.code if each.problem else "" for each in write_many(organization, sync, writes)]
    assert problems == ["reference_missing", "does_not_fit", "does_not_fit", ""]


def test_a_write_of_another_revision_is_refused(organization, sync, order):
    id_ = made(organization, sync, order)
    write = Write(Act.CHANGE, Kind.PURCHASE_ORDER, "1", id_, replace(order, memo="x"), revision=9)
    (written,) = write_many(organization, sync, [write])
    assert written.problem is not None
    assert written.problem.code == "changed_meanwhile"


# What the database itself holds


def test_two_live_orders_never_have_one_txn_id(organization, sync, order):
    made(organization, sync, order)
    with pytest.raises(IntegrityError), transaction.atomic():
        made(organization, sync, order)


def test_a_line_cannot_stand_under_another_organizations_order(organization, other_organization, sync, order):
    id_ = made(organization, sync, order)
    with pytest.raises(IntegrityError), keys_checked():
        OrderLine.objects.everywhere().create(organization=other_organization, order_id=int(id_), position=9)


def test_an_order_that_is_not_deleted_cannot_say_so(organization, sync, order):
    id_ = made(organization, sync, order)
    with pytest.raises(IntegrityError), transaction.atomic():
        Row.objects.of(organization).filter(pk=id_).update(status="deleted")


def test_a_vendor_with_orders_cannot_be_removed_for_good(organization, sync, order):
    made(organization, sync, order)
    with pytest.raises(ProtectedError):
        Vendor.objects.of(organization).filter(pk=order.vendor.id).delete()
