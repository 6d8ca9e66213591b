import django.db.models.deletion
from django.db import migrations, models

from counterfoil.server.people.operations import KeepTenantsApart


class Migration(migrations.Migration):
    dependencies = [
        ("gateway", "0003_keys_for_triggers"),
        ("people", "0002_built_in_roles"),
    ]

    operations = [
        migrations.CreateModel(
            name="WebConnector",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("user_name", models.CharField(max_length=60)),
                ("file_id", models.UUIDField()),
                (
                    "organization",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="people.organization",
                    ),
                ),
                (
                    "profile",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.CASCADE, related_name="web_connector", to="gateway.profile"
                    ),
                ),
            ],
            options={
                "abstract": False,
                "constraints": [
                    models.UniqueConstraint(fields=("organization", "id"), name="gateway_webconnector_tenant"),
                    models.UniqueConstraint(fields=("organization", "user_name"), name="gateway_webconnector_name"),
                ],
            },
        ),
        migrations.CreateModel(
            name="WebConnectorSession",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("ticket_hash", models.CharField(max_length=64, unique=True)),
                ("seen_at", models.DateTimeField(db_index=True)),
                ("fetched", models.BigIntegerField(default=0)),
                ("fetched_at", models.DateTimeField(blank=True, null=True)),
                ("pausing_since", models.DateTimeField(blank=True, null=True)),
                ("said", models.CharField(blank=True, default="", max_length=500)),
                (
                    "organization",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="people.organization",
                    ),
                ),
                (
                    "profile",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="sessions", to="gateway.profile"
                    ),
                ),
            ],
            options={
                "abstract": False,
                "indexes": [models.Index(fields=["organization", "profile"], name="gateway_session_profile")],
                "constraints": [
                    models.UniqueConstraint(fields=("organization", "id"), name="gateway_webconnectorsession_tenant")
                ],
            },
        ),
        KeepTenantsApart("WebConnector", "WebConnectorSession"),
    ]
