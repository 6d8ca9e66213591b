"""A page of what QuickBooks showed is taken in: links, vocabulary, pairing, decision; deletions and payments too."""

from __future__ import annotations

from dataclasses import replace
from hashlib import sha256
from typing import TYPE_CHECKING, Any

from counterfoil.engine import following, order_index, order_links, twins, words
from counterfoil.engine.books import Detail, DetailKind, Link, LinkState
from counterfoil.engine.deciding import decide_page, holding, observed
from counterfoil.engine.doubts import PERSON_ONLY, UNTIL_SEEN, put_in_doubt
from counterfoil.engine.entries import GONE, UNREADABLE, Entry
from counterfoil.engine.pairing import pair
from counterfoil.engine.references import there_key, to_ours, translate
from counterfoil.engine.turn import after
from counterfoil.engine.wallclock import edited_at, offset_of
from counterfoil.reconcile.decision import Act
from counterfoil.records import LIST_KINDS, BillState, Deletion, Kind, PaymentState
from counterfoil.records.catalogue import problem

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from counterfoil.engine.turn import Turn
    from counterfoil.qbxml.answers import Unreadable
    from counterfoil.records import LinkedTransaction, Observation


UNREADABLE_PAUSE = 300
"""Seconds after which a record that could not be read, and of which something is owed, is read again."""


def take_observations(turn: Turn, kind: Kind, observations: Sequence[Observation]) -> None:
    """Take in a page of records that are new or have changed in QuickBooks."""
    latest = {observation.id: observation for observation in observations}
    if not latest:
        return
    _learn_offset(turn, latest.values())
    if kind is Kind.BILL_PAYMENT:
        take_payments(turn, list(latest.values()))
        return
    entries = _entries(turn, kind, latest)
    received = {entry.link.quickbooks_id: order_index.orders_in(entry.link.derived) for entry in entries}
    _decide_in_waves(turn, kind, entries)
    if kind is Kind.BILL:
        _index_payments(turn, latest.values())
        order_index.bills_seen(turn, received, latest.values())
    if kind is Kind.PURCHASE_ORDER:
        order_index.orders_seen(turn, latest.values())


def _learn_offset(turn: Turn, observations: Iterable[Observation]) -> None:
    """Note how far the machine's wall is from Unix time, as the record that was changed last shows it."""
    facts = turn.conversation.facts
    for observation in observations:
        second = edited_at(observation.edit_sequence) or 0
        if second >= facts.get("utc_offset_at", 0) and (offset := offset_of(observation)) is not None:
            facts["utc_offset"], facts["utc_offset_at"] = offset, second


def _entries(turn: Turn, kind: Kind, latest: dict[str, Observation]) -> list[Entry]:
    """The records of a page with their links; those about which a write is in doubt are put aside."""
    links = turn.books.links_there(kind, list(latest))
    in_doubt = turn.in_doubt()
    loose = {id_: seen for id_, seen in latest.items() if id_ not in links or not links[id_].record_id}
    own = {id_: link for id_, link in _by_guid(turn, kind, loose).items() if link != links.get(id_)}
    twins = {id_ for id_, link in own.items() if link.quickbooks_id not in ("", id_)}
    entries: list[Entry] = []
    aside: list[Link] = []
    for id_, observation in latest.items():
        stub = links.get(id_) or Link(kind, quickbooks_id=id_, state=LinkState.INELIGIBLE)
        link = own.get(id_, stub) if id_ not in twins else stub
        intent = in_doubt.get(link.id)
        if intent is not None and id_ in own and intent.act is Act.CREATE:
            turn.proofs.append((intent, observation))
        elif intent is not None:
            aside.append(replace(link, fingerprint="", owed=True))
        else:
            if link is not stub and stub.id:
                aside.append(replace(stub, state=LinkState.CLOSED, owed=False))
            order_links.look(turn, link, observation)
            entries.append(Entry(link, observation=observation, doubt="stands_twice" if id_ in twins else ""))
    if aside:
        turn.books.keep_links(aside)
    return entries


def _by_guid(turn: Turn, kind: Kind, unlinked: dict[str, Observation]) -> dict[str, Link]:
    """Links to which unknown records belong by the GUID that we gave them: never import those as new (rule C4)."""
    guids = {
        guid: id_
        for id_, observation in unlinked.items()
        if (guid := getattr(observation.derived, "external_guid", ""))
    }
    found = turn.books.links_by_guid(list(guids)) if guids else {}
    return {guids[guid]: link for guid, link in found.items() if link.kind is kind}


