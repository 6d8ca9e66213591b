"""Errors that people meet at entry and at the doors, each once on its real path, from the catalogue (rule E)."""

from dataclasses import replace
from decimal import Decimal
from functools import partial

import pytest
from django.utils import timezone
from tests.server.gateway.world import Agent, Clock, new_company

from counterfoil.records import ExpenseLine, Ref, Vendor
from counterfoil.records.catalogue import TABLE
from counterfoil.server.bills import services as bills
from counterfoil.server.bills.records import load
from counterfoil.server.chart import services as chart
from counterfoil.server.gateway.refusals import Refusal
from counterfoil.server.gateway.report import Answer, Failed
from counterfoil.server.gateway.services import revoke_profile
from counterfoil.server.people import services as people
from counterfoil.server.people.problems import Refused
from counterfoil.server.sync import queries
from counterfoil.server.sync import services as sync
from counterfoil.server.sync.models import Connection
from counterfoil.server.vendors import models as vendors_models
from counterfoil.server.vendors import services as vendors


def refused(act, *args):
    with pytest.raises(Refused) as found:
        act(*args)
    return found.value.problems


ENTERED = [
    ({"ref_number": "x" * 21}, "text_too_long", "ref_number"),
    ({"memo": "\u4e00"}, "character_not_in_quickbooks", "memo"),
    ({"memo": "a\x07b"}, "control_character", "memo"),
    ({"vendor": Ref()}, "required_field_missing", "vendor"),
]


@pytest.mark.parametrize("entered", ENTERED, ids=[code for _, code, _ in ENTERED])
def test_what_quickbooks_could_not_hold_is_refused_at_entry_with_its_field(organization, actor, bill, entered):
    changes, code, field = entered
    problems = refused(bills.create, organization, actor, replace(bill, **changes))
    assert (code, field) in [(problem.code, problem.field) for problem in problems]
    assert TABLE[code].applied is False


def test_an_account_of_a_wrong_type_is_refused_at_entry(organization, actor, bill, lists):
    (problem,) = refused(bills.create, organization, actor, replace(bill, ap_account=lists.fuel))
    assert (problem.code, problem.field) == ("account_of_wrong_type", "ap_account")


def deactivate(organization, actor, vendor):
    name = vendors_models.Vendor.objects.of(organization).get(pk=vendor.id).name
    vendors.amend(organization, actor, vendor.id, Vendor(name, is_active=False), 1)


def test_an_inactive_vendor_or_account_is_refused_for_a_new_bill(organization, actor, bill, lists):
    deactivate(organization, actor, lists.vendor)
    (problem,) = refused(bills.create, organization, actor, bill)
    assert (problem.code, problem.field, problem.ours) == ("record_inactive", "vendor", "Keller Lumber")
    assert problem.title == "The vendor Keller Lumber is inactive"


def test_a_bill_keeps_what_has_become_inactive_and_takes_nothing_else_that_is(organization, actor, bill, lists):
    written = bills.create(organization, actor, bill)
    deactivate(organization, actor, lists.vendor)
    deactivate(organization, actor, lists.other_vendor)
    kept = load(organization, [written.record_id])[written.record_id]
    changed = bills.amend(organization, actor, written.record_id, replace(kept.record, memo="m"), kept.revision)
    other = replace(kept.record, vendor=lists.other_vendor)
    (problem,) = refused(bills.amend, organization, actor, written.record_id, other, changed.revision)
    assert problem.code == "record_inactive"


def test_an_inactive_account_of_a_line_is_named_with_its_place(organization, actor, bill):
    account = chart.create(organization, actor, _account("Old", is_active=False))
    line = ExpenseLine(account=Ref(account.record_id), amount=Decimal("1.00"))
    (problem,) = refused(bills.create, organization, actor, replace(bill, expense_lines=(*bill.expense_lines, line)))
    assert (problem.code, problem.field) == ("record_inactive", "expense_lines[2].account")


def _account(name, **fields):
    from counterfoil.records import Account

    return Account(name, "Expense", **fields)


def test_a_name_that_is_in_use_is_refused_at_entry(organization, actor, lists):
    (problem,) = refused(vendors.create, organization, actor, Vendor("keller lumber"))
    assert problem.code == "name_taken"


def test_an_amount_that_is_no_number_is_refused_at_entry(organization, actor, bill):
    line = ExpenseLine(account=bill.expense_lines[0].account, amount=Decimal("NaN"))
    problems = refused(bills.create, organization, actor, replace(bill, expense_lines=(line,)))
    assert ("amount_not_a_number", "expense_lines[0].amount") in [(each.code, each.field) for each in problems]


def test_a_schedule_that_runs_every_second_is_refused(organization, actor):
    (problem,) = refused(sync.save_preferences, organization, actor, sync.Wanted(run_every_minutes=0))
    assert (problem.code, problem.field) == ("out_of_range", "run_every_minutes")


def test_two_way_sync_with_an_older_agent_is_refused(organization, actor):  # rule B3
    Connection.objects.everywhere().create(organization=organization, agent_protocol=0, agent_seen_at=timezone.now())
    (problem,) = refused(partial(sync.switch_on_two_way, bring_open_bills=True), organization, actor)
    assert (problem.code, problem.field) == ("agent_too_old", "two_way")


def test_a_role_that_there_is_not_is_refused(organization, actor, administrator):
    (problem,) = refused(people.add_member, organization, actor, administrator, "emperor")
    assert (problem.code, problem.ours) == ("role_missing", "emperor")


def test_an_agent_that_is_not_there_cannot_be_revoked(organization, actor):
    (problem,) = refused(revoke_profile, organization, actor, 999_999)
    assert problem.code == "not_there"


# Through the agent's door


@pytest.fixture
def agent(db, organization, accountant, tmp_path):
    return Agent.connected(organization, accountant, "office pc", Clock(), new_company(tmp_path))


def test_an_agent_whose_connection_was_revoked_is_told_so_and_nothing_is_taken_in(organization, agent, actor):
    agent.run()
    profile = organization_profile(organization)
    revoke_profile(organization, actor, profile)
    with pytest.raises(Refusal) as found:
        agent.say()
    assert (found.value.code, found.value.status.value) == ("revoked", 401)
    assert TABLE["revoked"].fix == "Connect the company file again from the agent."


def organization_profile(organization):
    from counterfoil.server.gateway.models import Profile

    return Profile.objects.of(organization).get().pk


def test_a_quickbooks_that_does_not_run_is_one_open_problem_of_the_company_until_it_does(organization, agent):
    reply = agent.say()
    failed = Answer(reply.call["number"], Failed(0x80040416, "QuickBooks is not running.", False), None)
    agent.say(failed)
    (row,) = queries.problems(organization)
    assert row.problem["code"] == "quickbooks_not_running"
    assert (row.kind, row.record_id) == ("", None)
    agent.clock.advance(120)
    agent.run()
    assert not queries.problems(organization)
