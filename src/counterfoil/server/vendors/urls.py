"""The addresses of vendors."""

from django.urls import path

from counterfoil.server.vendors import views

urlpatterns = [
    path("", views.show_list, name="vendors"),
    path("new/", views.enter, name="vendor-new"),
    path("pick/", views.pick, name="pick-vendor"),
    path("<int:pk>/", views.show, name="vendor"),
    path("<int:pk>/edit/", views.edit, name="vendor-edit"),
    path("<int:pk>/active/", views.set_active, name="vendor-active"),
]
