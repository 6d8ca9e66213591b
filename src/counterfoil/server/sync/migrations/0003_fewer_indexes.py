import django.db.models.deletion
from django.db import migrations, models

from counterfoil.server.people.operations import LeaveImpliedKeysOut


class Migration(migrations.Migration):
    dependencies = [
        ("sync", "0002_two_way_preview_counts_what_would_come"),
    ]

    operations = [
        migrations.AlterField(
            model_name="detail",
            name="run",
            field=models.ForeignKey(
                db_index=False, on_delete=django.db.models.deletion.CASCADE, related_name="details", to="sync.run"
            ),
        ),
        LeaveImpliedKeysOut("Detail"),
    ]
