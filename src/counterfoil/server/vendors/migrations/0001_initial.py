import django.db.models.deletion
from django.db import migrations, models

import counterfoil.records.lists
import counterfoil.server.keeping.fields
from counterfoil.server.people.operations import KeepTenantsApart


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        ("chart", "0001_initial"),
        ("people", "0001_initial"),
    ]

    operations = [
        migrations.CreateModel(
            name="Vendor",
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
                ("salutation", models.CharField(blank=True, max_length=60)),
                ("first_name", models.CharField(blank=True, max_length=100)),
                ("middle_name", models.CharField(blank=True, max_length=100)),
                ("last_name", models.CharField(blank=True, max_length=100)),
                (
                    "address",
                    counterfoil.server.keeping.fields.AddressField(
                        blank=True, default=counterfoil.records.lists.Address
                    ),
                ),
                ("phone", models.CharField(blank=True, max_length=60)),
                ("alt_phone", models.CharField(blank=True, max_length=60)),
                ("fax", models.CharField(blank=True, max_length=60)),
                ("email", models.CharField(blank=True, max_length=1023)),
                ("contact", models.CharField(blank=True, max_length=255)),
                ("name_on_check", models.CharField(blank=True, max_length=255)),
                ("account_number", models.CharField(blank=True, max_length=255)),
                ("notes", models.CharField(blank=True, max_length=4095)),
                ("tax_id", models.CharField(blank=True, max_length=60)),
                ("is_1099", models.BooleanField(default=False)),
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
                    "terms",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="chart.terms",
                    ),
                ),
            ],
            options={
                "abstract": False,
                "indexes": [models.Index(fields=["organization", "full_name_key"], name="vendors_vendor_by_name")],
                "constraints": [models.UniqueConstraint(fields=("organization", "id"), name="vendors_vendor_tenant")],
            },
        ),
        KeepTenantsApart("Vendor"),
    ]
