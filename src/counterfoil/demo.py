"""`counterfoil demo`: server, simulated company file and agent as real processes, connected and ready to be watched."""

import contextlib
import json
import os
import secrets
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Self

import click
import httpx

EMAIL = "demo@counterfoil.test"
ORGANIZATION = "Harrow & Pike Builders"
STARTING_SECONDS = 60.0
FIRST_SYNC_SECONDS = 600.0

HERE = "127.0.0.1"


@click.command()
@click.option("--folder", default="var/demo", show_default=True, type=click.Path(file_okay=False, path_type=Path))
@click.option("--fresh", is_flag=True, help="Throw the demo's books away and begin anew.")
@click.option("--server-port", default=8000, show_default=True)
@click.option("--simulator-port", default=8014, show_default=True)
def demo(folder: Path, *, fresh: bool, server_port: int, simulator_port: int) -> None:
    """Start everything on this machine with a sample company, and watch a bill travel both ways."""
    if fresh:
        shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True, exist_ok=True)
    house = Demo(folder.resolve(), f"http://{HERE}:{server_port}", f"http://{HERE}:{simulator_port}")
    with stopping_on_sigterm(), house.processes:
        house.start()
        house.say_where()
        house.processes.watch()


@dataclass(slots=True)
class Processes:
    """The processes of the demo: started one by one, stopped together in the opposite order."""

    logs: Path
    running: list[tuple[str, "subprocess.Popen[bytes]"]] = field(default_factory=list)

    def start(self, name: str, arguments: list[str], environment: Mapping[str, str]) -> None:
        """Start `counterfoil` with these arguments; what it says goes to a log file of its own."""
        with (self.logs / f"{name}.log").open("ab") as log:
            process = subprocess.Popen(command(*arguments), env=dict(environment), stdout=log, stderr=log)
        self.running.append((name, process))

    def watch(self) -> None:
        """Wait until stopped, or until one of them ends by itself."""
        try:
            while True:
                for name, process in self.running:
                    self._raise_if_ended(name, process)
                time.sleep(0.5)
        except KeyboardInterrupt:
            click.echo("\nStopping.")

    def check(self) -> None:
        """Raise when one of them has ended."""
        for name, process in self.running:
            self._raise_if_ended(name, process)

    def _raise_if_ended(self, name: str, process: "subprocess.Popen[bytes]") -> None:
        if process.poll() is not None:
            log = self.logs / f"{name}.log"
            tail = "\n".join(log.read_text(errors="replace").splitlines()[-15:])
            raise click.ClickException(f"The {name} ended by itself. The end of {log}:\n{tail}")

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *why: object) -> None:
        for _, process in reversed(self.running):
            process.terminate()
            with contextlib.suppress(subprocess.TimeoutExpired):
                process.wait(10)
            process.kill()


