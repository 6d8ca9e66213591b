"""Signing in: one answer for every wrong pair, delays for who guesses, and no way to lock somebody else out."""

from datetime import UTC, datetime, timedelta

import pytest
from tests.conftest import PASSWORD

from counterfoil.server.people.models import SignInAttempts
from counterfoil.server.people.problems import Refused
from counterfoil.server.people.services import FREE_ATTEMPTS, LONGEST_DELAY, delay_after, sign_in

NOON = datetime(2026, 3, 2, 12, tzinfo=UTC)
HOME, OFFICE = "203.0.113.7", "198.51.100.4"


def attempt(user, password, *, network=HOME, after=0.0):
    """Sign in that many seconds after noon; the user, or the code of the refusal."""
    try:
        return sign_in(None, user, password, network=network, now=NOON + timedelta(seconds=after))
    except Refused as refused:
        return refused.codes[0]


def test_the_right_password_signs_in_however_the_address_is_written(clerk):
    assert attempt("Clerk@Keller.example ", PASSWORD) == clerk


def test_a_wrong_password_an_unknown_address_and_a_closed_account_get_the_same_answer(clerk):
    assert attempt(clerk.email, "wrong") == "sign_in_refused"
    assert attempt("nobody@keller.example", PASSWORD) == "sign_in_refused"
    clerk.is_active = False
    clerk.save()
    assert attempt(clerk.email, PASSWORD) == "sign_in_refused"


def fail(user, times, network=HOME):
    for number in range(times):
        assert attempt(user.email, "wrong", network=network, after=number) == "sign_in_refused"


def test_after_five_failures_even_the_right_password_waits_a_moment(clerk):
    fail(clerk, FREE_ATTEMPTS)
    last = FREE_ATTEMPTS - 1
    assert attempt(clerk.email, PASSWORD, after=last + 0.5) == "sign_in_too_soon"
    assert attempt(clerk.email, PASSWORD, after=last + 1.5) == clerk


def test_nobody_can_lock_somebody_else_out(clerk):
    fail(clerk, FREE_ATTEMPTS, network=OFFICE)
    assert attempt(clerk.email, "wrong", network="198.51.100.99", after=4.5) == "sign_in_too_soon"
    assert attempt(clerk.email, PASSWORD, network=HOME, after=4.5) == clerk


def test_guessing_one_account_does_not_delay_another(clerk, accountant):
    fail(clerk, FREE_ATTEMPTS)
    assert attempt(accountant.email, PASSWORD, after=4.5) == accountant


def test_signing_in_forgets_the_failures_and_so_does_a_day(clerk):
    fail(clerk, FREE_ATTEMPTS - 1)
    attempt(clerk.email, PASSWORD, after=10)
    assert not SignInAttempts.objects.exists()
    fail(clerk, FREE_ATTEMPTS)
    attempt(clerk.email, "wrong", after=2 * 24 * 3600)
    assert SignInAttempts.objects.get().failures == 1


@pytest.mark.parametrize(("failures", "seconds"), [(1, 0), (4, 0), (5, 1), (6, 2), (10, 32), (14, 512), (60, 900)])
def test_each_failure_doubles_the_wait_up_to_a_quarter_of_an_hour(failures, seconds):
    assert delay_after(failures) == timedelta(seconds=seconds)
    assert delay_after(failures) <= LONGEST_DELAY


def test_neither_address_nor_network_is_stored(clerk):
    attempt(clerk.email, "wrong")
    key = SignInAttempts.objects.get().key
    assert len(key) == 64
    assert clerk.email not in key
