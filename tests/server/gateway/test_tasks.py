"""Upkeep: what is over is forgotten in time, and what may still prove something is not."""

from datetime import timedelta

import pytest
from django_tasks_db.models import DBTaskResult
from tests.server.gateway.world import enter_bill

from counterfoil.server.gateway.models import Call, JournalEntry, SyncToken, Ticket
from counterfoil.server.gateway.tasks import ensure_tidying, keep_tidy, tidy
from counterfoil.server.sync.models import Detail, Intent, Run
from counterfoil.server.sync.tasks import thin_out_until

pytestmark = pytest.mark.django_db


def rows(*models):
    return [getattr(model.objects, "everywhere", model.objects.all)().count() for model in models]


@pytest.fixture
def busy(synced, organization, actor):
    """An organization that has sent a vendor, an account and a bill."""
    enter_bill(organization, actor)
    synced.run()
    return synced


def test_what_is_young_stays(busy):
    before = rows(SyncToken, Call, JournalEntry, Run, Detail, Intent)
    tidy(busy.clock.now())
    thin_out_until(busy.clock.now())
    assert rows(SyncToken, Call, JournalEntry, Run, Detail, Intent) == before


def test_calls_journals_tickets_and_unused_tokens_go_after_a_month(busy, token):
    tidy(busy.clock.now() + timedelta(days=32))
    assert rows(Ticket, Call, JournalEntry) == [0, 0, 0]
    assert [each.used_at is not None for each in SyncToken.objects.everywhere()] == [True]


def test_reports_go_after_more_than_a_year(busy):
    thin_out_until(busy.clock.now() + timedelta(days=399))
    assert Run.objects.everywhere().exists()
    thin_out_until(busy.clock.now() + timedelta(days=401))
    assert rows(Run, Detail) == [0, 0]


def test_what_a_write_said_goes_and_that_it_was_made_stays(busy):
    before = rows(Intent)
    thin_out_until(busy.clock.now() + timedelta(days=31))
    assert rows(Intent) == before
    assert {intent.text for intent in Intent.objects.everywhere()} == {""}
    assert all(intent.evidence or intent.state == "done" for intent in Intent.objects.everywhere())


def test_the_upkeep_is_put_on_the_list_once_and_puts_itself_off(settings):
    settings.TASKS = {"default": {"BACKEND": "django_tasks_db.DatabaseBackend"}}
    ensure_tidying()
    ensure_tidying()
    assert DBTaskResult.objects.count() == 1
    keep_tidy.func()
    assert DBTaskResult.objects.filter(run_after__gt=DBTaskResult.objects.earliest("enqueued_at").enqueued_at).exists()
