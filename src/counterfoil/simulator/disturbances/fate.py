"""What becomes of a company file and of its clock between two calls of a program."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from counterfoil.simulator.clock import ManualClock
from counterfoil.simulator.company import CompanyFile

from .user import User

if TYPE_CHECKING:
    from collections.abc import Callable

    from counterfoil.simulator.person.company_file import Backup

FILE = {
    "back up": "someone makes a backup",
    "restore the backup": "someone restores the last backup: its time tells",
    "put a copy back": "someone puts the last copy in the place of the file: nothing tells",
    "use a copy": "someone works in a copy of the file, which then takes the file's place",
    "swap the file": "the file of another company lies under the same path, or the first one again",
    "condense": "someone condenses the file",
    "lend to the accountant": "an accountant gets a copy, or its time is over",
    "cut the log": "the log of deletions is cut off",
}
"""What may become of the file → what happens."""
CLOCK = {
    "five seconds": "the clock is put forward or back by five seconds",
    "an hour": "the clock is put forward or back by an hour",
    "a day": "the clock is put forward or back by a day",
    "summer time": "the clock comes to the night in which the clocks change",
    "another zone": "the machine is set to another time zone",
}
"""What may become of the clock → what happens."""
ZONES = ("America/New_York", "America/Chicago", "America/Los_Angeles", "Europe/London")


class Fate(User):
    """What happens to the file and to the clock; the latter only where it can be moved by hand."""

    backup: Backup | None = None
    """The last backup or copy that was made."""
    aside: CompanyFile | None = None
    """The file in whose place another one lies."""

    def back_up(self) -> str:
        """Make a backup."""
        self.backup = self.person.back_up()
        return "made"

    def restore(self) -> str:
        """Restore the last backup."""
        if self.backup is None:
            return ""
        self.person.restore(self.backup)
        return "restored"

    def put_a_copy_back(self) -> str:
        """Put the last copy in the place of the file."""
        if self.backup is None:
            return ""
        self.person.put_back_a_copy(self.backup)
        return "put back"

    def use_a_copy(self) -> str:
        """Work in a copy, and let it take the place of the file."""
        copy = CompanyFile.copy_of(self.company)
        elsewhere = type(self.person)(copy)
        txn_id = User(self.chance.random().hex(), elsewhere).enter_a_bill()
        self.person.swap_for(copy)
        return txn_id

    def swap_the_file(self) -> str:
        """Let another company's file take the place of this one, or bring the first one back."""
        aside = CompanyFile.copy_of(self.company)
        other = self.aside or CompanyFile.create(":memory:", name="Another company", clock=self.company.clock)
        self.aside = None if self.aside is not None else aside
        self.person.swap_for(other)
        return self.company.settings.company_name

    def condense(self) -> str:
        """Condense up to a week ago."""
        until = self.company.today() - timedelta(7)
        return f"{self.person.condense(until)} transactions until {until}"

    def lend_to_the_accountant(self) -> str:
        """Give the accountant a copy, or do without it."""
        if self.company.settings.accountants_copy:
            self.person.end_accountants_copy()
            return "over"
        self.person.give_to_accountant(self.company.today() - timedelta(30))
        return "lent"

    def cut_the_log(self) -> str:
        """Forget every deletion."""
        with self.company.change():
            gone = self.company.connection.execute("DELETE FROM deleted").rowcount
        return f"{gone} deletions" if gone else ""

    def move(self, seconds: float) -> str:
        """Put the clock forward or back by so many seconds."""
        clock = self.company.clock
        if not isinstance(clock, ManualClock):
            return ""
        moved = seconds * self.chance.choice((-1, 1))
        clock.advance(moved)
        return f"{moved:+.0f} s"

    def summer_time(self) -> str:
        """Move the clock on to the hour before the next change of the clocks, at most a year ahead."""
        clock = self.company.clock
        if not isinstance(clock, ManualClock):
            return ""
        now = self.company.now()
        offset = self.company.wall_time(now).utcoffset()
        for hours in range(1, 24 * 366):
            if self.company.wall_time(now + hours * 3600).utcoffset() != offset:
                clock.advance((hours - 1) * 3600)
                return f"{self.company.wall_time(self.company.now()):%Y-%m-%d %H:%M}"
        return ""

    def another_zone(self) -> str:
        """Set the machine to another zone."""
        zone = self.chance.choice([each for each in ZONES if each != self.company.settings.zone])
        self.company.change_settings(zone=zone)
        return zone


FATE_ACTS: dict[str, Callable[[Fate], str]] = {
    "back up": Fate.back_up,
    "restore the backup": Fate.restore,
    "put a copy back": Fate.put_a_copy_back,
    "use a copy": Fate.use_a_copy,
    "swap the file": Fate.swap_the_file,
    "condense": Fate.condense,
    "lend to the accountant": Fate.lend_to_the_accountant,
    "cut the log": Fate.cut_the_log,
    "five seconds": lambda self: self.move(5),
    "an hour": lambda self: self.move(3600),
    "a day": lambda self: self.move(86_400),
    "summer time": Fate.summer_time,
    "another zone": Fate.another_zone,
}
"""What may become of file and clock → how it happens."""
