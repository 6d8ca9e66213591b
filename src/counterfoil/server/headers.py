"""Response headers that keep a browser from being turned against its user."""

from collections.abc import Awaitable, Callable

from asgiref.sync import iscoroutinefunction, markcoroutinefunction
from django.http import HttpRequest, HttpResponseBase
from django.utils.decorators import sync_and_async_middleware

POLICY = "; ".join(  # noqa: FLY002  # one directive a line
    (
        "default-src 'none'",
        "script-src 'self'",
        "style-src 'self'",
        "img-src 'self' data:",
        "font-src 'self'",
        "connect-src 'self'",
        "manifest-src 'self'",
        "form-action 'self'",
        "base-uri 'none'",
        "frame-ancestors 'none'",
    )
)
"""Everything from here, nothing inline, and nobody may frame us."""

HEADERS = {
    "Content-Security-Policy": POLICY,
    "Permissions-Policy": "camera=(), geolocation=(), microphone=(), payment=(), usb=()",
    "X-Frame-Options": "DENY",
}

Answer = HttpResponseBase
Handler = Callable[[HttpRequest], Answer] | Callable[[HttpRequest], Awaitable[Answer]]


def _with_headers(response: Answer) -> Answer:
    for name, value in HEADERS.items():
        response.headers.setdefault(name, value)
    if not response.has_header("Cache-Control"):
        response.headers["Cache-Control"] = "no-store"  # the pages are somebody's books
    return response


@sync_and_async_middleware
def security_headers(get_response: Handler) -> Handler:
    """Adds the headers to every answer that does not bring its own."""
    if iscoroutinefunction(get_response):

        async def asynchronous(request: HttpRequest) -> Answer:
            return _with_headers(await get_response(request))

        return markcoroutinefunction(asynchronous)

    def synchronous(request: HttpRequest) -> Answer:
        return _with_headers(get_response(request))  # type: ignore[arg-type]  # a plain function, as just seen

    return synchronous
