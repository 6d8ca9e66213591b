from django.db import migrations

from counterfoil.server.people.permissions import BUILT_IN_ROLES


def make_roles(apps, schema_editor):
    role = apps.get_model("people", "Role")
    for name, (label, permissions) in BUILT_IN_ROLES.items():
        role.objects.using(schema_editor.connection.alias).update_or_create(
            organization=None, name=name, defaults={"label": label, "permissions": sorted(permissions)}
        )


class Migration(migrations.Migration):
    dependencies = [("people", "0001_initial")]
    operations = [migrations.RunPython(make_roles, migrations.RunPython.noop)]
