"""The design system as a Django app, so that its templates, tags and stylesheet stay in one folder."""

from django.apps import AppConfig


class DesignConfig(AppConfig):
    """The app `design`; it has no models."""

    name = "counterfoil.server.web.design"
    label = "design"
