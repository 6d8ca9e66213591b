"""The form of a list record, made of entries; the service judges lengths, names and references, as QuickBooks does."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any, ClassVar, Final

from django import forms

from counterfoil.server.pages.entries import Note, Tick
from counterfoil.server.pages.refusals import place_all

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from counterfoil.records import Problem
    from counterfoil.server.pages.entries import Line
    from counterfoil.server.people.models import Organization

Groups = dict[str, tuple["Line", ...]]
"""Heading of a panel → its entries, in order."""

STATES: Final = [("", "Active"), ("inactive", "Inactive"), ("all", "All")]


class Panel:
    """One group of a form, for the template: boxes to tick and long texts stand below the other fields."""

    def __init__(self, heading: str, entries: tuple[Line, ...], form: forms.Form) -> None:
        self.heading = heading
        self.lines = [form[name] for each in entries if not isinstance(each, Tick | Note) for name in each.names]
        self.ticks = [form[each.field] for each in entries if isinstance(each, Tick)]
        self.notes = [form[each.field] for each in entries if isinstance(each, Note)]

    @property
    def key(self) -> str:
        """Its heading as a class of the stylesheet."""
        return self.heading.casefold().replace(" ", "-")


class RecordForm(forms.Form):
    """What people enter of one list record; a subclass says what that is. What it does not show stays as it was."""

    record_class: ClassVar[type[Any]]
    groups: ClassVar[Groups]

    revision = forms.IntegerField(required=False, widget=forms.HiddenInput)

    def __init__(
        self, data: Mapping[str, Any] | None, organization: Organization, before: Any, revision: int | None
    ) -> None:
        self.before = before
        self.shown = self.groups_for(before)
        held = before or self.record_class(name="")
        made = {
            name: field
            for each in self.entries
            for name, field in each.made(organization, data or {}, getattr(held, each.field)).items()
        }
        first = {
            name: value for each in self.entries for name, value in each.first(getattr(held, each.field), made).items()
        }
        super().__init__(data, initial=first | {"revision": revision})
        self.fields |= made

    def groups_for(self, before: Any) -> Groups:
        """The groups that this record has."""
        del before
        return self.groups

    @property
    def entries(self) -> list[Line]:
        """Every entry that is shown."""
        return [each for group in self.shown.values() for each in group]

    @property
    def panels(self) -> list[Panel]:
        """The groups, for the template."""
        return [Panel(heading, entries, self) for heading, entries in self.shown.items()]

    def record(self) -> Any:
        """The record as it was entered; only when the form is valid."""
        values = {each.field: each.entered(self.cleaned_data) for each in self.entries}
        return replace(self.before, **values) if self.before else self.record_class(**values)

    def place(self, problems: Iterable[Problem]) -> None:
        """Show each problem at its field, the rest above the form."""
        parts = {name.replace("address_", "address.", 1): name for name in self.fields if name.startswith("address_")}
        place_all(self, problems, parts)


class ListFilter(forms.Form):
    """What a list of records may be narrowed by."""

    text = forms.CharField(label="Search", required=False)
    state = forms.ChoiceField(label="Show", choices=STATES, required=False)

    def __init__(self, data: Mapping[str, Any], sought: str) -> None:
        super().__init__(data)
        self.fields["text"].widget = forms.TextInput({"type": "search", "placeholder": sought})

    @property
    def values(self) -> dict[str, Any]:
        """The parts that make sense."""
        self.is_valid()
        return self.cleaned_data
