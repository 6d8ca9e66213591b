"""Message set ids: what a client learns after a lost answer (docs/quickbooks.md 1.4)."""

# ruff: noqa: E501 - a request and its answer are read on one line

from collections.abc import Callable

from tests.simulator.asking import Books, Set

BILL = (
    '<BillAddRq requestID="7"><BillAdd><VendorRef><FullName>Acme Timber</FullName></VendorRef><RefNumber>{0}</RefNumber>'
    "<ExternalGUID>{{12345678-1234-1234-1234-1234567890ab}}</ExternalGUID><ExpenseLineAdd><AccountRef><FullName>Fuel</FullName>"
    "</AccountRef><Amount>10.00</Amount></ExpenseLineAdd></BillAdd></BillAddRq>"
)
DUPLICATE = "<VendorAddRq><VendorAdd><Name>Acme Timber</Name></VendorAdd></VendorAddRq>"


def sent(books: Books, requests: str, *, new: str = "", old: str = "", app: str = "Counterfoil") -> Set:
    attributes = (f'newMessageSetID="{new}" ' if new else "") + (f'oldMessageSetID="{old}"' if old else "")
    return books.ask(requests, app=app, attributes=attributes)


def bills(books: Books) -> int:
    return len(books.one("<BillQueryRq/>").rets)


def test_a_new_set_is_processed_and_named_in_the_answer(books: Books) -> None:
    answer = sent(books, BILL.format(1), new="X")
    assert (answer.set_status, answer.body.get("newMessageSetID")) == ("0", "X")
    assert answer.answers[0].has("BillRet")


def test_the_same_set_again_is_not_executed_and_names_what_was_made(books: Books) -> None:
    first = sent(books, BILL.format(1), new="X").answers[0]
    again = sent(books, BILL.format(1), new="X")
    assert (again.set_status, again.codes, bills(books)) == ("0", [0], 1)
    recovered = again.answers[0]
    assert not recovered.has("BillRet")
    assert recovered.get("requestID") == "7"
    assert {each.tag: each.text for each in recovered.element[0]} == {
        "TxnID": first["TxnID"],
        "TxnNumber": first["TxnNumber"],
        "EditSequence": first["EditSequence"],
        "ExternalGUID": "{12345678-1234-1234-1234-1234567890ab}",
    }


def test_a_check_without_requests_returns_what_is_stored(books: Books) -> None:
    made = sent(books, BILL.format(1) + DUPLICATE, new="X")
    asked = sent(books, "", new="X", old="X")
    assert asked.codes == [0, 3100] == made.codes
    assert asked.answers[0]["ErrorRecovery/TxnID"] == made.answers[0]["TxnID"]
    assert asked.answers[1].message == made.answers[1].message


def test_a_check_of_an_unknown_set_finds_nothing_and_runs_nothing(books: Books) -> None:
    assert sent(books, "", new="X", old="X").set_status == "9002"
    assert sent(books, BILL.format(1), new="X", old="X").answers == []
    assert bills(books) == 0


def test_the_same_id_for_other_content_is_refused(books: Books) -> None:
    sent(books, BILL.format(1), new="X")
    assert sent(books, BILL.format(2), new="X").set_status == "9001"
    assert bills(books) == 1


def test_another_old_id_is_cleared_before_the_new_set_runs(books: Books) -> None:
    sent(books, BILL.format(1), new="X")
    assert sent(books, DUPLICATE, new="Y", old="X").set_status == "0"
    assert sent(books, "", new="X", old="X").set_status == "9002"
    assert sent(books, "", new="Y", old="Y").set_status == "0"


def test_an_old_id_alone_clears_and_an_unknown_one_is_600(books: Books) -> None:
    sent(books, BILL.format(1), new="X")
    assert sent(books, "", old="X").set_status == "0"
    assert sent(books, "", old="X").set_status == "600"
    assert sent(books, "", old="ClearAllMessageSets").set_status == "0"


def test_an_id_that_is_too_long_is_9004(books: Books) -> None:
    assert sent(books, DUPLICATE, new="x" * 23).set_status == "0"
    assert sent(books, DUPLICATE, new="x" * 25).set_status == "9004"


def test_every_application_has_its_own_sets(books: Books) -> None:
    sent(books, BILL.format(1), new="X")
    assert sent(books, "", new="X", old="X", app="Another").set_status == "9002"


def test_the_whole_record_is_replayed_where_the_switch_says_so(make: Callable[..., Books]) -> None:
    books = make(recovery_replay_body=True)
    sent(books, BILL.format(1), new="X")
    assert sent(books, "", new="X", old="X").answers[0]["RefNumber"] == "1"


def test_a_set_without_an_id_stores_nothing(books: Books) -> None:
    books.ask(DUPLICATE)
    assert books.company.connection.execute("SELECT count(*) FROM message_set").fetchone() == (0,)
