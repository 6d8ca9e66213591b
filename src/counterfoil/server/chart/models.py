"""The chart of accounts and the lists beside it."""

from __future__ import annotations

from django.db import models

from counterfoil.records import ItemType
from counterfoil.server.keeping.fields import money_field, quantity_field
from counterfoil.server.keeping.models import ListModel


class Account(ListModel):
    """A ledger account (rule D1); the balances are QuickBooks' (rule D7)."""

    parent = models.ForeignKey("self", models.PROTECT, null=True, blank=True, related_name="children")
    account_type = models.CharField(max_length=30, blank=True)
    number = models.CharField(max_length=31, blank=True)
    description = models.CharField(max_length=4095, blank=True)
    bank_number = models.CharField(max_length=255, blank=True)
    balance = money_field(null=True)
    total_balance = money_field(null=True)
    special_type = models.CharField(max_length=60, blank=True)

    class Meta(ListModel.Meta):
        indexes = [
            models.Index(fields=["organization", "full_name_key"], name="chart_account_by_name"),
            models.Index(fields=["organization", "account_type"], name="chart_account_by_type"),
        ]


class Department(ListModel):
    """A department: QuickBooks' Class (rule D2)."""

    parent = models.ForeignKey("self", models.PROTECT, null=True, blank=True, related_name="children")

    class Meta(ListModel.Meta):
        indexes = [models.Index(fields=["organization", "full_name_key"], name="chart_department_by_name")]


class Terms(ListModel):
    """Payment terms (rule D6)."""

    is_date_driven = models.BooleanField(default=False)
    due_days = models.PositiveSmallIntegerField(null=True, blank=True)
    discount_days = models.PositiveSmallIntegerField(null=True, blank=True)
    discount_percent = quantity_field()
    day_of_month_due = models.PositiveSmallIntegerField(null=True, blank=True)
    due_next_month_days = models.PositiveSmallIntegerField(null=True, blank=True)
    discount_day_of_month = models.PositiveSmallIntegerField(null=True, blank=True)

    class Meta(ListModel.Meta):
        indexes = [models.Index(fields=["organization", "full_name_key"], name="chart_terms_by_name")]
        verbose_name_plural = "terms"


class Item(ListModel):
    """Something bought or sold (rule D5); which fields hold depends on its form, see `records.Item`."""

    item_type = models.CharField(max_length=20, choices=[(t.value, t.value) for t in ItemType])
    parent = models.ForeignKey("self", models.PROTECT, null=True, blank=True, related_name="children")
    is_both_sold_and_purchased = models.BooleanField(default=False)
    description = models.CharField(max_length=4095, blank=True)
    price = quantity_field()
    price_percent = quantity_field()
    account = models.ForeignKey(Account, models.PROTECT, null=True, blank=True, related_name="+")
    sales_description = models.CharField(max_length=4095, blank=True)
    sales_price = quantity_field()
    income_account = models.ForeignKey(Account, models.PROTECT, null=True, blank=True, related_name="+")
    purchase_description = models.CharField(max_length=4095, blank=True)
    purchase_cost = quantity_field()
    expense_account = models.ForeignKey(Account, models.PROTECT, null=True, blank=True, related_name="+")
    asset_account = models.ForeignKey(Account, models.PROTECT, null=True, blank=True, related_name="+")
    preferred_vendor = models.ForeignKey("vendors.Vendor", models.PROTECT, null=True, blank=True, related_name="+")

    class Meta(ListModel.Meta):
        indexes = [models.Index(fields=["organization", "full_name_key"], name="chart_item_by_name")]
