"""Every open question, answered in each of its ways: an example whose answer differs (docs/quickbooks.md 12)."""

# ruff: noqa: E501 - a question and its answers are read on one screen

from collections.abc import Callable, Mapping
from dataclasses import fields
from datetime import UTC, date, datetime
from typing import Any, Literal, get_args, get_origin, get_type_hints

import pytest
from tests.simulator.asking import Answer, Books, document
from tests.simulator.entering import (
    applied,
    bill,
    change,
    expense,
    item,
    item_of_order,
    named,
    pay,
    purchase_order,
    read,
    undo,
)

from counterfoil.simulator.clock import ManualClock
from counterfoil.simulator.person import Person
from counterfoil.simulator.processor import RequestProcessor
from counterfoil.simulator.status import ProcessorError
from counterfoil.simulator.switches import Switches

Example = Callable[[Books, ManualClock], Any]
EXAMPLES: dict[str, tuple[Example, Mapping[Any, Any]]] = {}


def answers(by_setting: Mapping[Any, Any]) -> Callable[[Example], Example]:
    """The example of the switch that it is called after, and what comes of it under each setting, the default first."""

    def kept(example: Example) -> Example:
        EXAMPLES[example.__name__] = (example, by_setting)
        return example

    return kept


# -- the envelope ------------------------------------------------------------------------------------------------------


@answers({"omit": None, "empty": ""})
def missing_request_id(books: Books, clock: ManualClock) -> object:
    return books.one("<HostQueryRq/>").get("requestID")


@answers({3110: (3110, "Error"), 531: (531, "Warn")})
def enum_error_code(books: Books, clock: ManualClock) -> object:
    answer = books.one("<BillQueryRq><PaidStatus>NotARealEnum</PaidStatus></BillQueryRq>")
    return answer.code, answer.severity


@answers({"question_mark": "Caf\u00e9 ?", "reject": 0x80040400})
def unmappable_char(books: Books, clock: ManualClock) -> object:
    try:
        return books.ok("<VendorAddRq><VendorAdd><Name>Caf&#233; &#28450;</Name></VendorAdd></VendorAddRq>")["Name"]
    except ProcessorError as error:
        return error.hresult


@answers({False: ("ErrorRecovery", "VendorRet"), True: ("VendorRet", "VendorRet")})
def recovery_replay_body(books: Books, clock: ManualClock) -> object:
    first, again = (in_set(books, "X", VENDOR) for _ in range(2))
    return again.element[0].tag, first.element[0].tag


@answers({"last": "9002", "all": "0"})
def message_sets_kept(books: Books, clock: ManualClock) -> object:
    in_set(books, "X", VENDOR)
    in_set(books, "Y", "<HostQueryRq/>")
    return books.ask("", attributes='newMessageSetID="X" oldMessageSetID="X"').set_status


@answers({9100: 9100, 9150: 9150})
def macro_error_code(books: Books, clock: ManualClock) -> object:
    unknown = '<AppliedToTxnAdd><TxnID useMacro="TxnID:Nothing"/><PaymentAmount>1.00</PaymentAmount></AppliedToTxnAdd>'
    return pay(books, unknown).code


@answers({0.0: [], 12.0: [12.0]})
def bulk_latency(books: Books, clock: ManualClock) -> object:
    slept: list[float] = []
    RequestProcessor(books.company, pause=slept.append).process("A", document(VENDOR + "<HostQueryRq/>"))
    return slept


# -- queries -----------------------------------------------------------------------------------------------------------


@answers({"txn_date": ["B", "A"], "txn_number": ["A", "B"]})
def order(books: Books, clock: ManualClock) -> object:
    the_later_first(books)
    return books.ok("<BillQueryRq/>").all("RefNumber")


@answers({"file": ["B", "A"], "request": ["A", "B"]})
def id_query_order(books: Books, clock: ManualClock) -> object:
    ids = "".join(f"<TxnID>{each['TxnID']}</TxnID>" for each in the_later_first(books))
    return books.ok(f"<BillQueryRq>{ids}</BillQueryRq>").all("RefNumber")


@answers({4: [0, 0, 0, 0, 3390], 1: [0, 3390, 3390, 3390, 3390]})
def iterator_limit(books: Books, clock: ManualClock) -> object:
    return books.ask('<VendorQueryRq iterator="Start"><MaxReturned>1</MaxReturned></VendorQueryRq>' * 5).codes


@answers({90: [89], 10: [], 100: [89, 91]})
def deleted_retention_days(books: Books, clock: ManualClock) -> object:
    gone = {ago: bill(books, "1.00") for ago in (91, 89)}
    undo(books, "TxnDel", "Bill", gone[91])
    clock.advance(2 * DAY)
    undo(books, "TxnDel", "Bill", gone[89])
    clock.advance(89 * DAY)
    remembered = books.one("<TxnDeletedQueryRq><TxnDelType>Bill</TxnDelType></TxnDeletedQueryRq>").all("TxnID")
    return sorted(ago for ago, each in gone.items() if each["TxnID"] in remembered)


