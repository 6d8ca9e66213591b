"""The plural write of bills, as the sync uses it: pages in a handful of statements, each write answering for itself."""

from dataclasses import replace
from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from counterfoil.engine.books import Write
from counterfoil.reconcile.decision import Act
from counterfoil.records import Address, Bill, Billable, BillState, ExpenseLine, ItemGroupLine, ItemLine, Kind, Ref
from counterfoil.server.audit.models import Entry
from counterfoil.server.audit.queries import changes_after
from counterfoil.server.bills.models import Bill as BillRow
from counterfoil.server.bills.models import ExpenseLine as ExpenseLineRow
from counterfoil.server.bills.models import ItemLine as ItemLineRow
from counterfoil.server.bills.records import load, records_of
from counterfoil.server.bills.services import write_many

PAGE = 500


def create(key, record, **more):
    return Write(Act.CREATE, Kind.BILL, key, record=record, **more)


def change(key, record_id, record=None, **more):
    return Write(Act.CHANGE, Kind.BILL, key, record_id=record_id, record=record, **more)


def delete(key, record_id, **more):
    return Write(Act.DELETE, Kind.BILL, key, record_id=record_id, **more)


def one(organization, actor, write):
    (written,) = write_many(organization, actor, [write])
    return written


def kept(organization, written) -> Any:
    return load(organization, [written.record_id])[written.record_id]


@pytest.fixture
def of_quickbooks(bill):
    """The bill as it comes from QuickBooks: its lines have TxnLineIDs."""
    expenses = tuple(replace(line, id=f"5-{place}") for place, line in enumerate(bill.expense_lines))
    items = tuple(replace(line, id=f"6-{place}") for place, line in enumerate(bill.item_lines))
    return replace(bill, expense_lines=expenses, item_lines=items)


def test_a_page_of_500_bills_is_created_changed_read_and_deleted_in_a_handful_of_statements(
    organization, sync, of_quickbooks, django_assert_max_num_queries
):
    five = replace(of_quickbooks, expense_lines=of_quickbooks.expense_lines * 2)
    with django_assert_max_num_queries(25):
        made = write_many(organization, sync, [create(str(place), five) for place in range(PAGE)])
    with django_assert_max_num_queries(3):
        held = records_of(organization, Kind.BILL, [each.record_id for each in made])
    assert len(held) == PAGE
    shorter = replace(of_quickbooks, memo="New", expense_lines=of_quickbooks.expense_lines[:1])
    with django_assert_max_num_queries(25):
        write_many(organization, sync, [change(id_, id_, shorter) for id_ in held])
    with django_assert_max_num_queries(25):
        write_many(organization, sync, [delete(id_, id_) for id_ in held])
    assert BillRow.objects.of(organization).filter(memo="New", revision=3, deleted_at__isnull=False).count() == PAGE


def test_a_page_of_one_takes_as_many_statements_as_a_page_of_500(organization, sync, of_quickbooks):
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    counts = []
    for size in (1, PAGE):
        with CaptureQueriesContext(connection) as captured:
            write_many(organization, sync, [create(str(place), of_quickbooks) for place in range(size)])
        counts.append(len(captured))
    assert counts[0] == counts[1]


def test_each_write_answers_for_itself_rule_s10(organization, sync, of_quickbooks):
    there = one(organization, sync, create("", of_quickbooks))
    answers = write_many(
        organization,
        sync,
        [
            create("good", of_quickbooks),
            create("no vendor", replace(of_quickbooks, vendor=Ref())),
            create("unknown vendor", replace(of_quickbooks, vendor=Ref("?vendor:80000001-1"))),
            change("gone", "999999", of_quickbooks),
            change("stale", there.record_id, of_quickbooks, revision=7),
            change("fine", there.record_id, replace(of_quickbooks, memo="Newer"), revision=1),
        ],
    )
    assert [(each.key, each.problem.code if each.problem else None) for each in answers] == [
        ("good", None),
        ("no vendor", "required_field_missing"),
        ("unknown vendor", "reference_missing"),
        ("gone", "record_gone"),
        ("stale", "changed_meanwhile"),
        ("fine", None),
    ]
    assert BillRow.objects.of(organization).count() == 2
    assert kept(organization, there).record.memo == "Newer"


