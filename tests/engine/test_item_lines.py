"""Bills with item lines, and bills that receive purchase orders (rules B8 to B13, B18)."""

from dataclasses import replace
from decimal import Decimal

import pytest
from tests.engine.world import World

from counterfoil.engine.books import LinkState
from counterfoil.qbxml.read import read_answer
from counterfoil.reconcile.decision import Policy
from counterfoil.records import Bill, ItemGroupLine, ItemLine, Kind
from counterfoil.simulator.lists import items
from counterfoil.simulator.transactions.records import ItemLine as ReceivedLine
from counterfoil.simulator.transactions.records import LinkTarget

SWITCHES = {
    "bare lines keep their link": {"bill_mod_keeps_po_link": "kept"},
    "bare lines lose it": {"bill_mod_keeps_po_link": "bare_line_loses"},
    "lines go by kind": {"mod_lines_scope": "kind"},
    "lines go by kind and bare lines lose their link": {
        "mod_lines_scope": "kind",
        "bill_mod_keeps_po_link": "bare_line_loses",
    },
}


@pytest.fixture(params=SWITCHES.values(), ids=list(SWITCHES))
def world(request):
    world = World.make(**request.param)
    form = items.SalesOrPurchase(price=Decimal("1.50"), account=world.person.ref("account", "Supplies"))
    for name in ("Hauling", "Lumber"):
        world.person.add_item(items.ItemService(name, sales_or_purchase=form))
    members = tuple(items.GroupMember(world.person.ref("item", name), Decimal(2)) for name in ("Hauling", "Lumber"))
    world.person.add_item(items.ItemGroup("Deck kit", members=members))
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


def test_a_line_that_was_removed_there_is_put_back_once_without_two_way_sync():  # rule B1
    world = World.make(policy=Policy(two_way=False))
    form = items.SalesOrPurchase("Hauling by truck", Decimal(5), account=world.person.ref("account", "Supplies"))
    world.person.add_item(items.ItemService("Hauling", sales_or_purchase=form))
    world.sync()
    line = ItemLine(item=world.ref(Kind.ITEM, "Hauling"), cost=Decimal("9.00"), amount=Decimal("9.00"))
    bill = world.enter_bill_here("Keller Lumber", world.line("Rent", "20.00"), item_lines=(line,))
    world.sync()
    world.clock.advance(60)
    (there,) = world.the_bill_there().item_lines
    world.person.remove_line(world.link(Kind.BILL, bill).quickbooks_id, there.id)
    world.edit_here(bill, memo="m")
    world.sync()
    (again,) = world.the_bill_there().item_lines
    assert (again.amount, world.bills_here()[bill].item_lines[0].id) == (Decimal("9.00"), again.id)
    assert world.sent("BillModRq") == 1


def test_a_bill_deleted_here_while_its_add_was_in_doubt_stays_there_with_a_line_that_was_added_in_that_second(world):
    """Promise I3: the bill had no expense line, which is no blank that QuickBooks may have filled in."""
    line = ItemLine(item=world.ref(Kind.ITEM, "Hauling"), cost=Decimal("9.00"), amount=Decimal("9.00"))
    bill = world.enter_bill_here("Keller Lumber", item_lines=(line,))
    world.clock.advance(10)
    world.lose("BillAddRq", executed=True)
    world.run_until_lost()
    (seen,) = world.bills_there()
    world.person.add_line(seen.id, world.person.expense("Rent", "5.00", "theirs"))
    world.books.delete(Kind.BILL, bill)
    world.sync()
    assert [each.memo for each in world.the_bill_there().expense_lines] == ["theirs"]
    assert (world.link(Kind.BILL, bill).state, world.sent("TxnDelRq")) == (LinkState.REVIEW, 0)


