"""The promises (docs/promises.md), checked: some after every commit, some on every write, the rest at rest."""

from __future__ import annotations

import re
from collections import Counter
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from datetime import date
from hashlib import sha256
from typing import TYPE_CHECKING, Any

from counterfoil.engine import order_links
from counterfoil.engine.books import IntentState, LinkState
from counterfoil.reconcile.decision import Act
from counterfoil.records import Bill, BillState, Kind, OrderState
from tests.storm.ledger import tokens_of
from tests.storm.people import lines_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from counterfoil.engine.books import Intent, Link
    from counterfoil.engine.memory import Memory
    from tests.storm.agent import Call
    from tests.storm.database import View
    from tests.storm.world import World

IN_FLIGHT = (IntentState.SENT, IntentState.UNKNOWN)
ENDED = (IntentState.DONE, IntentState.FAILED, IntentState.DROPPED, IntentState.REVIEW)


FAR = date(9999, 12, 31)

MERGEABLE = ("Vendor", "Account", "Class", "Customer", "ItemService")
"""Kinds of list objects that people merge."""

TENANCY = "tenancy"
"""What one organization does never shows in another's rows (docs/architecture.md)."""


class Broken(AssertionError):  # noqa: N818 - a promise is broken, the program is not
    """A promise is broken."""

    def __init__(self, promise: str, how: str) -> None:
        super().__init__(f"{promise}: {how}")
        self.promise = promise


