import django.db.models.deletion
from django.db import migrations, models

import counterfoil.records.lists
import counterfoil.server.bills.status
import counterfoil.server.keeping.fields
from counterfoil.server.people.operations import KeepTenantsApart


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        ("chart", "0002_preferred_vendors"),
        ("customers", "0001_initial"),
        ("people", "0001_initial"),
        ("vendors", "0001_initial"),
    ]

    operations = [
        migrations.CreateModel(
            name="Bill",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("revision", models.PositiveIntegerField(default=1)),
                ("created_at", models.DateTimeField()),
                ("updated_at", models.DateTimeField()),
                ("deleted_at", models.DateTimeField(blank=True, null=True)),
                (
                    "vendor_address",
                    counterfoil.server.keeping.fields.AddressField(
                        blank=True, default=counterfoil.records.lists.Address
                    ),
                ),
                ("txn_date", models.DateField(blank=True, null=True)),
                ("due_date", models.DateField(blank=True, null=True)),
                ("ref_number", models.CharField(blank=True, max_length=60)),
                ("memo", models.CharField(blank=True, max_length=4095)),
                ("total", models.DecimalField(decimal_places=2, default=0, max_digits=15)),
                (
                    "paid_in_quickbooks",
                    models.CharField(
                        choices=[("unpaid", "unpaid"), ("partly", "partly"), ("fully", "fully")],
                        default=counterfoil.server.bills.status.Paid["UNPAID"],
                        max_length=10,
                    ),
                ),
                ("paid_amount", models.DecimalField(decimal_places=2, default=0, max_digits=15)),
                ("open_amount", models.DecimalField(decimal_places=2, default=0, max_digits=15)),
                (
                    "status",
                    models.CharField(
                        choices=[
                            ("unpaid", "unpaid"),
                            ("partly_paid", "partly_paid"),
                            ("paid", "paid"),
                            ("deleted", "deleted"),
                        ],
                        default=counterfoil.server.bills.status.Status["UNPAID"],
                        max_length=12,
                    ),
                ),
                (
                    "approval",
                    models.CharField(
                        choices=[("not_required", "not_required"), ("pending", "pending"), ("approved", "approved")],
                        default=counterfoil.server.bills.status.Approval["NOT_REQUIRED"],
                        max_length=12,
                    ),
                ),
                ("purchase_order_number", models.CharField(default="-", max_length=60)),
                ("linked_orders", models.JSONField(blank=True, default=list)),
                (
                    "ap_account",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="chart.account",
                    ),
                ),
                (
                    "organization",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="people.organization",
                    ),
                ),
                (
                    "terms",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="chart.terms",
                    ),
                ),
                (
                    "vendor",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="bills", to="vendors.vendor"
                    ),
                ),
            ],
            options={
                "abstract": False,
            },
        ),
        migrations.CreateModel(
            name="ExpenseLine",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("position", models.PositiveIntegerField()),
                ("quickbooks_line_id", models.CharField(blank=True, max_length=40)),
                ("amount", models.DecimalField(decimal_places=2, default=0, max_digits=15)),
                (
                    "billable",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("Billable", "Billable"),
                            ("NotBillable", "NotBillable"),
                            ("HasBeenBilled", "HasBeenBilled"),
                        ],
                        max_length=20,
                    ),
                ),
                ("memo", models.CharField(blank=True, max_length=4095)),
                (
                    "account",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="chart.account",
                    ),
                ),
                (
                    "bill",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="expense_lines", to="bills.bill"
                    ),
                ),
                (
                    "customer",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="customers.customer",
                    ),
                ),
                (
                    "department",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="chart.department",
                    ),
                ),
                (
                    "organization",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="people.organization",
                    ),
                ),
            ],
            options={
                "abstract": False,
            },
        ),
        migrations.CreateModel(
            name="ItemLine",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("position", models.PositiveIntegerField()),
                ("quickbooks_line_id", models.CharField(blank=True, max_length=40)),
                ("amount", models.DecimalField(decimal_places=2, default=0, max_digits=15)),
                (
                    "billable",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("Billable", "Billable"),
                            ("NotBillable", "NotBillable"),
                            ("HasBeenBilled", "HasBeenBilled"),
                        ],
                        max_length=20,
                    ),
                ),
                ("is_group", models.BooleanField(default=False)),
                ("description", models.CharField(blank=True, max_length=4095)),
                ("quantity", models.DecimalField(blank=True, decimal_places=5, max_digits=15, null=True)),
                ("unit_of_measure", models.CharField(blank=True, max_length=31)),
                ("cost", models.DecimalField(blank=True, decimal_places=5, max_digits=15, null=True)),
                (
                    "bill",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="item_lines", to="bills.bill"
                    ),
                ),
                (
                    "customer",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="customers.customer",
                    ),
                ),
                (
                    "department",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="chart.department",
                    ),
                ),
                (
                    "item",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="chart.item",
                    ),
                ),
                (
                    "organization",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="people.organization",
                    ),
                ),
                (
                    "parent",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="children",
                        to="bills.itemline",
                    ),
                ),
            ],
            options={
                "abstract": False,
            },
        ),
        migrations.AddIndex(
            model_name="bill",
            index=models.Index(fields=["organization", "status", "due_date"], name="bills_bill_by_status"),
        ),
        migrations.AddIndex(
            model_name="bill",
            index=models.Index(fields=["organization", "vendor", "txn_date"], name="bills_bill_by_vendor"),
        ),
        migrations.AddIndex(
            model_name="bill",
            index=models.Index(fields=["organization", "txn_date", "id"], name="bills_bill_by_date"),
        ),
        migrations.AddIndex(
            model_name="bill",
            index=models.Index(fields=["organization", "due_date", "id"], name="bills_bill_by_due_date"),
        ),
        migrations.AddIndex(
            model_name="bill",
            index=models.Index(fields=["organization", "ref_number"], name="bills_bill_by_number"),
        ),
        migrations.AddConstraint(
            model_name="bill",
            constraint=models.UniqueConstraint(fields=("organization", "id"), name="bills_bill_tenant"),
        ),
        migrations.AddConstraint(
            model_name="bill",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("deleted_at__isnull", True),
                    ("status", counterfoil.server.bills.status.Status["DELETED"]),
                    _connector="XOR",
                ),
                name="bills_bill_deleted_says_so",
            ),
        ),
        migrations.AddConstraint(
            model_name="bill",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("paid_in_quickbooks__in", ["unpaid", "partly", "fully"]),
                    ("status__in", ["unpaid", "partly_paid", "paid", "deleted"]),
                    ("approval__in", ["not_required", "pending", "approved"]),
                ),
                name="bills_bill_known_words",
            ),
        ),
        migrations.AddIndex(
            model_name="expenseline",
            index=models.Index(fields=["organization", "bill"], name="bills_expense_line_of_bill"),
        ),
        migrations.AddConstraint(
            model_name="expenseline",
            constraint=models.UniqueConstraint(fields=("organization", "id"), name="bills_expenseline_tenant"),
        ),
        migrations.AddIndex(
            model_name="itemline",
            index=models.Index(fields=["organization", "bill"], name="bills_item_line_of_bill"),
        ),
        migrations.AddConstraint(
            model_name="itemline",
            constraint=models.UniqueConstraint(fields=("organization", "id"), name="bills_itemline_tenant"),
        ),
        migrations.AddConstraint(
            model_name="itemline",
            constraint=models.CheckConstraint(
                condition=models.Q(("is_group", False), ("parent__isnull", True), _connector="OR"),
                name="bills_item_line_groups_hold_no_groups",
            ),
        ),
        KeepTenantsApart("Bill", "ExpenseLine", "ItemLine"),
    ]
