"""A condensed company file, from what QuickBooks says of it to the pages (docs/sync.md)."""

from datetime import date

import pytest
from tests.server.api.conftest import program_of
from tests.server.gateway.test_exchange import there
from tests.server.web.conftest import browser_of

from counterfoil.server.bills.models import Bill
from counterfoil.server.sync import queries
from counterfoil.server.sync.models import Link
from counterfoil.simulator.person import Person

pytestmark = pytest.mark.django_db

LONG_AGO = date(2020, 3, 2)


@pytest.fixture
def condensed(synced, organization):
    """Three old bills came over and were paid, then QuickBooks condensed the file; a younger one is open."""
    person = Person(synced.processor.company)
    person.add_account("Rent", "Expense")
    person.add_account("Checking", "Bank")
    person.add_vendor("Novak Electric")
    lines = [person.expense("Rent", "1.00")]
    old = [person.enter_bill("Novak Electric", lines, ref_number=f"OLD-{n}", txn_date=LONG_AGO) for n in range(3)]
    person.enter_bill("Novak Electric", lines, ref_number="OPEN")
    run(synced)
    person.pay_bills("Checking", dict.fromkeys(old), txn_date=LONG_AGO)
    run(synced)
    person.condense(date(2020, 12, 31))
    run(synced)


def run(agent, times=5):
    for _ in range(times):
        agent.clock.advance(60)
        agent.run()


def test_its_bills_stay_here_closed_to_the_sync_with_one_notice(condensed, synced, organization, administrator):
    assert there(synced, "Bill") == 1
    assert Bill.objects.of(organization).filter(deleted_at=None).count() == 4
    (notice,) = queries.problems(organization)
    assert (notice.problem["code"], notice.severity, notice.record_id) == ("condensed", "message", None)
    assert Link.objects.of(organization).filter(hold="condensed", owed=False).count() == 3
    row = Bill.objects.of(organization).get(ref_number="OLD-1")
    text = browser_of(administrator).get(f"/bills/{row.pk}/").content.decode()
    assert "took it away when the company file was condensed" in text
    assert "Needs a look" not in text


def test_the_notice_is_read_over_the_api_and_goes(condensed, organization):
    program = program_of(organization)
    (notice,) = program.get("sync/problems").json()["items"]
    assert "3 transactions that were settled are no longer there" in notice["problem"]["cause"]
    assert program.call("POST", f"sync/problems/{notice['id']}/settle", {"choice": "skip"}).status_code == 204
    assert program.get("sync/problems").json()["items"] == []
    assert program.get("sync/problems?is_left=true").json()["items"] == []
