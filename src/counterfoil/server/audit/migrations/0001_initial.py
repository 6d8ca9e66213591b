import django.db.models.deletion
from django.db import migrations, models

from counterfoil.server.people.operations import AppendOnly, KeepTenantsApart


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        ("people", "0001_initial"),
    ]

    operations = [
        migrations.CreateModel(
            name="Chain",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("number", models.BigIntegerField(default=0)),
                ("hash", models.CharField(blank=True, max_length=64)),
                (
                    "organization",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="people.organization",
                    ),
                ),
            ],
            options={
                "abstract": False,
                "constraints": [
                    models.UniqueConstraint(fields=("organization", "id"), name="audit_chain_tenant"),
                    models.UniqueConstraint(fields=("organization",), name="audit_chain_one_each"),
                ],
            },
        ),
        migrations.CreateModel(
            name="Entry",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("number", models.BigIntegerField()),
                ("at", models.DateTimeField()),
                ("actor_kind", models.CharField(max_length=10)),
                ("actor_id", models.CharField(blank=True, max_length=64)),
                ("actor_name", models.CharField(blank=True, max_length=254)),
                ("kind", models.CharField(max_length=40)),
                ("record_id", models.CharField(blank=True, max_length=40)),
                ("action", models.CharField(max_length=40)),
                ("changes", models.JSONField(default=dict)),
                ("reason", models.CharField(blank=True, max_length=500)),
                ("is_ours", models.BooleanField()),
                ("previous_hash", models.CharField(blank=True, max_length=64)),
                ("hash", models.CharField(max_length=64)),
                (
                    "organization",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="people.organization",
                    ),
                ),
            ],
            options={
                "verbose_name_plural": "entries",
                "abstract": False,
                "indexes": [
                    models.Index(
                        condition=models.Q(("is_ours", True)),
                        fields=["organization", "number"],
                        name="audit_entry_owed",
                    ),
                    models.Index(fields=["organization", "kind", "record_id", "number"], name="audit_entry_of_record"),
                ],
                "constraints": [
                    models.UniqueConstraint(fields=("organization", "id"), name="audit_entry_tenant"),
                    models.UniqueConstraint(fields=("organization", "number"), name="audit_entry_number"),
                ],
            },
        ),
        KeepTenantsApart("Chain", "Entry"),
        AppendOnly("Entry"),
    ]
