"""The pages in a real browser: typing by keyboard, figures that follow, and fresh figures without a reload."""

import re
import shutil
import signal
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest
from playwright.sync_api import Browser, Page, expect, sync_playwright
from tests.simulator.asking import Set, document

from counterfoil.simulator import sample
from counterfoil.simulator.clock import SystemClock
from counterfoil.simulator.company import CompanyFile
from counterfoil.simulator.person import Person

pytestmark = [pytest.mark.browser, pytest.mark.processes]
QUIET = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)
PATIENCE = 15_000.0
"""Milliseconds that a busy machine may take for what takes a blink on a quiet one."""
ADDRESSES = (
    "/", "/vendors", "/bills", "/bills/new", "/purchase-orders", "/pay-bills", "/payments", "/accounts", "/items",
    "/register", "/classes", "/customers", "/terms", "/company", "/vendors/new", "/accounts/new",
)  # fmt: skip
NEW_BILL = """<BillAddRq><BillAdd><VendorRef><FullName>Halloway Hardware</FullName></VendorRef>
<RefNumber>{number}</RefNumber><ExpenseLineAdd><AccountRef><FullName>Small Tools</FullName></AccountRef>
<Amount>77.70</Amount></ExpenseLineAdd></BillAdd></BillAddRq>"""


@pytest.fixture(scope="module")
def path(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("books") / "contractor.cf"
    company = CompanyFile.create(path, name="", clock=SystemClock())
    sample.build(company)
    company.close()
    return path


@pytest.fixture(scope="module")
def address(path: Path) -> Iterator[str]:
    command = [sys.executable, "-m", "counterfoil", "simulator", "serve", str(path), "--port", "0"]
    server = subprocess.Popen(command, stdout=subprocess.PIPE, text=True)
    assert server.stdout is not None
    yield server.stdout.readline().split(" on ")[1].strip()
    server.send_signal(signal.SIGTERM)
    assert server.wait(timeout=10) == 0


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    expect.set_options(timeout=PATIENCE)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=shutil.which("chromium"), args=list(QUIET))
        yield browser
        browser.close()


@pytest.fixture
def page(browser: Browser, address: str) -> Iterator[Page]:
    """A page in which nothing may go wrong unseen."""
    page = browser.new_page(base_url=address, viewport={"width": 1280, "height": 800})
    errors: list[str] = []
    page.on("pageerror", lambda error: errors.append(str(error)))
    page.on(
        "console",
        lambda said: errors.append(said.text) if said.type == "error" and "status of 4" not in said.text else None,
    )
    page.on("dialog", lambda dialog: dialog.accept())
    yield page
    page.close()
    assert errors == []


@pytest.fixture
def person(path: Path) -> Iterator[Person]:
    """Someone who works in the same file from another process's side."""
    company = CompanyFile.open(path, clock=SystemClock())
    yield Person(company)
    company.close()


def ask(address: str, requests: str) -> Set:
    """What a program gets for some requests."""
    return Set(httpx.post(f"{address}/process?app=Test", content=document(requests)).text)


def found(address: str, number: str) -> list[str]:
    """The totals of the bills with that number."""
    answer = ask(address, f"<BillQueryRq><RefNumber>{number}</RefNumber></BillQueryRq>").answers[0]
    return answer.all("AmountDue")


def live(page: Page, at: str) -> None:
    """Open a page and wait until it listens."""
    page.goto(at)
    expect(page.locator(".live")).to_have_text("Live")


def test_a_bill_is_entered_with_the_keyboard_and_the_form_helps(page, address):
    live(page, "/bills/new")
    page.get_by_label("Vendor").fill("Millrace Lumber & Building Supply")
    page.keyboard.press("Tab")
    expect(page.get_by_label("Terms")).to_have_value("2% 10 Net 30")
    page.get_by_label("Date", exact=False).first.fill("2026-01-31")
    page.get_by_label("Memo").first.focus()
    expect(page.get_by_label("Bill due")).to_have_value("2026-03-02")
    page.get_by_label("Ref. no.").fill("KEYS-1")
    account = page.get_by_label("Account", exact=True).first
    expect(account).to_have_value("5110 · Lumber & Sheathing")
    page.get_by_label("Amount", exact=True).first.fill("1,000.50")
    page.get_by_role("tab", name="Expenses").focus()
    page.keyboard.press("ArrowRight")
    page.get_by_role("button", name="Add item line").press("Enter")
    page.keyboard.type("Lumber:2x4-8")
    page.keyboard.press("Tab")
    expect(page.get_by_label("Description")).to_have_value("Stud 2x4x8 kiln-dried SPF")
    page.get_by_label("Qty").fill("10")
    expect(page.locator("output[data-total]")).to_have_text("1,040.30")
    page.keyboard.press("Control+s")
    expect(page.get_by_text("Saved.")).to_be_visible()
    assert found(address, "KEYS-1") == ["1040.30"]


