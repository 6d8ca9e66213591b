import django.db.models.deletion
from django.db import migrations, models

import counterfoil.server.orders.status
from counterfoil.server.people.operations import KeepTenantsApart


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        ("chart", "0002_preferred_vendors"),
        ("customers", "0001_initial"),
        ("people", "0002_built_in_roles"),
        ("vendors", "0001_initial"),
    ]

    operations = [
        migrations.CreateModel(
            name="PurchaseOrder",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("revision", models.PositiveIntegerField(default=1)),
                ("created_at", models.DateTimeField()),
                ("updated_at", models.DateTimeField()),
                ("deleted_at", models.DateTimeField(blank=True, null=True)),
                ("quickbooks_id", models.CharField(blank=True, max_length=40)),
                ("txn_date", models.DateField(blank=True, null=True)),
                ("due_date", models.DateField(blank=True, null=True)),
                ("expected_date", models.DateField(blank=True, null=True)),
                ("ref_number", models.CharField(blank=True, max_length=60)),
                ("memo", models.CharField(blank=True, max_length=4095)),
                ("total", models.DecimalField(decimal_places=2, default=0, max_digits=15)),
                ("is_manually_closed", models.BooleanField(default=False)),
                ("is_fully_received", models.BooleanField(default=False)),
                ("txn_number", models.BigIntegerField(blank=True, null=True)),
                (
                    "status",
                    models.CharField(
                        choices=[
                            ("open", "open"),
                            ("partly_received", "partly_received"),
                            ("received", "received"),
                            ("closed", "closed"),
                            ("deleted", "deleted"),
                        ],
                        default=counterfoil.server.orders.status.Status["OPEN"],
                        max_length=20,
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
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="vendors.vendor",
                    ),
                ),
            ],
            options={
                "abstract": False,
            },
        ),
        migrations.CreateModel(
            name="OrderLine",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("position", models.PositiveIntegerField()),
                ("quickbooks_line_id", models.CharField(blank=True, max_length=40)),
                ("description", models.CharField(blank=True, max_length=4095)),
                ("quantity", models.DecimalField(blank=True, decimal_places=5, max_digits=15, null=True)),
                ("unit_of_measure", models.CharField(blank=True, max_length=31)),
                ("rate", models.DecimalField(blank=True, decimal_places=5, max_digits=15, null=True)),
                ("amount", models.DecimalField(decimal_places=2, default=0, max_digits=15)),
                ("received", models.DecimalField(blank=True, decimal_places=5, max_digits=15, null=True)),
                ("is_closed", models.BooleanField(default=False)),
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
                    "order",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="lines", to="orders.purchaseorder"
                    ),
                ),
            ],
            options={
                "abstract": False,
            },
        ),
        migrations.AddIndex(
            model_name="purchaseorder",
            index=models.Index(fields=["organization", "quickbooks_id"], name="orders_order_by_quickbooks_id"),
        ),
        migrations.AddIndex(
            model_name="purchaseorder",
            index=models.Index(fields=["organization", "txn_date", "id"], name="orders_order_by_date"),
        ),
        migrations.AddIndex(
            model_name="purchaseorder",
            index=models.Index(fields=["organization", "status", "expected_date"], name="orders_order_by_status"),
        ),
        migrations.AddIndex(
            model_name="purchaseorder",
            index=models.Index(fields=["organization", "vendor", "txn_date"], name="orders_order_by_vendor"),
        ),
        migrations.AddIndex(
            model_name="purchaseorder",
            index=models.Index(fields=["organization", "ref_number"], name="orders_order_by_number"),
        ),
        migrations.AddConstraint(
            model_name="purchaseorder",
            constraint=models.UniqueConstraint(fields=("organization", "id"), name="orders_purchaseorder_tenant"),
        ),
        migrations.AddConstraint(
            model_name="purchaseorder",
            constraint=models.UniqueConstraint(
                condition=models.Q(("deleted_at__isnull", True), models.Q(("quickbooks_id", ""), _negated=True)),
                fields=("organization", "quickbooks_id"),
                name="orders_purchaseorder_one_each",
            ),
        ),
        migrations.AddConstraint(
            model_name="purchaseorder",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("deleted_at__isnull", True),
                    ("status", counterfoil.server.orders.status.Status["DELETED"]),
                    _connector="XOR",
                ),
                name="orders_purchaseorder_deleted_says_so",
            ),
        ),
        migrations.AddConstraint(
            model_name="purchaseorder",
            constraint=models.CheckConstraint(
                condition=models.Q(("status__in", ["open", "partly_received", "received", "closed", "deleted"])),
                name="orders_purchaseorder_known_words",
            ),
        ),
        migrations.AddConstraint(
            model_name="orderline",
            constraint=models.UniqueConstraint(fields=("organization", "id"), name="orders_orderline_tenant"),
        ),
        migrations.AddConstraint(
            model_name="orderline",
            constraint=models.UniqueConstraint(
                fields=("organization", "order", "position"), name="orders_orderline_one_place"
            ),
        ),
        KeepTenantsApart("PurchaseOrder", "OrderLine"),
    ]
