"""References between the two vocabularies (docs/architecture.md, two vocabularies)."""

from decimal import Decimal

from hypothesis import given
from hypothesis import strategies as st

from counterfoil.engine.references import here_key, targets, there_key, translate
from counterfoil.records import Bill, ExpenseLine, ItemLine, Kind, Ref, Vendor

BILL = Bill(
    vendor=Ref("V", "Keller"),
    ap_account=Ref("AP"),
    terms=Ref("T"),
    expense_lines=(ExpenseLine("1", Ref("A"), Decimal("1.00"), customer=Ref("C"), department=Ref("D")),),
    item_lines=(ItemLine("2", item=Ref("I"), amount=Decimal("2.00")),),
)
TARGETS = [
    (Kind.VENDOR, "V"),
    (Kind.ACCOUNT, "AP"),
    (Kind.TERMS, "T"),
    (Kind.ACCOUNT, "A"),
    (Kind.CUSTOMER, "C"),
    (Kind.DEPARTMENT, "D"),
    (Kind.ITEM, "I"),
]


def test_a_bill_refers_to_its_head_and_its_lines_references():
    assert list(targets(BILL)) == TARGETS


def test_every_reference_is_translated_and_everything_else_stays():
    translation = translate(BILL, {target: f"ours-{target[1]}" for target in TARGETS})
    assert not translation.unknown
    assert [id_ for _, id_ in targets(translation.record)] == [f"ours-{id_}" for _, id_ in TARGETS]
    assert translation.record.vendor.name == "Keller"
    assert translation.record.total == BILL.total


@given(st.sets(st.sampled_from(TARGETS)))
def test_what_is_unknown_is_named_and_equals_only_itself(known):
    translation = translate(BILL, {target: f"x-{target[1]}" for target in known})
    assert translation.unknown == frozenset(TARGETS) - known
    assert translation == translate(BILL, {target: f"x-{target[1]}" for target in known})


@given(st.sets(st.sampled_from(TARGETS), min_size=len(TARGETS)))
def test_there_and_back_is_where_we_began(known):
    there = {target: f"ours-{target[1]}" for target in known}
    back = {(kind, other): id_ for (kind, id_), other in there.items()}
    assert translate(translate(BILL, there).record, back).record == BILL


def test_a_record_without_references_is_left_as_it_is():
    vendor = Vendor("Keller")
    assert translate(vendor, {}).record == vendor


def test_a_dependant_waits_by_key():
    assert here_key((Kind.VENDOR, "17")) == "vendor:17"
    assert there_key((Kind.VENDOR, "80-1")) == "there:vendor:80-1"
