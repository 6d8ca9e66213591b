"""W11: agents that wait at the door of one server process: what each costs, how soon a change wakes them.

The server runs in a process of its own with a SQLite database, the agents in another, each with its own connection.
Waking all is the worst case: every agent has something to do at once, looks under its lock, and is handed a request.
"""

import asyncio
import json
import os
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from bench.measure import Fact, Workload

IDS = ("W11",)
AGENTS = 5_000 if os.environ.get("BENCH_FULL") else 1_000
MOST_KILOBYTES = 50.0
"""Five thousand agents in a quarter of a gigabyte."""
LONGEST_WAKE_ONE = 0.05
LONGEST_WAKE_ALL = 1.0
"""Seconds; what is measured is more than waking: until each agent has its request."""
PATIENCE = 600.0
"""Seconds that an agent waits here, so that on a busy machine the first still waits when the last has come."""


def workloads() -> Iterator[Workload | Fact]:
    """Three facts of one measurement."""
    with tempfile.TemporaryDirectory() as folder:
        environment = os.environ | {
            "DATABASE_URL": f"sqlite:///{folder}/bench.sqlite3",
            "DJANGO_SETTINGS_MODULE": "counterfoil.server.settings",
        }
        command = [sys.executable, "-m", "bench.waiting", "serve", folder]
        done = subprocess.run(command, env=environment, check=True, capture_output=True, text=True)
    found = json.loads(done.stdout.splitlines()[-1])
    title = f"{AGENTS} agents waiting in one process"
    memory, one, all_ = found["kilobytes"], found["wake_one"], found["wake_all"]
    yield Fact(
        "W11", f"{title}: memory each", f"{memory:.0f} kB", f"<= {MOST_KILOBYTES:g} kB", memory <= MOST_KILOBYTES
    )
    yield Fact(
        "W11-one",
        f"{title}: wake one",
        f"{one * 1000:.0f} ms",
        f"< {LONGEST_WAKE_ONE * 1000:g} ms",
        one < LONGEST_WAKE_ONE,
    )
    goal = f"< {LONGEST_WAKE_ALL:g} s"
    yield Fact("W11-all", f"{title}: wake all, each gets a request", f"{all_:.1f} s", goal, all_ < LONGEST_WAKE_ALL)


# The server's process


def serve(folder: str) -> None:
    """Serve, let the agents come, wake them, and print what was measured."""
    import django

    django.setup()
    from django.core.management import call_command

    from counterfoil.server.gateway import report

    call_command("migrate", verbosity=0, skip_checks=True)
    report.LONGEST_WAIT = PATIENCE
    credentials = _organizations()
    listing = Path(folder) / "credentials.json"
    listing.write_text(json.dumps(credentials))
    loop, port = _start_server()
    before = _kilobytes()
    clients = subprocess.Popen(
        [sys.executable, "-m", "bench.waiting", "clients", str(port), str(listing)], stdout=subprocess.PIPE, text=True
    )
    _until_all_wait(loop)
    each = (_kilobytes() - before) / AGENTS
    began_one = _wake(range(1, 2))
    time.sleep(1.0)
    began_all = _wake(range(2, AGENTS + 1))
    times = json.loads(clients.communicate()[0])
    print(json.dumps({"kilobytes": each, "wake_one": times[0] - began_one, "wake_all": max(times[1:]) - began_all}))
    sys.stdout.flush()
    os._exit(0)


