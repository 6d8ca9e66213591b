"""Records survive being stored as JSON, whatever is in them and whichever version reads them."""

import json
from dataclasses import fields
from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from counterfoil.records import (
    RECORD_CLASSES,
    Bill,
    Derived,
    ExpenseLine,
    ItemGroupLine,
    ItemLine,
    Kind,
    LinkedTransaction,
    Problem,
    Record,
    Ref,
    Vendor,
)
from counterfoil.records.stored import (
    DERIVED_CLASSES,
    derived_from_stored,
    derived_to_stored,
    from_stored,
    problem_from_stored,
    problem_to_stored,
    to_stored,
)

st.register_type_strategy(Decimal, st.decimals(allow_nan=False, allow_infinity=False, places=5, max_value=10**12))
st.register_type_strategy(Ref, st.builds(Ref, st.text(max_size=8), st.text(max_size=8)))
st.register_type_strategy(str, st.text(max_size=20))


def any_of(classes: dict[Kind, Any]) -> st.SearchStrategy[tuple[Kind, Any]]:
    return st.sampled_from(list(classes)).flatmap(lambda kind: st.tuples(st.just(kind), full(classes[kind])))


def full(cls: Any) -> st.SearchStrategy[Any]:
    """A record with every field filled by its type, not left at its default."""
    return st.builds(cls, **{field.name: ... for field in fields(cls)})


def through_json(stored: dict[str, Any]) -> Any:
    return json.loads(json.dumps(stored))


@given(any_of(RECORD_CLASSES))
def test_a_record_comes_back_as_it_was(case: tuple[Kind, Record]):
    kind, record = case
    again = from_stored(kind, through_json(to_stored(record)))
    assert again == record


@given(any_of(DERIVED_CLASSES))
def test_what_quickbooks_derives_comes_back_as_it_was(case: tuple[Kind, Derived]):
    kind, derived = case
    assert derived_from_stored(kind, through_json(derived_to_stored(derived))) == derived


@given(full(Problem))
def test_a_problem_comes_back_as_it_was(problem: Problem):
    assert problem_from_stored(through_json(problem_to_stored(problem))) == problem


BILL = Bill(
    vendor=Ref("17", "Keller Lumber"),
    txn_date=date(2026, 11, 2),
    expense_lines=(ExpenseLine("A-1", Ref("61"), Decimal("100.00")),),
    item_lines=(ItemGroupLine("A-2", Ref("5"), lines=(ItemLine("A-3", Ref("6"), quantity=Decimal(2)),)),),
)


def test_names_of_references_and_places_of_amounts_are_stored_too():
    again: Any = from_stored(Kind.BILL, to_stored(BILL))
    assert again.vendor.name == "Keller Lumber"
    assert str(again.total) == "100.00"


def test_defaults_take_no_room():
    assert to_stored(BILL) == {
        "vendor": ["17", "Keller Lumber"],
        "txn_date": "2026-11-02",
        "expense_lines": [{"id": "A-1", "account": "61", "amount": "100.00"}],
        "item_lines": [
            {"group": True, "id": "A-2", "item_group": "5", "lines": [{"id": "A-3", "item": "6", "quantity": "2"}]}
        ],
    }
    assert to_stored(Bill()) == {}


def test_what_a_newer_version_added_is_passed_over():
    stored = to_stored(BILL) | {"currency": "EUR"}
    stored["expense_lines"][0]["sales_rep"] = "Jo"
    assert from_stored(Kind.BILL, stored) == BILL


def test_a_bill_whose_linked_transactions_were_not_asked_for_is_not_one_without():
    assert linked_of({"total": "5.00"}) is None
    assert linked_of({"total": "5.00", "linked": []}) == ()
    paid = {"linked": [{"txn_id": "9", "txn_type": "Check", "amount": "-5.00"}]}
    assert linked_of(paid) == (LinkedTransaction("9", "Check", Decimal("-5.00")),)


def linked_of(stored: dict[str, Any]) -> Any:
    state: Any = derived_from_stored(Kind.BILL, stored)
    return state.linked


@pytest.mark.parametrize("kind", list(RECORD_CLASSES))
def test_every_kind_can_be_stored(kind: Kind):
    record = from_stored(kind, {"name": "x"})
    assert isinstance(record, RECORD_CLASSES[kind])
    assert from_stored(kind, to_stored(record)) == record


def test_terms_have_nothing_derived():
    assert Kind.TERMS not in DERIVED_CLASSES
    assert set(DERIVED_CLASSES) | {Kind.TERMS} == set(RECORD_CLASSES)


def test_a_vendor_is_stored_by_its_name():
    assert to_stored(Vendor("Keller", is_active=False)) == {"name": "Keller", "is_active": False}
