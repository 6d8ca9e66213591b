"""The audit log says of a record that is new the same in one piece of text as field by field."""

import json
from decimal import Decimal
from typing import Any

from hypothesis import given
from tests.records.test_stored import any_of

from counterfoil.records import RECORD_CLASSES, Bill, ExpenseLine, Kind, Record, Ref
from counterfoil.server.audit.seal import CANONICAL
from counterfoil.server.keeping.changes import changes_between, creation

NAMES = {(Kind.VENDOR, "7"): "Keller Lumber", (Kind.ACCOUNT, "61"): "Fuel"}


@given(any_of(RECORD_CLASSES))
def test_a_creation_is_the_canonical_text_of_its_changes(case: tuple[Kind, Record]):
    assert creation(case[1], NAMES) == CANONICAL(changes_between(None, case[1], NAMES))


def test_what_else_there_is_to_say_stands_in_its_place():
    lines = (ExpenseLine("B-1", Ref("61"), Decimal("5.00")), ExpenseLine("", amount=Decimal("1.00")))
    bill = Bill(vendor=Ref("7", "Keller"), memo="x", expense_lines=lines)
    more: dict[str, list[Any]] = {"paid_in_quickbooks": ["unpaid", "fully"]}
    text = creation(bill, NAMES, more)
    assert text == CANONICAL(changes_between(None, bill, NAMES) | more)
    assert json.loads(text)["expense_lines[B-1]"] == [None, {"account": ["61", "Fuel"], "amount": "5.00", "id": "B-1"}]
    assert json.loads(text)["expense_lines[+2]"] == [None, {"amount": "1.00"}]


def test_of_two_lines_with_one_id_the_log_says_the_last():
    bill = Bill(expense_lines=(ExpenseLine("B-1", memo="first"), ExpenseLine("B-1", memo="last")))
    assert creation(bill, NAMES) == CANONICAL(changes_between(None, bill, NAMES))
