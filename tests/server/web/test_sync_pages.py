"""The pages of the sync: state, runs, details, problems, conflicts, preferences and the two-way switch, tokens."""

from datetime import timedelta

import pytest
from django.utils import timezone
from tests.server.web.conftest import browser_of

from counterfoil.reconcile.decision import Master
from counterfoil.server.audit.models import Entry
from counterfoil.server.gateway.models import Profile, SyncToken
from counterfoil.server.gateway.services import create_token
from counterfoil.server.sync.models import Conflict, Connection, Detail, Link, Preferences, Problem, Run, Wait


@pytest.fixture
def connection(organization) -> Connection:
    """An agent that was heard of a moment ago."""
    return Connection.objects.everywhere().create(
        organization=organization,
        company_name="Rock Castle",
        agent_seen_at=timezone.now(),
        agent_protocol=1,
        agent_version="0.1.0",
        quickbooks="open",
    )


@pytest.fixture
def run(organization) -> Run:
    """A run that has ended."""
    now = timezone.now()
    return Run.objects.everywhere().create(
        organization=organization,
        trigger="manual",
        outcome="done",
        started_at=now - timedelta(seconds=2),
        finished_at=now,
    )


def detail(run, kind, title, text="", **more):
    return Detail.objects.everywhere().create(
        organization_id=run.organization_id, run=run, at=timezone.now(), kind=kind, title=title, text=text, **more
    )


# state


def test_before_the_first_agent_the_page_says_what_to_do(page):
    text = page.get("/sync/").content.decode()
    assert "QuickBooks is not connected yet" in text
    assert "/sync/tokens/" in text


@pytest.mark.parametrize(
    ("changes", "word"),
    [
        ({}, "Up to date"),
        ({"agent_seen_at": timezone.now() - timedelta(hours=1)}, "Agent offline"),
        ({"agent_seen_at": None}, "Not connected"),
        ({"mode": "suspended", "mode_reason": "Another company file."}, "Stopped"),
    ],
)
def test_one_word_says_how_the_sync_stands(page, organization, connection, changes, word):
    Connection.objects.of(organization).update(**changes)
    assert page.get("/sync/").context["word"] == word


def test_a_run_under_way_shows_how_far_it_is(page, organization, connection):
    under_way = Run.objects.everywhere().create(
        organization=organization, trigger="live", started_at=timezone.now(), step="Reading bills", done=120, total=400
    )
    Connection.objects.of(organization).update(run=under_way)
    answer = page.get("/sync/")
    assert answer.context["word"] == "Syncing"
    assert "Reading bills · 120 of 400" in answer.content.decode()
    assert '<progress aria-labelledby="progress-text" value="120" max="400">' in answer.content.decode()


def test_sync_now_asks_for_a_run_and_says_who_asked(page, organization, connection):
    page.post("/sync/now/")
    connection.refresh_from_db()
    assert connection.requested_at is not None
    assert connection.requested_by == "Administrator"


def test_a_suspended_sync_is_not_asked_to_run_and_says_why(page, organization, connection):
    Connection.objects.of(organization).update(mode="suspended", mode_reason="Another company file.")
    assert "Another company file." in page.post("/sync/now/", follow=True).content.decode()


# a run's details (rule S9)


def test_details_are_narrowed_by_what_happened_and_by_text(page, run):
    detail(run, "created", "Bill INV-1 of Keller")
    detail(run, "skipped", "Bill INV-2 of Keller", "It is paid.")
    shown = page.get(f"/sync/runs/{run.pk}/?kind=skipped").context["details"]
    assert [line["detail"].title for line in shown] == ["Bill INV-2 of Keller"]
    assert len(page.get(f"/sync/runs/{run.pk}/?text=keller").context["details"]) == 2
    assert "Nothing in this run fits" in page.get(f"/sync/runs/{run.pk}/?text=zebra").content.decode()


def test_a_detail_leads_to_its_record(page, run, row):
    detail(run, "updated", "Bill INV-104", record_kind="bill", record_id=row.pk)
    assert f'<a href="/bills/{row.pk}/">Bill INV-104</a>' in page.get(f"/sync/runs/{run.pk}/").content.decode()


def test_the_export_holds_what_the_page_shows_and_no_formula(page, run):
    detail(run, "created", '=HYPERLINK("http://evil")', "+1")
    detail(run, "skipped", "left out")
    answer = page.get(f"/sync/runs/{run.pk}/details.csv?kind=created")
    text = b"".join(answer.streaming_content).decode()
    assert "'=HYPERLINK" in text
    assert "'+1" in text
    assert "left out" not in text
    assert answer["Content-Disposition"] == f'attachment; filename="run-{run.pk}.csv"'


