"""What a browser sends: the fields of a form or of an address, and the amounts and dates people type into them."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal, InvalidOperation
from urllib.parse import parse_qsl

from counterfoil.simulator.codepage import typed

LARGEST_FORM = 1_000_000
"""Bytes of a form that are still read: far above a bill with a thousand lines."""
MOST_FIELDS = 20_000


class Typed(ValueError):  # noqa: N818 - it is about what was typed, and says so in one sentence
    """Something typed that cannot be read; its text is shown to the person as it is."""


@dataclass(frozen=True, slots=True)
class Fields:
    """The name and value pairs of a form, in their order; a name may come more than once."""

    pairs: tuple[tuple[str, str], ...] = ()

    @classmethod
    def parse(cls, encoded: str) -> "Fields":
        """Read `a=1&b=2` as QuickBooks would keep it; blanks around values are dropped, empty fields are not."""
        pairs = parse_qsl(encoded, keep_blank_values=True, max_num_fields=MOST_FIELDS)
        return cls(tuple((name, typed(value.replace("\r\n", "\n").strip())) for name, value in pairs))

    def __contains__(self, name: str) -> bool:
        return any(name == known for known, _ in self.pairs)

    def text(self, name: str, default: str = "") -> str:
        """The last value of that name; ticked boxes come after their hidden defaults."""
        return next((value for known, value in reversed(self.pairs) if known == name), default)

    def all(self, name: str) -> tuple[str, ...]:
        """Every value of that name."""
        return tuple(value for known, value in self.pairs if known == name)

    def ticked(self, name: str) -> bool:
        """Whether a box with that name was ticked."""
        return self.text(name) in {"on", "1", "true"}

    def rows(self, prefix: str, columns: Sequence[str]) -> Iterator[Mapping[str, str]]:
        """The rows of a table of fields named `prefix.column`; rows with nothing typed in them are left out."""
        values = [self.all(f"{prefix}.{column}") for column in columns]
        if len({len(column) for column in values}) > 1:
            raise Typed("The lines did not arrive whole. Please try again.")
        for row in zip(*values, strict=True):
            if any(row):
                yield dict(zip(columns, row, strict=True))


def decimal(text: str, what: str) -> Decimal | None:
    """An amount, quantity or rate as people type it (`1,234.50`); None when nothing was typed."""
    if not text:
        return None
    try:
        number = Decimal(text.replace(",", "").replace("$", ""))
    except InvalidOperation:
        number = Decimal("NaN")
    if not number.is_finite() or abs(number) >= Decimal("1e13"):
        raise Typed(f'{what}: "{text}" is not a number.')
    return number


def money(text: str, what: str) -> Decimal | None:
    """An amount of money, at most two places."""
    amount = decimal(text, what)
    if amount is not None and amount != round(amount, 2):
        raise Typed(f'{what}: "{text}" has more than two decimal places.')
    return None if amount is None else round(amount, 2)


def day(text: str, what: str) -> date | None:
    """A date as a date field sends it; None when it was left empty."""
    if not text:
        return None
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise Typed(f'{what}: "{text}" is not a date.') from None
