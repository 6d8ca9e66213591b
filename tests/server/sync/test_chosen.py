"""Whatever both sides changed, the losing value is taken with one click, and given back with another (rule C2)."""

from dataclasses import replace
from decimal import Decimal

import pytest

from counterfoil.engine.books import Conflict, Link, LinkState, Write
from counterfoil.reconcile.decision import Act, Master
from counterfoil.reconcile.merge import merge, pair
from counterfoil.records import Account, Address, Bill, ExpenseLine, Item, ItemGroupLine, ItemLine, Kind, Ref, Vendor
from counterfoil.server.people.problems import Refused
from counterfoil.server.sync import services
from counterfoil.server.sync.models import Conflict as ConflictRow

pytestmark = pytest.mark.django_db


@pytest.fixture
def lists_here(opened):
    """Our ids of a vendor, an account and an item."""
    with opened() as books:
        written = books.write(
            [
                Write(Act.CREATE, Kind.VENDOR, "v", record=Vendor("Brandt & Sons")),
                Write(Act.CREATE, Kind.ACCOUNT, "a", record=Account("Rent", "Expense")),
                Write(Act.CREATE, Kind.ITEM, "i", record=Item("Hauling")),
            ]
        )
    return [Ref(each.record_id) for each in written]


@pytest.fixture
def agreed(lists_here):
    """What both sides agreed on: two expense lines, an item line and an address."""
    vendor, account, item = lists_here
    return Bill(
        vendor=vendor,
        vendor_address=Address("1 High St", city="Hull"),
        memo="m",
        expense_lines=(ExpenseLine("E1", account, Decimal("10.00")), ExpenseLine("E2", account, Decimal("20.00"), "b")),
        item_lines=(ItemLine("I1", item, quantity=Decimal(2), cost=Decimal("3.00"), amount=Decimal("6.00")),),
    )


@pytest.fixture
def decided(opened):
    """QuickBooks won: the bill stands here as merged, and what was disputed is kept."""

    def settle(merged):
        with opened() as books:
            write = Write(Act.CREATE, Kind.BILL, "b", record=merged.value, quickbooks_id="T-1")
            (written,) = books.write([write])
            link = Link(Kind.BILL, "", written.record_id, "T-1", state=LinkState.LINKED, base=merged.value)
            (link,) = books.keep_links([replace(link, fingerprint="f")])
            books.keep_conflicts([Conflict(Kind.BILL, written.record_id, "T-1", each) for each in merged.conflicts])
        return link

    return settle


@pytest.fixture
def standing(opened):
    """Our bill as it stands, its lines without ids."""

    def read(link):
        with opened() as books:
            return plain(books.records(Kind.BILL, [link.record_id])[link.record_id].record)

    return read


def plain(bill):
    tables = {
        name: tuple(replace(line, id="") for line in getattr(bill, name)) for name in ("expense_lines", "item_lines")
    }
    return replace(bill, **tables)


def line_of(bill, table, at, **changes):
    lines = list(getattr(bill, table))
    lines[at] = replace(lines[at], **changes)
    return replace(bill, **{table: tuple(lines)})


def without(bill, table, at):
    lines = list(getattr(bill, table))
    del lines[at]
    return replace(bill, **{table: tuple(lines)})


EDITS = {
    "an address": (
        lambda b: replace(b, vendor_address=Address("2 Low St", city="Hull")),
        lambda b: replace(b, vendor_address=Address("1 High St", city="York", postal_code="YO1")),
    ),
    "a field": (lambda b: replace(b, memo="ours"), lambda b: replace(b, memo="theirs")),
    "a field of a line": (
        lambda b: line_of(b, "expense_lines", 0, memo="ours"),
        lambda b: line_of(b, "expense_lines", 0, memo="theirs"),
    ),
    "what is priced together": (
        lambda b: line_of(b, "item_lines", 0, quantity=Decimal(4), amount=Decimal("12.00")),
        lambda b: line_of(b, "item_lines", 0, cost=Decimal("5.00"), amount=Decimal("10.00")),
    ),
    "a line edited here, deleted there": (
        lambda b: line_of(b, "expense_lines", 1, memo="ours"),
        lambda b: without(b, "expense_lines", 1),
    ),
    "a line deleted here, edited there": (
        lambda b: without(b, "expense_lines", 1),
        lambda b: line_of(b, "expense_lines", 1, amount=Decimal("25.00")),
    ),
}


