"""A private, throw-away PostgreSQL for the tests: on loopback, in a temporary folder, gone afterwards."""

from __future__ import annotations

import contextlib
import os
import shutil
import socket
import subprocess
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

USER = "counterfoil"
"""The clusters' superuser; trusted from this machine only, for tests only."""

QUICK = {
    "fsync": "off",
    "synchronous_commit": "off",
    "full_page_writes": "off",
    "max_connections": "60",
    "shared_buffers": "128MB",
    "listen_addresses": "127.0.0.1",
}
"""Settings of a database that nobody will miss."""


def programs() -> Path | None:
    """The folder of initdb and pg_ctl, newest version first; None where no PostgreSQL server is installed."""
    found = shutil.which("initdb")
    if found:
        return Path(found).parent
    folders = sorted(Path("/usr/lib/postgresql").glob("*/bin/initdb"), key=lambda path: int(path.parts[-3]))
    return folders[-1].parent if folders else None


def free_port() -> int:
    """A port of the loopback interface that nobody listens on."""
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        port: int = listener.getsockname()[1]
        return port


def _as_somebody_unprivileged(command: list[str]) -> list[str]:
    """PostgreSQL refuses to run as root, so root runs it as the user that Debian's package made."""
    return ["runuser", "-u", "postgres", "--", *command] if os.geteuid() == 0 else command


def _run(*command: str) -> None:
    done = subprocess.run(
        _as_somebody_unprivileged(list(command)), capture_output=True, text=True, check=False, cwd="/"
    )
    if done.returncode:
        raise RuntimeError(f"{Path(command[0]).name} failed:\n{done.stdout}{done.stderr}")


@contextlib.contextmanager
def cluster() -> Iterator[str]:
    """Start a cluster, hand out the DATABASE_URL of an empty database in it, stop and remove it afterwards."""
    folder = programs()
    if folder is None:
        raise RuntimeError("No PostgreSQL server is installed: apt install postgresql")
    home = Path(tempfile.mkdtemp(prefix="counterfoil-postgresql-"))
    try:
        if os.geteuid() == 0:
            shutil.chown(home, "postgres")
        port = free_port()
        data = home / "data"
        _run(str(folder / "initdb"), "-D", str(data), "-U", USER, "-A", "trust", "-E", "UTF8", "--no-locale", "-N")
        options = " ".join(f"-c {name}={value}" for name, value in QUICK.items())
        control = (str(folder / "pg_ctl"), "-D", str(data), "-w")
        _run(*control, "-l", str(home / "log"), "-o", f"-p {port} -k {home} {options}", "start")
        try:
            yield f"postgresql://{USER}@127.0.0.1:{port}/postgres"
        finally:
            _run(*control, "-m", "immediate", "stop")
    finally:
        shutil.rmtree(home, ignore_errors=True)