@dataclass
class Promises:
    """One seed's checks, and what they have to remember between them."""

    world: World
    latest_stamp: str = ""
    imported: set[str] = field(default_factory=set)
    writes: int = 0
    bases: dict[str, Any] = field(default_factory=dict)
    told: set[str] = field(default_factory=set)
    """Every token in an answer that the server has taken in."""
    states: set[str] = field(default_factory=set)
    unlinked: set[str] = field(default_factory=set)
    """Bills that lost a link to an order by a write of ours."""
    read_before: int = 0
    """The call that was out when something last went back in time: its answer may have been read before that."""
    since_run: set[str] = field(default_factory=set)
    """What has held since the run under way began: that the closing date stands, that the clock was not moved."""
    began_at: int = 0
    """Unix seconds on QuickBooks' clock when the run under way began."""
    waits_for_person: bool = False
    """Something went back in time, and nobody has accepted yet what was found."""

    @property
    def memory(self) -> Memory | View:
        """The server's books as they stand."""
        return self.world.books.memory

    # Something has gone back in time

    def went_back(self) -> None:
        """The company file or our database is about to be put back: until somebody accepts, nothing may be written."""
        self.waits_for_person = True

    def accepted(self) -> None:
        """Somebody has read what was found."""
        self.waits_for_person = False

    def held(self) -> dict[Any, int]:
        """Which of our records there are, and in which revision, while none may be changed by the sync."""
        if not self.waits_for_person:
            return {}
        return {key: held.revision for key, held in self.memory.records.items()}

    # On every write

    def run_begins(self) -> None:
        """A run begins: what it reads from now on is what it may build upon."""
        if not self.memory.conversation.data.get("identified"):
            self.since_run = {"the closing date stands", "the clock stands"}
            self.began_at = self.world.machine.unix()

    def before_write(self, call: Call, installation: str) -> None:
        """The bytes are about to reach QuickBooks."""
        leads = self.world.door.standing.installation
        _check("I22", installation == leads, f"{installation} writes although {leads} has taken over")
        self.writes += 1
        digest = sha256(call.text.encode()).hexdigest()
        intents = [intent for intent in self.memory.intents.values() if intent.sha256 == digest]
        sent = [intent for intent in intents if intent.state is IntentState.SENT]
        _check("I8", bool(sent), "bytes reach QuickBooks that no durable intent holds")
        for intent in sent:
            self._spares_closed_books(intent)
            self._is_not_there_already(intent)
            if intent.link_id:
                self._closed_observation(intent)
                self._spares_items_of_orders(intent)
                self._lists_every_line(intent)

    def _closed_observation(self, intent: Intent) -> None:
        """I10: a Mod or Del names an EditSequence that was read in a later second than it was made."""
        if not intent.quickbooks_id or not intent.edit_sequence.isdecimal():
            return
        link = self.memory.links[intent.link_id]
        second = int(intent.edit_sequence)
        is_closed = link.observed_at > second or second > link.observed_at + 60
        _check("I10", is_closed, f"a write of {intent.quickbooks_id} rests on what was read in the second of its edit")

    def _spares_closed_books(self, intent: Intent) -> None:
        """I27: nothing dated on or before the closing date is written, if that date stood when the run began."""
        closing = self.world.machine.company.settings.closing_date
        if closing is None or "the closing date stands" not in self.since_run:
            return
        dates = [bill.txn_date for bill in (intent.before, intent.after) if isinstance(bill, Bill) and bill.txn_date]
        _check("I27", min(dates, default=FAR) > closing, f"a write of a bill of {min(dates, default='')} is too early")

    def _is_not_there_already(self, intent: Intent) -> None:
        """I2: a bill that somebody entered in QuickBooks before the run began is not sent there unasked.

        Without two-way sync nobody reads what is entered there.
        """
        bill, ledger = intent.after, self.world.ledger
        if not self.world.weather.policy.two_way:
            return
        if intent.act is not Act.CREATE or not isinstance(bill, Bill) or not ledger.shared or intent.attempts > 1:
            return
        if "the clock stands" not in self.since_run or bill.ref_number in ledger.told_apart or not bill.ref_number:
            return
        twin = self.world.machine.twin_of(bill, self.began_at - 2)
        _check("I2", not twin, f"bill {bill.ref_number} is sent although {twin} stands there, entered by hand")

    def _lists_every_line(self, intent: Intent) -> None:
        """I17: a Mod that sends lines names every line that is to stay."""
        if not isinstance(intent.before, Bill) or not isinstance(intent.after, Bill) or "LineMod>" not in intent.text:
            return
        named = set(re.findall(r"<TxnLineID>([^<]+)</TxnLineID>", intent.text))
        stays = {line.id for line in intent.before.lines()} & {line.id for line in intent.after.lines()}
        _check("I17", stays <= named, f"a Mod of {intent.quickbooks_id} forgets the lines {sorted(stays - named)}")

    def _spares_items_of_orders(self, intent: Intent) -> None:
        """I16: of a bill that receives an order no value of an item line is sent."""
        if all(bill != intent.quickbooks_id for bill, _ in self.world.machine.order_links()):
            return
        items = re.findall(r"<ItemLineMod><TxnLineID>[^<]*</TxnLineID>(.*?)</ItemLineMod>", intent.text)
        is_bare = not any(items) and "<TxnLineID>-1</TxnLineID><Item" not in intent.text
        is_bare = is_bare and "ClearItemLines" not in intent.text
        _check("I16", is_bare, f"a Mod of {intent.quickbooks_id}, which receives an order, says something of its items")

    @contextmanager
    def during(self, call: Call) -> Iterator[None]:
        """I16: a write leaves the links of bills to orders as they were; where it cannot, one bill is hit at most."""
        machine = self.world.machine
        before = machine.order_links() if call.writes else set()
        is_early = call.writes and self.waits_for_person
        try:
            yield
            _check("I20", not is_early, f"call {call.number} was written, and nobody has accepted the restore")
        finally:
            lost = before - machine.order_links() if before else before
            hit = {bill for bill, _ in lost} & set(machine.bills()) if lost else set()
            keeps = machine.company.switches.bill_mod_keeps_po_link == "kept"
            _check("I16", not (hit and keeps), f"{sorted(hit)} lost a link to an order")
            self.unlinked |= hit
            seen = self.unlinked & set(machine.bills())  # one that was deleted at once nobody could look at
            _check("I16", len(seen) <= 1, f"these bills lost a link to an order: {sorted(seen)}")

    def after_answer(self, text: str) -> None:
        """Remember what QuickBooks has told: the latest time, and every token."""
        self.told |= tokens_of(text)
        stamps = re.findall(r"<Time(?:Modified|Deleted|Created)>([^<]{19})", text)
        self.latest_stamp = max([self.latest_stamp, *stamps])

    # After every commit

    def after_commit(self) -> None:
        """What must hold whenever the server has committed."""
        self._one_link_each()
        self._one_write_in_flight()
        self._watermarks()
        self._bases()
        self._nothing_ineligible()

    def leaves_ours(self, before: dict[Any, int]) -> None:
        """I20: while a person has not accepted a restore, the sync leaves our records as they are."""
        if before and self.waits_for_person:
            _check("I20", before == self.held(), "our records change although nobody has accepted the restore")

    def _one_link_each(self) -> None:
        """I2: a record on either side has one live link at most."""
        for side in ("record_id", "quickbooks_id"):
            live = [
                (link.kind, getattr(link, side))
                for link in self.memory.links.values()
                if link.state is not LinkState.CLOSED and getattr(link, side)
            ]
            _check("I2", len(live) == len(set(live)), f"two live links have the same {side}")

    def _one_write_in_flight(self) -> None:
        """I9: one write at most is under way for a link, and each that ended says what proved it."""
        flying = [i.link_id for i in self.memory.intents.values() if i.state in IN_FLIGHT and i.link_id]
        _check("I9", len(flying) == len(set(flying)), "two writes are under way for one record")
        for intent in self.memory.intents.values():
            if intent.state in ENDED or (intent.state is IntentState.READY and intent.attempts):
                _check("I9", bool(intent.evidence), f"intent {intent.id} is {intent.state} without evidence")

    def _watermarks(self) -> None:
        """I18: a watermark is never beyond what QuickBooks has told."""
        latest = max([self.latest_stamp, *(self._first_marks())])
        for name, mark in self.memory.conversation.watermarks.items():
            _check("I18", mark <= latest, f"the watermark of {name} is {mark}, the latest stamp seen {latest}")

    def _first_marks(self) -> list[str]:
        from tests.storm.world import first_sync

        return list(first_sync()[1].conversation.watermarks.values())

    def _bases(self) -> None:
        """I19: a base holds only what QuickBooks has told, or is proven to have carried out."""
        done = [intent.after for intent in self.memory.intents.values() if intent.state is IntentState.DONE]
        for link in self.memory.links.values():
            self.states.add(f"{link.state}{':' + link.hold if link.hold else ''}")
            if link.kind is not Kind.BILL or link.base is self.bases.get(link.id):
                continue
            self.bases[link.id] = link.base
            untold = tokens_of(link.base) - self.told - tokens_of(*done)
            _check("I19", not untold, f"the base of {_title(link)} has what QuickBooks never told: {sorted(untold)}")

    def _nothing_ineligible(self) -> None:
        """I14: a bill that was never linked is imported only when nothing is paid on it."""
        for link in self.memory.links.values():
            if link.kind is not Kind.BILL or not link.record_id or link.id in self.imported:
                continue
            self.imported.add(link.id)
            if link.guid or not isinstance(link.derived, BillState):
                continue
            is_unpaid = link.derived.is_fully_unpaid or link.derived.total == 0
            _check("I14", is_unpaid, f"bill {link.quickbooks_id} was imported although something was paid on it")

    # At rest

    def whole(self) -> tuple[Any, ...]:
        """Both sides as they stand, to see whether anything still changes."""
        ours = {key: (held.record, held.revision) for key, held in self.memory.records.items()}
        return (self.world.machine.told(), ours, self.memory.conversation.position)

    def at_rest(self) -> None:
        """What must hold when the storm is over."""
        self._writes_ended()
        self._nothing_twice()
        self._nothing_lost()
        self._deletions_are_kept()
        self._nothing_comes_back()
        self._both_sides_equal()
        self._everything_came_over()
        self._orders_are_as_there()
        self._lost_links_are_told()
        self._no_echo()
        _check("I12", self.world.machine.books_balance(), "QuickBooks' books do not balance")
        _check(TENANCY, self.world.books.leaves_alone(), "rows of another organization have changed")

    def _writes_ended(self) -> None:
        """I25: every write has ended."""
        for intent in self.memory.intents.values():
            _check(
                "I25", intent.state in ENDED, f"intent {intent.id} ({intent.act} {intent.kind}) is still {intent.state}"
            )

    def _nothing_twice(self) -> None:
        """I2: no GUID and no number stands twice in QuickBooks, no number twice here."""
        doubled = self.world.machine.doubled_guids()
        _check("I2", not doubled, f"two bills in QuickBooks have the GUID {doubled}")
        here = [bill.ref_number for bill in self.world.desk.all(Kind.BILL).values()]
        for side, numbers in (("QuickBooks", self.world.machine.numbers()), ("Counterfoil", here)):
            ledger = self.world.ledger
            two = ledger.shared | (ledger.forgotten if side == "Counterfoil" else ledger.forgotten & ledger.told_apart)
            most = dict.fromkeys(two, 2)
            twice = sorted({number for number in numbers if number and numbers.count(number) > most.get(number, 1)})
            _check("I2", not twice, f"these bills stand twice in {side}: {twice}")
        theirs = (line for bill in self.world.machine.bills().values() for line in lines_of(bill))
        ours = (line for bill in self.world.desk.all(Kind.BILL).values() for line in bill.lines())
        for side, lines in (("QuickBooks", theirs), ("Counterfoil", ours)):
            stands = Counter(token for line in lines for token in tokens_of(line) & self.world.ledger.once)
            doubled = sorted(token for token, count in stands.items() if count > 1)
            _check("I2", not doubled, f"what was typed once stands in two lines in {side}: {doubled}")

    def _nothing_lost(self) -> None:
        """I3: what a person typed is current somewhere, or in a conflict.

        A tombstone is no place for it: only what nobody edited on the other side is deleted without asking (rule C3).
        """
        current: set[str] = set()
        for bill in self.world.machine.bills().values():
            current |= tokens_of(bill.ref_number, bill.memo, *bill.expense_lines, *bill.item_lines)
        current |= tokens_of(*self.world.machine.vendors().values())
        for held in self.memory.records.values():
            current |= tokens_of(held.record)
        for row in self.memory.conflicts:
            current |= tokens_of(row.conflict.ours, row.conflict.theirs)
        self._twins_stand()
        lost = {token: where for token, where in self.world.ledger.typed.items() if token not in current}
        _check("I3", not lost, f"typed and lost without a trace: {lost}")

    def _twins_stand(self) -> None:
        """I3: two lines that say the same stay two, on either side."""
        there = _prices(line for bill in self.world.machine.bills().values() for line in lines_of(bill))
        here = _prices(line for bill in self.world.desk.all(Kind.BILL).values() for line in bill.lines())
        disputed = tokens_of(
            *(part for row in self.memory.conflicts for part in (row.conflict.ours, row.conflict.theirs))
        )
        for amount, count in self.world.ledger.twins.items():
            stand = max(there.count(amount), here.count(amount))
            _check("I3", stand >= count or amount in disputed, f"of {count} lines of {amount} only {stand} are left")

    def _deletions_are_kept(self) -> None:
        """I4: what was deleted by itself on one side stands in a tombstone."""
        kept = {(row.kind, row.record_id) for row in self.memory.tombstones}
        for (kind, record_id), held in self.memory.records.items():
            is_ours = held.record is None and (kind, record_id) not in self.world.deleted_by_people
            _check(
                "I4", not is_ours or (kind, record_id) in kept, f"{kind} {record_id} was deleted without a tombstone"
            )

    def _nothing_comes_back(self) -> None:
        """I5: what a person deleted on a side is not there again."""
        twice = self.world.ledger.shared | self.world.ledger.forgotten
        deleted = {side: numbers - twice for side, numbers in self.world.ledger.deleted.items()}
        back = deleted["QuickBooks"] & set(self.world.machine.numbers())
        _check("I5", not back, f"deleted in QuickBooks, and there again: {sorted(back)}")
        here = {bill.ref_number for bill in self.world.desk.all(Kind.BILL).values()}
        _check(
            "I5", not deleted["Counterfoil"] & here, f"deleted here, and back: {sorted(deleted['Counterfoil'] & here)}"
        )
        back = (self.world.ledger.brought_back - self.world.ledger.shared) & here
        _check("I5", not back, f"deleted, and taken over again from a restored file: {sorted(back)}")
        again = self.world.ledger.merged & {(k, n) for k in MERGEABLE for n in self.world.machine.names(k)}
        _check("I5", not again, f"merged into others there, and there again: {sorted(again)}")

    def _both_sides_equal(self) -> None:
        """I1: each linked bill is the same on both sides."""
        theirs = self.world.machine.bills()
        for_orders = {bill for bill, _ in self.world.machine.order_links()}
        for link in self._bill_links():
            if link.state is not LinkState.LINKED:
                self._waits_for_a_reason(link)
                continue
            mine = self.memory.records[Kind.BILL, link.record_id].record
            there = theirs.get(link.quickbooks_id)
            if not self.world.weather.policy.two_way:
                continue
            _check("I1", mine is not None and there is not None, f"{_title(link)} is linked, but gone on a side")
            if link.quickbooks_id in for_orders:
                mine = self._as_it_travels(mine, link.base)
            one, other = self._told_here(mine), told_there(there)
            _check("I1", one == other, f"{_title(link)} differs: here {_minus(one, other)}, there {_minus(other, one)}")
            _check(
                "I1", link.base == mine and link.theirs is None, f"{_title(link)}: the base is not what both sides hold"
            )

    def _orders_are_as_there(self) -> None:
        """I1: each purchase order here is what it is in QuickBooks, and so is what was received of it."""
        links = {link.quickbooks_id: link for link in self.memory.links.values() if link.record_id}
        for order in self.world.machine.every_order():
            link = links.get(order.txn_id)
            _check("I1", link is not None, f"order {order.txn_id} never came over")
            if link is None or link.state is not LinkState.LINKED:
                continue
            mine: Any = self.memory.records[Kind.PURCHASE_ORDER, link.record_id].record
            ours = [(line.id, self._there(Kind.ITEM, line.item), line.quantity) for line in mine.lines]
            theirs = [(line.txn_line_id, _id(line.item), line.quantity) for line in order.lines]
            _check("I1", ours == theirs, f"order {order.txn_id} differs: here {ours}, there {theirs}")
            vendor = self._there(Kind.VENDOR, mine.vendor)
            _check("I1", vendor == _id(order.vendor), f"order {order.txn_id} is another vendor's here")
            if not self.world.weather.policy.two_way and not self.world.weather.switches.linked_bill_touches_po:
                continue  # nothing that is read without two-way sync tells that a bill has come
            assert isinstance(link.derived, OrderState), "what QuickBooks says of an order"
            said = (link.derived.is_closed, link.derived.is_fully_received)
            state = (order.is_manually_closed, order.is_fully_received)
            _check("I1", said == state, f"order {order.txn_id} is closed and received: here {said}, there {state}")

    def _there(self, kind: Kind, ref: Any) -> str:
        """QuickBooks' id of what a reference of ours names."""
        id_ = self.memory.by_record.get((kind, ref.id), "")
        return self.memory.links[id_].quickbooks_id if id_ else ""

    def _lost_links_are_told(self) -> None:
        """I16: that a bill lost a link to an order is known, and told."""
        is_told = bool(self.memory.conversation.facts.get(order_links.BREAKS))
        hit = self.unlinked & set(self.world.machine.bills())
        _check("I16", is_told or not hit, f"nobody noticed that {sorted(hit)} lost a link to an order")

    def _as_it_travels(self, mine: Any, base: Any) -> Any:
        """A bill that receives an order: item rows edited here stay here (rule B10), where links break all lines do."""
        mine = replace(mine, item_lines=base.item_lines)
        breaks = self.memory.conversation.facts.get(order_links.BREAKS)
        return replace(mine, expense_lines=base.expense_lines) if breaks else mine

    def _bill_links(self) -> Iterator[Link]:
        closed = (LinkState.CLOSED, LinkState.INELIGIBLE)
        yield from (x for x in self.memory.links.values() if x.kind is Kind.BILL and x.state not in closed)

    def _waits_for_a_reason(self, link: Link) -> None:
        """I25: what is not settled waits for something that is told."""
        is_told = bool(link.hold) or bool(link.waits_for)
        _check("I25", is_told, f"{_title(link)} is {link.state} for no reason")

    def _told_here(self, bill: Any) -> tuple[Any, ...]:
        """A bill of ours in QuickBooks' ids, as plain values."""

        there = self._there

        def common(line: Any) -> tuple[Any, ...]:
            return f"{line.amount:.2f}", there(Kind.CUSTOMER, line.customer), there(Kind.DEPARTMENT, line.department)

        lines = (
            *((x.id, there(Kind.ACCOUNT, x.account), x.memo, *common(x)) for x in bill.expense_lines),
            *((x.id, there(Kind.ITEM, x.item), x.description, x.quantity, x.cost, *common(x)) for x in bill.item_lines),
        )
        vendor, payables = there(Kind.VENDOR, bill.vendor), there(Kind.ACCOUNT, bill.ap_account)
        terms = there(Kind.TERMS, bill.terms)
        return (vendor, payables, terms, bill.txn_date, bill.due_date, bill.ref_number, bill.memo, *lines)

    def _everything_came_over(self) -> None:
        """I14: every fully unpaid bill in QuickBooks is here, every bill of ours there, or waits and says why."""
        known = [link for link in self.memory.links.values() if link.kind is Kind.BILL]
        links = {link.quickbooks_id: link for link in known if link.state is LinkState.CLOSED}
        links |= {link.quickbooks_id: link for link in known if link.state is not LinkState.CLOSED}
        if self.world.weather.policy.two_way:
            for txn_id, bill in self.world.machine.bills().items():
                link = links.get(txn_id)
                is_here = link is not None and bool(link.record_id or link.hold)
                is_paid = any(each.link_type == "AMTTYPE" for each in bill.linked_txn)
                is_void = bill.amount_due == 0 and bill.memo.startswith("VOID")
                _check("I14", is_here or is_paid or is_void, f"bill {bill.ref_number} {txn_id} never came over")
        for record_id in self.world.desk.all(Kind.BILL):
            link_id = self.memory.by_record.get((Kind.BILL, record_id))
            link = self.memory.links[link_id] if link_id else None
            is_settled = link is not None and (bool(link.quickbooks_id) or bool(link.hold or link.waits_for))
            _check("I1", is_settled, f"our bill {record_id} never went to QuickBooks")

    def _no_echo(self) -> None:
        """I6: one more session writes nothing on either side."""
        before, writes = self.whole(), self.writes
        self.world.session()
        _check("I6", self.writes == writes, "a session with nothing to do wrote to QuickBooks")
        _check("I6", self.whole() == before, "a session with nothing to do changed something")


