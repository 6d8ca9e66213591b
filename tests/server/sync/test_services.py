"""Preferences, the two-way switch, a run by hand, and the way out of a stop (rules B2, B3, B5, S6, S8)."""

from dataclasses import replace

import pytest
from tests.server.sync.conftest import NOW

from counterfoil.records import Account
from counterfoil.server.audit.models import Entry
from counterfoil.server.chart import services as chart
from counterfoil.server.people.problems import Refused
from counterfoil.server.sync import company, queries, services
from counterfoil.server.sync.models import Connection, Preferences
from counterfoil.server.sync.services import Wanted

pytestmark = pytest.mark.django_db


def account(organization, actor, name, account_type):
    return int(chart.create(organization, actor, Account(name, account_type)).record_id)


def refused(call, *arguments, **options):
    with pytest.raises(Refused) as caught:
        call(*arguments, **options)
    return {problem.field: problem.code for problem in caught.value.problems}


@pytest.fixture
def seen(connection_row):
    """A connection whose agent has been seen, on a machine in New York."""
    connection_row.agent_protocol, connection_row.agent_version = 1, "0.1.0"
    connection_row.agent_seen_at, connection_row.utc_offset = NOW, -5 * 3600
    connection_row.save()
    return connection_row


def test_preferences_are_saved_and_written_down(organization, actor):
    payable = account(organization, actor, "Accounts Payable", "AccountsPayable")
    wanted = Wanted(move_transactions=True, accounts_payable_account=payable, master="counterfoil")
    services.save_preferences(organization, actor, wanted)
    kept = queries.preferences(organization)
    assert (kept.move_transactions, kept.accounts_payable_account_id, kept.master) == (True, payable, "counterfoil")
    entry = Entry.objects.of(organization).get(kind="preferences")
    assert entry.changes["move_transactions"] == [False, True]
    assert not entry.is_ours, "preferences are nothing that QuickBooks is owed"


def test_an_account_of_a_type_that_quickbooks_does_not_take_is_refused_by_field(organization, actor):
    bank = account(organization, actor, "Checking", "Bank")
    wanted = Wanted(accounts_payable_account=bank, unallocated_expenses_account=bank, default_bank_account=bank)
    assert refused(services.save_preferences, organization, actor, wanted) == {
        "accounts_payable_account": "account_of_wrong_type",
        "unallocated_expenses_account": "account_of_wrong_type",
    }


def test_another_organizations_account_is_refused(organization, other_organization, actor):
    theirs = account(other_organization, actor, "Accounts Payable", "AccountsPayable")
    wanted = Wanted(accounts_payable_account=theirs)
    assert refused(services.save_preferences, organization, actor, wanted)


@pytest.mark.parametrize("wanted", [Wanted(run_every_minutes=0), Wanted(run_every_minutes=1441), Wanted(master="me")])
def test_values_that_make_no_sense_are_refused(organization, actor, wanted):
    assert refused(services.save_preferences, organization, actor, wanted)


def test_what_somebody_saved_meanwhile_is_not_overwritten(organization, actor):
    services.save_preferences(organization, actor, Wanted(move_transactions=True))
    services.save_preferences(organization, actor, Wanted(run_every_minutes=5), revision=1)
    assert refused(services.save_preferences, organization, actor, Wanted(), revision=1) == {"": "changed_meanwhile"}


def test_two_way_sync_needs_an_agent_that_was_seen(organization, actor, connection_row):
    wanted = {"bring_open_bills": True}
    assert refused(services.switch_on_two_way, organization, actor, **wanted) == {"two_way": "no_agent"}


def test_two_way_sync_is_refused_with_an_older_agent_and_says_what_is_needed_and_seen(organization, actor, seen):
    Connection.objects.of(organization).update(agent_protocol=0, agent_version="0.0.9")
    with pytest.raises(Refused) as caught:
        services.switch_on_two_way(organization, actor, bring_open_bills=True)
    assert "protocol 1" in caught.value.problems[0].cause
    assert "0.0.9" in caught.value.problems[0].cause


def test_with_the_open_bills_everything_unpaid_may_come_over(organization, actor, seen, administrator):
    kept = services.switch_on_two_way(organization, actor, bring_open_bills=True, now=NOW)
    assert (kept.two_way, kept.two_way_since, kept.two_way_switched_at) == (True, "", NOW)
    assert kept.two_way_switched_by_id == administrator.pk


def test_otherwise_only_what_is_new_or_edited_from_now_on_by_quickbooks_own_clock(organization, actor, seen):
    seen.facts = {"clock_ahead": 90}
    seen.save()
    kept = services.switch_on_two_way(organization, actor, bring_open_bills=False, now=NOW)
    assert kept.two_way_since == "2026-11-18T10:01:30"


def test_two_way_sync_is_never_switched_off_again(organization, actor, seen):
    services.switch_on_two_way(organization, actor, bring_open_bills=False, now=NOW)
    services.save_preferences(organization, actor, Wanted())
    services.switch_on_two_way(organization, actor, bring_open_bills=True)
    kept = queries.preferences(organization)
    assert (kept.two_way, kept.two_way_since) == (True, "2026-11-18T10:00:00")


def test_asking_twice_for_a_run_asks_for_one(organization, actor, connection_row):
    services.sync_now(organization, actor, now=NOW)
    services.sync_now(organization, replace(actor, name="Somebody else"))
    connection_row.refresh_from_db()
    assert (connection_row.requested_at, connection_row.requested_by) == (NOW, actor.name)


def test_a_suspended_connection_says_why_and_what_to_do_and_can_be_resumed(organization, actor, connection_row):
    Connection.objects.of(organization).update(mode="suspended", mode_reason="The company file was restored.")
    with pytest.raises(Refused) as caught:
        services.sync_now(organization, actor)
    assert caught.value.problems[0].cause == "The company file was restored."
    assert caught.value.problems[0].fix
    company.answer(organization, actor, "resume")
    state = queries.state(organization)
    assert (state.mode, state.mode_reason, state.is_requested) == ("live", "", True)
    assert Entry.objects.of(organization).filter(kind="connection", action="resume").exists()


def test_every_page_of_a_new_organization_has_something_to_show(organization):
    state = queries.state(organization)
    assert (state.has_synced, state.is_connected, state.is_settled) == (False, False, True)
    assert queries.open_counts(organization) == {"problems": 0, "left": 0, "conflicts": 0}


def test_what_another_organization_has_is_not_seen(organization, other_organization, actor, seen):
    services.switch_on_two_way(organization, actor, bring_open_bills=True)
    assert not Preferences.objects.of(other_organization).exists()
    assert not queries.preferences(other_organization).two_way
    assert queries.connection(other_organization) is None