def _organizations() -> list[str]:
    """As many organizations, each with a connected agent that has nothing to do; their credentials."""
    from django.utils import timezone

    from counterfoil.server.gateway.models import Lease, Profile
    from counterfoil.server.gateway.secret import hash_of, new_secret
    from counterfoil.server.people.models import Organization, User
    from counterfoil.server.sync.models import Connection

    now, numbers = timezone.now(), range(1, AGENTS + 1)
    user = User.objects.create_user("bench@example.test")
    Organization.objects.bulk_create([Organization(pk=n, slug=f"o{n}", name=f"Organization {n}") for n in numbers])
    credentials = [new_secret() for _ in numbers]
    connections, profiles, leases = [], [], []
    for n, credential in zip(numbers, credentials, strict=True):
        owner: dict[str, Any] = {"pk": n, "organization_id": n}
        connections.append(Connection(**owner, looked_at=now, hint=7))
        profiles.append(Profile(**owner, credential_hash=hash_of(credential), created_at=now, created_by=user))
        holder = {"profile_id": n, "installation": f"pc {n}", "process": "p", "seen_at": now, "epoch": 1}
        leases.append(Lease(**owner, connection_id=n, **holder))
    Connection.objects.everywhere().bulk_create(connections)
    Profile.objects.everywhere().bulk_create(profiles)
    Lease.objects.everywhere().bulk_create(leases)
    return credentials


def _start_server() -> tuple[asyncio.AbstractEventLoop, int]:
    import uvicorn

    from counterfoil.server.gateway import doors

    async def nothing(_scope: Any, _receive: Any, _send: Any) -> None:
        raise AssertionError("only agents come here")

    config = uvicorn.Config(doors.route(nothing), port=0, log_level="error", lifespan="on")
    server = uvicorn.Server(config)
    loops: list[asyncio.AbstractEventLoop] = []

    async def run() -> None:
        loops.append(asyncio.get_running_loop())
        await server.serve()

    threading.Thread(target=asyncio.run, args=(run(),), daemon=True).start()
    while not server.started:
        time.sleep(0.01)
    return loops[0], server.servers[0].sockets[0].getsockname()[1]


def _until_all_wait(loop: asyncio.AbstractEventLoop) -> None:
    from counterfoil.server.gateway import waiting

    async def count() -> int:
        return len(waiting.bells())

    while asyncio.run_coroutine_threadsafe(count(), loop).result() < AGENTS:
        time.sleep(0.05)


def _wake(numbers: range) -> float:
    """Ask for a run in each of these organizations, in one transaction; when it was committed."""
    from django.db import transaction
    from django.utils import timezone

    from counterfoil.server.audit.wake import wake
    from counterfoil.server.sync.models import Connection

    began = time.time()
    with transaction.atomic():
        Connection.objects.everywhere().filter(pk__in=numbers).update(requested_at=timezone.now(), requested_by="Bench")
        for number in numbers:
            wake(number)
    return began


def _kilobytes() -> float:
    line = next(line for line in Path("/proc/self/status").read_text().splitlines() if line.startswith("VmRSS"))
    return float(line.split()[1])


# The agents' process


async def clients(port: int, credentials: list[str]) -> None:
    """Let all agents wait, and print when each was answered."""
    times = await asyncio.gather(*(_wait(port, n, secret) for n, secret in enumerate(credentials, start=1)))
    print(json.dumps(times))


async def _wait(port: int, number: int, secret: str) -> float:
    body = json.dumps(_report(number)).encode()
    head = (
        f"POST /agent/v1/exchange HTTP/1.1\r\nHost: 127.0.0.1\r\nAuthorization: Bearer {secret}\r\n"
        f"Content-Type: application/json\r\nContent-Length: {len(body)}\r\n\r\n"
    )
    while True:
        reader, writer = await asyncio.open_connection("127.0.0.1", port)
        writer.write(head.encode() + body)
        status = await reader.readline()
        answered, rest = time.time(), await reader.readuntil(b'"wait":')
        writer.close()
        assert b" 200 " in status, status
        if b'"call": {' in rest:
            return answered


def _report(number: int) -> dict[str, Any]:
    clock = {"wall": "2026-11-18T10:00:00-05:00", "unix": 1795014000.0}
    who = {"protocol": 1, "version": "0.1.0", "installation": f"pc {number}", "process": "p", "company_file": "x"}
    return who | {"clock": clock, "quickbooks": "open", "hint": 7, "answer": None, "journal": [], "wait": PATIENCE}


if __name__ == "__main__":
    if sys.argv[1] == "serve":
        serve(sys.argv[2])
    else:
        asyncio.run(clients(int(sys.argv[2]), json.loads(Path(sys.argv[3]).read_text())))
