"""A person settles what the rules could not: a record in doubt, or a field that both sides changed.

The choice never writes to QuickBooks by itself. It changes what stands here, or what counts as agreed, and the engine
decides the rest with the next run, as it decides everything.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from django.db import transaction
from django.utils import timezone

from counterfoil.engine import books, following
from counterfoil.engine.books import LinkState, Write
from counterfoil.engine.doubts import on_its_way
from counterfoil.engine.entries import GONE, theirs_of
from counterfoil.reconcile.decision import Act, Master
from counterfoil.records import Choice
from counterfoil.records.catalogue import problem
from counterfoil.records.stored import problem_from_stored
from counterfoil.server import rows as table
from counterfoil.server.audit.services import NewEntry, record_many
from counterfoil.server.audit.wake import wake
from counterfoil.server.people.problems import Refused
from counterfoil.server.sync import answering
from counterfoil.server.sync.chosen import with_side, with_theirs
from counterfoil.server.sync.kinds import APPS
from counterfoil.server.sync.models import Conflict, Connection, Link
from counterfoil.server.sync.models import Problem as OpenProblem
from counterfoil.server.sync.rows import LINK_COLUMNS, LINK_READ, link_of, link_values

if TYPE_CHECKING:
    from collections.abc import Callable

    from counterfoil.records import Problem, Record
    from counterfoil.server.audit.actor import Actor
    from counterfoil.server.people.models import Organization


@dataclass(frozen=True, slots=True)
class Case:
    """One record that a person decides about: the link, and what stands on either side (our vocabulary)."""

    organization: Organization
    actor: Actor
    link: books.Link
    ours: books.Held | None
    theirs: Record | None
    asked: Problem | None = None
    """The problem that is being settled, if it is one."""
    answer: str = ""

    @property
    def is_here(self) -> bool:
        """Whether the record is not deleted here."""
        return self.ours is not None and self.ours.record is not None


def settle_problem(
    organization: Organization, actor: Actor, problem_id: int | str, choice: str, answer: str = ""
) -> None:
    """Do what a person chose about a problem; Refused where that cannot be done with it.

    `answer` goes with the choices that need one: which record it is (an id or full name), or the new name.
    """
    with transaction.atomic():
        _lock(organization)
        found = OpenProblem.objects.of(organization).filter(pk=problem_id).first()
        act = SETTLERS.get(choice)
        if found is None or act is None:
            raise Refused([_cannot("It was settled already, or there is no such choice.")])
        if choice == Choice.SKIP and found.left_at is not None:
            return
        if choice != Choice.SKIP:
            act(_case(organization, actor, found, answer))
        if choice == Choice.SKIP and _sets_aside(organization, found):
            found.left_at, found.left_by = timezone.now(), actor.name[:200]
            found.save(update_fields=["left_at", "left_by"])
            _stay_here(organization, actor, found)
        else:
            table.delete(OpenProblem, [found.pk])
        changes = {"choice": ["", choice], "problem": [found.title, ""]}
        if answer:
            changes["answer"] = ["", answer[:500]]
        record_many(organization, actor, [NewEntry("problem", str(found.pk), "settled", changes)])
        wake(organization.pk)


def _lock(organization: Organization) -> None:
    """The connection's lock, before any other, as the agent's door takes it."""
    Connection.objects.of(organization).select_for_update().first()


def _cannot(why: str) -> Problem:
    return problem("cannot_be_settled_so", cause=why)


def _case(organization: Organization, actor: Actor, found: OpenProblem, answer: str) -> Case:
    """The record that a problem is about: its key is `kind:link id:code`."""
    link_id = found.key.split(":")[1]
    row = Link.objects.of(organization).filter(pk=link_id or 0).exclude(state=LinkState.CLOSED.value)
    values = row.values_list(*LINK_READ).first() if link_id.isdecimal() else None
    if values is None:
        raise Refused([_cannot("It is not about a single record that is still there.")])
    case = _case_of(organization, actor, link_of(values))
    refused = on_its_way(answering.books_of(organization, actor), case.link)
    if refused is not None:
        raise Refused([refused])
    return replace(case, asked=problem_from_stored(found.problem), answer=answer)


def _case_of(organization: Organization, actor: Actor, link: books.Link) -> Case:
    records = APPS[link.kind].records_of(organization, link.kind, [link.record_id]) if link.record_id else {}
    return Case(organization, actor, link, records.get(link.record_id), theirs_of(link))


def _keep(organization: Organization, link: books.Link) -> None:
    if link.id:
        table.update(Link, LINK_COLUMNS, [(*link_values(link), int(link.id))])
    else:
        table.insert(Link, ("organization_id", *LINK_COLUMNS), [(organization.pk, *link_values(link))])


def _awake(link: books.Link, **changes: Any) -> books.Link:
    """The link as one that the next run decides anew."""
    return replace(link, hold="", owed=True, retry_at=None, attempts=0, waits_for=(), **changes)


def _write(case: Case, act: Act, record: Record | None) -> None:
    """Change our record in the person's name."""
    revision = case.ours.revision if case.ours else None
    write = Write(act, case.link.kind, "settled", case.link.record_id, record, revision=revision)
    (written,) = APPS[case.link.kind].write_many(case.organization, case.actor, [write])
    if written.problem is not None:
        raise Refused([written.problem])


