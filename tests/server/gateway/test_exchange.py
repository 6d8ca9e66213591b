"""The exchange door: what is handed out, what is taken in, once, and what an agent's silence proves."""

import pytest
from django.db import transaction
from tests.server.gateway.world import Agent, enter_bill

from counterfoil.server.gateway.models import Call, JournalEntry, Lease
from counterfoil.server.gateway.refusals import Refusal
from counterfoil.server.gateway.services import revoke_profile
from counterfoil.server.sync import company, queries, services
from counterfoil.server.sync.models import Connection, Intent, Link, Run
from counterfoil.simulator.transactions import store

pytestmark = pytest.mark.django_db


def there(agent, message):
    """How many records of a kind the company file holds."""
    ask = (
        '<?xml version="1.0"?><?qbxml version="13.0"?><QBXML><QBXMLMsgsRq onError="stopOnError">'
        f'<{message}QueryRq requestID="1"/></QBXMLMsgsRq></QBXML>'
    )
    return agent.processor.process("A test", ask).count(f"<{message}Ret>")


def connection():
    return Connection.objects.everywhere().get()


# What begins a run


def test_the_first_word_of_an_agent_begins_the_first_sync(agent, organization):
    assert agent.run()
    assert queries.runs(organization).get().trigger == "first"
    assert queries.state(organization).has_synced


def test_with_nothing_to_do_the_agent_is_told_when_to_look_again(synced):
    synced.run()
    reply = synced.say()
    assert reply.call is None
    assert 0 < reply.due_in <= 15


def test_an_open_file_without_hints_is_asked_every_fifteen_seconds(synced):
    synced.clock.advance(20)
    synced.run()
    synced.clock.advance(14)
    assert synced.say().call is None
    synced.clock.advance(1)
    assert synced.say().call is not None


def test_a_file_that_gives_hints_is_asked_when_it_has_changed(synced):
    synced.hint = 7
    synced.run()
    synced.clock.advance(minutes=20)
    assert synced.say().call is None
    synced.hint = 8
    assert synced.say().call is not None


def test_a_change_here_begins_a_run(synced, organization, actor):
    synced.run()
    enter_bill(organization, actor)
    assert synced.say().call is not None


def test_a_person_who_asks_for_a_run_gets_one_with_a_report(synced, organization, actor):
    synced.run()
    services.sync_now(organization, actor)
    assert synced.run()
    run = queries.runs(organization)[0]
    assert (run.trigger, run.started_by, run.outcome) == ("person", actor.name, "done")
    assert connection().requested_at is None


def test_the_schedule_begins_a_run(synced, organization, actor):
    services.save_preferences(organization, actor, services.Wanted(move_transactions=True, run_every_minutes=30))
    synced.hint = 7
    synced.run()
    synced.clock.advance(minutes=29)
    assert synced.say().call is None
    synced.clock.advance(minutes=1)
    assert synced.say().call is not None


def test_a_new_process_looks_at_once(synced):
    synced.hint = 7
    synced.run()
    assert synced.started_anew().say().call is not None


def test_a_run_that_found_nothing_leaves_no_row_behind(synced, organization):
    synced.run()
    before = (
        Run.objects.everywhere().count(),
        Call.objects.everywhere().count(),
        JournalEntry.objects.everywhere().count(),
    )
    for _ in range(5):
        synced.clock.advance(20)
        assert synced.run()
    after = (
        Run.objects.everywhere().count(),
        Call.objects.everywhere().count(),
        JournalEntry.objects.everywhere().count(),
    )
    assert after == before


# A bill travels


def test_a_bill_entered_here_arrives_there_once(synced, organization, actor):
    bill_id = enter_bill(organization, actor)
    synced.run()
    assert (there(synced, "Bill"), there(synced, "Vendor")) == (1, 1)
    link = Link.objects.of(organization).get(kind="bill", record_id=bill_id)
    assert (link.state, bool(link.quickbooks_id), link.owed) == ("linked", True, False)


# Answers come twice, late, or never


