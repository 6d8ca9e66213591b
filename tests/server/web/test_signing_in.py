"""Signing in: the same answer for everybody who may not, delays for who tries too often, and no way to other sites."""

import pytest
from django.test import Client
from tests.conftest import PASSWORD


def try_(email, password, **more):
    return Client().post("/sign-in/", {"username": email, "password": password, **more})


def test_the_right_password_leads_to_where_one_wanted_to_go(administrator):
    assert try_(administrator.email, PASSWORD, next="/bills/?status=open")["Location"] == "/bills/?status=open"


def test_a_wrong_password_and_an_unknown_address_get_the_same_answer(administrator):
    wrong, unknown = try_(administrator.email, "not this one"), try_("nobody@example.com", "not this one")
    assert wrong.status_code == unknown.status_code == 401
    assert wrong.context["form"].errors == unknown.context["form"].errors
    assert "E-mail address or password is wrong" in str(wrong.context["form"].errors)


def test_after_many_failures_one_has_to_wait_and_is_told_how_long(administrator):
    for _ in range(6):
        try_(administrator.email, "not this one")
    answer = try_(administrator.email, PASSWORD)
    assert answer.status_code == 429
    assert "seconds" in str(answer.context["form"].errors)


@pytest.mark.parametrize("elsewhere", ["https://evil.example/", "//evil.example/", "javascript:alert(1)"])
def test_signing_in_never_leads_to_another_site(administrator, elsewhere):
    assert try_(administrator.email, PASSWORD, next=elsewhere)["Location"] == "/"


def test_signing_in_changes_the_session_so_that_none_can_be_planted(administrator):
    browser = Client()
    browser.get("/sign-in/")
    before = browser.session.session_key
    browser.post("/sign-in/", {"username": administrator.email, "password": PASSWORD})
    assert browser.session.session_key != before


def test_signing_out_ends_the_session_and_needs_a_post(page):
    assert page.get("/sign-out/").status_code == 405
    page.post("/sign-out/")
    assert page.get("/bills/")["Location"].startswith("/sign-in/")


def test_what_was_typed_stays_but_the_password_does_not(administrator):
    text = try_(administrator.email, "not this one").content.decode()
    assert administrator.email in text
    assert "not this one" not in text


def test_a_form_without_its_token_is_explained_in_plain_words(administrator):
    answer = Client(enforce_csrf_checks=True).post("/sign-in/", {"username": "a@example.com", "password": "x"})
    assert answer.status_code == 403
    assert "This form was open too long" in answer.content.decode()
