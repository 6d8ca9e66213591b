"""Bills with item lines, and bills that receive purchase orders (rules B8 to B13, B18)."""

from dataclasses import replace
from decimal import Decimal

import pytest
from tests.engine.world import World

from counterfoil.reconcile.decision import Policy
from counterfoil.records import Bill, ItemLine, Kind
from counterfoil.simulator.lists import items
from counterfoil.simulator.transactions.records import ItemLine as ReceivedLine
from counterfoil.simulator.transactions.records import LinkTarget


@pytest.fixture(params=["kept", "bare_line_loses"], ids=["bare lines keep their link", "bare lines lose it"])
def world(request):
    world = World.make(bill_mod_keeps_po_link=request.param)
    form = items.SalesOrPurchase(account=world.person.ref("account", "Supplies"))
    for name in ("Hauling", "Lumber"):
        world.person.add_item(items.ItemService(name, sales_or_purchase=form))
    world.sync()
    return world


def item_lines(bill):
    return [(line.item.name, line.quantity, line.cost, line.amount) for line in bill.item_lines]


def test_item_lines_travel_both_ways(world):
    item = world.person.item("Hauling", 2, "15.50")
    world.person.enter_bill("Keller Lumber", [world.person.expense("Rent", "5.00"), item])
    world.sync()
    ((bill, ours),) = world.bills_here().items()
    assert item_lines(ours) == [("Hauling", Decimal(2), Decimal("15.50"), Decimal("31.00"))]
    line = replace(ours.item_lines[0], quantity=Decimal(3), amount=Decimal("46.50"))
    new = ItemLine(
        item=world.ref(Kind.ITEM, "Lumber"), quantity=Decimal(1), cost=Decimal("9.00"), amount=Decimal("9.00")
    )
    world.edit_here(bill, item_lines=(line, new))
    world.sync()
    assert [each[3] for each in item_lines(world.the_bill_there())] == [Decimal("46.50"), Decimal("9.00")]
    assert world.the_bill_here().total == world.the_bill_there().total == Decimal("60.50")
    assert all(line.id and not line.id.startswith("#") for line in world.the_bill_here().item_lines)


def test_another_item_chosen_here_keeps_the_words_and_the_price_of_its_line(world):
    item = world.person.item("Hauling", 2, "15.50", desc="two loads")
    world.person.enter_bill("Keller Lumber", [item])
    world.sync()
    ((bill, ours),) = world.bills_here().items()
    world.edit_here(bill, item_lines=(replace(ours.item_lines[0], item=world.ref(Kind.ITEM, "Lumber")),))
    world.sync()
    (there,) = world.the_bill_there().item_lines
    assert (there.item.name, there.description, there.cost) == ("Lumber", "two loads", Decimal("15.50"))
    assert world.the_bill_here().total == world.the_bill_there().total == Decimal("31.00")


def test_without_two_way_sync_what_quickbooks_works_out_of_a_line_is_not_sent_back_again_and_again():  # rule B1
    world = World.make(policy=Policy(two_way=False))
    form = items.SalesOrPurchase("Hauling by truck", Decimal(5), account=world.person.ref("account", "Supplies"))
    world.person.add_item(items.ItemService("Hauling", sales_or_purchase=form))
    world.sync()
    line = ItemLine(item=world.ref(Kind.ITEM, "Hauling"), quantity=Decimal(2), amount=Decimal("9.00"))
    bill = world.books.create(
        Kind.BILL, Bill(vendor=world.ref(Kind.VENDOR, "Keller Lumber"), ref_number="A", item_lines=(line,))
    )
    world.sync()
    (here,) = world.bills_here()[bill].item_lines
    assert isinstance(here, ItemLine)
    world.edit_here(bill, memo="m", item_lines=(replace(here, cost=None, amount=Decimal("8.00")),))
    world.sync()
    assert item_lines(world.the_bill_there()) == [("Hauling", Decimal(2), Decimal("4.00"), Decimal("8.00"))]
    assert world.sent("BillModRq") == 1


def test_a_new_bill_with_items_goes_out(world):
    line = ItemLine(
        item=world.ref(Kind.ITEM, "Hauling"), quantity=Decimal(2), cost=Decimal("4.00"), amount=Decimal("8.00")
    )
    world.enter_bill_here("Keller Lumber", item_lines=(line,))
    world.sync()
    assert item_lines(world.the_bill_there()) == [("Hauling", Decimal(2), Decimal("4.00"), Decimal("8.00"))]
    assert world.the_bill_here().item_lines == world.link(Kind.BILL, next(iter(world.bills_here()))).base.item_lines


