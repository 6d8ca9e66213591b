"""What only a real browser can show: the keyboard, live updates, the widths and colours, the running total."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from playwright.sync_api import Route, expect
from tests.browser.conftest import visitor

pytestmark = pytest.mark.browser


def bill_number(house, ref_number):
    return house.run(f"print(BillRow.objects.of(organization).get(ref_number={ref_number!r}).pk)")


LOOKS = (Path(__file__).parent / "looks.js").read_text()


def look(page, name, *arguments):
    """The answer of one function of looks.js."""
    return page.evaluate(f"(arguments) => {LOOKS.strip()}.{name}(...arguments)", arguments)


def press(page, *keys):
    for key in keys:
        page.keyboard.press(key)


def test_a_bill_is_entered_with_the_keyboard_alone(page, house):
    press(page, "g", "b")
    page.wait_for_url("**/bills/")
    press(page, "n")
    page.wait_for_url("**/bills/new/")
    page.keyboard.type("Kell")
    page.get_by_role("option", name="Keller Lumber").wait_for()
    press(page, "Tab")
    page.keyboard.type("KB-77")
    page.get_by_label("Terms").select_option(label="Net 30")
    page.get_by_label("Bill date").fill("2026-03-02")
    page.get_by_label("Bill date").press("Tab")
    expect(page.get_by_label("Due date")).to_have_value("2026-04-01")
    first = page.locator("[data-lines=expense] tr").first
    first.get_by_label("Account").focus()
    page.keyboard.type("Fu")
    page.get_by_role("option", name=re.compile("Fuel")).wait_for()
    press(page, "Enter", "Tab")
    page.keyboard.type("1,000.10")
    press(page, "Alt+n")
    page.keyboard.type("Mat")
    page.get_by_role("option", name=re.compile("Materials")).wait_for()
    press(page, "Tab", "Tab")
    page.locator("[data-lines=expense] tr").nth(1).get_by_label("Amount").fill("-0.20")
    assert page.locator("#bill-total").inner_text() == "999.90"
    press(page, "Alt+ArrowUp")
    assert page.locator("[name=expense-0-amount]").input_value() == "-0.20"
    press(page, "Control+Enter")
    page.wait_for_url(re.compile(r"/bills/\d+/$"))
    assert page.get_by_text("The bill was saved.").is_visible()
    printed = house.run("""
bill = load(organization, [BillRow.objects.of(organization).get(ref_number="KB-77").pk])
bill = next(iter(bill.values())).record
print([(line.account.name, str(line.amount)) for line in bill.expense_lines], bill.due_date)""")
    assert printed == "[('Materials', '-0.20'), ('Fuel', '1000.10')] 2026-04-01"


def test_a_late_answer_about_the_due_date_changes_nothing(page, house):
    page.goto(f"{house.address}/bills/new/")
    asked = page.locator("form[data-due-date]").get_attribute("data-due-date")
    held: list[Route] = []
    page.route(f"**{asked}?*", lambda route: route.continue_() if held else held.append(route))
    page.get_by_label("Terms").select_option(label="Net 30")
    page.get_by_label("Bill date").fill("2026-03-02")
    page.get_by_label("Bill date").press("Tab")
    expect(page.get_by_label("Due date")).to_have_value("2026-04-01")
    with page.expect_response(f"**{asked}?*"):
        held[0].continue_()
    page.evaluate("() => new Promise(requestAnimationFrame)")
    expect(page.get_by_label("Due date")).to_have_value("2026-04-01")


def test_an_item_fills_in_its_cost_and_the_amount_follows(page):
    page.goto("/bills/new/")
    page.get_by_role("button", name="Add an item").press("Enter")
    page.keyboard.type("Lum")
    page.get_by_role("option", name=re.compile("Lumber")).wait_for()
    press(page, "Enter")
    assert page.locator("[name=item-0-cost]").input_value() == "3.5"
    page.locator("[name=item-0-quantity]").fill("3")
    assert page.locator("[name=item-0-amount]").input_value() == "10.50"
    page.locator("[name=item-0-cost]").fill("1.005")
    assert page.locator("[name=item-0-amount]").input_value() == "3.02"
    press(page, "Alt+Delete")
    assert page.locator("#bill-total").inner_text() == "0.00"


def arrives(house, ref_number):
    """Somebody enters a bill in another process' place: through the server itself, as the agent's calls do."""
    return house.run(f"""
import httpx, re
from tests.conftest import PASSWORD
with httpx.Client(base_url={house.address!r}, follow_redirects=True) as browser:
    def form(path):
        return re.search(r'csrfmiddlewaretoken" value="([^"]+)"', browser.get(path).text)[1]
    headers = {{"Referer": {house.address!r}}}
    browser.post("/sign-in/", data={{"username": "administrator@example.com", "password": PASSWORD,
        "csrfmiddlewaretoken": form("/sign-in/")}}, headers=headers)
    browser.post("/bills/new/", data={{"vendor": "Harrow Electric", "txn_date": "2026-03-03",
        "ref_number": {ref_number!r}, "expense-count": 1, "expense-0-account": "Fuel", "expense-0-amount": "55.00",
        "csrfmiddlewaretoken": form("/bills/new/")}}, headers=headers).raise_for_status()
