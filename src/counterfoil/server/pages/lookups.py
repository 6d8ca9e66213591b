"""Pickers: a text field that finds a record by name, and the directory that finds many of them in one statement."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Generic, TypeVar

from django import forms
from django.db.models import Model, QuerySet
from django.shortcuts import render

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping

    from django.http import HttpRequest, HttpResponse
    from django.utils.datastructures import MultiValueDict
    from django_stubs_ext import StrOrPromise as _StrOrPromise

OPTIONS_SHOWN = 20

M = TypeVar("M", bound=Model)


@dataclass(frozen=True, slots=True)
class Option:
    """One line of a picker: the record's id and name, a quiet note beside it, and JSON for the form's script."""

    id: int
    name: str
    note: str = ""
    extra: str = ""


def answer_options(request: HttpRequest, options: list[Option]) -> HttpResponse:
    """The answer to a picker that asked for at most `OPTIONS_SHOWN + 1` options."""
    context = {"options": options[:OPTIONS_SHOWN], "more": len(options) > OPTIONS_SHOWN}
    return render(request, "design/options.html", context)


SEPARATOR = " \N{MIDDLE DOT} "
"""Stands between an account's number and its name where both are shown."""


@dataclass
class Directory(Generic[M]):
    """Finds the records of one kind that a form speaks of, by id or by name, in two statements for the whole form.

    `rows` are the records that may be chosen at all (one organization's); `label` is what people call one. A record
    that is inactive is found by its id alone: it stays where it is, and nobody can choose it anew. Prime the directory
    with everything that was posted, then ask for one at a time.
    """

    rows: QuerySet[M]
    label: Callable[[M], str] = str
    by_id: dict[int, M] = field(default_factory=dict)
    by_name: dict[str, list[M]] = field(default_factory=dict)

    def prime(self, ids: Iterable[str], names: Iterable[str] = ()) -> None:
        """Read all of these at once."""
        wanted = {int(text) for text in ids if is_id(text)} - self.by_id.keys()
        if wanted:
            self._take(self.rows.filter(pk__in=wanted))
        unknown = {_key(text) for text in names if text.strip()} - self.by_name.keys()
        if unknown:
            self._take(self.rows.filter(full_name_key__in=unknown, is_active=True))

    def _take(self, rows: Iterable[M]) -> None:
        for row in rows:
            if row.pk not in self.by_id:
                self.by_id[row.pk] = row
                self.by_name.setdefault(_key(self.label(row)), []).append(row)

    def find(self, record_id: str, text: str) -> M | None:
        """The record that was picked (its id still belongs to the text), or the only one of that name."""
        picked = self.by_id.get(int(record_id)) if is_id(record_id) else None
        named = self.by_name.get(_key(text), [])
        if picked is not None and picked in named:
            return picked
        return named[0] if len(named) == 1 else None

    def label_of(self, record_id: str) -> str:
        """What people call the record of that id; "" where it may not be chosen."""
        row = self.by_id.get(int(record_id)) if is_id(record_id) else None
        return self.label(row) if row is not None else ""


def is_id(text: str) -> bool:
    """Whether this may be one of our ids."""
    return text.isascii() and text.isdigit() and len(text) < 19  # below 2**63


def _key(text: str) -> str:
    return text.strip().rpartition(SEPARATOR)[2].casefold()


class LookupWidget(forms.TextInput):
    """A combobox (`design/combobox.html`): the text that was typed, and the id of what was picked."""

    template_name = "design/combobox.html"

    def __init__(self, url: _StrOrPromise = "", attrs: dict[str, Any] | None = None) -> None:
        super().__init__(attrs)
        self.url = url

    def value_from_datadict(self, data: Mapping[str, Any], files: MultiValueDict[str, Any], name: str) -> Any:
        """The text and the id, as a pair."""
        del files
        return str(data.get(name) or ""), str(data.get(f"{name}_id") or "")

    def get_context(self, name: str, value: Any, attrs: dict[str, Any] | None) -> dict[str, Any]:
        """What the template shows: a pair of text and id."""
        text, chosen = value if isinstance(value, tuple) else (value or "", "")
        context = super().get_context(name, text, attrs)
        context["widget"] |= {"url": self.url, "chosen": chosen}
        return context


class LookupField(forms.Field):
    """A field whose value is a record of a directory, or None where nothing was entered."""

    widget = LookupWidget

    def __init__(self, directory: Directory[Any], what: str, url: _StrOrPromise, **options: Any) -> None:
        attrs = options.pop("attrs", None)
        super().__init__(widget=LookupWidget(url, attrs), **options)
        self.directory = directory
        self.what = what

    def clean(self, value: Any) -> Any:
        """The record; an error that says what to do where the text names none."""
        text, record_id = value if isinstance(value, tuple) else ("", "")
        if not text.strip():
            if self.required:
                raise forms.ValidationError(f"Choose {self.what}.", code="required")
            return None
        found = self.directory.find(record_id, text)
        if found is None:
            raise forms.ValidationError(f"There is no such entry: choose {self.what} from the list.", code="unknown")
        return found

    def has_changed(self, initial: Any, data: Any) -> bool:
        """Whether the text differs from what was there at first."""
        first = initial[0] if isinstance(initial, tuple) else ""
        return bool(first != (data[0] if isinstance(data, tuple) else ""))


def initial_of(directory: Directory[Any], record_id: str) -> tuple[str, str]:
    """A lookup field's first value for the record of that id."""
    return directory.label_of(record_id), record_id
