"""The ASGI application: agents, the Web Connector and live pages in front, and Django, set up from the environment."""

import os
import warnings

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "counterfoil.server.settings")

# WhiteNoise hands a static file's few pieces over one by one; they are small, and Django gathers them.
warnings.filterwarnings("ignore", message="StreamingHttpResponse must consume synchronous iterators")

from django.core.asgi import get_asgi_application  # noqa: E402  # after the warning above

django = get_asgi_application()  # before anything that needs the apps

from counterfoil.server import garbage  # noqa: E402  # the same
from counterfoil.server.gateway import doors  # noqa: E402  # the apps are ready from here on
from counterfoil.server.gateway.web_connector import door  # noqa: E402  # the same
from counterfoil.server.web import live  # noqa: E402  # the same

application = doors.route(door.route(live.route(django)))
garbage.settle()
