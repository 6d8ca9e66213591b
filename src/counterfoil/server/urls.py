"""Every address: each app brings its own, below its prefix."""

from django.urls import URLPattern, URLResolver, include, path

from counterfoil.server.probes import healthz, readyz

PREFIXES = {
    "web": "",
    "people": "",
    "bills": "bills/",
    "orders": "orders/",
    "vendors": "vendors/",
    "customers": "customers/",
    "chart": "accounts/",
    "sync": "sync/",
    "api": "api/v1/",
}
"""App → the path below which its addresses stand; the agents' doors stand in front of Django (`server.asgi`)."""


urlpatterns: list[URLPattern | URLResolver] = [
    path("healthz", healthz),
    path("readyz", readyz),
    *(path(prefix, include(f"counterfoil.server.{app}.urls")) for app, prefix in PREFIXES.items()),
]

handler403 = "counterfoil.server.web.errors.not_allowed"
