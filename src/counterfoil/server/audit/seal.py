"""The seal of an entry: a hash over its content and the seal of the entry before (rule S13)."""

from __future__ import annotations

import hashlib
import json
from typing import TYPE_CHECKING, Any

from counterfoil.records.text import JsonText, quoted

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

CHANGES = SEALED.index("changes")
"""Where among them the changes stand."""

CANONICAL = json.JSONEncoder(sort_keys=True, ensure_ascii=False, separators=(",", ":")).encode
"""How content is written for its seal; it never changes, or every seal would be broken."""


def seal(previous: str, values: Mapping[str, Any]) -> str:
    """The SHA-256, in hex, over the previous seal and this entry's columns in canonical JSON.

    `changes` may be given as canonical text.
    """
    content = {**values, "at": values["at"].isoformat(timespec="microseconds")}
    changes = content["changes"] if type(content["changes"]) is JsonText else CANONICAL(content["changes"])
    before, after = (
        ",".join([_text(content[name]) for name in names]) for names in (SEALED[:CHANGES], SEALED[CHANGES + 1 :])
    )
    return hashlib.sha256(f"{previous}[{before},{changes},{after}]".encode()).hexdigest()


def _text(value: int | str) -> str:
    """What `CANONICAL` writes for a column other than the changes; the encoder is slow to start."""
    return quoted(value) if isinstance(value, str) else str(value)
