"""When the schedule begins a run (rule S8)."""

from datetime import datetime, timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from counterfoil.server.sync.schedule import Hours, Schedule, may_begin, next_run

MONDAY = "2026-11-16 "
TUESDAY = "2026-11-17 "
FRIDAY = "2026-11-20 "
SATURDAY = "2026-11-21 "
NEXT_MONDAY = "2026-11-23 "


def at(text):
    return datetime.fromisoformat(text.replace(" ", "T"))


@pytest.mark.parametrize(
    ("hours", "last", "next_"),
    [
        (Hours.ANY, MONDAY + "03:00", MONDAY + "03:30"),
        (Hours.OFFICE, MONDAY + "09:00", MONDAY + "09:30"),
        (Hours.OFFICE, MONDAY + "03:00", MONDAY + "08:00"),
        (Hours.OFFICE, MONDAY + "17:45", TUESDAY + "08:00"),
        (Hours.OFFICE, FRIDAY + "17:45", NEXT_MONDAY + "08:00"),
        (Hours.OFFICE, SATURDAY + "12:00", NEXT_MONDAY + "08:00"),
        (Hours.OUTSIDE, MONDAY + "03:00", MONDAY + "03:30"),
        (Hours.OUTSIDE, MONDAY + "07:45", MONDAY + "18:00"),
        (Hours.OUTSIDE, FRIDAY + "19:00", FRIDAY + "19:30"),
        (Hours.OUTSIDE, SATURDAY + "09:00", SATURDAY + "09:30"),
    ],
)
def test_the_next_run_keeps_to_the_hours(hours, last, next_):
    assert next_run(Schedule(30, hours), at(last)) == at(next_)


def test_an_office_that_never_opens_has_no_run_in_its_hours():
    assert next_run(Schedule(30, Hours.OFFICE, days=""), at(MONDAY + "09:00")) is None


def test_an_office_that_opens_once_a_week_waits_for_that_day():
    assert next_run(Schedule(30, Hours.OFFICE, days="1"), at(MONDAY + "17:45")) == at(NEXT_MONDAY + "08:00")


clocks = st.times().map(lambda moment: moment.replace(second=0, microsecond=0))


def schedule_of(minutes, hours, one, other, days):
    return Schedule(minutes, hours, min(one, other), max(one, other), "".join(sorted(days)))


schedules = st.builds(
    schedule_of, st.integers(1, 1440), st.sampled_from(Hours), clocks, clocks, st.sets(st.sampled_from("1234567"))
)


@settings(deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(schedules, st.datetimes(at("2026-01-01 00:00"), at("2027-01-01 00:00")))
def test_a_run_never_begins_too_early_or_at_a_forbidden_hour_and_no_allowed_hour_is_passed_over(schedule, last):
    found = next_run(schedule, last)
    earliest = last + timedelta(minutes=schedule.minutes)
    if found is None:
        allowed = (earliest + timedelta(hours=n) for n in range(24 * 8))
        assert not any(may_begin(schedule, moment) for moment in allowed)
        return
    assert found >= earliest
    assert may_begin(schedule, found)
    passed = (earliest + timedelta(minutes=17 * n) for n in range(24 * 60 * 8 // 17))
    assert not any(may_begin(schedule, moment) for moment in passed if moment < found)