# problems and conflicts


def test_a_problem_is_explained_and_offers_what_can_be_done(page, organization, row):
    problem = Problem.objects.everywhere().create(
        organization=organization,
        key="p",
        kind="bill",
        record_id=row.pk,
        title="Bill INV-104",
        severity="error",
        problem={
            "code": "locked",
            "title": "The bill is open on another screen",
            "cause": "Somebody edits it in QuickBooks.",
            "fix": "Close it there.",
            "status_code": 3175,
            "choices": ["retry", "skip"],
        },
        opened_at=timezone.now(),
        seen_at=timezone.now(),
    )
    for address in ("/sync/problems/", f"/bills/{row.pk}/"):
        text = page.get(address).content.decode()
        for words in ("The bill is open on another screen", "Close it there.", "status 3175", "Try again"):
            assert words in text
    page.post(f"/sync/problems/{problem.pk}/settle/", {"choice": "skip", "next": f"/bills/{row.pk}/"})
    assert not Problem.objects.of(organization).exists()


def test_what_was_left_and_what_waits_for_it_stay_visible_with_the_way_out(page, organization, connection, row):
    """Rules C5, S10."""
    link = Link.objects.everywhere().create(
        organization=organization, kind="vendor", record_id=row.vendor_id, hold="name_in_use"
    )
    problem = Problem.objects.everywhere().create(
        organization=organization, key=f"vendor:{link.pk}:name_in_use", kind="vendor", record_id=row.vendor_id,
        title="Vendor Keller Lumber", severity="error", opened_at=timezone.now(), seen_at=timezone.now(),
        problem={"code": "name_in_use", "title": "The name is already in use", "choices": ["rename", "skip"]},
    )  # fmt: skip
    key = f"vendor:{row.vendor_id}"
    waiting = Link.objects.everywhere().create(
        organization=organization, kind="bill", record_id=row.pk, waits_for=[key]
    )
    Wait.objects.everywhere().create(organization=organization, link=waiting, key=key)
    assert "Settle the question about the vendor Keller Lumber" in page.get(f"/bills/{row.pk}/").content.decode()
    page.post(f"/sync/problems/{problem.pk}/settle/", {"choice": "skip"})

    text = page.get("/sync/").content.decode()
    assert "The vendor Keller Lumber, which somebody left in Counterfoil only" in text
    assert "Choose again" in text
    assert "Left as they are (1)" in page.get("/sync/problems/").content.decode()
    left = page.get("/sync/problems/?show=left").content.decode()
    assert "left it as it is" in left
    assert "Rename it" in left
    bill = page.get(f"/bills/{row.pk}/").content.decode()
    assert "which somebody left in Counterfoil only" in bill
    assert f"/sync/problems/?show=left#problem-{problem.pk}" in bill
    assert "Needs a look" not in page.get(f"/vendors/{row.vendor_id}/").content.decode()


def test_a_conflict_shows_both_values_and_who_won(page, organization, row, clerk):
    """Rule C2."""
    Conflict.objects.everywhere().create(
        organization=organization,
        kind="bill",
        record_id=row.pk,
        path="memo",
        base="Decking",
        ours="Decking, east",
        theirs="Decking, west",
        winner=Master.QUICKBOOKS,
        found_at=timezone.now(),
        settled_at=timezone.now(),
    )
    text = page.get(f"/bills/{row.pk}/").content.decode()
    assert "Decking, east" in text
    assert "Decking, west" in text
    assert "QuickBooks, this one holds" in text
    assert text.count("Use this one") == 1
    assert "Use this one" not in browser_of(clerk).get(f"/bills/{row.pk}/").content.decode()
    assert "No open conflicts" in page.get("/sync/conflicts/").content.decode()
    assert "Bill INV-104 of Keller Lumber" in page.get("/sync/conflicts/?show=all").content.decode()


def test_settling_leads_back_to_a_page_of_ours_only(page, organization):
    conflict = Conflict.objects.everywhere().create(
        organization=organization, kind="bill", path="memo", found_at=timezone.now()
    )
    answer = page.post(f"/sync/conflicts/{conflict.pk}/choose/", {"side": "quickbooks", "next": "//evil.example/"})
    assert answer["Location"] == "/sync/conflicts/"


# preferences and the two-way switch (rules B2, B3, S6)

PLAIN = {"move_transactions": "on", "master": "quickbooks", "run_every_minutes": "30"}


def test_preferences_are_saved_and_written_down(page, organization):
    assert page.post("/sync/preferences/edit/", PLAIN).status_code == 302
    kept = Preferences.objects.of(organization).get()
    assert (kept.move_transactions, kept.run_every_minutes, kept.two_way) == (True, 30, False)
    assert Entry.objects.of(organization).filter(kind="preferences").exists()


