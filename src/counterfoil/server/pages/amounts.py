"""Amounts and quantities as bookkeepers type them: thousands separated or not, negative with a minus or in brackets."""

from __future__ import annotations

import re
from decimal import Decimal
from typing import Any

from django import forms

WRITTEN = re.compile(r"(?P<open>\()?\s*(?P<sign>[-\N{MINUS SIGN}])?\s*\$?\s*(?P<figure>[\d,]*\.?\d*)\s*(?P<close>\))?")


def read_amount(text: str) -> Decimal | None:
    """The number that was written, or None where it is not one: `1,234.50`, `-12`, `(12.00)`, `$3`."""
    match = WRITTEN.fullmatch(text.strip())
    if match is None or not re.search(r"\d", match["figure"]) or bool(match["open"]) != bool(match["close"]):
        return None
    amount = Decimal(match["figure"].replace(",", ""))
    is_negative = bool(match["sign"]) != bool(match["open"])
    return -amount if is_negative else amount


class AmountField(forms.DecimalField):
    """A decimal with at most `places` places after the point, in a right-aligned field; money has two."""

    widget = forms.TextInput

    def __init__(self, *, places: int = 2, **options: Any) -> None:
        super().__init__(max_digits=15, decimal_places=places, **options)
        self.error_messages["invalid"] = "Enter an amount such as 1,234.50 or -20.00."
        self.error_messages["max_decimal_places"] = f"At most {places} places after the point."

    def to_python(self, value: Any) -> Decimal | None:  # type: ignore[override]  # Django's DecimalField does so, too
        """The number; None where nothing was entered."""
        if isinstance(value, Decimal):
            return value
        if value in self.empty_values:
            return None
        amount = read_amount(str(value))
        if amount is None:
            raise forms.ValidationError(self.error_messages["invalid"], code="invalid")
        return amount

    def widget_attrs(self, widget: forms.Widget) -> dict[str, Any]:
        """Right-aligned, and a number pad on phones."""
        del widget
        return {"class": "amount", "inputmode": "decimal", "autocomplete": "off"}
