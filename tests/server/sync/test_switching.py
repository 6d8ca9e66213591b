"""What is decided under other preferences is decided anew: saving them asks for a run."""

from datetime import UTC, datetime

import pytest
from django.utils import timezone

from counterfoil.server.sync import queries, services
from counterfoil.server.sync.models import Connection

pytestmark = pytest.mark.django_db


def is_asked_for(organization) -> bool:
    return Connection.objects.of(organization).get().requested_at is not None


def test_saved_preferences_ask_for_a_run_and_unchanged_ones_do_not(organization, actor):
    services.save_preferences(organization, actor, services.Wanted())
    Connection.objects.of(organization).update(requested_at=None)
    services.save_preferences(organization, actor, services.Wanted())
    assert not is_asked_for(organization)
    services.save_preferences(organization, actor, services.Wanted(move_transactions=True))
    assert is_asked_for(organization)
    assert not queries.state(organization).is_settled


def test_switching_two_way_on_asks_for_a_run(organization, actor):
    services.connection_of(organization)
    Connection.objects.of(organization).update(agent_seen_at=timezone.now(), agent_protocol=1)
    services.switch_on_two_way(organization, actor, bring_open_bills=True)
    assert is_asked_for(organization)


def test_bills_count_from_the_switch_on_by_quickbooks_own_clock_not_by_the_agents(organization, actor):
    services.connection_of(organization)
    noon = datetime(2026, 11, 22, 12, 0, tzinfo=UTC)
    new_york = {"utc_offset": -5 * 3600}
    known = {"agent_seen_at": noon, "agent_protocol": 1, "utc_offset": 0, "facts": new_york}
    Connection.objects.of(organization).update(**known)
    switched = services.switch_on_two_way(organization, actor, bring_open_bills=False, now=noon)
    assert switched.two_way_since == "2026-11-22T07:00:00"
