"""The addresses of the chart of accounts and of the pickers beside it; items and departments have their own."""

from django.urls import path

from counterfoil.server.chart import views
from counterfoil.server.chart.pages import ACCOUNT_PAGES

urlpatterns = [
    path("", views.show, name="accounts"),
    path("pick/", views.pick_account, name="pick-account"),
    path("pick-parent/", views.pick_parent_account, name="pick-parent-account"),
    *ACCOUNT_PAGES.urls(with_list=False),
]
