"""The way around: every page that stands in the navigation, who may see it, and its key after `g`."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from counterfoil.server.people.permissions import Permission


@dataclass(frozen=True, slots=True)
class Place:
    """One link: `name` of its address, the permission it needs, the key after `g`, and what is counted beside it."""

    label: str
    name: str
    permission: Permission
    key: str = ""
    counts: str = ""


NAVIGATION: Final[dict[str, tuple[Place, ...]]] = {
    "": (
        Place("Home", "home", Permission.VIEW_BILLS, "h"),
        Place("Bills", "bills", Permission.VIEW_BILLS, "b"),
        Place("Purchase orders", "orders", Permission.VIEW_BILLS, "o"),
        Place("Vendors", "vendors", Permission.VIEW_LISTS, "v"),
        Place("Customers", "customers", Permission.VIEW_LISTS, "u"),
        Place("Items", "items", Permission.VIEW_LISTS, "i"),
        Place("Accounts", "accounts", Permission.VIEW_LISTS, "a"),
        Place("Departments", "departments", Permission.VIEW_LISTS, "d"),
    ),
    "Sync": (
        Place("State", "sync", Permission.VIEW_SYNC, "s"),
        Place("Runs", "runs", Permission.VIEW_SYNC, "r"),
        Place("Problems", "problems", Permission.VIEW_SYNC, "p", counts="problems"),
        Place("Conflicts", "conflicts", Permission.VIEW_SYNC, "c", counts="conflicts"),
    ),
    "Settings": (
        Place("Preferences", "preferences", Permission.VIEW_SYNC),
        Place("Tokens and agents", "tokens", Permission.MANAGE_TOKENS),
    ),
}
"""Group → its places, in order."""
