"""The addresses of bills."""

from django.urls import path

from counterfoil.server.bills import editing, views

urlpatterns = [
    path("", views.show_list, name="bills"),
    path("new/", editing.enter, name="bill-new"),
    path("due-date/", views.due, name="bill-due-date"),
    path("<int:pk>/", views.show, name="bill"),
    path("<int:pk>/edit/", editing.edit, name="bill-edit"),
    path("<int:pk>/delete/", editing.delete, name="bill-delete"),
    path("<int:pk>/approval/", editing.approve, name="bill-approval"),
    path("<int:pk>/restore/", editing.restore, name="bill-restore"),
]
