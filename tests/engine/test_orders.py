"""Purchase orders come from QuickBooks, and stay right beside the bills that receive them (rule D10)."""

from decimal import Decimal

import pytest
from tests.engine.world import World

from counterfoil.engine.entries import GONE
from counterfoil.reconcile.decision import Policy
from counterfoil.records import Choice, Kind
from counterfoil.simulator.lists import items


@pytest.fixture(params=[True, False], ids=["a bill moves its order's stamps", "a bill leaves them"])
def world(request):
    return furnished(World.make(linked_bill_touches_po=request.param))


def furnished(world):
    form = items.SalesOrPurchase(account=world.person.ref("account", "Supplies"))
    for name in ("Lumber", "Nails"):
        world.person.add_item(items.ItemService(name, sales_or_purchase=form))
    world.sync()
    return world


def order_there(world, *lines, **header):
    ordered = [
        world.person.ordered(item, quantity, rate) for item, quantity, rate in lines or (("Lumber", 10, "2.00"),)
    ]
    return world.person.enter_order("Keller Lumber", ordered, **{"ref_number": "PO-1", **header})


def the_order(world):
    """The only order here: the record, and what QuickBooks says of it."""
    ((record_id, order),) = world.books.all(Kind.PURCHASE_ORDER).items()
    return order, world.books.memory.derived[Kind.PURCHASE_ORDER, record_id]


def received(world):
    """How much of each line has come, in the order of the lines."""
    return [line.received for line in the_order(world)[1].lines]


def numbers_on_bill(world):
    (record_id,) = world.bills_here()
    return [link.ref_number for link in world.books.memory.derived[Kind.BILL, record_id].purchase_orders]


def test_an_order_comes_with_its_lines_and_is_told(world):  # rule D10
    order_there(world, ("Lumber", 10, "2.00"), ("Nails", 3, "0.50"), memo="for the porch")
    world.sync()
    order, state = the_order(world)
    assert (order.ref_number, order.vendor.name, order.memo) == ("PO-1", "Keller Lumber", "for the porch")
    assert [(line.item.name, line.quantity, line.rate, line.amount) for line in order.lines] == [
        ("Lumber", 10, Decimal("2.00"), Decimal("20.00")),
        ("Nails", 3, Decimal("0.50"), Decimal("1.50")),
    ]
    assert (state.total, state.is_closed, state.is_fully_received) == (Decimal("21.50"), False, False)
    assert "created: Purchase order PO-1 of Keller Lumber: Created in Counterfoil." in world.told()


def test_an_edit_of_an_order_there_comes_and_a_line_keeps_its_identity(world):  # rule D10
    txn = order_there(world)
    world.sync()
    before = the_order(world)[0].lines[0].id
    world.person.edit_order_line(txn, before, quantity=Decimal(12), desc="planed")
    world.clock.advance(60)
    world.sync()
    (line,) = the_order(world)[0].lines
    assert (line.id, line.quantity, line.description) == (before, Decimal(12), "planed")


def test_an_order_deleted_there_is_gone_here_and_its_content_is_kept(world):  # rule D10
    txn = order_there(world)
    world.sync()
    world.clock.advance(60)
    world.person.delete_order(txn)
    world.sync()
    assert world.books.all(Kind.PURCHASE_ORDER) == {}
    (stone,) = [stone for stone in world.books.memory.tombstones if stone.kind is Kind.PURCHASE_ORDER]
    assert stone.record.ref_number == "PO-1"


def test_an_order_closed_there_is_closed_here_and_may_be_opened_again(world):  # rule D10
    txn = order_there(world)
    world.sync()
    world.clock.advance(60)
    world.person.close_order(txn)
    world.sync()
    assert the_order(world)[1].is_closed
    world.clock.advance(60)
    world.person.reopen_order(txn)
    world.sync()
    assert not the_order(world)[1].is_closed


def test_nothing_is_ever_written_to_an_order(world):  # rule D10
    txn = order_there(world)
    world.sync()
    world.clock.advance(60)
    world.person.receive_order(txn)
    world.sync()
    assert not any("<PurchaseOrderMod" in text or "<PurchaseOrderAdd" in text for text in world.requests)


@pytest.mark.parametrize("days", [1, 20])
def test_an_order_that_was_read_long_before_its_bill_was_entered_shows_what_came(world, days):  # rule D10
    txn = order_there(world)
    world.sync()
    world.clock.advance(days * 24 * 3600)
    world.run()
    world.person.receive_order(txn)
    world.sync()
    assert the_order(world)[1].is_fully_received


def test_a_bill_that_receives_part_of_an_order_shows_on_the_order(world):  # rules B9, D10
    txn = order_there(world, ("Lumber", 10, "2.00"), ("Nails", 3, "0.50"))
    world.sync()
    world.clock.advance(60)
    first, second = (line.id for line in the_order(world)[0].lines)
    world.person.receive_order(txn, {first: 4})
    world.sync()
    assert received(world) == [Decimal(4), Decimal(0)]
    assert not the_order(world)[1].is_fully_received
    assert numbers_on_bill(world) == ["PO-1"]
    world.clock.advance(60)
    world.person.receive_order(txn, {first: 6, second: 3})
    world.sync()
    assert received(world) == [Decimal(10), Decimal(3)]
    assert the_order(world)[1].is_fully_received


