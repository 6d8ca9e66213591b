"""The decision by example, by its table, and by planted mistakes in the table."""

from dataclasses import replace

import pytest

from counterfoil.reconcile.cases import CONDITIONS
from counterfoil.reconcile.decide import decide
from counterfoil.reconcile.outcomes import OUTCOMES
from counterfoil.reconcile.table import BARS, TABLE, Bar, Row
from tests.reconcile.notation import Example, examples, told

ALL = examples()


@pytest.mark.parametrize("example", ALL, ids=[example.sentence for example in ALL])
def test_example(example: Example):
    assert told(example.decide(), example.base) == example.expected


def some_example_fails(table: tuple[Row, ...], bars: tuple[Bar, ...]) -> bool:
    return any(_is_wrong(example, table, bars) for example in ALL)


def _is_wrong(example: Example, table: tuple[Row, ...], bars: tuple[Bar, ...]) -> bool:
    try:
        return told(example.decide(table, bars), example.base) != example.expected
    except (AssertionError, StopIteration, TypeError, AttributeError, KeyError):
        return True


COMES_TO_THE_SAME = {
    # alike on both sides: every way of bringing them together finds nothing to do
    ("agreed", "same", "same", ""): "agree, replace here, overwrite there, merge, pair, compare",
    ("agreed", "changed", "changed", "alike"): "replace here, overwrite there, merge, pair, compare",
    # no base, so leaving it and dropping it are one
    ("any", "any", "any", "never comes"): "close",
    ("none", "present", "gone", "transactions off"): "close",
    ("none", "present", "gone", "one-way"): "close",
    ("none", "present", "gone", "void"): "close",
    ("none", "present", "gone", "older than the switch"): "close",
    ("none", "gone", "present", "only comes"): "close, agree",
    # the base becomes QuickBooks' value, which it is or which is not there either
    ("any", "gone", "gone", ""): "agree",
    ("agreed", "same", "gone", "inactive there"): "agree",
    ("agreed", "same", "changed", "only comes"): "agree",
    # only one side changed: a merge is a replacement
    ("agreed", "changed", "same", "void"): "replace here",
    ("agreed", "changed", "same", ""): "replace here",
    ("agreed", "same", "changed", ""): "overwrite there",
}
"""Rows, and the outcomes that make no difference there: no example can tell them apart."""


def changed_rows(row: Row) -> list[Row]:
    """The row with each outcome that makes a difference, and with another condition."""
    same = COMES_TO_THE_SAME.get((row.base, row.there, row.here, row.given), "").split(", ")
    outcomes = [replace(row, then=then) for then in OUTCOMES if then not in (row.then, *same)]
    givens = [""] if row.given else ["void", "fully paid", "committed here"]
    return outcomes + [replace(row, given=given) for given in givens]


@pytest.mark.parametrize("position", range(len(TABLE)), ids=[row.reason for row in TABLE])
def test_every_change_of_a_row_of_the_table_fails_an_example(position: int):
    survivors = [
        mutant
        for mutant in changed_rows(TABLE[position])
        if not some_example_fails((*TABLE[:position], mutant, *TABLE[position + 1 :]), BARS)
    ]
    assert survivors == []


@pytest.mark.parametrize("position", range(len(BARS)), ids=[bar.given for bar in BARS])
def test_every_change_of_a_bar_fails_an_example(position: int):
    bar = BARS[position]
    mutants = [
        replace(bar, given=""),
        replace(bar, deletes_too=not bar.deletes_too),
        *(replace(bar, hold=other.hold) for other in BARS if other is not bar),
    ]
    assert [m for m in mutants if not some_example_fails(TABLE, (*BARS[:position], m, *BARS[position + 1 :]))] == []
    assert some_example_fails(TABLE, (*BARS[:position], *BARS[position + 1 :]))


def test_the_docstring_of_decide_is_the_table():
    documented = [line.split("  ") for line in (decide.__doc__ or "").splitlines()]
    rows = [" ".join(part.strip() for part in parts if part.strip()) for parts in documented]
    for row in TABLE:
        assert " ".join(filter(None, (row.base, row.there, row.here, row.given, row.then))) in rows


def test_the_table_speaks_only_words_that_are_explained():
    assert {row.given for row in TABLE} | {bar.given for bar in BARS} <= set(CONDITIONS)
    assert {row.then for row in TABLE} == set(OUTCOMES)
