"""The addresses of the sync's pages."""

from django.urls import path

from counterfoil.server.sync import company_pages, plan, preferences_pages, views

urlpatterns = [
    path("", views.show, name="sync"),
    path("now/", views.sync_now, name="sync-now"),
    path("company/answer/", company_pages.answer, name="company-answer"),
    path("company/findings/", company_pages.findings, name="findings"),
    path("pause/", views.pause, name="sync-pause"),
    path("pause/end/", views.end_pause, name="sync-end-pause"),
    path("plan/", plan.show, name="sync-plan"),
    path("runs/", views.show_runs, name="runs"),
    path("runs/<int:pk>/", views.show_run, name="run"),
    path("runs/<int:pk>/details.csv", views.export_run, name="run-csv"),
    path("problems/", views.show_problems, name="problems"),
    path("problems/<int:pk>/settle/", views.settle, name="problem-settle"),
    path("conflicts/", views.show_conflicts, name="conflicts"),
    path("conflicts/<int:pk>/choose/", views.choose, name="conflict-choose"),
    path("preferences/", preferences_pages.show, name="preferences"),
    path("preferences/edit/", preferences_pages.edit, name="preferences-edit"),
    path("preferences/preview/", preferences_pages.preview, name="two-way-preview"),
]
