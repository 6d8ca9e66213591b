"""The request processor over HTTP: sessions, refusals as 422, limits, one thing at a time."""

import asyncio
import threading
from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest
from starlette.requests import Request
from tests.simulator.asking import Set, document
from tests.simulator.visiting import OWN, Visitor, visiting

from counterfoil.simulator import desk, serve
from counterfoil.simulator.clock import ManualClock
from counterfoil.simulator.company import CompanyFile
from counterfoil.simulator.processor import NoFaults
from counterfoil.simulator.status import ProcessorError

HOST = document("<HostQueryRq></HostQueryRq>")


@pytest.fixture
def path(original: CompanyFile, tmp_path: Path) -> Path:
    original.copy_to(tmp_path / "books.cf")
    return tmp_path / "books.cf"


@pytest.fixture
def client(path: Path, clock: ManualClock) -> Iterator[Visitor]:
    with visiting(serve.application(lambda: CompanyFile.open(path, clock=clock))) as client:
        yield client


def test_a_session_is_opened_asked_and_closed(client, path):
    opened = client.post("/sessions", json={"app_name": "Counterfoil"})
    assert opened.status_code == 201
    session = opened.json()
    assert session["company_file"] == str(path)
    assert session["versions"][-1] == "13.0"
    answer = client.post(f"/sessions/{session['ticket']}/process", content=HOST)
    assert answer.headers["content-type"] == "text/xml; charset=utf-8"
    assert Set(answer.text).codes == [0]
    assert client.delete(f"/sessions/{session['ticket']}").status_code == 204
    assert client.post(f"/sessions/{session['ticket']}/process", content=HOST).status_code == 422


@pytest.mark.parametrize(
    ("asked", "hresult"),
    [
        ({}, "0x80040415"),
        ({"app_name": "A", "company_file": "/elsewhere.qbw"}, "0x8004040A"),
        ({"app_name": "A", "mode": "multi"}, "0x80040410"),
        ({"app_name": 7}, "0x80040402"),
        (["app_name"], "0x80040402"),
    ],
)
def test_a_session_that_cannot_be_opened_is_refused(client, asked, hresult):
    refused = client.post("/sessions", json=asked)
    assert (refused.status_code, refused.json()["hresult"]) == (422, hresult)


def test_one_document_is_answered_in_a_session_of_its_own(client):
    assert Set(client.post("/process?app=Counterfoil", content=HOST).text).codes == [0]
    assert client.post("/process", content=HOST).json()["hresult"] == "0x80040415"


@pytest.mark.parametrize("method_and_path", ["POST /sessions/00000099/process", "DELETE /sessions/00000099"])
def test_an_unknown_ticket_is_refused(client, method_and_path):
    method, address = method_and_path.split()
    refused = client.request(method, address, content=HOST if method == "POST" else None)
    assert refused.status_code == 422
    assert refused.json() == {"hresult": "0x8004040D", "message": "The ticket parameter is invalid."}


@pytest.mark.parametrize(
    "body",
    [b"", b"<QBXML>", b"\xff\xfe\x00 not utf-8", HOST.replace("HostQuery", "GhostQuery").encode()],
    ids=["empty", "half", "not UTF-8", "unknown request"],
)
def test_what_is_no_message_set_is_a_parse_error(client, body):
    refused = client.post("/process?app=A", content=body)
    assert (refused.status_code, refused.json()["hresult"]) == (422, "0x80040400")


def test_a_body_beyond_the_limit_is_refused(client, monkeypatch):
    monkeypatch.setattr(serve, "LARGEST_MESSAGE_SET", 1000)
    refused = client.post("/process?app=A", content=HOST + " " * 1000)
    assert (refused.status_code, refused.json()["hresult"]) == (422, "0x80040400")


@pytest.mark.anyio
async def test_reading_stops_at_the_limit():
    read = 0

    async def receive() -> dict[str, object]:
        nonlocal read
        read += 1
        return {"type": "http.request", "body": b"x" * 400, "more_body": True}

    with pytest.raises(desk.TooLarge):
        await desk.read_body(Request({"type": "http", "method": "POST", "headers": []}, receive), 1000)
    assert read == 3


