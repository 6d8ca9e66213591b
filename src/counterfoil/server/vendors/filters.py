"""What every list of transactions from vendors is narrowed by: words, vendor, status, dates, and what is late."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, ClassVar, Final, TypeVar

from django import forms
from django.db.models import Model, Q
from django.urls import reverse_lazy

from counterfoil.server.pages.lookups import Directory, LookupField
from counterfoil.server.vendors.models import Vendor

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from django.db.models import QuerySet
    from django.http import QueryDict

    from counterfoil.server.people.models import Organization

M = TypeVar("M", bound=Model)

DATE: Final = forms.DateInput({"type": "date"}, "%Y-%m-%d")
DELETED: Final = "deleted"
PICK_VENDOR: Final = reverse_lazy("pick-vendor")


class TransactionFilter(forms.Form):
    """What a list may be narrowed by; a part that makes no sense is left out and says so.

    A subclass says which statuses there are, what the search looks at and what has the dates, in words, and adds a box
    for what is late.
    """

    statuses: ClassVar[Sequence[tuple[str, str]]]
    sought: ClassVar[str]
    dated: ClassVar[str]
    box_name: ClassVar[str]

    text = forms.CharField(label="Search", required=False, widget=forms.TextInput({"type": "search"}))
    status = forms.ChoiceField(label="Status", required=False)
    since = forms.DateField(required=False, widget=DATE)
    until = forms.DateField(label="to", required=False, widget=DATE)

    def __init__(self, data: QueryDict, organization: Organization) -> None:
        super().__init__(data)
        self.fields["text"].widget.attrs["placeholder"] = self.sought
        self.fields["status"].choices = [("", "All but deleted"), *self.statuses]  # type: ignore[attr-defined]
        self.fields["since"].label = f"{self.dated} from"
        vendors = Directory(Vendor.objects.of(organization).filter(deleted_at=None))
        vendors.prime([data.get("vendor_id", "")], [data.get("vendor", "")])
        self.fields["vendor"] = LookupField(vendors, "a vendor", PICK_VENDOR, label="Vendor", required=False)

    @property
    def box(self) -> forms.BoundField:
        """The box for what is late."""
        return self[self.box_name]

    @property
    def values(self) -> dict[str, Any]:
        """The parts that make sense."""
        self.is_valid()
        return self.cleaned_data

    @property
    def is_narrowed(self) -> bool:
        """Whether anything at all is asked for."""
        return any(self.values.values())


def narrowed(
    rows: QuerySet[M],
    values: Mapping[str, Any],
    statuses: Mapping[str, Sequence[str]],
    more: Mapping[str, Callable[[Any], Q]],
) -> QuerySet[M]:
    """The rows that these values of the filter ask for.

    `statuses` are the words that mean several statuses, `more` the conditions that not all transactions share.
    """
    word = values.get("status", "")
    rows = rows.filter(Q(status__in=statuses.get(word, (word,))) if word else ~Q(status=DELETED))
    conditions: dict[str, Callable[[Any], Q]] = {
        "since": lambda day: Q(txn_date__gte=day),
        "until": lambda day: Q(txn_date__lte=day),
        "vendor": lambda vendor: Q(vendor=vendor),
        **more,
    }
    for name, condition in conditions.items():
        if values.get(name):
            rows = rows.filter(condition(values[name]))
    return rows


def in_head(words: str) -> Q:
    """The words stand in the number, the memo or the vendor's name."""
    return Q(ref_number__icontains=words) | Q(memo__icontains=words) | Q(vendor__full_name__icontains=words)
