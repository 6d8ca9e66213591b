import django.db.models.deletion
from django.db import migrations, models

from counterfoil.server.people.operations import KeepTenantsApart


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        ("people", "0001_initial"),
    ]

    operations = [
        migrations.CreateModel(
            name="Account",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("revision", models.PositiveIntegerField(default=1)),
                ("created_at", models.DateTimeField()),
                ("updated_at", models.DateTimeField()),
                ("deleted_at", models.DateTimeField(blank=True, null=True)),
                ("name", models.CharField(max_length=209)),
                ("full_name", models.CharField(max_length=1100)),
                ("full_name_key", models.CharField(max_length=1100)),
                ("is_active", models.BooleanField(default=True)),
                ("account_type", models.CharField(blank=True, max_length=30)),
                ("number", models.CharField(blank=True, max_length=31)),
                ("description", models.CharField(blank=True, max_length=4095)),
                ("bank_number", models.CharField(blank=True, max_length=255)),
                ("balance", models.DecimalField(blank=True, decimal_places=2, max_digits=15, null=True)),
                ("total_balance", models.DecimalField(blank=True, decimal_places=2, max_digits=15, null=True)),
                ("special_type", models.CharField(blank=True, max_length=60)),
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
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="children",
                        to="chart.account",
                    ),
                ),
            ],
            options={
                "abstract": False,
            },
        ),
        migrations.CreateModel(
            name="Department",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("revision", models.PositiveIntegerField(default=1)),
                ("created_at", models.DateTimeField()),
                ("updated_at", models.DateTimeField()),
                ("deleted_at", models.DateTimeField(blank=True, null=True)),
                ("name", models.CharField(max_length=209)),
                ("full_name", models.CharField(max_length=1100)),
                ("full_name_key", models.CharField(max_length=1100)),
                ("is_active", models.BooleanField(default=True)),
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
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="children",
                        to="chart.department",
                    ),
                ),
            ],
            options={
                "abstract": False,
            },
        ),
        migrations.CreateModel(
            name="Item",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("revision", models.PositiveIntegerField(default=1)),
                ("created_at", models.DateTimeField()),
                ("updated_at", models.DateTimeField()),
                ("deleted_at", models.DateTimeField(blank=True, null=True)),
                ("name", models.CharField(max_length=209)),
                ("full_name", models.CharField(max_length=1100)),
                ("full_name_key", models.CharField(max_length=1100)),
                ("is_active", models.BooleanField(default=True)),
                (
                    "item_type",
                    models.CharField(
                        choices=[
                            ("service", "service"),
                            ("non_inventory", "non_inventory"),
                            ("other_charge", "other_charge"),
                            ("inventory", "inventory"),
                            ("assembly", "assembly"),
                            ("group", "group"),
                            ("fixed_asset", "fixed_asset"),
                            ("subtotal", "subtotal"),
                            ("discount", "discount"),
                            ("payment", "payment"),
                            ("sales_tax", "sales_tax"),
                            ("sales_tax_group", "sales_tax_group"),
                        ],
                        max_length=20,
                    ),
                ),
                ("is_both_sold_and_purchased", models.BooleanField(default=False)),
                ("description", models.CharField(blank=True, max_length=4095)),
                ("price", models.DecimalField(blank=True, decimal_places=5, max_digits=15, null=True)),
                ("price_percent", models.DecimalField(blank=True, decimal_places=5, max_digits=15, null=True)),
                ("sales_description", models.CharField(blank=True, max_length=4095)),
                ("sales_price", models.DecimalField(blank=True, decimal_places=5, max_digits=15, null=True)),
                ("purchase_description", models.CharField(blank=True, max_length=4095)),
                ("purchase_cost", models.DecimalField(blank=True, decimal_places=5, max_digits=15, null=True)),
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
                    "asset_account",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="chart.account",
                    ),
                ),
                (
                    "expense_account",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="chart.account",
                    ),
                ),
                (
                    "income_account",
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
                    "parent",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="children",
                        to="chart.item",
                    ),
                ),
            ],
            options={
                "abstract": False,
            },
        ),
        migrations.CreateModel(
            name="Terms",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("revision", models.PositiveIntegerField(default=1)),
                ("created_at", models.DateTimeField()),
                ("updated_at", models.DateTimeField()),
                ("deleted_at", models.DateTimeField(blank=True, null=True)),
                ("name", models.CharField(max_length=209)),
                ("full_name", models.CharField(max_length=1100)),
                ("full_name_key", models.CharField(max_length=1100)),
                ("is_active", models.BooleanField(default=True)),
                ("is_date_driven", models.BooleanField(default=False)),
                ("due_days", models.PositiveSmallIntegerField(blank=True, null=True)),
                ("discount_days", models.PositiveSmallIntegerField(blank=True, null=True)),
                ("discount_percent", models.DecimalField(blank=True, decimal_places=5, max_digits=15, null=True)),
                ("day_of_month_due", models.PositiveSmallIntegerField(blank=True, null=True)),
                ("due_next_month_days", models.PositiveSmallIntegerField(blank=True, null=True)),
                ("discount_day_of_month", models.PositiveSmallIntegerField(blank=True, null=True)),
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
                "verbose_name_plural": "terms",
                "abstract": False,
            },
        ),
        migrations.AddIndex(
            model_name="account",
            index=models.Index(fields=["organization", "full_name_key"], name="chart_account_by_name"),
        ),
        migrations.AddIndex(
            model_name="account",
            index=models.Index(fields=["organization", "account_type"], name="chart_account_by_type"),
        ),
        migrations.AddConstraint(
            model_name="account",
            constraint=models.UniqueConstraint(fields=("organization", "id"), name="chart_account_tenant"),
        ),
        migrations.AddIndex(
            model_name="department",
            index=models.Index(fields=["organization", "full_name_key"], name="chart_department_by_name"),
        ),
        migrations.AddConstraint(
            model_name="department",
            constraint=models.UniqueConstraint(fields=("organization", "id"), name="chart_department_tenant"),
        ),
        migrations.AddIndex(
            model_name="item",
            index=models.Index(fields=["organization", "full_name_key"], name="chart_item_by_name"),
        ),
        migrations.AddConstraint(
            model_name="item",
            constraint=models.UniqueConstraint(fields=("organization", "id"), name="chart_item_tenant"),
        ),
        migrations.AddIndex(
            model_name="terms",
            index=models.Index(fields=["organization", "full_name_key"], name="chart_terms_by_name"),
        ),
        migrations.AddConstraint(
            model_name="terms",
            constraint=models.UniqueConstraint(fields=("organization", "id"), name="chart_terms_tenant"),
        ),
        KeepTenantsApart("Account", "Department", "Terms", "Item"),
    ]