@answers({"All": ["Accounts Payable", "Fuel"], "SummaryOnly": ["Accounts Payable"]})
def transaction_detail_level(books: Books, clock: ManualClock) -> object:
    bill(books, "1.00")
    return books.ok("<TransactionQueryRq/>").all("AccountRef/FullName")


# -- time and edit sequences -------------------------------------------------------------------------------------------


@answers({True: "2026-07-01T12:00:00-05:00", False: "2026-07-01T12:00:00-04:00"})
def dst_offset_bug(books: Books, clock: ManualClock) -> object:
    clock.set(datetime(2026, 7, 1, 16, 0, tzinfo=UTC))
    return bill(books, "1.00")["TimeCreated"]


@answers({"unchanged": 0, "increment": 1})
def same_second_editsequence(books: Books, clock: ManualClock) -> object:
    found = bill(books, "1.00")
    return int(change(books, "Bill", found, "<Memo>x</Memo>")["EditSequence"]) - int(found["EditSequence"])


@answers({True: 60, False: 0})
def payment_touches_bill_editsequence(books: Books, clock: ManualClock) -> object:
    found = bill(books, "10.00")
    clock.advance(60)
    pay(books, applied(found, "4.00"))
    return moved(books, "Bill", found)


@answers({True: 60, False: 0})
def linked_bill_touches_po(books: Books, clock: ManualClock) -> object:
    ordered = purchase_order(books, ("Plank", 10))
    clock.advance(60)
    bill(books, item_of_order(ordered))
    return moved(books, "PurchaseOrder", ordered)


@answers({False: 0, True: 60})
def merge_touches_transactions(books: Books, clock: ManualClock) -> object:
    found = bill(books, "1.00")
    clock.advance(60)
    Person(books.company).merge("vendor", "Acme Timber", "Brick Works")
    return moved(books, "Bill", found)


# -- a file that is open for several users -----------------------------------------------------------------------------


@answers({"inactive": (0, "false"), "refuse": (3162, "true")})
def listdel_multiuser(books: Books, clock: ManualClock) -> object:
    Person(books.company).switch_to("MultiUser")
    answer = books.one(
        f"<ListDelRq><ListDelType>Vendor</ListDelType><ListID>{vendor(books)['ListID']}</ListID></ListDelRq>"
    )
    return answer.code, vendor(books)["IsActive"]


@answers({3500: 3500, 3162: 3162})
def merge_multiuser(books: Books, clock: ManualClock) -> object:
    Person(books.company).switch_to("MultiUser")
    sides = (("From", vendor(books)), ("To", vendor(books, "Acme Timber")))
    inside = "".join(
        f"<Merge{side}><ListID>{each['ListID']}</ListID><EditSequence>{each['EditSequence']}</EditSequence></Merge{side}>"
        for side, each in sides
    )
    return books.one(f"<ListMergeRq><ListMergeType>Vendor</ListMergeType>{inside}</ListMergeRq>").code


@answers({"refuse": 3162, "allow": 0})
def data_ext_def_multiuser(books: Books, clock: ManualClock) -> object:
    Person(books.company).switch_to("MultiUser")
    inside = "<OwnerID>0</OwnerID><DataExtName>Region</DataExtName><DataExtType>STR255TYPE</DataExtType><AssignToObject>Vendor</AssignToObject>"
    return books.one(f"<DataExtDefAddRq><DataExtDefAdd>{inside}</DataExtDefAdd></DataExtDefAddRq>").code


# -- bills and their payments ------------------------------------------------------------------------------------------


@answers({"all": ["1.00"], "kind": ["1.00", "2.50"]})
def mod_lines_scope(books: Books, clock: ManualClock) -> object:
    found = bill(books, expense("1.00") + item("Plank", "1"))
    return change(books, "Bill", found, line("Expense", found)).all("Amount")


@answers({"refuse": (3210, "40.00"), "unapply": (0, "50.00")})
def bill_total_below_applied(books: Books, clock: ManualClock) -> object:
    found = bill(books, "100.00")
    pay(books, applied(found, "60.00"))
    code = change(books, "Bill", found, line("Expense", found, "<Amount>50.00</Amount>")).code
    return code, read(books, "Bill", found)["OpenAmount"]


@answers({"unapply": 0, "refuse": 3160})
def delete_paid_bill(books: Books, clock: ManualClock) -> object:
    found = bill(books, "100.00")
    pay(books, applied(found, "60.00"))
    return undo(books, "TxnDel", "Bill", found).code


@answers({"correct": ["1.00", "2.00"], "omit": [], "vendor_balance": ["3.00", "3.00"]})
def openamount_mode(books: Books, clock: ManualClock) -> object:
    bill(books, "1.00")
    bill(books, "2.00")
    return books.ok("<BillQueryRq/>").all("OpenAmount")


@answers({"refuse": [3171, 3171, 3161], "allow": [0, 0, 0]})
def closing_date(books: Books, clock: ManualClock) -> object:
    found, second = bill(books, "1.00"), add_bill(expense("1.00"))
    books.company.change_settings(closing_date=date(2026, 12, 31))
    return [
        books.one(second).code,
        change(books, "Bill", found, "<Memo>x</Memo>").code,
        undo(books, "TxnDel", "Bill", found).code,
    ]


