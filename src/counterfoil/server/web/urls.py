"""The addresses of pages that belong to no one capability."""

from django.urls import include, path

from counterfoil.server.web import views

urlpatterns = [
    path("", views.home, name="home"),
    path("design/", include("counterfoil.server.web.design.urls")),
    path("sync/tokens/", include("counterfoil.server.gateway.page_urls")),
]
