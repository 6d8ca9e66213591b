"""The values that fields hold, and their text on the wire (docs/quickbooks.md 1.6)."""

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal

from .status import Refusal


@dataclass(frozen=True, slots=True)
class Ref:
    """A reference to a list object; where both are given, the ListID counts. Read from the file it has both."""

    list_id: str = ""
    full_name: str = ""

    @property
    def shown(self) -> str:
        """What a status text calls it."""
        return self.list_id or self.full_name


@dataclass(frozen=True, slots=True)
class Address:
    """A postal address; lines of at most 41 characters."""

    addr1: str = ""
    addr2: str = ""
    addr3: str = ""
    addr4: str = ""
    addr5: str = ""
    city: str = ""
    state: str = ""
    postal_code: str = ""
    country: str = ""
    note: str = ""


@dataclass(frozen=True, slots=True)
class Change:
    """What a Mod says of one aggregate: the record's name and the attributes sent (None clears)."""

    record: str
    values: dict[str, object]


MONEY = re.compile(r"[+-]?\d{1,13}(\.\d{2})?", re.ASCII)
NUMBER = re.compile(r"[+-]?\d{1,10}(\.\d{1,5})?", re.ASCII)
FLOAT = re.compile(r"[+-]?(\d+(\.\d*)?|\.\d+)", re.ASCII)
INTEGER = re.compile(r"[+-]?\d{1,18}", re.ASCII)
DAY = re.compile(r"\d{4}-\d{2}-\d{2}", re.ASCII)
MOMENT = re.compile(
    r"(\d{4})-(\d{1,2})-(\d{1,2})(T(\d{1,2})(:(\d{1,2})(:(\d{1,2})([+-]\d{1,2}:\d{1,2})?)?)?)?", re.ASCII
)
INTERVAL = re.compile(r"-?PT(?=\d)(\d+H)?(\d+M)?(\d+S)?", re.ASCII)
GUID = re.compile(r"0|\{[0-9a-fA-F]{8}(-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}\}")
OBJECT_ID = re.compile(r"[0-9A-Fa-f]{1,8}-\d{1,10}", re.ASCII)
BOOLEANS = {"true": True, "1": True, "false": False, "0": False}
FIRST_YEAR, LAST_YEAR = 1970, 2038
CENT = Decimal("0.01")
ZERO = Decimal("0.00")


def _decimal(pattern: re.Pattern[str]) -> Callable[[str], Decimal | None]:
    return lambda text: Decimal(text) if pattern.fullmatch(text) else None


def _day(text: str) -> date | None:
    if not DAY.fullmatch(text):
        return None
    try:
        day = date.fromisoformat(text)
    except ValueError:
        return None
    return day if FIRST_YEAR <= day.year <= LAST_YEAR else None


def _moment(text: str) -> str | None:
    """The text itself: which moment it means depends on the file's zone and on which end of a range it is."""
    match = MOMENT.fullmatch(text)
    if match is None:
        return None
    year, month, day = (int(match[at]) for at in (1, 2, 3))
    hour, minute, second = (int(match[at] or 0) for at in (5, 7, 9))
    try:
        datetime(year, month, day, hour, minute, second)  # noqa: DTZ001 - only whether there is such a time
    except ValueError:
        return None
    return text if FIRST_YEAR <= year <= LAST_YEAR else None


READERS: dict[str, tuple[int, str, Callable[[str], object]]] = {
    "bool": (3010, "boolean", BOOLEANS.get),
    "date": (3020, "date", _day),
    "datetime": (3020, "date", _moment),
    "amt": (3040, "amount", _decimal(MONEY)),
    "interval": (3035, "time interval", lambda text: text if INTERVAL.fullmatch(text) else None),
    "price": (3045, "price", _decimal(NUMBER)),
    "pct": (3050, "percent", _decimal(NUMBER)),
    "qty": (3060, "quantity", _decimal(NUMBER)),
    "guid": (3065, "GUID", lambda text: text if GUID.fullmatch(text) else None),
    "int": (3085, "number", lambda text: int(text) if INTEGER.fullmatch(text) else None),
    "float": (3085, "number", _decimal(FLOAT)),
}
"""Type → status of a text that is none, what the status text calls it, and its reader (None: not such a value)."""


def read(kind: str, text: str, field: str) -> object:
    """The value of a text of that type; a text that is none is refused with the type's own status."""
    code, called, reader = READERS[kind]
    value = reader(text)
    if value is None:
        raise Refusal(code, f'There was an error when converting the {called} value "{text}" in the field "{field}".')
    return value


def cents(amount: Decimal) -> int:
    """An amount of money in whole cents."""
    return int(amount.scaleb(2).to_integral_value())


def money(amount_in_cents: int) -> Decimal:
    """Whole cents as an amount of money with two places."""
    return Decimal(amount_in_cents).scaleb(-2)


def in_units(quantity: Decimal) -> int:
    """A quantity in hundred-thousandths, the finest QuickBooks keeps."""
    return int(quantity.scaleb(5).to_integral_value())


def quantity(units: int) -> Decimal:
    """Hundred-thousandths as a quantity without trailing zeros."""
    value = Decimal(units).scaleb(-5).normalize()
    return value.quantize(Decimal(1)) if value == value.to_integral_value() else value


def _plain(value: Decimal) -> str:
    return format(value, "f")


def _price(value: Decimal) -> str:
    """At least two places, as QuickBooks prints rates and costs."""
    shortest = value.normalize()
    return _plain(shortest if int(shortest.as_tuple().exponent) < -2 else value.quantize(CENT))


WRITERS: dict[str, Callable[..., str]] = {
    "bool": lambda value: "true" if value else "false",
    "date": date.isoformat,
    "amt": lambda value: _plain(value.quantize(CENT)),
    "price": _price,
    "pct": _plain,
    "qty": _plain,
    "float": _plain,
    "int": str,
}
"""Type → the text of a value; every other type is its own text."""
