"""A long soak: a real server with hundreds of real agents, people on both sides, some faults; and nothing grows.

Server and worker are processes of their own on a database of their own. The agents are the program's own carriers in
one process, each with a company file in memory. People enter, edit and delete bills on both sides all the while; one
call to QuickBooks in a hundred loses its answer. At the end people stop, everything comes to rest, and it is checked
that both sides are equal, that no write is in doubt and the audit chains hold, and that the server has not grown.
`make soak` runs it; `python -m tests.soak --help` says what can be chosen.
"""

from __future__ import annotations

import argparse
import asyncio
import contextlib
import json
import logging
import os
import random
import subprocess
import sys
import tempfile
import threading
import time
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import TYPE_CHECKING, Any

import httpx
import structlog

from counterfoil.agent.carrier import Carrier
from counterfoil.agent.journal import Journal
from counterfoil.agent.processor import ProcessorError, Session
from counterfoil.agent.profiles import Profile
from counterfoil.agent.server import Server
from counterfoil.simulator.clock import SystemClock
from counterfoil.simulator.company import CompanyFile
from counterfoil.simulator.person import Person
from counterfoil.simulator.processor import RequestProcessor
from counterfoil.simulator.status import ProcessorError as Refused
from counterfoil.simulator.status import Refusal
from counterfoil.simulator.transactions import bills as bills_there
from tests.postgres import cluster, free_port

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Iterator

LOST = 0.01
"""The share of calls to QuickBooks whose answer is lost."""

LARGEST_GROWTH = 0.02
"""By how much of itself the server may grow in an hour, once it is warm."""

WARM = 0.25
"""The share of the soak after which the server counts as warm."""

BILLS_KEPT = 20
"""Bills a company holds about; people delete what is more, so that only what leaks can grow."""


class InMemory:
    """A request processor over a company file in memory, for one agent; used from several threads, one at a time."""

    def __init__(self, name: str, chance: random.Random) -> None:
        self.company = CompanyFile.create(":memory:", name=name, clock=SystemClock())
        self.processor = RequestProcessor(self.company)
        self.person = Person(self.company)
        self.lock = threading.Lock()
        self.chance = chance
        self.person.add_account("Rent", "Expense")
        self.person.add_account("Unallocated Expenses", "Expense")
        self.person.add_account("Checking", "Bank")
        self.person.add_vendor("Keller Lumber")

    def open(self, company_file: str) -> Session:
        """Open a session."""
        with self.lock:
            return Session(self.processor.begin_session("Counterfoil"), company_file)

    def process(self, session: Session, text: str) -> str:
        """Answer one document, or do the work and lose the answer."""
        with self.lock:
            try:
                answer = self.processor.process_request(session.ticket, text)
            except Refused as refused:
                raise ProcessorError(refused.message, hresult=f"0x{refused.hresult:08X}") from refused
            if self.chance.random() < LOST:
                raise ProcessorError("Unexpected error.", hresult="0x80040402")
            return answer

    def close(self, session: Session) -> None:
        """End the session."""
        with self.lock, contextlib.suppress(Refused):
            self.processor.end_session(session.ticket)

    def hint(self) -> int:
        """The company file's count of changes."""
        with self.lock:
            return self.company.hint

    def bills(self) -> dict[str, tuple[str, Decimal, str]]:
        """TxnID → number, total and memo of every bill."""
        with self.lock:
            rows = self.company.connection.execute("SELECT txn_id FROM txn WHERE kind = 'Bill' ORDER BY id").fetchall()
            found = [(txn_id, bills_there.get(self.company, txn_id)) for (txn_id,) in rows]
        return {txn_id: (bill.ref_number, bill.amount_due, bill.memo) for txn_id, bill in found if bill is not None}


