"""What a person does to the company file as a whole, and how they leave the screen."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from counterfoil.simulator import access, status
from counterfoil.simulator.access import Rights
from counterfoil.simulator.company import CompanyFile
from counterfoil.simulator.transactions import condensing

from .screen import Screen

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import date
    from pathlib import Path


@dataclass(frozen=True, slots=True)
class Backup:
    """What the company file held at a moment."""

    content: CompanyFile


class File(Screen):
    """Acts on the company file."""

    def set_closing_date(self, closing_date: date | None) -> None:
        """Close the books up to a date, or open them."""
        self.company.change_settings(closing_date=closing_date)

    def switch_to(self, file_mode: str) -> None:
        """Open the file in `SingleUser` or `MultiUser` mode; the former not while programs have it open (3175)."""
        assert file_mode in {"SingleUser", "MultiUser"}
        if file_mode == "SingleUser" != self.company.settings.file_mode and self.company.sessions:
            raise status.others_in_file()
        self.company.change_settings(file_mode=file_mode)

    def rename_company(self, name: str) -> None:
        """Give the company another name."""
        self.company.change_settings(company_name=name)

    # -- backups and copies -------------------------------------------------------------------------------------------

    def back_up(self) -> Backup:
        """Make a backup of the file as it is now."""
        return Backup(CompanyFile.copy_of(self.company))

    def restore(self, backup: Backup) -> None:
        """Put a backup in the place of the file: ids, edit sequences and private data go back; sessions are gone.

        QuickBooks remembers when it did that.
        """
        self.company.put_in_place(backup.content, last_restore_time=self.company.now())

    def put_back_a_copy(self, backup: Backup) -> None:
        """Put an earlier copy in the place of the file behind QuickBooks' back: nothing tells but what is inside."""
        self.company.put_in_place(backup.content)

    def swap_for(self, other: CompanyFile) -> None:
        """Let the file of another company lie under the same path."""
        self.company.put_in_place(other)

    def copy_to(self, path: str | Path) -> CompanyFile:
        """Copy the file, and open the copy: two files with the same ids."""
        return CompanyFile.copy_of(self.company, path)

    def condense(self, until: date) -> int:
        """Take away what is settled up to a date; returns how many transactions went, of which no log tells."""
        return condensing.condense(self.company, until)

    def give_to_accountant(self, dividing_date: date) -> CompanyFile:
        """Make an accountant's copy: here nothing on or before the dividing date can be changed meanwhile."""
        copy = CompanyFile.copy_of(self.company)
        self.company.change_settings(accountants_copy=True, dividing_date=dividing_date)
        return copy

    def end_accountants_copy(self) -> None:
        """Do without the accountant's changes: everything can be changed again."""
        self.company.change_settings(accountants_copy=False, dividing_date=None)

    # -- at the screen ------------------------------------------------------------------------------------------------

    def open_record(self, object_id: str) -> None:
        """Have a record open in a form: programs cannot change it meanwhile (3175)."""
        self.company.locks.add(object_id)

    def close_record(self, object_id: str) -> None:
        """Close the form."""
        self.company.locks.discard(object_id)

    def leave_dialog_open(self, text: str = "Your scheduled backup is finished.") -> None:
        """Walk away from a dialog: programs get nothing done meanwhile (0x80040414)."""
        self.company.dialog = text

    def close_dialog(self) -> None:
        """Answer the dialog."""
        self.company.dialog = ""

    def leave(self) -> None:
        """Close QuickBooks: programs must name the file, and be allowed to log in by themselves."""
        self._tell("Close")
        self.company.attended = False
        self.company.opening += 1
        self.company.sessions = 0

    def come_back(self) -> None:
        """Open the file in QuickBooks again."""
        self.company.attended = True
        self._tell("Open")

    def _tell(self, operation: str) -> None:
        """Let programs hear that the file is opened or closed."""
        for hear in self.company.on_open:
            hear(operation)

    # -- users and programs -------------------------------------------------------------------------------------------

    def log_in(self, user: str, may_not: Iterable[str] = ()) -> None:
        """Let another QuickBooks user sit here, who has no right to these areas (access.AREAS, and `inventory`)."""
        areas = tuple(may_not)
        assert set(areas) <= {*access.AREAS, "inventory"}
        self.company.change_settings(user=user, user_may_not=areas)

    def ask_about_new_programs(self) -> None:
        """Let no program in that nobody has decided about."""
        self.company.change_settings(new_applications="ask")

    def authorize(
        self, app: str, *, read_only: bool = False, personal_data: bool = False, unattended: bool = True
    ) -> None:
        """Let a program in from now on."""
        access.decide(self.company, app, Rights(False, read_only, personal_data, unattended))

    def deny(self, app: str) -> None:
        """Let a program in no more."""
        access.decide(self.company, app, Rights(denied=True))

    def forget(self, app: str) -> None:
        """Take back what was decided about a program."""
        access.decide(self.company, app, None)