def test_a_bill_that_comes_twice_in_a_page_is_written_in_order(organization, sync, of_quickbooks):
    there = one(organization, sync, create("", of_quickbooks))
    first, second = (replace(of_quickbooks, memo=memo) for memo in ("First", "Second"))
    answers = write_many(
        organization, sync, [change("1", there.record_id, first), change("2", there.record_id, second)]
    )
    assert [each.revision for each in answers] == [2, 3]
    assert kept(organization, there).record.memo == "Second"


def test_lines_are_told_the_ids_that_quickbooks_gave_them_without_a_new_revision(organization, actor, sync, bill):
    made = one(organization, actor, create("", bill))
    own = kept(organization, made).record
    first, second = own.expense_lines
    ids = {first.id: "5-1", second.id: "5-2", own.item_lines[0].id: "6-1"}
    told = one(organization, sync, change("", made.record_id, line_ids=ids, revision=1))
    now = kept(organization, made).record
    assert told.revision == 1
    assert [line.id for line in (*now.expense_lines, *now.item_lines)] == ["5-1", "5-2", "6-1"]
    assert ExpenseLineRow.objects.of(organization).count() == 2


def test_a_line_stays_the_same_line_under_its_old_key_once_quickbooks_named_it(organization, actor, sync, bill):
    made = one(organization, actor, create("", bill))
    own = kept(organization, made).record
    one(organization, sync, change("", made.record_id, line_ids={own.expense_lines[0].id: "5-1"}))
    pks = set(ExpenseLineRow.objects.of(organization).values_list("id", flat=True))
    one(organization, actor, change("", made.record_id, replace(own, memo="From a form that was open meanwhile")))
    assert set(ExpenseLineRow.objects.of(organization).values_list("id", flat=True)) == pks
    assert kept(organization, made).record.expense_lines[0].id == "5-1"


def test_an_item_group_is_kept_whole_and_follows_quickbooks_rule_b18(organization, sync, lists, of_quickbooks):
    inside = tuple(ItemLine(id=f"8-{n}", item=lists.item, quantity=Decimal(n), amount=Decimal(n)) for n in (1, 2))
    group = ItemGroupLine(id="7-1", item_group=lists.item, description="Set", amount=Decimal("3.00"), lines=inside)
    made = one(organization, sync, create("", replace(of_quickbooks, item_lines=(group, *of_quickbooks.item_lines))))
    assert kept(organization, made).record.item_lines[0] == group
    assert BillRow.objects.of(organization).get().total == Decimal("123.00")

    smaller = replace(group, amount=Decimal("1.00"), lines=inside[:1])
    one(organization, sync, change("", made.record_id, replace(of_quickbooks, item_lines=(smaller,))))
    assert kept(organization, made).record.item_lines == (smaller,)

    one(organization, sync, change("", made.record_id, replace(of_quickbooks, item_lines=())))
    assert not ItemLineRow.objects.of(organization).exists()


def test_what_quickbooks_derives_is_copied_and_a_new_paid_state_is_in_the_history(organization, sync, of_quickbooks):
    made = one(organization, sync, create("", of_quickbooks))
    paid = BillState(total=Decimal("120.00"), is_paid=True, linked=())
    answer = one(organization, sync, change("", made.record_id, derived=paid))
    row = BillRow.objects.of(organization).get()
    assert (row.status, row.open_amount, answer.revision) == ("paid", Decimal("0.00"), 1)
    entry = Entry.objects.of(organization).order_by("-number")[0]
    assert (entry.action, entry.changes) == ("settled", {"paid_in_quickbooks": ["unpaid", "fully"]})
    one(organization, sync, change("", made.record_id, derived=paid))
    assert Entry.objects.of(organization).order_by("-number")[0] == entry


def test_a_record_written_over_a_deleted_bill_makes_it_live_again(organization, sync, of_quickbooks):
    made = one(organization, sync, create("", of_quickbooks))
    one(organization, sync, delete("", made.record_id))
    answer = one(organization, sync, change("", made.record_id, replace(of_quickbooks, memo="Back")))
    assert (kept(organization, made).record.memo, kept(organization, made).is_deleted) == ("Back", False)
    assert answer.revision == 3


def test_the_syncs_own_changes_are_in_the_history_but_not_owed_back(organization, actor, sync, of_quickbooks, bill):
    position = Entry.objects.of(organization).count()
    one(organization, sync, create("", of_quickbooks))
    ours = one(organization, actor, create("", bill))
    assert [each.record_id for each in changes_after(organization, position, 10)] == [ours.record_id]
    assert Entry.objects.of(organization).filter(kind="bill", actor_kind="sync").count() == 1


