"""The address of the picker of customers and jobs."""

from django.urls import path

from counterfoil.server.customers import views

urlpatterns = [path("pick/", views.pick, name="pick-customer")]
