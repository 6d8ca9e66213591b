"""The address of the page that shows the design system."""

from django.urls import path

from counterfoil.server.web.design import views

urlpatterns = [path("", views.show, name="design")]
