"""QuickBooks' clock: wall times, watermarks, overlaps (W1 to W3 of docs/sync.md, rule C8)."""

from dataclasses import replace
from datetime import datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from counterfoil.engine import wallclock
from counterfoil.records import Kind, Observation, Vendor

EPOCH = datetime.fromisoformat("1970-01-01T00:00:00")
SEEN = Observation(
    Kind.VENDOR, "1", "1763478000", "2026-01-01T00:00:00", "2025-11-18T10:00:00-05:00", Vendor("K"), None, "f"
)
WALLS = st.integers(1_700_000_000, 1_900_000_000).map(lambda second: (EPOCH + timedelta(seconds=second)).isoformat())


@pytest.mark.parametrize(
    ("watermark", "since"),
    [
        ("", ""),
        ("2026-11-18T10:00:00", "2026-11-18T09:58:00"),
        ("2026-11-01T01:30:00", "2026-10-31T23:28:00"),  # a Sunday, in the hours in which clocks are changed
        ("2026-11-01T09:00:00", "2026-11-01T08:58:00"),
    ],
)
def test_a_query_begins_before_the_watermark(watermark, since):
    assert wallclock.since(watermark) == since


def test_long_after_the_watermark_no_overlap_is_needed_except_where_an_hour_repeats():
    assert wallclock.since("2026-11-18T10:00:00", is_settled=True) == "2026-11-18T10:00:01"
    assert wallclock.since("2026-11-01T01:30:00", is_settled=True) == "2026-10-31T23:28:00"


@given(WALLS, st.lists(WALLS, max_size=5), st.one_of(st.just(""), WALLS))
def test_a_watermark_never_goes_back_and_never_passes_what_was_seen(before, seen, ceiling):
    after = wallclock.advanced(before, seen, ceiling)
    assert after >= before
    assert after in (before, *seen, ceiling)
    assert after <= max([before, *seen])


@given(WALLS, st.lists(WALLS, min_size=1, max_size=5))
def test_a_watermark_stays_before_the_beginning_of_a_query_of_many_pages(ceiling, seen):
    assert wallclock.advanced("", seen, ceiling) <= ceiling


def test_the_offset_is_learned_from_an_edit_sequence_and_the_wall():
    assert wallclock.offset_of(SEEN) == -5 * 3600


@pytest.mark.parametrize("edit_sequence", ["opaque", "", "17"])
def test_an_edit_sequence_that_is_no_time_teaches_nothing(edit_sequence):
    assert wallclock.offset_of(replace(SEEN, edit_sequence=edit_sequence)) is None


@given(st.integers(0, 2**31 - 1), st.sampled_from([-8 * 3600, -5 * 3600, 0, 19800]))
def test_a_wall_shows_unix_time_by_its_offset(unix, offset):
    assert datetime.fromisoformat(wallclock.wall_at(unix, offset)) - EPOCH == timedelta(seconds=unix + offset)