def _decide_in_waves(turn: Turn, kind: Kind, entries: list[Entry]) -> None:
    """Decide what can be: parents before children; what refers to something unknown waits for it."""
    records = [entry.observation.record for entry in entries if entry.observation]
    dictionary = to_ours(turn.books, records)
    while entries:
        ready: list[Entry] = []
        waiting: list[Entry] = []
        for entry in entries:
            assert entry.observation is not None, "only what was observed comes here"
            translation = translate(entry.observation.record, dictionary)
            entry.theirs = translation.record
            (waiting if translation.unknown else ready).append(entry)
        if not ready:
            _park(turn, waiting, dictionary)
            return
        if kind in LIST_KINDS:
            ready = pair(turn, kind, ready)
        elif kind is Kind.BILL:
            ready = twins.join(turn, ready)
        for entry in decide_page(turn, kind, _without_doubtful(turn, ready)):
            if entry.link.record_id:
                dictionary[kind, entry.link.quickbooks_id] = entry.link.record_id
        entries = waiting


def _without_doubtful(turn: Turn, entries: list[Entry]) -> list[Entry]:
    """What a person has to look at is only noted; what was thought vanished and is there after all is decided."""
    clear: list[Entry] = []
    for entry in entries:
        doubt = _doubt_about(turn, entry)
        if doubt:
            link = _revived(turn, entry.link) if entry.link.state is LinkState.CLOSED else entry.link
            put_in_doubt(turn, holding(observed(turn, link, entry.observation), entry.theirs), doubt)
        else:
            if entry.link.hold == following.MERGED:
                following.came_back(turn, entry.link)
            clear.append(entry)
    return clear


def _revived(turn: Turn, link: Link) -> Link:
    """A closed link that has to live again; without our record, if that has another link by now."""
    other = turn.books.links(link.kind, [link.record_id]) if link.record_id else {}
    return replace(link, record_id="", base=None) if other else link


def _doubt_about(turn: Turn, entry: Entry) -> str:
    """Why a person has to look at what was seen, or an empty text."""
    link, seen = entry.link, entry.observation
    if entry.doubt:
        return entry.doubt
    if link.state is LinkState.CLOSED:
        return "came_back"
    if link.hold in PERSON_ONLY - UNTIL_SEEN - {following.MERGED}:
        return link.hold
    is_older = seen is not None and seen.fingerprint in link.history[:-1] and entry.theirs != link.base
    return "rolled_back" if is_older and turn.conversation.facts.get("was_restored") else ""


def _park(turn: Turn, waiting: list[Entry], dictionary: dict[Any, str]) -> None:
    """What refers to a record that we do not know yet waits for it, unread (rule S10)."""
    parked = []
    for entry in waiting:
        assert entry.observation is not None, "only what was observed comes here"
        unknown = translate(entry.observation.record, dictionary).unknown
        keys = tuple(sorted(there_key(target) for target in unknown))
        parked.append(replace(entry.link, fingerprint="", owed=False, waits_for=keys))
    turn.books.keep_links(parked)
    turn.again_after(2)


# Deletions


def take_deletions(turn: Turn, deletions: Sequence[Deletion]) -> None:
    """Take in rows of QuickBooks' deletion logs."""
    for kind in dict.fromkeys(deletion.kind for deletion in deletions):
        ids = list(dict.fromkeys(row.id for row in deletions if row.kind is kind))
        links = turn.books.links_there(kind, ids)
        take_gone(turn, kind, [link for link in links.values() if link.state is not LinkState.CLOSED])


def take_gone(turn: Turn, kind: Kind, links: Sequence[Link]) -> None:
    """These are known to be deleted in QuickBooks."""
    if kind is Kind.BILL_PAYMENT:
        _payments_gone(turn, links)
        return
    in_doubt = turn.in_doubt()
    gone = [
        replace(link, fingerprint=GONE, theirs=None, missed_in=0)
        for link in links
        if link.fingerprint != GONE and link.id not in in_doubt
    ]
    doubtful = [link for link in gone if link.record_id and link.hold in PERSON_ONLY - UNTIL_SEEN]
    if doubtful:
        turn.books.keep_links([replace(link, owed=True) for link in doubtful])
    decide_page(turn, kind, [Entry(link) for link in gone if link not in doubtful])
    if kind is Kind.BILL:
        order_index.bills_gone(turn, gone)
    if kind is Kind.PURCHASE_ORDER:
        order_index.orders_gone(turn, gone)


# Bill payments: kept as an index from a payment to the bills it settles (rules B6, B7, B14)


