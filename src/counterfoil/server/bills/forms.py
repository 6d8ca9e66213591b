"""The bill form: its header and its lines, from what was typed to the record that is saved (rule B18)."""

from __future__ import annotations

from dataclasses import asdict, fields
from decimal import ROUND_HALF_UP, Decimal
from typing import TYPE_CHECKING, Any

from django import forms
from django.urls import reverse_lazy

from counterfoil.records import NOWHERE, Address, Billable, ExpenseLine, ItemGroupLine, ItemLine, Ref
from counterfoil.server.bills.due import due_date
from counterfoil.server.pages.amounts import AmountField
from counterfoil.server.pages.lookups import LookupField, initial_of
from counterfoil.server.vendors.filters import PICK_VENDOR

if TYPE_CHECKING:
    from collections.abc import Mapping

    from django.db.models import Model

    from counterfoil.records import Bill
    from counterfoil.server.bills.pickers import Pickers

CENT = Decimal("0.01")
ADDRESS_PARTS = tuple(part.name for part in fields(Address))
ADDRESS_LABELS = {"postal_code": "Postal code", **{f"line{n}": f"Line {n}" for n in range(1, 6)}}
BILLABLE_WORDS = [("", "\N{EN DASH}"), (Billable.BILLABLE, "Billable"), (Billable.NOT_BILLABLE, "Not billable")]
BILLED = (Billable.HAS_BEEN_BILLED, "Billed")

PICK_ACCOUNT = reverse_lazy("pick-account")
PICK_CUSTOMER = reverse_lazy("pick-customer")
PICK_DEPARTMENT = reverse_lazy("pick-department")
PICK_ITEM = reverse_lazy("pick-item")


def ref(row: Model | None) -> Ref:
    """A reference to a row of ours."""
    return Ref(str(row.pk), str(row)) if row is not None else NOWHERE


class BillForm(forms.Form):
    """The header of a bill."""

    txn_date = forms.DateField(label="Bill date", widget=forms.DateInput({"type": "date"}, "%Y-%m-%d"))
    terms = forms.ChoiceField(label="Terms", required=False)
    due_date = forms.DateField(
        label="Due date",
        required=False,
        widget=forms.DateInput({"type": "date"}, "%Y-%m-%d"),
        help_text="Follows from the terms unless you enter it.",
    )
    ref_number = forms.CharField(label="Reference number", required=False, help_text="The vendor's invoice number.")
    ap_account = forms.ChoiceField(label="Accounts payable account", required=False)
    memo = forms.CharField(label="Memo", required=False)
    revision = forms.IntegerField(required=False, widget=forms.HiddenInput)

    def __init__(self, data: Any, *, pickers: Pickers, initial: Mapping[str, Any]) -> None:
        super().__init__(data, initial=dict(initial))
        self.pickers = pickers
        vendor = LookupField(
            pickers.vendor, "a vendor", PICK_VENDOR, label="Vendor", attrs={"autofocus": not initial.get("vendor")}
        )
        self.fields = {"vendor": vendor, **self.fields}
        for name in ADDRESS_PARTS:
            label = ADDRESS_LABELS.get(name, name.capitalize())
            self.fields[f"address_{name}"] = forms.CharField(label=label, required=False)
        self.choose("terms", [(key, row.name) for key, row in pickers.terms.items()], "None")
        self.choose("ap_account", [(key, str(row)) for key, row in pickers.payable.items()], "QuickBooks' own choice")

    def choose(self, name: str, rows: list[tuple[str, str]], none: str) -> None:
        """Fill a short list to choose from."""
        field = self.fields[name]
        assert isinstance(field, forms.ChoiceField)
        field.choices = [("", none), *rows]

    def clean(self) -> dict[str, Any]:
        """A due date that was left empty follows from the terms."""
        values = super().clean() or {}
        terms = self.pickers.terms.get(values.get("terms", ""))
        if terms and not values.get("due_date") and values.get("txn_date"):
            values["due_date"] = due_date(terms, values["txn_date"])
        return values

    def header(self) -> dict[str, Any]:
        """The fields of the record but for its lines."""
        values = self.cleaned_data
        return {
            "vendor": ref(values["vendor"]),
            "vendor_address": Address(**{name: values[f"address_{name}"] for name in ADDRESS_PARTS}),
            "ap_account": ref(self.pickers.payable.get(values["ap_account"])),
            "txn_date": values["txn_date"],
            "due_date": values["due_date"],
            "ref_number": values["ref_number"],
            "terms": ref(self.pickers.terms.get(values["terms"])),
            "memo": values["memo"],
        }

    def address_fields(self) -> list[forms.BoundField]:
        """The parts of the address, for the template."""
        return [self[f"address_{name}"] for name in ADDRESS_PARTS]

    @property
    def has_address(self) -> bool:
        """Whether any part of the address is entered or in error, so that it is shown open."""
        return any(field.errors or field.value() for field in self.address_fields())


def header_initial(bill: Bill, pickers: Pickers, revision: int | None) -> dict[str, Any]:
    """What the header shows at first."""
    return {
        "vendor": initial_of(pickers.vendor, bill.vendor.id),
        "txn_date": bill.txn_date,
        "terms": bill.terms.id,
        "due_date": bill.due_date,
        "ref_number": bill.ref_number,
        "ap_account": bill.ap_account.id,
        "memo": bill.memo,
        "revision": revision,
        **{f"address_{name}": value for name, value in asdict(bill.vendor_address).items()},
    }


