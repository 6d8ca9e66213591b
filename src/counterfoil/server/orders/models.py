"""Purchase orders and their lines (rule D10)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import models

from counterfoil.server.keeping.fields import money_field, quantity_field
from counterfoil.server.keeping.models import RecordModel
from counterfoil.server.orders.status import Status, still_to_come
from counterfoil.server.people.tenancy import TenantModel

if TYPE_CHECKING:
    from decimal import Decimal


class PurchaseOrder(RecordModel):
    """An order to a vendor; it posts nothing.

    `quickbooks_id` is its TxnID, by which bills name the orders that they receive. Derived: `total`,
    `is_manually_closed`, `is_fully_received` and `txn_number` are what QuickBooks says; `status` follows
    (`orders.status`).
    """

    quickbooks_id = models.CharField(max_length=40, blank=True)
    vendor = models.ForeignKey("vendors.Vendor", models.PROTECT, null=True, blank=True, related_name="+")
    txn_date = models.DateField(null=True, blank=True)
    due_date = models.DateField(null=True, blank=True)
    expected_date = models.DateField(null=True, blank=True)
    ref_number = models.CharField(max_length=60, blank=True)
    terms = models.ForeignKey("chart.Terms", models.PROTECT, null=True, blank=True, related_name="+")
    department = models.ForeignKey("chart.Department", models.PROTECT, null=True, blank=True, related_name="+")
    memo = models.CharField(max_length=4095, blank=True)

    total = money_field(default=0)
    is_manually_closed = models.BooleanField(default=False)
    is_fully_received = models.BooleanField(default=False)
    txn_number = models.BigIntegerField(null=True, blank=True)
    status = models.CharField(max_length=20, choices=[(s.value, s.value) for s in Status], default=Status.OPEN)

    class Meta(RecordModel.Meta):
        constraints = [
            *RecordModel.Meta.constraints,
            models.UniqueConstraint(
                name="orders_purchaseorder_one_each",
                fields=["organization", "quickbooks_id"],
                condition=models.Q(deleted_at__isnull=True) & ~models.Q(quickbooks_id=""),
            ),
            models.CheckConstraint(
                name="orders_purchaseorder_deleted_says_so",
                condition=models.Q(deleted_at__isnull=True) ^ models.Q(status=Status.DELETED),
            ),
            models.CheckConstraint(
                name="orders_purchaseorder_known_words",
                condition=models.Q(status__in=[status.value for status in Status]),
            ),
        ]
        indexes = [
            models.Index(fields=["organization", "quickbooks_id"], name="orders_order_by_quickbooks_id"),
            models.Index(fields=["organization", "txn_date", "id"], name="orders_order_by_date"),
            models.Index(fields=["organization", "status", "expected_date"], name="orders_order_by_status"),
            models.Index(fields=["organization", "vendor", "txn_date"], name="orders_order_by_vendor"),
            models.Index(fields=["organization", "ref_number"], name="orders_order_by_number"),
        ]

    vendor_id: int | None

    def __str__(self) -> str:
        """As people call it."""
        return f"Purchase order {self.ref_number}" if self.ref_number else "Purchase order without a number"


class OrderLine(TenantModel):
    """What was ordered; `position` is its place on the order, from 0. `received` and `is_closed` are QuickBooks'."""

    order = models.ForeignKey(PurchaseOrder, models.CASCADE, related_name="lines")
    position = models.PositiveIntegerField()
    quickbooks_line_id = models.CharField(max_length=40, blank=True)
    item = models.ForeignKey("chart.Item", models.PROTECT, null=True, blank=True, related_name="+")
    description = models.CharField(max_length=4095, blank=True)
    quantity = quantity_field()
    unit_of_measure = models.CharField(max_length=31, blank=True)
    rate = quantity_field()
    amount = money_field(default=0)
    customer = models.ForeignKey("customers.Customer", models.PROTECT, null=True, blank=True, related_name="+")
    department = models.ForeignKey("chart.Department", models.PROTECT, null=True, blank=True, related_name="+")
    received = quantity_field()
    is_closed = models.BooleanField(default=False)

    class Meta(TenantModel.Meta):
        constraints = [
            *TenantModel.Meta.constraints,
            models.UniqueConstraint(fields=["organization", "order", "position"], name="orders_orderline_one_place"),
        ]

    order_id: int

    @property
    def still_to_come(self) -> Decimal | None:
        """What has yet to come of it; None where no quantity was ordered."""
        is_closed = self.is_closed or self.order.is_manually_closed
        return still_to_come(self.quantity, self.received, is_closed=is_closed)
