"""Secrets that are shown once and kept as hashes."""

import hashlib
import secrets

TOKEN_PREFIX = "cft_"  # noqa: S105  # says what kind of secret follows, and is none itself
"""Begins every sync token, so that one pasted in the wrong place is recognised."""


def new_secret(prefix: str = "") -> str:
    """256 bits from the system's random numbers, as text."""
    return prefix + secrets.token_urlsafe(32)


def hash_of(secret: str) -> str:
    """What is stored: fast on purpose, since nobody can guess 256 random bits (passwords are hashed elsewhere)."""
    return hashlib.sha256(secret.encode()).hexdigest()


def password_hash(password: str) -> str:
    """What is stored of a Web Connector's password: never the hash of an agent's credential of the same text."""
    return hash_of(f"web connector {password}")
