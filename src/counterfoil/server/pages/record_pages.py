"""The pages of a list, the same for every list: what is special about one stands in one value, `RecordPages`.

The list with its search, one record with its sync and history, entering and editing it, making it inactive and active
again, and a picker. Two people who edit at once both see both versions.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any, Final

from django.contrib import messages
from django.db.models import Q, QuerySet
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import path
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from counterfoil.reconcile.cases import only_comes
from counterfoil.server.audit.queries import history
from counterfoil.server.keeping import people
from counterfoil.server.keeping.problems import only_in_quickbooks
from counterfoil.server.pages import history as past
from counterfoil.server.pages.compare import differences
from counterfoil.server.pages.listing import list_page
from counterfoil.server.pages.lookups import Option, answer_options, is_id
from counterfoil.server.pages.picking import matches
from counterfoil.server.pages.record_form import ListFilter
from counterfoil.server.pages.refusals import sentence
from counterfoil.server.people.permissions import Permission, may, require
from counterfoil.server.people.problems import Refused

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from django.http import HttpResponse
    from django.urls import URLPattern

    from counterfoil.server.keeping.tables import ListTable
    from counterfoil.server.pages.record_form import RecordForm
    from counterfoil.server.pages.requests import Request

STATES: Final = {"": Q(is_active=True, deleted_at=None), "inactive": Q(is_active=False), "all": Q()}
UNPROCESSABLE: Final = 422
CHANGED_MEANWHILE: Final = "changed_meanwhile"
BELOW_SHOWN: Final = 50


@dataclass(frozen=True)
class Fact:
    """Something said of a record: on its page, and with a `sort` key in the list, too. `look` is how it is written."""

    label: str
    value: Callable[[Any], Any]
    look: str = ""
    """Empty for words, `money`, `price`, `quantity`, or `lines` for text of several lines."""
    sort: str = ""
    css: str = ""


@dataclass(frozen=True)
class Said:
    """A fact of one record."""

    fact: Fact
    value: Any


@dataclass(frozen=True)
class RecordPages:
    """One list: its table, what people call it, its form, and what its pages show.

    The addresses are named after `one` and `many`: `item`, `item-new`, `item-edit`, `item-active`, `items`.
    """

    table: ListTable
    one: str
    many: str
    title: str
    form: type[RecordForm]
    facts: tuple[Fact, ...]
    columns: tuple[Fact, ...]
    sought: str = "Name"
    search: Callable[[str], Q] = lambda text: Q(full_name_key__contains=text.casefold())
    related: tuple[str, ...] = ()
    first_words: str = "They come from QuickBooks with the first sync. You can also enter one here."
    below: str = ""
    """What stands below a record of a list with levels: *Jobs*."""
    template: str = "design/record.html"
    more: Callable[[Request, Any], Mapping[str, Any]] = lambda _request, _row: {}
    """What else the page of one record is given."""
    prepare: Callable[[Request, list[Any]], None] = lambda _request, _rows: None
    """Reads what the columns say beside the rows themselves, for a page of the list at once."""
    sorts: dict[str, tuple[str, ...]] = field(default_factory=dict)

    # Addresses

    def urls(self, *, with_list: bool = True) -> list[URLPattern]:
        """Its addresses; a list that is shown in another way brings its own."""
        views = (
            *([("", require_GET, Permission.VIEW_LISTS, self.show_list, self.many)] if with_list else ()),
            ("new/", BOTH, Permission.MANAGE_LISTS, self.enter, f"{self.one}-new"),
            ("<int:pk>/", require_GET, Permission.VIEW_LISTS, self.show, self.one),
            ("<int:pk>/edit/", BOTH, Permission.MANAGE_LISTS, self.edit, f"{self.one}-edit"),
            ("<int:pk>/active/", require_POST, Permission.MANAGE_LISTS, self.set_active, f"{self.one}-active"),
        )
        return [
            path(place, method(require(permission)(view)), name=name) for place, method, permission, view, name in views
        ]

    # Reading

    def show_list(self, request: Request) -> HttpResponse:
        """The records that the address asks for."""
        narrow = ListFilter(request.GET, self.sought)
        values = narrow.values
        rows = self.table.rows(request.organization).filter(STATES[values.get("state", "")])
        rows = rows.filter(self.search(values.get("text", ""))).select_related(*self.related)
        sorts = {"name": ("full_name_key",), **self.sorts}
        listing = list_page(request, rows, sorts, "name")
        self.prepare(request, list(listing.rows))
        context = {
            "pages": self,
            "title": self.title,
            "filter": narrow,
            "is_narrowed": any(values.values()),
            "listing": listing,
            "shown": [{"row": row, "cells": _said(self.columns, row)} for row in listing.rows],
            "may_manage": may(request, Permission.MANAGE_LISTS),
        }
        return render(request, "design/record_list.html", context)

    def find(self, request: Request, pk: int) -> Any:
        """The organization's record of that id; 404 for anybody else's."""
        return get_object_or_404(self.table.rows(request.organization).select_related(*self.related), pk=pk)

    def record(self, request: Request, pk: int) -> Any:
        """The record of that id as a frozen one."""
        return self.table.load(request.organization, [pk])[str(pk)].record

    def show(self, request: Request, pk: int) -> HttpResponse:
        """One record, with how it stands with QuickBooks, what is below it, and its history."""
        row, record = self.find(request, pk), self.record(request, pk)
        entries = history(request.organization, self.table.kind, str(pk))[: past.SHOWN]
        is_theirs = only_comes(self.table.kind, record)
        context = {
            "pages": self,
            "row": row,
            "kind": self.table.kind.value,
            "facts": [said for said in _said(self.facts, row) if said.value not in (None, "")],
            "below": list(self._below(request, row)),
            "history": past.read(entries),
            "theirs": only_in_quickbooks(self.table.what, record) if is_theirs else None,
            "may_manage": may(request, Permission.MANAGE_LISTS) and not is_theirs,
            **self.more(request, row),
        }
        return render(request, self.template, context)

    def _below(self, request: Request, row: Any) -> QuerySet[Any] | tuple[()]:
        if not self.below:
            return ()
        found = self.table.rows(request.organization).filter(parent_id=row.pk, deleted_at=None)
        return found.order_by("full_name_key")[:BELOW_SHOWN]

    # Entering and editing

    def enter(self, request: Request) -> HttpResponse:
        """Enter a new record."""
        form = self.form(request.POST or None, request.organization, None, None)
        if request.method == "POST" and form.is_valid():
            try:
                written = people.create(self.table, request.organization, request.actor, form.record())
            except Refused as refused:
                form.place(refused.problems)
            else:
                messages.success(request, f"The {self.one} was saved.")
                return redirect(self.one, written.record_id)
        return self._form(request, form)

    def edit(self, request: Request, pk: int) -> HttpResponse:
        """Edit a record; who was overtaken by somebody else's change is shown both and asked."""
        row, before = self.find(request, pk), self.record(request, pk)
        if only_comes(self.table.kind, before):
            messages.error(request, sentence(only_in_quickbooks(self.table.what, before)))
            return redirect(self.one, pk)
        form = self.form(request.POST or None, request.organization, before, row.revision)
        if request.method == "GET" or not form.is_valid():
            return self._form(request, form, row)
        mine, revision = form.record(), form.cleaned_data["revision"] or 0
        try:
            people.amend(self.table, request.organization, request.actor, str(pk), mine, revision)
        except Refused as refused:
            if CHANGED_MEANWHILE in refused.codes:
                return self._clash(request, row, form, mine)
            form.place(refused.problems)
            return self._form(request, form, row)
        messages.success(request, f"The {self.one} was saved.")
        return redirect(self.one, pk)

    def _clash(self, request: Request, row: Any, form: RecordForm, mine: Any) -> HttpResponse:
        """Somebody was faster: show both versions; saving once more takes this one, knowing of the other."""
        row.refresh_from_db()
        form.data = {**request.POST.dict(), "revision": str(row.revision)}
        last = past.read(history(request.organization, self.table.kind, str(row.pk))[:1])
        now = self.record(request, row.pk)
        clash = {"differences": differences(request.organization, now, mine), "last": last[0] if last else None}
        return self._form(request, form, row, clash)

    def _form(self, request: Request, form: RecordForm, row: Any = None, clash: Any = None) -> HttpResponse:
        heading = f"Edit {row}" if row else f"New {self.one}"
        context = {"pages": self, "form": form, "row": row, "heading": heading, "clash": clash}
        context["kind"] = self.table.kind.value
        status = 409 if clash else UNPROCESSABLE if form.is_bound else 200
        return render(request, "design/record_form.html", context, status=status)

    def set_active(self, request: Request, pk: int) -> HttpResponse:
        """Make a record inactive, or active again: inactive ones keep their bills and are no longer offered."""
        row = self.find(request, pk)
        record = replace(self.record(request, pk), is_active=request.POST.get("active") == "yes")
        given = request.POST.get("revision", "")
        who = request.organization, request.actor, str(pk)
        try:
            if row.is_deleted:
                people.restore(self.table, *who, row.revision)
            else:
                people.amend(self.table, *who, record, int(given) if is_id(given) else 0)
        except Refused as refused:
            for problem in refused.problems:
                messages.error(request, sentence(problem))
        else:
            messages.success(request, f"{row} is {'active again' if record.is_active else 'inactive now'}.")
        return redirect(self.one, pk)


BOTH: Final = require_http_methods(["GET", "POST"])


def _said(facts: tuple[Fact, ...], row: Any) -> list[Said]:
    return [Said(fact, fact.value(row)) for fact in facts]


def picker(
    rows: Callable[[Request], QuerySet[Any]], note: Callable[[Any], str] = lambda _row: ""
) -> Callable[[Request], HttpResponse]:
    """A view that offers the active ones of these records for what was typed."""

    @require_GET
    @require(Permission.VIEW_LISTS)
    def pick(request: Request) -> HttpResponse:
        found = matches(rows(request), request.GET.get("text", ""))
        return answer_options(request, [Option(row.pk, row.full_name, note(row)) for row in found])

    return pick