@pytest.mark.parametrize("name", EDITS)
def test_the_losing_value_holds_with_one_click_and_the_other_again_with_another(
    organization, actor, agreed, decided, standing, *, name
):
    here, there = (edit(agreed) for edit in EDITS[name])
    link = decided(merge(agreed, there, here, Master.QUICKBOOKS))
    (row,) = ConflictRow.objects.everywhere().all()
    assert standing(link) == plain(there)
    services.choose_conflict_value(organization, actor, row.pk, "counterfoil")
    assert standing(link) == plain(here)
    services.choose_conflict_value(organization, actor, row.pk, "quickbooks")
    assert standing(link) == plain(there)


def test_a_whole_table_is_taken_back_too(organization, actor, agreed, decided, standing):
    """Two bills that were paired without a base dispute their lines as a whole."""
    here = line_of(agreed, "expense_lines", 0, amount=Decimal("11.00"))
    link = decided(pair(agreed, here, Master.QUICKBOOKS, fill_blanks=True))
    (row,) = ConflictRow.objects.everywhere().filter(path="expense_lines")
    services.choose_conflict_value(organization, actor, row.pk, "counterfoil")
    assert standing(link) == plain(here)
    services.choose_conflict_value(organization, actor, row.pk, "quickbooks")
    assert standing(link) == plain(agreed)


def test_other_lines_edited_since_stay_as_they_are(opened, organization, actor, agreed, decided, *, standing):
    here, there = (edit(agreed) for edit in EDITS["a line edited here, deleted there"])
    link = decided(merge(agreed, there, here, Master.QUICKBOOKS))
    with opened() as books:
        held = books.records(Kind.BILL, [link.record_id])[link.record_id]
        since = line_of(held.record, "expense_lines", 0, memo="since")
        books.write([Write(Act.CHANGE, Kind.BILL, "b", link.record_id, since, revision=held.revision)])
    row = ConflictRow.objects.everywhere().get()
    services.choose_conflict_value(organization, actor, row.pk, "counterfoil")
    assert [line.memo for line in standing(link).expense_lines] == ["since", "ours"]


def test_a_line_that_came_back_is_a_new_one_where_quickbooks_has_it_no_more(
    opened, organization, actor, agreed, decided
):
    here, there = (edit(agreed) for edit in EDITS["a line edited here, deleted there"])
    link = decided(merge(agreed, there, here, Master.QUICKBOOKS))
    services.choose_conflict_value(organization, actor, ConflictRow.objects.everywhere().get().pk, "counterfoil")
    with opened() as books:
        first, second = books.records(Kind.BILL, [link.record_id])[link.record_id].record.expense_lines
    assert first.id == "E1"
    assert second.id.startswith("#"), "a TxnLineID that is gone is never sent"


def test_an_item_group_is_only_changed_in_quickbooks(organization, actor, agreed, decided, lists_here):
    group = ItemGroupLine("G1", lists_here[2], amount=Decimal("30.00"))
    base = replace(agreed, item_lines=(group,))
    there, here = (
        replace(base, item_lines=(replace(group, description="theirs"),)),
        replace(base, item_lines=(replace(group, description="ours"),)),
    )
    decided(merge(base, there, here, Master.QUICKBOOKS))
    with pytest.raises(Refused) as refused:
        services.choose_conflict_value(organization, actor, ConflictRow.objects.everywhere().get().pk, "counterfoil")
    assert refused.value.problems[0].code == "item_group_is_read_only"


def test_a_value_that_refers_to_what_was_deleted_since_is_left_to_a_person(
    opened, organization, actor, agreed, decided
):
    with opened() as books:
        (other,) = books.write([Write(Act.CREATE, Kind.VENDOR, "o", record=Vendor("Gone Ltd"))])
    here = replace(agreed, vendor=Ref(other.record_id))
    with opened() as books:
        (third,) = books.write([Write(Act.CREATE, Kind.VENDOR, "t", record=Vendor("Third"))])
    there = replace(agreed, vendor=Ref(third.record_id))
    decided(merge(agreed, there, here, Master.QUICKBOOKS))
    with opened() as books:
        books.write([Write(Act.DELETE, Kind.VENDOR, "o", other.record_id)])
    with pytest.raises(Refused):
        services.choose_conflict_value(organization, actor, ConflictRow.objects.everywhere().get().pk, "counterfoil")
