"""What is written comes back as it was: record → Add → Ret → record, and record → Mod → Ret → record."""

from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from counterfoil.qbxml import write
from counterfoil.qbxml.lines import in_quickbooks_order
from counterfoil.qbxml.read import read_answer
from counterfoil.records import Bill, Billable, ExpenseLine, Item, ItemGroupLine, ItemLine, Kind, Record
from tests.qbxml import records
from tests.qbxml.answers import as_modified, as_returned

LISTS = {
    Kind.ACCOUNT: records.accounts(),
    Kind.DEPARTMENT: records.departments(),
    Kind.VENDOR: records.vendors(),
    Kind.CUSTOMER: records.customers(),
    Kind.ITEM: records.items(),
    Kind.TERMS: records.terms(),
}
CHANGEABLE = [kind for kind in LISTS if kind is not Kind.TERMS]


def returned(kind: Kind, record: Record) -> str:
    line_ids = [line.id for line in record.lines()] if isinstance(record, Bill) else []
    return as_returned(write.add(kind, record).xml, "1-1", line_ids)


def read(answer: str) -> Any:
    response = read_answer(answer).responses[0]
    assert response.unreadable == ()
    return response.observations[0].record


@pytest.mark.parametrize("kind", LISTS)
@records.patient
@given(data=st.data())
def test_a_list_record_that_is_added_comes_back_equal(kind, data):
    record = data.draw(LISTS[kind])
    assert read(returned(kind, record)) == record


@records.patient
@given(records.bills())
def test_a_bill_that_is_added_comes_back_equal(bill):
    assert read(returned(Kind.BILL, bill)) == replace(bill, item_lines=tuple(map(as_added, bill.item_lines)))


def as_added(line):
    """An item group is sent by name and quantity alone; QuickBooks explodes it itself."""
    if isinstance(line, ItemGroupLine):
        return replace(line, description="", amount=line.amount * 0, lines=())
    return line


@pytest.mark.parametrize("kind", CHANGEABLE)
@records.patient
@given(data=st.data())
def test_a_list_record_that_is_changed_comes_back_as_it_was_to_be(kind, data):
    same_form = data.draw(st.sampled_from(records.item_forms() if kind is Kind.ITEM else (LISTS[kind],)))
    before, after = data.draw(same_form), data.draw(same_form)
    if isinstance(before, Item):
        after = replace(after, item_type=before.item_type)
    request = write.mod(kind, "1-1", "1795360560", before=before, after=after)
    answer = returned(kind, before)
    assert read(as_modified(answer, request.xml) if request else answer) == after


@st.composite
def edited_bills(draw):
    """A bill as QuickBooks holds it, and an edit of it: lines changed, added, removed and moved."""
    before = draw(records.bills())
    before = replace(before, item_lines=tuple(map(as_added, before.item_lines)))
    header = replace(
        before,
        memo=draw(records.notes()),
        terms=draw(records.references()),
        due_date=draw(records.dates()),
        vendor_address=draw(records.addresses()),
    )
    new = st.just("#1")
    expenses = [
        draw(st.one_of(st.just(line), records.expense_lines(st.just(line.id)))) for line in before.expense_lines
    ]
    items = [
        draw(st.one_of(st.just(line), records.item_lines(st.just(line.id)))) if isinstance(line, ItemLine) else line
        for line in before.item_lines
    ]
    kept = draw(st.permutations(expenses + draw(st.lists(records.expense_lines(new), max_size=2))))
    kept_items = draw(st.permutations(items + draw(st.lists(records.item_lines(new), max_size=2))))
    after = replace(
        header,
        expense_lines=tuple(kept[: draw(st.integers(0, len(kept)))]),
        item_lines=tuple(kept_items[: draw(st.integers(0, len(kept_items)))]),
    )
    return before, after


def can_be_held(bill: Bill) -> bool:
    return bool(bill.expense_lines or bill.item_lines) and bill.total >= 0


@records.patient
@given(edited_bills().filter(lambda pair: all(map(can_be_held, pair))))
def test_a_bill_that_is_changed_comes_back_as_it_was_to_be(pair):
    before, after = pair
    request = write.mod(Kind.BILL, "1-1", "1795360560", before=before, after=after)
    answer = returned(Kind.BILL, before)
    got = read(as_modified(answer, request.xml) if request else answer)
    assert comparable(got, got) == comparable(after, before)


def comparable(bill: Bill, before: Bill) -> Bill:
    """The bill in QuickBooks' order, without what QuickBooks gives (new lines' ids) or cannot unset (billable)."""
    expenses = tuple(_comparable(line) for _, line in in_quickbooks_order(before.expense_lines, bill.expense_lines))
    items = tuple(_comparable(line) for _, line in in_quickbooks_order(before.item_lines, bill.item_lines))
    return replace(bill, expense_lines=expenses, item_lines=items)


def _comparable(line: Any) -> Any:
    if line.id.startswith(("#", "NEW")):
        line = replace(line, id="new")
    if isinstance(line, ExpenseLine | ItemLine):
        return replace(line, billable=line.billable if line.billable is Billable.BILLABLE else Billable.UNSET)
    return line
