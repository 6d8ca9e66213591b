"""The app `web`."""

from django.apps import AppConfig


class WebConfig(AppConfig):
    """Pages that belong to no one capability; it has no models."""

    name = "counterfoil.server.web"
    label = "web"
