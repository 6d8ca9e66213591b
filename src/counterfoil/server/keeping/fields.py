"""Model fields of the books: money, quantities, and postal addresses."""

from __future__ import annotations

import json
from dataclasses import fields
from typing import TYPE_CHECKING, Any

from django.db import models

from counterfoil.records import Address
from counterfoil.server.rows import JSON

if TYPE_CHECKING:
    from django.db.backends.base.base import BaseDatabaseWrapper


PARTS = tuple(field.name for field in fields(Address))


def money_field(*, null: bool = False, default: Any = models.NOT_PROVIDED) -> models.DecimalField[Any, Any]:
    """An amount of money with two places."""
    return models.DecimalField(max_digits=15, decimal_places=2, null=null, blank=null, default=default)


def quantity_field() -> models.DecimalField[Any, Any]:
    """A quantity, cost or price with up to five places, which may be absent."""
    return models.DecimalField(max_digits=15, decimal_places=5, null=True, blank=True)


def address_text(address: Address) -> str:
    """The parts that are entered, as JSON; an empty text for the empty address."""
    parts = {name: part for name in PARTS if (part := getattr(address, name))}
    return JSON(parts) if parts else ""


def address_of(text: str) -> Address:
    """The address that `address_text` wrote."""
    return Address(**json.loads(text)) if text else Address()


class AddressField(models.TextField[Address, Address]):
    """A `records.Address`, stored as the JSON of its parts."""

    def __init__(self, **options: Any) -> None:
        super().__init__(**{"blank": True, "default": Address, **options})

    def from_db_value(self, value: str | None, _expression: Any, _connection: BaseDatabaseWrapper) -> Address:
        """The address as a value."""
        return address_of(value or "")

    def to_python(self, value: Any) -> Address:
        """The address as a value, also from a text that `address_text` wrote."""
        return value if isinstance(value, Address) else address_of(value or "")

    def get_prep_value(self, value: Any) -> str:
        """The text that is stored."""
        return address_text(value) if isinstance(value, Address) else (value or "")
