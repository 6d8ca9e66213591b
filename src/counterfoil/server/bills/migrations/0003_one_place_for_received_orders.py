from django.db import migrations

from counterfoil.server.people.operations import KeepTenantsApart


class Migration(migrations.Migration):
    dependencies = [("bills", "0002_received_orders")]

    operations = [
        migrations.RemoveField(model_name="bill", name="linked_orders"),
        KeepTenantsApart("Bill"),
    ]
