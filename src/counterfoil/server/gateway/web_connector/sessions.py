"""A Web Connector's update run, call by call: sign in, fetch a request, bring the answer, say goodbye (rule S12).

The Web Connector keeps no journal and starts whatever it is given at once. So each run carries as an installation of
its own: a write that was fetched and whose answer never came is in doubt, and the next run waits out the same grace as
another computer would (`lease`). What was never fetched never left the server.
"""

from __future__ import annotations

import hmac
import math
from contextlib import suppress
from dataclasses import replace
from datetime import timedelta
from functools import partial
from typing import TYPE_CHECKING

from django.db import transaction
from django.utils import timezone

from counterfoil.engine.exchange import STEPS
from counterfoil.qbxml.status import outcome_of_hresult
from counterfoil.server import wall
from counterfoil.server.gateway import lease
from counterfoil.server.gateway.carry import serve
from counterfoil.server.gateway.desk import open_desk
from counterfoil.server.gateway.models import Profile, WebConnector, WebConnectorSession
from counterfoil.server.gateway.refusals import Refusal, revoked
from counterfoil.server.gateway.report import PROTOCOL, Answer, Failed, Report
from counterfoil.server.gateway.secret import hash_of, new_secret, password_hash
from counterfoil.server.sync.models import Run

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import datetime

    from counterfoil.server.gateway.desk import Desk
    from counterfoil.server.gateway.reply import Reply

    Clock = Callable[[], datetime]

BAD_LOGIN, NO_WORK, BUSY, OPEN_FILE = "nvu", "none", "busy", ""
"""What `authenticate` answers besides a company file's path (docs/quickbooks.md 8.1)."""

DONE, FAILED = 100, -1
"""What `receiveResponseXML` answers at the end; anything between is per cent, and the run goes on."""

PAUSE = "NoOp"
"""The last error that is none: wait five seconds and ask again."""

SOON, LONGEST_PAUSE = 10.0, timedelta(minutes=1)
"""Work that is due within so many seconds is waited for, but not for longer than this in one run."""

STOP = "done"
"""The answer to `connectionError` that ends the run."""

FINISHED = "Counterfoil is up to date."
OVER = "This update run is over. Run the update again."
LOST = "QuickBooks' answer to the last request never arrived. Counterfoil finds out by itself what became of it."
NOT_TAKEN = "Counterfoil could not take the answer in. Nothing is lost; run the update again."

COULD_NOT_OPEN = 0x80040403
"""The HRESULT under which the path we remembered may be wrong: the file that is open is tried once."""


def authenticate(user_name: str, password: str, *, clock: Clock = timezone.now) -> list[str]:
    """The ticket of a new session, and what the Web Connector is to do.

    It carries on where the last session stopped. `busy` with the seconds to wait while another carrier, or a session
    that broke off during a write, may still be at work; `none` when there is nothing to do.
    """
    profile = _profile_of(user_name, password)
    ticket = new_secret()
    if profile is None:
        return [ticket, BAD_LOGIN]
    with transaction.atomic():
        wall.enter(profile.organization_id)
        session = WebConnectorSession.objects.everywhere().create(
            organization_id=profile.organization_id,
            profile=profile,
            ticket_hash=hash_of(ticket),
            seen_at=clock(),
        )
    try:
        reply = serve(
            partial(_admitted, ticket), _report(session, clock), clock=clock, prepare=partial(_succeed, session)
        )
    except Refusal as refusal:
        _forget(session)
        return [ticket, BUSY, str(math.ceil(refusal.retry_after or 60))]
    if reply.call is None and reply.show["state"] != "stopped":
        close(ticket, clock=clock)
        return [ticket, NO_WORK]
    if reply.call is None:
        _say(ticket, str(reply.show["message"]))
    return [ticket, profile.company_file or OPEN_FILE]


def send_request(ticket: str, company_file: str, *, clock: Clock = timezone.now) -> str:
    """The request to carry; "" when there is none, and `last_error` says why."""
    with suppress(Refusal):
        _look_again(ticket, clock)
    with suppress(Refusal), transaction.atomic():
        desk, session = _desk(ticket, clock)
        call = desk.open_call
        if call is None or call.installation != session.installation:
            return ""
        if call.number <= session.fetched:
            session.said = LOST
            session.save(update_fields=["said"])
            return ""
        session.fetched, session.fetched_at, session.seen_at = call.number, clock(), clock()
        session.save(update_fields=["fetched", "fetched_at", "seen_at"])
        _note_file(desk.profile, company_file)
        return call.text
    return ""