def test_a_line_added_there_before_the_answer_came_is_not_taken_for_ours(world):
    line = ItemLine(item=world.ref(Kind.ITEM, "Hauling"), quantity=Decimal(3), amount=Decimal("9.00"))
    bill = world.enter_bill_here("Keller Lumber", item_lines=(line,))
    world.clock.advance(10)
    world.lose("BillAddRq", executed=True)
    world.run_until_lost()
    (seen,) = world.bills_there()
    world.clock.advance(10)
    world.person.add_line(seen.id, world.person.item("Lumber", 2, "7.00"), 0)
    world.edit_here(bill, item_lines=(replace(world.bills_here()[bill].item_lines[0], description="ours"),))
    world.sync()
    assert [(name, str(amount)) for name, _, _, amount in item_lines(world.the_bill_there())] == [
        ("Lumber", "14.00"),
        ("Hauling", "9.00"),
    ]
    assert world.the_bill_there().item_lines[1].description == "ours"


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
    if keeps_links(world):
        assert (kept, codes) == ([True, True], set())
    else:
        assert (kept, codes) == ([False, True], {"order_link_lost", "order_links_at_risk"})


def keeps_links(world):
    return world.company.switches.bill_mod_keeps_po_link == "kept"


@pytest.mark.parametrize("executed", [True, False], ids=["done", "not done"])
def test_a_lost_answer_does_not_hide_a_lost_link(world, received, executed):  # rule B10, invariant I16
    record_id, txn = received
    line = world.bills_here()[record_id].expense_lines[0]
    world.edit_here(record_id, expense_lines=(replace(line, amount=Decimal("6.00")),))
    world.lose("BillModRq", executed=executed)
    world.clock.advance(10)
    world.run_until_lost()
    world.clock.advance(700)
    world.sync()
    codes = {opened.problem.code for opened in world.books.memory.problems.values()}
    assert codes == (set() if keeps_links(world) else {"order_link_lost"})
    assert bool(links_there(world, txn)) is keeps_links(world)
    assert str(world.the_bill_there().expense_lines[0].amount) == "6.00"


def test_not_even_a_row_that_is_not_linked_travels_and_none_is_added_or_removed(world):  # rule B10
    order = world.person.enter_order("Keller Lumber", [world.person.ordered("Lumber", 10, "2.00")], ref_number="PO-1")
    target = LinkTarget(order, world.person._order(order).lines[0].txn_line_id)
    free = world.person.item("Hauling", 1, "7.00")
    txn = world.person.enter_bill("Keller Lumber", [ReceivedLine(link_to_txn=target), free])
    world.sync()
    world.clock.advance(60)
    (record_id,) = world.bills_here()
    before = world.the_bill_there().item_lines
    linked, loose = world.bills_here()[record_id].item_lines
    new = ItemLine(item=world.ref(Kind.ITEM, "Lumber"), quantity=Decimal(1), amount=Decimal("9.00"))
    for rows in ((linked, replace(loose, amount=Decimal("8.00"))), (linked,), (linked, loose, new)):
        world.edit_here(record_id, item_lines=rows)
        world.sync()
        assert world.the_bill_there().item_lines == before
    assert links_there(world, txn) == ["PO-1"]
    assert world.sent("BillModRq") == 0
    assert [run.outcome for run in world.books.memory.runs.values()][-1] == "done"
    assert not world.books.memory.problems, "it is a message, and no error"


def test_rows_edited_here_differ_until_quickbooks_changes_its_own_and_stay_in_the_history(  # rules B10, B12
    world, received
):
    record_id, txn = received
    line = world.bills_here()[record_id].item_lines[0]
    world.edit_here(record_id, item_lines=(replace(line, description="ours", quantity=Decimal(7)),))
    world.sync()
    world.clock.advance(60)
    world.person.edit_bill(txn, memo="header")
    world.sync()
    assert world.bills_here()[record_id].item_lines[0].description == "ours", "a header edit leaves the rows"
    world.clock.advance(60)
    world.person.edit_line(txn, line.id, quantity=Decimal(8))
    world.sync()
    there = world.the_bill_there()
    assert world.bills_here()[record_id].item_lines == there.item_lines or item_lines(
        world.bills_here()[record_id]
    ) == item_lines(there)
    assert world.bills_here()[record_id].total == there.total
    (lost,) = [found.conflict for found in world.books.memory.conflicts]
    assert (lost.path, "ours" in lost.ours, lost.winner) == (f"item_lines[{line.id}]", True, "quickbooks")


