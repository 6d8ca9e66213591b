from django.db import migrations

from counterfoil.server.people.operations import KeysForTriggers


class Migration(migrations.Migration):
    dependencies = [
        ("orders", "0001_initial"),
    ]

    operations = [
        KeysForTriggers("PurchaseOrder", "OrderLine"),
    ]
