"""What a load balancer asks: is this process alive, and may it be given work."""

from django.db import DatabaseError, connection
from django.db.migrations.executor import MigrationExecutor
from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_safe

from counterfoil.server import wall


@wall.outside
@require_safe
def healthz(_request: HttpRequest) -> HttpResponse:
    """The process answers; nothing else is looked at."""
    return HttpResponse("ok\n", content_type="text/plain")


@wall.outside
@require_safe
def readyz(_request: HttpRequest) -> HttpResponse:
    """The database answers and is up to date; 503 with one sentence when not."""
    try:
        executor = MigrationExecutor(connection)
        is_behind = bool(executor.migration_plan(executor.loader.graph.leaf_nodes()))
    except DatabaseError:
        return _not_ready("The database does not answer.")
    return _not_ready("The database is not up to date.") if is_behind else healthz(_request)


def _not_ready(sentence: str) -> HttpResponse:
    return HttpResponse(f"{sentence}\n", status=503, content_type="text/plain")