def take_payments(turn: Turn, observations: Sequence[Observation]) -> None:
    """A payment was made or changed: the bills that it settles, or settled before, are read again."""
    links = turn.books.links_there(Kind.BILL_PAYMENT, [observation.id for observation in observations])
    kept: list[Link] = []
    settled: list[tuple[str, str, bool]] = []
    for observation in observations:
        link = links.get(observation.id) or Link(Kind.BILL_PAYMENT, state=LinkState.INELIGIBLE)
        now, before = _settled_bills(observation.derived), _settled_bills(link.derived)
        settled += [(bill, observation.id, now.get(bill, False)) for bill in now.keys() | before.keys()]
        kept.append(replace(observed(turn, link, observation), state=LinkState.INELIGIBLE))
    turn.books.keep_links(kept)
    _read_bills_again(turn, settled)


def _payments_gone(turn: Turn, links: Sequence[Link]) -> None:
    settled = [(bill, link.quickbooks_id, False) for link in links for bill in _settled_bills(link.derived)]
    turn.books.keep_links([replace(link, state=LinkState.CLOSED, owed=False) for link in links])
    _read_bills_again(turn, settled)


def _settled_bills(derived: object) -> dict[str, bool]:
    """Bills that a payment settles → whether it settles anything there (a void one does not)."""
    applied: tuple[LinkedTransaction, ...] = derived.applied if isinstance(derived, PaymentState) else ()
    return {each.txn_id: each.amount != 0 for each in applied}


def _read_bills_again(turn: Turn, settled: Sequence[tuple[str, str, bool]]) -> None:
    """Void the observation of bills that do not show what these payments do: (bill, payment, whether it settles)."""
    links = turn.books.links_there(Kind.BILL, list({bill for bill, _, _ in settled})) if settled else {}
    unread = {
        bill: replace(link, fingerprint="", owed=True, retry_at=None)
        for bill, payment, settles in settled
        if (link := links.get(bill)) is not None
        and link.state is not LinkState.CLOSED
        and link.fingerprint != GONE
        and _shows(link, payment) is not settles
    }
    if unread:
        turn.books.keep_links(list(unread.values()))


def _shows(link: Link, payment: str) -> bool:
    """Whether the bill as last seen lists this payment."""
    linked = link.derived.linked if isinstance(link.derived, BillState) else None
    return payment in {each.txn_id for each in linked or ()}


def _index_payments(turn: Turn, observations: Iterable[Observation]) -> None:
    """Note the payments that bills show, so that their deletion is understood even if they were never pulled."""
    settles: dict[str, list[LinkedTransaction]] = {}
    for observation in observations:
        state = observation.derived
        for each in (state.linked or ()) if isinstance(state, BillState) else ():
            if each.is_money:
                settles.setdefault(each.txn_id, []).append(replace(each, txn_id=observation.id, txn_type="Bill"))
    known = turn.books.links_there(Kind.BILL_PAYMENT, list(settles)) if settles else {}
    new = [
        Link(
            Kind.BILL_PAYMENT, quickbooks_id=id_, state=LinkState.INELIGIBLE, derived=PaymentState(applied=tuple(bills))
        )
        for id_, bills in settles.items()
        if id_ not in known
    ]
    if new:
        turn.books.keep_links(new)


# What could not be read


def take_unreadable(turn: Turn, unreadable: Sequence[Unreadable]) -> None:
    """One record that cannot be understood is reported with its raw text, once; the rest go on (rule S10)."""
    for kind in dict.fromkeys(each.kind for each in unreadable):
        page = [each for each in unreadable if each.kind is kind]
        links = turn.books.links_there(kind, [each.id for each in page if each.id]) if kind else {}
        kept: list[Link] = []
        for each in page:
            link = links.get(each.id)
            mark = f"{UNREADABLE}{sha256(each.raw.encode()).hexdigest()[:20]}"
            if link is None or link.fingerprint != mark:
                _tell_unreadable(turn, each)
            if kind and each.id and (link is None or link.state is not LinkState.CLOSED):
                link = link or Link(kind, quickbooks_id=each.id, state=LinkState.INELIGIBLE)
                owed = link.owed and bool(link.record_id)
                again = after(turn.now(), UNREADABLE_PAUSE) if owed else None
                kept.append(replace(link, fingerprint=mark, owed=owed, retry_at=again, missed_in=0))
        if kept:
            turn.books.keep_links(kept)


def _tell_unreadable(turn: Turn, each: Unreadable) -> None:
    title = f"{words.KINDS[each.kind] if each.kind else 'Record'} {each.id}".strip()
    what = problem("unreadable", cause=each.reason, theirs=each.raw[:4000])
    turn.say(Detail(DetailKind.ERROR, each.kind, title, f"{what.title}. {each.reason}", "", "", each.id, what))
