"""The sync app."""

from django.apps import AppConfig


class SyncConfig(AppConfig):
    """The engine's memory in the database."""

    name = "counterfoil.server.sync"
    label = "sync"
