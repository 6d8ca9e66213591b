"""What every act at the screen needs: the company file, names turned into references, text that the code page keeps."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING, Any

from counterfoil.simulator import status
from counterfoil.simulator.codepage import kept
from counterfoil.simulator.lists import store
from counterfoil.simulator.lists.store import Reference
from counterfoil.simulator.values import Ref

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from counterfoil.simulator.company import CompanyFile
    from counterfoil.simulator.values import Change

Number = Decimal | str | int
"""An amount, quantity or price as a person gives it."""
FAMILIES = {
    "vendor": "entity", "customer": "entity", "payee_entity": "entity", "account": "account", "ap_account": "account",
    "bank_account": "account", "override_item_account": "account", "item": "item", "class_": "class", "terms": "terms",
}  # fmt: skip
"""Attribute that refers to a list → the name space in which a name is looked up."""


class Screen:
    """Where a person sits."""

    def __init__(self, company: CompanyFile) -> None:
        """The person works in this company file."""
        self.company = company

    def ref(self, attribute: str, name: str) -> Ref:
        """A reference to what a ListID or a full name means, or refuse with 3140."""
        to = Reference(attribute.strip("_").replace("_", " ").capitalize(), FAMILIES[attribute])
        by_id = store.get(self.company, name)
        return store.resolve(self.company, Ref(name) if by_id is not None else Ref("", name), to, "form")

    def _list_id(self, attribute: str, name: str) -> str:
        return self.ref(attribute, name).list_id

    def _named(self, values: Mapping[str, Any]) -> dict[str, Any]:
        """The values with names of list objects turned into references, and of text what the code page keeps."""
        return {name: self._value(name, value) for name, value in values.items()}

    def _value(self, name: str, value: Any) -> Any:
        if not isinstance(value, str):
            return value
        return self.ref(name, value) if name in FAMILIES else kept(value)


def place_of(lines: Sequence[Change], line_id: str) -> int:
    """Where among the lines one is, or refuse as the books would."""
    for at, line in enumerate(lines):
        if line.values["txn_line_id"] == line_id:
            return at
    raise status.not_found(line_id)
