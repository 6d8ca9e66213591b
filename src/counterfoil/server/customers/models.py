"""Customers and jobs: to whom a bill's line may be charged on (rule D4)."""

from __future__ import annotations

from django.db import models

from counterfoil.server.keeping.fields import AddressField, money_field
from counterfoil.server.keeping.models import ListModel


class Customer(ListModel):
    """A customer, or a job: a customer with a parent."""

    parent = models.ForeignKey("self", models.PROTECT, null=True, blank=True, related_name="jobs")
    company_name = models.CharField(max_length=255, blank=True)
    first_name = models.CharField(max_length=100, blank=True)
    last_name = models.CharField(max_length=100, blank=True)
    address = AddressField()
    phone = models.CharField(max_length=60, blank=True)
    email = models.CharField(max_length=1023, blank=True)
    contact = models.CharField(max_length=255, blank=True)
    balance = money_field(null=True)

    class Meta(ListModel.Meta):
        indexes = [models.Index(fields=["organization", "full_name_key"], name="customers_customer_by_name")]
