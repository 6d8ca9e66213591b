import datetime as dt

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

import counterfoil.server.sync.schedule
from counterfoil.server.people.operations import KeepTenantsApart


class Migration(migrations.Migration):
    dependencies = [
        ("chart", "0002_preferred_vendors"),
        ("people", "0002_built_in_roles"),
        ("sync", "0003_fewer_indexes"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.AddField(
            model_name="connection",
            name="paused_at",
            field=models.DateTimeField(blank=True, null=True),
        ),
        migrations.AddField(
            model_name="connection",
            name="paused_by",
            field=models.CharField(blank=True, default="", max_length=200),
        ),
        migrations.AddField(
            model_name="preferences",
            name="accounts_receivable_account",
            field=models.ForeignKey(
                blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to="chart.account"
            ),
        ),
        migrations.AddField(
            model_name="preferences",
            name="clearing_account",
            field=models.ForeignKey(
                blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to="chart.account"
            ),
        ),
        migrations.AddField(
            model_name="preferences",
            name="deposit_to_account",
            field=models.ForeignKey(
                blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to="chart.account"
            ),
        ),
        migrations.AddField(
            model_name="preferences",
            name="holds_edits_of_approved",
            field=models.BooleanField(default=False),
        ),
        migrations.AddField(
            model_name="preferences",
            name="office_closes",
            field=models.TimeField(default=dt.time(18, 0)),
        ),
        migrations.AddField(
            model_name="preferences",
            name="office_days",
            field=models.CharField(default="12345", max_length=7),
        ),
        migrations.AddField(
            model_name="preferences",
            name="office_opens",
            field=models.TimeField(default=dt.time(8, 0)),
        ),
        migrations.AddField(
            model_name="preferences",
            name="schedule_hours",
            field=models.CharField(
                choices=[("any", "any"), ("office", "office"), ("outside", "outside")],
                default=counterfoil.server.sync.schedule.Hours["ANY"],
                max_length=10,
            ),
        ),
        migrations.AddField(
            model_name="preferences",
            name="syncs_offline_payments",
            field=models.BooleanField(default=True),
        ),
        migrations.AddConstraint(
            model_name="preferences",
            constraint=models.CheckConstraint(
                condition=models.Q(("schedule_hours__in", ["any", "office", "outside"])),
                name="sync_preferences_known_words",
            ),
        ),
        migrations.AddConstraint(
            model_name="preferences",
            constraint=models.CheckConstraint(
                condition=models.Q(("office_opens__lt", models.F("office_closes"))),
                name="sync_preferences_opens_before_it_closes",
            ),
        ),
        KeepTenantsApart("Preferences"),
    ]
