from django.db import migrations, models


class Migration(migrations.Migration):
    initial = True

    dependencies = []

    operations = [
        migrations.CreateModel(
            name="Call",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("number", models.BigIntegerField()),
                ("installation", models.CharField(max_length=64)),
                ("process", models.CharField(max_length=64)),
                ("epoch", models.BigIntegerField()),
                ("text", models.TextField(blank=True)),
                ("sha256", models.CharField(max_length=64)),
                ("intent", models.CharField(blank=True, default="", max_length=40)),
                ("writes", models.BooleanField()),
                ("is_preview", models.BooleanField(default=False)),
                ("seconds", models.PositiveIntegerField()),
                ("handed_at", models.DateTimeField()),
                ("answered_at", models.DateTimeField(blank=True, null=True)),
            ],
            options={
                "abstract": False,
            },
        ),
        migrations.CreateModel(
            name="JournalEntry",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("call", models.BigIntegerField()),
                ("event", models.CharField(max_length=10)),
                ("number", models.BigIntegerField()),
                ("sha256", models.CharField(blank=True, default="", max_length=64)),
                ("at", models.DateTimeField(db_index=True)),
            ],
            options={
                "abstract": False,
            },
        ),
        migrations.CreateModel(
            name="Lease",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("installation", models.CharField(blank=True, default="", max_length=64)),
                ("process", models.CharField(blank=True, default="", max_length=64)),
                ("epoch", models.BigIntegerField(default=0)),
                ("taken_at", models.DateTimeField(blank=True, null=True)),
                ("seen_at", models.DateTimeField(blank=True, null=True)),
                ("superseded", models.JSONField(blank=True, default=list)),
                ("numbers", models.BigIntegerField(default=0)),
                ("faults", models.PositiveIntegerField(default=0)),
            ],
            options={
                "abstract": False,
            },
        ),
        migrations.CreateModel(
            name="Profile",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("company_file", models.CharField(max_length=1000)),
                ("credential_hash", models.CharField(max_length=64, unique=True)),
                ("installation", models.CharField(max_length=64)),
                ("machine", models.CharField(blank=True, default="", max_length=200)),
                ("created_at", models.DateTimeField()),
                ("revoked_at", models.DateTimeField(blank=True, null=True)),
                ("seen_at", models.DateTimeField(blank=True, null=True)),
                ("seen_from", models.CharField(blank=True, default="", max_length=45)),
                ("version", models.CharField(blank=True, default="", max_length=40)),
            ],
            options={
                "abstract": False,
            },
        ),
        migrations.CreateModel(
            name="SyncToken",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("name", models.CharField(max_length=100)),
                ("secret_hash", models.CharField(max_length=64, unique=True)),
                ("created_at", models.DateTimeField()),
                ("expires_at", models.DateTimeField()),
                ("used_at", models.DateTimeField(blank=True, null=True)),
                ("used_from", models.CharField(blank=True, default="", max_length=45)),
                ("used_on", models.CharField(blank=True, default="", max_length=200)),
                ("revoked_at", models.DateTimeField(blank=True, null=True)),
            ],
            options={
                "abstract": False,
            },
        ),
        migrations.CreateModel(
            name="Ticket",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("secret_hash", models.CharField(max_length=64, unique=True)),
                ("installation", models.CharField(max_length=64)),
                ("machine", models.CharField(blank=True, default="", max_length=200)),
                ("version", models.CharField(blank=True, default="", max_length=40)),
                ("protocol", models.PositiveIntegerField(default=0)),
                ("expires_at", models.DateTimeField(db_index=True)),
            ],
        ),
    ]
