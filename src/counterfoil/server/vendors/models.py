"""Vendors: whoever sends us bills (rule D3)."""

from __future__ import annotations

from django.db import models

from counterfoil.server.keeping.fields import AddressField, money_field
from counterfoil.server.keeping.models import ListModel


class Vendor(ListModel):
    """A vendor; `balance` is what we owe them in QuickBooks' books."""

    company_name = models.CharField(max_length=255, blank=True)
    salutation = models.CharField(max_length=60, blank=True)
    first_name = models.CharField(max_length=100, blank=True)
    middle_name = models.CharField(max_length=100, blank=True)
    last_name = models.CharField(max_length=100, blank=True)
    address = AddressField()
    phone = models.CharField(max_length=60, blank=True)
    alt_phone = models.CharField(max_length=60, blank=True)
    fax = models.CharField(max_length=60, blank=True)
    email = models.CharField(max_length=1023, blank=True)
    contact = models.CharField(max_length=255, blank=True)
    name_on_check = models.CharField(max_length=255, blank=True)
    account_number = models.CharField(max_length=255, blank=True)
    notes = models.CharField(max_length=4095, blank=True)
    terms = models.ForeignKey("chart.Terms", models.PROTECT, null=True, blank=True, related_name="+")
    tax_id = models.CharField(max_length=60, blank=True)
    is_1099 = models.BooleanField(default=False)
    balance = money_field(null=True)

    class Meta(ListModel.Meta):
        indexes = [models.Index(fields=["organization", "full_name_key"], name="vendors_vendor_by_name")]
