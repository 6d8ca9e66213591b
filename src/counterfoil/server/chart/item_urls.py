"""The addresses of items."""

from django.urls import path

from counterfoil.server.chart import views
from counterfoil.server.chart.pages import ITEM_PAGES

urlpatterns = [
    path("pick/", views.pick_item, name="pick-item"),
    path("pick-parent/", views.pick_parent_item, name="pick-parent-item"),
    *ITEM_PAGES.urls(),
]
