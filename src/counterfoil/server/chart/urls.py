"""The addresses of the chart of accounts and of the pickers beside it."""

from django.urls import path

from counterfoil.server.chart import views

urlpatterns = [
    path("", views.show, name="accounts"),
    path("pick/", views.pick_account, name="pick-account"),
    path("departments/pick/", views.pick_department, name="pick-department"),
    path("items/pick/", views.pick_item, name="pick-item"),
]
