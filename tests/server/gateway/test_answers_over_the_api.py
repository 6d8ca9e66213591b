"""What stops the sync is read and answered over the API as it is on its page: restored, another file, too much (C6)."""

import pytest
from tests.server.api.conftest import program_of
from tests.server.gateway.test_exchange import there
from tests.server.gateway.world import enter_bill

from counterfoil.server.audit.models import Entry
from counterfoil.server.bills.models import Bill
from counterfoil.server.sync import queries
from counterfoil.server.sync.models import Connection
from counterfoil.simulator.clock import SystemClock
from counterfoil.simulator.company import CompanyFile
from counterfoil.simulator.person import Person

pytestmark = pytest.mark.django_db

STOP, ANSWER = "sync/company", "sync/company/answer"


@pytest.fixture
def program(organization):
    return program_of(organization)


@pytest.fixture
def person(synced):
    return Person(synced.processor.company)


def run_until_quiet(agent, times=6):
    for _ in range(times):
        agent.clock.advance(30)
        agent.run()


@pytest.fixture
def restored(synced, person, organization, actor):
    """A bill was sent, then a backup from before it was put back, and everything was compared."""
    backup = person.back_up()
    enter_bill(organization, actor)
    run_until_quiet(synced)
    assert there(synced, "Bill") == 1
    person.restore(backup)
    synced.hint = (synced.hint or 0) + 1
    run_until_quiet(synced, 2)


def answer(program, choice, key="k1", **more):
    about = program.get(STOP).json()["about"]
    return program.call("POST", ANSWER, {"choice": choice, "about": about} | more, Idempotency_Key=key)


def test_while_all_is_well_there_is_nothing_to_answer(program, synced):
    stop = program.get(STOP).json()
    assert (stop["cause"], stop["about"], stop["answers"], stop["lines"]) == ("", "", [], [])
    refused = program.call("POST", ANSWER, {"choice": "accept", "about": "x"}, Idempotency_Key="k")
    assert (refused.status_code, refused.json()["errors"][0]["code"]) == (422, "cannot_be_answered_so")


def test_a_restored_file_is_read_and_accepted_over_the_api(program, restored, synced, organization):
    stop = program.get(STOP).json()
    assert (stop["cause"], stop["stage"]) == ("company_file_restored", "waiting")
    assert [(line["standing"], line["number"]) for line in stop["lines"]] == [("missing", 3)]
    assert [each["choice"] for each in stop["answers"]] == ["accept", "look_again"]
    found = program.get("sync/company/findings?standing=missing&limit=2").json()
    rest = program.get(f"sync/company/findings?standing=missing&after={found['next']}").json()
    assert sorted(row["kind"] for row in found["items"] + rest["items"]) == ["account", "bill", "vendor"]
    assert program.get("sync/company/findings?standing=nonsense").status_code == 422

    accepted = answer(program, "accept")
    assert (accepted.status_code, accepted.json()["stage"]) == (202, "accepted")
    run_until_quiet(synced)
    assert queries.state(organization).stop is None
    assert there(synced, "Bill") == 0, "what is missing is asked about one by one"
    entry = Entry.objects.of(organization).get(kind="connection", action="accept")
    assert (entry.actor_kind, entry.actor_name) == ("api_key", "administrator's program")


def test_the_same_answer_sent_twice_is_done_once(program, restored, organization):
    first, second = answer(program, "accept"), answer(program, "accept")
    assert first.status_code == second.status_code == 202
    assert first.json() == second.json()
    assert Entry.objects.of(organization).filter(kind="connection", action="accept").count() == 1
    other = answer(program, "accept", key="k2")
    assert other.status_code == 422, "another request, and it has been answered"


def test_an_answer_is_to_what_was_read_and_to_nothing_found_since(program, restored, synced, person, organization):
    about = program.get(STOP).json()["about"]
    person.add_vendor("Novak Electric")
    answer(program, "look_again")
    run_until_quiet(synced, 2)
    late = program.call("POST", ANSWER, {"choice": "accept", "about": about}, Idempotency_Key="k2")
    assert late.status_code == 422
    assert "since that was read" in late.json()["errors"][0]["cause"]
    assert program.get(STOP).json()["stage"] == "waiting"
    assert answer(program, "accept", key="k3").status_code == 202


