"""What a person says about the company file as a whole: accept what was found, approve or refuse, bind anew (rule C6).

Every answer is one transaction with its audit row, and has a run begin; what cannot be answered so is `Refused`.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import transaction
from django.utils import timezone

from counterfoil.engine import brake, suspension
from counterfoil.records.catalogue import problem
from counterfoil.server.audit.services import NewEntry, record_many
from counterfoil.server.audit.wake import wake
from counterfoil.server.people.problems import Refused
from counterfoil.server.sync import stops
from counterfoil.server.sync.models import Connection, Mode

if TYPE_CHECKING:
    from collections.abc import Callable

    from counterfoil.server.audit.actor import Actor
    from counterfoil.server.people.models import Organization
    from counterfoil.server.sync.stops import Stop

READ_ANEW = "Something else has been found since that was read."

ANSWERABLE = frozenset({"person", "api_key"})
"""Who may decide about many records at once: somebody, or a program that somebody gave the permission to."""

KEPT = ["mode", "mode_reason", "facts", "failures", "requested_at", "requested_by"]
"""Fields of the connection that an answer may change."""


def answer(organization: Organization, actor: Actor, choice: str, about: str = "") -> None:
    """Say how syncing is to go on; Refused where that cannot be said now.

    `about` names what was found when it was read (`Stop.about`): what was found since is not answered by it.
    """
    with transaction.atomic():
        connection = Connection.objects.of(organization).select_for_update().first()
        stop = stops.stop_of(connection) if connection is not None else None
        if connection is None or stop is None or choice not in {each.choice for each in stop.answers}:
            raise Refused([problem("cannot_be_answered_so")])
        if about and about != stop.about:
            raise Refused([problem("cannot_be_answered_so", cause=READ_ANEW)])
        before = connection.mode_reason or stop.reason
        ANSWERS[choice](connection, actor, stop)
        connection.failures = 0
        connection.facts = connection.facts | {"not_before": ""}
        connection.requested_at, connection.requested_by = timezone.now(), actor.name
        connection.save(update_fields=KEPT)
        entry = NewEntry("connection", str(connection.pk), choice, {"cause": [stop.cause, choice]}, before[:500])
        record_many(organization, actor, [entry])
        wake(organization.pk)


def _accept(connection: Connection, actor: Actor, _stop: Stop) -> None:
    """What the comparison found is carried out with the next run; the sync itself never says so."""
    if actor.kind not in ANSWERABLE:
        raise Refused([problem("person_only")])
    suspension.accept(connection, actor.name)


def _look_again(connection: Connection, _actor: Actor, _stop: Stop) -> None:
    suspension.look_again(connection)


def _bind_anew(connection: Connection, actor: Actor, _stop: Stop) -> None:
    """Compare with the other company's file; the sync itself never says so."""
    if actor.kind not in ANSWERABLE:
        raise Refused([problem("person_only")])
    suspension.bind_anew(connection)


def _do_not_bind(connection: Connection, _actor: Actor, _stop: Stop) -> None:
    suspension.do_not_bind(connection)


def _resume(connection: Connection, _actor: Actor, _stop: Stop) -> None:
    """What stopped it is put right; the next run compares everything first."""
    connection.mode, connection.mode_reason = Mode.LIVE, ""
    connection.facts = connection.facts | {"sweep_wanted": True}


def _approve(connection: Connection, _actor: Actor, _stop: Stop) -> None:
    """It is right: the next run takes all of it over (promise I28)."""
    connection.facts.pop(brake.BRAKE)
    connection.mode, connection.mode_reason = Mode.LIVE, ""
    connection.facts = connection.facts | {brake.RELEASED: True}


def _refuse(connection: Connection, actor: Actor, _stop: Stop) -> None:
    """It is wrong: nothing of it is taken over; somebody puts it right in QuickBooks."""
    connection.facts[brake.BRAKE] = connection.facts[brake.BRAKE] | {"refused": actor.name}


def _try_again(_connection: Connection, _actor: Actor, _stop: Stop) -> None:
    """The run that begins now tries what was refused: see `engine.rights`."""


ANSWERS: dict[str, Callable[[Connection, Actor, Stop], None]] = {
    "accept": _accept,
    "look_again": _look_again,
    "bind_anew": _bind_anew,
    "do_not_bind": _do_not_bind,
    "resume": _resume,
    "approve": _approve,
    "refuse": _refuse,
    "try_again": _try_again,
}
"""Choice → what is done."""