def test_the_number_of_an_order_is_no_field_of_a_bill(world, received):  # rule B11
    record_id, txn = received
    assert not {"po_number", "purchase_order_number"} & set(Bill.__dataclass_fields__)
    world.edit_here(record_id, memo="nothing about the order", ref_number="R-2")
    world.sync()
    assert links_there(world, txn) == ["PO-1"]


def other_application(world, xml):
    """What some other program does in the same company file; the TxnID and the status of its answer."""
    ticket = world.processor.begin_session("Receiving desk")
    requests = f'<QBXMLMsgsRq onError="stopOnError">{xml}</QBXMLMsgsRq>'
    text = f'<?xml version="1.0"?><?qbxml version="13.0"?><QBXML>{requests}</QBXML>'
    answer = world.processor.process_request(ticket, text)
    world.processor.end_session(ticket)
    (response,) = read_answer(answer).responses
    return response.observations[0].id, response.status.code


def bill_add(content):
    return (
        f"<BillAddRq><BillAdd><VendorRef><FullName>Keller Lumber</FullName></VendorRef>{content}</BillAdd></BillAddRq>"
    )


def linked_line(order, line, quantity=""):
    count = f"<Quantity>{quantity}</Quantity>" if quantity else ""
    link = f"<LinkToTxn><TxnID>{order}</TxnID><TxnLineID>{line}</TxnLineID></LinkToTxn>"
    return f"<ItemLineAdd>{count}{link}</ItemLineAdd>"


def test_a_bill_that_another_program_makes_from_what_is_open_of_an_order_comes(world):  # rules B4, B9
    lines = [world.person.ordered("Lumber", 10, "2.00"), world.person.ordered("Hauling", 1, "5.00")]
    order = world.person.enter_order("Keller Lumber", lines, ref_number="PO-1")
    first, _ = (line.txn_line_id for line in world.person._order(order).lines)
    part, status = other_application(world, bill_add(linked_line(order, first, "4")))
    assert status == 0
    rest, status = other_application(world, bill_add(f"<LinkToTxnID>{order}</LinkToTxnID>"))
    assert status == 0
    world.sync()
    ours = {world.link(Kind.BILL, id_).quickbooks_id: bill for id_, bill in world.bills_here().items()}
    assert item_lines(ours[part]) == [("Lumber", 4, Decimal("2.00"), Decimal("8.00"))]
    assert item_lines(ours[rest]) == [
        ("Lumber", 6, Decimal("2.00"), Decimal("12.00")),
        ("Hauling", 1, Decimal("5.00"), Decimal("5.00")),
    ]
    ((record_id, _),) = world.books.all(Kind.PURCHASE_ORDER).items()
    assert world.books.memory.derived[Kind.PURCHASE_ORDER, record_id].is_fully_received
    for txn in (part, rest):
        assert links_there(world, txn) == ["PO-1"]


def test_a_bill_for_a_closed_order_is_saved_without_the_link_and_is_a_bill_like_any_other(world):  # rules B9, B10
    order = world.person.enter_order("Keller Lumber", [world.person.ordered("Lumber", 10, "2.00")], ref_number="PO-1")
    line = world.person._order(order).lines[0].txn_line_id
    world.person.close_order(order)
    txn, status = other_application(world, bill_add(linked_line(order, line, "4")))
    assert status == 570
    world.sync()
    assert links_there(world, txn) == []
    world.clock.advance(60)
    ((record_id, bill),) = world.bills_here().items()
    world.edit_here(record_id, item_lines=(replace(bill.item_lines[0], description="travels"),))
    world.sync()
    assert world.the_bill_there().item_lines[0].description == "travels"


# Item groups: kept whole, and read-only here (rule B18)


