"""The guards: what stops a run before anything is written."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from counterfoil.reconcile import guards

OURS = "{0F1E2D3C-4B5A-6978-8796-A5B4C3D2E1F0}"
OTHER = "{11111111-2222-3333-4444-555555555555}"

STOPS = [
    ("another company file is open (rule C6)", guards.wrong_file(OURS, OTHER)),
    ("the file carries no mark of ours although we left one (rule C6)", guards.wrong_file(OURS, "")),
    ("our counter in the file went back: restored from a backup (rule C6)", guards.marker_behind(7, 6)),
    ("our counter in the file is ahead of us: our own database went back", guards.marker_ahead(7, 7, 8)),
    ("QuickBooks says the file was restored", guards.restored("", "2026-11-02T09:00:00")),
    ("QuickBooks says the file was restored again", guards.restored("2026-10-01T09:00:00", "2026-11-02T09:00:00")),
    ("QuickBooks forgot that it was condensed", guards.condensed_no_more("2026-11-02T09:00:00-05:00", "")),
    (
        "QuickBooks names an earlier condensing",
        guards.condensed_no_more("2026-11-02T09:00:00-05:00", "2026-01-02T09:00:00-05:00"),
    ),
    ("QuickBooks says the file was condensed", guards.condensed("", "2026-11-02T09:00:00")),
    ("eleven of twenty bills would change at once", guards.mass_change(11, 20, "bills")),
    ("more than a fifth of a thousand bills would change at once", guards.mass_change(201, 1000, "bills")),
    ("every bill is gone at once", guards.suddenly_empty(12, 0, "bills")),
]

PASSES = [
    ("the file we know", guards.wrong_file(OURS, OURS)),
    ("any file before the first sync", guards.wrong_file("", OTHER)),
    ("a file without a mark before the first sync", guards.wrong_file("", "")),
    ("the counter as we left it", guards.marker_behind(7, 7) + guards.marker_ahead(7, 7, 7)),
    ("the counter that we sent and got no answer to", guards.marker_behind(7, 8) + guards.marker_ahead(7, 8, 8)),
    ("never restored", guards.restored("", "")),
    ("the restore we know of", guards.restored("2026-10-01T09:00:00", "2026-10-01T09:00:00")),
    ("condensed once more", guards.condensed_no_more("2026-01-02T09:00:00", "2026-11-02T09:00:00")),
    ("as condensed as before", guards.condensed_no_more("2026-01-02T09:00:00", "2026-01-02T09:00:00")),
    ("never condensed", guards.condensed("", "")),
    ("ten changes, however few bills there are", guards.mass_change(10, 10, "bills")),
    ("a fifth of a thousand", guards.mass_change(200, 1000, "bills")),
    ("nothing where nothing was", guards.suddenly_empty(0, 0, "bills")),
    ("fewer, but some", guards.suddenly_empty(12, 1, "bills")),
]


@pytest.mark.parametrize("reason", [r for _, r in STOPS], ids=[sentence for sentence, _ in STOPS])
def test_stops_with_a_plain_sentence_when(reason: str):
    assert reason.endswith((".", "?"))


@pytest.mark.parametrize("reason", [r for _, r in PASSES], ids=[sentence for sentence, _ in PASSES])
def test_says_nothing_about(reason: str):
    assert reason == ""


def test_the_numbers_are_in_the_sentence():
    assert guards.mass_change(11, 20, "bills") == "11 of 20 bills would change at once."
    assert guards.suddenly_empty(12, 0, "vendors") == "QuickBooks shows no vendors at all, where there were 12."


@given(st.integers(0, 500), st.integers(0, 500))
def test_the_brake_speaks_above_ten_and_above_a_fifth_and_never_below(changed, existing):  # promise I28
    is_braked = bool(guards.mass_change(changed, existing, "bills"))
    assert is_braked == (changed > 10 and changed > existing / 5)


def test_both_companies_are_named():
    told = guards.wrong_file(OURS, OTHER, "Keller Remodeling", "Abbott Bakery")
    assert "\N{LEFT DOUBLE QUOTATION MARK}Abbott Bakery\N{RIGHT DOUBLE QUOTATION MARK} is another company file" in told
    assert "connected to \N{LEFT DOUBLE QUOTATION MARK}Keller Remodeling" in told


@pytest.mark.parametrize(
    ("marker", "sign", "is_copy"),
    [
        (5, "e5", False),
        (6, "f6", False),
        (5, "x5", True),
        (6, "x6", True),
        (4, "d4", False),
        (5, "", False),
        (4, "a4", True),
    ],
)
def test_a_sign_that_we_did_not_write_or_that_was_put_aside_is_a_copys(marker, sign, is_copy):
    assert bool(guards.copied({5: "e5", 6: "f6"}, ["a4"], marker, sign)) == is_copy
