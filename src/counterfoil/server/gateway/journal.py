"""The agent's journal taken in: proof of what was started and what never was."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db.models import Max

from counterfoil.engine.exchange import Evidence, evidence
from counterfoil.server import rows
from counterfoil.server.gateway.models import Call, JournalEntry

if TYPE_CHECKING:
    from collections.abc import Collection
    from datetime import datetime

    from counterfoil.server.gateway.models import Profile
    from counterfoil.server.gateway.report import Entry, Report
    from counterfoil.server.sync.books import DjangoBooks

COLUMNS = ("organization_id", "profile_id", "call", "event", "number", "sha256", "at")


def take_in(books: DjangoBooks, profile: Profile, report: Report, now: datetime) -> int:
    """Keep the entries that are news, give the engine what they prove, and return the highest number taken in."""
    if not report.journal:
        return 0
    news = _news(profile, report)
    organization = profile.organization_id
    values = [(organization, profile.pk, entry.call, entry.event, entry.number, entry.sha256, now) for entry in news]
    rows.insert(JournalEntry, COLUMNS, values)
    proofs = _proofs(books, profile, report, news)
    if proofs:
        evidence(books, proofs)
    return max(entry.number for entry in report.journal)


def _news(profile: Profile, report: Report) -> list[Entry]:
    calls = {entry.call for entry in report.journal}
    known = JournalEntry.objects.of(profile.organization_id).filter(profile=profile, call__in=calls)
    seen = set(known.values_list("call", "event"))
    found = {(entry.call, entry.event): entry for entry in report.journal}
    return [entry for key, entry in found.items() if key not in seen]


def _proofs(books: DjangoBooks, profile: Profile, report: Report, news: list[Entry]) -> list[Evidence]:
    """What the entries say of writes that were handed to this installation, and whose answer is not here as well."""
    answered = report.answer.call if report.answer else None
    carried = Call.objects.of(books.connection.organization_id).filter(
        connection=books.connection,
        profile=profile,
        installation=report.installation,
        number__in=[entry.call for entry in news if entry.call != answered],
    )
    intents = dict(carried.exclude(intent="").values_list("number", "intent"))
    latest = _latest(books, intents.values())
    return [
        Evidence(intents[entry.call], entry.event)
        for entry in news
        if entry.call in intents and latest[intents[entry.call]] == entry.call
    ]


def _latest(books: DjangoBooks, intents: Collection[str]) -> dict[str, int]:
    """The last call that carried each write: what became of an earlier one proves nothing of a write sent again."""
    calls = Call.objects.of(books.connection.organization_id).filter(connection=books.connection, intent__in=intents)
    return dict(calls.values("intent").annotate(last=Max("number")).values_list("intent", "last"))
