"""The addresses of the pages of tokens and agents; the agents' own doors stand in `gateway.doors`."""

from django.urls import path

from counterfoil.server.gateway import views

urlpatterns = [
    path("", views.show, name="tokens"),
    path("new/", views.new, name="token-new"),
    path("<int:pk>/revoke/", views.revoke_token, name="token-revoke"),
    path("web-connector/", views.new_web_connector, name="web-connector-new"),
    path("web-connector/<int:pk>.qwc", views.web_connector_file, name="web-connector-file"),
    path("agents/<int:pk>/revoke/", views.revoke_agent, name="agent-revoke"),
]
