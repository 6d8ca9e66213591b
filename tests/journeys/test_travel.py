"""A bill travels each way in the browser: entered on one page, it appears on the other without a reload."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Page, expect

from tests.journeys.browsing import PATIENCE, chromium, signed_in
from tests.journeys.house import House

pytestmark = [pytest.mark.processes, pytest.mark.browser]


@pytest.fixture
def pages(house: House) -> Iterator[tuple[Page, Page]]:
    """Two open pages: the list of bills here, signed in, and the list of bills there."""
    with chromium() as browser:
        here, there = signed_in(browser, house), browser.new_context().new_page()
        there.goto(f"{house.simulator}/bills")
        yield here, there


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
