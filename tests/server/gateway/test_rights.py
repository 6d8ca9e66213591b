"""A company file that takes no change from us: from refusal at the agent's door to the page that says so (rule E)."""

import pytest
from tests.server.gateway.test_exchange import there
from tests.server.gateway.world import enter_bill
from tests.server.web.conftest import browser_of

from counterfoil.server.audit.models import Entry
from counterfoil.server.bills.models import Bill
from counterfoil.server.people.problems import Refused
from counterfoil.server.sync import company, queries, shown
from counterfoil.server.sync.models import Connection, Problem
from counterfoil.simulator.person import Person

pytestmark = pytest.mark.django_db

APP = "Counterfoil"


@pytest.fixture
def person(synced):
    return Person(synced.processor.company)


@pytest.fixture
def refused(synced, person, organization, actor):
    """Somebody took the right to change data away; a bill with its vendor and account waits."""
    person.authorize(APP, read_only=True)
    bill = enter_bill(organization, actor)
    synced.run()
    return bill


def test_it_is_one_problem_of_the_company_file_and_none_of_a_record(refused, organization):
    (problem,) = Problem.objects.of(organization)
    assert (problem.problem["code"], problem.kind, problem.record_id) == ("application_right_read_only", "", None)
    state = queries.state(organization)
    assert (state.mode, state.cause, shown.state_word(state)) == ("read_only", "writes_refused", "Read only")


def test_it_is_tried_again_in_time_and_not_with_every_look(refused, synced, organization):
    for _ in range(8):
        synced.clock.advance(5)
        synced.run()
    assert there(synced, "Vendor") == 0
    assert 0 < synced.say().due_in <= 60
    assert queries.runs(organization).count() <= 3


def test_when_the_right_is_given_everything_goes_by_itself(refused, synced, person, organization):
    person.authorize(APP)
    for _ in range(6):
        synced.clock.advance(30)
        synced.run()
    assert (there(synced, "Vendor"), there(synced, "Bill")) == (1, 1)
    state = queries.state(organization)
    assert (state.mode, state.stop, state.problems) == ("live", None, 0)


def test_try_again_tries_at_once_and_is_audited(refused, synced, person, organization, actor):
    person.authorize(APP)
    synced.clock.advance(1)
    company.answer(organization, actor, "try_again")
    synced.run()
    assert there(synced, "Bill") == 1
    assert queries.state(organization).stop is None
    assert Entry.objects.of(organization).filter(kind="connection", action="try_again").count() == 1
    with pytest.raises(Refused):
        company.answer(organization, actor, "try_again")


def test_a_read_only_file_goes_on_bringing_what_changes_there(refused, synced, person, organization):
    person.add_account("Rent", "Expense")
    person.add_vendor("Novak Electric")
    person.enter_bill("Novak Electric", [person.expense("Rent", "7.00")], ref_number="THEIRS")
    synced.clock.advance(30)
    synced.run()
    assert Bill.objects.of(organization).filter(ref_number="THEIRS").exists()


def test_the_page_says_it_in_one_sentence_with_the_way_out(refused, administrator):
    text = browser_of(administrator).get("/sync/").content.decode()
    assert "QuickBooks takes no change from Counterfoil" in text
    assert "lets Counterfoil only read in this company file" in text
    assert "record waits for it" in text or "records wait for it" in text
    assert 'value="try_again"' in text


def test_the_bill_says_what_it_waits_for(refused, administrator):
    text = browser_of(administrator).get(f"/bills/{refused}/").content.decode()
    assert "Waiting" in text
    assert "it goes by itself" in text


def test_a_user_without_one_right_leaves_the_rest_live(synced, person, organization, actor, administrator):
    bill = enter_bill(organization, actor)
    synced.run()
    synced.clock.advance(30)
    synced.run()
    person.log_in("Ben", may_not=["deleting"])
    from counterfoil.server.bills import services

    row = Bill.objects.of(organization).get(pk=bill)
    services.delete(organization, actor, bill, row.revision)
    synced.clock.advance(30)
    synced.run()
    state = queries.state(organization)
    assert (state.mode, state.cause, shown.state_word(state)) == ("live", "right_missing", "Needs a look")
    text = browser_of(administrator).get("/sync/").content.decode()
    assert "QuickBooks does not let Counterfoil delete bills." in text
    assert Connection.objects.of(organization).get().mode_reason == ""