def retry(case: Case) -> None:
    """Try it again with the next run."""
    _keep(case.organization, _awake(case.link))


def keep_ours(case: Case) -> None:
    """What stands here is right: QuickBooks is told so, or gets the record anew where it is gone there."""
    if not case.is_here:
        raise Refused([_cannot("It is deleted here: keep QuickBooks', or delete it on both sides.")])
    if case.theirs is not None:
        _keep(case.organization, _awake(case.link, state=LinkState.LINKED, base=case.theirs, theirs=None))
        return
    if case.link.hold == following.MERGED:
        following.keep(answering.books_of(case.organization, case.actor), case.link)
    _keep(case.organization, replace(case.link, state=LinkState.CLOSED, owed=False, hold="", waits_for=()))
    anew = books.Link(case.link.kind, record_id=case.link.record_id, owed=True)
    _keep(case.organization, anew)


def keep_theirs(case: Case) -> None:
    """What QuickBooks has is right: it is taken over here; where it is gone there, it is deleted here."""
    if case.theirs is None:
        delete_both(case)
        return
    if not case.link.record_id:
        as_new = _awake(case.link, state=LinkState.INELIGIBLE, base=None, theirs=None, fingerprint="")
        _keep(case.organization, as_new)
        return
    _write(case, Act.CHANGE, case.theirs)
    _keep(case.organization, _awake(case.link, state=LinkState.LINKED, base=case.theirs, theirs=None))


def delete_both(case: Case) -> None:
    """It is to be gone on both sides."""
    if case.is_here:
        _write(case, Act.DELETE, None)
    base = case.theirs if case.theirs is not None else case.link.base
    fingerprint = case.link.fingerprint if case.theirs is not None else GONE
    changes = {"state": LinkState.LINKED, "base": base, "theirs": None, "fingerprint": fingerprint}
    _keep(case.organization, _awake(case.link, **changes))


def link(case: Case) -> None:
    """Ours is the record that was named: the two become one."""
    asked = _offered(case, Choice.LINK)
    answering.link(case.organization, case.actor, case.link, asked, case.answer)


def create(case: Case) -> None:
    """Ours is none of those that QuickBooks has: it is sent."""
    answering.tell_apart(case.organization, case.actor, case.link, _offered(case, Choice.CREATE))
    _keep(case.organization, _awake(case.link))


def separate(case: Case) -> None:
    """The two that were linked go their own ways."""
    _offered(case, Choice.SEPARATE)
    if not case.link.quickbooks_id or case.link.state is not LinkState.LINKED:
        raise Refused([_cannot("Something about it has to be settled first.")])
    answering.separate(case.organization, case.actor, case.link)


def rename(case: Case) -> None:
    """Ours gets another name here."""
    _offered(case, Choice.RENAME)
    answering.rename(case.organization, case.actor, case.link, case.ours, case.answer)
    _keep(case.organization, _awake(case.link))