def test_a_quantity_changed_on_the_bill_there_shows_on_the_order(world):  # rule D10
    order = order_there(world)
    bill = world.person.receive_order(order, {line_of(world, order): 4})
    world.sync()
    world.clock.advance(60)
    (line,) = world.bill_there(bill).record.item_lines
    world.person.edit_line(bill, line.id, quantity=Decimal(5))
    world.sync()
    assert received(world) == [Decimal(5)]


def line_of(world, txn):
    return world.person._order(txn).lines[0].txn_line_id


def test_a_bill_deleted_there_opens_its_order_again(world):  # rule D10
    bill = world.person.receive_order(order_there(world))
    world.sync()
    assert received(world) == [Decimal(10)]
    world.clock.advance(60)
    world.person.delete_bill(bill)
    world.sync()
    assert received(world) == [Decimal(0)]


def test_a_bill_deleted_here_opens_its_order_again(world):  # rules B13, D10
    world.person.receive_order(order_there(world))
    world.sync()
    world.clock.advance(60)
    (record_id,) = world.bills_here()
    world.books.delete(Kind.BILL, record_id)
    world.sync()
    assert not world.bills_there()
    assert received(world) == [Decimal(0)]


def test_an_order_that_gets_another_number_is_shown_by_it_on_its_bills(world):  # rule B9
    txn = order_there(world)
    world.person.receive_order(txn)
    world.sync()
    world.clock.advance(60)
    world.person.edit_order(txn, ref_number="PO-77")
    world.sync()
    assert numbers_on_bill(world) == ["PO-77"]


def test_an_order_deleted_under_its_bill_leaves_the_bill(world):  # rules B9, D10
    world.company.switches = type(world.company.switches)(
        linked_bill_touches_po=world.company.switches.linked_bill_touches_po, delete_po_with_links="allow"
    )
    txn = order_there(world)
    world.person.receive_order(txn)
    world.sync()
    world.clock.advance(60)
    world.person.delete_order(txn)
    world.sync()
    assert numbers_on_bill(world) == []
    assert world.the_bill_here().total == Decimal("20.00")


def test_an_order_that_refers_to_something_new_waits_for_it_and_is_no_error(world):  # rules D10, S10
    world.person.add_vendor("Acme")
    world.before(
        "PurchaseOrderQueryRq", lambda: world.person.enter_order("Acme", [world.person.ordered("Nails", 1, "1.00")])
    )
    world.sync()
    order, _ = the_order(world)
    assert order.vendor.name == "Acme"
    assert not world.books.memory.problems


def test_an_order_that_no_log_tells_of_is_found_missing_by_the_sweep(world):  # rule D10
    txn = order_there(world)
    order_there(world, ref_number="PO-2")  # the last of all orders would be a question for the brake
    world.sync()
    world.clock.advance(60)
    world.person.delete_order(txn)
    world.company.connection.execute("DELETE FROM deleted")
    for _ in range(2):
        world.clock.advance(3600)
        world.run("sweep")
    link = world.books.links_there(Kind.PURCHASE_ORDER, [txn])[txn]
    assert (link.fingerprint, link.hold) == (GONE, "vanished")
    (opened,) = world.books.memory.problems.values()
    assert opened.problem.code == "vanished"
    assert Choice.KEEP_OURS not in opened.problem.choices, "an order cannot be entered there from here"


def test_the_sweep_reads_an_order_that_the_watermarks_missed(world):  # rule D10
    txn = order_there(world)
    world.sync()
    world.clock.advance(3600)
    world.books.memory.conversation.watermarks["PurchaseOrder"] = "2027-01-01T00:00:00"
    world.person.edit_order(txn, memo="missed")
    world.clock.advance(60)
    world.run("sweep")
    assert the_order(world)[0].memo == "missed"


def test_an_order_older_than_two_way_sync_comes_too(world):  # rule D10
    world = World.make(policy=Policy(two_way_since="2027-06-01T00:00:00"))
    furnished(world)
    order_there(world)
    world.sync()
    assert the_order(world)[0].ref_number == "PO-1"


@pytest.mark.parametrize(
    ("moves", "two_way", "comes"), [(False, False, False), (True, False, True), (True, True, True)]
)
def test_orders_come_once_transactions_move_with_two_way_sync_or_without(moves, two_way, comes):  # rules D10, S6
    world = furnished(World.make(policy=Policy(move_transactions=moves, two_way=two_way)))
    txn = order_there(world)
    world.sync()
    assert bool(world.books.all(Kind.PURCHASE_ORDER)) is comes
    world.clock.advance(60)
    world.person.delete_order(txn)
    world.sync()
    assert world.books.all(Kind.PURCHASE_ORDER) == {}


def test_deletions_of_bills_before_two_way_sync_are_learned_when_it_is_switched_on():  # rules B2, B4
    world = furnished(World.make(policy=Policy(two_way=False)))
    world.enter_bill_here("Keller Lumber", world.line("Rent", "5.00"))
    world.sync()
    world.clock.advance(60)
    (seen,) = world.bills_there()
    world.person.delete_bill(seen.id)
    world.sync()
    assert world.bills_here(), "without two-way sync nothing comes back"
    world.books.policy_value = Policy(two_way=True, two_way_since="2026-11-18T00:00:00")
    world.clock.advance(60)
    world.sync()
    assert not world.bills_here()


def test_at_rest_nothing_is_read_again(world):  # invariant I6
    world.person.receive_order(order_there(world))
    world.sync()
    world.clock.advance(600)
    world.run()
    before = len(world.requests)
    world.clock.advance(600)
    assert world.run() == 2
    assert len(world.requests) == before + 2
    assert not any(link.owed for link in world.books.memory.links.values())
