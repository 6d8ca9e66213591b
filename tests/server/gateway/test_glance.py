"""A glance sees whatever a look would find, and costs one statement."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from tests.server.gateway.world import enter_bill

from counterfoil.server.gateway.glance import is_worth_a_look
from counterfoil.server.gateway.models import Profile
from counterfoil.server.gateway.services import revoke_profile
from counterfoil.server.sync import services
from counterfoil.server.sync.models import Connection, Link

pytestmark = pytest.mark.django_db


@pytest.fixture
def reply(synced):
    """What the agent was told when there was nothing more to do."""
    synced.hint = 7
    synced.run()
    return synced.say()


def glance(reply, clock):
    with CaptureQueriesContext(connection) as captured:
        seen = is_worth_a_look(reply, clock.now())
    assert len(captured.captured_queries) == 1
    return seen


def test_with_nothing_new_there_is_nothing_to_look_at(reply, clock):
    assert not glance(reply, clock)


@pytest.mark.parametrize(
    "something",
    [
        enter_bill,
        services.sync_now,
        lambda organization, _: services.ask_two_way_preview(organization),
        lambda organization, _: Link.objects.of(organization).create(
            organization=organization, kind="bill", record_id=7, owed=True
        ),
        lambda organization, actor: revoke_profile(organization, actor, Profile.objects.of(organization).get().pk),
    ],
    ids=["a bill entered here", "a run asked for", "a preview asked for", "a record owed", "a credential revoked"],
)
def test_whatever_concerns_the_agent_is_seen(reply, clock, organization, actor, something):
    something(organization, actor)
    assert glance(reply, clock)


def test_while_syncing_is_suspended_a_change_is_not_worth_a_look(reply, clock, organization, actor):
    Connection.objects.of(organization).update(mode="suspended")
    enter_bill(organization, actor)
    assert not glance(reply, clock)


def test_what_is_to_be_tried_later_is_not_seen_before_its_time(reply, clock, organization):
    from datetime import timedelta

    later = clock.now() + timedelta(minutes=1)
    Link.objects.of(organization).create(organization=organization, kind="bill", record_id=7, owed=True, retry_at=later)
    assert not glance(reply, clock)
    clock.advance(minutes=1)
    assert glance(reply, clock)