def receive_response(ticket: str, outcome: str | Failed, *, clock: Clock = timezone.now) -> int:
    """Take QuickBooks' answer in; per cent of the run, `DONE`, or `FAILED` with the reason in `last_error`."""
    try:
        number, started, session = _awaited(ticket, clock)
        report = _report(session, clock, answer=Answer(number, outcome, started))
        reply = serve(partial(_admitted, ticket), report, clock=clock, prepare=_at_their_office)
    except Refusal as refusal:
        _say(ticket, NOT_TAKEN if refusal.code == "our_fault" else refusal.words)
        return FAILED
    if reply.call is not None:
        return _per_cent(reply)
    if _pauses(ticket, reply, clock):
        return 99
    if isinstance(outcome, Failed):
        _say(ticket, _words_of(outcome))
        return FAILED
    if reply.show["state"] == "stopped":
        _say(ticket, str(reply.show["message"]))
        return FAILED
    return DONE


def connection_error(ticket: str, hresult: int, message: str, *, clock: Clock = timezone.now) -> str:
    """QuickBooks could not be opened: end the run, or try the file that is open if the one we named was not found."""
    with suppress(Refusal), transaction.atomic():
        desk, session = _desk(ticket, clock)
        if hresult == COULD_NOT_OPEN and desk.profile.company_file:
            desk.profile.company_file = ""
            desk.profile.save(update_fields=["company_file"])
            return OPEN_FILE
        session.said = _words_of(Failed(hresult, message, executed=False))
        session.save(update_fields=["said"])
        _leave(desk, session, note=session.said)
    return STOP


def last_error(ticket: str) -> str:
    """What the Web Connector shows when a call did not go well; "" when all is well."""
    with wall.across():
        live = WebConnectorSession.objects.everywhere().filter(profile__revoked_at__isnull=True)
        session = live.filter(ticket_hash=hash_of(ticket)).first()
    return OVER if session is None else session.said


def close(ticket: str, *, clock: Clock = timezone.now) -> str:
    """End the session; what the Web Connector shows as the state of the application."""
    with suppress(Refusal), transaction.atomic():
        desk, session = _desk(ticket, clock)
        run = Run.objects.of(session.organization_id).order_by("-id").first()
        said = "" if session.said in (PAUSE, FINISHED) else session.said
        _leave(desk, session, note=said)
        session.delete()
        return said or (run.message if run and run.message else FINISHED)
    return OVER


def _profile_of(user_name: str, password: str) -> Profile | None:
    """The profile of this user name and password; the same answer for whatever is wrong."""
    with wall.across():
        known = (
            WebConnector.objects.everywhere()
            .select_related("profile")
            .filter(profile__credential_hash=password_hash(password), profile__revoked_at__isnull=True)
            .first()
        )
    if known is None or not hmac.compare_digest(known.user_name.encode(), user_name.strip().encode()):
        return None
    return known.profile


def _admitted(ticket: str) -> Profile:
    """Whose session this is; refused when it has ended, or its Web Connector was revoked."""
    return _session_of(ticket).profile


def _session_of(ticket: str) -> WebConnectorSession:
    """The session of a ticket; from here on the transaction works in its organization alone."""
    with wall.across():
        session = (
            WebConnectorSession.objects.everywhere()
            .select_related("profile", "profile__organization")
            .filter(ticket_hash=hash_of(ticket), profile__revoked_at__isnull=True)
            .first()
        )
    if session is None:
        raise revoked()
    wall.enter(session.organization_id)
    return session


def _desk(ticket: str, clock: Clock) -> tuple[Desk, WebConnectorSession]:
    """The session and its desk, with the connection locked."""
    desk = open_desk(_admitted(ticket), _report(None, clock), clock)
    return desk, _session_of(ticket)


def _report(session: WebConnectorSession | None, clock: Clock, *, answer: Answer | None = None) -> Report:
    """What a session says in an agent's words. It has no clock to tell and no journal; its schedule is its poll."""
    return Report(
        protocol=PROTOCOL,
        version="",
        installation=session.installation if session else "",
        process="session",
        company_file="",
        utc_offset=0,
        unix=clock().timestamp(),
        quickbooks="open",
        hint=0,
        note="",
        answer=answer,
        journal=(),
        wait=0.0,
        is_leaving=False,
    )


