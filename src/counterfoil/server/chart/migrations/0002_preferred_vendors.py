import django.db.models.deletion
from django.db import migrations, models

from counterfoil.server.people.operations import KeepTenantsApart


class Migration(migrations.Migration):
    dependencies = [
        ("chart", "0001_initial"),
        ("vendors", "0001_initial"),
    ]

    operations = [
        migrations.AddField(
            model_name="item",
            name="preferred_vendor",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="vendors.vendor",
            ),
        ),
        KeepTenantsApart("Item"),
    ]
