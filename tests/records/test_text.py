"""What is written straight as text is what the stored values would be."""

import json
from datetime import date
from decimal import Decimal
from typing import Any

from hypothesis import given

from counterfoil.engine.references import LINES, REFERENCES
from counterfoil.records import RECORD_CLASSES, Bill, Derived, ExpenseLine, ItemGroupLine, ItemLine, Kind, Record, Ref
from counterfoil.records.stored import DERIVED_CLASSES, derived_to_stored, to_stored
from counterfoil.records.text import Writers, to_text
from tests.records.test_stored import any_of


def canonical(values: Any) -> str:
    return json.dumps(values, sort_keys=True, ensure_ascii=False, separators=(",", ":"))


@given(any_of(RECORD_CLASSES))
def test_a_record_is_the_text_of_its_stored_values(case: tuple[Kind, Record]):
    assert to_text(case[1]) == canonical(to_stored(case[1]))


@given(any_of(DERIVED_CLASSES))
def test_what_quickbooks_derives_is_the_text_of_its_stored_values(case: tuple[Kind, Derived]):
    assert to_text(case[1]) == canonical(derived_to_stored(case[1]))


@given(any_of(RECORD_CLASSES))
def test_the_parts_of_a_record_make_the_whole(case: tuple[Kind, Record]):
    parts = Writers().of(type(case[1])).parts(case[1], {})
    assert {name: json.loads(text) for name, text in parts} == to_stored(case[1])
    assert parts == sorted(parts)


def test_a_bill_in_words():
    bill = Bill(
        vendor=Ref("17", 'Keller "Lumber" é'),
        txn_date=date(2026, 11, 2),
        memo="two\nlines",
        expense_lines=(ExpenseLine("A-1", Ref("61"), Decimal("100.00")),),
        item_lines=(ItemGroupLine("A-2", lines=(ItemLine("A-3", quantity=Decimal(0)),)), ItemLine("A-4")),
    )
    assert to_text(bill) == (
        '{"expense_lines":[{"account":"61","amount":"100.00","id":"A-1"}],'
        '"item_lines":[{"group":true,"id":"A-2","lines":[{"id":"A-3","quantity":"0"}]},{"id":"A-4"}],'
        '"memo":"two\\nlines","txn_date":"2026-11-02","vendor":["17","Keller \\"Lumber\\" é"]}'
    )


def test_a_name_that_is_known_takes_the_place_of_the_records_own():
    line = ExpenseLine("A-1", account=Ref("61", "Fuel"), customer=Ref("5"), department=Ref("9", "North"))
    writers = Writers(REFERENCES)
    names = {(Kind.ACCOUNT, "61"): "Vehicles:Fuel", (Kind.CUSTOMER, "5"): "Ashdown", (Kind.DEPARTMENT, "9"): ""}
    assert json.loads(writers.whole(line, names)) == {
        "id": "A-1",
        "account": ["61", "Vehicles:Fuel"],
        "customer": ["5", "Ashdown"],
        "department": ["9", "North"],
    }
    inside = Writers(REFERENCES).whole(Bill(expense_lines=(line,)), names)
    assert '["61","Vehicles:Fuel"]' in inside
    assert LINES[Bill] == ("expense_lines", "item_lines")