@dataclass
class Office:
    """One organization: its company file, its agent, its key to the API, and the people on both sides."""

    number: int
    there: InMemory
    key: str
    http: httpx.AsyncClient
    chance: random.Random
    typed: int = 0

    async def somebody(self) -> None:
        """Somebody does something on one of the sides."""
        if self.chance.random() < 0.5:
            await asyncio.to_thread(self._at_quickbooks)
        else:
            await self._at_counterfoil()

    def _at_quickbooks(self) -> None:
        known = list(self.there.bills())
        what = self._what(len(known))
        with self.there.lock, contextlib.suppress(Refusal):
            person = self.there.person
            if what == "enter":
                person.enter_bill("Keller Lumber", [person.expense("Rent", self._amount())], ref_number=self._word("Q"))
            elif what == "edit":
                person.edit_bill(self.chance.choice(known), memo=self._word("q"))
            else:
                person.delete_bill(self.chance.choice(known))

    async def _at_counterfoil(self) -> None:
        known = (await self.ask("GET", "bills", params={"limit": 200}))["items"]
        what = self._what(len(known))
        if what == "enter":
            vendor = await self._the("vendors", "Keller Lumber")
            account = await self._the("accounts", "Rent")
            if vendor and account:
                line = {"account": {"id": account}, "amount": self._amount()}
                values = {"vendor": {"id": vendor}, "txn_date": str(date.today()), "expense_lines": [line]}  # noqa: DTZ011  the person's own day
                headers = {"Idempotency-Key": self._word("k")}
                await self.ask("POST", "bills", json=values | {"ref_number": self._word("C")}, headers=headers)
            return
        bill = self.chance.choice(known)
        headers = {"If-Match": f'"{bill["revision"]}"'}
        if what == "edit":
            await self.ask("PATCH", f"bills/{bill['id']}", json={"memo": self._word("c")}, headers=headers)
        else:
            await self.ask("DELETE", f"bills/{bill['id']}", headers=headers)

    def _what(self, known: int) -> str:
        if known == 0:
            return "enter"
        if known > BILLS_KEPT:
            return "delete"
        return self.chance.choices(("enter", "edit", "delete"), (3, 5, 1))[0]

    async def _the(self, path: str, name: str) -> str | None:
        rows = (await self.ask("GET", path, params={"limit": 200}))["items"]
        return next((row["id"] for row in rows if row["name"] == name), None)

    def _word(self, letter: str) -> str:
        self.typed += 1
        return f"{letter}{self.number}-{self.typed}"

    def _amount(self) -> str:
        return f"{self.chance.randrange(100, 100_000) / 100:.2f}"

    async def ask(self, method: str, path: str, **more: Any) -> Any:
        """Ask the API; what it refuses because somebody was quicker is no failure."""
        headers = {"Authorization": f"Bearer {self.key}"} | more.pop("headers", {})
        answer = await self.http.request(method, f"/api/v1/{path}", headers=headers, **more)
        assert answer.is_success or answer.status_code in {404, 409, 412}, f"{method} {path}: {answer.text[:300]}"
        return answer.json() if answer.content else None


@dataclass
class House:
    """The server and worker processes, and what is measured of them."""

    folder: Path
    url: str
    port: int = field(default_factory=free_port)
    running: list[subprocess.Popen[bytes]] = field(default_factory=list)
    samples: list[tuple[float, float]] = field(default_factory=list)
    """(minutes since the start, megabytes that the server holds)."""

    @property
    def environment(self) -> dict[str, str]:
        """What each process finds in its environment."""
        return os.environ | {
            "DATABASE_URL": self.url,
            "DJANGO_SETTINGS_MODULE": "counterfoil.server.settings",
            "COUNTERFOIL_BASE_URL": f"http://127.0.0.1:{self.port}",
            "COUNTERFOIL_SECRET_KEY": "k" * 50,
        }

    @contextlib.contextmanager
    def open(self) -> Iterator[None]:
        """Run both processes meanwhile."""
        for arguments in (["serve", "--host", "127.0.0.1", "--port", str(self.port)], ["work"]):
            with (self.folder / f"{arguments[0]}.log").open("wb") as log:
                command = [sys.executable, "-m", "counterfoil", *arguments]
                self.running.append(subprocess.Popen(command, env=self.environment, stdout=log, stderr=log))
        try:
            yield
        finally:
            for process in self.running:
                process.terminate()
                process.wait(20)

    def megabytes(self) -> float:
        """What the server process holds now."""
        status = Path(f"/proc/{self.running[0].pid}/status").read_text()
        line = next(line for line in status.splitlines() if line.startswith("VmRSS"))
        return float(line.split()[1]) / 1024

    def growth(self) -> float:
        """The server's growth in an hour as a share of itself, by least squares over the samples since it is warm."""
        warm = self.samples[int(len(self.samples) * WARM) :]
        mean_x = sum(x for x, _ in warm) / len(warm)
        mean_y = sum(y for _, y in warm) / len(warm)
        spread = sum((x - mean_x) ** 2 for x, _ in warm) or 1.0
        slope = sum((x - mean_x) * (y - mean_y) for x, y in warm) / spread
        return slope * 60 / mean_y