@pytest.fixture
def grouped(world):
    """A bill with an expense line and an item group of two members: our id and the TxnID."""
    expense = "<ExpenseLineAdd><AccountRef><FullName>Rent</FullName></AccountRef><Amount>5.00</Amount></ExpenseLineAdd>"
    kit = "<ItemGroupRef><FullName>Deck kit</FullName></ItemGroupRef><Quantity>2</Quantity>"
    group = f"<ItemGroupLineAdd>{kit}</ItemGroupLineAdd>"
    txn, status = other_application(world, bill_add(expense + group))
    assert status == 0
    world.sync()
    world.clock.advance(60)
    (record_id,) = world.bills_here()
    return record_id, txn


def test_an_item_group_comes_whole(world, grouped):  # rule B18
    (group,) = world.bills_here()[grouped[0]].item_lines
    assert isinstance(group, ItemGroupLine)
    assert group.item_group.name == "Deck kit"
    assert [line.item.name for line in group.lines] == ["Hauling", "Lumber"]


def test_an_edit_of_the_expense_lines_leaves_an_item_group_whole(world, grouped):  # rule B18
    record_id, _ = grouped
    before = world.the_bill_there().item_lines
    line = world.bills_here()[record_id].expense_lines[0]
    world.edit_here(record_id, expense_lines=(replace(line, amount=Decimal("6.00")),))
    world.sync()
    (request,) = [text for text in world.requests if "<BillModRq " in text]
    assert request.count("<ItemGroupLineMod>") == 1
    assert "ItemGroupRef" not in request
    assert world.the_bill_there().item_lines == before
    assert world.the_bill_there().expense_lines[0].amount == Decimal("6.00")


def test_an_edit_of_an_item_group_here_is_undone_and_kept_as_a_conflict(world, grouped):  # rule B18
    record_id, _ = grouped
    (group,) = world.bills_here()[record_id].item_lines
    world.edit_here(record_id, item_lines=(replace(group, quantity=Decimal(9)),))
    world.sync()
    assert world.the_bill_there().item_lines[0].quantity == Decimal(2)
    assert world.bills_here()[record_id].item_lines[0].quantity == Decimal(2)
    assert [found.conflict.winner for found in world.books.memory.conflicts] == ["quickbooks"]


@pytest.mark.parametrize("says_links", [True, False])
def test_of_two_bills_for_orders_edited_at_once_one_is_hit_at_most_and_it_is_told(says_links):  # invariant I16
    world = World.make(bill_mod_keeps_po_link="bare_line_loses", linkedtxn_in_add_response=says_links)
    form = items.SalesOrPurchase(account=world.person.ref("account", "Supplies"))
    world.person.add_item(items.ItemService("Lumber", sales_or_purchase=form))
    bills = []
    for number in ("R", "S"):
        order = world.person.enter_order("Keller Lumber", [world.person.ordered("Lumber", 4, "2.00")])
        bills.append(receive(world, order, number))
    world.sync()
    world.clock.advance(60)
    for record_id, bill in world.bills_here().items():
        line = replace(bill.expense_lines[0], amount=Decimal("6.00"))
        world.edit_here(record_id, expense_lines=(line,))
    world.sync()
    assert sorted(bool(links_there(world, txn)) for txn in bills) == [False, True]
    codes = {opened.problem.code for opened in world.books.memory.problems.values()}
    assert codes == {"order_link_lost", "order_links_at_risk"}


def test_a_refused_edit_of_a_bill_for_an_order_keeps_no_other_waiting(world, received):  # invariant I16
    record_id, _ = received
    other_order = world.person.enter_order("Keller Lumber", [world.person.ordered("Lumber", 4, "2.00")])
    other = receive(world, other_order, "S")
    world.sync()
    world.clock.advance(60)
    second = next(id_ for id_, bill in world.bills_here().items() if bill.ref_number == "S")
    for id_, more in ((record_id, {"vendor": world.ref(Kind.VENDOR, "Novak Electric")}), (second, {})):
        line = world.bills_here()[id_].expense_lines[0]
        world.edit_here(id_, expense_lines=(replace(line, amount=Decimal("6.00")),), **more)
    world.sync()
    assert world.bill_there(other).record.expense_lines[0].amount == Decimal("6.00")
    assert world.sent("BillModRq") == 2


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