@dataclass(slots=True)
class Demo:
    """A demo in one folder: its books are kept there, and are there again the next time."""

    folder: Path
    server: str
    simulator: str
    processes: Processes = field(init=False)
    password: str = ""

    def __post_init__(self) -> None:
        self.processes = Processes(self.folder)

    def start(self) -> None:
        """Start what is needed, connect the agent the first time, and wait for the first sync."""
        self._make_company_file()
        self._start_simulator()
        self._start_server()
        is_new = self._connect()
        self.processes.start("worker", ["work"], self.environment)
        self.processes.start("agent", ["agent", "run"], self.environment)
        click.echo("Syncing …")
        self._wait_until("has_synced")
        if is_new:
            self._prepare("--move-transactions")
            self._prepare("--two-way=open-bills")
            self._wait_until("is_settled")

    @property
    def environment(self) -> dict[str, str]:
        """What every process of the demo finds in its environment."""
        return os.environ | {
            "DATABASE_URL": f"sqlite:///{self.folder}/counterfoil.sqlite3",
            "COUNTERFOIL_BASE_URL": self.server,
            "COUNTERFOIL_SECRET_KEY": self._kept("secret-key", lambda: secrets.token_urlsafe(48)),
            "COUNTERFOIL_AGENT_HOME": str(self.folder / "agent"),
        }

    def say_where(self) -> None:
        """Print the two addresses and the sign-in."""
        click.echo(f"""
  Counterfoil            {self.server}/bills/
                         sign in as {EMAIL} with the password {self.password}
  QuickBooks, simulated  {self.simulator}/

  Enter, edit or delete a bill on either page and watch the other. Stop with Ctrl-C.
  The books are kept in {self.folder}; `counterfoil demo --fresh` begins anew.
""")

    def _make_company_file(self) -> None:
        if not self.company_file.exists():
            click.echo("Making the sample company …")
            self._run("simulator", "new", str(self.company_file), "--sample", "contractor")

    @property
    def company_file(self) -> Path:
        """Where the simulated company file lies."""
        return self.folder / "harrow-and-pike.qbw.sqlite3"

    def _start_simulator(self) -> None:
        port = self.simulator.rsplit(":", 1)[1]
        self.processes.start(
            "simulator", ["simulator", "serve", str(self.company_file), "--port", port], self.environment
        )
        self._wait_for(f"{self.simulator}/company-file")

    def _start_server(self) -> None:
        self._run("manage", "migrate", "--verbosity=0")
        port = self.server.rsplit(":", 1)[1]
        self.processes.start("server", ["serve", "--host", HERE, "--port", port], self.environment)
        self._wait_for(f"{self.server}/healthz")

    def _connect(self) -> bool:
        """The first time: make organization, user and token, and trade the token for the agent's credential."""
        self.password = self._kept("password", lambda: secrets.token_urlsafe(12))
        made = self._prepare()
        if made["token"]:
            doors = ("--server", self.server, "--simulator", self.simulator, "--name", made["token_name"])
            self._run("agent", "connect", *doors, COUNTERFOIL_SECRET=made["token"])
        return bool(made["token"])

    def _prepare(self, *what: str) -> dict[str, Any]:
        """Do what a person would click, or ask how far things are."""
        asked = ("--organization", ORGANIZATION, "--email", EMAIL, *what)
        told: dict[str, Any] = json.loads(
            self._run("manage", "prepare_demo", *asked, COUNTERFOIL_DEMO_PASSWORD=self.password)
        )
        return told

    def _wait_until(self, what: str) -> None:
        """Wait for the sync to come that far, and say in between what it does."""
        said = ""
        for _ in within(FIRST_SYNC_SECONDS, 0.5):
            self.processes.check()
            state = self._prepare("--state")
            if state[what]:
                return
            if state["words"] not in ("", said):
                said = state["words"]
                click.echo(f"  {said}")
        raise click.ClickException(f"The first sync has not finished; see the logs in {self.folder}.")

    def _wait_for(self, url: str) -> None:
        for _ in within(STARTING_SECONDS, 0.1):
            self.processes.check()
            with contextlib.suppress(httpx.TransportError):
                if httpx.get(url, timeout=5.0).is_success:
                    return
        raise click.ClickException(f"{url} does not answer; see the logs in {self.folder}.")

    def _run(self, *arguments: str, **more: str) -> str:
        """Run `counterfoil` to its end and return what it printed."""
        done = subprocess.run(
            command(*arguments), env=self.environment | more, capture_output=True, text=True, check=False
        )
        if done.returncode:
            raise click.ClickException(f"counterfoil {' '.join(arguments[:2])} failed:\n{done.stderr}")
        return done.stdout

    def _kept(self, name: str, make: Callable[[], str]) -> str:
        """A secret of this demo, made the first time and kept in its folder, for its owner only."""
        path = self.folder / name
        if not path.exists():
            path.touch(mode=0o600)
            path.write_text(make())
        return path.read_text()


def command(*arguments: str) -> list[str]:
    """The command line of `counterfoil` with this Python."""
    return [sys.executable, "-m", "counterfoil", *arguments]


def within(seconds: float, every: float) -> Iterator[None]:
    """Yield again and again until the time is over."""
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        yield
        time.sleep(every)


@contextlib.contextmanager
def stopping_on_sigterm() -> Iterator[None]:
    """Let SIGTERM end the demo as Ctrl-C does, so that no process is left behind."""

    def stop(*_: object) -> None:
        raise KeyboardInterrupt

    before = signal.signal(signal.SIGTERM, stop)
    try:
        yield
    except KeyboardInterrupt:
        click.echo("\nStopping.")
    finally:
        signal.signal(signal.SIGTERM, before)