@pytest.fixture
def anyio_backend() -> str:
    return "asyncio"


def test_the_hint_rises_with_every_change_whoever_makes_it(client, path, clock):
    def hint() -> int:
        return int(client.get("/company-file").json()["hint"])

    before = hint()
    assert client.get("/company-file").json()["company_file"] == str(path)
    client.post("/process?app=A", content=HOST)
    assert hint() == before
    vendor = "<VendorAddRq><VendorAdd><Name>New One</Name></VendorAdd></VendorAddRq>"
    client.post("/process?app=A", content=document(vendor))
    assert hint() > before
    middle = hint()
    other = CompanyFile.open(path, clock=clock)
    other.change_settings(company_name="Renamed elsewhere")
    other.close()
    assert hint() > middle


@pytest.mark.parametrize(
    ("headers", "status"),
    [
        ({}, 200),
        ({"origin": OWN}, 200),
        ({"origin": "https://elsewhere.example"}, 403),
        ({"origin": "null"}, 403),
        ({"origin": "http://127.0.0.1:9999"}, 403),
        ({"sec-fetch-site": "cross-site"}, 403),
        ({"sec-fetch-site": "same-site"}, 403),
        ({"sec-fetch-site": "same-origin", "origin": OWN}, 200),
        ({"host": "elsewhere.example"}, 421),
        ({"host": "localhost:8014"}, 200),
    ],
)
def test_other_sites_may_neither_write_nor_borrow_a_name(client, headers, status):
    assert client.post("/process?app=A", content=HOST, headers=headers).status_code == status


def test_a_borrowed_name_may_not_read_either(client):
    assert client.get("/vendors", headers={"host": "books.elsewhere.example"}).status_code == 421


def test_every_answer_carries_the_protecting_headers(client):
    headers = client.get("/").headers
    assert "default-src 'self'" in headers["content-security-policy"]
    assert headers["x-content-type-options"] == "nosniff"


def test_pages_notice_what_another_process_did_to_the_file(client, path, clock):
    assert "Harbour &amp; Sons" in client.get("/").text
    other = CompanyFile.open(path, clock=clock)
    other.change_settings(company_name="Renamed elsewhere")
    other.close()
    assert "Renamed elsewhere" in client.get("/").text


def test_the_company_file_sees_one_thing_at_a_time_and_the_loop_stays_free(path, clock):
    """Two requests whose work overlaps in time do not overlap in the file, while a third is answered at once."""
    inside, overlaps, threads = 0, 0, set()

    class Watched(NoFaults):
        def before_set(self, text: str) -> None:
            nonlocal inside, overlaps
            inside += 1
            overlaps = max(overlaps, inside)
            threads.add(threading.current_thread().name)

        def before_request(self, name: str, ids: tuple[str, ...]) -> None:
            return None

        def after_set(self, text: str, answer: str) -> str:
            nonlocal inside
            inside -= 1
            return answer

    app = serve.application(lambda: CompanyFile.open(path, clock=clock), faults=Watched())

    async def all_at_once() -> list[int]:
        transport = httpx.ASGITransport(app=app)
        async with app.router.lifespan_context(app), httpx.AsyncClient(transport=transport, base_url=OWN) as client:
            answers = await asyncio.gather(*(client.post("/process?app=A", content=HOST) for _ in range(20)))
        return [each.status_code for each in answers]

    assert asyncio.run(all_at_once()) == [200] * 20
    assert overlaps == 1
    assert len(threads) == 1


def test_a_refusal_after_the_work_says_so_over_http(path, clock):
    class Lost(NoFaults):
        def before_set(self, text: str) -> None:
            return None

        def before_request(self, name: str, ids: tuple[str, ...]) -> None:
            return None

        def after_set(self, text: str, answer: str) -> str:
            raise ProcessorError(0x80040402, "Unexpected error.")

    app = serve.application(lambda: CompanyFile.open(path, clock=clock), faults=Lost())
    with visiting(app) as client:
        refused = client.post("/process?app=A", content=HOST)
    assert refused.json() == {"hresult": "0x80040402", "message": "Unexpected error."}
