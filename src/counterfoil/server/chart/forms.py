"""The forms of accounts, departments and items (rules D1, D2, D5), and the filter of the chart of accounts."""

from __future__ import annotations

from dataclasses import MISSING, fields, replace
from typing import TYPE_CHECKING, Any, Final

from django import forms
from django.apps import apps

from counterfoil.records import Account, Department, Item, ItemType
from counterfoil.records.lists import MADE_HERE
from counterfoil.server.chart import models
from counterfoil.server.chart.labels import account_label, type_label
from counterfoil.server.chart.rules import MADE_BY_PEOPLE, NOT_ON_LINES
from counterfoil.server.pages.entries import Choice, Line, Lookup, Note, Price, Tick
from counterfoil.server.pages.record_form import STATES, RecordForm

if TYPE_CHECKING:
    from django.db.models import QuerySet

    from counterfoil.server.pages.record_form import Groups
    from counterfoil.server.people.models import Organization


class AccountFilter(forms.Form):
    """What the chart may be narrowed by."""

    text = forms.CharField(
        label="Search", required=False, widget=forms.TextInput({"type": "search", "placeholder": "Number or name"})
    )
    state = forms.ChoiceField(label="Show", choices=STATES, required=False)


def accounts(organization: Organization) -> QuerySet[models.Account]:
    """Accounts that something bought or sold may post to."""
    return models.Account.objects.of(organization).filter(deleted_at=None).exclude(account_type__in=NOT_ON_LINES)


def _account(field: str, words: str, help_: str = "") -> Lookup:
    return Lookup(field, words, help_, rows=accounts, picker="pick-account", called=account_label, what="an account")


class AccountForm(RecordForm):
    """A ledger account."""

    record_class = Account
    groups = {
        "Account": (
            Line("name", is_required=True, help="Unique below its parent."),
            Choice(
                "account_type",
                "Type",
                options=lambda _: [("", ""), *((each, type_label(each).capitalize()) for each in MADE_BY_PEOPLE)],
                is_required=True,
            ),
            Line("number", help="Up to seven characters; no other account has it."),
            Lookup(
                "parent",
                "Sub-account of",
                rows=lambda organization: models.Account.objects.of(organization).filter(deleted_at=None),
                picker="pick-parent-account",
                called=account_label,
                what="an account",
                help="Of the same type.",
            ),
            Line("bank_number", "Bank account number"),
            Line("description"),
        )
    }


class DepartmentForm(RecordForm):
    """A department: QuickBooks' Class."""

    record_class = Department
    groups = {
        "Department": (
            Line("name", is_required=True, help="Unique below its parent."),
            Lookup(
                "parent",
                "Part of",
                rows=lambda organization: models.Department.objects.of(organization).filter(deleted_at=None),
                picker="pick-department",
                what="a department",
            ),
        )
    }


TYPES: Final = [(each.value, each.value.replace("_", " ").capitalize()) for each in ItemType if each in MADE_HERE]
ONE_WAY: Final = "Sold or purchased"
BOTH_WAYS: Final = "Sold and purchased"


class ItemForm(RecordForm):
    """A service, a non-inventory item or another charge; its type and its form are chosen once."""

    record_class = Item
    groups = {
        "Item": (
            Line("name", is_required=True, help="Unique below its parent, whatever the type."),
            Choice("item_type", "Type", options=lambda _: TYPES, of=ItemType, help="It cannot be changed later."),
            Lookup(
                "parent",
                "Part of",
                rows=lambda organization: models.Item.objects.of(organization).filter(
                    deleted_at=None, item_type__in=MADE_HERE
                ),
                picker="pick-parent-item",
                what="an item",
            ),
            Tick(
                "is_both_sold_and_purchased",
                "Both sold and purchased",
                "Then it has an account, a description and a price for either. It cannot be changed later.",
            ),
        ),
        ONE_WAY: (
            _account("account", "Account", "Where bills that buy it post to."),
            Price("price"),
            Price("price_percent", "Price in per cent", "Instead of a price."),
            Note("description"),
        ),
        BOTH_WAYS: (
            _account("expense_account", "Expense account", "Where bills that buy it post to."),
            Price("purchase_cost", "Cost"),
            Lookup(
                "preferred_vendor",
                rows=lambda organization: (
                    apps.get_model("vendors.Vendor").objects.of(organization).filter(deleted_at=None)
                ),
                picker="pick-vendor",
                what="a vendor",
            ),
            _account("income_account", "Income account"),
            Price("sales_price"),
            Note("purchase_description", "Description on bills"),
            Note("sales_description", "Description on invoices"),
        ),
    }

    def groups_for(self, before: Any) -> Groups:
        """Of an item that there is only its own form, for it never changes."""
        if before is None:
            return self.groups
        form = BOTH_WAYS if before.is_both_sold_and_purchased else ONE_WAY
        fixed = {"item_type", "is_both_sold_and_purchased"}
        return {"Item": tuple(each for each in self.groups["Item"] if each.field not in fixed), form: self.groups[form]}

    def record(self) -> Item:
        """The item; of a new one what was typed in the fields of the other form does not count."""
        item: Item = super().record()
        if self.before is not None:
            return item
        other = ONE_WAY if item.is_both_sold_and_purchased else BOTH_WAYS
        return replace(item, **{each.field: DEFAULTS[each.field] for each in self.groups[other]})


DEFAULTS: Final[dict[str, Any]] = {each.name: each.default for each in fields(Item) if each.default is not MISSING}
"""Field of an item → what it is where nothing was entered."""
