"""The ASGI application: agents and live pages in front, and Django, set up from the environment."""

import os

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "counterfoil.server.settings")

from django.core.asgi import get_asgi_application

django = get_asgi_application()  # before anything that needs the apps

from counterfoil.server.gateway import doors  # noqa: E402  # the apps are ready from here on
from counterfoil.server.web import live  # noqa: E402  # the same

application = doors.route(live.route(django))
