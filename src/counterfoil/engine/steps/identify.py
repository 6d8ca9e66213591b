"""Which company file is this? Host, company, activity and preferences in one set; guards; our mark on the file."""

from __future__ import annotations

from dataclasses import dataclass, replace
from hashlib import sha256
from typing import TYPE_CHECKING, Any, NamedTuple

from counterfoil.engine import brake, condensing, restoring, rights, suspension
from counterfoil.engine.books import Detail, DetailKind, Intent, IntentState, LinkState
from counterfoil.engine.entries import GONE
from counterfoil.engine.sending import hand_out
from counterfoil.engine.turn import Ask, failed, reading, set_id
from counterfoil.qbxml import write
from counterfoil.qbxml.answers import ActivityFacts, CompanyFacts, HostFacts, PreferenceFacts
from counterfoil.qbxml.status import Reaction, reaction_to
from counterfoil.reconcile import guards
from counterfoil.reconcile.comparison import Cause
from counterfoil.reconcile.decision import Act
from counterfoil.records import Kind
from counterfoil.records.catalogue import of_status, problem

if TYPE_CHECKING:
    from counterfoil.engine.books import Link
    from counterfoil.engine.turn import Turn
    from counterfoil.qbxml.answers import Answer, Status

OWNER = "{5D0C6A5E-3F0B-4C57-9C1B-6E0A6D1F7C21}"
"""The owner of our private data in company files; it never changes."""

MARK = "Counterfoil"
"""The name of our private data on the company: `{file GUID} marker sign`."""

PUT_ASIDE = "put_aside"
"""The fact that holds the signs of copies of the file that were given up for an older one."""

MOST_PUT_ASIDE = 20
"""How many of them are remembered."""

OTHER_FILE = "other_company_file"
"""The guard that stops a run and suspends nothing: as soon as the right file is open again, all is well."""

CLOCK_STEP = 60
"""Seconds by which the QuickBooks machine's clock may move against ours before everything is compared anew."""


def ask(turn: Turn) -> Ask | None:
    """First the four questions; then, on a file that does not carry our mark yet, the mark."""
    if not turn.data.get("identified"):
        return reading([write.host(), write.company(OWNER), write.company_activity(), write.preferences()])
    if not turn.conversation.file_guid:
        return mark(turn, turn.data.setdefault("new_file_guid", turn.books.new_guid()), 1)
    return None


def mark(turn: Turn, file_guid: str, marker: int) -> Ask:
    """Write our mark on the company: recorded as an intent first, like every write."""
    exists = bool(turn.conversation.facts.get("has_mark"))
    intent_id = turn.books.new_guid().strip("{}").replace("-", "")
    requests = [write.set_company_data(OWNER, MARK, f"{file_guid} {marker} {sign_of(intent_id)}", exists=exists)]
    if not exists:
        requests.insert(0, write.define_company_data(OWNER, MARK))
    text = write.document(requests, on_error="continueOnError", new_set_id=set_id(intent_id))
    turn.conversation.marker_sent = marker
    turn.conversation.facts |= {"file_guid_sent": file_guid, "sign_sent": sign_of(intent_id)}
    intent = Intent(
        id=intent_id,
        kind=None,
        act=Act.CHANGE if exists else Act.CREATE,
        link_id="",
        record_id="",
        quickbooks_id="",
        guid="",
        set_id=set_id(intent_id),
        text=text,
        sha256=sha256(text.encode()).hexdigest(),
        before=None,
        after=None,
        line_keys=(),
        revision=marker,
        edit_sequence="",
    )
    return hand_out(turn, intent, tuple(request.name for request in requests))


def take_mark(turn: Turn, intent: Intent, answer: Answer) -> None:
    """The mark was written, or refused; that it was defined before is no refusal."""
    if reaction_to(answer.responses[-1].status) is not Reaction.OK:
        status = _cause_of(answer)
        turn.keep_intent(replace(intent, state=IntentState.FAILED, evidence=f"status {status.code}"))
        if not turn.conversation.file_guid:
            turn.again_after(60)
            _stop(turn, of_status(status.code).code if status.code in MARK_FIXES else "mark_refused", _refusal(status))
        elif reaction_to(status) is Reaction.NO_RIGHT:
            rights.mark_refused(turn, status)
        return
    turn.keep_intent(replace(intent, state=IntentState.DONE, evidence="acknowledged"))
    _confirm(turn, intent)


