"""Every request that the program can emit is valid against the official schema, and the tables agree with it."""

from dataclasses import replace
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st
from lxml import etree

from counterfoil.qbxml import write
from counterfoil.qbxml.tables import ADDRESS, FORMS, FORMS_OF, QUERIES, Type
from counterfoil.records import LIST_KINDS, TRANSACTION_KINDS, Address, Bill, ExpenseLine, Item, ItemLine, Kind, Ref
from tests.qbxml import records
from tests.qbxml.test_round_trip import CHANGEABLE, LISTS, can_be_held, edited_bills
from tests.schema import assert_valid, needs_schema

pytestmark = [pytest.mark.schema, needs_schema]

GUID = "{6f1c2b58-3a5d-4a9e-8f51-0c6a7b1e2d34}"
SINCE = "2026-11-22T09:13:00"


@pytest.mark.parametrize("kind", LISTS)
@records.patient
@given(data=st.data())
def test_every_add_of_a_list_record_is_valid(kind, data):
    assert_valid(write.document([write.add(kind, data.draw(LISTS[kind]), guid=GUID)]))


@records.patient
@given(records.bills())
def test_every_add_of_a_bill_is_valid(bill):
    assert_valid(write.document([write.add(Kind.BILL, bill, guid=GUID)]))


@pytest.mark.parametrize("kind", CHANGEABLE)
@records.patient
@given(data=st.data())
def test_every_mod_of_a_list_record_is_valid(kind, data):
    before, after = data.draw(LISTS[kind]), data.draw(LISTS[kind])
    if isinstance(before, Item):
        after = replace(before, name=after.name, description="", sales_description="", sales_price=None)
    request = write.mod(kind, "8000001A-1700000000", "1700000000", before=before, after=after)
    assert_valid(write.document([request] if request else []))


@records.patient
@given(edited_bills().filter(lambda pair: can_be_held(pair[1])))
def test_every_mod_of_a_bill_is_valid(pair):
    before, after = pair
    request = write.mod(Kind.BILL, "1A-1700000000", "1700000000", before=before, after=after)
    assert_valid(write.document([request] if request else []))


QUERY_CHOICES = [
    {},
    {"ids": ("1A-1700000000", "1B-1700000000")},
    {"modified_since": SINCE},
    {"page": write.Page(100)},
    {"page": write.Page(100, "{2c8a3c5e-7d0f-4b6e-9d1c-0f5b8a7e6d43}"), "modified_since": SINCE},
    {"only_ids": True, "page": write.Page(5_000)},
    {"only_ids": True, "ids": ("1A-1700000000",)},
    {"include_lines": False, "include_linked": False, "active": "ActiveOnly"},
]


@pytest.mark.parametrize("choices", QUERY_CHOICES)
@pytest.mark.parametrize(("kind", "form"), [(kind, form) for kind, forms in QUERIES.items() for form in forms])
def test_every_query_is_valid(kind, form, choices):
    assert_valid(write.document([write.query(kind, form=form, **choices)]))


@pytest.mark.parametrize(
    "request_",
    [
        write.bills_of_vendor("8000001A-1700000000", modified_since=SINCE, page=write.Page(50)),
        write.bills_of_vendor("8000001A-1700000000"),
        write.deleted_lists(LIST_KINDS, SINCE),
        write.deleted_transactions(TRANSACTION_KINDS, SINCE, "2026-11-23T00:00:00"),
        write.deleted_transactions([Kind.BILL], ""),
        write.host(),
        write.company(),
        write.company(GUID),
        write.company_activity(),
        write.preferences(),
        write.define_company_data(GUID, "Counterfoil"),
        write.set_company_data(GUID, "Counterfoil", "17 \u00e9 <&>", exists=False),
        write.set_company_data(GUID, "Counterfoil", "18", exists=True),
    ],
    ids=lambda request: request.xml[:60],
)
def test_every_other_request_is_valid(request_):
    assert_valid(write.document([request_]))


@pytest.mark.parametrize("form", FORMS.values(), ids=lambda form: form.name)
def test_every_touch_and_delete_is_valid(form):
    touches = [write.touch(form.kind, "1A-1700000000", "17", form=form.name)] if form.can_mod else []
    assert_valid(write.document([*touches, write.delete(form.kind, "1A-1700000000", form=form.name)]))


def test_a_status_check_has_no_requests_and_is_valid():
    assert_valid(write.document([], new_set_id="A" * 23, old_set_id="A" * 23))


LINE = ExpenseLine(id="1B-1", account=Ref("8-1"), amount=Decimal("1.00"))
FULL = {
    "Account": (Kind.ACCOUNT, {"account_type": "Bank"}),
    "Class": (Kind.DEPARTMENT, {}),
    "Vendor": (Kind.VENDOR, {}),
    "Customer": (Kind.CUSTOMER, {}),
    "StandardTerms": (Kind.TERMS, {}),
}


def longest_texts():
    """Form, field, greatest length: every row of the tables that holds text."""
    for name in FULL:
        for row in FORMS[name].table:
            if row.type in {Type.TEXT, Type.NOTE, Type.NAME}:
                yield name, row.field, row.longest


@pytest.mark.parametrize(("name", "field", "longest"), list(longest_texts()))
def test_a_tables_greatest_length_is_the_schemas(name, field, longest):
    kind, others = FULL[name]
    record = records_of(kind)(**{"name": "N", **others, field: "x" * longest})
    document = write.document([write.add(kind, record)])
    assert_valid(document)
    assert_too_long(document, longest)


@pytest.mark.parametrize("row", ADDRESS, ids=lambda row: row.field)
def test_an_addresss_greatest_length_is_the_schemas(row):
    bill = Bill(vendor=Ref("8-1"), vendor_address=Address(**{row.field: "x" * row.longest}), expense_lines=(LINE,))
    document = write.document([write.add(Kind.BILL, bill)])
    assert_valid(document)
    assert_too_long(document, row.longest)


@pytest.mark.parametrize(
    ("bill", "longest"),
    [
        (Bill(vendor=Ref("8-1"), ref_number="x" * 20, expense_lines=(LINE,)), 20),
        (Bill(vendor=Ref("8-1"), memo="x" * 4095, expense_lines=(LINE,)), 4095),
        (Bill(vendor=Ref("8-1"), expense_lines=(replace(LINE, memo="x" * 4095),)), 4095),
        (Bill(vendor=Ref("8-1"), item_lines=(ItemLine(item=Ref("8-1"), description="x" * 4095),)), 4095),
        (Bill(vendor=Ref("8-1"), item_lines=(ItemLine(item=Ref("8-1"), unit_of_measure="x" * 31),)), 31),
    ],
    ids=["ref_number", "memo", "expense memo", "item description", "unit of measure"],
)
def test_a_bills_greatest_lengths_are_the_schemas(bill, longest):
    document = write.document([write.add(Kind.BILL, bill)])
    assert_valid(document)
    assert_too_long(document, longest)


def records_of(kind):
    from counterfoil.records import RECORD_CLASSES

    return RECORD_CLASSES[kind]


def assert_too_long(document: str, longest: int) -> None:
    """The schema refuses one character more."""
    with pytest.raises(etree.DocumentInvalid, match="maxLength"):
        assert_valid(document.replace("x" * longest, "x" * (longest + 1)))


def test_every_form_is_a_type_that_the_schema_can_delete():
    assert {form.name for kind in LIST_KINDS for form in FORMS_OF[kind]} == {
        form.name for form in FORMS.values() if form.id_element == "ListID"
    }