def test_ticking_two_way_sync_asks_before_it_is_saved(page, organization, connection):
    answer = page.post("/sync/preferences/edit/", {**PLAIN, "two_way": "on"})
    assert answer.status_code == 422
    assert "<dialog" in answer.content.decode()
    assert not Preferences.objects.of(organization).filter(two_way=True).exists()


def test_yes_switches_two_way_sync_on_and_nothing_switches_it_off(page, organization, administrator, connection):
    yes = {**PLAIN, "two_way": "on", "confirmed": "yes", "bring_open_bills": "yes"}
    assert page.post("/sync/preferences/edit/", yes).status_code == 302
    kept = Preferences.objects.of(organization).get()
    assert (kept.two_way, kept.two_way_since, kept.two_way_switched_by_id) == (True, "", administrator.pk)
    assert "disabled" in str(page.get("/sync/preferences/edit/").context["form"]["two_way"])
    page.post("/sync/preferences/edit/", {**PLAIN, "revision": kept.revision})
    kept.refresh_from_db()
    assert kept.two_way


def test_only_new_and_edited_bills_come_over_unless_the_open_ones_are_asked_for(page, organization, connection):
    page.post("/sync/preferences/edit/", {**PLAIN, "two_way": "on", "confirmed": "yes", "bring_open_bills": "no"})
    assert Preferences.objects.of(organization).get().two_way_since


def test_an_agent_that_is_too_old_is_named_with_what_is_needed_and_nothing_is_saved(page, organization, connection):
    Connection.objects.of(organization).update(agent_protocol=0, agent_version="0.0.9")
    answer = page.post("/sync/preferences/edit/", {**PLAIN, "two_way": "on", "confirmed": "yes"})
    assert "0.0.9" in " ".join(answer.context["form"].errors["two_way"])
    assert not Preferences.objects.of(organization).filter(move_transactions=True).exists()


def test_pickers_offer_only_accounts_of_a_fitting_type(page, lists):
    form = page.get("/sync/preferences/edit/").context["form"]
    assert [label for _, label in form.fields["accounts_payable_account"].choices] == ["None", "Accounts Payable"]
    answer = page.post("/sync/preferences/edit/", {**PLAIN, "accounts_payable_account": lists.fuel.id})
    assert "accounts_payable_account" in answer.context["form"].errors


@pytest.mark.parametrize(
    ("known", "says"),
    [
        ({"previewed_bills": 37, "previewed_at": timezone.now()}, "37 unpaid bills"),
        ({"preview_wanted_at": timezone.now()}, "QuickBooks is being asked"),
        ({"preview_wanted_at": timezone.now(), "agent_seen_at": None}, "The agent is not connected"),
    ],
)
def test_the_preview_says_how_many_bills_would_come_over(page, organization, connection, known, says):
    Connection.objects.of(organization).update(**known)
    assert says in page.get("/sync/preferences/preview/").content.decode()


# tokens and agents (rule S3)


def test_a_new_token_has_its_name_filled_in_and_shows_its_secret_once(page, organization):
    form = page.get("/sync/tokens/new/").context["form"]
    answer = page.post("/sync/tokens/new/", {"name": form["name"].value()})
    secret = answer.context["secret"]
    assert secret in answer.content.decode()
    assert "no-store" in answer["Cache-Control"]
    assert secret not in page.get("/sync/tokens/").content.decode()
    assert SyncToken.objects.of(organization).get().secret_hash != secret


def test_a_token_can_be_revoked_and_says_so(page, organization, administrator):
    token = create_token(organization, administrator).token
    page.post(f"/sync/tokens/{token.pk}/revoke/")
    assert [line["word"] for line in page.get("/sync/tokens/").context["tokens"]] == ["Revoked"]


def test_a_used_token_says_when_and_where(page, organization, administrator):
    token = create_token(organization, administrator).token
    SyncToken.objects.of(organization).filter(pk=token.pk).update(
        used_at=timezone.now(), used_from="192.0.2.7", used_on="OFFICE-PC"
    )
    text = page.get("/sync/tokens/").content.decode()
    assert "192.0.2.7" in text
    assert "OFFICE-PC" in text


def test_an_agent_can_be_revoked(page, organization, administrator):
    agent = Profile.objects.everywhere().create(
        organization=organization,
        company_file="C:\\books.qbw",
        credential_hash="h",
        installation="i",
        created_at=timezone.now(),
        created_by=administrator,
    )
    page.post(f"/sync/tokens/agents/{agent.pk}/revoke/")
    agent.refresh_from_db()
    assert agent.revoked_at is not None


# one record's standing


