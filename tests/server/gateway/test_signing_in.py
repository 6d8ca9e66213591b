"""Rules S2 and S3: a password or a token for a ticket, a ticket for a credential; nothing works twice or for others."""

from datetime import timedelta

import pytest
from tests.conftest import PASSWORD, member

from counterfoil.server.gateway.models import Profile, SyncToken, Ticket
from counterfoil.server.gateway.refusals import Refusal
from counterfoil.server.gateway.report import SignIn
from counterfoil.server.gateway.services import create_token, revoke_token
from counterfoil.server.gateway.signing_in import make_profile, sign_in
from counterfoil.server.people.models import Membership

pytestmark = pytest.mark.django_db


def signed_in(name, secret, clock, *, address="192.0.2.7", protocol=1):
    return sign_in(SignIn(name, secret, "pc", "PC-7", "0.1.0", protocol), address=address, now=clock.now())


def refused(*arguments, **options):
    with pytest.raises(Refusal) as caught:
        signed_in(*arguments, **options)
    return caught.value.status.value, caught.value.code


def profile_refused(ticket, slug, clock):
    with pytest.raises(Refusal) as caught:
        make_profile(ticket, slug, "C:\\x.qbw", address="192.0.2.7", now=clock.now())
    return caught.value.status.value, caught.value.code


def test_a_token_signs_in_to_its_organization_only(token, organization, administrator, other_organization, clock):
    Membership.objects.create(
        user=administrator,
        organization=other_organization,
        role=Membership.objects.get(user=administrator).role,
    )
    answer = signed_in("office", token.secret, clock)
    assert [each["slug"] for each in answer["organizations"]] == ["keller"]
    assert profile_refused(answer["ticket"], "other", clock) == (404, "no_such_organization")


def test_a_token_is_used_once_and_says_when_and_where(token, clock):
    signed_in("office", token.secret, clock, address="192.0.2.9")
    assert refused("office", token.secret, clock) == (401, "wrong_secret")
    kept = SyncToken.objects.everywhere().get()
    assert (kept.used_at, kept.used_from, kept.used_on) == (clock.now(), "192.0.2.9", "PC-7")


def test_a_token_with_another_name_does_not_sign_in_and_is_not_used_up(token, clock):
    assert refused("garage", token.secret, clock) == (401, "wrong_secret")
    assert signed_in("office", token.secret, clock)


def test_a_token_expires_unused_after_a_day(token, clock):
    clock.advance(minutes=24 * 60)
    assert refused("office", token.secret, clock) == (401, "wrong_secret")


def test_a_revoked_token_does_not_sign_in(token, organization, actor, clock):
    revoke_token(organization, actor, token.token.pk, now=clock.now())
    assert refused("office", token.secret, clock) == (401, "wrong_secret")


def test_a_token_of_someone_who_lost_the_permission_does_not_sign_in(token, administrator, clock):
    Membership.objects.filter(user=administrator).delete()
    assert refused("office", token.secret, clock) == (401, "wrong_secret")


def test_a_tokens_ticket_makes_one_profile(token, clock):
    ticket = signed_in("office", token.secret, clock)["ticket"]
    make_profile(ticket, "keller", "C:\\x.qbw", address="", now=clock.now())
    assert profile_refused(ticket, "keller", clock) == (401, "ticket_expired")


def test_secrets_are_nowhere_in_the_database(token, clock):
    ticket = signed_in("office", token.secret, clock)["ticket"]
    kept_ticket = Ticket.objects.get().secret_hash
    credential = make_profile(ticket, "keller", "C:\\x.qbw", address="", now=clock.now())["credential"]
    profile = Profile.objects.everywhere().get()
    hashes = [SyncToken.objects.everywhere().get().secret_hash, kept_ticket, profile.credential_hash]
    assert not {token.secret, ticket, credential} & set(hashes)
    assert {len(value) for value in hashes} == {64}


def test_a_user_with_the_permission_signs_in_with_a_password(administrator, clock):
    answer = signed_in(administrator.email.upper(), PASSWORD, clock)
    assert answer["organizations"] == [{"slug": "keller", "name": "Keller Builders"}]


def test_a_user_without_the_permission_is_told_so(clerk, clock):
    assert refused(clerk.email, PASSWORD, clock) == (403, "no_permission")


def test_a_wrong_password_and_an_unknown_user_get_the_same_answer(administrator, clock):
    assert refused(administrator.email, "wrong", clock) == refused("nobody@example.test", "wrong", clock)


def test_guessing_is_slowed_down_there_but_nobody_is_locked_out(administrator, token, clock):
    for _ in range(6):
        refused(administrator.email, "guess", clock, address="198.51.100.1")
    assert refused(administrator.email, PASSWORD, clock, address="198.51.100.1") == (429, "too_many_attempts")
    assert signed_in(administrator.email, PASSWORD, clock, address="192.0.2.7")
    assert signed_in("office", token.secret, clock, address="198.51.100.1")


def test_a_ticket_lives_for_a_quarter_of_an_hour(administrator, clock):
    ticket = signed_in(administrator.email, PASSWORD, clock)["ticket"]
    clock.advance(minutes=15)
    assert profile_refused(ticket, "keller", clock) == (401, "ticket_expired")


def test_a_made_up_ticket_is_refused(clock, organization):
    assert profile_refused("made up", "keller", clock) == (401, "ticket_expired")


def test_a_ticket_does_not_open_another_organization(administrator, other_organization, clock):
    ticket = signed_in(administrator.email, PASSWORD, clock)["ticket"]
    assert profile_refused(ticket, "other", clock) == (404, "no_such_organization")
    assert profile_refused(ticket, "no-such", clock) == (404, "no_such_organization")


def test_several_profiles_can_be_made_with_one_sign_in(other_organization, clock):
    user = member(other_organization, "accountant", "both@example.test")
    ticket = signed_in(user.email, PASSWORD, clock)["ticket"]
    first, second = (make_profile(ticket, "other", f"C:\\{n}.qbw", address="", now=clock.now()) for n in "ab")
    assert first["credential"] != second["credential"]


def test_an_agent_that_is_too_old_is_told_what_is_needed(token, clock):
    with pytest.raises(Refusal) as caught:
        signed_in("office", token.secret, clock, protocol=0)
    assert caught.value.status.value == 426
    assert caught.value.body()["needed"] == 1


def test_the_name_of_a_new_token_is_filled_in(organization, administrator, clock):
    made = create_token(organization, administrator, now=clock.now())
    assert made.token.name == "keller 2026-11-18 15:00"
    assert made.token.expires_at - clock.now() == timedelta(hours=24)


def test_someone_elses_token_cannot_be_revoked(token, other_organization, actor):
    from counterfoil.server.people.problems import Refused

    with pytest.raises(Refused):
        revoke_token(other_organization, actor, token.token.pk)
