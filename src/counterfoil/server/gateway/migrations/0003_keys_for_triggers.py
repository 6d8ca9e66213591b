from django.db import migrations

from counterfoil.server.people.operations import KeysForTriggers


class Migration(migrations.Migration):
    dependencies = [
        ("gateway", "0002_initial"),
    ]

    operations = [
        KeysForTriggers("Profile", "Lease", "Call", "JournalEntry"),
    ]