def test_a_bill_that_a_program_adds_appears_in_an_open_list_without_a_reload(page, address):
    live(page, "/bills")
    page.evaluate("window.mark = 'not reloaded'")
    ask(address, NEW_BILL.format(number="LIVE-1"))
    expect(page.get_by_role("cell", name="LIVE-1")).to_be_visible()
    assert page.evaluate("window.mark") == "not reloaded"


def test_a_change_by_another_process_shows_too(page, person):
    live(page, "/vendors")
    person.add_vendor("A Quite New Vendor")
    expect(page.get_by_text("A Quite New Vendor")).to_be_visible()


def test_a_form_that_nobody_touched_shows_the_new_values_and_one_in_use_keeps_what_was_typed(page, person):
    bill = person.enter_bill("Halloway Hardware", [person.expense("Office", "5.00")], memo="before")
    live(page, f"/bills/{bill}")
    person.edit_bill(bill, memo="after")
    expect(page.get_by_label("Memo").first).to_have_value("after")
    page.get_by_label("Memo").first.fill("typed by hand")
    person.edit_bill(bill, memo="and again")
    expect(page.get_by_text("changed by someone else")).to_be_visible()
    expect(page.get_by_label("Memo").first).to_have_value("typed by hand")
    page.get_by_role("button", name="Show what it says now").click()
    expect(page.get_by_label("Memo").first).to_have_value("and again")


def test_what_was_typed_survives_a_refusal_and_a_change_by_someone_else_after_it(page, person):
    bill = person.enter_bill("Halloway Hardware", [person.expense("Office", "5.00")])
    live(page, f"/bills/{bill}")
    page.get_by_label("Memo").first.fill("typed by hand")
    page.get_by_label("Amount", exact=True).first.fill("12x")
    page.get_by_role("button", name="Save", exact=True).click()
    expect(page.get_by_role("alert")).to_have_text('Amount: "12x" is not a number.')
    expect(page.locator(".live")).to_have_text("Live")
    person.edit_bill(bill, memo="someone else")
    expect(page.get_by_text("changed by someone else")).to_be_visible()
    expect(page.get_by_label("Memo").first).to_have_value("typed by hand")


def test_a_bill_that_is_deleted_under_an_open_form_says_so(page, person):
    bill = person.enter_bill("Halloway Hardware", [person.expense("Office", "5.00")])
    live(page, f"/bills/{bill}")
    with page.expect_response(re.compile(bill)) as answer:
        person.delete_bill(bill)
    assert answer.value.status == 404
    expect(page.get_by_text("This was deleted by someone else")).to_be_visible()


def test_an_open_order_of_the_vendor_is_offered_and_received(page, person, address):
    vendor = person.add_vendor("Orders & More")
    person.enter_order(vendor, [person.ordered("Door Interior", 3, "150.00")], ref_number="PO-77")
    live(page, "/bills/new")
    page.get_by_label("Vendor").fill("Orders & More")
    page.keyboard.press("Tab")
    page.get_by_role("button", name="Receive order PO-77").click()
    expect(page.locator("output[data-total]")).to_have_text("450.00")
    page.get_by_label("Ref. no.").fill("RCV-1")
    page.get_by_role("button", name="Save", exact=True).click()
    expect(page.get_by_text("Saved.")).to_be_visible()
    expect(page.get_by_role("link", name="Purchase Order", exact=True)).to_be_visible()
    assert found(address, "RCV-1") == ["450.00"]


def test_a_chosen_bill_is_paid_and_the_payment_undone(page, person):
    vendor = person.add_vendor("Paid Soon Ltd")
    bill = person.enter_bill(vendor, [person.expense("Office", "33.30")], ref_number="PAY-1")
    live(page, f"/pay-bills?vendor={vendor}")
    page.get_by_label("Pay Paid Soon Ltd PAY-1", exact=True).check()
    expect(page.locator("output[data-paying]")).to_have_text("33.30")
    page.get_by_role("button", name="Pay Selected Bills").click()
    expect(page.get_by_text("Paid.", exact=True)).to_be_visible()
    page.goto(f"/bills/{bill}")
    expect(page.get_by_label("This bill is paid")).to_be_visible()
    page.get_by_role("link", name="Bill Payment").click()
    page.get_by_role("button", name="Void").click()
    expect(page.get_by_text("Voided.")).to_be_visible()
    page.goto(f"/bills/{bill}")
    expect(page.get_by_label("This bill is paid")).to_have_count(0)


@pytest.mark.parametrize("width", [1280, 390])
def test_no_page_is_wider_than_its_window(page, width):
    page.set_viewport_size({"width": width, "height": 844})
    for address in ADDRESSES:
        page.goto(address)
        assert page.evaluate("document.documentElement.scrollWidth") <= width, address


@pytest.mark.parametrize("width", [1280, 390])
def test_the_register_says_on_every_width_whom_it_was_with(page, address, width):
    page.set_viewport_size({"width": width, "height": 844})
    credit = NEW_BILL.replace("BillAdd", "VendorCreditAdd").format(number=f"CR-{width}")
    assert ask(address, credit).codes == [0]
    page.goto(f"/register?find=CR-{width}")
    expect(page.get_by_text("Halloway Hardware").locator("visible=true")).to_have_count(1)
