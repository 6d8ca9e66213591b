"""The ASGI application: Django, set up from the environment."""

import os

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "counterfoil.server.settings")

from django.core.asgi import get_asgi_application

application = get_asgi_application()
