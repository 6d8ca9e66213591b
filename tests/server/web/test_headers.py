"""What every answer tells the browser, written out: a header that changes or goes missing is seen here."""

import asyncio

import httpx
import pytest
from django.test import Client
from tests.conftest import PASSWORD
from tests.server.api.conftest import program_of
from tests.server.web.conftest import browser_of
from tests.server.web.test_every_address import PAGES, url

from counterfoil.server.asgi import application

POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; font-src 'self'; "
    "connect-src 'self'; manifest-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
)
PAGE = {
    "Cache-Control": "no-store",
    "Content-Security-Policy": POLICY,
    "Cross-Origin-Opener-Policy": "same-origin",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=(), payment=(), usb=()",
    "Referrer-Policy": "same-origin",
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
}
OF_THE_CONTENT = {"Content-Type", "Content-Length", "Content-Disposition", "Location", "Vary", "Allow", "ETag"}
OF_THE_CONTENT |= {"WWW-Authenticate", "Expires"}
"""What an answer says of itself rather than of what a browser may do."""


def said(answer):
    """The headers about the browser; Django's `never_cache` says more than no-store, and no less."""
    told = {name: value for name, value in answer.headers.items() if name not in OF_THE_CONTENT}
    return told | {"Cache-Control": "no-store" if "no-store" in told["Cache-Control"] else told["Cache-Control"]}


@pytest.mark.parametrize("path", PAGES)
def test_every_page_says_the_same_whether_it_is_there_or_not(administrator, path):
    browser = browser_of(administrator)
    for method in ("get", "post"):
        answer = getattr(browser, method)(url(path))
        assert said(answer) == PAGE, f"{method} /{path}"


@pytest.mark.django_db
@pytest.mark.parametrize("path", ["/no-such-page/", "/sign-in/", "/healthz"])
def test_strangers_are_told_the_same(path):
    assert said(Client().get(path)) == PAGE


def test_the_api_says_the_same(organization):
    program = program_of(organization)
    for path in ("vendors", "vendors/999999", "no-such-thing"):
        assert said(program.get(path)) == PAGE
    program.key = "nonsense"
    assert said(program.get("vendors")) == PAGE


def over_asgi(method, path):
    async def go():
        async with httpx.AsyncClient(
            transport=httpx.ASGITransport(app=application), base_url="http://localhost"
        ) as each:
            return await each.request(method, path, content=b"{}", headers={"Content-Type": "application/json"})

    return asyncio.run(go())


@pytest.mark.django_db(transaction=True)
def test_the_agents_door_and_the_stream_keep_nothing_and_set_no_cookie():
    for method, path in (("POST", "/agent/v1/exchange"), ("GET", "/agent/v1/exchange"), ("GET", "/live")):
        answer = over_asgi(method, path)
        assert answer.headers["cache-control"] == "no-store"
        assert "set-cookie" not in answer.headers
        assert "location" not in answer.headers, "secrets are refused where they are not encrypted, and not led on"


def test_cookies_are_kept_from_scripts_and_from_other_sites(administrator):
    browser = Client()
    answer = browser.post("/sign-in/", {"username": administrator.email, "password": PASSWORD})
    assert answer.status_code == 302, answer.content
    assert answer.cookies
    for cookie in answer.cookies.values():
        assert cookie["httponly"]
        assert cookie["samesite"] == "Lax"
        assert not cookie["domain"], "this host alone"
