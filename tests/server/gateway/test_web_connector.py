"""Intuit's Web Connector carries without our agent (rule S12): its calls in order, and all that breaks in between."""

from __future__ import annotations

import pytest
from django.db import connection
from tests.server.gateway.web_connector import FILE, NAMESPACE, WebConnector, ask, call, envelope
from tests.server.gateway.world import enter_bill, new_company

from counterfoil.qbxml.read import read_answer
from counterfoil.qbxml.write import document, query
from counterfoil.records import Kind
from counterfoil.server import wall
from counterfoil.server.gateway.models import Call, Lease, Profile, WebConnectorSession
from counterfoil.server.gateway.refusals import Refusal
from counterfoil.server.gateway.services import create_web_connector, revoke_profile
from counterfoil.server.gateway.tasks import tidy
from counterfoil.server.gateway.web_connector import sessions
from counterfoil.server.sync.models import Connection, Intent, Preferences

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def processor(tmp_path):
    folder = tmp_path / "books"
    folder.mkdir()
    return new_company(folder)


@pytest.fixture
def connector(organization, administrator, processor):
    made = create_web_connector(organization, administrator)
    return WebConnector(made.connector.user_name, made.password, processor)


@pytest.fixture
def synced(connector, organization):
    """A Web Connector after its first run, with bills travelling both ways."""
    Preferences.objects.everywhere().create(organization=organization, move_transactions=True, two_way=True)
    assert connector.run() == "Counterfoil is up to date."
    connector.requests.clear()
    return connector


def bills_there(processor):
    (response,) = read_answer(processor.process("A test", document([query(Kind.BILL)]))).responses
    return [getattr(each.record, "ref_number", "") for each in response.observations]


def test_a_bill_entered_here_stands_in_quickbooks_after_a_run(synced, organization, actor, processor):
    enter_bill(organization, actor)
    assert synced.run() == "Counterfoil is up to date."
    assert sum("<BillAddRq " in text for text in synced.requests) == 1
    assert not Intent.objects.everywhere().exclude(state="done").exists()


def test_a_run_without_news_asks_quickbooks_and_says_so(synced):
    assert synced.run() == "Counterfoil is up to date."
    assert synced.requests, "QuickBooks is asked what has changed"


def test_every_call_enters_its_organization_within_a_transaction(synced, organization, actor, monkeypatch):
    """Outside of one the wall between organizations could not be told whose rows are meant."""
    entered = []

    def enter(organization_id):
        assert connection.in_atomic_block
        entered.append(organization_id)

    monkeypatch.setattr(wall, "enter", enter)
    enter_bill(organization, actor)
    assert synced.run() == "Counterfoil is up to date."
    assert set(entered) == {organization.pk}


def test_the_company_file_is_remembered_and_asked_for_by_its_path(synced):
    assert synced.sign_in() == [FILE]


def test_per_cents_rise_to_a_hundred(connector, organization):
    connector.sign_in()
    seen: list[int] = []
    while not seen or seen[-1] < 100:
        seen.append(connector.bring(connector.process(connector.fetch())))
    assert seen == sorted(seen)
    assert all(0 < each <= 100 for each in seen)


@pytest.mark.parametrize("change", [{"user_name": "somebody"}, {"password": "wrong"}, {"password": ""}])
def test_a_wrong_name_or_password_is_a_bad_login(connector, change):
    for name, value in change.items():
        setattr(connector, name, value)
    assert connector.sign_in() == ["nvu"]
    assert not WebConnectorSession.objects.everywhere().exists()


def test_the_password_opens_no_door_of_the_agent(connector):
    from counterfoil.server.gateway.desk import is_credential

    assert not is_credential(connector.password)


def test_a_revoked_web_connector_is_shut_out_in_the_middle_of_a_run(synced, organization, actor):
    synced.sign_in()
    text = synced.fetch()
    revoke_profile(organization, actor, Profile.objects.everywhere().get().pk)
    assert synced.bring(synced.process(text)) == -1
    assert synced.last_error() == sessions.OVER
    assert synced.fetch() == ""
    assert synced.sign_in() == ["nvu"]


@pytest.mark.parametrize("ticket", ["", "guessed", "x" * 5000])
def test_a_guessed_ticket_gets_nothing(synced, ticket):
    synced.sign_in()
    assert call("sendRequestXML", ticket=ticket) == ""
    assert call("receiveResponseXML", ticket=ticket, response="<QBXML/>") == "-1"
    assert call("getLastError", ticket=ticket) == sessions.OVER
    assert call("closeConnection", ticket=ticket) == sessions.OVER
    assert synced.fetch(), "whose ticket it is goes on"