def receive(world, order, ref_number):
    """Enter a bill that receives the only line of an order, with an expense line beside it."""
    (line,) = world.person._order(order).lines
    target = LinkTarget(order, line.txn_line_id)
    lines = [world.person.expense("Rent", "5.00"), ReceivedLine(link_to_txn=target, quantity=line.quantity)]
    return world.person.enter_bill("Keller Lumber", lines, ref_number=ref_number)


@pytest.fixture
def received(world):
    """A bill that receives an order for 10, with an expense line beside it: our id and the TxnID."""
    order = world.person.enter_order("Keller Lumber", [world.person.ordered("Lumber", 10, "2.00")], ref_number="PO-1")
    txn = receive(world, order, "R")
    world.sync()
    world.clock.advance(60)
    (record_id,) = world.bills_here()
    return record_id, txn


def links_there(world, txn):
    return [link.ref_number for link in world.bill_there(txn).derived.purchase_orders]


def test_a_header_edit_of_a_bill_for_an_order_sends_no_line(world, received):  # rule B10
    record_id, txn = received
    world.edit_here(record_id, memo="header only")
    world.sync()
    (request,) = [text for text in world.requests if "<BillModRq " in text]
    assert "LineMod" not in request
    assert links_there(world, txn) == ["PO-1"]
    assert world.the_bill_there().memo == "header only"


def test_an_item_row_of_a_bill_for_an_order_does_not_travel_and_the_run_says_so(world, received):  # rule B10
    record_id, txn = received
    line = world.bills_here()[record_id].item_lines[0]
    world.edit_here(record_id, item_lines=(replace(line, description="ours"),), memo="with it")
    world.sync()
    assert world.the_bill_there().memo == "with it"
    assert world.the_bill_there().item_lines[0].description != "ours"
    assert world.bills_here()[record_id].item_lines[0].description == "ours", (
        "it stays here until QuickBooks changes it"
    )
    assert "Item rows were not sent" in world.told()
    assert not world.books.memory.problems
    assert "<ItemLineMod>" not in "".join(world.requests)
    assert links_there(world, txn) == ["PO-1"]


def test_an_expense_edit_of_a_bill_for_an_order_sends_no_item_value(world, received):  # rule B10, invariant I16
    record_id, _ = received
    line = world.bills_here()[record_id].expense_lines[0]
    world.edit_here(record_id, expense_lines=(replace(line, amount=Decimal("6.00")),))
    world.sync()
    (request,) = [text for text in world.requests if "<BillModRq " in text]
    item = request[request.index("<ItemLineMod>") : request.index("</ItemLineMod>")]
    assert item.count("<") == 3, "the bare TxnLineID"
    assert str(world.the_bill_there().expense_lines[0].amount) == "6.00"
    assert len(world.the_bill_there().item_lines) == 1


def test_a_link_that_is_lost_all_the_same_is_told_and_happens_at_most_once(world, received):  # invariant I16
    record_id, txn = received
    other_order = world.person.enter_order("Keller Lumber", [world.person.ordered("Lumber", 4, "2.00")])
    other = receive(world, other_order, "S")
    world.sync()
    world.clock.advance(60)
    second = next(id_ for id_, bill in world.bills_here().items() if bill.ref_number == "S")
    for id_ in (record_id, second):
        line = world.bills_here()[id_].expense_lines[0]
        world.edit_here(id_, expense_lines=(replace(line, amount=Decimal("6.00")),))
        world.sync()
    kept = [bool(links_there(world, each)) for each in (txn, other)]
    codes = {opened.problem.code for opened in world.books.memory.problems.values()}
    if world.company.switches.bill_mod_keeps_po_link == "kept":
        assert (kept, codes) == ([True, True], set())
    else:
        assert (kept, codes) == ([False, True], {"order_link_lost", "order_links_at_risk"})


def test_a_change_of_items_in_quickbooks_replaces_the_rows_here(world, received):  # rule B12
    record_id, txn = received
    there = world.bill_there(txn).record.item_lines[0]
    world.person.edit_line(txn, there.id, desc="from QuickBooks")
    world.sync()
    assert world.bills_here()[record_id].item_lines[0].description == "from QuickBooks"


def test_deleting_a_bill_for_an_order_here_deletes_it_there(world, received):  # rule B13
    record_id, _ = received
    world.books.delete(Kind.BILL, record_id)
    world.sync()
    assert not world.bills_there()