def test_an_answer_says_what_it_is_about_and_carries_a_key(program, restored):
    about = program.get(STOP).json()["about"]
    assert program.call("POST", ANSWER, {"choice": "accept", "about": ""}, Idempotency_Key="k").status_code == 422
    assert program.call("POST", ANSWER, {"choice": "accept", "about": about}).status_code == 400
    assert program.call("POST", ANSWER, {"choice": "accept"}, Idempotency_Key="k").status_code == 422
    assert program.get(STOP).json()["stage"] == "waiting"


def test_whoever_may_only_look_reads_and_answers_nothing(program, restored, organization, other_organization):
    auditor = program_of(organization, "auditor")
    assert auditor.get(STOP).json()["cause"] == "company_file_restored"
    assert answer(auditor, "accept").status_code == 403
    stranger = program_of(other_organization)
    assert stranger.get(STOP).json()["cause"] == ""
    about = program.get(STOP).json()["about"]
    tried = stranger.call("POST", ANSWER, {"choice": "accept", "about": about}, Idempotency_Key="k")
    assert tried.status_code == 422
    assert program.get(STOP).json()["stage"] == "waiting"


def test_another_company_file_is_bound_to_over_the_api_and_given_up_again(program, synced, organization):
    mine = synced.processor.company
    other = CompanyFile.create(":memory:", name="Abbott Bakery", clock=SystemClock())
    Person(other).add_vendor("Miller Flour")
    synced.processor.company = other
    run_until_quiet(synced, 2)
    assert program.get(STOP).json()["cause"] == "other_company_file"
    assert answer(program, "bind_anew").status_code == 202
    run_until_quiet(synced, 2)
    stop = program.get(STOP).json()
    assert (stop["cause"], stop["stage"]) == ("bound_anew", "waiting")
    assert answer(program, "do_not_bind", key="k2").status_code == 202
    synced.processor.company = mine
    run_until_quiet(synced, 3)
    assert queries.state(organization).stop is None
    assert Connection.objects.of(organization).get().company_name == "Keller Builders"


def test_another_company_file_is_bound_to_over_the_api_and_accepted(program, synced, organization):
    other = CompanyFile.create(":memory:", name="Abbott Bakery", clock=SystemClock())
    Person(other).add_vendor("Miller Flour")
    synced.processor.company = other
    run_until_quiet(synced, 2)
    answer(program, "bind_anew")
    run_until_quiet(synced, 2)
    assert answer(program, "accept", key="k2").status_code == 202
    run_until_quiet(synced, 4)
    assert queries.state(organization).stop is None
    assert [row["name"] for row in program.get("vendors").json()["items"]] == ["Miller Flour"]


@pytest.fixture
def too_much(synced, person, organization):
    """Twelve of fifteen bills are deleted in QuickBooks at once."""
    person.add_account("Rent", "Expense")
    person.add_vendor("Novak Electric")
    bills = [person.enter_bill("Novak Electric", [person.expense("Rent", f"{n}.00")]) for n in range(1, 16)]
    run_until_quiet(synced, 2)
    assert live(organization) == 15
    for bill in bills[:12]:
        person.delete_bill(bill)
    run_until_quiet(synced, 2)
    return bills


def live(organization):
    return Bill.objects.of(organization).filter(deleted_at=None).count()


def test_too_much_at_once_is_approved_over_the_api(program, too_much, synced, organization):  # promise I28
    stop = program.get(STOP).json()
    assert (stop["cause"], live(organization)) == ("mass_change", 15)
    assert [each["choice"] for each in stop["answers"]] == ["approve", "refuse", "look_again"]
    assert answer(program, "approve").status_code == 202
    run_until_quiet(synced, 2)
    assert (live(organization), queries.state(organization).stop) == (3, None)


def test_too_much_at_once_is_refused_over_the_api_and_stays_where_it_is(program, too_much, synced, organization):
    assert answer(program, "refuse").json()["stage"] == "refused"
    run_until_quiet(synced, 3)
    stop = program.get(STOP).json()
    assert (live(organization), stop["stage"]) == (15, "refused")
    assert [each["choice"] for each in stop["answers"]] == ["approve", "look_again"]
    assert "administrator's program" in stop["told"]
