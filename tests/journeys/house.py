"""A whole house for a story: server, simulated company file and agent, each its own process on a free port.

The person at QuickBooks works at the simulator's own screen functions on the same file; the person here works through
the REST API. Nothing is waited for by a fixed time: `until` asks again until what is expected has happened.
"""

import atexit
import contextlib
import json
import logging
import os
import secrets
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
import uuid
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Any, TypeVar
from urllib.parse import urlsplit, urlunsplit

import filelock
import httpx
import psycopg

from counterfoil.qbxml.read import read_answer
from counterfoil.qbxml.write import document, query
from counterfoil.records import Bill, Kind, Observation
from counterfoil.simulator.clock import SystemClock
from counterfoil.simulator.company import CompanyFile
from counterfoil.simulator.person import Person

T = TypeVar("T")

logging.getLogger("httpx").setLevel(logging.WARNING)  # `until` asks hundreds of times

PATIENCE = 60.0
"""Seconds after which what is expected is taken never to happen; a story that goes well waits for far less."""

EMAIL = "ada@example.test"
PASSWORD = "correct horse battery staple"
SECRET_KEY = "a secret of the tests, long enough to be one of a real server too"
ORGANIZATION = "Harrow & Pike Builders"


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


def counterfoil(*arguments: str) -> list[str]:
    return [sys.executable, "-m", "counterfoil", *arguments]


def until(happened: Callable[[], T], seconds: float = PATIENCE) -> T:
    """Ask again until something true comes back, and return it; the last failed assertion says what was missing."""
    end = time.monotonic() + seconds
    while True:
        try:
            result = happened()
        except (AssertionError, LookupError, httpx.TransportError):
            if time.monotonic() > end:
                raise
        else:
            if result:
                return result
            assert time.monotonic() < end, f"this did not happen: {happened}"
        time.sleep(0.05)


