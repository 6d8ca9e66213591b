"""Approving on a bill's page, and the preferences about it (rules B15, B16, S6)."""

from datetime import time

import pytest
from tests.conftest import member
from tests.server.web.conftest import browser_of

from counterfoil.records import Account
from counterfoil.server.audit.models import Entry
from counterfoil.server.bills.models import Bill
from counterfoil.server.chart import services as chart
from counterfoil.server.sync.models import Connection, Preferences


def approve(browser, row, what="approve", revision=None):
    data = {"approval": what, "revision": row.revision if revision is None else revision}
    return browser.post(f"/bills/{row.pk}/approval/", data, follow=True).content.decode()


def approval(organization, row):
    return Bill.objects.of(organization).get(pk=row.pk).approval


def test_a_person_approves_a_bill_and_takes_it_back_and_both_are_in_its_history(page, organization, row):  # rule B15
    assert "The bill was approved." in approve(page, row)
    assert approval(organization, row) == "approved"
    text = approve(page, row, "take back")
    assert "The approval was taken back." in text
    assert approval(organization, row) == "pending"
    changes = Entry.objects.of(organization).filter(kind="bill", action="approval").order_by("number")
    assert [entry.changes["approval"] for entry in changes] == [["not_required", "approved"], ["approved", "pending"]]
    assert "decided about its approval" in text


def test_what_somebody_changed_meanwhile_is_not_approved(page, organization, row):  # rule B16
    text = approve(page, row, revision=row.revision + 1)
    assert "The bill was approved." not in text
    assert approval(organization, row) == "not_required"


@pytest.mark.parametrize(
    ("role", "may"), [("approver", True), ("accountant", True), ("clerk", False), ("auditor", False)]
)
def test_only_those_who_may_approve_see_the_button_and_can_use_it(organization, row, role, may):
    browser = browser_of(member(organization, role))
    assert (f"/bills/{row.pk}/approval/" in browser.get(f"/bills/{row.pk}/").content.decode()) is may
    answer = browser.post(f"/bills/{row.pk}/approval/", {"approval": "approve", "revision": row.revision})
    assert (answer.status_code == 403) is not may


# Preferences


FORM = {
    "master": "quickbooks",
    "holds_edits_of_approved": "wait",
    "syncs_offline_payments": "no",
    "run_every_minutes": "30",
    "schedule_hours": "outside",
    "office_opens": "07:30",
    "office_closes": "17:00",
    "office_days": ["1", "2", "3"],
}


@pytest.fixture
def accounts(organization, actor):
    """One account for each preference, and one that fits none."""
    types = {
        "accounts_payable_account": "AccountsPayable",
        "unallocated_expenses_account": "Expense",
        "default_bank_account": "Bank",
        "accounts_receivable_account": "AccountsReceivable",
        "deposit_to_account": "OtherCurrentAsset",
        "clearing_account": "Bank",
        "none": "Equity",
    }
    return {
        name: int(chart.create(organization, actor, Account(name[:31], kind)).record_id) for name, kind in types.items()
    }


def test_every_preference_is_saved_shown_and_written_down(page, organization, accounts):  # rule S6
    chosen = {name: pk for name, pk in accounts.items() if name != "none"}
    answer = page.post(
        "/sync/preferences/edit/", FORM | chosen | {"move_transactions": "on", "post_only_approved": "on"}
    )
    assert answer.status_code == 302
    kept = Preferences.objects.of(organization).get()
    assert {name: getattr(kept, f"{name}_id") for name in chosen} == chosen
    assert (kept.move_transactions, kept.post_only_approved, kept.holds_edits_of_approved) == (True, True, True)
    assert (kept.syncs_offline_payments, kept.schedule_hours, kept.office_days) == (False, "outside", "123")
    assert (kept.office_opens, kept.office_closes) == (time(7, 30), time(17))
    text = page.get("/sync/preferences/").content.decode()
    for words in ("Waits until", "Do not sync", "only outside office hours", "07:30 to 17:00", "Mon, Tue, Wed"):
        assert words in text
    changes = Entry.objects.of(organization).filter(kind="preferences").latest("number").changes
    assert changes["office_opens"] == ["08:00", "07:30"]


@pytest.mark.parametrize(
    "name",
    [
        "accounts_payable_account",
        "unallocated_expenses_account",
        "default_bank_account",
        "accounts_receivable_account",
        "deposit_to_account",
        "clearing_account",
    ],
)
def test_a_picker_offers_only_accounts_that_quickbooks_takes_there_and_saving_refuses_others(  # rule S6
    page, organization, accounts, name
):
    form = page.get("/sync/preferences/edit/").context["form"]
    offered = {pk for pk, _ in form.fields[name].choices if pk}
    assert accounts[name] in offered
    assert accounts["none"] not in offered
    assert page.post("/sync/preferences/edit/", FORM | {name: accounts["none"]}).status_code == 422
    assert not Preferences.objects.of(organization).exists()


def test_the_clearing_account_cannot_be_the_bank_account_itself(page, organization, accounts):  # rules S6, P9
    bank = accounts["default_bank_account"]
    answer = page.post("/sync/preferences/edit/", FORM | {"default_bank_account": bank, "clearing_account": bank})
    assert answer.status_code == 422
    assert "The clearing account is the bank account itself" in answer.content.decode()


@pytest.mark.parametrize(
    "hours",
    [
        {"office_opens": "18:00"},
        {"office_days": ["8"]},
        {"schedule_hours": "never"},
        {"schedule_hours": "office", "office_days": []},
    ],
)
def test_hours_that_make_no_sense_are_refused(page, organization, hours):
    assert page.post("/sync/preferences/edit/", FORM | hours).status_code == 422
    assert not Preferences.objects.of(organization).exists()


# Pause, and what would happen


@pytest.fixture
def connected(organization):
    """An agent has been seen."""
    from django.utils import timezone

    return Connection.objects.everywhere().create(
        organization=organization, agent_seen_at=timezone.now(), agent_protocol=1, agent_version="0.1.0"
    )


def test_the_sync_is_paused_and_resumed_on_its_page(page, connected):  # rule S8
    assert "The sync is paused." in page.post("/sync/pause/", follow=True).content.decode()
    assert page.get("/sync/").context["word"] == "Paused"
    assert "The sync goes on." in page.post("/sync/pause/end/", follow=True).content.decode()
    assert page.get("/sync/").context["word"] != "Paused"


def test_the_page_says_what_would_happen(page, connected, row):  # rule S6
    text = page.get("/sync/plan/").content.decode()
    assert f'<a href="/bills/{row.pk}/">Bill INV-104' in text
    assert "Moving transactions to QuickBooks is switched off" in text
    assert "Created in QuickBooks" in page.get("/sync/plan/?as=moving").content.decode()
