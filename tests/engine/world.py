"""A small world for stories: our books in memory, a company file of the simulator, one clock, and the engine between.

People act on both sides in a word or two; `sync` lets the engine talk until nothing more is to be said.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from counterfoil.engine import suspension
from counterfoil.engine.exchange import Failure, begin, exchange, needs_new_session
from counterfoil.engine.memory import MemoryBooks
from counterfoil.qbxml.read import read_answer
from counterfoil.qbxml.write import document, query
from counterfoil.records import Bill, ExpenseLine, ItemLine, Kind, Ref, Vendor
from counterfoil.simulator.clock import ManualClock
from counterfoil.simulator.company import CompanyFile
from counterfoil.simulator.person import Person
from counterfoil.simulator.processor import RequestProcessor
from counterfoil.simulator.status import ProcessorError
from counterfoil.simulator.switches import Switches

if TYPE_CHECKING:
    from collections.abc import Callable

    from counterfoil.engine.books import Detail, Link
    from counterfoil.reconcile.decision import Policy
    from counterfoil.records import Observation

START = datetime(2026, 11, 18, 15, 0, tzinfo=UTC)
APP = "Counterfoil"


@dataclass
class World:
    """Both sides and the engine."""

    clock: ManualClock
    company: CompanyFile
    processor: RequestProcessor
    person: Person
    books: MemoryBooks
    ticket: str
    requests: list[str] = field(default_factory=list)
    on_request: Callable[[str], str | Failure | None] | None = None
    """Stands in for QuickBooks once: returns an answer, a failure, or None for silence."""

    @classmethod
    def make(cls, *, policy: Policy | None = None, **switches: Any) -> World:
        clock = ManualClock(START)
        company = CompanyFile.create(":memory:", name="Keller Remodeling", clock=clock, switches=Switches(**switches))
        processor = RequestProcessor(company)
        books = MemoryBooks(clock=clock.now, policy=policy)
        world = cls(clock, company, processor, Person(company), books, processor.begin_session(APP))
        person = world.person
        for name, kind in (("Rent", "Expense"), ("Supplies", "Expense"), ("Unallocated", "Expense")):
            person.add_account(name, kind)
        person.add_account("Checking", "Bank")
        person.add_vendor("Keller Lumber")
        person.add_vendor("Novak Electric")
        return world

    # The engine

    def ask(self, answer: str | Failure | None = None) -> str | None:
        with self.books.transaction():
            return exchange(self.books, answer)

    def carry(self, text: str) -> str | Failure:
        self.requests.append(text)
        try:
            return self.processor.process_request(self.ticket, text)
        except ProcessorError as error:
            return Failure(error.hresult, error.message, executed=None)

    def run(self, trigger: str = "live") -> int:
        """One run from start to end; returns how many requests it took."""
        begin(self.books, trigger)
        text, count = self.ask(), 0
        while text is not None:
            count += 1
            assert count < 200, "the run does not end"
            text = self.ask(self._answer(text))
        if needs_new_session(self.books):
            self.processor.end_session(self.ticket)
            self.ticket = self.processor.begin_session(APP)
        return count

    def _answer(self, text: str) -> str | Failure | None:
        if self.on_request is None:
            return self.carry(text)
        return self.on_request(text)

    def sync(self, *, most: int = 12) -> None:
        """Runs until none is needed soon."""
        for _ in range(most):
            self.clock.advance(10)
            self.run()
            if self.books.conversation().again_after_seconds is None and not self._owes():
                return
        raise AssertionError("the two sides do not come to rest")

    def _owes(self) -> bool:
        return any(link.owed for link in self.books.memory.links.values())

    def forget_stored_answers(self) -> None:
        """From now on QuickBooks has lost what became of earlier message sets (status 9002)."""
        carry = self.carry

        def forgetful(text: str) -> str | Failure:
            answer = carry(text)
            if "oldMessageSetID" in text and isinstance(answer, str):
                return '<?xml version="1.0" ?><QBXML><QBXMLMsgsRs messageSetStatusCode="9002"></QBXMLMsgsRs></QBXML>'
            return answer

        vars(self)["carry"] = forgetful

    @property
    def forgets_stored_answers(self) -> bool:
        return "carry" in vars(self)

    def lose(self, *names: str, executed: bool = True) -> None:
        """Lose the answer to the next request that has one of these names in it; QuickBooks did it, or did not."""

        def once(text: str) -> str | Failure | None:
            if not any(f"<{name} " in text for name in names):
                return self.carry(text)
            self.on_request = None
            if executed:
                self.carry(text)
            return None

        self.on_request = once

    def run_until_lost(self) -> None:
        """One run up to the moment at which an answer is lost; the engine has not heard of the loss yet."""
        text = self.ask()
        while text is not None:
            answer = self._answer(text)
            if answer is None:
                return
            text = self.ask(answer)
        raise AssertionError("no answer was lost")

    def before(self, name: str, act: Callable[[], object]) -> None:
        """Let a person act just before the next request that has this name in it reaches QuickBooks."""

        def once(text: str) -> str | Failure | None:
            if f"<{name} " in text:
                self.on_request = None
                act()
            return self.carry(text)

        self.on_request = once

    def sent(self, name: str) -> int:
        """How many requests of this name have been sent."""
        return sum(text.count(f"<{name} ") for text in self.requests)

    # The company file as a whole

    def backup(self) -> CompanyFile:
        """A copy of the company file as it is now."""
        return CompanyFile.copy_of(self.company, ":memory:")

    def put_in_place(self, company: CompanyFile) -> None:
        """Somebody opens another file in QuickBooks: a restored backup, a copy, another company."""
        self.processor = RequestProcessor(company)
        self.company, self.person = company, Person(company)
        self.ticket = self.processor.begin_session(APP)
        self.clock.advance(60)

    @property
    def mode(self) -> str:
        return self.books.conversation().mode

    def accept(self, by: str = "Ada") -> None:
        """Somebody has read what the comparison found, and wants it carried out."""
        conversation = self.books.conversation()
        suspension.accept(conversation, by)
        self.books.keep_conversation(conversation)

    def look_again(self) -> None:
        """Somebody has put something right."""
        conversation = self.books.conversation()
        suspension.look_again(conversation)
        self.books.keep_conversation(conversation)

    def writes(self) -> int:
        """How many requests that change records have been sent."""
        verbs = ("Add", "Mod", "Del")
        return sum(any(f"{verb}Rq requestID" in text for verb in verbs) for text in self.requests)

    # Looking

    def bill_there(self, txn_id: str) -> Observation:
        text = document([query(Kind.BILL, ids=[txn_id])])
        return read_answer(self.processor.process_request(self.ticket, text)).responses[0].observations[0]

    def memo_there(self, txn_id: str) -> str:
        record = self.bill_there(txn_id).record
        assert isinstance(record, Bill)
        return record.memo

    def bills_there(self) -> list[Observation]:
        text = document([query(Kind.BILL)])
        return list(read_answer(self.processor.process_request(self.ticket, text)).responses[0].observations)

    def bills_here(self) -> dict[str, Bill]:
        return self.books.all(Kind.BILL)

    def the_bill_here(self) -> Bill:
        (bill,) = self.bills_here().values()
        return bill

    def the_bill_there(self) -> Bill:
        (seen,) = self.bills_there()
        assert isinstance(seen.record, Bill)
        return seen.record

    def id_here(self, kind: Kind, name: str) -> str:
        return next(id_ for id_, record in self.books.all(kind).items() if record.name == name)

    def link(self, kind: Kind, record_id: str) -> Link:
        return self.books.links(kind, [record_id])[record_id]

    def details(self) -> list[Detail]:
        return [detail for _, detail in self.books.memory.details]

    def told(self) -> str:
        return "\n".join(f"{detail.kind}: {detail.title}: {detail.text}" for detail in self.details())

    # People here

    def ref(self, kind: Kind, name: str) -> Ref:
        return Ref(self.id_here(kind, name), name)

    def line(self, account: str, amount: str, memo: str = "", **fields: Any) -> ExpenseLine:
        return ExpenseLine(account=self.ref(Kind.ACCOUNT, account), amount=Decimal(amount), memo=memo, **fields)

    def item_line(self, item: str, amount: str) -> ItemLine:
        cost = Decimal(amount)
        return ItemLine(item=self.ref(Kind.ITEM, item), quantity=Decimal(1), cost=cost, amount=cost)

    def enter_bill_here(self, vendor: str, *lines: ExpenseLine, **fields: Any) -> str:
        entered: dict[str, Any] = {"txn_date": date(2026, 11, 18), "expense_lines": lines} | fields
        payable = self.ref(Kind.ACCOUNT, "Accounts Payable")
        bill = Bill(vendor=self.ref(Kind.VENDOR, vendor), ap_account=payable, **entered)
        return self.books.create(Kind.BILL, bill)

    def edit_here(self, record_id: str, **fields: Any) -> None:
        self.books.edit(Kind.BILL, record_id, **fields)

    def enter_vendor_here(self, name: str, **fields: Any) -> str:
        return self.books.create(Kind.VENDOR, Vendor(name=name, **fields))

    # People in QuickBooks

    def enter_bill_there(self, vendor: str = "Keller Lumber", *lines: tuple[str, str], **header: Any) -> str:
        entered = [self.person.expense(account, amount) for account, amount in lines or (("Rent", "100.00"),)]
        return self.person.enter_bill(vendor, entered, **header)
