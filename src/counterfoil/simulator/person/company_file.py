"""What a person does to the company file as a whole."""

from __future__ import annotations

from typing import TYPE_CHECKING

from .screen import Screen

if TYPE_CHECKING:
    from datetime import date


class File(Screen):
    """Acts on the company file."""

    def set_closing_date(self, closing_date: date | None) -> None:
        """Close the books up to a date, or open them."""
        self.company.change_settings(closing_date=closing_date)

    def switch_to(self, file_mode: str) -> None:
        """Open the file in `SingleUser` or `MultiUser` mode."""
        assert file_mode in {"SingleUser", "MultiUser"}
        self.company.change_settings(file_mode=file_mode)

    def rename_company(self, name: str) -> None:
        """Give the company another name."""
        self.company.change_settings(company_name=name)

    def open_record(self, object_id: str) -> None:
        """Have a record open in a form: programs cannot change it meanwhile (3175)."""
        self.company.locks.add(object_id)

    def close_record(self, object_id: str) -> None:
        """Close the form."""
        self.company.locks.discard(object_id)
