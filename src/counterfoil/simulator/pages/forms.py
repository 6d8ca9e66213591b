"""What the forms have in common: the length of fields, and knowing whether a record changed while its form was open."""

from __future__ import annotations

import hashlib
import json
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

from .fields import Typed

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping

    from counterfoil.simulator.company import CompanyFile

STALE = (
    "This {what} was changed by someone else while you had it open. What you typed is kept below and is not saved. "
    "Save again to put it in place of what is there now."
)


def limited(typed: Mapping[str, Any], lengths: Mapping[str, int]) -> None:
    """Refuse text longer than its field holds; browsers keep people from typing it."""
    for name, length in lengths.items():
        if len(typed[name]) > length:
            raise Typed(f"{name.replace('_', ' ').capitalize()}: at most {length} characters fit.")


def version_of(*shown: Any) -> str:
    """A fingerprint of what a form showed; an edit sequence would not do, as it changes only once a second."""
    return hashlib.blake2b(json.dumps(shown, sort_keys=True, default=str).encode(), digest_size=12).hexdigest()


@contextmanager
def unchanged(company: CompanyFile, what: str, version: str, now: Callable[[], str]) -> Iterator[None]:
    """One change to the books, made only if what the form showed is still there; Typed says so if it is not.

    `now` reads the version afresh: inside the transaction, so that no other process can come between.
    """
    with company.change():
        if now() != version:
            raise Typed(STALE.format(what=what))
        yield
