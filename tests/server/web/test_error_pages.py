"""When something is refused or missing, a page says so in plain words and what to do."""

from django.template.loader import render_to_string
from tests.server.web.conftest import browser_of


def test_an_unknown_address_says_that_nothing_was_changed(page):
    answer = page.get("/nothing/here/")
    assert answer.status_code == 404
    assert "There is nothing at this address" in answer.content.decode()


def test_a_refusal_names_the_permission_in_words_and_whom_to_ask(auditor):
    answer = browser_of(auditor).get("/bills/new/")
    assert answer.status_code == 403
    assert "It needs the permission to enter or change bills." in answer.content.decode()
    assert "Keller Builders" in answer.content.decode()


def test_the_page_for_our_own_failures_needs_neither_database_nor_sign_in():
    assert "nothing was half saved" in render_to_string("500.html")


def test_no_page_has_script_or_style_of_its_own(page, row):
    """The content security policy allows only files: nothing inline may slip in."""
    for address in (
        "/",
        "/bills/",
        f"/bills/{row.pk}/",
        f"/bills/{row.pk}/edit/",
        "/design/",
        "/sync/preferences/edit/",
    ):
        text = page.get(address).content.decode()
        assert "<style" not in text
        assert ' style="' not in text
        assert " onclick=" not in text
        assert "<script>" not in text
        assert "https://" not in text, "everything comes from here"


def test_every_page_has_a_title_a_heading_and_a_way_past_the_navigation(page, row):
    for address in ("/", "/bills/", f"/bills/{row.pk}/", "/vendors/", "/accounts/", "/sync/", "/design/"):
        text = page.get(address).content.decode()
        assert "<h1" in text
        assert "· Counterfoil</title>" in text
        assert '<a class="skip" href="#main">' in text
