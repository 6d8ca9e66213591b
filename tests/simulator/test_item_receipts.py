"""Item receipts, and how they share purchase orders with bills (docs/quickbooks.md 4.3, 4.4)."""

# ruff: noqa: E501 - a request and its answer are read on one line

from collections.abc import Callable

import pytest
from tests.simulator.asking import Answer, Books
from tests.simulator.entering import (
    balances,
    bill,
    change,
    expense,
    from_vendor,
    item,
    item_of_order,
    named,
    purchase_order,
    read,
    undo,
    whole_order,
)

from counterfoil.simulator.lists import items, vendors


def receipt(books: Books, inside: str, vendor: str = "Acme Timber") -> Answer:
    add = f"<ItemReceiptAdd>{named('VendorRef', vendor)}{inside}</ItemReceiptAdd>"
    return books.one(f"<ItemReceiptAddRq>{add}</ItemReceiptAddRq>")


def received(books: Books, found: Answer) -> list[str]:
    return read(books, "PurchaseOrder", found).all("PurchaseOrderLineRet/ReceivedQuantity")


def test_a_receipt_brings_goods_and_what_is_owed_for_them(books: Books) -> None:
    found = from_vendor(books, "ItemReceipt", expense("5.00") + item("Nails", "2"), head="<RefNumber>R1</RefNumber>")
    assert (found["TotalAmount"], found["RefNumber"], found["APAccountRef/FullName"]) == (
        "11.00",
        "R1",
        "Accounts Payable",
    )
    assert balances(books, "Accounts Payable", "Stock", "Fuel") == ["11.00", "6.00", "5.00"]
    assert items.find(books.company, "Nails").quantity_on_hand == 2
    assert vendors.find(books.company, "Acme Timber").balance == 11  # type: ignore[union-attr]


def test_a_receipt_pulls_a_whole_order_and_the_order_shows_it(books: Books) -> None:
    ordered = purchase_order(books, ("Plank", 10), ("Nails", 4))
    found = receipt(books, whole_order(ordered) + expense("1.00"))
    assert (found.code, found["TotalAmount"]) == (0, "38.00")
    now = read(books, "PurchaseOrder", ordered)
    assert (now["IsFullyReceived"], now.all("UnbilledQuantity"), now["LinkedTxn/TxnType"]) == (
        "true",
        ["0", "0"],
        "ItemReceipt",
    )
    assert (now["LinkedTxn/LinkType"], read(books, "ItemReceipt", found)["LinkedTxn/TxnID"]) == (
        "QUANTYPE",
        ordered["TxnID"],
    )


def test_a_part_is_received_and_a_bill_takes_the_rest(books: Books) -> None:
    ordered = purchase_order(books, ("Plank", 10))
    receipt(books, item_of_order(ordered, 0, "<Quantity>4</Quantity>"))
    assert received(books, ordered) == ["4"]
    rest = bill(books, whole_order(ordered))
    assert (read(books, "Bill", rest)["ItemLineRet/Quantity"], received(books, ordered)) == ("6", ["10"])


def test_a_bill_for_what_a_receipt_received_is_570_in_official_words(make: Callable[..., Books]) -> None:
    for switch, code in (("warn", 570), ("refuse", 3210)):
        books = make(link_closed_po=switch)
        ordered = purchase_order(books, ("Plank", 10))
        receipt(books, whole_order(ordered))
        answer = books.one(
            f"<BillAddRq><BillAdd>{named('VendorRef', 'Acme Timber')}{whole_order(ordered)}{expense('1.00')}</BillAdd></BillAddRq>"
        )
        assert answer.code == code
        if code == 570:
            words = f'Unable to link to transaction "{ordered["TxnID"]}" because it has already been closed.'
            assert (answer.message, answer["AmountDue"]) == (words, "1.00")


@pytest.mark.parametrize(
    ("case", "code"),
    [("another vendor", 3210), ("item and link", 3210), ("both ways", 3210), ("unknown line", 3120), ("a bill", 3120)],
)
def test_receipts_that_cannot_be(books: Books, case: str, code: int) -> None:
    ordered = purchase_order(books, ("Plank", 10))
    answer = {
        "another vendor": lambda: receipt(books, whole_order(ordered), "Brick Works"),
        "item and link": lambda: receipt(books, item_of_order(ordered, 0, named("ItemRef", "Plank"))),
        "both ways": lambda: receipt(books, whole_order(ordered) + item_of_order(ordered, 0)),
        "unknown line": lambda: receipt(
            books, item_of_order(ordered, 0).replace(ordered["PurchaseOrderLineRet/TxnLineID"], "FFF-1")
        ),
        "a bill": lambda: receipt(books, whole_order(bill(books, "1.00"))),
    }[case]()
    assert answer.code == code
    assert received(books, ordered) == ["0"]


def test_both_ways_of_linking_and_their_code_are_a_switch(make: Callable[..., Books]) -> None:
    books = make(link_and_itemref=3150)
    ordered = purchase_order(books, ("Plank", 10))
    assert receipt(books, whole_order(ordered) + item_of_order(ordered, 0)).code == 3150


def test_a_changed_quantity_is_received_and_a_dropped_line_is_free(books: Books) -> None:
    ordered = purchase_order(books, ("Plank", 10), ("Nails", 4))
    found = receipt(books, whole_order(ordered))
    first, second = read(books, "ItemReceipt", found).all("ItemLineRet/TxnLineID")
    kept = f"<ItemLineMod><TxnLineID>{first}</TxnLineID><Quantity>7</Quantity></ItemLineMod>"
    assert (
        change(books, "ItemReceipt", found, f"{kept}<ItemLineMod><TxnLineID>{second}</TxnLineID></ItemLineMod>").code
        == 0
    )
    assert received(books, ordered) == ["7", "4"]
    assert change(books, "ItemReceipt", found, kept).code == 0
    assert received(books, ordered) == ["7", "0"]