def prepare(house: House, agents: int) -> list[dict[str, str]]:
    """Make the organizations, each with a connected profile and an API key, in a process of its own."""
    command = [sys.executable, "-m", "tests.soak", "--prepare", str(agents)]
    done = subprocess.run(command, env=house.environment, check=True, stdout=subprocess.PIPE, text=True)
    made: list[dict[str, str]] = json.loads(done.stdout.splitlines()[-1])
    return made


def make_organizations(agents: int) -> None:
    """In the process that `prepare` starts: print the credentials of as many organizations."""
    import django

    django.setup()
    from django.core.management import call_command
    from django.utils import timezone

    from counterfoil.server.audit.actor import SYSTEM
    from counterfoil.server.gateway.models import Profile
    from counterfoil.server.gateway.secret import hash_of, new_secret
    from counterfoil.server.people import services as people
    from counterfoil.server.people.keys import make_key
    from counterfoil.server.sync.models import Connection, Preferences

    call_command("migrate", verbosity=0, skip_checks=True)
    user = people.create_user("soak@example.test", "correct horse battery staple", name="Soak")
    made = []
    for number in range(agents):
        organization = people.create_organization(f"Office {number}", slug=f"office-{number}")
        people.add_member(organization, SYSTEM, user, "administrator")
        Preferences(organization=organization, move_transactions=True, two_way=True).save()
        Connection(organization=organization).save()
        secret = new_secret()
        Profile(
            organization=organization,
            company_file=path_of(number),
            credential_hash=hash_of(secret),
            created_at=timezone.now(),
            created_by=user,
        ).save()
        role = people.role_named(organization, "administrator")
        _, key = make_key(organization, "Soak", role, by="Soak", now=timezone.now())
        made.append({"credential": secret, "key": key})
    print(json.dumps(made))


def path_of(number: int) -> str:
    """The path of an office's company file, as its agent reports it."""
    return f"C:\\Books\\office-{number}.qbw"


async def soak(house: House, made: list[dict[str, str]], minutes: float, per_minute: float) -> list[str]:
    """Let everybody work for so long, then come to rest; what is wrong then."""
    chance = random.Random(4711)
    stopping = asyncio.Event()
    async with opened(house, made, stopping) as offices:
        began = time.monotonic()
        sampling = asyncio.create_task(sample(house, began))
        while (now := time.monotonic() - began) < minutes * 60:
            await chance.choice(offices).somebody()
            await asyncio.sleep(max(0.0, 60 / per_minute - (time.monotonic() - began - now)))
        print("people have stopped; waiting for rest", flush=True)
        wrong = await at_rest(offices)
        sampling.cancel()
        stopping.set()
    return wrong


@contextlib.asynccontextmanager
async def opened(house: House, made: list[dict[str, str]], stopping: asyncio.Event) -> AsyncIterator[list[Office]]:
    """The offices, each with its agent at work."""
    # The server drops a connection that was idle for five seconds; whoever drops it first meets no half-closed one.
    limits = httpx.Limits(max_connections=20, keepalive_expiry=2)
    async with httpx.AsyncClient(base_url=f"http://127.0.0.1:{house.port}", timeout=60, limits=limits) as http:
        await until_ready(http)
        offices, carriers = [], []
        for number, keys in enumerate(made):
            there = InMemory(f"Office {number}", random.Random(number))
            profile = Profile(str(number), str(http.base_url), f"office-{number}", path_of(number))
            journal = Journal(house.folder / f"journal-{number}")
            server = Server(str(http.base_url))
            offices.append(Office(number, there, keys["key"], http, random.Random(f"people {number}")))
            pc = f"pc {number} {journal.id}"
            carriers.append(Carrier(profile, keys["credential"], pc, server, there, journal, stopping, hint_every=3.0))
        working = [asyncio.create_task(carrier.run()) for carrier in carriers]
        try:
            yield offices
        finally:
            stopping.set()
            await asyncio.gather(*working)


