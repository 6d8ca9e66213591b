"""The chart of accounts as a tree, and the pickers of accounts, items and departments."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from django.shortcuts import render
from django.views.decorators.http import require_GET

from counterfoil.records import ItemType
from counterfoil.records.lists import MADE_HERE
from counterfoil.server.chart.forms import AccountFilter
from counterfoil.server.chart.labels import account_label, type_label
from counterfoil.server.chart.models import Account, Department, Item
from counterfoil.server.chart.pages import cost_of, description_of
from counterfoil.server.chart.rules import GROUPS, NOT_ON_LINES
from counterfoil.server.pages.lookups import Option, answer_options
from counterfoil.server.pages.picking import matches
from counterfoil.server.pages.record_pages import STATES, picker
from counterfoil.server.people.permissions import Permission, may, require

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from django.db.models import QuerySet
    from django.http import HttpResponse

    from counterfoil.server.pages.requests import Request

ON_BILLS: Final = (ItemType.SERVICE, ItemType.NON_INVENTORY, ItemType.OTHER_CHARGE, ItemType.INVENTORY)
"""Kinds of item that a bill's line can buy."""


@dataclass(frozen=True, slots=True)
class Branch:
    """One account in the tree, and how deep it stands."""

    account: Account
    depth: int
    type_label: str


@require_GET
@require(Permission.VIEW_LISTS)
def show(request: Request) -> HttpResponse:
    """The chart of accounts by type, sub-accounts below their parents, each with its balance (rule D7)."""
    narrow = AccountFilter(request.GET)
    values = narrow.cleaned_data if narrow.is_valid() else {}
    accounts = Account.objects.of(request.organization).filter(STATES[values.get("state", "")], deleted_at=None)
    rows = list(accounts.order_by("number", "full_name_key", "pk"))
    text = values.get("text", "").casefold()
    kept = [row for row in rows if text in row.full_name_key or (row.number and row.number.startswith(text))]
    context = {
        "filter": narrow,
        "is_narrowed": any(values.values()),
        "groups": [(title, branches) for title in GROUPS if (branches := list(_branches(kept, GROUPS[title])))],
        "count": len(kept),
        "may_manage": may(request, Permission.MANAGE_LISTS),
    }
    return render(request, "chart/accounts.html", context)


def _branches(rows: Iterable[Account], types: tuple[str, ...]) -> Iterator[Branch]:
    """The accounts of these types as a tree, laid out line by line; an account whose parent is not shown is a root."""
    ranks = {name: rank for rank, name in enumerate(types)}
    group = [row for row in rows if row.account_type in ranks or (types == GROUPS["Other"] and not _is_known(row))]
    shown = {row.pk for row in group}
    below: dict[int | None, list[Account]] = {}
    for row in sorted(group, key=lambda row: ranks.get(row.account_type, 0)):
        below.setdefault(row.parent_id if row.parent_id in shown else None, []).append(row)

    def walk(parent: int | None, depth: int) -> Iterator[Branch]:
        for row in below.get(parent, ()):
            yield Branch(row, depth, type_label(row.account_type))
            yield from walk(row.pk, depth + 1)

    return walk(None, 0)


def _is_known(account: Account) -> bool:
    return any(account.account_type in types for types in GROUPS.values())


@require_GET
@require(Permission.VIEW_LISTS)
def pick_account(request: Request) -> HttpResponse:
    """Accounts that a bill's expense line may post to, for a picker."""
    rows = Account.objects.of(request.organization).exclude(account_type__in=NOT_ON_LINES)
    found = matches(rows, request.GET.get("text", ""), by_number=True)
    return answer_options(request, [Option(row.pk, account_label(row), type_label(row.account_type)) for row in found])


def _parent_accounts(request: Request) -> QuerySet[Account]:
    return Account.objects.of(request.organization)


def _departments(request: Request) -> QuerySet[Department]:
    return Department.objects.of(request.organization)


def _parent_items(request: Request) -> QuerySet[Item]:
    return Item.objects.of(request.organization).filter(item_type__in=MADE_HERE)


pick_parent_account = picker(_parent_accounts, lambda row: type_label(row.account_type))
pick_department = picker(_departments)
pick_parent_item = picker(_parent_items, lambda row: row.item_type.replace("_", " "))


@require_GET
@require(Permission.VIEW_LISTS)
def pick_item(request: Request) -> HttpResponse:
    """Items that a bill's line can buy, each with the description and cost that choosing it fills in."""
    rows = Item.objects.of(request.organization).filter(item_type__in=ON_BILLS)
    found = matches(rows, request.GET.get("text", ""))
    return answer_options(request, [_item_option(row) for row in found])


def _item_option(item: Item) -> Option:
    cost = cost_of(item)
    fills = {"description": description_of(item), "cost": f"{cost.normalize():f}" if cost is not None else ""}
    return Option(item.pk, item.full_name, item.item_type.replace("_", " "), json.dumps(fills))