from counterfoil.server.audit.models import Entry
print(Entry.objects.of(organization).order_by("number").last().at.timestamp())""")


def test_a_bill_that_arrives_shows_in_the_open_list_within_a_second_and_without_a_reload(page, house):
    page.goto("/bills/")
    look(page, "noteWhenShown", "LIVE-1")
    page.get_by_role("link", name="Keller Lumber").first.focus()
    committed = float(arrives(house, "LIVE-1"))
    page.get_by_text("LIVE-1").wait_for()
    shown = page.evaluate("window.shownAt")
    assert shown, "the page was not reloaded"
    assert shown - committed < 1.0
    assert page.locator("tr:has-text('LIVE-1')").get_attribute("class") == "fresh"


def test_a_form_that_is_being_edited_is_left_alone_and_told(page, house, chromium):
    pk = bill_number(house, "INV-1")
    page.goto(f"/bills/{pk}/edit/")
    page.get_by_label("Memo", exact=True).first.fill("What I was typing")
    other = visitor(house, chromium, [], "administrator")
    other.goto(f"/bills/{pk}/edit/")
    other.get_by_label("Memo", exact=True).first.fill("Somebody else's words")
    other.keyboard.press("Control+Enter")
    other.get_by_text("The bill was saved.").wait_for()
    other.context.close()
    page.locator("#changed-note").get_by_text("This bill has just been changed by someone else.").wait_for()
    assert page.get_by_label("Memo", exact=True).first.input_value() == "What I was typing"
    page.keyboard.press("Control+Enter")
    page.get_by_text("changed this bill while you were editing it").wait_for()
    assert page.get_by_text("Somebody else's words").is_visible()


def test_deleting_asks_first_and_can_be_undone(page, house):
    pk = bill_number(house, "INV-2")
    page.goto(f"/bills/{pk}/")
    page.get_by_role("button", name="Delete…").click()
    assert page.evaluate("document.activeElement.textContent") == "Cancel"
    press(page, "Enter")
    assert not page.get_by_role("dialog").is_visible()
    page.get_by_role("button", name="Delete…").click()
    page.get_by_role("dialog").get_by_role("button", name="Delete", exact=True).click()
    page.get_by_role("button", name="Restore").click()
    page.get_by_text("The bill was restored.").wait_for()


def test_the_two_way_switch_asks_and_cancel_takes_the_tick_away(page):
    page.goto("/sync/preferences/edit/")
    tick = page.get_by_label("Sync bills from QuickBooks to Counterfoil, too")
    tick.check()
    assert page.get_by_role("dialog").is_visible()
    assert "cannot be switched off again" in page.get_by_role("dialog").inner_text()
    press(page, "Escape")
    assert not tick.is_checked()
    tick.check()
    page.get_by_role("button", name="Yes").click()
    assert tick.is_checked()
    press(page, "Control+Enter")
    page.get_by_text("No agent has been seen yet").wait_for()


def test_the_question_mark_lists_the_keys_and_the_slash_searches(page):
    press(page, "?")
    assert page.get_by_role("dialog", name="Keyboard").is_visible()
    press(page, "Escape", "g", "v")
    page.wait_for_url("**/vendors/")
    press(page, "/")
    page.keyboard.type("harrow")
    press(page, "Enter")
    page.wait_for_url("**/vendors/?text=harrow*")
    assert page.locator("table[data-rows] tbody tr").count() == 1
    press(page, "j", "Enter")
    page.get_by_role("heading", name="Harrow Electric").wait_for()


ADDRESSES = (
    "/",
    "/bills/",
    "/bills/1/",
    "/bills/1/edit/",
    "/bills/?status=partly_paid",
    "/bills/new/",
    "/vendors/",
    "/vendors/1/edit/",
    "/customers/",
    "/items/",
    "/items/1/",
    "/items/new/",
    "/departments/",
    "/accounts/",
    "/accounts/new/",
    "/sync/",
    "/sync/preferences/",
    "/sync/preferences/edit/",
    "/sync/plan/",
    "/sync/company/findings/",
    "/orders/",
    "/sync/tokens/",
    "/design/",
)


@pytest.mark.parametrize(
    ("scheme", "width"), [("light", 1280), ("dark", 1280), ("light", 800), ("light", 390), ("dark", 390)]
)
def test_pages_fit_their_width_and_their_words_can_be_read(house, chromium, complaints, scheme, width):
    """WCAG 2.2 AA: contrast 1.4.3, reflow 1.4.10, labels 3.3.2."""
    page = visitor(
        house, chromium, complaints, "administrator", color_scheme=scheme, viewport={"width": width, "height": 900}
    )
    for address in ADDRESSES:
        page.goto(address)
        assert page.evaluate("document.documentElement.scrollWidth <= innerWidth"), f"{address} is too wide"
        assert look(page, "poorContrasts") == [], address
        assert look(page, "namelessControls") == [], address
        assert look(page, "cutOff") == [], address
        assert look(page, "cutOffWords") == [], address
        if width in (390, 1280):
            assert look(page, "hiddenColumns") == [], address
    page.context.close()
    assert not complaints


def test_whatever_has_the_focus_shows_it(page):
    page.goto("/bills/")
    for _ in range(25):
        press(page, "Tab")
        assert look(page, "focusIsShown"), page.evaluate("document.activeElement.outerHTML")


def test_without_javascript_a_bill_can_still_be_entered_and_a_filter_applied(house, chromium, complaints):
    page = visitor(house, chromium, complaints, "administrator", java_script_enabled=False)
    page.goto("/bills/new/")
    page.get_by_label("Vendor").fill("harrow electric")
    page.get_by_label("Bill date").fill("2026-03-05")
    page.get_by_label("Reference number").fill("PLAIN-1")
    page.get_by_role("button", name="Add a line").click()
    page.locator("[name=expense-2-account]").fill("Fuel")
    page.locator("[name=expense-2-amount]").fill("10.00")
    page.get_by_role("button", name="Save Ctrl Enter").click()
    page.get_by_text("The bill was saved.").wait_for()
    page.goto("/bills/")
    page.get_by_label("Search").fill("PLAIN-1")
    page.get_by_role("button", name="Show").click()
    assert page.locator("table[data-rows] tbody tr").count() == 1
    page.context.close()