def told_there(bill: Any) -> tuple[Any, ...]:
    """A bill of QuickBooks as plain values."""

    def common(line: Any) -> tuple[Any, ...]:
        return f"{line.amount:.2f}", _id(line.customer), _id(line.class_)

    lines = (
        *((x.txn_line_id, _id(x.account), x.memo, *common(x)) for x in bill.expense_lines),
        *((x.txn_line_id, _id(x.item), x.desc, x.quantity, x.cost, *common(x)) for x in bill.item_lines),
    )
    terms = bill.terms.list_id if bill.terms else ""
    head = (bill.vendor.list_id, bill.ap_account.list_id, terms, bill.txn_date, bill.due_date)
    return (*head, bill.ref_number, bill.memo, *lines)


def _id(ref: Any) -> str:
    return ref.list_id if ref else ""


def _prices(lines: Iterable[Any]) -> list[str]:
    """What was typed as the price of each line: the amount, or the cost of an item."""
    return [f"{line.amount if getattr(line, 'cost', None) is None else line.cost:.2f}" for line in lines]


def _minus(one: tuple[Any, ...], other: tuple[Any, ...]) -> list[Any]:
    return [value for value in one if value not in other]


def _title(link: Link) -> str:
    return f"bill {link.record_id}/{link.quickbooks_id}"


def _check(promise: str, holds: bool, how: str) -> None:
    if not holds:
        raise Broken(promise, how)