def test_between_its_runs_it_counts_as_connected_for_a_day(synced, organization):
    from datetime import timedelta

    from django.utils import timezone

    from counterfoil.server.sync.queries import state

    assert state(organization, now=timezone.now() + timedelta(hours=23)).is_connected
    assert not state(organization, now=timezone.now() + timedelta(hours=25)).is_connected


# What breaks


def test_a_write_whose_answer_was_lost_is_found_and_not_repeated(synced, organization, actor, processor, monkeypatch):
    enter_bill(organization, actor)
    synced.process(synced.run_until("<BillAddRq "))
    busy, seconds = synced.sign_in()
    assert busy == "busy", "QuickBooks may still be at work on what the last run fetched"
    assert int(seconds) > 60
    later(monkeypatch, int(seconds) + 1)
    synced.requests.clear()
    assert synced.run() == "Counterfoil is up to date."
    assert not any("<BillAddRq " in text for text in synced.requests)
    assert bills_there(processor) == ["INV-1"]


def test_a_write_that_never_left_goes_with_the_next_run_at_once(synced, organization, actor, processor):
    enter_bill(organization, actor)
    text = synced.run_until("<AccountAddRq ")
    synced.bring(synced.process(text))
    assert Call.objects.everywhere().get(answered_at__isnull=True).writes, "handed out, and not fetched"
    synced.requests.clear()
    assert synced.run() == "Counterfoil is up to date."
    assert bills_there(processor) == ["INV-1"]


def test_a_question_whose_answer_was_lost_holds_nobody_up(synced):
    synced.sign_in()
    synced.fetch()
    assert synced.run() == "Counterfoil is up to date."


def test_a_goodbye_in_the_middle_frees_the_way_for_another(synced, organization):
    synced.sign_in()
    synced.fetch()
    synced.close()
    assert Lease.objects.of(organization).get().seen_at is None


def test_asking_again_without_an_answer_ends_the_run(synced):
    synced.sign_in()
    assert synced.fetch()
    assert synced.fetch() == ""
    assert synced.last_error() == sessions.LOST


def test_an_answer_that_comes_twice_changes_nothing(synced):
    synced.sign_in()
    response = synced.process(synced.fetch())
    assert synced.bring(response) > 0
    assert synced.bring(response) == -1
    assert synced.fetch(), "the next request was handed out once"


def test_a_request_that_quickbooks_could_not_parse_is_no_loop(synced, organization, actor):
    enter_bill(organization, actor)
    synced.run_until("<AccountAddRq ")
    told = synced.bring("", "0x80040400", "QuickBooks found an error when parsing the provided XML text stream.")
    assert 0 < told < 100, "the others go on"
    assert "<AccountAddRq " not in synced.fetch()


def test_a_failure_of_quickbooks_ends_the_run_with_words(synced):
    synced.sign_in()
    synced.fetch()
    assert synced.bring("", "0x80040414", "A modal dialog box is showing in the QuickBooks user interface.") == -1
    assert synced.last_error().startswith("QuickBooks shows a dialog that someone must close.")


def test_quickbooks_that_cannot_be_opened_is_told_on_the_page(synced, organization):
    synced.sign_in()
    assert call("connectionError", ticket=synced.ticket, hresult="0x80040408", message="Could not start.") == "done"
    assert synced.last_error() == "QuickBooks could not be started. Could not start."
    connection = Connection.objects.of(organization).get()
    assert (connection.quickbooks, connection.agent_note) == ("closed", synced.last_error())
    assert synced.run() == "Counterfoil is up to date.", "what was handed out had not left"


def test_a_file_that_has_moved_is_looked_for_once_in_what_is_open(synced):
    assert synced.sign_in() == [FILE]
    error = {"ticket": synced.ticket, "hresult": "0x80040403", "message": "Could not open the specified file."}
    assert call("connectionError", **error) == ""
    assert call("connectionError", **error) == "done"


TOO_LONG = "<QBXML>" + "x" * 11_000_000


def most_returned(text):
    return int(text.partition("<MaxReturned>")[2].partition("<")[0])


