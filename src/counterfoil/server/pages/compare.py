"""What differs between two versions of a record, in words: shown when two people changed it at once."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from counterfoil.server.keeping.changes import changes_between
from counterfoil.server.keeping.names import names_of_targets
from counterfoil.server.pages.words import PATH, path_label, value_words

if TYPE_CHECKING:
    from counterfoil.records import Record
    from counterfoil.server.people.models import Organization


@dataclass(frozen=True, slots=True)
class Difference:
    """One field: what was typed here, and what the record holds by now."""

    label: str
    mine: str
    now: str


def differences(organization: Organization, now: Record, mine: Record) -> list[Difference]:
    """The fields and lines in which what was typed differs from the record as it is now."""
    found = []
    for path, (theirs, ours) in changes_between(now, mine, names_of_targets(organization, [now, mine])).items():
        match = PATH.fullmatch(path)
        field = (match["field"] or match["table"]) if match else path
        found.append(Difference(path_label(path), value_words(ours, field), value_words(theirs, field)))
    return [difference for difference in found if difference.mine != difference.now]