def _offered(case: Case, choice: Choice) -> Problem:
    """The problem, which offers this choice."""
    if case.asked is None or choice not in case.asked.choices:
        raise Refused([_cannot("There is no such choice about this.")])
    return case.asked


def _leave(case: Case) -> None:
    """Nothing is done; nobody is asked any more, until somebody chooses otherwise."""


def _stay_here(organization: Organization, actor: Actor, found: OpenProblem) -> None:
    """What is to stay here only does not go to QuickBooks either because its name becomes free there."""
    if found.problem.get("code") == "name_in_use":
        link = _case(organization, actor, found, "").link
        answering.books_of(organization, actor).keep_links([replace(link, waits_for=())])


def _sets_aside(organization: Organization, found: OpenProblem) -> bool:
    """Whether its record waits for the answer: what was only good to know is gone once it was read."""
    _, _, rest = found.key.partition(":")
    link_id, code = rest.split(":")[0], found.problem.get("code", "")
    rows = Link.objects.of(organization).filter(pk=link_id if link_id.isdecimal() else 0, hold=code)
    return bool(code) and rows.exclude(state=LinkState.CLOSED.value).exists()


SETTLERS: dict[str, Callable[[Case], None]] = {
    Choice.RETRY.value: retry,
    Choice.KEEP_OURS.value: keep_ours,
    Choice.KEEP_THEIRS.value: keep_theirs,
    Choice.DELETE_BOTH.value: delete_both,
    Choice.LINK.value: link,
    Choice.CREATE.value: create,
    Choice.RENAME.value: rename,
    Choice.SEPARATE.value: separate,
    Choice.SKIP.value: _leave,
}
"""Choice → what is done."""


def choose_conflict_value(organization: Organization, actor: Actor, conflict_id: int | str, side: str) -> None:
    """Let this side's value of a conflict hold; the other stays in the history (rule C2)."""
    with transaction.atomic():
        _lock(organization)
        found = Conflict.objects.of(organization).filter(pk=conflict_id).first()
        if found is None or side not in (Master.QUICKBOOKS.value, Master.COUNTERFOIL.value):
            raise Refused([_cannot("There is no such conflict, or no such side.")])
        if side in (found.chosen, "" if found.chosen else found.winner):
            raise Refused([_cannot("That value holds already.")])
        _carry_out(_case_of_conflict(organization, actor, found), found, side)
        changes = {found.path: [found.chosen or found.winner, side]}
        at = timezone.now()
        found.chosen, found.chosen_by, found.chosen_at = side, actor.name[:200], at
        found.settled_at = found.settled_at or at
        found.save(update_fields=["chosen", "chosen_by", "chosen_at", "settled_at"])
        record_many(organization, actor, [NewEntry("conflict", str(found.pk), "settled", changes)])
        wake(organization.pk)


def _case_of_conflict(organization: Organization, actor: Actor, found: Conflict) -> Case:
    live = Link.objects.of(organization).filter(kind=found.kind, record_id=found.record_id)
    row = live.exclude(state=LinkState.CLOSED.value).values_list(*LINK_READ).first()
    if row is None or found.record_id is None:
        raise Refused([_cannot("The record is not on both sides any more.")])
    return _case_of(organization, actor, link_of(row))


def _carry_out(case: Case, found: Conflict, side: str) -> None:
    if not case.is_here:
        raise Refused([_cannot("The record is deleted here.")])
    assert case.ours is not None, "it is here"
    if found.settled_at is None and side == Master.COUNTERFOIL and case.theirs is not None:
        _agree_on(case, found.path)
        return
    _write(case, Act.CHANGE, with_side(case.organization, case.link.kind, case.ours.record, case.theirs, found, side))
    _keep(case.organization, _awake(case.link, state=LinkState.LINKED))


def _agree_on(case: Case, path: str) -> None:
    """Let QuickBooks' present value count as agreed, so that only ours is a change, and goes there."""
    base: Any = case.link.base if case.link.base is not None else case.theirs
    agreed = with_theirs(base, case.theirs, path)
    _keep(case.organization, _awake(case.link, state=LinkState.LINKED, base=agreed, theirs=case.theirs))
