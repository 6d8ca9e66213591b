"""The comparison while syncing is suspended: everything is read, nothing is written, and what differs is noted.

Each record gets its standing (`reconcile.comparison`). What is not the same is kept as a finding, with what QuickBooks
holds; the counts become the summary that a person reads. Then the run ends.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import TYPE_CHECKING, Any

from counterfoil.engine import suspension, words
from counterfoil.engine.books import Finding, LinkState
from counterfoil.engine.entries import theirs_of
from counterfoil.engine.references import to_ours, translate
from counterfoil.engine.relinking import twins_here
from counterfoil.engine.steps.pull import transactions
from counterfoil.engine.steps.push import take_in_changes
from counterfoil.engine.turn import Ask, reading
from counterfoil.engine.twins import FORGOTTEN
from counterfoil.qbxml import write
from counterfoil.qbxml.status import Reaction, reaction_to
from counterfoil.qbxml.tables import QUERIES
from counterfoil.qbxml.write import Page
from counterfoil.reconcile.comparison import Cause, Sighting, Standing, standing_of, summary
from counterfoil.records import LIST_KINDS, Bill, Kind

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from counterfoil.engine.books import Link
    from counterfoil.engine.turn import Turn
    from counterfoil.qbxml.answers import Answer, Header, Response
    from counterfoil.records import Observation

PAGE = 200
"""Records a page."""

RESTARTS = 3
"""How often a kind is begun again after a lost iterator, before the comparison is left to another run."""

ON_BOTH_SIDES = (LinkState.LINKED, LinkState.HELD, LinkState.CONFLICT, LinkState.REVIEW, LinkState.DELETING)
"""States of links whose record should be in QuickBooks; of payments every one is an index only."""


def ask(turn: Turn) -> Ask | None:
    """The next page; at the end the summary, and the run is over."""
    if not suspension.is_comparing(turn.conversation):
        return None
    if "compare" not in turn.data:
        _begin(turn)
    state = turn.data["compare"]
    if state["forms"]:
        kind, form = Kind(state["forms"][0][0]), state["forms"][0][1]
        return reading([write.query(kind, page=Page(turn.page(PAGE), state["iterator"]), form=form)])
    _conclude(turn)
    return None


def _begin(turn: Turn) -> None:
    take_in_changes(turn)
    turn.books.drop_findings()
    number = int(turn.conversation.facts.get("sweeps", 0)) + 1
    turn.conversation.facts["sweeps"] = number
    posted = (Kind.BILL,) if turn.policy.move_transactions else ()
    kinds = dict.fromkeys([*LIST_KINDS, *transactions(turn), *posted])
    forms = [[kind.value, form] for kind in kinds for form in QUERIES[kind]]
    turn.data["compare"] = {"number": number, "iterator": "", "done": 0, "forms": forms, "counts": {}, "as_of": ""}


def take(turn: Turn, answer: Answer) -> None:
    """Note how each record of a page stands; at the end of a kind, what was not met is missing."""
    state, response = turn.data["compare"], answer.responses[0]
    kind = Kind(state["forms"][0][0])
    reaction = reaction_to(response.status)
    if reaction not in (Reaction.OK, Reaction.EMPTY, Reaction.PARTIAL):
        _start_again(turn, response)
        return
    _take_page(turn, kind, response)
    if response.remaining and response.iterator_id:
        state["iterator"] = response.iterator_id
        turn.progress("Comparing; nothing is written", state["done"], state["done"] + response.remaining)
        return
    state["iterator"] = ""
    state["forms"].pop(0)
    if not any(each[0] == kind.value for each in state["forms"]):
        _note_missing(turn, kind, state["number"])


def _start_again(turn: Turn, response: Response) -> None:
    """A lost iterator: this kind begins again; anything else leaves the comparison to another run."""
    state = turn.data["compare"]
    state["iterator"], state["restarts"] = "", state.get("restarts", 0) + 1
    if reaction_to(response.status) is not Reaction.RESTART or state["restarts"] > RESTARTS:
        turn.again_after(30)
        turn.stop("interrupted", f"QuickBooks could not be compared: {response.status.message} It is tried again.")


def _take_page(turn: Turn, kind: Kind, response: Response) -> None:
    state = turn.data["compare"]
    seen: dict[str, Observation] = {each.id: each for each in response.observations}
    known: dict[str, Header] = {each.id: each for each in response.unchanged}
    links = turn.books.links_there(kind, [*seen, *known])
    _meet(turn, links.values(), {each.id for each in response.unreadable if each.id}, kind)
    entries = [(links.get(id_), observation) for id_, observation in seen.items()]
    findings = _findings(turn, kind, entries)
    turn.books.keep_findings(findings)
    _count(state, findings)
    state["done"] += len(seen) + len(known)
    stale = {finding.quickbooks_id for finding in findings if finding.standing is not Standing.ROLLED_BACK}
    times = [each.time_modified[:19] for id_, each in (seen | known).items() if id_ not in stale and id_ in links]
    state["as_of"] = max([state["as_of"], *times])


def _meet(turn: Turn, links: Iterable[Link], unreadable: set[str], kind: Kind) -> None:
    """Note that these are there, however they look; one that cannot be read is there too."""
    hidden = turn.books.links_there(kind, sorted(unreadable)).values() if unreadable else ()
    number = turn.data["compare"]["number"]
    met = [replace(link, seen_in=number) for link in (*links, *hidden) if link.state is not LinkState.CLOSED]
    if met:
        turn.books.keep_links(met)


def _findings(turn: Turn, kind: Kind, entries: Sequence[tuple[Link | None, Observation]]) -> list[Finding]:
    """What is not the same."""
    if kind is Kind.BILL_PAYMENT:
        return []
    dictionary = to_ours(turn.books, [observation.record for _, observation in entries])
    in_doubt = turn.in_doubt()
    found: list[Finding] = []
    unknown: list[Finding] = []
    for link, observation in entries:
        if link is not None and (link.id in in_doubt or not (link.record_id or link.state is LinkState.CLOSED)):
            continue
        translation = translate(observation.record, dictionary)
        theirs = None if translation.unknown else translation.record
        standing = standing_of(_sighting(link, observation, theirs))
        if standing is Standing.SAME:
            continue
        finding = _finding(kind, standing, link, observation, theirs)
        (unknown if standing is Standing.NEW else found).append(finding)
    guids = dict(_guids(entries))
    unknown = twins_here(turn, kind, unknown, guids)
    if suspension.of(turn.conversation).get("cause") == Cause.OURS_RESTORED:
        new = {each.quickbooks_id for each in unknown if each.standing is Standing.NEW}
        _note_forgotten(turn, [seen for _, seen in entries if seen.id in new])
    return found + unknown


def _note_forgotten(turn: Turn, unknown: Iterable[Observation]) -> None:
    """Bills that carry a GUID of ours and that we do not know: what our own database has forgotten that it sent."""
    forgotten = turn.conversation.facts.setdefault(FORGOTTEN, {})
    for seen in unknown:
        if isinstance(seen.record, Bill) and seen.record.ref_number and getattr(seen.derived, "external_guid", ""):
            forgotten[seen.record.ref_number.casefold()] = seen.id


def _guids(entries: Sequence[tuple[Link | None, Observation]]) -> Iterable[tuple[str, str]]:
    for _, observation in entries:
        yield observation.id, getattr(observation.derived, "external_guid", "")


def _sighting(link: Link | None, observation: Observation, theirs: Any) -> Sighting:
    if link is None:
        return Sighting(is_linked=False, seen=observation.fingerprint)
    return Sighting(
        is_linked=True,
        is_closed=link.state is LinkState.CLOSED,
        known=link.fingerprint,
        history=link.history,
        seen=observation.fingerprint,
        is_as_agreed=theirs is not None and theirs == link.base,
    )


def _finding(kind: Kind, standing: Standing, link: Link | None, observation: Observation, theirs: Any) -> Finding:
    title = words.title_of(kind, theirs, link.base if link else None, observation.record)
    return Finding(
        kind,
        standing,
        observation.id,
        link.id if link else "",
        link.record_id if link else "",
        title,
        words.differences(link.base, theirs) if link else "",
        observation.fingerprint,
        theirs,
    )


def _note_missing(turn: Turn, kind: Kind, number: int) -> None:
    """What has a record on both sides, or settles bills, and was not met."""
    states = (LinkState.INELIGIBLE,) if kind is Kind.BILL_PAYMENT else ON_BOTH_SIDES
    in_doubt, last = turn.in_doubt(), ""
    while page := turn.books.watched(kind, states, PAGE, last):
        last = page[-1].id
        missing = [
            Finding(kind, Standing.MISSING, link.quickbooks_id, link.id, link.record_id, _title(link))
            for link in page
            if link.quickbooks_id and link.seen_in != number and link.id not in in_doubt and theirs_or_index(link)
        ]
        turn.books.keep_findings(missing)
        _count(turn.data["compare"], missing)


def theirs_or_index(link: Link) -> bool:
    """Whether QuickBooks showed something of it when it was last seen."""
    return link.kind is Kind.BILL_PAYMENT or theirs_of(link) is not None


def _title(link: Link) -> str:
    return words.title_of(link.kind, link.theirs, link.base)


def _count(state: dict[str, Any], findings: Iterable[Finding]) -> None:
    for finding in findings:
        key = f"{finding.kind}:{finding.standing}"
        state["counts"][key] = state["counts"].get(key, 0) + 1


def _conclude(turn: Turn) -> None:
    """Keep the summary and end the run: from here on a person decides."""
    state, known = turn.data.pop("compare"), suspension.of(turn.conversation)
    known |= {"comparison": "done", "counts": state["counts"], "as_of": state["as_of"][:10]}
    day = known["as_of"]
    told = summary(Cause(known["cause"]), date.fromisoformat(day) if day else None, counts_of(known))
    turn.conversation.mode_reason = told
    turn.stop("stopped", f"{told} Nothing was written. Read what was found on the sync page, and say how to go on.")


def counts_of(known: dict[str, Any]) -> dict[tuple[Kind, Standing], int]:
    """How many records of a kind stand how, as the comparison counted them."""
    pairs = {tuple(key.split(":")): number for key, number in known.get("counts", {}).items()}
    return {(Kind(kind), Standing(standing)): number for (kind, standing), number in pairs.items()}


def missed(turn: Turn) -> None:
    """The answer was lost: begin the whole comparison again; what it found so far is found again."""
    turn.data.pop("compare", None)
