"""Every address: each app brings its own, below its prefix."""

import importlib.util

from django.urls import URLPattern, URLResolver, include, path

from counterfoil.server.probes import healthz, readyz

PREFIXES = {
    "web": "",
    "people": "",
    "bills": "bills/",
    "vendors": "vendors/",
    "customers": "customers/",
    "chart": "accounts/",
    "sync": "sync/",
    "gateway": "agent/v1/",
    "api": "api/v1/",
}
"""App → the path below which its addresses stand."""


def _has_urls(app: str) -> bool:
    package = importlib.util.find_spec(f"counterfoil.server.{app}")
    return bool(package and package.origin and importlib.util.find_spec(f"counterfoil.server.{app}.urls"))


urlpatterns: list[URLPattern | URLResolver] = [
    path("healthz", healthz),
    path("readyz", readyz),
    *(path(prefix, include(f"counterfoil.server.{app}.urls")) for app, prefix in PREFIXES.items() if _has_urls(app)),
]

handler403 = "counterfoil.server.web.errors.not_allowed"
