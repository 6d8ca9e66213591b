"""The pages of vendors and accounts."""

from dataclasses import replace
from decimal import Decimal

import pytest
from tests.server.web.conftest import browser_of

from counterfoil.engine.books import Write
from counterfoil.reconcile.decision import Act
from counterfoil.records import Account, AccountState, Address, Kind, Ref, Vendor
from counterfoil.server.chart import services as chart
from counterfoil.server.vendors import models, services
from counterfoil.server.vendors.records import VENDORS


def record(organization, pk):
    return VENDORS.load(organization, [pk])[str(pk)].record


def test_a_vendor_is_kept_as_it_was_typed(page, organization, lists):
    answer = page.post(
        "/vendors/new/",
        {
            "name": "Aster Concrete",
            "company_name": "Aster Concrete LLC",
            "address_line1": "12 Mill Road",
            "address_city": "Harbor",
            "terms": lists.terms.id,
            "is_1099": "on",
            "notes": "Rings\r\nbefore nine",
        },
    )
    pk = answer["Location"].rstrip("/").rpartition("/")[2]
    assert record(organization, pk) == Vendor(
        name="Aster Concrete",
        company_name="Aster Concrete LLC",
        address=Address(line1="12 Mill Road", city="Harbor"),
        terms=lists.terms,
        is_1099=True,
        notes="Rings\nbefore nine",
    )


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"name": ""}, "name"),
        ({"name": "keller lumber"}, "name"),
        ({"name": "A:B"}, "name"),
        ({"name": "x" * 42}, "name"),
        ({"address_line1": "x" * 42}, "address_line1"),
    ],
)
def test_what_quickbooks_cannot_hold_is_refused_at_its_field(page, lists, changes, field):
    answer = page.post("/vendors/new/", {"name": "Aster Concrete", "phone": "555-0100", **changes})
    assert answer.status_code == 422
    assert field in answer.context["form"].errors
    assert "555-0100" in answer.content.decode()


def test_a_vendor_made_inactive_keeps_its_bills_and_is_not_offered(page, organization, row):
    page.post(f"/vendors/{row.vendor_id}/active/", {"active": "no", "revision": row.vendor.revision})
    vendor = models.Vendor.objects.of(organization).get(pk=row.vendor_id)
    assert not vendor.is_active
    assert str(row) in page.get(f"/vendors/{vendor.pk}/").content.decode()
    assert "Keller" not in page.get("/vendors/pick/", {"text": "Keller"}).content.decode()
    page.post(f"/vendors/{vendor.pk}/active/", {"active": "yes", "revision": vendor.revision})
    vendor.refresh_from_db()
    assert vendor.is_active


def test_who_was_overtaken_sees_both_versions_of_the_vendor(page, organization, actor, lists, clerk):
    pk = lists.vendor.id
    services.amend(organization, actor, pk, replace(record(organization, pk), phone="555-0199"), 1)
    answer = page.post(f"/vendors/{pk}/edit/", {"name": "Keller Lumber", "phone": "555-0111", "revision": "1"})
    assert answer.status_code == 409
    assert [(d.label, d.mine, d.now) for d in answer.context["clash"]["differences"]] == [
        ("Phone", "555-0111", "555-0199")
    ]
    assert record(organization, pk).phone == "555-0199"


def test_a_vendor_shows_what_is_open_with_it(page, enter):
    row = enter()
    enter(ref_number="2")
    shown = page.get("/vendors/?text=keller").context["shown"]
    assert [line["row"].pk for line in shown] == [row.vendor_id]
    assert {said.fact.label: said.value for said in shown[0]["cells"]}["Open bills"] == Decimal("240.00")


def test_an_auditor_sees_vendors_and_no_way_to_change_them(auditor, lists):
    text = browser_of(auditor).get(f"/vendors/{lists.vendor.id}/").content.decode()
    assert "Keller Lumber" in text
    assert "Make inactive" not in text
    assert "/edit/" not in text


def test_the_chart_shows_sub_accounts_below_their_parents_with_balances(page, organization, actor, sync):
    utilities = chart.create(organization, actor, Account("Utilities", "Expense", number="6100")).record_id
    water = chart.create(organization, actor, Account("Water", "Expense", number="6050", parent=Ref(utilities)))
    state = AccountState("Utilities:Water", Decimal("-12.50"), Decimal("-12.50"))
    write = Write(Act.CHANGE, Kind.ACCOUNT, "1", record_id=water.record_id, derived=state)
    chart.write_many(organization, sync, [write])
    ((title, branches),) = page.get("/accounts/").context["groups"]
    assert title == "Costs and expenses"
    assert [(branch.account.name, branch.depth) for branch in branches] == [("Utilities", 0), ("Water", 1)]
    assert '<span class="money negative">\N{MINUS SIGN}12.50</span>' in page.get("/accounts/").content.decode()
