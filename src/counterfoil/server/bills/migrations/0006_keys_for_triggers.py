from django.db import migrations

from counterfoil.server.people.operations import KeysForTriggers


class Migration(migrations.Migration):
    dependencies = [
        ("bills", "0005_bills_by_amount"),
    ]

    operations = [
        KeysForTriggers("Bill", "ReceivedOrder", "ExpenseLine", "ItemLine"),
    ]
