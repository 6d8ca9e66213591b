"""The addresses of customers and jobs."""

from django.urls import path

from counterfoil.server.customers import views
from counterfoil.server.customers.pages import CUSTOMER_PAGES

urlpatterns = [path("pick/", views.pick, name="pick-customer"), *CUSTOMER_PAGES.urls()]
