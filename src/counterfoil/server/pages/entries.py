"""The fields of forms for list records, each as one value: how it is shown, read, and made into the record's field."""

from __future__ import annotations

from dataclasses import asdict, dataclass, fields
from typing import TYPE_CHECKING, Any, Final, TypeVar

from django import forms
from django.urls import reverse_lazy

from counterfoil.records import NOWHERE, Address, Ref
from counterfoil.server.pages.amounts import AmountField
from counterfoil.server.pages.lookups import Directory, LookupField, initial_of
from counterfoil.server.pages.words import label

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping

    from django.db.models import Model, QuerySet

    from counterfoil.server.people.models import Organization

ADDRESS_PARTS: Final = tuple(part.name for part in fields(Address))
ADDRESS_LABELS: Final = {f"line{n}": f"Line {n}" for n in range(1, 6)}
PLACES: Final = 5
"""Places of a price in QuickBooks."""

F = TypeVar("F", bound=forms.Field)


@dataclass(frozen=True)
class Line:
    """A line of text, and what all other entries are, too: `field` is the record's, `words` what it is called here."""

    field: str
    words: str = ""
    help: str = ""
    is_required: bool = False

    @property
    def label(self) -> str:
        """What stands above it."""
        return self.words or label(self.field)

    @property
    def names(self) -> tuple[str, ...]:
        """The names of its form fields."""
        return (self.field,)

    def made(self, organization: Organization, posted: Mapping[str, Any], value: Any) -> dict[str, forms.Field]:
        """Its form fields; `posted` is what was typed and `value` what the record holds."""
        del organization, posted, value
        return {self.field: self._of(forms.CharField)}

    def _of(self, field: Callable[..., F], **options: Any) -> F:
        return field(label=self.label, required=self.is_required, help_text=self.help, **options)

    def first(self, value: Any, made: Mapping[str, forms.Field]) -> dict[str, Any]:
        """What its form fields show at first."""
        del made
        return {self.field: value}

    def entered(self, values: Mapping[str, Any]) -> Any:
        """The record's field, of what the form has understood."""
        return values[self.field]


@dataclass(frozen=True)
class Note(Line):
    """Text of several lines."""

    rows: int = 3

    def made(self, organization: Organization, posted: Mapping[str, Any], value: Any) -> dict[str, forms.Field]:
        """A text area."""
        del organization, posted, value
        return {self.field: self._of(forms.CharField, widget=forms.Textarea({"rows": self.rows}))}

    def entered(self, values: Mapping[str, Any]) -> Any:
        """The text with line feeds alone."""
        return values[self.field].replace("\r\n", "\n")


@dataclass(frozen=True)
class Tick(Line):
    """Yes or no."""

    def made(self, organization: Organization, posted: Mapping[str, Any], value: Any) -> dict[str, forms.Field]:
        """A box to tick."""
        del organization, posted, value
        return {self.field: self._of(forms.BooleanField)}


@dataclass(frozen=True)
class Price(Line):
    """A price or percentage of up to five places."""

    def made(self, organization: Organization, posted: Mapping[str, Any], value: Any) -> dict[str, forms.Field]:
        """A field for a number."""
        del organization, posted, value
        return {self.field: self._of(AmountField, places=PLACES)}

    def first(self, value: Any, made: Mapping[str, forms.Field]) -> dict[str, Any]:
        """The number without idle zeros."""
        del made
        return {self.field: f"{value.normalize():f}" if value is not None else None}


@dataclass(frozen=True)
class Postal(Line):
    """An address, part by part."""

    field: str = "address"

    @property
    def names(self) -> tuple[str, ...]:
        """A form field for each part."""
        return tuple(f"{self.field}_{part}" for part in ADDRESS_PARTS)

    def made(self, organization: Organization, posted: Mapping[str, Any], value: Any) -> dict[str, forms.Field]:
        """Lines."""
        del organization, posted, value
        labels = {part: ADDRESS_LABELS.get(part, label(part)) for part in ADDRESS_PARTS}
        return {f"{self.field}_{part}": forms.CharField(label=words, required=False) for part, words in labels.items()}

    def first(self, value: Any, made: Mapping[str, forms.Field]) -> dict[str, Any]:
        """The parts."""
        del made
        return {f"{self.field}_{part}": text for part, text in asdict(value).items()}

    def entered(self, values: Mapping[str, Any]) -> Any:
        """The address of its parts."""
        return Address(**{part: values[f"{self.field}_{part}"] for part in ADDRESS_PARTS})


def _no_options(_organization: Organization) -> Iterable[tuple[str, str]]:
    return ()


@dataclass(frozen=True)
class Choice(Line):
    """One of a few words; `options` are pairs of key and word, `of` makes the record's field of a key, `key` back."""

    options: Callable[[Organization], Iterable[tuple[str, str]]] = _no_options
    of: Callable[[str], Any] = str
    key: Callable[[Any], str] = str

    def made(self, organization: Organization, posted: Mapping[str, Any], value: Any) -> dict[str, forms.Field]:
        """A list to choose from; what the record holds is among them, whatever the list says by now."""
        del posted
        choices, held = [*self.options(organization)], self.key(value)
        if held not in {key for key, _ in choices}:
            choices.append((held, getattr(value, "name", "") or held or "None"))
        return {self.field: self._of(forms.ChoiceField, choices=choices)}

    def first(self, value: Any, made: Mapping[str, forms.Field]) -> dict[str, Any]:
        """The key of what the record holds."""
        del made
        return {self.field: self.key(value)}

    def entered(self, values: Mapping[str, Any]) -> Any:
        """The record's field."""
        return self.of(values[self.field])


@dataclass(frozen=True)
class Lookup(Line):
    """Another record, found as one types among `rows`; `picker` is the name of the address that offers them."""

    rows: Callable[[Organization], QuerySet[Any]] | None = None
    picker: str = ""
    called: Callable[[Any], str] = str
    what: str = "one"

    def made(self, organization: Organization, posted: Mapping[str, Any], value: Any) -> dict[str, forms.Field]:
        """A combobox; what is meant by what was typed is read at once."""
        assert self.rows is not None, "a lookup looks somewhere"
        directory: Directory[Model] = Directory(self.rows(organization), self.called)
        directory.prime(
            [str(posted.get(f"{self.field}_id", "")), *([value.id] if value else [])],
            [str(posted.get(self.field, ""))],
        )
        field = LookupField(
            directory, self.what, reverse_lazy(self.picker), label=self.label, required=False, help_text=self.help
        )
        return {self.field: field}

    def first(self, value: Any, made: Mapping[str, forms.Field]) -> dict[str, Any]:
        """The record's name and its id."""
        field = made[self.field]
        assert isinstance(field, LookupField), "made by this entry"
        return {self.field: initial_of(field.directory, value.id) if value else ("", "")}

    def entered(self, values: Mapping[str, Any]) -> Any:
        """A reference to what was found."""
        found = values[self.field]
        return Ref(str(found.pk), str(found)) if found is not None else NOWHERE
