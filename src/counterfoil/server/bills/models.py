"""Bills, their expense lines and their item lines (rule B18)."""

from __future__ import annotations

from django.db import models

from counterfoil.records import Billable
from counterfoil.server.bills.settlement import NO_ORDER
from counterfoil.server.bills.status import Approval, Paid, Status
from counterfoil.server.keeping.fields import AddressField, money_field, quantity_field
from counterfoil.server.keeping.models import RecordModel
from counterfoil.server.people.tenancy import TenantModel


class Bill(RecordModel):
    """A vendor's bill.

    Derived: `total` is the sum of the lines; `paid_in_quickbooks`, `paid_amount` and `purchase_order_number` are what
    QuickBooks says; `open_amount` and `status` follow (`bills.status`).
    """

    vendor = models.ForeignKey("vendors.Vendor", models.PROTECT, related_name="bills", db_index=False)
    vendor_address = AddressField()
    ap_account = models.ForeignKey(
        "chart.Account", models.PROTECT, null=True, blank=True, related_name="+", db_index=False
    )
    txn_date = models.DateField(null=True, blank=True)
    due_date = models.DateField(null=True, blank=True)
    ref_number = models.CharField(max_length=60, blank=True)
    terms = models.ForeignKey("chart.Terms", models.PROTECT, null=True, blank=True, related_name="+", db_index=False)
    memo = models.CharField(max_length=4095, blank=True)

    total = money_field(default=0)
    paid_in_quickbooks = models.CharField(
        max_length=10, choices=[(p.value, p.value) for p in Paid], default=Paid.UNPAID
    )
    paid_amount = money_field(default=0)
    open_amount = money_field(default=0)
    status = models.CharField(max_length=12, choices=[(s.value, s.value) for s in Status], default=Status.UNPAID)
    approval = models.CharField(
        max_length=12, choices=[(a.value, a.value) for a in Approval], default=Approval.NOT_REQUIRED
    )
    purchase_order_number = models.CharField(max_length=60, default=NO_ORDER)

    class Meta(RecordModel.Meta):
        constraints = [
            *RecordModel.Meta.constraints,
            models.CheckConstraint(
                name="bills_bill_deleted_says_so",
                condition=models.Q(deleted_at__isnull=True) ^ models.Q(status=Status.DELETED),
            ),
            models.CheckConstraint(
                name="bills_bill_known_words",
                condition=models.Q(paid_in_quickbooks__in=[p.value for p in Paid])
                & models.Q(status__in=[s.value for s in Status])
                & models.Q(approval__in=[a.value for a in Approval]),
            ),
        ]
        indexes = [
            models.Index(fields=["organization", "status", "due_date"], name="bills_bill_by_status"),
            models.Index(fields=["organization", "vendor", "txn_date"], name="bills_bill_by_vendor"),
            models.Index(fields=["organization", "txn_date", "id"], name="bills_bill_by_date"),
            models.Index(fields=["organization", "due_date", "id"], name="bills_bill_by_due_date"),
            models.Index(fields=["organization", "ref_number"], name="bills_bill_by_number"),
            models.Index(fields=["organization", "vendor", "total"], name="bills_bill_by_amount"),
        ]

    vendor_id: int

    def __str__(self) -> str:
        """As people call it."""
        return f"Bill {self.ref_number}" if self.ref_number else f"Bill {self.pk}"

    @property
    def receives_orders(self) -> bool:
        """Whether a line of it receives a purchase order in QuickBooks (rule B10)."""
        return self.purchase_order_number != NO_ORDER


class ReceivedOrder(TenantModel):
    """A purchase order that lines of a bill receive (rule B9); `position` 0 is the first linked.

    `quickbooks_id` is the order's TxnID. It is no key, since a bill may name an order that has not come over.
    """

    bill = models.ForeignKey(Bill, models.CASCADE, related_name="received_orders")
    position = models.PositiveIntegerField()
    quickbooks_id = models.CharField(max_length=40)
    number = models.CharField(max_length=60, blank=True)

    class Meta(TenantModel.Meta):
        constraints = [
            *TenantModel.Meta.constraints,
            models.UniqueConstraint(fields=["organization", "bill", "position"], name="bills_receivedorder_one_place"),
        ]
        indexes = [models.Index(fields=["organization", "quickbooks_id"], name="bills_received_order_by_order")]

    bill_id: int


class LineModel(TenantModel):
    """What every line of a bill has; `position` is its place among the bill's lines of the same table, from 0.

    Of its keys only the customer's is indexed by itself: the others lead to thousands of lines each, or stand in an
    index already, and a first sync writes half a million lines.
    """

    position = models.PositiveIntegerField()
    quickbooks_line_id = models.CharField(max_length=40, blank=True)
    amount = money_field(default=0)
    customer = models.ForeignKey("customers.Customer", models.PROTECT, null=True, blank=True, related_name="+")
    department = models.ForeignKey(
        "chart.Department", models.PROTECT, null=True, blank=True, related_name="+", db_index=False
    )
    billable = models.CharField(max_length=20, blank=True, choices=[(b.value, b.value) for b in Billable if b])

    class Meta(TenantModel.Meta):
        abstract = True


class ExpenseLine(LineModel):
    """A line that posts an amount to an account; without one it posts to *Unallocated expenses* (rule B17)."""

    bill = models.ForeignKey(Bill, models.CASCADE, related_name="expense_lines", db_index=False)
    account = models.ForeignKey(
        "chart.Account", models.PROTECT, null=True, blank=True, related_name="+", db_index=False
    )
    memo = models.CharField(max_length=4095, blank=True)

    class Meta(LineModel.Meta):
        indexes = [models.Index(fields=["organization", "bill"], name="bills_expense_line_of_bill")]


class ItemLine(LineModel):
    """A line that buys an item; or an item group (`item_group`), whose own lines point at it as `parent`."""

    bill = models.ForeignKey(Bill, models.CASCADE, related_name="item_lines", db_index=False)
    parent = models.ForeignKey("self", models.CASCADE, null=True, blank=True, related_name="children", db_index=False)
    is_group = models.BooleanField(default=False)
    item = models.ForeignKey("chart.Item", models.PROTECT, null=True, blank=True, related_name="+", db_index=False)
    description = models.CharField(max_length=4095, blank=True)
    quantity = quantity_field()
    unit_of_measure = models.CharField(max_length=31, blank=True)
    cost = quantity_field()

    class Meta(LineModel.Meta):
        indexes = [
            models.Index(fields=["organization", "bill"], name="bills_item_line_of_bill"),
            models.Index(fields=["parent"], condition=models.Q(parent__isnull=False), name="bills_item_line_of_group"),
        ]
        constraints = [
            *LineModel.Meta.constraints,
            models.CheckConstraint(
                name="bills_item_line_groups_hold_no_groups",
                condition=models.Q(is_group=False) | models.Q(parent__isnull=True),
            ),
        ]

    parent_id: int | None
