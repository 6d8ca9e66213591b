"""A list page costs the same handful of statements, whatever its size."""

from datetime import date
from decimal import Decimal

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from counterfoil.records import ExpenseLine, Vendor
from counterfoil.server.audit.actor import SYSTEM
from counterfoil.server.sync.models import Conflict, Detail, Problem, Run
from counterfoil.server.vendors import services as vendors

MOST = {
    "/": 17,
    "/bills/": 10,
    "/orders/": 9,
    "/vendors/": 10,
    "/accounts/": 8,
    "/sync/": 16,
    "/sync/runs/": 10,
    "/sync/problems/": 9,
    "/sync/conflicts/": 11,
    "/sync/tokens/": 10,
    "/bills/new/": 10,
}
"""Address → how many statements it may take: session, user, membership, navigation live position are six."""


def statements(page, address):
    with CaptureQueriesContext(connection) as captured:
        assert page.get(address).status_code == 200
    return len(captured)


def fill(organization, enter, count):
    run = Run.objects.everywhere().create(organization=organization, trigger="manual", started_at=timezone.now())
    for number in range(count):
        vendors.create(organization, SYSTEM, Vendor(f"Vendor {count}-{number}"))
        row = enter(ref_number=f"{count}-{number}")
        common = {"organization": organization, "kind": "bill", "record_id": row.pk}
        Conflict.objects.everywhere().create(**common, path="memo", found_at=timezone.now())
        Problem.objects.everywhere().create(
            **common,
            key=f"{count}-{number}",
            title="Bill",
            severity="error",
            problem={"code": "x", "title": "x"},
            opened_at=timezone.now(),
            seen_at=timezone.now(),
        )
        Detail.objects.everywhere().create(
            organization=organization, run=run, at=timezone.now(), kind="created", title="Bill", record_id=row.pk
        )
    return run


@pytest.mark.parametrize("address", MOST)
def test_a_page_costs_the_same_for_three_records_as_for_fifteen(page, organization, enter, address):
    fill(organization, enter, 3)
    few = statements(page, address)
    fill(organization, enter, 12)
    assert statements(page, address) == few
    assert few <= MOST[address]


def test_a_run_of_any_length_costs_the_same(page, organization, enter):
    few = statements(page, f"/sync/runs/{fill(organization, enter, 2).pk}/")
    assert statements(page, f"/sync/runs/{fill(organization, enter, 20).pk}/") == few <= 11


def test_a_bill_costs_the_same_with_two_lines_as_with_forty(page, enter, lists):
    line = ExpenseLine(account=lists.fuel, amount=Decimal("1.00"), customer=lists.job)
    short, long = enter(expense_lines=(line,) * 2), enter(expense_lines=(line,) * 40)
    assert statements(page, f"/bills/{long.pk}/") == statements(page, f"/bills/{short.pk}/") <= 16
    assert statements(page, f"/bills/{long.pk}/edit/") == statements(page, f"/bills/{short.pk}/edit/") <= 20


def test_totals_are_over_all_pages_not_the_one_that_is_shown(page, enter):
    for number in range(55):
        enter(ref_number=str(number), txn_date=date(2026, 1, 1))
    shown = page.get("/bills/").context
    assert len(shown["listing"].rows) == 50
    assert (shown["totals"].count, shown["totals"].total) == (55, Decimal("6600.00"))
