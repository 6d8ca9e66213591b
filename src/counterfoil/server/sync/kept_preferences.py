"""The preferences as they are kept: locked for a change, and filled in with what can be guessed."""

from __future__ import annotations

from typing import TYPE_CHECKING

from counterfoil.server.sync import queries
from counterfoil.server.sync.guesses import guess
from counterfoil.server.sync.models import Preferences

if TYPE_CHECKING:
    from datetime import datetime

    from counterfoil.server.people.models import Organization


def locked_preferences(organization: Organization) -> Preferences:
    """The preferences, which nobody else changes meanwhile; those of a new organization are not saved yet."""
    kept = Preferences.objects.of(organization).select_for_update().first()
    return kept or Preferences(organization=organization)


def guess_accounts(organization: Organization, now: datetime) -> Preferences:
    """Fill the accounts in from the chart as well as can be guessed, once, after the first sync (rule S6)."""
    kept = locked_preferences(organization)
    if kept.guessed_at is not None:
        return kept
    for name, account in guess(queries.chart(organization)).items():
        if getattr(kept, f"{name}_id") is None:
            setattr(kept, f"{name}_id", account)
    kept.guessed_at = now
    kept.save()
    return kept
