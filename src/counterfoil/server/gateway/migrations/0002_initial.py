import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

from counterfoil.server.people.operations import KeepTenantsApart


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        ("gateway", "0001_initial"),
        ("people", "0002_built_in_roles"),
        ("sync", "0001_initial"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.AddField(
            model_name="call",
            name="connection",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.CASCADE, related_name="calls", to="sync.connection"
            ),
        ),
        migrations.AddField(
            model_name="call",
            name="organization",
            field=models.ForeignKey(
                db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name="+", to="people.organization"
            ),
        ),
        migrations.AddField(
            model_name="journalentry",
            name="organization",
            field=models.ForeignKey(
                db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name="+", to="people.organization"
            ),
        ),
        migrations.AddField(
            model_name="lease",
            name="connection",
            field=models.OneToOneField(
                on_delete=django.db.models.deletion.CASCADE, related_name="lease", to="sync.connection"
            ),
        ),
        migrations.AddField(
            model_name="lease",
            name="organization",
            field=models.ForeignKey(
                db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name="+", to="people.organization"
            ),
        ),
        migrations.AddField(
            model_name="profile",
            name="created_by",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
            ),
        ),
        migrations.AddField(
            model_name="profile",
            name="organization",
            field=models.ForeignKey(
                db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name="+", to="people.organization"
            ),
        ),
        migrations.AddField(
            model_name="lease",
            name="profile",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="gateway.profile",
            ),
        ),
        migrations.AddField(
            model_name="journalentry",
            name="profile",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.CASCADE, related_name="journal", to="gateway.profile"
            ),
        ),
        migrations.AddField(
            model_name="call",
            name="profile",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="+", to="gateway.profile"
            ),
        ),
        migrations.AddField(
            model_name="synctoken",
            name="created_by",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
            ),
        ),
        migrations.AddField(
            model_name="synctoken",
            name="organization",
            field=models.ForeignKey(
                db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name="+", to="people.organization"
            ),
        ),
        migrations.AddField(
            model_name="profile",
            name="token",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.SET_NULL,
                related_name="profiles",
                to="gateway.synctoken",
            ),
        ),
        migrations.AddField(
            model_name="ticket",
            name="token",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.CASCADE,
                related_name="+",
                to="gateway.synctoken",
            ),
        ),
        migrations.AddField(
            model_name="ticket",
            name="user",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.CASCADE, related_name="+", to=settings.AUTH_USER_MODEL
            ),
        ),
        migrations.AddConstraint(
            model_name="lease",
            constraint=models.UniqueConstraint(fields=("organization", "id"), name="gateway_lease_tenant"),
        ),
        migrations.AddConstraint(
            model_name="journalentry",
            constraint=models.UniqueConstraint(fields=("organization", "id"), name="gateway_journalentry_tenant"),
        ),
        migrations.AddConstraint(
            model_name="journalentry",
            constraint=models.UniqueConstraint(fields=("profile", "call", "event"), name="gateway_journal_once"),
        ),
        migrations.AddIndex(
            model_name="call",
            index=models.Index(
                condition=models.Q(("answered_at__isnull", False)), fields=["answered_at"], name="gateway_call_answered"
            ),
        ),
        migrations.AddConstraint(
            model_name="call",
            constraint=models.UniqueConstraint(fields=("organization", "id"), name="gateway_call_tenant"),
        ),
        migrations.AddConstraint(
            model_name="call",
            constraint=models.UniqueConstraint(fields=("connection", "number"), name="gateway_call_number"),
        ),
        migrations.AddConstraint(
            model_name="call",
            constraint=models.UniqueConstraint(
                condition=models.Q(("answered_at__isnull", True)), fields=("connection",), name="gateway_call_one_open"
            ),
        ),
        migrations.AddIndex(
            model_name="synctoken",
            index=models.Index(fields=["organization", "-id"], name="gateway_token_newest"),
        ),
        migrations.AddConstraint(
            model_name="synctoken",
            constraint=models.UniqueConstraint(fields=("organization", "id"), name="gateway_synctoken_tenant"),
        ),
        migrations.AddIndex(
            model_name="profile",
            index=models.Index(fields=["organization", "-id"], name="gateway_profile_newest"),
        ),
        migrations.AddConstraint(
            model_name="profile",
            constraint=models.UniqueConstraint(fields=("organization", "id"), name="gateway_profile_tenant"),
        ),
        KeepTenantsApart("Call", "JournalEntry", "Lease", "Profile", "SyncToken"),
    ]
