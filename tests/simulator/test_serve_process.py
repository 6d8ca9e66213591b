"""The served simulator as a process: it says when it is ready, and stops at once but not in the middle of something."""

import signal
import subprocess
import sys
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path

import httpx
import pytest
from tests.simulator.asking import Books, Set, document

from counterfoil.simulator.clock import SystemClock
from counterfoil.simulator.company import CompanyFile
from counterfoil.simulator.lists import classes
from counterfoil.simulator.switches import Switches

pytestmark = pytest.mark.processes


@contextmanager
def serving(path: Path) -> Iterator[tuple[subprocess.Popen[str], str]]:
    """The process and its address."""
    command = [sys.executable, "-m", "counterfoil", "simulator", "serve", str(path), "--port", "0"]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        try:
            yield process, process.stdout.readline().split(" on ")[1].strip()
        finally:
            process.kill()


def saved(books: Books, path: Path) -> Path:
    """The books as a file."""
    books.company.copy_to(path)
    return path


def test_it_names_the_company_the_file_and_the_address(books: Books, tmp_path: Path):
    path = saved(books, tmp_path / "books.cf")
    with serving(path) as (_, address):
        assert httpx.get(f"{address}/company-file").json()["company_file"] == str(path)


@pytest.mark.parametrize("sent", [signal.SIGTERM, signal.SIGINT])
def test_a_signal_ends_open_streams_and_the_process_ends_well(books: Books, tmp_path: Path, sent: signal.Signals):
    with serving(saved(books, tmp_path / "books.cf")) as (process, address):
        with httpx.stream("GET", f"{address}/events", timeout=10) as stream:
            lines = stream.iter_lines()
            assert next(lines).startswith("data: ")
            process.send_signal(sent)
            assert [line for line in lines if line] == []
        assert process.wait(timeout=10) == 0


def test_what_is_under_way_is_finished_first(tmp_path: Path):
    """Three slow writes in one set; the signal comes when the first of them is in the file."""
    path = tmp_path / "slow.cf"
    watched = CompanyFile.create(path, name="Slow", clock=SystemClock(), switches=Switches(bulk_latency=0.3))
    adds = "".join(f"<ClassAddRq><ClassAdd><Name>{name}</Name></ClassAdd></ClassAddRq>" for name in ("A", "B", "C"))
    with serving(path) as (process, address), ThreadPoolExecutor(1) as pool:
        answer = pool.submit(httpx.post, f"{address}/process?app=Test", content=document(adds), timeout=20)
        while classes.find(watched, "A") is None:
            assert not answer.done()
        process.send_signal(signal.SIGTERM)
        assert Set(answer.result().text).codes == [0, 0, 0]
        assert process.wait(timeout=10) == 0
    watched.close()
