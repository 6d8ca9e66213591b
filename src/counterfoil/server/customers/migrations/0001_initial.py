import django.db.models.deletion
from django.db import migrations, models

import counterfoil.records.lists
import counterfoil.server.keeping.fields
from counterfoil.server.people.operations import KeepTenantsApart


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        ("people", "0001_initial"),
    ]

    operations = [
        migrations.CreateModel(
            name="Customer",
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
                ("company_name", models.CharField(blank=True, max_length=255)),
                ("first_name", models.CharField(blank=True, max_length=100)),
                ("last_name", models.CharField(blank=True, max_length=100)),
                (
                    "address",
                    counterfoil.server.keeping.fields.AddressField(
                        blank=True, default=counterfoil.records.lists.Address
                    ),
                ),
                ("phone", models.CharField(blank=True, max_length=60)),
                ("email", models.CharField(blank=True, max_length=1023)),
                ("contact", models.CharField(blank=True, max_length=255)),
                ("balance", models.DecimalField(blank=True, decimal_places=2, max_digits=15, null=True)),
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
                        related_name="jobs",
                        to="customers.customer",
                    ),
                ),
            ],
            options={
                "abstract": False,
                "indexes": [models.Index(fields=["organization", "full_name_key"], name="customers_customer_by_name")],
                "constraints": [
                    models.UniqueConstraint(fields=("organization", "id"), name="customers_customer_tenant")
                ],
            },
        ),
        KeepTenantsApart("Customer"),
    ]
