"""Requests that may be sent twice: the same Idempotency-Key gives the same answer, and nothing is done again.

Creates need one, and so do answers to what stops the sync.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.db import IntegrityError, transaction

from counterfoil.server.api.models import RememberedAnswer
from counterfoil.server.api.problems import ApiProblem

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import datetime

    from django.http import HttpRequest

    from counterfoil.server.people.models import ApiKey

LONGEST_KEY = 200


@dataclass(frozen=True, slots=True)
class Made:
    """What a create answers."""

    etag: str
    location: str
    body: dict[str, Any]


def once(request: HttpRequest, api_key: ApiKey, now: datetime, make: Callable[[], Made]) -> Made:
    """Make something, or give the answer that the same request got before; both in one database transaction.

    Raises ApiProblem when the key is missing, or was used for another request.
    """
    key = request.headers.get("Idempotency-Key", "")
    if not key or len(key) > LONGEST_KEY:
        title = f"This needs an Idempotency-Key of 1 to {LONGEST_KEY} characters, new for each thing that is done."
        raise ApiProblem(400, "idempotency_key_missing", title)
    fingerprint = _fingerprint(request)
    known = _remembered(api_key, key, fingerprint)
    if known is not None:
        return known
    try:
        with transaction.atomic():
            made = make()
            _remember(api_key, key, fingerprint, made, now)
    except IntegrityError:
        known = _remembered(api_key, key, fingerprint)
        if known is None:
            raise
        return known
    return made


def once_if_named(request: HttpRequest, api_key: ApiKey, now: datetime, do: Callable[[], None]) -> None:
    """Do something once for its Idempotency-Key, where the request has one; else as often as it is asked."""
    if not request.headers.get("Idempotency-Key"):
        do()
        return

    def make() -> Made:
        do()
        return Made("", "", {})

    once(request, api_key, now, make)


def _remember(api_key: ApiKey, key: str, fingerprint: str, made: Made, now: datetime) -> None:
    RememberedAnswer.objects.everywhere().create(
        organization_id=api_key.organization_id,
        api_key=api_key,
        key=key,
        request_hash=fingerprint,
        etag=made.etag,
        location=made.location,
        body=made.body,
        created_at=now,
    )


def _remembered(api_key: ApiKey, key: str, fingerprint: str) -> Made | None:
    row = RememberedAnswer.objects.of(api_key.organization_id).filter(api_key=api_key, key=key).first()
    if row is None:
        return None
    if row.request_hash != fingerprint:
        raise ApiProblem(422, "idempotency_key_reused", "This Idempotency-Key was used for another request.")
    return Made(row.etag, row.location, row.body)


def _fingerprint(request: HttpRequest) -> str:
    return hashlib.sha256(b"\n".join([str(request.method).encode(), request.path.encode(), request.body])).hexdigest()
