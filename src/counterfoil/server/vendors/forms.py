"""The vendor form (rule D3), and the filter of the list of vendors."""

from __future__ import annotations

from dataclasses import asdict, fields
from typing import TYPE_CHECKING, Any, Final

from django import forms
from django.apps import apps

from counterfoil.records import NOWHERE, Address, Ref, Vendor

if TYPE_CHECKING:
    from counterfoil.server.people.models import Organization

ADDRESS_PARTS: Final = tuple(part.name for part in fields(Address))
LABELS: Final = {
    "company_name": "Company",
    "first_name": "First name",
    "middle_name": "Middle name",
    "last_name": "Last name",
    "alt_phone": "Other phone",
    "email": "E-mail",
    "contact": "Contact",
    "name_on_check": "Name on checks",
    "account_number": "Our account number with them",
    "tax_id": "Tax ID",
    "postal_code": "Postal code",
    **{f"line{n}": f"Line {n}" for n in range(1, 6)},
}
GROUPS: Final[dict[str, tuple[str, ...]]] = {
    "Names": ("name", "company_name", "salutation", "first_name", "middle_name", "last_name", "name_on_check"),
    "Ways to reach them": ("contact", "email", "phone", "alt_phone", "fax"),
    "Paying them": ("terms", "account_number", "tax_id"),
}
"""Heading → the fields below it, in order."""

TEXTS: Final = tuple(name for group in GROUPS.values() for name in group if name not in {"name", "terms"})
STATES: Final = [("", "Active"), ("inactive", "Inactive"), ("all", "All")]


class VendorForm(forms.Form):
    """Everything of a vendor that people enter; the service judges lengths and characters, as QuickBooks does."""

    name = forms.CharField(label="Vendor name", strip=True, help_text="Unique among vendors, customers and employees.")
    terms = forms.ChoiceField(label="Terms", required=False)
    is_1099 = forms.BooleanField(label="Gets a 1099", required=False)
    notes = forms.CharField(label="Notes", required=False, widget=forms.Textarea({"rows": 3}))
    revision = forms.IntegerField(required=False, widget=forms.HiddenInput)

    def __init__(self, data: Any, organization: Organization, before: Vendor | None, revision: int | None) -> None:
        super().__init__(data, initial=_initial(before, revision) if before else None)
        self.before = before
        for name in (*TEXTS, *ADDRESS_PARTS):
            field = f"address_{name}" if name in ADDRESS_PARTS else name
            self.fields[field] = forms.CharField(label=LABELS.get(name, name.capitalize()), required=False)
        rows = apps.get_model("chart.Terms").objects.of(organization).filter(deleted_at=None).order_by("full_name_key")
        self.terms_by_id = {str(row.pk): row for row in rows}
        choice = self.fields["terms"]
        assert isinstance(choice, forms.ChoiceField)
        choice.choices = [("", "None"), *((key, row.name) for key, row in self.terms_by_id.items())]

    def groups(self) -> list[tuple[str, list[forms.BoundField]]]:
        """Headings with their fields, for the template."""
        groups = [(heading, [self[name] for name in names]) for heading, names in GROUPS.items()]
        return [*groups, ("Address", [self[f"address_{name}"] for name in ADDRESS_PARTS])]

    def record(self) -> Vendor:
        """The vendor as it was entered; whether it is active stays as it was."""
        values = self.cleaned_data
        terms = self.terms_by_id.get(values["terms"])
        return Vendor(
            name=values["name"],
            address=Address(**{name: values[f"address_{name}"] for name in ADDRESS_PARTS}),
            notes=values["notes"].replace("\r\n", "\n"),
            terms=Ref(str(terms.pk), terms.full_name) if terms else NOWHERE,
            is_1099=values["is_1099"],
            is_active=self.before.is_active if self.before else True,
            **{name: values[name] for name in TEXTS},
        )


def _initial(vendor: Vendor, revision: int | None) -> dict[str, Any]:
    plain = {name: getattr(vendor, name) for name in ("name", "notes", "is_1099", *TEXTS)}
    address = {f"address_{name}": value for name, value in asdict(vendor.address).items()}
    return {**plain, **address, "terms": vendor.terms.id, "revision": revision}


class VendorFilter(forms.Form):
    """What the list of vendors may be narrowed by."""

    text = forms.CharField(
        label="Search",
        required=False,
        widget=forms.TextInput({"type": "search", "placeholder": "Name, company, e-mail"}),
    )
    state = forms.ChoiceField(label="Show", choices=STATES, required=False)