@dataclass
class House:
    """Everything of one organization and its company file; `start` and `kill` work on single processes."""

    folder: Path
    database_url: str
    furnish: Callable[["House"], None] = lambda house: None
    hint_every: str = "0.2"
    server_port: int = field(default_factory=free_port)
    simulator_port: int = field(default_factory=free_port)
    running: dict[str, "subprocess.Popen[bytes]"] = field(default_factory=dict)
    key: str = ""
    agents_server: str = ""
    agents_simulator: str = ""
    """Where the agent finds server and simulator, when not at their own addresses."""

    def open(self, *, two_way: bool = True) -> None:
        """Make the books, start every process, connect, and wait for the first sync."""
        self._make_books()
        self.start("simulator")
        self.start("server")
        self._connect()
        self.start("agent")
        until(lambda: self.state()["looked_at"])
        self.prepare("--move-transactions")
        if two_way:
            self.prepare("--two-way=open-bills")
        self.settled()

    def open_without_agent(self) -> None:
        """Make the books, and start what stands on its own: the server and the company file."""
        self._make_books()
        self.start("simulator")
        self.start("server")
        self.key = self.prepare()["api_key"]

    def close(self) -> None:
        """Stop every process, however deaf it is."""
        for process in reversed(self.running.values()):
            process.terminate()
        for process in self.running.values():
            with contextlib.suppress(subprocess.TimeoutExpired):
                process.wait(5)
            process.kill()
            process.wait()
        self.running.clear()

    # Processes

    def start(self, name: str) -> None:
        """Start one of `server`, `simulator`, `agent`, and wait until it answers."""
        with (self.folder / f"{name}.log").open("ab") as log:
            self.running[name] = subprocess.Popen(
                counterfoil(*self._arguments(name)), env=self.environment, stdout=log, stderr=log
            )
        address = {"server": f"{self.server}/healthz", "simulator": f"{self.simulator}/company-file"}.get(name)
        if address:
            until(lambda: self._alive(name) and httpx.get(address).is_success)

    def kill(self, name: str) -> None:
        """kill -9: the process gets no chance to say or save anything."""
        process = self.running.pop(name)
        process.send_signal(signal.SIGKILL)
        process.wait()

    def _alive(self, name: str) -> bool:
        code = self.running[name].poll()
        assert code is None, f"the {name} ended with {code}: {self.log(name)[-2000:]}"
        return True

    def log(self, name: str) -> str:
        """What a process has said so far."""
        return (self.folder / f"{name}.log").read_text(errors="replace")

    def _arguments(self, name: str) -> list[str]:
        return {
            "server": ["serve", "--host", "127.0.0.1", "--port", str(self.server_port)],
            "simulator": ["simulator", "serve", str(self.company_file), "--port", str(self.simulator_port)],
            "agent": ["agent", "run", "--hint-every", self.hint_every],
        }[name]

    # Books

    def _make_books(self) -> None:
        self.run("simulator", "new", str(self.company_file))
        self.furnish(self)

    def _connect(self) -> None:
        made = self.prepare()
        server, simulator = self.agents_server or self.server, self.agents_simulator or self.simulator
        doors = ("--server", server, "--simulator", simulator, "--name", made["token_name"])
        self.run("agent", "connect", *doors, COUNTERFOIL_SECRET=made["token"])
        self.key = made["api_key"]

    def prepare(self, *what: str) -> dict[str, Any]:
        """What a person would click in the preferences."""
        asked = ("--organization", ORGANIZATION, "--email", EMAIL, *what)
        told: dict[str, Any] = json.loads(self.run("manage", "prepare_demo", *asked))
        return told

    def run(self, *arguments: str, **more: str) -> str:
        """Run `counterfoil` to its end; what it printed."""
        done = subprocess.run(
            counterfoil(*arguments), env=self.environment | more, capture_output=True, text=True, check=False
        )
        assert done.returncode == 0, done.stderr
        return done.stdout

    @property
    def environment(self) -> dict[str, str]:
        return os.environ | {
            "DATABASE_URL": self.database_url,
            "COUNTERFOIL_BASE_URL": self.server,
            "COUNTERFOIL_SECRET_KEY": SECRET_KEY,
            "COUNTERFOIL_DEMO_PASSWORD": PASSWORD,
            "COUNTERFOIL_AGENT_HOME": str(self.folder / "agent"),
            "PYTHON_KEYRING_BACKEND": "keyring.backends.fail.Keyring",
        }

    @property
    def company_file(self) -> Path:
        return self.folder / "books.qbw"

    @property
    def server(self) -> str:
        return f"http://127.0.0.1:{self.server_port}"

    @property
    def simulator(self) -> str:
        return f"http://127.0.0.1:{self.simulator_port}"

    # The person at QuickBooks

    @contextlib.contextmanager
    def at_quickbooks(self) -> Iterator[Person]:
        """Someone at QuickBooks' own screen, on the same company file."""
        company = CompanyFile.open(self.company_file, clock=SystemClock())
        try:
            yield Person(company)
        finally:
            company.close()

    def there(self, kind: Kind) -> list[Observation]:
        """Every record of a kind as QuickBooks answers another application that asks for it."""
        asked = document([query(kind)])
        answer = httpx.post(f"{self.simulator}/process", params={"app": "A test"}, content=asked, timeout=30.0)
        assert answer.is_success, answer.text
        return [one for response in read_answer(answer.text).responses for one in response.observations]

    def bill_there(self, ref_number: str) -> Observation | None:
        """The one bill with this reference number; more than one fails the story."""
        found = [one for one in self.there(Kind.BILL) if getattr(one.record, "ref_number", "") == ref_number]
        assert len(found) < 2, f"{ref_number} exists {len(found)} times in QuickBooks"
        return found[0] if found else None

    def there_numbers(self) -> list[str]:
        """The reference numbers of all bills in QuickBooks, each as often as it stands there."""
        return sorted(getattr(one.record, "ref_number", "") for one in self.there(Kind.BILL))

    def memo_there(self, ref_number: str) -> str:
        """That bill's memo in QuickBooks."""
        observed = self.bill_there(ref_number)
        assert observed is not None
        assert isinstance(observed.record, Bill)
        return observed.record.memo

    def enter_there(self, number: str, amount: str = "100.00", **header: Any) -> str:
        """Enter a bill of one line at QuickBooks' screen; its TxnID."""
        with self.at_quickbooks() as person:
            lines = [person.expense("Rent", amount, "November")]
            return person.enter_bill("Keller Lumber", lines, ref_number=number, txn_date=date(2026, 11, 2), **header)

    # The person here

    def enter_here(self, number: str, amount: str = "100.00", **values: Any) -> dict[str, Any]:
        """Enter a bill, of one line unless others are given."""
        line = {"account": {"id": self.the("accounts", name="Rent")["id"]}, "amount": amount}
        header = {"vendor": {"id": self.the("vendors", name="Keller Lumber")["id"]}, "txn_date": "2026-11-02"}
        return self.create("bills", **{"ref_number": number, "expense_lines": [line]} | header | values)

    def bill_here(self, ref_number: str) -> dict[str, Any] | None:
        """The one live bill with this reference number; more than one fails the story."""
        found = self.get("bills", ref_number=ref_number)["items"]
        assert len(found) < 2, f"{ref_number} exists {len(found)} times in Counterfoil"
        return found[0] if found else None

    def get(self, path: str, **query: Any) -> Any:
        return self._ask("GET", path, params=query).json()

    def find(self, path: str, **wanted: Any) -> dict[str, Any] | None:
        """The one record with these fields, None when there is none."""
        found = [row for row in self.every(path) if all(row[name] == value for name, value in wanted.items())]
        assert len(found) < 2, f"{len(found)} of {path} have {wanted}"
        return found[0] if found else None

    def the(self, path: str, **wanted: Any) -> dict[str, Any]:
        """The one record with these fields, which must be there."""
        found = self.find(path, **wanted)
        assert found is not None, f"{path} has none with {wanted}"
        return found

    def every(self, path: str) -> list[dict[str, Any]]:
        """Every record of a list, page after page."""
        rows, after = [], None
        while True:
            page = self.get(path, limit=200, **({"after": after} if after else {}))
            rows += page["items"]
            after = page["next"]
            if after is None:
                return rows

    def create(self, path: str, **values: Any) -> dict[str, Any]:
        headers = {"Idempotency-Key": secrets.token_hex(8)}
        made: dict[str, Any] = self._ask("POST", path, json=values, headers=headers).json()
        return made

    def change(self, path: str, record: dict[str, Any], **values: Any) -> dict[str, Any]:
        headers = {"If-Match": f'"{record["revision"]}"'}
        changed: dict[str, Any] = self._ask("PATCH", f"{path}/{record['id']}", json=values, headers=headers).json()
        return changed

    def delete(self, path: str, record: dict[str, Any]) -> None:
        self._ask("DELETE", f"{path}/{record['id']}", headers={"If-Match": f'"{record["revision"]}"'})

    def history(self, path: str, record: dict[str, Any]) -> list[dict[str, Any]]:
        """Who changed what of a record, oldest first."""
        entries: list[dict[str, Any]] = self.get(f"{path}/{record['id']}/history")
        return entries

    def approve(self, bill: dict[str, Any], *, is_approved: bool = True) -> None:
        """Approve a bill as it was looked at, or take the approval back."""
        headers = {"If-Match": f'"{bill["revision"]}"'}
        self._ask("PUT", f"bills/{bill['id']}/approval", json={"is_approved": is_approved}, headers=headers)

    def prefer(self, **preferences: Any) -> None:
        """Change some of the preferences."""
        self._ask("PATCH", "sync/preferences", json=preferences)

    def settle(self, problem: dict[str, Any], choice: str, answer: str = "") -> None:
        """Choose what is to be done about a problem."""
        self._ask("POST", f"sync/problems/{problem['id']}/settle", json={"choice": choice, "answer": answer})

    def stop(self) -> dict[str, Any]:
        """What keeps the sync from going on as usual, with the answers."""
        found: dict[str, Any] = self.get("sync/company")
        return found

    def say(self, choice: str) -> None:
        """Answer what stops the sync, as it was just read."""
        said = {"choice": choice, "about": self.stop()["about"]}
        self._ask("POST", "sync/company/answer", json=said, headers={"Idempotency-Key": secrets.token_hex(8)})

    def start_run(self) -> None:
        """*Sync now*."""
        self._ask("POST", "sync/runs")

    def state(self) -> dict[str, Any]:
        """Where the sync stands."""
        state: dict[str, Any] = self.get("sync")
        return state

    def settled(self) -> None:
        """Wait until nothing is owed, in doubt or under way."""
        until(lambda: self.state()["is_settled"])

    def _ask(self, method: str, path: str, **more: Any) -> httpx.Response:
        headers = {"Authorization": f"Bearer {self.key}"} | more.pop("headers", {})
        answer = httpx.request(method, f"{self.server}/api/v1/{path}", headers=headers, timeout=30.0, **more)
        assert answer.is_success, f"{method} {path}: {answer.status_code} {answer.text}"
        return answer


