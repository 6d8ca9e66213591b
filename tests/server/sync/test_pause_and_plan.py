"""A paused sync begins nothing; what would happen is said without doing it (rules S6, S8)."""

import pytest
from tests.server.gateway.world import Agent, Clock, enter_bill, new_company

from counterfoil.reconcile.decision import Act
from counterfoil.server.audit.models import Entry
from counterfoil.server.bills import services as bills
from counterfoil.server.bills.records import load
from counterfoil.server.bills.status import Approval
from counterfoil.server.people.problems import Refused
from counterfoil.server.sync import queries, services
from counterfoil.server.sync.models import Conflict, Connection, Detail, Intent, Link, Problem, Run
from counterfoil.server.sync.plan import plan
from counterfoil.server.sync.services import Wanted

pytestmark = pytest.mark.django_db

WAITS = Wanted(move_transactions=True, post_only_approved=True)


@pytest.fixture
def agent(organization, administrator, tmp_path) -> Agent:
    """An agent whose company file has been read once."""
    made = Agent.connected(organization, administrator, "office pc", Clock(), new_company(tmp_path))
    made.run()
    return made


def planned(organization, **options):
    return {
        (each.title.split()[0], each.there, each.hold) for each in plan(organization, **{"moves": False, **options})
    }


def everything(organization):
    """What a look must leave as it is."""
    tables = (Connection, Link, Intent, Run, Detail, Problem, Conflict, Entry)
    return {model.__name__: list(model.objects.of(organization).order_by("pk").values_list()) for model in tables}


# Paused


def test_while_it_is_paused_nothing_begins_and_what_was_changed_goes_when_it_is_resumed(agent, organization, actor):
    services.pause(organization, actor)
    enter_bill(organization, actor)
    agent.clock.advance(minutes=90)
    assert agent.run() == []
    state = queries.state(organization)
    assert (state.paused_by, state.is_requested) == (actor.name, False)
    services.end_pause(organization, actor)
    assert agent.run()
    assert queries.state(organization).paused_at is None


def test_a_paused_sync_refuses_a_run_by_hand_and_says_who_paused_it(agent, organization, actor):
    services.pause(organization, actor)
    with pytest.raises(Refused) as caught:
        services.sync_now(organization, actor)
    assert caught.value.codes == ["paused"]
    assert actor.name in caught.value.problems[0].cause


def test_a_run_under_way_goes_on_to_its_end(agent, organization, actor):
    enter_bill(organization, actor)
    reply = agent.say()
    services.pause(organization, actor)
    while reply.call is not None:
        reply = agent.say(agent.carry(reply.call))
    assert not queries.state(organization).run
    agent.clock.advance(minutes=90)
    assert agent.run() == []


def test_pausing_and_resuming_are_written_down_once(agent, organization, actor):
    for _ in range(2):
        services.pause(organization, actor)
    for _ in range(2):
        services.end_pause(organization, actor)
    actions = (
        Entry.objects.of(organization).filter(kind="connection").order_by("number").values_list("action", flat=True)
    )
    assert list(actions) == ["paused", "resumed"]


# What would happen


def test_before_transactions_move_the_plan_says_what_waits_and_what_would_go(agent, organization, actor):
    enter_bill(organization, actor)
    assert ("Bill", Act.NOTHING, "preference") in planned(organization)
    assert planned(organization, moves=True) == {
        ("Account", Act.CREATE, ""),
        ("Vendor", Act.CREATE, ""),
        ("Bill", Act.CREATE, ""),
    }


def test_looking_at_the_plan_changes_nothing_at_all(agent, organization, actor):
    enter_bill(organization, actor)
    before = everything(organization)
    planned(organization)
    planned(organization, moves=True)
    assert everything(organization) == before


def test_the_plan_is_what_the_run_then_does_and_afterwards_it_is_empty(agent, organization, actor):
    services.save_preferences(organization, actor, Wanted(move_transactions=True))
    enter_bill(organization, actor)
    wanted = {(title, there) for title, there, _ in planned(organization)}
    agent.clock.advance(60)
    agent.run()
    done = (
        Detail.objects.of(organization).filter(side="quickbooks", kind="created").values_list("record_kind", flat=True)
    )
    assert {kind.capitalize() for kind in done} == {title for title, _ in wanted}
    agent.clock.advance(60)
    agent.run()
    assert planned(organization) == set()


def test_a_bill_that_is_not_approved_waits_in_the_plan_until_it_is(agent, organization, actor):  # rule B15
    services.save_preferences(organization, actor, WAITS)
    bill = enter_bill(organization, actor)
    assert ("Bill", Act.NOTHING, "approval") in planned(organization)
    revision = load(organization, [bill])[bill].revision
    bills.decide_approval(organization, actor, bill, Approval.APPROVED, revision)
    assert ("Bill", Act.CREATE, "") in planned(organization)


def test_another_organizations_plan_is_not_seen(agent, organization, other_organization, actor):
    enter_bill(organization, actor)
    assert plan(other_organization, moves=True) == []
