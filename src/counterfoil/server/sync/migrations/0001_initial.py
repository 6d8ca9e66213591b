import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

from counterfoil.server.people.operations import KeepTenantsApart


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        ("chart", "0002_preferred_vendors"),
        ("people", "0002_built_in_roles"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="Link",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("kind", models.CharField(max_length=20)),
                ("record_id", models.BigIntegerField(blank=True, null=True)),
                ("quickbooks_id", models.CharField(blank=True, default="", max_length=60)),
                ("guid", models.CharField(blank=True, default="", max_length=40)),
                ("state", models.CharField(default="new", max_length=12)),
                ("hold", models.CharField(blank=True, default="", max_length=60)),
                ("base", models.JSONField(blank=True, null=True)),
                ("theirs", models.JSONField(blank=True, null=True)),
                ("derived", models.JSONField(blank=True, null=True)),
                ("paid", models.CharField(blank=True, default="", max_length=8)),
                ("fingerprint", models.CharField(blank=True, default="", max_length=64)),
                ("edit_sequence", models.CharField(blank=True, default="", max_length=20)),
                ("time_created", models.CharField(blank=True, default="", max_length=40)),
                ("time_modified", models.CharField(blank=True, default="", max_length=40)),
                ("observed_at", models.BigIntegerField(default=0)),
                ("seen_in", models.BigIntegerField(default=0)),
                ("missed_in", models.BigIntegerField(default=0)),
                ("owed", models.BooleanField(default=False)),
                ("revision", models.BigIntegerField(default=0)),
                ("retry_at", models.DateTimeField(blank=True, null=True)),
                ("attempts", models.PositiveIntegerField(default=0)),
                ("waits_for", models.JSONField(blank=True, default=list)),
                ("history", models.JSONField(blank=True, default=list)),
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
            },
        ),
        migrations.CreateModel(
            name="Intent",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("key", models.CharField(max_length=40)),
                ("kind", models.CharField(blank=True, default="", max_length=20)),
                ("act", models.CharField(max_length=10)),
                ("record_id", models.BigIntegerField(blank=True, null=True)),
                ("quickbooks_id", models.CharField(blank=True, default="", max_length=60)),
                ("guid", models.CharField(blank=True, default="", max_length=40)),
                ("set_id", models.CharField(blank=True, default="", max_length=23)),
                ("text", models.TextField()),
                ("sha256", models.CharField(max_length=64)),
                ("before", models.JSONField(blank=True, null=True)),
                ("after", models.JSONField(blank=True, null=True)),
                ("line_keys", models.JSONField(blank=True, default=list)),
                ("revision", models.BigIntegerField(default=0)),
                ("edit_sequence", models.CharField(blank=True, default="", max_length=20)),
                ("state", models.CharField(default="ready", max_length=10)),
                ("attempts", models.PositiveIntegerField(default=0)),
                ("sent_at", models.DateTimeField(blank=True, null=True)),
                ("sent_quickbooks_time", models.BigIntegerField(default=0)),
                ("deadline_seconds", models.PositiveIntegerField(default=60)),
                ("carrier", models.CharField(blank=True, default="", max_length=64)),
                ("evidence", models.CharField(blank=True, default="", max_length=200)),
                ("kept_at", models.DateTimeField()),
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
                    "link",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="intents",
                        to="sync.link",
                    ),
                ),
            ],
            options={
                "abstract": False,
            },
        ),
        migrations.CreateModel(
            name="Preferences",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("move_transactions", models.BooleanField(default=False)),
                ("two_way", models.BooleanField(default=False)),
                ("two_way_since", models.CharField(blank=True, default="", max_length=19)),
                ("two_way_switched_at", models.DateTimeField(blank=True, null=True)),
                ("master", models.CharField(default="quickbooks", max_length=12)),
                ("post_only_approved", models.BooleanField(default=False)),
                ("run_every_minutes", models.PositiveIntegerField(blank=True, null=True)),
                ("guessed_at", models.DateTimeField(blank=True, null=True)),
                ("revision", models.PositiveIntegerField(default=1)),
                (
                    "accounts_payable_account",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="chart.account",
                    ),
                ),
                (
                    "default_bank_account",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="chart.account",
                    ),
                ),
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
                    "two_way_switched_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "unallocated_expenses_account",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="chart.account",
                    ),
                ),
            ],
            options={
                "verbose_name_plural": "preferences",
                "abstract": False,
            },
        ),
        migrations.CreateModel(
            name="Problem",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("key", models.CharField(max_length=200)),
                ("kind", models.CharField(blank=True, default="", max_length=20)),
                ("record_id", models.BigIntegerField(blank=True, null=True)),
                ("quickbooks_id", models.CharField(blank=True, default="", max_length=60)),
                ("title", models.CharField(max_length=500)),
                ("severity", models.CharField(max_length=10)),
                ("problem", models.JSONField()),
                ("opened_at", models.DateTimeField()),
                ("seen_at", models.DateTimeField()),
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
            },
        ),
        migrations.CreateModel(
            name="Run",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("trigger", models.CharField(max_length=20)),
                ("started_by", models.CharField(blank=True, default="", max_length=200)),
                (
                    "outcome",
                    models.CharField(
                        blank=True,
                        choices=[("done", "Done"), ("stopped", "Stopped"), ("interrupted", "Interrupted")],
                        default="",
                        max_length=12,
                    ),
                ),
                ("message", models.TextField(blank=True, default="")),
                ("step", models.CharField(blank=True, default="", max_length=60)),
                ("done", models.PositiveIntegerField(default=0)),
                ("total", models.PositiveIntegerField(blank=True, null=True)),
                ("started_at", models.DateTimeField()),
                ("finished_at", models.DateTimeField(blank=True, null=True)),
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
            },
        ),
        migrations.CreateModel(
            name="Detail",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("at", models.DateTimeField()),
                ("kind", models.CharField(max_length=10)),
                ("record_kind", models.CharField(blank=True, default="", max_length=20)),
                ("title", models.CharField(max_length=500)),
                ("text", models.TextField(blank=True, default="")),
                ("side", models.CharField(blank=True, default="", max_length=12)),
                ("record_id", models.BigIntegerField(blank=True, null=True)),
                ("quickbooks_id", models.CharField(blank=True, default="", max_length=60)),
                ("problem", models.JSONField(blank=True, null=True)),
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
                    "run",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="details", to="sync.run"
                    ),
                ),
            ],
            options={
                "abstract": False,
            },
        ),
        migrations.CreateModel(
            name="Connection",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("file_guid", models.CharField(blank=True, default="", max_length=40)),
                ("company_name", models.CharField(blank=True, default="", max_length=250)),
                ("marker", models.BigIntegerField(default=0)),
                ("marker_sent", models.BigIntegerField(default=0)),
                ("last_restore", models.CharField(blank=True, default="", max_length=40)),
                ("last_condense", models.CharField(blank=True, default="", max_length=40)),
                (
                    "mode",
                    models.CharField(
                        choices=[("live", "Live"), ("read_only", "read only"), ("suspended", "Suspended")],
                        default="live",
                        max_length=10,
                    ),
                ),
                ("mode_reason", models.TextField(blank=True, default="")),
                ("watermarks", models.JSONField(blank=True, default=dict)),
                ("horizon_ok_until", models.CharField(blank=True, default="", max_length=40)),
                ("position", models.BigIntegerField(default=0)),
                ("step", models.CharField(blank=True, default="", max_length=40)),
                ("data", models.JSONField(blank=True, default=dict)),
                ("awaiting", models.JSONField(blank=True, null=True)),
                ("again_after_seconds", models.FloatField(blank=True, null=True)),
                ("epoch", models.BigIntegerField(default=0)),
                ("last_sweep", models.CharField(blank=True, default="", max_length=40)),
                ("facts", models.JSONField(blank=True, default=dict)),
                ("hint", models.BigIntegerField(blank=True, null=True)),
                ("utc_offset", models.IntegerField(default=0)),
                ("agent_protocol", models.PositiveIntegerField(default=0)),
                ("agent_version", models.CharField(blank=True, default="", max_length=40)),
                ("agent_seen_at", models.DateTimeField(blank=True, null=True)),
                ("agent_note", models.CharField(blank=True, default="", max_length=500)),
                ("quickbooks", models.CharField(blank=True, default="", max_length=10)),
                ("requested_at", models.DateTimeField(blank=True, null=True)),
                ("requested_by", models.CharField(blank=True, default="", max_length=200)),
                ("looked_at", models.DateTimeField(blank=True, null=True)),
                ("failures", models.PositiveIntegerField(default=0)),
                ("preview_wanted_at", models.DateTimeField(blank=True, null=True)),
                ("previewed_at", models.DateTimeField(blank=True, null=True)),
                ("previewed_bills", models.PositiveIntegerField(blank=True, null=True)),
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
                    "run",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to="sync.run",
                    ),
                ),
            ],
            options={
                "abstract": False,
            },
        ),
        migrations.CreateModel(
            name="Conflict",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("kind", models.CharField(max_length=20)),
                ("record_id", models.BigIntegerField(blank=True, null=True)),
                ("quickbooks_id", models.CharField(blank=True, default="", max_length=60)),
                ("path", models.CharField(max_length=200)),
                ("base", models.TextField(blank=True, default="")),
                ("ours", models.TextField(blank=True, default="")),
                ("theirs", models.TextField(blank=True, default="")),
                ("winner", models.CharField(blank=True, default="", max_length=12)),
                ("found_at", models.DateTimeField()),
                ("chosen", models.CharField(blank=True, default="", max_length=12)),
                ("chosen_by", models.CharField(blank=True, default="", max_length=200)),
                ("chosen_at", models.DateTimeField(blank=True, null=True)),
                ("settled_at", models.DateTimeField(blank=True, null=True)),
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
                    "run",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="conflicts",
                        to="sync.run",
                    ),
                ),
            ],
            options={
                "abstract": False,
            },
        ),
        migrations.CreateModel(
            name="Tombstone",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("kind", models.CharField(max_length=20)),
                ("record_id", models.BigIntegerField(blank=True, null=True)),
                ("quickbooks_id", models.CharField(blank=True, default="", max_length=60)),
                ("record", models.JSONField(blank=True, null=True)),
                ("side", models.CharField(max_length=12)),
                ("reason", models.CharField(blank=True, default="", max_length=500)),
                ("at", models.DateTimeField()),
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
            },
        ),
        migrations.CreateModel(
            name="Wait",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("key", models.CharField(max_length=120)),
                (
                    "link",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="waits", to="sync.link"
                    ),
                ),
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
            },
        ),
        migrations.AddIndex(
            model_name="link",
            index=models.Index(fields=["organization", "kind", "quickbooks_id", "id"], name="sync_link_there"),
        ),
        migrations.AddIndex(
            model_name="link",
            index=models.Index(
                condition=models.Q(("guid", ""), _negated=True), fields=["organization", "guid"], name="sync_link_guid"
            ),
        ),
        migrations.AddIndex(
            model_name="link",
            index=models.Index(
                condition=models.Q(("owed", True)), fields=["organization", "kind", "id"], name="sync_link_owed"
            ),
        ),
        migrations.AddIndex(
            model_name="link",
            index=models.Index(
                condition=models.Q(("owed", True), ("retry_at__isnull", False)),
                fields=["organization", "retry_at"],
                name="sync_link_retry",
            ),
        ),
        migrations.AddIndex(
            model_name="link",
            index=models.Index(
                condition=models.Q(("state__in", ("linked", "closed")), _negated=True),
                fields=["organization", "kind", "state", "id"],
                name="sync_link_watched",
            ),
        ),
        migrations.AddConstraint(
            model_name="link",
            constraint=models.UniqueConstraint(fields=("organization", "id"), name="sync_link_tenant"),
        ),
        migrations.AddConstraint(
            model_name="link",
            constraint=models.UniqueConstraint(
                condition=models.Q(
                    models.Q(("state", "closed"), _negated=True), models.Q(("quickbooks_id", ""), _negated=True)
                ),
                fields=("organization", "kind", "quickbooks_id"),
                name="sync_link_one_live_there",
            ),
        ),
        migrations.AddConstraint(
            model_name="link",
            constraint=models.UniqueConstraint(
                condition=models.Q(models.Q(("state", "closed"), _negated=True), ("record_id__isnull", False)),
                fields=("organization", "kind", "record_id"),
                name="sync_link_one_live_here",
            ),
        ),
        migrations.AddIndex(
            model_name="intent",
            index=models.Index(fields=["organization", "state", "id"], name="sync_intent_state"),
        ),
        migrations.AddConstraint(
            model_name="intent",
            constraint=models.UniqueConstraint(fields=("organization", "id"), name="sync_intent_tenant"),
        ),
        migrations.AddConstraint(
            model_name="intent",
            constraint=models.UniqueConstraint(fields=("organization", "key"), name="sync_intent_key"),
        ),
        migrations.AddConstraint(
            model_name="intent",
            constraint=models.UniqueConstraint(
                condition=models.Q(("state__in", ("sent", "unknown")), ("link__isnull", False)),
                fields=("organization", "link"),
                name="sync_intent_one_under_way",
            ),
        ),
        migrations.AddConstraint(
            model_name="preferences",
            constraint=models.UniqueConstraint(fields=("organization", "id"), name="sync_preferences_tenant"),
        ),
        migrations.AddConstraint(
            model_name="preferences",
            constraint=models.UniqueConstraint(fields=("organization",), name="sync_preferences_one"),
        ),
        migrations.AddIndex(
            model_name="problem",
            index=models.Index(fields=["organization", "kind", "record_id"], name="sync_problem_record"),
        ),
        migrations.AddConstraint(
            model_name="problem",
            constraint=models.UniqueConstraint(fields=("organization", "id"), name="sync_problem_tenant"),
        ),
        migrations.AddConstraint(
            model_name="problem",
            constraint=models.UniqueConstraint(fields=("organization", "key"), name="sync_problem_key"),
        ),
        migrations.AddIndex(
            model_name="run",
            index=models.Index(fields=["organization", "-id"], name="sync_run_newest"),
        ),
        migrations.AddConstraint(
            model_name="run",
            constraint=models.UniqueConstraint(fields=("organization", "id"), name="sync_run_tenant"),
        ),
        migrations.AddIndex(
            model_name="detail",
            index=models.Index(fields=["organization", "run", "id"], name="sync_detail_run"),
        ),
        migrations.AddIndex(
            model_name="detail",
            index=models.Index(fields=["organization", "record_kind", "record_id", "-id"], name="sync_detail_record"),
        ),
        migrations.AddConstraint(
            model_name="detail",
            constraint=models.UniqueConstraint(fields=("organization", "id"), name="sync_detail_tenant"),
        ),
        migrations.AddConstraint(
            model_name="connection",
            constraint=models.UniqueConstraint(fields=("organization", "id"), name="sync_connection_tenant"),
        ),
        migrations.AddConstraint(
            model_name="connection",
            constraint=models.UniqueConstraint(fields=("organization",), name="sync_connection_one_file"),
        ),
        migrations.AddIndex(
            model_name="conflict",
            index=models.Index(fields=["organization", "kind", "record_id", "-id"], name="sync_conflict_record"),
        ),
        migrations.AddIndex(
            model_name="conflict",
            index=models.Index(
                condition=models.Q(("settled_at__isnull", True)),
                fields=["organization", "-id"],
                name="sync_conflict_open",
            ),
        ),
        migrations.AddConstraint(
            model_name="conflict",
            constraint=models.UniqueConstraint(fields=("organization", "id"), name="sync_conflict_tenant"),
        ),
        migrations.AddIndex(
            model_name="tombstone",
            index=models.Index(fields=["organization", "kind", "record_id"], name="sync_tombstone_record"),
        ),
        migrations.AddConstraint(
            model_name="tombstone",
            constraint=models.UniqueConstraint(fields=("organization", "id"), name="sync_tombstone_tenant"),
        ),
        migrations.AddIndex(
            model_name="wait",
            index=models.Index(fields=["organization", "key"], name="sync_wait_key"),
        ),
        migrations.AddConstraint(
            model_name="wait",
            constraint=models.UniqueConstraint(fields=("organization", "id"), name="sync_wait_tenant"),
        ),
        migrations.AddConstraint(
            model_name="wait",
            constraint=models.UniqueConstraint(fields=("organization", "link", "key"), name="sync_wait_once"),
        ),
        KeepTenantsApart(
            "Connection", "Conflict", "Detail", "Intent", "Link", "Preferences", "Problem", "Run", "Tombstone", "Wait"
        ),
    ]
