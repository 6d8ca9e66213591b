"""A browser for the stories that people live through on pages."""

import contextlib
import shutil
from collections.abc import Iterator

from playwright.sync_api import Browser, Page, expect, sync_playwright

from tests.journeys.house import EMAIL, PASSWORD, House

FLAGS = ("no-sandbox", "disable-gpu", "disable-background-networking", "disable-component-update", "disable-sync")

PATIENCE = 20_000
"""Milliseconds; the pages promise two seconds on an idle machine, which a busy one cannot."""


@contextlib.contextmanager
def chromium() -> Iterator[Browser]:
    """Debian's Chromium, without a window."""
    with sync_playwright() as playwright:
        executable = shutil.which("chromium") or "/usr/bin/chromium"
        browser = playwright.chromium.launch(executable_path=executable, args=[f"--{flag}" for flag in FLAGS])
        yield browser
        browser.close()


def signed_in(browser: Browser, house: House) -> Page:
    """A page of its own browser profile, signed in here, at the list of bills."""
    page = browser.new_context().new_page()
    page.set_default_timeout(PATIENCE)
    page.goto(f"{house.server}/bills/")
    page.get_by_label("E-mail address").fill(EMAIL)
    page.get_by_label("Password").fill(PASSWORD)
    page.get_by_role("button", name="Sign in").click()
    expect(page).to_have_title("Bills · Counterfoil", timeout=PATIENCE)
    return page
