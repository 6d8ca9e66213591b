"""The tables of the engine's memory, each file about one subject."""

from counterfoil.server.sync.models.connection import Connection, Mode
from counterfoil.server.sync.models.findings import Finding
from counterfoil.server.sync.models.links import Intent, Link, Wait
from counterfoil.server.sync.models.preferences import Preferences
from counterfoil.server.sync.models.runs import Detail, Outcome, Run
from counterfoil.server.sync.models.settling import Conflict, Problem, Tombstone

__all__ = [
    "Conflict",
    "Connection",
    "Detail",
    "Finding",
    "Intent",
    "Link",
    "Mode",
    "Outcome",
    "Preferences",
    "Problem",
    "Run",
    "Tombstone",
    "Wait",
]