def test_a_record_says_how_it_stands_with_quickbooks(page, organization, actor, row, connection):
    from counterfoil.server.audit.queries import last_number
    from counterfoil.server.sync.models import Link

    def word():
        page_text = page.get(f"/bills/{row.pk}/").content.decode()
        return next(word for word in ("Only here", "On its way", "In agreement", "Waiting") if word in page_text)

    assert word() == "Only here"
    link = Link.objects.everywhere().create(
        organization=organization, kind="bill", record_id=row.pk, quickbooks_id="1-2", state="linked"
    )
    assert word() == "On its way", "the engine has yet to see the bill"
    Connection.objects.of(organization).update(position=last_number(organization))
    assert word() == "In agreement"
    Link.objects.of(organization).filter(pk=link.pk).update(owed=True)
    assert word() == "On its way"
    Link.objects.of(organization).filter(pk=link.pk).update(owed=False, state="held", hold="preference")
    assert word() == "Waiting"
    assert "Moving transactions to QuickBooks is switched off" in page.get(f"/bills/{row.pk}/").content.decode()


def a_question_about_a_name(organization, vendor):
    from counterfoil.server.sync.models import Link

    link = Link.objects.everywhere().create(organization=organization, kind="vendor", record_id=vendor)
    now = timezone.now()
    return Problem.objects.everywhere().create(
        organization=organization, key=f"vendor:{link.pk}:name_in_use", title="Vendor Miller", severity="error",
        problem={
            "code": "name_in_use", "title": "The name is already in use", "choices": ["link", "rename", "skip"],
            "candidates": [{"id": "7", "title": "Miller Supply"}], "suggestion": "Miller (vendor)",
        },
        kind="vendor", record_id=vendor, opened_at=now, seen_at=now,
    )  # fmt: skip


def test_a_name_that_is_taken_is_asked_about_and_renamed_on_the_page(page, organization, connection, lists):
    """Rule C5: link, rename and skip are offered, on the list of problems and on the vendor's own page."""
    from counterfoil.server.vendors.models import Vendor

    vendor = int(lists.vendor.id)
    problem = a_question_about_a_name(organization, vendor)
    for address in ("/sync/problems/", f"/vendors/{vendor}/"):
        text = page.get(address).content.decode()
        assert 'value="Miller Supply"' in text
        assert 'value="Miller (vendor)"' in text
        assert "Link the two" in text
        assert "Leave as it is" in text
    asked = {"choice": "rename", "answer": "Miller (vendor)"}
    page.post(f"/sync/problems/{problem.pk}/settle/", asked)
    assert Vendor.objects.everywhere().get(pk=vendor).name == "Miller (vendor)"
    assert not Problem.objects.everywhere().exists()


def test_a_link_to_what_is_not_there_says_so_and_the_question_stays(page, organization, connection, lists):
    problem = a_question_about_a_name(organization, int(lists.vendor.id))
    answer = page.post(f"/sync/problems/{problem.pk}/settle/", {"choice": "link", "answer": "Nobody"}, follow=True)
    assert "There is no such record." in answer.content.decode()
    assert Problem.objects.everywhere().exists()


def test_a_web_connector_is_set_up_shown_once_and_revoked(page, organization):
    """Rule S12: the file holds what the Web Connector must know, and no secret."""
    from lxml import etree

    from counterfoil.server.gateway.models import Profile

    assert page.get("/sync/tokens/web-connector/").status_code == 200
    made = page.post("/sync/tokens/web-connector/").context["made"]
    shown = page.get("/sync/tokens/").content.decode()
    assert made.connector.user_name in shown
    assert made.password not in shown
    answer = page.get(f"/sync/tokens/web-connector/{made.connector.profile_id}.qwc")
    assert "attachment" in answer["Content-Disposition"]
    assert made.password not in answer.content.decode()
    told = {each.tag: each.text or "" for each in etree.fromstring(answer.content)}
    assert told["UserName"] == made.connector.user_name
    assert told["AppURL"].endswith("/webconnector/")
    assert told["FileID"] == f"{{{made.connector.file_id}}}"
    page.post(f"/sync/tokens/agents/{made.connector.profile_id}/revoke/")
    assert Profile.objects.of(organization).get().revoked_at is not None
    assert page.get(f"/sync/tokens/web-connector/{made.connector.profile_id}.qwc").status_code == 404


@pytest.mark.parametrize(
    ("base_url", "is_warned"), [("http://books.example.test", True), ("http://127.0.0.1:8000", False)]
)
def test_an_address_that_the_web_connector_would_refuse_is_warned_of(page, settings, base_url, is_warned):
    settings.BASE_URL = base_url
    text = page.get("/sync/tokens/web-connector/").content.decode()
    assert ("does not begin with https" in text) is is_warned
