"""What the forms have in common: the length of fields, and knowing whether a record changed while its form was open."""

import hashlib
import json
from collections.abc import Mapping
from typing import Any

from .fields import Typed


def limited(typed: Mapping[str, Any], lengths: Mapping[str, int]) -> None:
    """Refuse text longer than its field holds; browsers keep people from typing it."""
    for name, length in lengths.items():
        if len(typed[name]) > length:
            raise Typed(f"{name.replace('_', ' ').capitalize()}: at most {length} characters fit.")


def version_of(*shown: Any) -> str:
    """A fingerprint of what a form showed; an edit sequence would not do, as it changes only once a second."""
    return hashlib.blake2b(json.dumps(shown, sort_keys=True, default=str).encode(), digest_size=12).hexdigest()
