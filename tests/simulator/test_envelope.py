"""How a message set is answered: order, attributes, severities, sessions (docs/quickbooks.md 1.1, 1.3, 6.2)."""

# ruff: noqa: E501 - a request and its answer are read on one line

import pytest
from tests.simulator.asking import APP, Books, document

from counterfoil.simulator.processor import NoFaults, RequestProcessor
from counterfoil.simulator.status import ProcessorError, Status

GOOD = '<VendorAddRq requestID="{0}"><VendorAdd><Name>New {0}</Name></VendorAdd></VendorAddRq>'
BAD = '<VendorAddRq requestID="bad"><VendorAdd><Name>Acme Timber</Name></VendorAdd></VendorAddRq>'
NOTHING = "<VendorQueryRq><MaxReturned>1</MaxReturned><NameFilter><MatchCriterion>StartsWith</MatchCriterion><Name>zz</Name></NameFilter></VendorQueryRq>"
MISSING = "<VendorQueryRq><FullName>bleech</FullName><FullName>Acme Timber</FullName></VendorQueryRq>"


def test_the_answer_opens_as_quickbooks_opens_it(books: Books) -> None:
    text = books.ask("<HostQueryRq/>").text
    assert text.startswith('<?xml version="1.0" ?>\n<QBXML>\n<QBXMLMsgsRs>')
    assert "<?qbxml" not in text


def test_every_request_is_answered_in_order_with_its_own_id(books: Books) -> None:
    answers = books.ask(GOOD.format("b") + BAD + GOOD.format("a")).answers
    assert [each.get("requestID") for each in answers] == ["b", "bad", "a"]
    assert [each.element.tag for each in answers] == ["VendorAddRs"] * 3


def test_attributes_come_in_the_order_that_was_seen(books: Books) -> None:
    request = '<VendorQueryRq requestID="1" metaData="MetaDataAndResponseData" iterator="Start"><MaxReturned>1</MaxReturned></VendorQueryRq>'
    assert list(books.one(request).element.attrib) == [
        "requestID", "statusCode", "statusSeverity", "statusMessage", "retCount", "iteratorRemainingCount", "iteratorID",
    ]  # fmt: skip


def test_a_failed_request_is_an_empty_element_with_its_exact_text(books: Books) -> None:
    text = books.ask(BAD).text
    assert (
        '<VendorAddRs requestID="bad" statusCode="3100" statusSeverity="Error" '
        'statusMessage="The name &quot;Acme Timber&quot; of the list element is already in use." />'
    ) in text


@pytest.mark.parametrize(
    ("request_", "severity"), [(GOOD, "Info"), (NOTHING, "Info"), (MISSING, "Warn"), (BAD, "Error")]
)
def test_severity_follows_from_the_code(books: Books, request_: str, severity: str) -> None:
    assert books.one(request_).severity == severity


def test_after_an_error_stop_on_error_processes_nothing_more(books: Books) -> None:
    answers = books.ask(GOOD.format(1) + BAD + GOOD.format(2) + GOOD.format(3), on_error="stopOnError")
    assert answers.codes == [0, 3100, 3231, 3231]
    assert answers.answers[2].message == "The request has not been processed."
    assert books.one("<VendorQueryRq><FullName>New 1</FullName></VendorQueryRq>").code == 0
    assert books.one("<VendorQueryRq><FullName>New 2</FullName></VendorQueryRq>").code == 500


def test_info_and_warnings_do_not_stop(books: Books) -> None:
    assert books.ask(NOTHING + MISSING + GOOD.format(1), on_error="stopOnError").codes == [1, 500, 0]


def test_continue_on_error_goes_on(books: Books) -> None:
    assert books.ask(BAD + GOOD.format(1)).codes == [3100, 0]


def test_a_request_id_of_more_than_50_characters_is_refused(books: Books) -> None:
    assert books.one(f'<HostQueryRq requestID="{"x" * 50}"/>').code == 0
    assert books.one(f'<HostQueryRq requestID="{"x" * 51}"/>').code == 1060


def test_a_missing_request_id_is_left_out_or_empty(make) -> None:
    assert make().one("<HostQueryRq/>").get("requestID") is None
    assert make(missing_request_id="empty").one("<HostQueryRq/>").get("requestID") == ""


def test_include_none_drops_the_records_and_keeps_the_statuses(books: Books) -> None:
    answer = books.one(GOOD.format(1), attributes='responseData="includeNone"')
    assert answer.code == 0
    assert len(answer.element) == 0


def test_special_characters_travel_both_ways(books: Books) -> None:
    name = "<VendorAddRq><VendorAdd><Name>A &amp; B &lt;&quot;caf&#233;&quot;&gt;</Name></VendorAdd></VendorAddRq>"
    assert books.ok(name)["Name"] == 'A & B <"caf\u00e9">'


# -- sessions -----------------------------------------------------------------------------------------------------


def test_a_ticket_works_until_its_session_ends(books: Books) -> None:
    ticket = books.processor.begin_session(APP)
    books.processor.process_request(ticket, document("<HostQueryRq/>"))
    assert books.processor.company_file_name(ticket) == ":memory:"
    assert books.processor.versions(ticket)[-1] == "13.0"
    books.processor.end_session(ticket)
    for again in (books.processor.end_session, books.processor.versions, books.processor.company_file_name):
        with pytest.raises(ProcessorError) as caught:
            again(ticket)
        assert caught.value.hresult == 0x8004040D


@pytest.mark.parametrize(
    ("arguments", "hresult"),
    [(("",), 0x80040415), ((APP, "/elsewhere.qbw"), 0x8004040A), ((APP, "", "multi"), 0x80040410)],
)
def test_a_session_that_cannot_be(books: Books, arguments: tuple[str, ...], hresult: int) -> None:
    with pytest.raises(ProcessorError) as caught:
        books.processor.begin_session(*arguments)  # type: ignore[arg-type]
    assert caught.value.hresult == hresult


# -- faults -------------------------------------------------------------------------------------------------------


class Trouble(NoFaults):
    """Refuses requests of one name, and loses answers when told to."""

    def __init__(self) -> None:
        self.asked: list[tuple[str, tuple[str, ...]]] = []
        self.lose = False

    def before_set(self, text: str) -> None:
        if "refuse the set" in text:
            raise ProcessorError(0x80040400, "parse")

    def before_request(self, name: str, ids: tuple[str, ...]) -> Status | None:
        self.asked.append((name, ids))
        return Status(3175, "locked") if "1C-5" in ids else None

    def after_set(self, text: str, answer: str) -> str:
        if self.lose:
            raise ProcessorError(0x80040402, "crash")
        return answer


def test_faults_refuse_a_request_and_lose_an_answer_after_the_work_is_done(books: Books) -> None:
    trouble = Trouble()
    books.processor = RequestProcessor(books.company, faults=trouble)
    assert books.one("<TxnDelRq><TxnDelType>Bill</TxnDelType><TxnID>1C-5</TxnID></TxnDelRq>").code == 3175
    assert trouble.asked == [("TxnDel", ("1C-5",))]
    trouble.lose = True
    with pytest.raises(ProcessorError):
        books.ask(GOOD.format("lost"))
    trouble.lose = False
    assert books.one("<VendorQueryRq><FullName>New lost</FullName></VendorQueryRq>").code == 0