def test_an_answer_that_is_delivered_twice_changes_nothing(synced, organization, actor):
    enter_bill(organization, actor)
    call = synced.run_until_write()
    answer = synced.carry(call)
    first = synced.say(answer)
    again = synced.say(answer)
    assert again.call == first.call, "what the lost reply said is said again"
    assert Intent.objects.of(organization).filter(state="sent").count() <= 1


def test_an_answer_to_a_call_that_nobody_awaits_changes_nothing(synced, organization, actor):
    enter_bill(organization, actor)
    call = synced.run_until_write()
    old = synced.carry(call)
    following = synced.say(old).call
    synced.say(synced.carry(following))
    before = connection().awaiting
    synced.say(old)
    assert connection().awaiting == before


def test_a_call_that_never_arrived_is_handed_out_again_byte_for_byte_with_a_fresh_deadline(synced, organization, actor):
    enter_bill(organization, actor)
    call = synced.run_until_write()
    synced.clock.advance(50)
    assert synced.say().call == call
    assert Call.objects.of(organization).get(answered_at=None).handed_at == synced.clock.now()


@pytest.mark.parametrize("is_same_process", [True, False])
def test_a_database_restored_to_a_moment_at_which_a_write_was_out_hands_nothing_out_again(
    synced, organization, actor, monkeypatch, is_same_process
):
    """Promise I20: the agent has carried the write since, and asks what is next."""
    monkeypatch.setattr(store, "check_guid", lambda _company, _guid: None)  # that GUIDs are unique is not sure
    synced.processor.company.connection.execute("DROP INDEX txn_guid")
    enter_bill(organization, actor)
    reply = synced.say(synced.carry(synced.run_until_write()))
    while "BillAdd" not in reply.call["text"]:
        reply = synced.say(synced.carry(reply.call))
    backup = transaction.savepoint()
    while reply.call is not None:
        reply = synced.say(synced.carry(reply.call))
    transaction.savepoint_rollback(backup)
    synced.clock.advance(minutes=90)
    assert there(synced, "Bill") == 1
    synced = synced if is_same_process else synced.started_anew()
    synced.run()
    synced.clock.advance(minutes=5)
    synced.run()
    assert there(synced, "Bill") == 1
    assert connection().mode == "suspended"


def test_a_write_whose_answer_is_lost_with_the_process_is_found_and_not_repeated(synced, organization, actor):
    enter_bill(organization, actor)
    call = synced.run_until_write()
    synced.carry(call)
    synced.started_anew().run()
    synced.clock.advance(5)
    assert there(synced, "Vendor") == there(synced, "Bill") == 1


def test_a_write_that_the_dead_process_never_started_is_sent_anew(synced, organization, actor):
    enter_bill(organization, actor)
    synced.run_until_write()
    anew = synced.started_anew()
    anew.run()
    assert there(anew, "Vendor") == there(anew, "Bill") == 1
    assert Intent.objects.of(organization).filter(state="unknown").count() == 0


def test_a_write_that_the_agent_refused_is_sent_again(synced, organization, actor):
    enter_bill(organization, actor)
    call = synced.run_until_write()
    synced.write_down(call["number"], "refused")
    reply = synced.say(synced.failed(call, executed=False))
    assert reply.call is None
    synced.clock.advance(minutes=5)
    synced.run()
    assert there(synced, "Bill") == 1


def test_a_write_carried_by_another_computer_is_looked_for_once_the_grace_is_over(
    synced, make_agent, organization, actor
):
    enter_bill(organization, actor)
    call = synced.run_until_write()
    synced.carry(call)
    synced.clock.advance(seconds=call["seconds"], minutes=10)
    garage = make_agent("garage pc")
    garage.run()
    assert there(garage, "Vendor") == there(garage, "Bill") == 1


def test_what_an_agent_refused_proves_nothing_once_another_was_handed_the_same_write(
    synced, make_agent, organization, actor
):
    enter_bill(organization, actor)
    call = synced.run_until_write()
    synced.clock.advance(seconds=call["seconds"], minutes=10)
    garage = make_agent("garage pc")
    again = garage.run_until_write()
    garage.carry(again)
    synced.clock.advance(seconds=again["seconds"], minutes=10)
    anew = synced.started_anew()
    anew.write_down(call["number"], "refused")  # long ago, and could not say so
    anew.run()
    (intent,) = Intent.objects.of(organization).filter(text=again["text"])
    assert (intent.attempts, intent.evidence) == (2, "the stored answer")
    assert there(synced, "Vendor") == there(synced, "Bill") == 1


