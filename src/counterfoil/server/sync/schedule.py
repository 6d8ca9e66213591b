"""When the schedule may begin a run: at any hour, or only inside or outside the hours of the office (rule S8). Pure."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, time, timedelta
from enum import StrEnum


class Hours(StrEnum):
    """When the schedule may begin a run; stored, so the values stay."""

    ANY = "any"
    OFFICE = "office"
    OUTSIDE = "outside"
    """Only while the office is closed, so that nobody who works in QuickBooks has to wait for it."""


@dataclass(frozen=True, slots=True)
class Schedule:
    """Every so many minutes, within these hours of the wall clock of the QuickBooks machine."""

    minutes: int
    hours: Hours = Hours.ANY
    opens: time = time(8)
    closes: time = time(18)
    days: str = "12345"


def is_open(schedule: Schedule, wall: datetime) -> bool:
    """Whether the office is open at that moment of its wall clock."""
    return str(wall.isoweekday()) in schedule.days and schedule.opens <= wall.time() < schedule.closes


def may_begin(schedule: Schedule, wall: datetime) -> bool:
    """Whether the schedule may begin a run at that moment."""
    return schedule.hours is Hours.ANY or is_open(schedule, wall) is (schedule.hours is Hours.OFFICE)


def next_run(schedule: Schedule, last: datetime) -> datetime | None:
    """When the run after the one that ended at `last` begins, on the same wall clock; None where no hour is allowed."""
    moment = last + timedelta(minutes=schedule.minutes)
    for _ in range(LOOKS):
        if may_begin(schedule, moment):
            return moment
        moment = _next_boundary(schedule, moment)
    return None


LOOKS = 32
"""More than the openings and closings of a week: an hour that does not come in a week never comes."""


def _next_boundary(schedule: Schedule, moment: datetime) -> datetime:
    """The next opening, closing or midnight after that moment."""
    midnight = datetime.combine(moment.date() + timedelta(days=1), time(), moment.tzinfo)
    today = (datetime.combine(moment.date(), at, moment.tzinfo) for at in (schedule.opens, schedule.closes))
    return min((boundary for boundary in today if boundary > moment), default=midnight)
