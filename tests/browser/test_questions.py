"""The questions of the sync, answered with the keyboard alone: no mouse, and the focus is seen all the way."""

from __future__ import annotations

import pytest
from playwright.sync_api import expect
from tests.browser.test_pages import look, press

pytestmark = pytest.mark.browser

ASK = """
from django.db import transaction
from django.utils import timezone
from counterfoil.engine.books import Conflict, Link, LinkState, OpenProblem
from counterfoil.reconcile.decision import FieldConflict
from counterfoil.server.sync.books import DjangoBooks
from counterfoil.server.sync.models import Connection, Problem as ProblemRow, Conflict as ConflictRow
from counterfoil.server.vendors import services as vendors
from counterfoil.server.vendors.models import Vendor as VendorRow
connection, _ = Connection.objects.everywhere().get_or_create(organization=organization)
def vendor(name):
    found = VendorRow.objects.of(organization).filter(full_name=name).first()
    return str(found.pk) if found else vendors.create(organization, SYSTEM, Vendor(name)).record_id
with transaction.atomic():
    books = DjangoBooks(connection, clock=timezone.now, quickbooks_time=lambda: 0, carrier="tests")
    mine, other = vendor("Miller"), vendor("Miller Supply")
    books.keep_links([Link(Kind.VENDOR, record_id=other, quickbooks_id="80-2", state=LinkState.LINKED,
        base=Vendor("Miller Supply"), fingerprint="f")])
    (link,) = books.keep_links([Link(Kind.VENDOR, record_id=mine, hold="name_in_use")])
    name = Problem("name_in_use", "The name is already in use", candidates=(Candidate(other, "Miller Supply"),),
        choices=(Choice.LINK, Choice.RENAME, Choice.RETRY, Choice.SKIP), suggestion="Miller (vendor)")
    books.keep_problems([OpenProblem(f"vendor:{link.id}:name_in_use", Kind.VENDOR, mine, "", "Vendor Miller", name)])
    line = ExpenseLine(account=load(organization, ["1"])["1"].record.expense_lines[0].account, amount=Decimal(5))
    bill = Bill(Ref(other), txn_date=date(2026, 3, 2), ref_number="ASK-1", memo="March", expense_lines=(line,))
    asked = bills.create(organization, SYSTEM, bill).record_id
    books.keep_links([Link(Kind.BILL, record_id=asked, quickbooks_id="1-2", state=LinkState.CONFLICT,
        base=load(organization, [asked])[asked].record, fingerprint="b")])
    books.keep_conflicts([Conflict(Kind.BILL, asked, "1-2", FieldConflict("memo", "", "March", "Rent", None))])
"""
STANDING = """
from counterfoil.server.sync.models import Conflict, Problem as ProblemRow
from counterfoil.server.vendors.models import Vendor as VendorRow
print(list(VendorRow.objects.of(organization).filter(full_name__startswith="Miller").order_by("pk").values_list(
    "full_name", "is_active")), ProblemRow.objects.of(organization).filter(left_at=None).count(),
    list(Conflict.objects.of(organization).values_list("chosen", flat=True)))
"""


@pytest.fixture(scope="module")
def asked(house):
    """A vendor whose name another has in QuickBooks, and a memo that both sides changed."""
    house.run(ASK)
    return house


NAME = "(control) => control.labels?.[0]?.textContent || control.textContent"


def tab_to(page, name):
    """Press Tab until the focus is on the control of that name; each stop on the way shows the focus."""
    for _ in range(12):
        press(page, "Tab")
        assert look(page, "focusIsShown"), page.evaluate("document.activeElement.outerHTML")
        if (
            page.evaluate("document.activeElement.labels?.[0]?.textContent || document.activeElement.textContent")
            == name
        ):
            return
    pytest.fail(f"Tab does not reach {name}")


def test_a_conflict_is_chosen_with_the_keyboard(page, asked):
    press(page, "g", "c")
    page.wait_for_url("**/sync/conflicts/")
    press(page, "j")
    assert page.evaluate("document.activeElement.textContent") == "Bill ASK-1 of Miller Supply"
    tab_to(page, "Use this one")
    tab_to(page, "Use this one")
    press(page, "Enter")
    expect(page.get_by_text("No open conflicts")).to_be_visible()
    assert asked.run(STANDING).endswith("['quickbooks']")


def test_a_name_that_is_taken_is_changed_with_the_keyboard(page, asked):
    press(page, "g", "p")
    page.wait_for_url("**/sync/problems/")
    press(page, "j")
    assert page.evaluate("document.activeElement.textContent") == "Vendor Miller"
    tab_to(page, "In QuickBooks it is")
    assert page.evaluate("document.activeElement.value") == "Miller Supply"
    tab_to(page, "Link the two")
    tab_to(page, "Its name is to be")
    press(page, "Control+a")
    page.keyboard.type("Miller (fuel)")
    press(page, "Enter")
    expect(page.get_by_text("No problems")).to_be_visible()
    assert asked.run(STANDING).startswith("[('Miller (fuel)', True), ('Miller Supply', True)] 0")


def test_the_list_of_keys_names_every_place_that_has_one(page):
    press(page, "?")
    listed = page.locator("#keys-help tr").all_inner_texts()
    assert {row.split("\t")[1] for row in listed if row.startswith("g ")} >= {"Home", "Bills", "Problems", "Conflicts"}
    press(page, "Escape")
    expect(page.get_by_role("dialog", name="Keyboard")).to_be_hidden()
