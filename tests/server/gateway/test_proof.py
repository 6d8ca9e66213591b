"""Whose journal proves that a write was never started, and what an agent may tell us of a failure."""

from dataclasses import replace

import pytest
from tests.server.gateway.test_exchange import there
from tests.server.gateway.world import enter_bill

from counterfoil.server.gateway.models import Profile
from counterfoil.server.gateway.refusals import Refusal
from counterfoil.server.gateway.report import Answer, Failed
from counterfoil.server.gateway.services import revoke_profile
from counterfoil.server.sync.models import Intent

pytestmark = pytest.mark.django_db


def carried_up_to_the_bill(agent):
    """Carry until the bill's Add is in the hand."""
    reply = agent.say()
    while "BillAddRq" not in reply.call["text"]:
        reply = agent.say(agent.carry(reply.call))
    return reply.call


def settle(agent):
    for _ in range(8):
        agent.clock.advance(minutes=3)
        try:
            agent.run()
        except Refusal:
            continue


def the_bills_intent():
    return Intent.objects.everywhere().get(kind="bill")


def test_the_journal_of_a_profile_made_anew_proves_nothing_about_the_old_ones_writes(
    synced, make_agent, organization, actor
):
    enter_bill(organization, actor)
    synced.carry(carried_up_to_the_bill(synced))
    revoke_profile(organization, actor, Profile.objects.everywhere().get().pk)
    anew = make_agent(synced.installation)
    anew.process = "process 2"
    settle(anew)
    assert there(anew, "Bill") == 1
    assert the_bills_intent().attempts == 1, "QuickBooks may take one GUID twice: it must not be asked to"


def test_a_journal_counts_whatever_installation_its_profile_was_made_on(synced, organization, actor):
    moved = replace(synced, installation="another id", process="process 2")
    synced.clock.advance(minutes=20)
    enter_bill(organization, actor)
    moved.carry(carried_up_to_the_bill(moved))
    settle(moved.started_anew())
    assert there(moved, "Bill") == 1
    assert the_bills_intent().attempts == 1, "QuickBooks may take one GUID twice: it must not be asked to"


def test_a_failure_with_a_long_message_is_taken_in(synced, organization, actor):
    enter_bill(organization, actor)
    call = carried_up_to_the_bill(synced)
    synced.say(Answer(call["number"], Failed(0x80040408, "x" * 4000, None), None))
    assert the_bills_intent().state == "unknown"
