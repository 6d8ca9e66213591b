"""Which lines may be the same although they were edited since: paired in order, the most alike together."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from counterfoil.reconcile.lines import MOST_COMPARED, in_common, look_alikes
from counterfoil.records import ExpenseLine, Ref


def line(memo: str, amount: str = "1", account: str = "rent") -> ExpenseLine:
    return ExpenseLine(account=Ref(account), memo=memo, amount=Decimal(amount))


@pytest.mark.parametrize(
    ("ours", "theirs", "pairs"),
    [
        ("a1 b2", "a1 b2", "00 11"),
        ("a1 b2", "x1 y2", "00 11"),
        ("a1 b2 c3", "x1 c4", "00 21"),
        ("a1 b2 c3", "b9", "10"),
        ("a1", "x7 y1", "01"),
        ("a1 b2", "x8 y9", "00 11"),
        ("", "a1", ""),
        ("a1", "", ""),
    ],
)
def test_lines_are_paired_by_what_they_have_in_common(ours, theirs, pairs):
    """A letter is a memo, a digit an amount; a pair is a position of ours and one of theirs."""
    mine, others = ([line(word[0], word[1], "") for word in words.split()] for words in (ours, theirs))
    found = look_alikes(mine, others)
    assert " ".join(f"{i}{j}" for i, j in sorted(found.items())) == pairs


LINES = st.lists(st.builds(line, st.sampled_from("abcd"), st.sampled_from("1234")), max_size=6)


@given(LINES, LINES)
def test_pairs_keep_the_order_and_have_at_least_as_much_in_common_as_by_order_alone(ours, theirs):
    found = look_alikes(ours, theirs)
    assert list(found.values()) == sorted(set(found.values()))
    in_order = sum(in_common(one, other) for one, other in zip(ours, theirs, strict=False))
    assert sum(in_common(ours[i], theirs[j]) for i, j in found.items()) >= in_order


def test_very_long_bills_are_paired_by_order_alone():
    many = [line("a")] * (MOST_COMPARED + 1)
    assert look_alikes(many, many[:2]) == {0: 0, 1: 1}
