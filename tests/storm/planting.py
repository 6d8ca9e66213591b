"""How a bug is planted: other values in some places for a while, and the seeds within which it must be caught."""

from __future__ import annotations

from contextlib import contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator


@contextmanager
def patched(*places: tuple[Any, str, Any]) -> Iterator[None]:
    """Put other values in these places for a while."""
    before = [(owner, name, getattr(owner, name)) for owner, name, _ in places]
    try:
        for owner, name, value in places:
            setattr(owner, name, value)
        yield
    finally:
        for owner, name, value in before:
            setattr(owner, name, value)


@dataclass(frozen=True)
class Mutant:
    """A planted bug: how it is planted, the seeds within which it must be caught, and in which weather (any)."""

    plant: Callable[[], Any]
    bound: int
    theme: str | None = None
    seldom: tuple[str, ...] | None = None
    """What has to happen seldom for it to show (`tests.storm.weather.SELDOM`)."""
