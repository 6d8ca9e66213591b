"""The server's doors as the agent uses them: sign-in, profiles, and the one call that carries everything."""

import ipaddress
from dataclasses import dataclass
from typing import Any

import httpx

PROTOCOL = 1
"""The version of the agent's protocol."""


class ServerError(Exception):
    """The server could not be asked, or was not well: the same thing may be tried again after `retry_after` seconds."""

    def __init__(self, message: str, *, retry_after: float | None = None) -> None:
        super().__init__(message)
        self.retry_after = retry_after


class Dismissed(Exception):  # noqa: N818  an ending by design, not an error of the program
    """The server does not want to hear from this profile any more: revoked, or this agent is too old for it."""


@dataclass(frozen=True, slots=True)
class Organization:
    """An organization that may be connected."""

    slug: str
    name: str


class Server:
    """The server at one address; refuses to send secrets over plain http, but to this machine itself."""

    def __init__(self, url: str, *, transport: httpx.AsyncBaseTransport | None = None) -> None:
        if not _is_safe(url):
            raise ValueError(f"{url} is not an https address; secrets travel only encrypted.")
        self._client = httpx.AsyncClient(base_url=url, timeout=httpx.Timeout(60.0, connect=10.0), transport=transport)

    async def sign_in(self, credentials: dict[str, Any]) -> tuple[str, list[Organization]]:
        """Trade a user's e-mail and password, or a sync token's name and secret, for a ticket and organizations."""
        answer = await self._post("/agent/v1/sign-in", credentials, "")
        return str(answer["ticket"]), [Organization(**row) for row in answer["organizations"]]

    async def make_profile(self, ticket: str, organization: str, company_file: str) -> tuple[str, str]:
        """Make a profile on the server; its id and its credential, which is shown this once."""
        wanted = {"organization": organization, "company_file": company_file}
        answer = await self._post("/agent/v1/profiles", wanted, ticket)
        return str(answer["profile"]), str(answer["credential"])

    async def exchange(self, credential: str, report: dict[str, Any]) -> dict[str, Any]:
        """The one call: what happened in, what to do next out; may be held open for as long as the report says."""
        return await self._post("/agent/v1/exchange", report, credential)

    async def close(self) -> None:
        """Close the connections."""
        await self._client.aclose()

    async def _post(self, path: str, body: dict[str, Any], secret: str) -> dict[str, Any]:
        headers = {"Authorization": f"Bearer {secret}"} if secret else {}
        try:
            answer = await self._client.post(path, json=body, headers=headers)
        except httpx.TransportError as error:
            raise ServerError(f"The server cannot be reached ({type(error).__name__}).") from error
        if answer.status_code in {401, 403, 426}:
            raise Dismissed(_words(answer))
        if not answer.is_success:
            raise ServerError(_words(answer), retry_after=_retry_after(answer))
        return _object(answer)


def _object(answer: httpx.Response) -> dict[str, Any]:
    """The answer's JSON object; a page of HTML with status 200 (a captive portal) is a server that is not well."""
    try:
        value = answer.json()
    except ValueError as error:
        raise ServerError("What answered is not a Counterfoil server.") from error
    if not isinstance(value, dict):
        raise ServerError("What answered is not a Counterfoil server.")
    return value


def _words(answer: httpx.Response) -> str:
    """The server's own sentence about a refusal, or its status."""
    try:
        value = answer.json()
    except ValueError:
        value = None
    if isinstance(value, dict):
        for name in ("detail", "error", "title"):
            if isinstance(value.get(name), str):
                return str(value[name])
    return f"The server answered with status {answer.status_code}."


def _retry_after(answer: httpx.Response) -> float | None:
    try:
        return float(answer.headers["Retry-After"])
    except (KeyError, ValueError):
        return None


def _is_safe(url: str) -> bool:
    parts = httpx.URL(url)
    if parts.scheme == "https":
        return True
    try:
        return parts.scheme == "http" and ipaddress.ip_address(parts.host).is_loopback
    except ValueError:
        return parts.scheme == "http" and parts.host == "localhost"