async def until_ready(http: httpx.AsyncClient) -> None:
    """Wait for the server."""
    for _ in range(600):
        with contextlib.suppress(httpx.TransportError):
            if (await http.get("/healthz")).is_success:
                return
        await asyncio.sleep(0.1)
    raise TimeoutError("the server does not start")


async def sample(house: House, began: float) -> None:
    """Note once in half a minute what the server holds."""
    while True:
        minutes = (time.monotonic() - began) / 60
        house.samples.append((minutes, house.megabytes()))
        print(f"{minutes:6.1f} min  server {house.samples[-1][1]:7.1f} MB", flush=True)
        await asyncio.sleep(30)


async def at_rest(offices: list[Office]) -> list[str]:
    """Wait until no office has anything under way, then compare; a sentence for each that is not equal."""
    end = time.monotonic() + 600
    waiting = list(offices)
    while waiting and time.monotonic() < end:
        states = [(office, await office.ask("GET", "sync")) for office in waiting]
        waiting = [office for office, state in states if not state["is_settled"]]
        await asyncio.sleep(2)
    wrong = [f"office {office.number} does not come to rest" for office in waiting]
    for office in offices:
        here = (await office.ask("GET", "bills", params={"limit": 200}))["items"]
        ours = sorted((bill["ref_number"], Decimal(bill["total"]), bill["memo"]) for bill in here)
        theirs = sorted(office.there.bills().values())
        questions = (await office.ask("GET", "sync"))["problems"]
        if ours != theirs and not questions:
            wrong.append(f"office {office.number} differs: here {ours}, there {theirs}")
    return wrong


def main(arguments: list[str] | None = None) -> int:
    """Soak; the exit code is 1 when something is not as it was promised."""
    parser = argparse.ArgumentParser(prog="python -m tests.soak", description=__doc__)
    parser.add_argument("--minutes", type=float, default=60)
    parser.add_argument("--agents", type=int, default=200)
    parser.add_argument("--per-minute", type=float, default=40, help="what people do in a minute, all of them together")
    parser.add_argument("--postgres", action="store_true", help="on a private PostgreSQL instead of a SQLite file")
    parser.add_argument("--prepare", type=int, help=argparse.SUPPRESS)
    options = parser.parse_args(arguments)
    if options.prepare:
        make_organizations(options.prepare)
        return 0
    logging.getLogger("httpx").setLevel(logging.WARNING)
    structlog.configure(wrapper_class=structlog.make_filtering_bound_logger(logging.ERROR))
    with tempfile.TemporaryDirectory() as name, contextlib.ExitStack() as stack:
        url = stack.enter_context(cluster()) if options.postgres else f"sqlite:///{name}/soak.sqlite3"
        house = House(Path(name), url)
        made = prepare(house, options.agents)
        with house.open():
            wrong = asyncio.run(soak(house, made, options.minutes, options.per_minute))
        return tell(house, wrong)


def tell(house: House, wrong: list[str]) -> int:
    """Say how it went."""
    command = [sys.executable, "-m", "counterfoil", "doctor", "--audit"]
    doctor = subprocess.run(command, env=house.environment, capture_output=True, text=True, check=False)
    audit = next((line for line in doctor.stdout.splitlines() if "audit" in line.lower()), "the audit log was not read")
    growth = house.growth()
    print(f"{audit}\nserver: {house.samples[-1][1]:.1f} MB, {growth:+.1%} an hour")
    wrong += [f"the server grows by {growth:.1%} an hour"] if growth > LARGEST_GROWTH else []
    print("\n".join(wrong) or "both sides are equal, and nothing grew")
    return int(bool(wrong))


if __name__ == "__main__":
    sys.exit(main())
