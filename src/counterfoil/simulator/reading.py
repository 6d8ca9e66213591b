"""The execute stage's first step: texts become values, the first wrong one in document order refuses the request."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from .lists.contacts import AdditionalContact, AdditionalNote, Contact
from .lists.customers import CreditCardInfo, ShipToAddress
from .lists.item_records import AssemblyLine, FixedAssetSalesInfo, GroupMember, SalesAndPurchase, SalesOrPurchase
from .lists.names import EmergencyContact, EmergencyContacts
from .messages.parts import ENUMS
from .status import Refusal
from .transactions.line_kinds import AGGREGATES, LINES
from .values import READERS, Address, Change, Ref, read

if TYPE_CHECKING:
    from .grammar import Field
    from .parsing import Tree
    from .switches import Switches


@dataclass(frozen=True, slots=True)
class BarCode:
    """A bar code as it is sent; only its value is kept."""

    bar_code_value: str = ""
    assign_even_if_used: bool = False
    allow_override: bool = False


@dataclass(frozen=True, slots=True)
class DataExt:
    """A custom field or private data, as it is sent with a line."""

    owner_id: str = ""
    data_ext_name: str = ""
    data_ext_value: str = ""


@dataclass(frozen=True, slots=True)
class Filter:
    """A filter's aggregate: whatever was given, by attribute."""

    values: dict[str, Any] = field(default_factory=dict)


CHANGED_IN_PLACE: dict[str, Any] = LINES | {
    "Address": Address,
    "SalesOrPurchase": SalesOrPurchase,
    "SalesAndPurchase": SalesAndPurchase,
    "CreditCardInfo": CreditCardInfo,
    "FixedAssetSalesInfo": FixedAssetSalesInfo,
}
"""Aggregates of which a Mod changes what it names; every other is replaced whole."""
RECORDS: dict[str, Any] = CHANGED_IN_PLACE | AGGREGATES | {
    record.__name__: record
    for record in (
        AdditionalContact, AdditionalNote, Contact, ShipToAddress, GroupMember, AssemblyLine, EmergencyContact,
        EmergencyContacts,
        BarCode, DataExt,
    )
}  # fmt: skip
HISTORY = "_to_existing_txns"
"""How the flags end that would rewrite old transactions: read and left, history is never rewritten."""
LABELS = {"TxnID": "Transaction id", "ListID": "list ID"}
"""Element → what QuickBooks calls it in its texts, where that is known (docs/quickbooks.md 1.2)."""


@dataclass(frozen=True, slots=True)
class Reader:
    """Reads trees as values: for an Add or query, or (`changing`) for a Mod, where an empty element clears."""

    switches: Switches
    changing: bool = False

    def values(self, tree: Tree) -> dict[str, Any]:
        """Attribute → value of what a tree says; repeated elements as tuples."""
        found: dict[str, Any] = {}
        for each, content in tree:
            value = self.value(each, content)
            if each.repeats or (each.record in LINES and each.attr.endswith("lines")):
                given = () if value is None and each.type == "ref" else (value,)
                found[each.attr] = (*found.get(each.attr, ()), *given)
            elif value is not None or self.changing:
                found[each.attr] = value
        return found

    def value(self, each: Field, content: Any) -> Any:
        """The value of one field; None where it is empty."""
        if each.type == "aggregate":
            return self.aggregate(each, self.values(content))
        if each.type == "ref":
            ref = Ref(**{name: text or "" for name, text in self.values(content).items()})
            return None if self.changing and ref == Ref() else ref
        if not content and not (each.type == "guid" and not self.changing):
            return None
        return self.text(each, content)

    def aggregate(self, each: Field, inner: dict[str, Any]) -> Any:
        """The record of an aggregate, what changes of it, or a filter."""
        if each.record == "Filter":
            return Filter(inner)
        inner.pop("data_ext", None)  # kept by line_data.py when the transaction has been added
        inner = {name: value for name, value in inner.items() if not name.endswith(HISTORY)}
        if self.changing and each.record in CHANGED_IN_PLACE:
            return Change(each.record, inner)
        return RECORDS[each.record](**{name: value for name, value in inner.items() if value is not None})

    def text(self, each: Field, text: str) -> Any:
        """The value of a text that is not empty, or refuse it with its type's status."""
        if each.type in READERS:
            return read(each.type, text, LABELS.get(each.name, each.name))
        if each.type == "enum":
            return self.enumerated(each, text)
        if each.type == "id":
            return _short_enough(each, text.strip(), 36)
        if not text.isascii():
            text = text.encode("cp1252", "replace").decode("cp1252")
        return _short_enough(each, text, each.size)

    def enumerated(self, each: Field, text: str) -> str:
        """A value of the field's enumeration, or refuse it (`enum_error_code`)."""
        if text not in ENUMS[each.enum]:
            raise Refusal(
                self.switches.enum_error_code,
                f'The enumerated value "{text}" in the field "{each.name}" is unknown or invalid '
                "for the qbXML version in use.",
            )
        return text


def _short_enough(each: Field, text: str, size: int) -> str:
    if size and len(text) > size:
        raise Refusal(3070, f'The string "{text}" in the field "{LABELS.get(each.name, each.name)}" is too long.')
    return text
