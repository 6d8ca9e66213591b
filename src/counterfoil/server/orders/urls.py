"""The addresses of purchase orders."""

from django.urls import path

from counterfoil.server.orders import views

urlpatterns = [
    path("", views.show_list, name="orders"),
    path("<int:pk>/", views.show, name="order"),
]
