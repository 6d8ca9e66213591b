"""Purchase orders and the bills that receive them (docs/quickbooks.md 4.3, 4.4)."""

# ruff: noqa: E501 - a request and its answer are read on one line

from collections.abc import Callable

import pytest
from tests.simulator.asking import Answer, Books
from tests.simulator.entering import change, item_of_order, named, purchase_order, read, whole_order

VENDOR = "<VendorRef><FullName>Acme Timber</FullName></VendorRef>"


def closed(books: Books, order: Answer, inside: str = "<IsManuallyClosed>true</IsManuallyClosed>") -> Answer:
    return change(books, "PurchaseOrder", order, inside)


def billed(books: Books, inside: str, vendor: str = VENDOR) -> Answer:
    return books.one(f"<BillAddRq><BillAdd>{vendor}{inside}</BillAdd></BillAddRq>")


@pytest.fixture
def order(books: Books) -> Answer:
    """Ten planks at 2.50 and four boxes of nails at 3.00."""
    return purchase_order(books, ("Plank", 10), ("Nails", 4))


def received(books: Books, order: Answer) -> list[str]:
    return read(books, "PurchaseOrder", order).all("ReceivedQuantity")


def test_an_order_is_numbered_priced_and_open(books: Books, order: Answer) -> None:
    assert (order["RefNumber"], order["TotalAmount"], order["IsFullyReceived"], order["IsManuallyClosed"]) == (
        "1", "37.00", "false", "false",
    )  # fmt: skip
    assert order.all("Rate") == ["2.50", "3.00"]
    assert purchase_order(books, ("Plank", 1))["RefNumber"] == "2"
    assert books.ok("<ItemInventoryQueryRq/>")["QuantityOnOrder"] == "4"


def test_an_order_without_a_vendor_passes_the_structure_and_not_the_rules(books: Books) -> None:
    request = f"<PurchaseOrderAddRq><PurchaseOrderAdd><PurchaseOrderLineAdd>{named('ItemRef', 'Plank')}</PurchaseOrderLineAdd></PurchaseOrderAdd></PurchaseOrderAddRq>"
    assert books.one(request).code == 3150


def test_receiving_a_part_of_a_line_leaves_the_rest_open(books: Books, order: Answer) -> None:
    bill = billed(books, item_of_order(order, 0, "<Quantity>4</Quantity>"))
    assert (bill["ItemRef/FullName"], bill["Quantity"], bill["Cost"], bill["AmountDue"]) == (
        "Plank",
        "4",
        "2.50",
        "10.00",
    )
    now = read(books, "PurchaseOrder", order)
    assert now.all("ReceivedQuantity") == ["4", "0"]
    assert now.all("UnbilledQuantity") == ["6", "4"]
    assert now["IsFullyReceived"] == "false"


def test_links_show_only_where_they_are_asked_for_and_never_in_the_answer_of_an_add(
    books: Books, order: Answer
) -> None:
    bill = billed(books, item_of_order(order, 0))
    assert not bill.has("LinkedTxn")
    shown = read(books, "Bill", bill)
    assert (shown["LinkedTxn/TxnID"], shown["LinkedTxn/TxnType"], shown["LinkedTxn/LinkType"]) == (
        order["TxnID"], "PurchaseOrder", "QUANTYPE",
    )  # fmt: skip
    assert read(books, "PurchaseOrder", order)["LinkedTxn/TxnID"] == bill["TxnID"]
    assert not books.ok("<BillQueryRq/>").has("LinkedTxn")


def test_a_whole_order_is_pulled_with_what_remains_of_it(books: Books, order: Answer) -> None:
    billed(books, item_of_order(order, 0, "<Quantity>4</Quantity>"))
    extra = "<ItemLineAdd><ItemRef><FullName>Haulage</FullName></ItemRef></ItemLineAdd>"
    bill = billed(books, whole_order(order) + extra)
    assert bill.all("ItemLineRet/ItemRef/FullName") == ["Plank", "Nails", "Haulage"]
    assert bill.all("ItemLineRet/Quantity") == ["6", "4"]
    now = read(books, "PurchaseOrder", order)
    assert (now["IsFullyReceived"], now.all("IsBilled")) == ("true", ["true", "true"])
    assert books.ok("<ItemInventoryQueryRq/>")["QuantityOnOrder"] == "0"


def test_a_closed_order_is_570_and_no_link_or_refused(make: Callable[..., Books]) -> None:
    for switch, code in (("warn", 570), ("refuse", 3210)):
        books = make(link_closed_po=switch)
        order = purchase_order(books, ("Plank", 10))
        closed(books, order)
        answer = billed(
            books,
            item_of_order(order, 0) + "<ItemLineAdd><ItemRef><FullName>Haulage</FullName></ItemRef></ItemLineAdd>",
        )
        assert answer.code == code
        assert received(books, order) == ["0"]
        if code == 570:
            assert answer.severity == "Warn"
            assert not read(books, "Bill", answer).has("LinkedTxn")


