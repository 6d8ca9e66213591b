from django.db import migrations

from counterfoil.server.people.operations import KeysForTriggers


class Migration(migrations.Migration):
    dependencies = [
        ("sync", "0006_conflicts_keep_values"),
    ]

    operations = [
        KeysForTriggers("Connection", "Finding", "Wait", "Intent", "Preferences", "Detail", "Conflict"),
    ]