UNDEFINED = 3351
"""The status of a value that is not defined: where the definition before it was refused, that is the cause."""

ONLY_ALONE, READ_ONLY = 3162, 3263
"""What a first connection meets in a file open for several users, and where the program was let in to read only."""

MARK_FIXES = {
    ONLY_ALONE: "Switch it to single-user mode (File menu) for a moment; the first sync then begins by itself.",
    READ_ONLY: "Let Counterfoil change data in it (Preferences, Integrated Applications); the first sync then begins "
    "by itself.",
}
"""Status → the way out at a first connection."""


def _cause_of(answer: Answer) -> Status:
    """The status that says why: the definition's, where the value was only refused because it is not defined."""
    first, last = answer.responses[0].status, answer.responses[-1].status
    return first if last.code == UNDEFINED and reaction_to(first) is not Reaction.OK else last


def _refusal(status: Status) -> str:
    way_out = MARK_FIXES.get(status.code, "")
    return f"Counterfoil could not put its mark on the company file: {status.message} {way_out}".rstrip()


def sign_of(intent_id: str) -> str:
    """What is written beside the counter, other each time: two copies of a file may reach the same number."""
    return intent_id[-12:]


def _confirm(turn: Turn, intent: Intent) -> None:
    conversation = turn.conversation
    conversation.file_guid = conversation.file_guid or conversation.facts.get("file_guid_sent", "")
    conversation.marker = intent.revision
    conversation.facts |= {"has_mark": True, "marker_due": False, "sign": sign_of(intent.id)}


def take(turn: Turn, answer: Answer) -> None:
    """Compare what answered with what we are bound to; nothing is written to a file that is not ours."""
    if failed(answer) is not None:
        turn.again_after(30)
        _stop(turn, "file_not_identified", f"QuickBooks did not say which company file it is: {_first_message(answer)}")
        return
    found: dict[type, Any] = {type(each.facts): each.facts for each in answer.responses}
    host, company = found.get(HostFacts, HostFacts()), found.get(CompanyFacts, CompanyFacts())
    activity, preferences = found.get(ActivityFacts, ActivityFacts()), found.get(PreferenceFacts, PreferenceFacts())
    seen = _read_mark(company)
    turn.conversation.facts.pop(suspension.LOOK, None)
    suspicion = _suspicion(turn, seen, company, activity)
    if suspicion is not None and suspicion.cause is None:
        _refuse_file(turn, seen.file_guid, company, suspicion.reason)
        return
    if suspicion is not None and not _is_accepted(turn, suspicion):
        _compare_first(turn, suspicion)
        return
    turn.conversation.facts.pop(suspension.WRONG_FILE, None)
    if not turn.conversation.facts.get(brake.BRAKE) and not rights.missing(turn.conversation):
        turn.settle_company_problem()
    if suspicion is not None:
        _take_as_ours(turn, suspicion, seen, activity)
    elif turn.conversation.mode == suspension.SUSPENDED:
        _go_on(turn)
    _settle_marks(turn, seen)
    _note(turn, host, company, activity, preferences)
    rights.tell(turn)
    turn.data["identified"] = True


def _stop(turn: Turn, code: str, reason: str) -> None:
    """End the run, and keep the problem that stops everything until a session goes well again (rule E)."""
    turn.open_company_problem(problem(code, cause=reason))
    turn.stop("stopped", reason)


def _first_message(answer: Answer) -> str:
    place = failed(answer)
    return answer.responses[place].status.message if place is not None else ""


class Mark(NamedTuple):
    """What the file carries: our GUID of it, the counter, and the sign beside it; empty where it carries none."""

    file_guid: str = ""
    number: int = 0
    sign: str = ""


def _read_mark(company: CompanyFacts) -> Mark:
    value = next((value for (_, name), value in company.data.items() if name == MARK), "")
    file_guid, number, sign, *_ = [*value.split(" "), "", "", ""]
    return Mark(file_guid, int(number), sign) if number.isdecimal() else Mark()


@dataclass(frozen=True, slots=True)
class Suspicion:
    """The company file is not as we left it: why, in plain words, and the state of the file that this is about.

    `cause` is None where nothing is to be compared, since it is another company's file.
    """

    cause: Cause | None
    reason: str
    state: list[Any]