def test_an_answer_that_is_too_long_has_less_asked_for(synced, monkeypatch):
    """The run pauses for a moment, as the Web Connector is told to, and asks again."""
    first = most_returned(synced.run_until("<MaxReturned>"))
    assert synced.bring(TOO_LONG) == 99
    assert (synced.fetch(), synced.last_error()) == ("", "NoOp")
    later(monkeypatch, sessions.SOON)
    text = synced.fetch()
    while "<MaxReturned>" not in text:
        assert synced.bring(synced.process(text)) < 100
        text = synced.fetch()
    assert most_returned(text) < first


def test_a_run_does_not_pause_for_ever(synced, monkeypatch):
    from datetime import timedelta

    monkeypatch.setattr(sessions, "LONGEST_PAUSE", timedelta(0))
    synced.run_until("<MaxReturned>")
    assert synced.bring(TOO_LONG) == -1
    assert "longer than 8 MB" in synced.last_error()


def test_a_suspended_sync_says_why(synced, organization):
    Connection.objects.of(organization).update(mode="suspended", mode_reason="Another company file answered.")
    assert synced.run() == "Another company file answered.Another company file answered."


def test_a_paused_sync_has_no_work(synced, organization):
    from django.utils import timezone

    Connection.objects.of(organization).update(paused_at=timezone.now())
    assert synced.sign_in() == ["none"]


def test_the_agent_and_the_web_connector_do_not_carry_at_once(synced, make_agent):
    synced.sign_in()
    synced.fetch()
    with pytest.raises(Refusal, match="Another computer carries"):
        make_agent().say()


def test_a_session_that_broke_off_is_forgotten_after_a_day(synced, monkeypatch):
    from datetime import timedelta

    from django.utils import timezone

    synced.sign_in()
    tidy(timezone.now() + timedelta(days=2))
    assert not WebConnectorSession.objects.everywhere().exists()


def later(monkeypatch, seconds):
    """From now on it is later."""
    from datetime import timedelta

    from django.utils import timezone

    now = timezone.now
    monkeypatch.setattr(timezone, "now", lambda: now() + timedelta(seconds=seconds))
    for function in (sessions.authenticate, sessions.send_request, sessions.receive_response, sessions.close):
        defaults = (function.__kwdefaults__ or {}) | {"clock": timezone.now}
        monkeypatch.setattr(function, "__kwdefaults__", defaults)


# The door


LAST_ERROR = envelope("getLastError", ticket="x")
WITH_DOCTYPE = LAST_ERROR.replace(b"<soap:Env", b'<!DOCTYPE x [<!ENTITY a "b">]><soap:Env', 1)


@pytest.mark.parametrize(
    ("body", "options", "status", "words"),
    [
        (b"not xml", {}, 400, "not well-formed"),
        (b"<a/>", {}, 400, "no SOAP 1.1 envelope"),
        (envelope("dropEverything"), {}, 400, "no method dropEverything"),
        (envelope("authenticate").replace(b"intuit", b"example"), {}, 400, "no method"),
        (WITH_DOCTYPE, {}, 400, "DOCTYPE"),
        (LAST_ERROR, {"method": "PUT"}, 405, "GET and POST"),
        (LAST_ERROR, {"Content_Type": "application/json"}, 415, "text/xml"),
        (LAST_ERROR, {"Content_Length": str(10**9)}, 413, "larger than"),
        (envelope("receiveResponseXML", ticket="x", response="y" * 70_000), {}, 413, "under way"),
        (envelope("authenticate", strUserName="x" * 70_000), {}, 413, "under way"),
    ],
)
def test_what_is_no_call_of_ours_is_a_fault(body, options, status, words):
    answer = ask(body, **options)
    assert answer.status_code == status
    assert words in answer.text
    assert "Client</faultcode>" in answer.text


def test_other_addresses_go_elsewhere():
    assert ask(path="/webconnectors/").status_code == 299


def test_the_address_answers_a_look_and_describes_itself():
    assert ask(method="GET").status_code == 200
    told = ask(method="GET", path="/webconnector/?wsdl").text
    assert f'targetNamespace="{NAMESPACE}"' in told


@pytest.mark.parametrize(("version", "told"), [("2.3.0.20", ""), ("2.0.0.1", "E:"), ("", ""), ("nonsense", "")])
def test_an_old_web_connector_is_told_to_be_renewed(version, told):
    assert call("clientVersion", strVersion=version)[:2] == told


def test_the_server_says_its_version():
    assert call("serverVersion")


def test_secrets_travel_encrypted_only(settings):
    settings.IS_HTTPS = True
    assert ask(envelope("serverVersion")).status_code == 403
    assert ask(envelope("serverVersion"), X_Forwarded_Proto="https").status_code == 200
