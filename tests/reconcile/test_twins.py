"""The same bill entered on both sides: surely one, perhaps one, or two (rule C4)."""

from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from counterfoil.reconcile.twins import DAYS, Entered, Likeness, likeness, suspects, twins
from counterfoil.records import Bill, ExpenseLine, Ref

DAY = date(2026, 11, 18)


def bill(number="", amount="100.00", days=0, vendor="Keller"):
    line = ExpenseLine(account=Ref("6100"), amount=Decimal(amount))
    return Bill(vendor=Ref(vendor), txn_date=DAY + timedelta(days), ref_number=number, expense_lines=(line,))


@pytest.mark.parametrize(
    ("one", "other", "how"),
    [
        # number, days apart      →  surely the same, perhaps, no
        (("INV-104", 0), ("INV-104", 0), "SURE"),
        (("INV-104", 0), ("inv 104", 7), "SURE"),
        (("0104", 0), ("104", 0), "SURE"),
        (("INV-104", 0), ("104", 0), "MAYBE"),
        (("INV-0104", 0), ("Bill 104", 0), "MAYBE"),
        (("2026-104", 0), ("104", 3), "MAYBE"),
        (("", 0), ("104", 3), "MAYBE"),
        (("", 0), ("", 7), "MAYBE"),
        (("INV-104", 0), ("INV-105", 0), "NONE"),
        (("4", 0), ("104", 0), "NONE"),
        (("INV-104", 0), ("INV-104", 8), "NONE"),
        (("", 0), ("", 8), "NONE"),
    ],
)
def test_numbers_and_dates_say_how_alike_two_bills_are(one, other, how):
    mine, theirs = (bill(number, days=days) for number, days in (one, other))
    assert likeness(mine, theirs) is likeness(theirs, mine) is Likeness[how]


@pytest.mark.parametrize(
    "other", [bill("1", "100.01"), bill("1", vendor="Novak"), replace(bill("1"), expense_lines=())]
)
def test_another_vendor_or_total_is_another_bill(other):
    assert likeness(bill("1"), other) is Likeness.NONE


def test_a_bill_over_nothing_is_like_no_other():
    assert likeness(bill("1", "0.00"), bill("1", "0.00")) is Likeness.NONE


def test_a_bill_without_a_date_may_be_the_same_and_is_never_surely_so():
    assert likeness(replace(bill("1"), txn_date=None), bill("1")) is Likeness.MAYBE


def entered(identity, *what, is_free=True, **more):
    return Entered(identity, bill(*what, **more), is_free)


def test_the_only_candidate_each_way_with_the_same_number_is_the_same_bill():
    theirs = [entered("Q1", "104"), entered("Q2", "105"), entered("Q3", "106", "7.00")]
    ours = [entered("C1", "104", days=2), entered("C2", "200"), entered("C3", "106", "8.00")]
    assert twins(theirs, ours) == {"Q1": "C1"}


@pytest.mark.parametrize(
    ("theirs", "ours"),
    [
        ([entered("Q1", "104"), entered("Q2", "104")], [entered("C1", "104")]),
        ([entered("Q1", "104")], [entered("C1", "104"), entered("C2", "104")]),
        ([entered("Q1", "104")], [entered("C1", "104"), entered("C2", "")]),
        ([entered("Q1", "104"), entered("Q2", "")], [entered("C1", "104")]),
        ([entered("Q1", "104", is_free=False)], [entered("C1", "104")]),
        ([entered("Q1", "104")], [entered("C1", "104", is_free=False)]),
        ([entered("Q1", "")], [entered("C1", "")]),
        ([entered("Q1", "104")], [entered("C1", "INV-104")]),
    ],
    ids=["two there", "two here", "a second may be it here", "a second may be it there", "linked or paid there",
         "linked here", "no number", "another spelling"],
)  # fmt: skip
def test_anything_weaker_links_nothing(theirs, ours):
    assert twins(theirs, ours) == {}


def test_suspects_come_the_likeliest_first():
    others = [entered("3", ""), entered("1", "104", days=3), entered("2", "104", days=1), entered("4", "9999")]
    assert [each.id for each in suspects(bill("104"), others)] == ["2", "1", "3"]


some_bills = st.lists(
    st.builds(
        bill,
        st.sampled_from(["", "104", "INV-104", "105"]),
        st.sampled_from(["100.00", "200.00"]),
        st.integers(0, 9),
        st.sampled_from(["Keller", "Novak"]),
    ),
    max_size=6,
)


@given(some_bills, some_bills, st.randoms())
def test_pairs_are_one_to_one_sure_and_the_same_in_any_order(there, here, chance):
    theirs = [Entered(f"Q{n}", each) for n, each in enumerate(there)]
    ours = [Entered(f"C{n}", each) for n, each in enumerate(here)]
    pairs = twins(theirs, ours)
    assert len(set(pairs.values())) == len(pairs)
    for q, c in pairs.items():
        mine, other = here[int(c[1:])], there[int(q[1:])]
        assert mine.ref_number, "numbers alone never link, and without them nothing does"
        assert (mine.vendor, mine.total) == (other.vendor, other.total)
        assert abs((mine.txn_date - other.txn_date).days) <= DAYS
        assert [x.id for x in suspects(mine, theirs)] == [q]
        assert [x.id for x in suspects(other, ours)] == [c]
    shuffled = (chance.sample(side, len(side)) for side in (theirs, ours))
    assert twins(*shuffled) == pairs
