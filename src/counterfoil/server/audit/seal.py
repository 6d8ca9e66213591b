"""The seal of an entry: a hash over its content and the seal of the entry before (rule S13)."""

from __future__ import annotations

import hashlib
import json
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Mapping

SEALED = (
    "organization_id",
    "number",
    "at",
    "actor_kind",
    "actor_id",
    "actor_name",
    "kind",
    "record_id",
    "action",
    "changes",
    "reason",
)
"""The columns that a seal covers; `at` goes in as ISO text in UTC, to the microsecond."""

CANONICAL = json.JSONEncoder(sort_keys=True, ensure_ascii=False, separators=(",", ":")).encode
"""How content is written for its seal; it never changes, or every seal would be broken."""


def seal(previous: str, values: Mapping[str, Any]) -> str:
    """The SHA-256, in hex, over the previous seal and this entry's columns in canonical JSON."""
    content = {**values, "at": values["at"].isoformat(timespec="microseconds")}
    text = CANONICAL([content[name] for name in SEALED])
    return hashlib.sha256(f"{previous}{text}".encode()).hexdigest()
