"""The people app, which also has the wall between organizations built after every migration."""

from __future__ import annotations

from django.apps import AppConfig
from django.db.models.signals import post_migrate, pre_migrate


class PeopleConfig(AppConfig):
    """Organizations and the people in them."""

    name = "counterfoil.server.people"
    label = "people"

    def ready(self) -> None:
        """Migrations see all organizations; afterwards every tenant table has its policy."""
        from counterfoil.server import wall

        pre_migrate.connect(wall.open_to_migrations, sender=self, dispatch_uid="counterfoil.wall")
        post_migrate.connect(wall.build, sender=self, dispatch_uid="counterfoil.wall")
