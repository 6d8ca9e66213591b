"""The carrier takes requests to QuickBooks and answers back, and proves what it did when something breaks."""

import asyncio
import json
from collections.abc import Callable
from typing import Any

import httpx
import pytest

from counterfoil.agent.allowed import NOT_CARRIED
from counterfoil.agent.carrier import Carrier
from counterfoil.agent.deadline import Clocks
from counterfoil.agent.journal import Journal
from counterfoil.agent.processor import ProcessorError, Session
from counterfoil.agent.profiles import Profile
from counterfoil.agent.server import Dismissed, Server

FILE = "/books/harrow.qbw"
QUERY = '<QBXML><QBXMLMsgsRq onError="stopOnError"><HostQueryRq/></QBXMLMsgsRq></QBXML>'
ADD = '<QBXML><QBXMLMsgsRq onError="stopOnError"><BillAddRq/></QBXMLMsgsRq></QBXML>'
Step = dict[str, Any] | int | Callable[[], dict[str, Any]]


class Books:
    """A request processor that answers from a script; an exception in it is raised."""

    def __init__(self, *answers: str | ProcessorError, file: str = FILE) -> None:
        self.answers = list(answers)
        self.asked: list[str] = []
        self.file = file
        self.opened = 0
        self.hints = 1

    def open(self, company_file: str) -> Session:
        del company_file
        self.opened += 1
        return Session("t", self.file)

    def process(self, session: Session, text: str) -> str:
        del session
        self.asked.append(text)
        answer = self.answers.pop(0)
        if isinstance(answer, ProcessorError):
            raise answer
        return answer

    def close(self, session: Session) -> None:
        del session

    def hint(self) -> int:
        return self.hints


class Story:
    """A server that answers each exchange with the next step of a script, and then asks the carrier to stop."""

    def __init__(self, tmp_path, books: Books, *steps: Step) -> None:
        self.reports: list[dict[str, Any]] = []
        self.steps = list(steps)
        self.moved = 0.0
        self.stopping = asyncio.Event()
        profile = Profile("p1", "https://server.test", "harrow", FILE)
        server = Server("https://server.test", transport=httpx.MockTransport(self.answer))
        self.carrier = Carrier(
            profile, "secret", "installation", server, books, Journal(tmp_path / "journal"), self.stopping,
            clocks=Clocks(lambda: 100.0 + self.moved, lambda: 1_000_000.0 + self.moved), chance=lambda: 0.0,
        )  # fmt: skip

    def answer(self, request: httpx.Request) -> httpx.Response:
        assert request.headers["Authorization"] == "Bearer secret"
        self.reports.append(json.loads(request.content))
        if not self.steps:
            self.stopping.set()
            return httpx.Response(200, json={"call": None, "wait": 0, "taken": 0})
        step = self.steps.pop(0)
        if isinstance(step, int):
            return httpx.Response(step, json={"detail": f"status {step}"})
        return httpx.Response(200, json=step() if callable(step) else step)

    def tell(self) -> list[dict[str, Any]]:
        asyncio.run(self.carrier.run())
        return self.reports


def call(number: int, text: str, seconds: float = 60) -> dict[str, Any]:
    return {"call": {"number": number, "text": text, "seconds": seconds}, "wait": 0, "taken": 0}


def answers(reports: list[dict[str, Any]]) -> list[dict[str, Any]]:
    return [report["answer"] for report in reports if report["answer"]]


def events(report: dict[str, Any]) -> list[tuple[int, str]]:
    return [(row["call"], row["event"]) for row in report["journal"]]


def test_a_request_is_carried_and_its_answer_delivered(tmp_path):
    reports = Story(tmp_path, Books("<answer/>"), call(1, QUERY)).tell()
    assert answers(reports) == [{"call": 1, "text": "<answer/>", "started_unix": 1_000_000.0}]
    assert reports[0]["session"] is None
    assert reports[1]["session"]


def test_a_write_is_in_the_journal_before_and_after_quickbooks_is_called(tmp_path):
    reports = Story(tmp_path, Books("<answer/>"), call(4, ADD)).tell()
    assert events(reports[1]) == [(4, "calling"), (4, "returned")]


def test_entries_that_the_server_has_taken_are_not_sent_again(tmp_path):
    taken = {"call": None, "wait": 0, "taken": 2}
    reports = Story(tmp_path, Books("<answer/>"), call(4, ADD), taken).tell()
    assert events(reports[2]) == []


def test_an_answer_is_repeated_until_the_server_accepts_it(tmp_path):
    reports = Story(tmp_path, Books("<answer/>"), call(1, QUERY), 503, 500).tell()
    assert [answer["call"] for answer in answers(reports)] == [1, 1, 1]


def test_a_request_that_is_not_on_the_list_is_refused_with_proof(tmp_path):
    books = Books()
    payroll = QUERY.replace("HostQueryRq", "EmployeeQueryRq")
    reports = Story(tmp_path, books, call(3, payroll)).tell()
    failure = answers(reports)[0]["failure"]
    assert (failure["executed"], failure["hresult"]) == (False, NOT_CARRIED)
    assert events(reports[1]) == [(3, "refused")]
    assert books.asked == []