def _suspicion(turn: Turn, seen: Mark, company: CompanyFacts, activity: ActivityFacts) -> Suspicion | None:
    """What must be looked into before anything is written; None where the file is as we left it."""
    known, facts = turn.conversation, turn.conversation.facts
    if not known.file_guid:
        return None
    state = [*seen, company.name, activity.last_restore, activity.last_condense]
    if reason := guards.wrong_file(known.file_guid, seen.file_guid, known.company_name, company.name):
        is_wanted = facts.get(suspension.BIND_TO) == [seen.file_guid, company.name]
        return Suspicion(Cause.BOUND_ANEW if is_wanted else None, reason, state)
    signs = {known.marker_sent: facts.get("sign_sent", ""), known.marker: facts.get("sign", "")}
    reasons = (
        (Cause.COPIED, guards.copied(signs, facts.get(PUT_ASIDE, ()), seen.number, seen.sign)),
        (Cause.RESTORED, guards.marker_behind(known.marker, seen.number)),
        (Cause.OURS_RESTORED, guards.marker_ahead(known.marker, known.marker_sent, seen.number)),
        (Cause.RESTORED, guards.restored(known.last_restore, activity.last_restore)),
        (Cause.RESTORED, guards.condensed_no_more(known.last_condense, activity.last_condense)),
    )
    return next((Suspicion(cause, reason, state) for cause, reason in reasons if reason), None)


def _refuse_file(turn: Turn, file_guid: str, company: CompanyFacts, reason: str) -> None:
    """Another company's file: nothing is read or written; opening the right one is the way on, or binding anew."""
    turn.conversation.facts[suspension.WRONG_FILE] = {"guid": file_guid, "name": company.name, "told": reason}
    _stop(turn, OTHER_FILE, reason)


def _take_as_ours(turn: Turn, suspicion: Suspicion, seen: Mark, activity: ActivityFacts) -> None:
    """This state of the file is ours from now on; one that we bind to anew gets a mark of its own.

    A file that carries another organization's mark gets ours: that organization then finds a file that is not its own.
    """
    conversation = turn.conversation
    conversation.last_restore, conversation.last_condense = activity.last_restore, activity.last_condense
    _put_aside(turn, suspicion, seen)
    conversation.marker = conversation.marker_sent = seen.number
    conversation.facts |= {"sign": seen.sign, "sign_sent": seen.sign}
    if suspicion.cause is Cause.BOUND_ANEW:
        rights.forget(turn)
        conversation.facts.pop(suspension.BIND_TO, None)
        conversation.file_guid, conversation.marker, conversation.marker_sent = "", 0, 0
        conversation.watermarks, conversation.horizon_ok_until, conversation.last_condense = {}, "", ""
        conversation.facts |= {"asked": {}, "file_guid_sent": "", "sign": "", "sign_sent": "", PUT_ASIDE: []}
        conversation.facts |= {condensing.LOOKED: False}
    restoring.carry_out(turn)


def _put_aside(turn: Turn, suspicion: Suspicion, seen: Mark) -> None:
    """Remember by its sign the file that is given up for this one: if it turns up again, two copies are in use."""
    if suspicion.cause in (Cause.RESTORED, Cause.COPIED):
        facts = turn.conversation.facts
        signs = [*facts.get(PUT_ASIDE, ()), facts.get("sign", ""), facts.get("sign_sent", "")]
        facts[PUT_ASIDE] = [sign for sign in dict.fromkeys(signs) if sign and sign != seen.sign][-MOST_PUT_ASIDE:]


def _is_accepted(turn: Turn, suspicion: Suspicion) -> bool:
    """Whether a person has read what was found in this very state of the file, and wants it carried out."""
    known = suspension.of(turn.conversation)
    return bool(known.get("accepted")) and known.get("state") == suspicion.state


def _compare_first(turn: Turn, suspicion: Suspicion) -> None:
    """Syncing is suspended, and everything compared; once that is done, a person has the word."""
    known = suspension.of(turn.conversation)
    if known.get("state") != suspicion.state:
        assert suspicion.cause is not None, "another company's file is not compared"
        suspension.suspend(turn, suspicion.cause, suspicion.state, suspicion.reason)
    elif known["comparison"] == "done":
        turn.stop("stopped", turn.conversation.mode_reason)
        return
    turn.data["identified"] = True


