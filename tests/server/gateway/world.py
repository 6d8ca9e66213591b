"""An agent as the server sees it: what it reports, what it carries to a company file in the same process."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from counterfoil.records import Account, Bill, ExpenseLine, Ref, Vendor
from counterfoil.server.bills import services as bills
from counterfoil.server.chart import services as chart
from counterfoil.server.gateway.carry import carry
from counterfoil.server.gateway.report import Answer, Entry, Failed, Report, SignIn
from counterfoil.server.gateway.services import create_token
from counterfoil.server.gateway.signing_in import make_profile, sign_in
from counterfoil.server.vendors import services as vendors
from counterfoil.simulator.company import CompanyFile
from counterfoil.simulator.processor import RequestProcessor

if TYPE_CHECKING:
    from pathlib import Path

    from counterfoil.server.gateway.reply import Reply

COMPANY_FILE = "C:\\Books\\Keller.qbw"


@dataclass
class Clock:
    """A clock that stands until it is moved."""

    moment: datetime = datetime(2026, 11, 18, 15, 0, tzinfo=UTC)

    def now(self) -> datetime:
        return self.moment

    def advance(self, seconds: float = 0, *, minutes: float = 0) -> None:
        self.moment += timedelta(seconds=seconds, minutes=minutes)


def new_company(folder: Path) -> RequestProcessor:
    """An empty company file."""
    from counterfoil.simulator.clock import SystemClock

    return RequestProcessor(CompanyFile.create(folder / "keller.qbw", name="Keller Builders", clock=SystemClock()))


def enter_bill(organization: Any, actor: Any, *, vendor: str = "Keller Lumber", amount: str = "120.00") -> str:
    """Someone here enters a bill of a new vendor, with one line on a new account; its id."""
    account = chart.create(organization, actor, Account(f"Supplies of {vendor}", "Expense"))
    seller = vendors.create(organization, actor, Vendor(vendor))
    line = ExpenseLine(account=Ref(account.record_id), amount=Decimal(amount))
    entered = Bill(vendor=Ref(seller.record_id), txn_date=date(2026, 11, 18), ref_number="INV-1", expense_lines=(line,))
    return str(bills.create(organization, actor, entered).record_id)


@dataclass
class Agent:
    """One installation of the agent; `process` changes when it is started anew."""

    credential: str
    installation: str
    clock: Clock
    processor: RequestProcessor
    process: str = "process 1"
    hint: int | None = None
    quickbooks: str = "open"
    journal: list[Entry] = field(default_factory=list)
    numbers: int = 0

    @classmethod
    def connected(cls, organization: Any, user: Any, installation: str, clock: Clock, processor: Any) -> Agent:
        token = create_token(organization, user, now=clock.now())
        wanted = SignIn(token.token.name, token.secret, installation, installation, "0.1.0", 1)
        ticket = sign_in(wanted, address="127.0.0.1", now=clock.now())["ticket"]
        made = make_profile(ticket, organization.slug, COMPANY_FILE, address="127.0.0.1", now=clock.now())
        return cls(made["credential"], installation, clock, processor)

    def started_anew(self) -> Agent:
        """The same installation after its process died; the journal is on its disk."""
        return replace(self, process=f"{self.process}'")

    def report(self, answer: Answer | None = None, *, leaving: bool = False, wait: float = 0.0) -> Report:
        return Report(
            protocol=1,
            version="0.1.0",
            installation=self.installation,
            process=self.process,
            company_file=COMPANY_FILE,
            utc_offset=-5 * 3600,
            unix=self.clock.moment.timestamp(),
            quickbooks=self.quickbooks,
            hint=self.hint,
            note="",
            answer=answer,
            journal=tuple(self.journal),
            wait=wait,
            is_leaving=leaving,
        )

    def say(self, answer: Answer | None = None, *, leaving: bool = False) -> Reply:
        """One call of the exchange door; the journal that was taken in is forgotten."""
        reply = carry(self.credential, self.report(answer, leaving=leaving), clock=self.clock.now)
        self.journal = [entry for entry in self.journal if entry.number > reply.taken]
        return reply

    def write_down(self, call: int, event: str) -> None:
        self.numbers += 1
        self.journal.append(Entry(self.numbers, call, event, "f" * 64))

    def carry(self, call: dict[str, Any]) -> Answer:
        """Take a call to the company file, as the agent does: with the journal written before and after a write."""
        if call["writes"]:
            self.write_down(call["number"], "calling")
        text = self.processor.process("Counterfoil", call["text"])
        if call["writes"]:
            self.write_down(call["number"], "returned")
        return Answer(call["number"], text, self.clock.moment.timestamp())

    def failed(self, call: dict[str, Any], *, executed: bool | None) -> Answer:
        return Answer(call["number"], Failed(0x80040408, "QuickBooks is not running.", executed), None)

    def run(self) -> list[dict[str, Any]]:
        """Carry until there is nothing more to carry; the calls in order."""
        calls: list[dict[str, Any]] = []
        reply = self.say()
        while reply.call is not None:
            calls.append(reply.call)
            assert len(calls) < 100, "the server always wants more"
            reply = self.say(self.carry(reply.call))
        return calls

    def run_until_write(self) -> dict[str, Any]:
        """Carry until the server hands out a write, and leave that in the hand."""
        reply = self.say()
        for _ in range(100):
            assert reply.call is not None, "nothing was to be written"
            if reply.call["writes"]:
                return reply.call
            reply = self.say(self.carry(reply.call))
        raise AssertionError("the server always wants more")
