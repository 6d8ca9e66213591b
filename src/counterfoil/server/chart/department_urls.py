"""The addresses of departments."""

from django.urls import path

from counterfoil.server.chart import views
from counterfoil.server.chart.pages import DEPARTMENT_PAGES

urlpatterns = [path("pick/", views.pick_department, name="pick-department"), *DEPARTMENT_PAGES.urls()]