@contextlib.contextmanager
def a_backup_of_the_database(house: House) -> Iterator[Callable[[], None]]:
    """A backup of the server's database as it is now; calling what it gives puts the backup back.

    The server is stopped for both, as an administrator would stop it.
    """
    house.kill("server")
    if house.database_url.startswith("postgres"):
        with _backup_on_postgresql(house) as put_it_back:
            yield put_it_back
        return
    files = sorted(house.folder.glob("counterfoil.sqlite3*"))
    safe = house.folder / "a safe place"
    safe.mkdir()
    for file in files:
        shutil.copy(file, safe)
    house.start("server")

    def put_back() -> None:
        house.kill("server")
        for file in house.folder.glob("counterfoil.sqlite3*"):
            file.unlink()
        for file in safe.iterdir():
            shutil.copy(file, house.folder)
        house.start("server")

    yield put_back
    shutil.rmtree(safe)


@contextlib.contextmanager
def _backup_on_postgresql(house: House) -> Iterator[Callable[[], None]]:
    name, backup = urlsplit(house.database_url).path.strip("/"), f"backup_{uuid.uuid4().hex}"
    with psycopg.connect(_at(house.database_url, "postgres"), autocommit=True) as connection:

        def copy(source: str, target: str) -> None:
            connection.execute(f'CREATE DATABASE "{target}" TEMPLATE "{source}"'.encode())

        def put_back() -> None:
            house.kill("server")
            connection.execute(f'DROP DATABASE "{name}" WITH (FORCE)'.encode())
            copy(backup, name)
            house.start("server")

        connection.execute("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = %s", [name])
        copy(name, backup)
        house.start("server")
        yield put_back
        connection.execute(f'DROP DATABASE "{backup}" WITH (FORCE)'.encode())


