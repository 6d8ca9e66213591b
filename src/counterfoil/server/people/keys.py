"""API keys: made, found by their secret, revoked. The secret is shown once; what is kept is its hash."""

from __future__ import annotations

import hashlib
import hmac
import secrets
from datetime import timedelta
from typing import TYPE_CHECKING

from counterfoil.server.people.models import ApiKey

if TYPE_CHECKING:
    from datetime import datetime

    from counterfoil.server.people.models import Organization, Role

MARK = "cf"
"""How every key begins, so that one that leaks is recognised."""

USE_IS_NOTED_EVERY = timedelta(minutes=1)


def make_key(organization: Organization, name: str, role: Role, *, by: str, now: datetime) -> tuple[ApiKey, str]:
    """A new key with 256 random bits, and its secret, which nobody can show again."""
    prefix = secrets.token_hex(6)
    secret = f"{MARK}_{prefix}_{secrets.token_urlsafe(32)}"
    key = ApiKey.objects.everywhere().create(
        organization=organization,
        name=name,
        role=role,
        prefix=prefix,
        secret_hash=_hash(secret),
        created_at=now,
        created_by=by,
    )
    return key, secret


def find_key(secret: str, *, now: datetime, address: str | None = None) -> ApiKey | None:
    """The live key of this secret, None for any other text; its use is noted, at most once a minute."""
    mark, _, rest = secret.partition("_")
    prefix = rest.partition("_")[0]
    found = ApiKey.objects.everywhere().select_related("organization", "role")
    key = found.filter(prefix=prefix, revoked_at=None).first() if mark == MARK else None
    if key is None or not hmac.compare_digest(key.secret_hash, _hash(secret)):
        return None
    if key.last_used_at is None or now - key.last_used_at > USE_IS_NOTED_EVERY:
        ApiKey.objects.of(key.organization_id).filter(pk=key.pk).update(last_used_at=now, last_used_from=address)
    return key


def revoke_key(key: ApiKey, *, now: datetime) -> None:
    """Refuse the key from now on."""
    ApiKey.objects.of(key.organization_id).filter(pk=key.pk, revoked_at=None).update(revoked_at=now)


def _hash(secret: str) -> str:
    """SHA-256 in hex: enough for a secret of 256 random bits, and quick enough to look at in each request."""
    return hashlib.sha256(secret.encode()).hexdigest()
