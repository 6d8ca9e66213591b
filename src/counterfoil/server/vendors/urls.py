"""The addresses of vendors."""

from django.urls import path

from counterfoil.server.vendors import views
from counterfoil.server.vendors.pages import VENDOR_PAGES

urlpatterns = [path("pick/", views.pick, name="pick-vendor"), *VENDOR_PAGES.urls()]
