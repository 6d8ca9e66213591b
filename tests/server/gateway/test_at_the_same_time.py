"""Two server processes hear the same agent at the same moment: each answer is taken in once, each write made once."""

from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest
from django.db import connections
from tests.server.gateway.test_exchange import there
from tests.server.gateway.world import enter_bill

from counterfoil.server.gateway.carry import carry
from counterfoil.server.gateway.refusals import Refusal
from counterfoil.server.sync.models import Intent

pytestmark = pytest.mark.django_db(transaction=True)

AT_ONCE = 3


def at_once(works):
    """Do these at the same moment, each in a thread with a database connection of its own."""
    together = Barrier(len(works))

    def work(one):
        together.wait(10)
        try:
            return one()
        except Refusal as refusal:
            return refusal
        finally:
            connections.close_all()

    with ThreadPoolExecutor(len(works)) as threads:
        return list(threads.map(work, works))


def test_an_answer_that_is_delivered_several_times_at_once_is_taken_in_once(synced, organization, actor):
    enter_bill(organization, actor)
    reply = synced.say()
    for _ in range(60):
        if reply.call is None:
            break
        report = synced.report(synced.carry(reply.call))
        replies = at_once([lambda report=report: carry(synced.credential, report, clock=synced.clock.now)] * AT_ONCE)
        told = [each for each in replies if not isinstance(each, Refusal)]
        assert told, "one of them is served"
        assert len({str(each.call) for each in told}) == 1, "all of them are told the same next step"
        reply = told[0]
        synced.journal.clear()
    assert reply.call is None
    assert there(synced, "Bill") == there(synced, "Vendor") == 1
    assert set(Intent.objects.of(organization).values_list("state", "attempts")) == {("done", 1)}


def test_bills_entered_while_the_agent_is_heard_are_all_carried(synced, organization, actor):
    entered = [lambda n=n: enter_bill(organization, actor, vendor=f"Vendor {n}") for n in range(AT_ONCE)]
    at_once([*entered, synced.run])
    synced.clock.advance(60)
    synced.run()
    synced.clock.advance(60)
    synced.run()
    assert there(synced, "Bill") == AT_ONCE