RUN = os.environ.get("PYTEST_XDIST_TESTRUNUID", uuid.uuid4().hex)
"""This run of the tests, the same in all its processes."""


@contextlib.contextmanager
def new_database(folder: Path) -> Iterator[str]:
    """The address of an empty, up-to-date database: on the PostgreSQL that the tests run on, else a SQLite file.

    It is brought up to date once in a run and then copied, because that takes longer than most stories.
    """
    url = os.environ.get("DATABASE_URL", "")
    if url.startswith("postgres"):
        with _copy_on_postgresql(url) as copy:
            yield copy
        return
    template = _template(Path(tempfile.gettempdir()) / f"counterfoil-journeys-{RUN}.sqlite3")
    shutil.copy(template, folder / "counterfoil.sqlite3")
    yield f"sqlite:///{folder}/counterfoil.sqlite3"


def _template(path: Path) -> Path:
    """The SQLite file that is copied, made by whoever comes first."""
    with filelock.FileLock(f"{path}.lock"):
        if not path.exists():
            half_made = path.with_suffix(".new")
            _migrate(f"sqlite:///{half_made}")
            half_made.rename(path)
            atexit.register(path.unlink, missing_ok=True)
    return path


@contextlib.contextmanager
def _copy_on_postgresql(url: str) -> Iterator[str]:
    template, copy = f"journeys_{RUN}", f"journey_{uuid.uuid4().hex}"
    with psycopg.connect(url, autocommit=True) as connection:
        connection.execute("SELECT pg_advisory_lock(4711)")
        if not connection.execute("SELECT 1 FROM pg_database WHERE datname = %s", [template]).fetchone():
            connection.execute(f'CREATE DATABASE "{template}"'.encode())
            _migrate(_at(url, template))
        connection.execute(f'CREATE DATABASE "{copy}" TEMPLATE "{template}"'.encode())
        connection.execute("SELECT pg_advisory_unlock(4711)")
        try:
            yield _at(url, copy)
        finally:
            connection.execute(f'DROP DATABASE "{copy}" WITH (FORCE)'.encode())


def _at(url: str, database: str) -> str:
    return urlunsplit(urlsplit(url)._replace(path=f"/{database}"))


def _migrate(url: str) -> None:
    environment = os.environ | {"DATABASE_URL": url, "COUNTERFOIL_SECRET_KEY": SECRET_KEY}
    subprocess.run(counterfoil("manage", "migrate", "--verbosity=0"), env=environment, check=True)
