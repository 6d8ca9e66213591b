"""What the doors refuse, each with its status and plain words (RFC 9457 problem details)."""

from __future__ import annotations

from http import HTTPStatus
from typing import Any


class Refusal(Exception):  # noqa: N818  # an answer by design, not an error of the program
    """The door stays shut: the status and words to answer with, and when to come again."""

    def __init__(
        self, status: HTTPStatus, code: str, words: str, *, retry_after: float | None = None, **more: Any
    ) -> None:
        super().__init__(words)
        self.status = status
        self.code = code
        self.words = words
        self.retry_after = retry_after
        self.more = more

    def body(self) -> dict[str, Any]:
        """The problem details; `error` names the refusal for programs."""
        told = {"title": self.status.phrase, "status": self.status.value, "detail": self.words, "error": self.code}
        seconds = {} if self.retry_after is None else {"retry_after": self.retry_after}
        return told | seconds | self.more


def unreadable(words: str) -> Refusal:
    """The body is not what the door takes."""
    return Refusal(HTTPStatus.BAD_REQUEST, "unreadable", words)


def wrong_secret() -> Refusal:
    """Whatever was wrong with name and secret: the same words for all of it."""
    return Refusal(HTTPStatus.UNAUTHORIZED, "wrong_secret", "The name or the secret is not right.")


def revoked() -> Refusal:
    """The credential is unknown or was revoked."""
    words = "This connection was revoked, or never made. Connect the company file again."
    return Refusal(HTTPStatus.UNAUTHORIZED, "revoked", words)


def too_old(needed: int, seen: int) -> Refusal:
    """The agent speaks an older protocol than this server understands."""
    words = f"This agent speaks protocol {seen}; the server needs {needed}. Install the current agent."
    return Refusal(HTTPStatus.UPGRADE_REQUIRED, "protocol_too_old", words, needed=needed, seen=seen)


def held(words: str, retry_after: float) -> Refusal:
    """Someone else carries for this company file."""
    return Refusal(HTTPStatus.CONFLICT, "lease_held", words, retry_after=retry_after)


def too_many(retry_after: float) -> Refusal:
    """Signing in failed too often from there; only there, and only for a while."""
    words = "Signing in failed several times. Wait a moment, then try again, or use a sync token."
    return Refusal(HTTPStatus.TOO_MANY_REQUESTS, "too_many_attempts", words, retry_after=retry_after)


def our_fault(retry_after: float) -> Refusal:
    """Something of ours went wrong; nothing was taken in, and the same may be sent again."""
    words = "The server could not take this in. Nothing is lost; try again."
    return Refusal(HTTPStatus.SERVICE_UNAVAILABLE, "our_fault", words, retry_after=retry_after)