def test_an_agent_that_leaves_is_given_no_call_and_nothing_is_in_doubt_afterwards(synced, organization, actor):
    enter_bill(organization, actor)
    call = synced.run_until_write()
    assert synced.say(synced.carry(call), leaving=True).call is None
    synced.started_anew().run()
    assert there(synced, "Vendor") == there(synced, "Bill") == 1


def test_failing_to_reach_quickbooks_is_tried_less_and_less_often(synced):
    synced.clock.advance(20)
    waited = []
    for _ in range(4):
        call = synced.say().call
        synced.say(synced.failed(call, executed=False))
        waited.append(synced.say().due_in)
        synced.clock.advance(waited[-1])
    assert waited == sorted(waited)
    assert waited[-1] >= 40


# Credentials


def test_a_revoked_agent_is_refused(synced, organization, actor):
    from counterfoil.server.gateway.models import Profile

    revoke_profile(organization, actor, Profile.objects.of(organization).get().pk)
    with pytest.raises(Refusal) as caught:
        synced.say()
    assert caught.value.status.value == 401


def test_a_made_up_credential_is_refused(agent):
    agent.credential = "made up"
    with pytest.raises(Refusal) as caught:
        agent.say()
    assert caught.value.status.value == 401


def test_an_agent_that_is_too_old_is_refused(agent):
    from dataclasses import replace

    from counterfoil.server.gateway.carry import carry

    with pytest.raises(Refusal) as caught:
        carry(agent.credential, replace(agent.report(), protocol=0))
    assert caught.value.status.value == 426


def test_an_agent_carries_for_its_own_organization_only(synced, other_organization, stranger, actor):
    organization = connection().organization
    theirs = Agent.connected(other_organization, stranger, "their pc", synced.clock, synced.processor)
    enter_bill(organization, actor)
    mine = synced.run_until_write()
    theirs.say(synced.carry(mine))
    assert Call.objects.of(organization).get(answered_at=None).number == mine["number"]
    assert not Intent.objects.of(other_organization).exists()


def test_a_journal_proves_nothing_about_another_installations_call(synced, make_agent, organization, actor):
    enter_bill(organization, actor)
    call = synced.run_until_write()
    synced.carry(call)
    synced.clock.advance(seconds=call["seconds"], minutes=10)
    garage = make_agent("garage pc")
    garage.write_down(call["number"], "refused")
    garage.run()
    assert there(garage, "Vendor") == 1


# When the fault is ours


def test_a_failure_of_ours_takes_nothing_in_and_is_tried_again(synced, organization, actor, monkeypatch):
    enter_bill(organization, actor)
    call = synced.run_until_write()
    answer = synced.carry(call)
    with monkeypatch.context() as broken:
        broken.setattr("counterfoil.engine.exchange.exchange", lambda *_: 1 / 0)
        with pytest.raises(Refusal) as caught:
            synced.say(answer)
    assert (caught.value.status.value, caught.value.retry_after) == (503, 2.0)
    synced.say(answer)
    synced.run()
    assert there(synced, "Bill") == 1
    assert Lease.objects.everywhere().get().faults == 0


def test_what_fails_again_and_again_is_stopped_with_a_way_out(synced, organization, actor, monkeypatch):
    enter_bill(organization, actor)
    call = synced.run_until_write()
    answer = synced.carry(call)
    with monkeypatch.context() as broken:
        broken.setattr("counterfoil.engine.exchange.exchange", lambda *_: 1 / 0)
        for _ in range(6):
            with pytest.raises(Refusal):
                synced.say(answer)
    state = queries.state(organization)
    assert (state.mode, bool(state.mode_reason), bool(state.way_out)) == ("suspended", True, True)
    assert synced.say().call is None
    company.answer(organization, actor, "resume")
    synced.run()
    assert there(synced, "Vendor") == there(synced, "Bill") == 1
