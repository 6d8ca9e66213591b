"""The machine's clock: wall times, the summer fault, and what a filter means by a time (docs/quickbooks.md 3.1)."""

from collections.abc import Callable
from datetime import UTC, datetime

import pytest

from counterfoil.simulator.clock import ManualClock
from counterfoil.simulator.company import CompanyFile
from counterfoil.simulator.switches import Switches


def at(text: str) -> int:
    return int(datetime.fromisoformat(text).timestamp())


@pytest.fixture
def machine() -> Callable[..., CompanyFile]:
    def made(zone: str = "America/New_York", **switches: bool) -> CompanyFile:
        clock = ManualClock(datetime(2026, 7, 1, 12, 0, tzinfo=UTC))
        return CompanyFile.create(":memory:", name="Time", clock=clock, zone=zone, switches=Switches(**switches))  # type: ignore[arg-type]

    return made


@pytest.mark.parametrize(
    ("zone", "moment", "printed", "right"),
    [
        ("America/New_York", "2014-07-19T11:21:56Z", "2014-07-19T07:21:56-05:00", "2014-07-19T07:21:56-04:00"),
        ("America/Denver", "2021-07-30T18:54:05Z", "2021-07-30T12:54:05-07:00", "2021-07-30T12:54:05-06:00"),
        ("America/New_York", "2026-01-15T17:00:00Z", "2026-01-15T12:00:00-05:00", "2026-01-15T12:00:00-05:00"),
        ("Asia/Kolkata", "2026-07-01T00:00:00Z", "2026-07-01T05:30:00+05:30", "2026-07-01T05:30:00+05:30"),
    ],
)  # fmt: skip
def test_in_summer_the_wall_is_right_and_the_offset_is_winters(
    machine: Callable[..., CompanyFile], zone: str, moment: str, printed: str, right: str
) -> None:
    assert machine(zone).printed(at(moment)) == printed
    assert machine(zone, dst_offset_bug=False).printed(at(moment)) == right


@pytest.mark.parametrize("text", ["2014-07-19T07:21:56", "2014-07-19T07:21:56-05:00", "2014-07-19T12:21:56+00:00"])
def test_a_filter_means_the_wall_whatever_offset_it_was_printed_with(
    machine: Callable[..., CompanyFile], text: str
) -> None:
    assert machine().moment(text) == at("2014-07-19T11:21:56Z")


def test_without_the_fault_an_offset_means_what_it_says(machine: Callable[..., CompanyFile]) -> None:
    assert machine(dst_offset_bug=False).moment("2014-07-19T07:21:56-04:00") == at("2014-07-19T11:21:56Z")


@pytest.mark.parametrize(
    ("text", "end", "moment"),
    [
        ("2026-01-15", False, "2026-01-15T00:00:00-05:00"),
        ("2026-01-15", True, "2026-01-15T23:59:59-05:00"),
        ("2026-01-15T10", True, "2026-01-15T10:59:59-05:00"),
        ("2026-01-15T10:30", False, "2026-01-15T10:30:00-05:00"),
        ("2026-1-5", False, "2026-01-05T00:00:00-05:00"),
    ],
)
def test_what_a_time_leaves_out_is_its_first_or_last_second(
    machine: Callable[..., CompanyFile], text: str, end: bool, moment: str
) -> None:
    assert machine().moment(text, end=end) == at(moment)


def test_the_hour_that_comes_twice_is_taken_whole(machine: Callable[..., CompanyFile]) -> None:
    company = machine()
    assert company.moment("2026-11-01T01:30:00") == at("2026-11-01T01:30:00-04:00")
    assert company.moment("2026-11-01T01:30:00", end=True) == at("2026-11-01T01:30:00-05:00")


@pytest.mark.parametrize("moment", range(at("2026-01-01T00:00:00Z"), at("2027-01-01T00:00:00Z"), 86400 * 13 + 4321))
def test_what_is_printed_reads_back_as_the_same_moment(machine: Callable[..., CompanyFile], moment: int) -> None:
    company = machine()
    assert company.moment(company.printed(moment)) == moment