def _at_their_office(desk: Desk) -> None:
    """The Web Connector does not tell the office's clock: it stays what is known of it."""
    desk.report = replace(desk.report, utc_offset=desk.connection.utc_offset)


def _succeed(session: WebConnectorSession, desk: Desk) -> None:
    """What an older session of the same Web Connector left behind: it has ended, however it ended.

    Only a write that it fetched and never answered may still be at work, and makes this one wait (`lease`).
    """
    _at_their_office(desk)
    mine = WebConnectorSession.objects.of(desk.profile.organization_id).filter(profile=desk.profile)
    for older in mine.exclude(pk=session.pk):
        _take_back(desk, older)
        older.delete()
    call = desk.open_call
    if desk.lease.profile_id == desk.profile.pk and not (call and call.is_write_out):
        lease.leave(desk.lease)


def _pauses(ticket: str, reply: Reply, clock: Clock) -> bool:
    """Whether to wait for what is due in a moment: a record that was edited this very second, one that was locked."""
    if reply.due_in is None or reply.due_in > SOON or reply.show["state"] == "stopped":
        return False
    with transaction.atomic():
        session = _session_of(ticket)
        since = session.pausing_since or clock()
        if clock() - since >= LONGEST_PAUSE:
            return False
        session.pausing_since, session.said = since, PAUSE
        session.save(update_fields=["pausing_since", "said"])
    return True


def _look_again(ticket: str, clock: Clock) -> None:
    """After a pause: begin the run that was waited for, or wait on; what to say when there is nothing left."""
    with transaction.atomic():
        session = _session_of(ticket)
    if session.said != PAUSE:
        return
    reply = serve(partial(_admitted, ticket), _report(session, clock), clock=clock, prepare=_at_their_office)
    if reply.call is not None or not _pauses(ticket, reply, clock):
        _say(ticket, "" if reply.call is not None else FINISHED)


def _take_back(desk: Desk, session: WebConnectorSession) -> None:
    """A call that the session never fetched waits for the next carrier."""
    call = desk.open_call
    if call is not None and call.installation == session.installation and call.number > session.fetched:
        call.installation = call.process = ""
        call.save(update_fields=["installation", "process"])


def _leave(desk: Desk, session: WebConnectorSession, note: str) -> None:
    """The session goes: anyone may carry, unless a write of its is in doubt."""
    _take_back(desk, session)
    call = desk.open_call
    if desk.lease.installation == session.installation and not (call and call.is_write_out):
        lease.leave(desk.lease)
        desk.lease.save(update_fields=["seen_at"])
    desk.connection.quickbooks, desk.connection.agent_note = "closed", note[:500]
    desk.connection.save(update_fields=["quickbooks", "agent_note"])


def _awaited(ticket: str, clock: Clock) -> tuple[int, float | None, WebConnectorSession]:
    """The number of the call whose answer the session owes, and when it took it away."""
    with transaction.atomic():
        desk, session = _desk(ticket, clock)
        call = desk.open_call
        if call is None or call.installation != session.installation or call.number != session.fetched:
            raise revoked()
        session.seen_at = clock()
        session.save(update_fields=["seen_at"])
        return call.number, session.fetched_at.timestamp() if session.fetched_at else None, session


def _note_file(profile: Profile, company_file: str) -> None:
    if company_file and profile.company_file != company_file:
        profile.company_file = company_file[:1000]
        profile.save(update_fields=["company_file"])


def _per_cent(reply: Reply) -> int:
    """How far the run is, by its steps: never finished while there is something to carry."""
    names = [step.name for step in STEPS]
    place = names.index(reply.show["step"]) if reply.show["step"] in names else 0
    within = reply.show["done"] / reply.show["total"] if reply.show["total"] else 0.0
    return min(99, max(1, int(100 * (place + min(within, 1.0)) / len(names))))


def _words_of(failed: Failed) -> str:
    return f"{outcome_of_hresult(failed.hresult).meaning} {failed.message}".strip()[:500]


def _say(ticket: str, words: str) -> None:
    """Keep what is told when the Web Connector asks for the last error."""
    with suppress(Refusal), transaction.atomic():
        session = _session_of(ticket)
        session.said = words[:500]
        session.save(update_fields=["said"])


def _forget(session: WebConnectorSession) -> None:
    with transaction.atomic():
        wall.enter(session.organization_id)
        session.delete()
