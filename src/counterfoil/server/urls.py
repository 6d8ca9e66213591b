"""Every address: each app brings its own, below its prefix."""

from django.urls import URLPattern, URLResolver, include, path

from counterfoil.server.probes import healthz, readyz

PREFIXES = {
    "web.urls": "",
    "people.urls": "",
    "bills.urls": "bills/",
    "orders.urls": "orders/",
    "vendors.urls": "vendors/",
    "customers.urls": "customers/",
    "chart.urls": "accounts/",
    "chart.item_urls": "items/",
    "chart.department_urls": "departments/",
    "sync.urls": "sync/",
    "api.urls": "api/v1/",
}
"""Module of addresses → the path below which they stand; the agents' doors are in front of Django (`server.asgi`)."""


urlpatterns: list[URLPattern | URLResolver] = [
    path("healthz", healthz),
    path("readyz", readyz),
    *(path(prefix, include(f"counterfoil.server.{module}")) for module, prefix in PREFIXES.items()),
]

handler403 = "counterfoil.server.web.errors.not_allowed"