@pytest.mark.parametrize(
    ("changes", "derived", "field"),
    [
        ({"memo": "x" * 5000}, None, "memo"),
        ({"expense_lines": (ExpenseLine(amount=Decimal("1e13")),)}, None, "expense_lines[0].amount"),
        ({"expense_lines": (ExpenseLine(amount=Decimal("NaN")),)}, None, "expense_lines[0].amount"),
        ({"item_lines": (ItemLine(quantity=Decimal("1e10")),)}, None, "item_lines[0].quantity"),
        (
            {"item_lines": (ItemGroupLine(lines=(ItemLine(description="x" * 5000),)),)},
            None,
            "item_lines[0].lines[0].description",
        ),
        ({"expense_lines": (ExpenseLine(amount=Decimal("9e12")),) * 2}, None, "total"),
        ({}, BillState(total=Decimal("1e20"), is_paid=True, linked=()), "total"),
    ],
)
def test_a_bill_that_does_not_fit_is_set_aside_and_the_others_arrive_rule_s10(  # noqa: PLR0917  # columns of the table above
    organization, sync, of_quickbooks, changes, derived, field
):
    bad, good = write_many(
        organization,
        sync,
        [create("bad", replace(of_quickbooks, **changes), derived=derived), create("good", of_quickbooks)],
    )
    assert bad.problem is not None
    assert (bad.problem.code, bad.problem.field) == ("does_not_fit", field)
    assert good.problem is None


def money():
    return st.decimals(Decimal("-99999.99"), Decimal("99999.99"), places=2)


def fine_number():
    return st.none() | st.decimals(Decimal("-9999.99999"), Decimal("9999.99999"), places=5)


def words(size):
    return st.text(st.characters(codec="cp1252", exclude_categories=["Cc", "Cs"]), max_size=size)


def bills_of(lists):
    def maybe(reference):
        return st.sampled_from([Ref(), reference])

    billable = st.sampled_from(list(Billable))
    expense = st.builds(
        ExpenseLine,
        account=maybe(lists.materials),
        amount=money(),
        memo=words(40),
        customer=maybe(lists.job),
        department=maybe(lists.department),
        billable=billable,
    )
    item = st.builds(
        ItemLine,
        item=maybe(lists.item),
        description=words(40),
        quantity=fine_number(),
        unit_of_measure=words(10),
        cost=fine_number(),
        amount=money(),
        customer=maybe(lists.customer),
        department=maybe(lists.department),
        billable=billable,
    )
    group = st.builds(
        ItemGroupLine,
        item_group=maybe(lists.item),
        description=words(10),
        quantity=fine_number(),
        amount=money(),
        lines=st.lists(item, max_size=3).map(tuple),
    )
    return st.builds(
        Bill,
        vendor=st.sampled_from([lists.vendor, lists.other_vendor]),
        vendor_address=st.builds(Address, line1=words(30), city=words(20)),
        ap_account=maybe(lists.payables),
        txn_date=st.none() | st.dates(date(2000, 1, 1), date(2099, 1, 1)),
        due_date=st.none() | st.dates(date(2000, 1, 1), date(2099, 1, 1)),
        ref_number=words(20),
        terms=maybe(lists.terms),
        memo=words(60),
        expense_lines=st.lists(expense, max_size=4).map(tuple),
        item_lines=st.lists(item | group, max_size=4).map(tuple),
    )


def without_ids(record):
    def bare(line):
        inside = {"lines": tuple(bare(child) for child in line.lines)} if isinstance(line, ItemGroupLine) else {}
        return replace(line, id="", **inside)

    lines = {table: tuple(bare(line) for line in getattr(record, table)) for table in ("expense_lines", "item_lines")}
    return replace(record, **lines)


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(data=st.data())
def test_any_bill_comes_back_as_it_was_written_and_as_it_was_changed(organization, actor, lists, data):
    first, second = data.draw(bills_of(lists)), data.draw(bills_of(lists))
    made = one(organization, actor, create("", first))
    own = kept(organization, made).record
    assert without_ids(own) == first
    assert BillRow.objects.of(organization).get(id=made.record_id).total == first.total

    mixed = replace(second, expense_lines=own.expense_lines[::-1] + second.expense_lines)
    one(organization, actor, change("", made.record_id, mixed))
    now = kept(organization, made).record
    assert without_ids(now) == without_ids(mixed)
    assert [line.id for line in now.expense_lines[: len(own.expense_lines)]] == [
        line.id for line in own.expense_lines[::-1]
    ]
