"""How tests talk to the served simulator without a socket: the application in a loop of its own."""

from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial
from typing import Any
from urllib.parse import urlencode

import httpx
from anyio.from_thread import BlockingPortal, start_blocking_portal
from lxml import etree, html
from starlette.applications import Starlette

OWN = "http://127.0.0.1"


class Visitor:
    """A program or a browser without scripts in front of the application."""

    def __init__(self, portal: BlockingPortal, client: httpx.AsyncClient) -> None:
        self._portal = portal
        self._client = client

    def request(self, method: str, address: str, **more: Any) -> httpx.Response:
        """The answer to one request."""
        return self._portal.call(partial(self._client.request, method, address, **more))

    def get(self, address: str, **more: Any) -> httpx.Response:
        """The answer to a GET."""
        return self.request("GET", address, **more)

    def post(self, address: str, **more: Any) -> httpx.Response:
        """The answer to a POST, redirects not followed."""
        return self.request("POST", address, **more)

    def delete(self, address: str, **more: Any) -> httpx.Response:
        """The answer to a DELETE."""
        return self.request("DELETE", address, **more)

    def page(self, address: str) -> "Page":
        """A page that must be there."""
        answer = self.get(address)
        assert answer.status_code == 200, answer.text
        return Page(answer.text)

    def submit(self, page: "Page", action: str | None = None, **changes: Any) -> httpx.Response:
        """Send the form of a page with some of its fields changed; a list gives a field several values."""
        fields = [(name, value) for name, value in page.fields if name not in changes]
        for name, value in changes.items():
            values = value if isinstance(value, list) else [] if value is None else [value]
            fields += [(name, str(each)) for each in values]
        body = urlencode(fields)
        headers = {"content-type": "application/x-www-form-urlencoded", "origin": OWN}
        return self.post(action or page.action, content=body, headers=headers)


class Page:
    """An HTML page taken apart."""

    def __init__(self, text: str) -> None:
        self.root: etree._Element = html.fromstring(text)
        etree.strip_elements(self.root, "template", with_tail=False)

    @property
    def form(self) -> etree._Element:
        """The form that is for entering something."""
        return self.all("//form[@method='post']")[0]

    @property
    def action(self) -> str:
        """Where the form goes."""
        return str(self.form.get("action"))

    @property
    def fields(self) -> list[tuple[str, str]]:
        """What a browser would send of the form as it stands."""
        return [(name, value) for name, value in self.form.form_values()]  # type: ignore[attr-defined]

    def value(self, name: str) -> str:
        """What a field of the form holds."""
        return dict(self.fields)[name]

    def values(self, name: str) -> list[str]:
        """What all fields of that name hold, in order."""
        return [value for known, value in self.fields if known == name]

    def all(self, path: str) -> list[etree._Element]:
        """The elements at an XPath."""
        found = self.root.xpath(path)
        assert isinstance(found, list)
        return found  # type: ignore[return-value]

    def text(self, path: str = ".") -> str:
        """The words at an XPath, blanks squeezed."""
        return " ".join(" ".join(words for each in self.all(path) for words in texts(each)).split())

    @property
    def problem(self) -> str:
        """What the page says was wrong."""
        return self.text("//*[@role='alert']")


def texts(element: etree._Element) -> list[str]:
    """The pieces of text in an element, in order."""
    return [str(words) for words in element.itertext()]


def words(element: etree._Element) -> str:
    """All text in an element as one line."""
    return " ".join("".join(texts(element)).split())


@contextmanager
def visiting(app: Starlette) -> Iterator[Visitor]:
    """The application, running."""
    with start_blocking_portal() as portal, portal.wrap_async_context_manager(app.router.lifespan_context(app)):
        client = httpx.AsyncClient(transport=httpx.ASGITransport(app=app), base_url=OWN)
        yield Visitor(portal, client)
        portal.call(client.aclose)
