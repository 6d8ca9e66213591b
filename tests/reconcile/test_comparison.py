"""What a full comparison says of one record, and the summary that a person reads (rule C6)."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from counterfoil.reconcile.comparison import TABLE, Cause, Sighting, Standing, standing_of, summary
from counterfoil.records import Kind

A, B, C, D = "aaaa", "bbbb", "cccc", "dddd"

ROWS = """
linked  closed  known  history  there  as agreed | standing
no      no      -      -        A      no        | new
yes     yes     A      A        A      no        | undeleted
yes     yes     A      A        -      no        | same
yes     no      C      A B C    -      no        | missing
yes     no      C      A B C    C      yes       | same
yes     no      D      A B C    D      no        | same
yes     no      D      A B C    C      yes       | same
yes     no      C      A B C    B      no        | rolled_back
yes     no      C      A B C    A      no        | rolled_back
yes     no      C      A B C    D      no        | edited
yes     no      C      -        A      no        | edited
"""


@pytest.mark.parametrize("row", ROWS.strip().splitlines()[1:])
def test_each_record_stands_as_the_table_says(row):
    given_, standing = row.split("|")
    linked, closed, known, *history, there, as_agreed = given_.split()
    sighting = Sighting(
        is_linked=linked == "yes",
        is_closed=closed == "yes",
        known=known.strip("-"),
        history=tuple(each for each in history if each != "-"),
        seen=there.strip("-"),
        is_as_agreed=as_agreed == "yes",
    )
    assert standing_of(sighting).value == standing.strip()


sightings = st.builds(
    Sighting,
    is_linked=st.booleans(),
    is_closed=st.booleans(),
    known=st.sampled_from(["", A, B, C]),
    history=st.lists(st.sampled_from([A, B, C]), max_size=4).map(tuple),
    seen=st.sampled_from(["", A, B, C, D]),
    is_as_agreed=st.booleans(),
)


@given(sightings)
def test_every_record_has_one_standing_and_what_was_never_agreed_is_never_called_rolled_back(sighting):
    standing = standing_of(sighting)
    if standing is Standing.ROLLED_BACK:
        assert sighting.seen in sighting.history
        assert sighting.seen != sighting.known
    if sighting.is_linked and not sighting.is_closed:
        assert (standing is Standing.MISSING) == (not sighting.is_there)


def test_each_row_of_the_table_is_needed():
    assert {row.standing for row in TABLE} == set(Standing) - {Standing.RELINKED}, "that one takes both sides to see"


def test_the_summary_names_the_day_and_counts_each_kind_in_its_words():
    counts = {
        (Kind.BILL, Standing.ROLLED_BACK): 14,
        (Kind.VENDOR, Standing.ROLLED_BACK): 1,
        (Kind.BILL, Standing.MISSING): 3,
        (Kind.BILL_PAYMENT, Standing.MISSING): 2,
    }
    assert summary(Cause.RESTORED, date(2026, 11, 12), counts) == (
        "The company file was restored from a backup, to 12 Nov 2026. 14 bills, 1 vendor rolled back to an older "
        "version; 3 bills, 2 payments missing. Everything else is the same."
    )


def test_the_summary_of_a_file_in_which_nothing_differs_says_so():
    told = summary(Cause.OURS_RESTORED, None, {})
    assert told.endswith("Everything that is linked is the same on both sides.")
