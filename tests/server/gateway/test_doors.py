"""The doors over HTTP: what is no request of an agent is refused before anything happens."""

import asyncio
import json

import httpx
import pytest
from django.utils import timezone
from tests.server.gateway.world import Agent, Clock, new_company

from counterfoil.server.gateway import asgi, doors
from counterfoil.server.gateway.refusals import Refusal
from counterfoil.server.gateway.report import Answer, Failed, report_of
from counterfoil.server.gateway.services import create_token

pytestmark = pytest.mark.django_db(transaction=True)

JSON = {"Content-Type": "application/json"}
REPORT = {
    "protocol": 1,
    "version": "0.1.0",
    "installation": "office pc",
    "process": "process 1",
    "company_file": "C:\\Books\\Keller.qbw",
    "clock": {"wall": "2026-11-18T10:00:00-05:00", "unix": 1795014000.25},
    "quickbooks": "open",
    "hint": None,
    "answer": None,
    "journal": [],
    "wait": 0,
}


async def elsewhere(scope, receive, send):
    await send({"type": "http.response.start", "status": 299, "headers": []})
    await send({"type": "http.response.body", "body": b"Django"})


def ask(path, body=b"{}", *, method="POST", **headers):
    """One request; header names are given with underscores."""
    sent = JSON | {name.replace("_", "-"): value for name, value in headers.items()}

    async def go():
        transport = httpx.ASGITransport(app=doors.route(elsewhere))
        async with httpx.AsyncClient(transport=transport, base_url="http://test") as client:
            return await client.request(method, path, content=body, headers=sent)

    return asyncio.run(go())


def test_other_addresses_go_to_django():
    assert ask("/bills/").status_code == 299


@pytest.mark.parametrize(
    ("path", "options", "status", "error"),
    [
        ("/agent/v1/nothing", {}, 404, "no_such_door"),
        ("/agent/v1/exchange", {"method": "GET"}, 405, "not_post"),
        ("/agent/v1/exchange", {"Content_Type": "text/xml"}, 415, "not_json"),
        ("/agent/v1/exchange", {"body": b"not json"}, 400, "unreadable"),
        ("/agent/v1/exchange", {"body": b"[1]"}, 400, "unreadable"),
        ("/agent/v1/exchange", {"body": b"[" * 60_000}, 400, "unreadable"),
        ("/agent/v1/sign-in", {"body": b'{"name": "a\\u0000"}'}, 400, "unreadable"),
        ("/agent/v1/profiles", {"body": b'{"organization": "x", "company_file": "y"}'}, 401, "revoked"),
    ],
)
def test_what_cannot_be_one_of_ours_is_refused_in_words(path, options, status, error):
    answer = ask(path, **options)
    assert (answer.status_code, answer.json()["error"]) == (status, error)
    assert answer.headers["content-type"] == "application/problem+json"
    assert answer.headers["cache-control"] == "no-store"
    assert answer.json()["detail"]


@pytest.mark.parametrize(
    ("path", "headers", "status"),
    [
        ("/agent/v1/sign-in", {}, 413),
        ("/agent/v1/profiles", {"Authorization": "Bearer made-up"}, 413),
        ("/agent/v1/exchange", {}, 401),
        ("/agent/v1/exchange", {"Authorization": "Bearer made-up"}, 401),
    ],
)
def test_who_shows_no_credential_may_not_send_much(path, headers, status):
    assert ask(path, b" " * (asgi.SMALL_BODY + 1), **headers).status_code == status


def test_an_agent_may_send_a_large_answer(organization, administrator, tmp_path):
    agent = Agent.connected(organization, administrator, "office pc", Clock(), new_company(tmp_path))
    body = json.dumps(REPORT | {"padding": "x" * asgi.SMALL_BODY}).encode()
    assert ask("/agent/v1/exchange", body, Authorization=f"Bearer {agent.credential}").status_code == 200


