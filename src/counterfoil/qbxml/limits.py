"""What QuickBooks cannot hold, said as problems before anything is sent: never cut, never guessed."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from counterfoil.qbxml import values
from counterfoil.records import Ref
from counterfoil.records.catalogue import problem

if TYPE_CHECKING:
    from datetime import date
    from decimal import Decimal

    from counterfoil.qbxml.tables import Row
    from counterfoil.records import Problem

_CONTROL_OR_BREAK = re.compile("[\x00-\x1f\x7f]")
_CONTROL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f]")

MOST_AMOUNT_DIGITS = 13
MOST_NUMBER_DIGITS = 10
MOST_NUMBER_PLACES = 5


class Refused(ValueError):  # noqa: N818 - it says what happened to the record
    """The record cannot be written as it stands; `problems` says why, for a person."""

    def __init__(self, problems: tuple[Problem, ...]) -> None:
        super().__init__("; ".join(f"{problem.field}: {problem.title}" for problem in problems))
        self.problems = problems


class Unholdable(ValueError):  # noqa: N818 - it says what the value is
    """One value that QuickBooks cannot hold; carries what its Problem will say."""

    def __init__(self, code: str, title: str, fix: str) -> None:
        super().__init__(title)
        self.code = code
        self.title = title
        self.fix = fix

    def as_problem(self, field: str, value: object) -> Problem:
        """The problem of this value in this field."""
        return problem(self.code, title=self.title, fix=self.fix, field=field, ours=_shown(value))


def _shown(value: object) -> str:
    """A value as a person knows it."""
    if isinstance(value, Ref):
        return value.name or value.id
    return "" if value is None else str(value)


def check_length(text: str, longest: int) -> None:
    """Raises Unholdable for a text that is too long (status 3070, docs/quickbooks.md 2)."""
    if len(text) > longest:
        raise Unholdable(
            "text_too_long",
            f"The text has {len(text)} characters; QuickBooks holds {longest}.",
            f"Shorten it to {longest} characters or fewer.",
        )


def check_characters(text: str, *, may_break_lines: bool) -> None:
    """Raises Unholdable for characters that QuickBooks' Windows code page lacks (docs/quickbooks.md 1.7)."""
    if (_CONTROL if may_break_lines else _CONTROL_OR_BREAK).search(text):
        raise Unholdable(
            "control_character",
            "The text holds a control character or a line break that QuickBooks does not take here.",
            "Type the text again without it.",
        )
    if _is_in_code_page(text):
        return
    strange = "".join(dict.fromkeys(character for character in text if not _is_in_code_page(character)))
    raise Unholdable(
        "character_not_in_quickbooks",
        f"QuickBooks cannot hold these characters: {strange[:20]}",
        "Write them with letters of western European languages.",
    )


def _is_in_code_page(text: str) -> bool:
    try:
        text.encode("cp1252")
    except UnicodeEncodeError:
        return False
    return True


def check_name(name: str) -> None:
    """Raises Unholdable for a name with a colon (status 3090) or with nothing to see (docs/quickbooks.md 3.2)."""
    if ":" in name:
        raise Unholdable(
            "colon_in_name",
            "The name holds a colon, which QuickBooks uses between a parent and its child.",
            "Use another character instead.",
        )
    if not name.strip():
        raise Unholdable("name_missing", "The name is empty.", "Enter a name.")


def check_amount(amount: Decimal) -> None:
    """Raises Unholdable for an amount that is not a whole number of cents or is too large."""
    _check_number(amount, places=2, digits=MOST_AMOUNT_DIGITS, what="amount")


def check_number(number: Decimal) -> None:
    """Raises Unholdable for a price, quantity or percentage that is too fine or too large."""
    _check_number(number, places=MOST_NUMBER_PLACES, digits=MOST_NUMBER_DIGITS, what="number")


def _check_number(number: Decimal, *, places: int, digits: int, what: str) -> None:
    if not number.is_finite():
        raise Unholdable(f"{what}_not_a_number", f"The {what} is not a number.", f"Enter the {what} again.")
    if values.places_of(number) > places:
        raise Unholdable(
            f"{what}_too_fine",
            f"The {what} has more than {places} decimal places.",
            f"Round it to {places} places.",
        )
    if number.adjusted() >= digits:
        raise Unholdable(f"{what}_too_large", f"The {what} is larger than QuickBooks holds.", "Check the figure.")


def check_date(day: date) -> None:
    """Raises Unholdable for a date outside QuickBooks' calendar (docs/quickbooks.md 1.6)."""
    if not values.FIRST_DATE <= day <= values.LAST_DATE:
        raise Unholdable(
            "date_out_of_range",
            f"QuickBooks keeps dates from {values.FIRST_DATE} to {values.LAST_DATE}.",
            "Check the year.",
        )


def check_day(day: int) -> None:
    """Raises Unholdable for what is no day of a month."""
    if not 1 <= day <= 31:
        raise Unholdable("day_out_of_range", f"A month has no day {day}.", "Enter a day from 1 to 31.")


def check_id(id_: str) -> None:
    """Raises Unholdable for an id that no ListID or TxnID can be."""
    if len(id_) > 36 or not id_.isascii() or not id_.isprintable():
        raise Unholdable("reference_not_an_id", "The reference is not an id of QuickBooks.", "Choose the record again.")


def missing(row: Row) -> Unholdable:
    """What is wrong with a required field that is empty."""
    return Unholdable("required_field_missing", "QuickBooks requires this field.", f"Fill in {row.field}.")
