"""Amounts as bookkeepers type them."""

from decimal import Decimal

import pytest
from django.core.exceptions import ValidationError
from hypothesis import given
from hypothesis import strategies as st

from counterfoil.server.pages.amounts import AmountField, read_amount


@pytest.mark.parametrize(
    ("typed", "amount"),
    [
        ("12", "12"),
        ("1,234.50", "1234.50"),
        ("$3", "3"),
        (".5", "0.5"),
        ("-20.00", "-20.00"),
        ("\N{MINUS SIGN}20", "-20"),
        ("(12.00)", "-12.00"),
        (" 7 ", "7"),
    ],
)
def test_an_amount_is_read_as_it_is_meant(typed, amount):
    assert read_amount(typed) == Decimal(amount)


@pytest.mark.parametrize(
    "typed", ["", "-", ".", "1.2.3", "12 34", "(12", "12)", "1e5", "NaN", "Infinity", "\N{ARABIC-INDIC DIGIT ONE}x"]
)
def test_what_is_no_amount_is_none(typed):
    assert read_amount(typed) is None


@given(st.decimals(min_value=-(10**12), max_value=10**12, places=2))
def test_every_amount_that_is_shown_can_be_typed_back(amount):
    assert read_amount(f"{amount:,}") == amount


@given(st.text(max_size=40))
def test_nothing_that_is_typed_breaks_it(text):
    read_amount(text)


def test_a_third_place_is_refused_and_not_rounded_away():
    with pytest.raises(ValidationError, match="At most 2 places"):
        AmountField().clean("1.999")