@pytest.mark.parametrize(
    ("inside", "vendor", "code"),
    [
        ("{line}", "<VendorRef><FullName>Brick Works</FullName></VendorRef>", 3210),
        ("{with_item}", VENDOR, 3210),
        ("{whole}{line}", VENDOR, 3210),
        ("<LinkToTxnID>FFF-1</LinkToTxnID>", VENDOR, 3120),
        ("<LinkToTxnID>none</LinkToTxnID>", VENDOR, 3000),
    ],
)
def test_links_that_cannot_be(books: Books, order: Answer, inside: str, vendor: str, code: int) -> None:
    with_item = item_of_order(order, 0, "<ItemRef><FullName>Plank</FullName></ItemRef>")
    filled = inside.format(line=item_of_order(order, 0), whole=whole_order(order), with_item=with_item)
    assert billed(books, filled, vendor).code == code
    assert received(books, order) == ["0", "0"]


def test_a_kept_line_keeps_its_link_and_a_dropped_one_frees_it(books: Books, order: Answer) -> None:
    bill = billed(books, item_of_order(order, 0, "<Quantity>4</Quantity>") + item_of_order(order, 1))
    plank, nails = bill.all("ItemLineRet/TxnLineID")
    more = f"<ItemLineMod><TxnLineID>{plank}</TxnLineID><Quantity>5</Quantity></ItemLineMod>"
    keep = f"<ItemLineMod><TxnLineID>{nails}</TxnLineID></ItemLineMod>"
    change(books, "Bill", bill, more + keep)
    assert received(books, order) == ["5", "4"]
    change(books, "Bill", bill, keep)
    assert received(books, order) == ["0", "4"]
    change(books, "Bill", bill, "<Memo>only the head</Memo>")
    assert received(books, order) == ["0", "4"]


def test_deleting_the_bill_reopens_the_order_and_a_manual_close_stays(books: Books, order: Answer) -> None:
    bill = billed(books, whole_order(order))
    closed(books, order)
    books.ok(f"<TxnDelRq><TxnDelType>Bill</TxnDelType><TxnID>{bill['TxnID']}</TxnID></TxnDelRq>")
    now = read(books, "PurchaseOrder", order)
    assert (now.all("ReceivedQuantity"), now["IsFullyReceived"], now["IsManuallyClosed"]) == (
        ["0", "0"],
        "false",
        "true",
    )


def test_a_closed_line_is_not_pulled(books: Books, order: Answer) -> None:
    plank, nails = order.all("PurchaseOrderLineRet/TxnLineID")
    close = f"<PurchaseOrderLineMod><TxnLineID>{plank}</TxnLineID><IsManuallyClosed>true</IsManuallyClosed></PurchaseOrderLineMod>"
    closed(books, order, close + f"<PurchaseOrderLineMod><TxnLineID>{nails}</TxnLineID></PurchaseOrderLineMod>")
    assert billed(books, whole_order(order)).all("ItemLineRet/ItemRef/FullName") == ["Nails"]


def test_an_order_opens_again(books: Books, order: Answer) -> None:
    closed(books, order)
    closed(books, order, "<IsManuallyClosed>false</IsManuallyClosed>")
    assert billed(books, whole_order(order)).code == 0


def test_a_received_line_cannot_be_dropped(books: Books, order: Answer) -> None:
    billed(books, item_of_order(order, 0))
    nails = order.all("PurchaseOrderLineRet/TxnLineID")[1]
    assert (
        closed(books, order, f"<PurchaseOrderLineMod><TxnLineID>{nails}</TxnLineID></PurchaseOrderLineMod>").code
        == 3160
    )


def test_the_vendor_of_a_linked_bill_stays(books: Books, order: Answer) -> None:
    bill = billed(books, whole_order(order))
    assert change(books, "Bill", bill, "<VendorRef><FullName>Brick Works</FullName></VendorRef>").code == 3210
    assert change(books, "Bill", bill, "<APAccountRef><FullName>Other Payables</FullName></APAccountRef>").code == 3210
    assert change(books, "Bill", bill, VENDOR).code == 0


def test_a_group_on_an_order_becomes_its_members(books: Books) -> None:
    group = "<PurchaseOrderLineGroupAdd><ItemGroupRef><FullName>Deck kit</FullName></ItemGroupRef></PurchaseOrderLineGroupAdd>"
    request = f"<PurchaseOrderAddRq><PurchaseOrderAdd>{VENDOR}{group}</PurchaseOrderAdd></PurchaseOrderAddRq>"
    order = books.ok(request)
    assert (order["PurchaseOrderLineGroupRet/TotalAmount"], order["IsPrintItemsInGroup"]) == ("13.00", "false")
    assert billed(books, whole_order(order)).all("ItemLineRet/Quantity") == ["4", "1"]


def test_a_new_group_line_without_its_group_is_refused(books, order):
    answer = closed(books, order, "<PurchaseOrderLineGroupMod><TxnLineID>-1</TxnLineID></PurchaseOrderLineGroupMod>")
    assert (answer.code, answer.message) == (3150, 'There is a missing element: "ItemGroupRef"')
