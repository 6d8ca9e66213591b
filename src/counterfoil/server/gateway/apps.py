"""The gateway app."""

from django.apps import AppConfig


class GatewayConfig(AppConfig):
    """The agent's doors."""

    name = "counterfoil.server.gateway"
    label = "gateway"
