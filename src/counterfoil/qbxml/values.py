"""Single values: text of qbXML to and from amounts, quantities, dates and truths (docs/quickbooks.md 1.6)."""

from datetime import date
from decimal import Decimal, InvalidOperation

CENT = Decimal("0.01")
FINEST_PRICE = Decimal("0.00001")
FIRST_DATE = date(1970, 1, 1)
LAST_DATE = date(2038, 1, 19)
"""QuickBooks keeps dates between these two (docs/quickbooks.md 1.6)."""

LONGEST_NUMBER = 24
"""No number of QuickBooks has more than eighteen characters."""

TRUTHS = {"true": True, "1": True, "false": False, "0": False}


def read_amount(text: str) -> Decimal:
    """An amount with two places. Raises ValueError for anything that is not one, a third place included."""
    if text[-3:-2] == ".":
        return read_number(text)
    number = read_number(text)
    if len(text) > LONGEST_NUMBER or number.quantize(CENT) != number:
        raise ValueError(f"{text!r} has more than two places, or far too many digits")
    return number.quantize(CENT)


def read_number(text: str) -> Decimal:
    """A price, quantity or percentage. Raises ValueError for anything that is not a finite number."""
    try:
        number = Decimal(text)
    except InvalidOperation:
        raise ValueError(f"{text!r} is not a number") from None
    if not number.is_finite() or "e" in text or "E" in text:
        raise ValueError(f"{text!r} is not a number")
    return number


def read_boolean(text: str) -> bool:
    """True or false. Raises ValueError for anything else: a bill is not unpaid because its word is misspelt."""
    try:
        return TRUTHS[text.strip()]
    except KeyError:
        raise ValueError(f"{text!r} is neither true nor false") from None


def read_date(text: str) -> date:
    """A date. Raises ValueError for anything that is not YYYY-MM-DD."""
    try:
        return date.fromisoformat(text.strip())
    except ValueError:
        raise ValueError(f"{text!r} is not a date") from None


def read_integer(text: str) -> int:
    """A whole number. Raises ValueError for anything else."""
    try:
        return int(text)
    except ValueError:
        raise ValueError(f"{text!r} is not a whole number") from None


def write_amount(amount: Decimal) -> str:
    """The amount with two places, which is all it may have (`check` refuses others beforehand)."""
    return f"{amount:.2f}"


def write_number(number: Decimal) -> str:
    """The price, quantity or percentage without needless noughts and without an exponent."""
    return format(number.normalize(), "f") if number else "0"


def places_of(number: Decimal) -> int:
    """How many places the value really needs, trailing noughts apart."""
    exponent = number.normalize().as_tuple().exponent
    return max(0, -exponent) if isinstance(exponent, int) else 0
