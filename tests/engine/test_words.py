"""What people are told (rule S9)."""

from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest

from counterfoil.engine.words import conflict_sentence, differences, reason_of, title_of
from counterfoil.reconcile.decision import FieldConflict, Master
from counterfoil.records import Bill, ExpenseLine, Kind, Ref, Vendor

BILL = Bill(
    vendor=Ref("1", "Keller Lumber"),
    txn_date=date(2026, 11, 18),
    ref_number="INV-104",
    expense_lines=(ExpenseLine("1", Ref("2", "Rent"), Decimal("100.00")),),
)


@pytest.mark.parametrize(
    ("kind", "record", "title"),
    [
        (Kind.BILL, BILL, "Bill INV-104 of Keller Lumber"),
        (Kind.BILL, replace(BILL, ref_number=""), "Bill of 2026-11-18 of Keller Lumber"),
        (Kind.BILL, Bill(), "Bill without a number"),
        (Kind.VENDOR, Vendor("Keller Lumber"), "Vendor Keller Lumber"),
        (Kind.VENDOR, None, "Vendor"),
    ],
)
def test_a_record_is_called_what_people_call_it(kind, record, title):
    assert title_of(kind, record) == title


def test_what_differs_is_told_in_one_line():
    after = replace(
        BILL,
        memo="May",
        vendor=Ref("9", "Novak"),
        expense_lines=(replace(BILL.expense_lines[0], amount=Decimal("120.00")),),
    )
    assert differences(BILL, after) == "vendor: Keller Lumber → Novak; memo: nothing → May; total: 100.00 → 120.00"


def test_lines_that_differ_at_the_same_total_are_told_as_lines():
    after = replace(BILL, expense_lines=(replace(BILL.expense_lines[0], memo="x"),))
    assert differences(BILL, after) == "lines changed"


def test_a_reason_is_told_without_the_numbers_of_our_rules():
    assert reason_of("new in QuickBooks (rules B4, B7)") == "New in QuickBooks."


@pytest.mark.parametrize(
    ("winner", "end"),
    [
        (Master.QUICKBOOKS, "QuickBooks' value was taken."),
        (Master.COUNTERFOIL, "Counterfoil's value was taken."),
        (None, "somebody has to choose."),
    ],
)
def test_a_conflict_names_both_values(winner, end):
    told = conflict_sentence(FieldConflict("memo", "a", "b", "", winner))
    assert told == f"The memo was 'b' here and empty in QuickBooks; {end}"


@pytest.mark.parametrize(
    ("path", "words"),
    [
        ("due_date", "The due date was"),
        ("expense_lines[4].amount", "The amount of an expense line was"),
        ("item_lines[1C-9]", "The item line was"),
    ],
)
def test_a_conflict_names_the_field_in_words(path, words):
    assert conflict_sentence(FieldConflict(path, "a", "b", "c", None)).startswith(words)