class LineForm(forms.Form):
    """What every line has: its identity, an amount, and to whom it may be charged on."""

    line = forms.CharField(required=False, widget=forms.HiddenInput)
    amount = AmountField(label="Amount", required=False)
    billable = forms.ChoiceField(label="Billable", required=False, choices=BILLABLE_WORDS)

    def __init__(self, data: Any, *, prefix: str, pickers: Pickers, initial: Mapping[str, Any] | None = None) -> None:
        super().__init__(data, prefix=prefix, initial=dict(initial or {}))
        self.fields["customer"] = LookupField(
            pickers.customer, "a customer or job", PICK_CUSTOMER, label="Customer:job", required=False
        )
        self.fields["department"] = LookupField(
            pickers.department, "a department", PICK_DEPARTMENT, label="Department", required=False
        )
        if self["billable"].value() == Billable.HAS_BEEN_BILLED:
            billable = self.fields["billable"]
            assert isinstance(billable, forms.ChoiceField)
            billable.choices = [*BILLABLE_WORDS, BILLED]

    @property
    def is_blank(self) -> bool:
        """Whether nothing is entered: such a line is left out."""
        values = (self[name].value() for name in self.fields if name not in {"line", "billable"})
        return not any(value[0] if isinstance(value, tuple) else value not in {None, ""} for value in values)

    def clean(self) -> dict[str, Any]:
        """Who is to be charged must be known."""
        values = super().clean() or {}
        if values.get("billable") == Billable.BILLABLE and not values.get("customer") and "customer" not in self.errors:
            self.add_error("customer", "Choose the customer or job that is to be charged.")
        return values

    def common(self) -> dict[str, Any]:
        """The fields that every line has."""
        values = self.cleaned_data
        return {
            "id": values["line"],
            "amount": (values["amount"] or Decimal(0)).quantize(CENT),
            "customer": ref(values["customer"]),
            "department": ref(values["department"]),
            "billable": Billable(values["billable"]),
        }


class ExpenseLineForm(LineForm):
    """A line that posts to an account."""

    memo = forms.CharField(label="Memo", required=False)

    def __init__(self, data: Any, *, prefix: str, pickers: Pickers, initial: Mapping[str, Any] | None = None) -> None:
        super().__init__(data, prefix=prefix, pickers=pickers, initial=initial)
        self.fields["account"] = LookupField(
            pickers.account, "an account", PICK_ACCOUNT, label="Account", required=False
        )

    def record(self) -> ExpenseLine:
        """The line as it was entered."""
        return ExpenseLine(account=ref(self.cleaned_data["account"]), memo=self.cleaned_data["memo"], **self.common())


class ItemLineForm(LineForm):
    """A line that buys a quantity of an item; an amount left empty is quantity times cost."""

    description = forms.CharField(label="Description", required=False)
    quantity = AmountField(label="Quantity", places=5, required=False)
    unit_of_measure = forms.CharField(required=False, widget=forms.HiddenInput)
    cost = AmountField(label="Cost", places=5, required=False)

    def __init__(self, data: Any, *, prefix: str, pickers: Pickers, initial: Mapping[str, Any] | None = None) -> None:
        super().__init__(data, prefix=prefix, pickers=pickers, initial=initial)
        self.fields["item"] = LookupField(pickers.item, "an item", PICK_ITEM, label="Item", required=False)

    def clean(self) -> dict[str, Any]:
        """Work out the amount where it was left empty."""
        values = super().clean()
        if values.get("amount") is None and values.get("quantity") is not None and values.get("cost") is not None:
            values["amount"] = (values["quantity"] * values["cost"]).quantize(CENT, ROUND_HALF_UP)
        return values

    def record(self) -> ItemLine:
        """The line as it was entered."""
        values = self.cleaned_data
        return ItemLine(
            item=ref(values["item"]),
            description=values["description"],
            quantity=values["quantity"],
            unit_of_measure=values["unit_of_measure"],
            cost=values["cost"],
            **self.common(),
        )


class GroupRow:
    """An item group in the form: shown, kept whole, never edited (rule B18)."""

    is_group = True
    errors: dict[str, list[str]] = {}

    def __init__(self, group: ItemGroupLine, prefix: str) -> None:
        self.group = group
        self.prefix = prefix

    @property
    def cents(self) -> int:
        """The amount in hundredths, for the running total."""
        return int(self.group.amount * 100)

    def record(self) -> ItemGroupLine:
        """The group as it was."""
        return self.group


def plain(number: Decimal | None) -> str:
    """A quantity or cost as one would type it: without the zeros that the database keeps."""
    return "" if number is None else f"{number.normalize():f}"


def line_initial(line: ExpenseLine | ItemLine, pickers: Pickers) -> dict[str, Any]:
    """What a line shows at first."""
    common = {
        "line": line.id,
        "amount": line.amount,
        "customer": initial_of(pickers.customer, line.customer.id),
        "department": initial_of(pickers.department, line.department.id),
        "billable": line.billable.value,
    }
    if isinstance(line, ExpenseLine):
        return {**common, "account": initial_of(pickers.account, line.account.id), "memo": line.memo}
    return {
        **common,
        "item": initial_of(pickers.item, line.item.id),
        "description": line.description,
        "quantity": plain(line.quantity),
        "unit_of_measure": line.unit_of_measure,
        "cost": plain(line.cost),
    }
