"""Values as people read them in conflicts."""

from datetime import date
from decimal import Decimal

import pytest

from counterfoil.reconcile.text import text_of
from counterfoil.records import Address, Billable, ExpenseLine, Ref

SAID = [
    (None, ""),
    ("roof", "roof"),
    (Decimal("1E+2"), "100"),
    (Decimal("120.00"), "120.00"),
    (date(2026, 11, 2), "2026-11-02"),
    (True, "yes"),
    (7, "7"),
    (Billable.BILLABLE, "Billable"),
    (Ref("17", "Keller Lumber"), "Keller Lumber"),
    (Ref("17"), "17"),
    (Ref(), ""),
    (Address(line1="1 Mill Road", city="Salem"), "1 Mill Road, Salem"),
    (ExpenseLine("9", Ref("17", "Tools"), Decimal("5.00"), "nails"), "Tools | 5.00 | nails"),
    ((ExpenseLine("9", Ref("6100"), Decimal("5.00")), ExpenseLine("10", Ref("6200"))), "6100 | 5.00; 6200 | 0.00"),
]


@pytest.mark.parametrize(("value", "said"), SAID)
def test_is_said(value: object, said: str):
    assert text_of(value) == said