def _go_on(turn: Turn) -> None:
    """The file is as we left it after all: whatever made us stop is put right."""
    turn.conversation.facts.pop(suspension.BIND_TO, None)
    turn.say(Detail(DetailKind.MESSAGE, None, "Company file", "It is as Counterfoil left it. Syncing goes on."))
    suspension.lift(turn)


def _settle_marks(turn: Turn, seen: Mark) -> None:
    """What the file carries proves what became of a mark whose answer was lost."""
    turn.conversation.facts["has_mark"] = bool(seen.file_guid)
    states = (IntentState.READY, IntentState.SENT, IntentState.UNKNOWN)
    marks = [intent for intent in turn.books.intents(states) if intent.kind is None]
    for intent in marks:
        sent = Mark(turn.conversation.facts.get("file_guid_sent", ""), intent.revision, sign_of(intent.id))
        state = IntentState.DONE if seen == sent else IntentState.DROPPED
        turn.keep_intent(replace(intent, state=state, evidence="the company file's own mark"))
        if seen == sent:
            _confirm(turn, intent)


def _note(
    turn: Turn, host: HostFacts, company: CompanyFacts, activity: ActivityFacts, preferences: PreferenceFacts
) -> None:
    """Keep what is known of the file, and see what follows from what has changed."""
    conversation, facts = turn.conversation, turn.conversation.facts
    condensing.note(turn, activity.last_condense)
    conversation.company_name, conversation.last_restore = company.name, activity.last_restore
    facts |= {
        "product": host.product,
        "version": host.major_version,
        "country": host.country,
        "is_multi_user": host.is_multi_user,
        "uses_account_numbers": preferences.uses_account_numbers,
        "uses_departments": preferences.uses_departments,
        "is_multicurrency": preferences.is_multicurrency,
        "days_bills_are_due": preferences.days_bills_are_due,
    }
    _note_clock(turn)
    dividing = company.dividing_date if company.is_accountant_copy else None
    facts["dividing_date"] = dividing.isoformat() if dividing else ""
    _thaw(turn, preferences.closing_date.isoformat() if preferences.closing_date else "")


def _note_clock(turn: Turn) -> None:
    """A clock that was moved makes every watermark doubtful: compare everything (SYNC: a step of 60 s)."""
    ahead = turn.books.quickbooks_time() - int(turn.now().timestamp())
    known = turn.conversation.facts.get("clock_ahead")
    if known is not None and abs(ahead - known) > CLOCK_STEP:
        turn.conversation.facts["sweep_wanted"] = True
        told = f"The clock of QuickBooks' machine was moved by {_span(abs(ahead - known))} against the server's."
        turn.say(Detail(DetailKind.MESSAGE, None, "Clock", f"{told} So everything is compared.", "quickbooks"))
    if known is None or abs(ahead - known) > CLOCK_STEP:
        turn.conversation.facts["clock_ahead"] = ahead


def _span(seconds: int) -> str:
    minutes = round(seconds / 60)
    return f"{minutes} minute{'s' if minutes != 1 else ''}"


def _thaw(turn: Turn, closing_date: str) -> None:
    """What waits for a preference or the closing date is decided anew when one of them has changed."""
    facts, policy = turn.conversation.facts, turn.policy
    facts["closing_date"] = closing_date
    imports = [policy.move_transactions, policy.two_way]
    now = [
        *imports,
        policy.post_only_approved,
        policy.holds_edits_of_approved,
        policy.unallocated_account.id,
        closing_date,
        policy.closed_period.value,
        facts.get("dividing_date", ""),
    ]
    before = facts.get("decided_under", now)
    facts["decided_under"] = now
    if before != now:
        states = (LinkState.NEW, LinkState.HELD, LinkState.CONFLICT)
        _decide_anew(turn, states if before[:2] == imports else (*states, LinkState.INELIGIBLE))


def _decide_anew(turn: Turn, states: tuple[LinkState, ...]) -> None:
    last = ""
    while page := turn.books.watched(Kind.BILL, states, 500, last):
        last = page[-1].id
        turn.books.keep_links([_awake(link) for link in page if link.hold or link.state is LinkState.INELIGIBLE])


def _awake(link: Link) -> Link:
    """Decide it again; a bill that was not imported keeps nothing of its content, so it is read first."""
    unread = link.state is LinkState.INELIGIBLE and link.fingerprint != GONE
    return replace(link, owed=True, retry_at=None, fingerprint="" if unread else link.fingerprint)