@pytest.mark.parametrize("way", ["TxnDel", "TxnVoid"])
def test_without_its_receipt_an_order_is_open_again(books: Books, way: str) -> None:
    ordered = purchase_order(books, ("Nails", 4))
    found = receipt(books, whole_order(ordered))
    assert undo(books, way, "ItemReceipt", found).code == 0
    assert (received(books, ordered), balances(books, "Accounts Payable", "Stock")) == (["0"], ["0.00", "0.00"])


def test_no_payment_pays_a_receipt(books: Books) -> None:
    found = receipt(books, item("Nails", "2"))
    applied = f"<AppliedToTxnAdd><TxnID>{found['TxnID']}</TxnID><PaymentAmount>1.00</PaymentAmount></AppliedToTxnAdd>"
    head = (
        f"{named('PayeeEntityRef', 'Acme Timber')}{named('BankAccountRef', 'Checking')}<IsToBePrinted>1</IsToBePrinted>"
    )
    add = f"<BillPaymentCheckAdd>{head}{applied}</BillPaymentCheckAdd>"
    assert books.one(f"<BillPaymentCheckAddRq>{add}</BillPaymentCheckAddRq>").code == 3120


def test_a_line_without_a_quantity_is_open_until_something_is_linked(books: Books) -> None:
    ordered = purchase_order(books, ("Haulage", "<Amount>40.00</Amount>"))
    assert receipt(books, whole_order(ordered))["TotalAmount"] == "40.00"
    assert receipt(books, whole_order(ordered) + expense("1.00")).code == 570


# -- groups -------------------------------------------------------------------------------------------------------


def kit(kind: str) -> str:
    name = "PurchaseOrderLineGroupAdd" if kind == "PurchaseOrder" else "ItemGroupLineAdd"
    return f"<{name}>{named('ItemGroupRef', 'Deck kit')}<Quantity>2</Quantity></{name}>"


GROUPS = {
    "Bill": ("ItemGroupLineMod", "ItemLineRet"),
    "ItemReceipt": ("ItemGroupLineMod", "ItemLineRet"),
    "VendorCredit": ("ItemGroupLineMod", "ItemLineRet"),
    "PurchaseOrder": ("PurchaseOrderLineGroupMod", "PurchaseOrderLineRet"),
}


@pytest.mark.parametrize("kind", GROUPS)
def test_a_group_named_bare_keeps_its_members_and_another_quantity_multiplies_them(books: Books, kind: str) -> None:
    group, member = GROUPS[kind]
    found = from_vendor(books, kind, kit(kind))
    before = read(books, kind, found)
    ids, line_id = before.all(f"{member}/TxnLineID"), before.all("TxnLineID")[0]
    assert (before.all(f"{member}/Quantity"), before["TotalAmount"]) == (["8", "2"], "26.00")
    bare = f"<{group}><TxnLineID>{line_id}</TxnLineID></{group}>"
    assert change(books, kind, found, bare).code == 0
    assert read(books, kind, found).all(f"{member}/TxnLineID") == ids
    more = bare.replace("</TxnLineID>", "</TxnLineID><Quantity>3</Quantity>")
    assert change(books, kind, found, more).code == 0
    now = read(books, kind, found)
    assert (now.all(f"{member}/TxnLineID"), now.all(f"{member}/Quantity")) == (ids, ["12", "3"])
    assert now["TotalAmount"] == "39.00"


def test_members_that_a_mod_does_not_name_go(books: Books) -> None:
    found = from_vendor(books, "Bill", kit("Bill"))
    before = read(books, "Bill", found)
    line_id, first = before.all("TxnLineID")[0], before.all("ItemLineRet/TxnLineID")[0]
    member = f"<ItemLineMod><TxnLineID>{first}</TxnLineID><Quantity>5</Quantity></ItemLineMod>"
    assert (
        change(
            books, "Bill", found, f"<ItemGroupLineMod><TxnLineID>{line_id}</TxnLineID>{member}</ItemGroupLineMod>"
        ).code
        == 0
    )
    now = read(books, "Bill", found)
    assert (now.all("ItemLineRet/TxnLineID"), now["AmountDue"], now["ItemLineRet/Quantity"]) == ([first], "12.50", "5")


def test_the_members_of_a_group_on_an_order_are_received_one_by_one(books: Books) -> None:
    ordered = from_vendor(books, "PurchaseOrder", kit("PurchaseOrder"))
    found = read(books, "Bill", bill(books, whole_order(ordered)))
    assert (found.all("ItemRef/FullName"), found.all("Quantity"), found.has("ItemGroupLineRet")) == (
        ["Plank", "Nails"],
        ["8", "2"],
        False,
    )
    assert received(books, ordered) == ["8", "2"]


def test_a_line_sent_with_the_item_it_has_keeps_its_description_and_cost(books: Books) -> None:
    found = bill(
        books, item("Plank", "2", "<Cost>9.00</Cost>").replace("<Quantity>", "<Desc>own words</Desc><Quantity>")
    )
    line = read(books, "Bill", found)
    for ref in (f"<ListID>{line['ItemLineRet/ItemRef/ListID']}</ListID>", "<FullName>plank</FullName>"):
        again = (
            f"<ItemLineMod><TxnLineID>{line['ItemLineRet/TxnLineID']}</TxnLineID><ItemRef>{ref}</ItemRef></ItemLineMod>"
        )
        assert change(books, "Bill", found, again).code == 0
        now = read(books, "Bill", found)
        assert (now["ItemLineRet/Desc"], now["ItemLineRet/Cost"]) == ("own words", "9.00")
