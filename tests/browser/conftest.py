"""A real Chromium in front of the real server process, on a SQLite file of its own."""

from __future__ import annotations

import os
import shutil
import socket
import subprocess
import sys
import time
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import httpx
import pytest
from tests.conftest import PASSWORD

if TYPE_CHECKING:
    from collections.abc import Iterator

    from playwright.sync_api import Browser, ConsoleMessage, Page

CHROMIUM = shutil.which("chromium") or "/usr/bin/chromium"
FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
SECONDS_TO_START = 180  # a busy machine takes its time
ROOT = Path(__file__).parents[2]


@dataclass(frozen=True)
class House:
    """A server that runs, and a way to work in its books beside the browser."""

    address: str
    environment: dict[str, str]

    def run(self, code: str) -> str:
        """Run this in a process of its own with the house's database, and return what it prints."""
        program = f"import django; django.setup()\n{SHORTHAND}\n{code}"
        answer = subprocess.run(
            [sys.executable, "-c", program], env=self.environment, capture_output=True, text=True, check=False
        )
        assert answer.returncode == 0, answer.stderr
        return answer.stdout.strip()


SHORTHAND = """
from dataclasses import replace
from datetime import date
from decimal import Decimal
from counterfoil.records import *
from counterfoil.server.audit.actor import SYNC, SYSTEM
from counterfoil.server.people.models import Organization
from counterfoil.server.bills import services as bills
from counterfoil.server.bills.models import Bill as BillRow
from counterfoil.server.bills.records import load
organization = Organization.objects.filter(slug="keller").first()
"""

BOOKS = """
from counterfoil.server.people import services as people
from tests.server.lists import make_lists
organization = people.create_organization("Keller Builders", slug="keller")
for role in ("administrator", "auditor"):
    user = people.create_user(f"{role}@example.com", PASSWORD, name=role.title())
    people.add_member(organization, SYSTEM, user, role)
lists = make_lists(organization)
lines = (ExpenseLine(account=lists.fuel, amount=Decimal("120.00"), memo="Diesel"),)
bill = Bill(vendor=lists.vendor, txn_date=date(2026, 3, 2), due_date=date(2026, 4, 1), ref_number="INV-1",
            terms=lists.terms, ap_account=lists.payables, memo="March", expense_lines=lines)
item = ItemLine(item=lists.item, description="Studs", quantity=Decimal(4), cost=Decimal("2.5"), amount=Decimal("10.00"))
bills.create(organization, SYSTEM, replace(bill, ref_number="INV-9", item_lines=(item,)))
for number in range(3):
    bills.create(organization, SYSTEM, replace(bill, ref_number=f"INV-{number}"))
"""


def free_port() -> int:
    """A port that nobody listens on just now."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


@pytest.fixture(scope="session")
def house(tmp_path_factory) -> Iterator[House]:
    """The server as `counterfoil serve` starts it, with four bills in its books."""
    folder = tmp_path_factory.mktemp("house")
    port = free_port()
    address = f"http://127.0.0.1:{port}"
    environment = {
        **os.environ,
        "DATABASE_URL": f"sqlite:///{folder / 'books.sqlite3'}",
        "COUNTERFOIL_BASE_URL": address,
        "DJANGO_SETTINGS_MODULE": "counterfoil.server.settings",
        "PYTHONPATH": os.pathsep.join([str(ROOT / "src"), str(ROOT)]),
    }
    environment.pop("COUNTERFOIL_SECRET_KEY", None)
    with (folder / "server.log").open("w") as log:
        server = subprocess.Popen(
            [sys.executable, "-m", "counterfoil", "serve", "--port", str(port)],
            env=environment,
            stdout=log,
            stderr=log,
        )
        try:
            _wait_until_it_answers(address, server, folder / "server.log")
            made = House(address, environment)
            made.run(f"PASSWORD = {PASSWORD!r}\n{BOOKS}")
            yield made
        finally:
            server.terminate()
            server.wait(20)


def _wait_until_it_answers(address: str, server: subprocess.Popen[bytes], log: Path) -> None:
    until = time.monotonic() + SECONDS_TO_START
    while time.monotonic() < until:
        assert server.poll() is None, log.read_text()
        try:
            if httpx.get(f"{address}/sign-in/", timeout=5).status_code == 200:
                return
        except httpx.TransportError:
            time.sleep(0.1)
    pytest.fail(log.read_text())


@pytest.fixture(scope="module")
def chromium() -> Iterator[Browser]:
    """One browser for the tests of a file; each page is a fresh visitor.

    Playwright keeps an event loop running in its thread while it is open, which tests of other files cannot have.
    """
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        yield browser
        browser.close()


@pytest.fixture
def complaints() -> list[str]:
    """What the browser complained about: script errors, and what the content security policy refused."""
    return []


def visitor(house: House, chromium: Browser, complaints: list[str], role: str, **options: object) -> Page:
    """A page of somebody who has signed in."""
    page = chromium.new_context(base_url=house.address, **options).new_page()  # type: ignore[arg-type]
    page.set_default_timeout(60_000)
    page.on("pageerror", lambda error: complaints.append(str(error)))
    page.on("console", lambda message: complaints.append(message.text) if _is_complaint(message) else None)
    page.goto("/sign-in/")
    page.get_by_label("E-mail address").fill(f"{role}@example.com")
    page.get_by_label("Password").fill(PASSWORD)
    page.keyboard.press("Enter")
    page.wait_for_url(f"{house.address}/")
    return page


def _is_complaint(message: ConsoleMessage) -> bool:
    """Whether something is wrong; a form that was refused (409, 422) is not."""
    return message.type == "error" and not message.text.startswith("Failed to load resource: the server responded with")


@pytest.fixture
def page(house, chromium, complaints) -> Iterator[Page]:
    """The administrator's page; a complaint of the browser fails the test."""
    made = visitor(house, chromium, complaints, "administrator", viewport={"width": 1280, "height": 900})
    yield made
    made.context.close()
    assert not complaints
