"""A bill travels each way in the browser: entered on one page, it appears on the other without a reload."""

import shutil
from collections.abc import Iterator

import pytest
from playwright.sync_api import Page, expect, sync_playwright

from tests.journeys.house import EMAIL, PASSWORD, House

pytestmark = [pytest.mark.processes, pytest.mark.browser]

FLAGS = ("no-sandbox", "disable-gpu", "disable-background-networking", "disable-component-update", "disable-sync")
PATIENCE = 20_000
"""Milliseconds; the pages promise two seconds on an idle machine, which a busy one cannot."""


@pytest.fixture
def pages(house: House) -> Iterator[tuple[Page, Page]]:
    """Two open pages: the list of bills here, signed in, and the list of bills there."""
    with sync_playwright() as playwright:
        chromium = shutil.which("chromium") or "/usr/bin/chromium"
        browser = playwright.chromium.launch(executable_path=chromium, args=[f"--{flag}" for flag in FLAGS])
        here, there = browser.new_context().new_page(), browser.new_context().new_page()
        here.goto(f"{house.server}/bills/")
        here.get_by_label("E-mail address").fill(EMAIL)
        here.get_by_label("Password").fill(PASSWORD)
        here.get_by_role("button", name="Sign in").click()
        expect(here).to_have_title("Bills · Counterfoil", timeout=PATIENCE)
        there.goto(f"{house.simulator}/bills")
        yield here, there
        browser.close()


def test_a_bill_entered_in_quickbooks_appears_in_the_open_list_here(house, pages):
    here, there = pages
    form = there.context.new_page()
    form.goto(f"{house.simulator}/bills/new")
    form.locator("[name=vendor]").fill("Keller Lumber")
    form.locator("[name=ref_number]").fill("TRAVEL-1")
    form.locator("[name='expense.account']").first.fill("6100 · Rent")
    form.locator("[name='expense.amount']").first.fill("321.00")
    form.get_by_role("button", name="Save", exact=True).click()
    expect(here.get_by_text("TRAVEL-1")).to_be_visible(timeout=PATIENCE)
    expect(here.get_by_text("321.00").first).to_be_visible()


def test_a_bill_entered_here_appears_in_the_open_list_in_quickbooks(house, pages):
    here, there = pages
    form = here.context.new_page()
    form.goto(f"{house.server}/bills/new/")
    form.get_by_label("Vendor", exact=False).first.fill("Novak Electric")
    form.get_by_label("Reference number").fill("TRAVEL-2")
    form.get_by_label("Account", exact=True).first.fill("Rent")
    form.get_by_label("Amount", exact=True).first.fill("98.76")
    form.get_by_role("button", name="Save", exact=False).last.click()
    expect(there.get_by_text("TRAVEL-2")).to_be_visible(timeout=PATIENCE)
    expect(there.get_by_text("98.76").first).to_be_visible()