def test_a_write_that_comes_too_late_is_refused_and_a_late_query_is_not(tmp_path):
    books = Books("<answer/>")
    story = Story(tmp_path, books, call(1, ADD, seconds=-1), call(2, QUERY, seconds=-1))
    first, second = answers(story.tell())
    assert first["failure"]["executed"] is False
    assert second["text"] == "<answer/>"


@pytest.mark.parametrize("seconds", [59.0, 61.0])
def test_a_write_counts_its_seconds_from_when_the_server_was_asked(tmp_path, seconds):
    books = Books("<answer/>")

    def sleep_then_call() -> dict[str, Any]:
        story.moved += seconds
        return call(1, ADD)

    story = Story(tmp_path, books, sleep_then_call)
    reports = story.tell()
    assert len(books.asked) == (seconds < 60), "the reply may have waited in this machine while another took over"
    assert next(row["event"] for row in reports[1]["journal"]) == ("calling" if seconds < 60 else "refused")


def test_an_answer_that_the_server_could_not_read_is_a_failure_and_not_repeated_for_ever(tmp_path):
    reports = Story(tmp_path, Books("x" * 8_000_001), call(1, QUERY)).tell()
    (failed,) = answers(reports)
    assert failed["failure"] == {
        "hresult": "",
        "message": "QuickBooks' answer is larger than 8 MB.",
        "executed": None,
    }


def test_another_company_file_is_never_touched(tmp_path):
    books = Books("<answer/>", file="/books/other.qbw")
    reports = Story(tmp_path, books, call(1, QUERY)).tell()
    assert answers(reports)[0]["failure"] == {
        "hresult": "0x8004040A",
        "message": "Another company file is open: /books/other.qbw.",
        "executed": False,
    }
    assert books.asked == []


@pytest.mark.parametrize(
    ("error", "executed"),
    [
        (ProcessorError("cannot parse", hresult="0x80040400"), False),
        (ProcessorError("crashed", hresult="0x80040402"), None),
        (ProcessorError("the connection broke"), None),
    ],
)
def test_a_refusal_says_whether_anything_ran_and_the_next_request_opens_a_new_session(tmp_path, error, executed):
    books = Books(error, "<answer/>")
    reports = Story(tmp_path, books, call(1, ADD), call(2, QUERY)).tell()
    assert answers(reports)[0]["failure"]["executed"] is executed
    assert events(reports[1]) == [(1, "calling")]
    assert books.opened == 2


def test_an_agent_that_is_dismissed_stops_by_itself(tmp_path):
    with pytest.raises(Dismissed, match="status 401"):
        Story(tmp_path, Books(), 401).tell()


def test_on_leaving_the_last_answer_is_delivered_and_nothing_new_is_carried(tmp_path):
    books = Books("<answer/>", "<never/>")

    def stop_then_call() -> dict[str, Any]:
        story.stopping.set()
        return call(1, QUERY)

    story = Story(tmp_path, books, stop_then_call, call(2, ADD))
    reports = story.tell()
    assert [report["leaving"] for report in reports] == [False, True]
    assert answers(reports)[0]["call"] == 1
    assert len(books.asked) == 1
    assert [row["event"] for row in Journal(tmp_path / "journal").pending()] == ["refused"]


def test_a_change_in_the_company_file_is_reported_while_the_server_still_holds_the_call(tmp_path):
    books = Books()
    story = Story(tmp_path, books)
    hints = []

    async def hold(request: httpx.Request) -> httpx.Response:
        hints.append(json.loads(request.content)["hint"])
        if len(hints) == 3:
            story.stopping.set()
        books.hints += 1
        await asyncio.Event().wait()
        raise AssertionError

    story.carrier.server = Server("https://server.test", transport=httpx.MockTransport(hold))
    story.carrier.hint_every = 0.001
    story.tell()
    assert hints == [None, 2, 3]


@pytest.mark.parametrize(
    ("url", "is_safe"),
    [
        ("https://books.example.com", True),
        ("http://127.0.0.1:8000", True),
        ("http://[::1]:8000", True),
        ("http://localhost:8000", True),
        ("http://books.example.com", False),
        ("http://10.0.0.4:8000", False),
        ("ftp://localhost", False),
    ],
)
def test_secrets_travel_only_encrypted_or_within_the_machine(url, is_safe):
    if is_safe:
        Server(url)
    else:
        with pytest.raises(ValueError, match="not an https address"):
            Server(url)


def test_a_page_that_is_not_the_server_is_a_server_that_is_not_well(tmp_path):
    pages = iter([httpx.Response(200, text="<html>Log in to the hotel</html>"), httpx.Response(401)])
    story = Story(tmp_path, Books())
    story.carrier.server = Server("https://server.test", transport=httpx.MockTransport(lambda _: next(pages)))
    with pytest.raises(Dismissed):
        asyncio.run(story.carrier.run())
