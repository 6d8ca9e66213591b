"""One process of one installation carries at a time (docs/sync.md, exactly-once writes)."""

import pytest
from tests.server.gateway.world import enter_bill

from counterfoil.server.gateway.models import Lease
from counterfoil.server.gateway.refusals import Refusal

pytestmark = pytest.mark.django_db


def held_off(agent):
    with pytest.raises(Refusal) as caught:
        agent.say()
    assert caught.value.status.value == 409
    return caught.value.retry_after


def epoch():
    return Lease.objects.everywhere().get().epoch


def test_the_first_to_come_carries(agent):
    agent.say()
    assert epoch() == 1


def test_whoever_carries_goes_on_carrying(agent):
    agent.say()
    agent.clock.advance(minutes=60)
    agent.say()
    assert epoch() == 1


def test_a_new_process_of_the_same_installation_takes_over_at_once(agent):
    agent.say()
    agent.started_anew().say()
    assert epoch() == 2


def test_what_a_replaced_process_sent_late_is_refused(agent):
    agent.say()
    agent.started_anew().say()
    held_off(agent)
    assert epoch() == 2


def test_another_installation_waits_out_the_grace(make_agent):
    office, garage = make_agent("office pc"), make_agent("garage pc")
    office.say()
    office.clock.advance(minutes=4)
    assert held_off(garage) == 6 * 60
    office.clock.advance(minutes=6)
    garage.say()
    assert epoch() == 2


def test_the_grace_begins_anew_with_every_word_of_the_holder(make_agent):
    office, garage = make_agent("office pc"), make_agent("garage pc")
    office.say()
    office.clock.advance(minutes=9)
    office.say()
    office.clock.advance(minutes=9)
    assert held_off(garage) == 60


def test_while_a_write_may_still_be_started_the_grace_has_not_begun(synced, make_agent, organization, actor):
    enter_bill(organization, actor)
    call = synced.run_until_write()
    synced.clock.advance(minutes=10)
    assert held_off(make_agent("garage pc")) == call["seconds"]


def test_a_holder_that_says_it_leaves_lets_anyone_take_over_at_once(make_agent):
    office, garage = make_agent("office pc"), make_agent("garage pc")
    office.say()
    office.run()
    office.say(leaving=True)
    garage.say()
    assert epoch() == 2


def test_a_replaced_installation_is_held_off_in_turn(make_agent):
    office, garage = make_agent("office pc"), make_agent("garage pc")
    office.say()
    office.clock.advance(minutes=10)
    garage.say()
    assert held_off(office) > 0