def test_a_body_that_is_too_large_is_refused_by_its_length_and_by_its_bytes(monkeypatch):
    monkeypatch.setattr(asgi, "LARGEST_BODY", 1000)
    assert ask("/agent/v1/exchange", b"x" * 1001).status_code == 413

    async def without_length():
        messages = iter([{"type": "http.request", "body": b"x" * 600, "more_body": True}] * 2)

        async def receive():
            return next(messages)

        return await asgi.body_of(receive, asgi.LARGEST_BODY)

    with pytest.raises(Refusal) as caught:
        asyncio.run(without_length())
    assert caught.value.status.value == 413


def test_secrets_are_not_taken_in_clear_where_the_server_has_an_https_address(settings):
    settings.IS_HTTPS = True
    assert ask("/agent/v1/sign-in").json()["error"] == "not_encrypted"
    assert ask("/agent/v1/sign-in", X_Forwarded_Proto="https").json()["error"] == "unreadable"


def test_a_credential_that_is_not_known_is_401_and_says_how_to_come():
    answer = ask("/agent/v1/exchange", json.dumps(REPORT).encode(), Authorization="Bearer made-up")
    assert (answer.status_code, answer.headers["www-authenticate"]) == (401, "Bearer")


def test_an_agent_signs_in_makes_a_profile_and_is_given_its_first_call(organization, administrator):
    token = create_token(organization, administrator, "office")
    wanted = {"name": "office", "secret": token.secret, "installation": "office pc", "protocol": 1}
    ticket = ask("/agent/v1/sign-in", json.dumps(wanted).encode()).json()["ticket"]
    body = json.dumps({"organization": "keller", "company_file": "C:\\Books\\Keller.qbw"}).encode()
    made = ask("/agent/v1/profiles", body, Authorization=f"Bearer {ticket}")
    assert made.status_code == 201
    bearer = f"Bearer {made.json()['credential']}"
    answer = ask("/agent/v1/exchange", json.dumps(REPORT).encode(), Authorization=bearer)
    assert (answer.status_code, answer.json()["call"]["number"], answer.json()["wait"]) == (200, 1, 0)
    assert "HostQueryRq" in answer.json()["call"]["text"]


def test_who_is_held_off_is_told_for_how_long(agent, make_agent):
    agent.clock.moment = timezone.now()
    agent.say()
    answer = ask(
        "/agent/v1/exchange",
        json.dumps(REPORT | {"installation": "garage pc"}).encode(),
        Authorization=f"Bearer {make_agent('garage pc').credential}",
    )
    assert answer.status_code == 409
    assert 590 < int(answer.headers["retry-after"]) <= 600


@pytest.mark.parametrize(
    "change",
    [
        {"clock": {"wall": "yesterday", "unix": 1}},
        {"clock": {"wall": "2026-11-18T10:00:00-05:00", "unix": "1"}},
        {"quickbooks": "asleep"},
        {"hint": "7"},
        {"hint": True},
        {"wait": float("inf")},
        {"journal": [{"number": 1, "call": 1, "event": "done"}]},
        {"journal": [1] * 2000},
        {"answer": {"call": 1}},
        {"answer": {"call": 2**80, "text": ""}},
        {"answer": {"call": 1, "failure": {"hresult": "80040400"}}},
        {"answer": {"call": 1, "failure": {"hresult": "", "executed": "no"}}},
        {"installation": ""},
        {"process": "x" * 65},
    ],
)
def test_a_report_that_is_not_well_formed_is_refused(change):
    with pytest.raises(Refusal) as caught:
        report_of(json.dumps(REPORT | change).encode())
    assert caught.value.code == "unreadable"


def test_a_report_is_read_as_it_was_sent():
    failure = {"hresult": "0x80040408", "message": "closed", "executed": False}
    report = report_of(json.dumps(REPORT | {"answer": {"call": 4, "failure": failure}, "hint": 9, "wait": 99}).encode())
    assert (report.utc_offset, report.unix, report.hint, report.wait) == (-18000, 1795014000.25, 9, 30.0)
    assert report.answer == Answer(4, Failed(0x80040408, "closed", executed=False), None)
