from django.db import migrations

from counterfoil.server.people.operations import KeysForTriggers


class Migration(migrations.Migration):
    dependencies = [
        ("chart", "0002_preferred_vendors"),
    ]

    operations = [
        KeysForTriggers("Account", "Department", "Item"),
    ]