@answers({"allow": [0, 0], "refuse": [0, 3180]})
def duplicate_refnumber(books: Books, clock: ManualClock) -> object:
    return books.ask(add_bill(f"<RefNumber>A1</RefNumber>{expense('1.00')}") * 2).codes


# -- purchase orders ---------------------------------------------------------------------------------------------------


@answers({3210: 3210, 3150: 3150})
def link_and_itemref(books: Books, clock: ManualClock) -> object:
    ordered = purchase_order(books, ("Plank", 10))
    return books.one(add_bill(item_of_order(ordered, more=named("ItemRef", "Plank")))).code


@answers({"warn": (570, ["Plank", "Haulage"]), "refuse": (3210, [])})
def link_closed_po(books: Books, clock: ManualClock) -> object:
    ordered = purchase_order(books, ("Plank", 10))
    change(books, "PurchaseOrder", ordered, "<IsManuallyClosed>true</IsManuallyClosed>")
    answer = books.one(add_bill(item_of_order(ordered) + item("Haulage", "1")))
    return answer.code, answer.all("ItemLineRet/ItemRef/FullName")


@answers({"kept": "10", "bare_line_loses": "0"})
def bill_mod_keeps_po_link(books: Books, clock: ManualClock) -> object:
    ordered = purchase_order(books, ("Plank", 10))
    found = bill(books, item_of_order(ordered))
    change(books, "Bill", found, line("Item", found))
    return read(books, "PurchaseOrder", ordered)["ReceivedQuantity"]


@answers({"refuse": (3160, True), "unlink": (0, False)})
def delete_po_with_links(books: Books, clock: ManualClock) -> object:
    ordered = purchase_order(books, ("Plank", 10))
    found = bill(books, item_of_order(ordered))
    return undo(books, "TxnDel", "PurchaseOrder", ordered).code, read(books, "Bill", found).has("LinkedTxn")


@answers({False: False, True: True})
def linkedtxn_in_add_response(books: Books, clock: ManualClock) -> object:
    return bill(books, item_of_order(purchase_order(books, ("Plank", 1)))).has("LinkedTxn")


# -- what the examples are made of -------------------------------------------------------------------------------------

DAY = 86_400
VENDOR = "<VendorAddRq><VendorAdd><Name>New</Name></VendorAdd></VendorAddRq>"


def in_set(books: Books, set_id: str, request: str) -> Answer:
    return books.one(request, attributes=f'newMessageSetID="{set_id}"')


def the_later_first(books: Books) -> list[Answer]:
    dated = (("A", "2026-03-04"), ("B", "2026-03-01"))
    return [
        bill(books, "1.00", head=f"<TxnDate>{day}</TxnDate><RefNumber>{number}</RefNumber>") for number, day in dated
    ]


def moved(books: Books, kind: str, found: Answer) -> int:
    """By how much the edit sequence of a transaction has risen."""
    return int(read(books, kind, found)["EditSequence"]) - int(found["EditSequence"])


def vendor(books: Books, name: str = "Brick Works") -> Answer:
    return books.ok(f"<VendorQueryRq><FullName>{name}</FullName></VendorQueryRq>")


def add_bill(inside: str) -> str:
    return f"<BillAddRq><BillAdd>{named('VendorRef', 'Acme Timber')}{inside}</BillAdd></BillAddRq>"


def line(kind: str, found: Answer, more: str = "") -> str:
    """The first line of a kind, as a Mod names it."""
    return f"<{kind}LineMod><TxnLineID>{found[f'{kind}LineRet/TxnLineID']}</TxnLineID>{more}</{kind}LineMod>"


# -- the tests ---------------------------------------------------------------------------------------------------------

TRIED = [(name, setting) for name, (_, by_setting) in EXAMPLES.items() for setting in by_setting]


@pytest.mark.parametrize(("name", "setting"), TRIED)
def test_each_setting_of_a_switch_gives_its_own_answer(
    make: Callable[..., Books], clock: ManualClock, name: str, setting: object
) -> None:
    example, by_setting = EXAMPLES[name]
    assert example(make(**{name: setting}), clock) == by_setting[setting]


@pytest.mark.parametrize("name", EXAMPLES)
def test_no_two_settings_of_a_switch_give_the_same_answer(name: str) -> None:
    found = list(EXAMPLES[name][1].values())
    assert len(found) > 1
    assert all(found.count(each) == 1 for each in found)


def test_every_switch_has_an_example_that_begins_with_the_default() -> None:
    assert {name: next(iter(by_setting)) for name, (_, by_setting) in EXAMPLES.items()} == {
        each.name: each.default for each in fields(Switches)
    }


@pytest.mark.parametrize(("name", "hint"), get_type_hints(Switches).items())
def test_every_setting_that_can_be_listed_is_tried(name: str, hint: object) -> None:
    settings = {bool: (True, False)}.get(hint) or (get_args(hint) if get_origin(hint) is Literal else ())  # type: ignore[call-overload]
    assert set(settings) <= set(EXAMPLES[name][1])
