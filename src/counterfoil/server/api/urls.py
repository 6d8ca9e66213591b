"""The API's addresses, below `/api/v1/`."""

from django.urls import URLPattern, URLResolver, path

from counterfoil.server.api.routes import api

urlpatterns: list[URLPattern | URLResolver] = [path("", api.urls)]
