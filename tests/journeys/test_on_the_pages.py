"""What a person does on pages: the two-way switch (rule B2), a run by hand (rules S8, S9), an item (rule D5)."""

from collections.abc import Iterator
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from counterfoil.records import Kind
from tests.journeys.browsing import PATIENCE, chromium, signed_in
from tests.journeys.house import House, until

pytestmark = [pytest.mark.processes, pytest.mark.browser]


@pytest.fixture
def page(one_way_house: House) -> Iterator[Page]:
    """A browser, signed in to a house where two-way bill sync is off."""
    with chromium() as browser:
        yield signed_in(browser, one_way_house)


def test_a_run_by_hand_shows_where_it_is_and_what_it_did(one_way_house, page):
    """Rules S8 and S9: *Sync now* begins a run that the page shows, and the run's details say what happened."""
    house = one_way_house
    house.settled()
    house.kill("agent")
    bill = house.enter_here("HAND-1")
    page.goto(f"{house.server}/sync/")
    page.get_by_role("button", name="Sync now").click()
    expect(page.get_by_text("A sync was asked for. It begins")).to_be_visible()
    house.start("agent")
    until(lambda: house.bill_there("HAND-1"))
    expect(page.get_by_text("A sync was asked for. It begins")).not_to_be_visible(timeout=PATIENCE)
    house.settled()
    page.goto(f"{house.server}/sync/runs/")
    page.locator("tbody tr", has_text="created").first.get_by_role("link").first.click()
    created = page.get_by_role("row", name="HAND-1")
    expect(created.first).to_contain_text("QuickBooks")
    created.get_by_role("link").first.click()
    expect(page).to_have_url(f"{house.server}/bills/{bill['id']}/")


def test_an_item_is_entered_and_renamed_and_made_inactive_on_its_pages(one_way_house, page):
    """Rule D5: and each time the page says when QuickBooks holds the same."""
    house = one_way_house
    page.goto(f"{house.server}/items/new/")
    page.get_by_label("Name").fill("Scaffolding")
    page.get_by_label("Type").select_option(label="Other charge")
    page.get_by_role("combobox", name="Account", exact=True).press_sequentially("Suppl")
    page.get_by_role("option", name="Supplies").click()
    page.get_by_label("Price", exact=True).fill("1,250")
    page.get_by_role("button", name="Save").click()
    expect(page.get_by_role("heading", name="Scaffolding")).to_be_visible()
    until(lambda: item_there(house, "Scaffolding"))
    expect(page.get_by_text("In agreement").first).to_be_visible(timeout=PATIENCE)
    page.get_by_role("link", name="Edit").click()
    page.get_by_label("Name").fill("Scaffolding, a week")
    page.get_by_role("button", name="Save").click()
    until(lambda: item_there(house, "Scaffolding, a week"))
    with house.at_quickbooks() as person:
        person.rename("item", "Scaffolding, a week", "Scaffolding weekly")
    expect(page.get_by_role("heading", name="Scaffolding weekly")).to_be_visible(timeout=PATIENCE)
    page.get_by_role("button", name="Make inactive").click()
    until(lambda: (found := item_there(house, "Scaffolding weekly")) is not None and not found.is_active)
    assert item_there(house, "Scaffolding weekly").price == 1250


def item_there(house: House, name: str) -> Any:
    """The item of that name in QuickBooks, None where there is none."""
    return next((one.record for one in house.there(Kind.ITEM) if getattr(one.record, "name", "") == name), None)


def test_two_way_sync_is_switched_on_after_a_preview_and_a_yes_and_never_off(one_way_house, page):
    """Rule B2: Edit, tick, how many bills would come, Yes, Save; from then on the tick cannot be taken away."""
    house = one_way_house
    house.enter_there("SWITCH-1")
    house.settled()
    page.goto(f"{house.server}/sync/preferences/")
    page.get_by_role("link", name="Edit").click()
    tick = page.get_by_label("Sync bills from QuickBooks to Counterfoil, too")

    tick.check()
    question = page.get_by_role("dialog")
    expect(question).to_contain_text("It cannot be switched off again.")
    expect(question).to_contain_text("1 unpaid bill in QuickBooks is not here yet", timeout=PATIENCE)
    question.get_by_role("button", name="Cancel").click()
    expect(tick).not_to_be_checked()

    tick.check()
    question.get_by_label("Bring them over now").check()
    question.get_by_role("button", name="Yes").click()
    expect(tick).to_be_checked()
    assert house.bill_here("SWITCH-1") is None, "nothing is switched before it is saved"
    page.get_by_role("button", name="Save").click()
    expect(page.get_by_text("The preferences were saved.")).to_be_visible()
    until(lambda: house.bill_here("SWITCH-1"))

    page.get_by_role("link", name="Edit").click()
    expect(page.get_by_label("Sync bills from QuickBooks to Counterfoil, too")).to_be_disabled()
