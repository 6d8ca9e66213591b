import django.db.models.deletion
from django.db import migrations, models

from counterfoil.server.people.operations import KeepTenantsApart


def keep_numbers(apps, _schema_editor):
    """The numbers that are known so far; which orders they are is learned when the bills are next read."""
    received = apps.get_model("bills", "ReceivedOrder")
    bills = apps.get_model("bills", "Bill").objects.exclude(linked_orders=[])
    rows = (
        received(organization_id=bill.organization_id, bill_id=bill.pk, position=position, number=number)
        for bill in bills.iterator(500)
        for position, number in enumerate(bill.linked_orders)
    )
    received.objects.bulk_create(rows, batch_size=500)


class Migration(migrations.Migration):
    dependencies = [
        ("bills", "0001_initial"),
        ("people", "0002_built_in_roles"),
    ]

    operations = [
        migrations.CreateModel(
            name="ReceivedOrder",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("position", models.PositiveIntegerField()),
                ("quickbooks_id", models.CharField(max_length=40)),
                ("number", models.CharField(blank=True, max_length=60)),
                (
                    "bill",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="received_orders", to="bills.bill"
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
                "indexes": [
                    models.Index(fields=["organization", "quickbooks_id"], name="bills_received_order_by_order")
                ],
                "constraints": [
                    models.UniqueConstraint(fields=("organization", "id"), name="bills_receivedorder_tenant"),
                    models.UniqueConstraint(
                        fields=("organization", "bill", "position"), name="bills_receivedorder_one_place"
                    ),
                ],
            },
        ),
        KeepTenantsApart("ReceivedOrder"),
        migrations.RunPython(keep_numbers, migrations.RunPython.noop),
    ]
