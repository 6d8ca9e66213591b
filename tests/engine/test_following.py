"""Records that were merged in QuickBooks are followed, once a person has said so (rule C7)."""

from decimal import Decimal

import pytest
from tests.engine.world import World

from counterfoil.engine import following
from counterfoil.engine.books import LinkState
from counterfoil.records import Choice, Kind
from counterfoil.simulator.lists import items

OLD, NEW = "Keller Lumber", "Novak Electric"


@pytest.fixture(params=[False, True], ids=["bills keep their stamps", "bills get new stamps"])
def world(request):
    world = World.make(merge_touches_transactions=request.param)
    world.sync()
    return world


@pytest.fixture
def bill(world):
    txn = world.enter_bill_there(OLD, ("Rent", "100.00"), ref_number="R")
    world.sync()
    (record_id,) = world.bills_here()
    return record_id, txn


def merge_vendors(world):
    """One vendor is given another's name at QuickBooks' screen, and the merge that is then offered is accepted."""
    world.clock.advance(60)
    world.person.rename("vendor", OLD, NEW)


def confirm(world, kind, record_id, into):
    with world.books.transaction():
        link = world.link(kind, record_id)
        assert following.merge(world.books, link, into) is None
        (key,) = world.books.memory.problems
        world.books.keep_problems([], [key])


def the_question(world):
    (opened,) = world.books.memory.problems.values()
    return opened


def test_a_counted_part_that_is_gone_cannot_be_kept_for_quickbooks_owns_those(world):
    """Rules C7, D6: what stands here is never sent, so it can only be said which one it became."""
    person = world.person
    for name, kind in (("Sales", "Income"), ("Cost", "CostOfGoodsSold"), ("Stock", "OtherAsset")):
        person.add_account(name, kind)
    sales, cost, stock = (person.ref("account", name) for name in ("Sales", "Cost", "Stock"))
    for name in ("Gravel", "Grit"):
        person.add_item(items.ItemInventory(name, income_account=sales, cogs_account=cost, asset_account=stock))
    person.enter_bill(OLD, [person.item("Gravel", 1, "5.00")], ref_number="R")
    world.sync()
    world.clock.advance(60)
    person.merge("item", "Gravel", "Grit")
    world.sync()
    assert the_question(world).problem.choices == (Choice.LINK,)


def test_an_order_of_a_merged_vendor_follows_too(world):
    """Rules C7, D10: an order is never sent, so it is read again once it is known whose it is."""
    rent = world.person.ref("account", "Rent")
    hauling = items.SalesOrPurchase("", Decimal(5), account=rent)
    world.person.add_item(items.ItemService("Hauling", sales_or_purchase=hauling))
    txn = world.person.enter_order(OLD, [world.person.ordered("Hauling", 4, "2.00")], ref_number="PO-1")
    world.enter_bill_there(OLD, ("Rent", "100.00"), ref_number="R")
    world.sync()
    old, new = (world.id_here(Kind.VENDOR, name) for name in (OLD, NEW))
    merge_vendors(world)
    world.person.edit_order(txn, memo="with the old name no more")
    world.sync()
    confirm(world, Kind.VENDOR, old, new)
    world.sync()
    (order,) = world.books.all(Kind.PURCHASE_ORDER).values()
    assert (order.vendor.id, order.memo) == (new, "with the old name no more")
    (link,) = [each for each in world.books.memory.links.values() if each.kind is Kind.PURCHASE_ORDER]
    assert (link.state, link.hold, link.owed) == (LinkState.LINKED, "", False)


def test_a_merged_vendor_is_asked_about_with_the_bill_that_shows_it(world, bill):
    """Rule C7."""
    _record_id, _txn = bill
    old, new = (world.id_here(Kind.VENDOR, name) for name in (OLD, NEW))
    merge_vendors(world)
    world.sync()
    question = the_question(world)
    assert (question.record_id, question.problem.code) == (old, "merged_away")
    assert question.problem.choices == (Choice.LINK, Choice.KEEP_OURS)
    assert [(each.id, each.title) for each in question.problem.candidates] == [(new, NEW)]
    assert question.problem.cause == "Bill R of Novak Electric now names Novak Electric, with nothing else changed."


def test_until_it_is_confirmed_its_bills_wait_and_no_vendor_is_made_again(world, bill):
    """Rule C7."""
    record_id, _txn = bill
    merge_vendors(world)
    world.edit_here(record_id, memo="typed meanwhile")
    unsent = world.enter_bill_here(OLD, world.line("Rent", "5.00"), ref_number="unsent")
    world.sync()
    world.sync()
    assert {world.link(Kind.BILL, id_).hold for id_ in (record_id, unsent)} == {"unmapped_ref"}
    assert world.bills_here()[record_id].vendor == world.ref(Kind.VENDOR, OLD)
    assert not world.sent("VendorAddRq")
    assert not world.sent("BillAddRq")
    assert not world.sent("BillModRq")
    assert len(world.books.memory.problems) == 1, "one question, however many bills wait"


def test_once_confirmed_everything_moves_to_the_survivor_and_nothing_of_that_is_an_edit(world, bill):
    """Rule C7."""
    record_id, _txn = bill
    old, new = (world.id_here(Kind.VENDOR, name) for name in (OLD, NEW))
    world.books.approve(Kind.BILL, record_id)
    merge_vendors(world)
    unsent = world.enter_bill_here(OLD, world.line("Rent", "5.00"), ref_number="unsent")
    world.sync()
    confirm(world, Kind.VENDOR, old, new)
    world.sync()
    assert world.bills_here()[record_id].vendor.id == new
    assert world.link(Kind.BILL, record_id).state is LinkState.LINKED
    assert world.books.memory.records[Kind.BILL, record_id].is_approved
    assert world.books.record(Kind.VENDOR, old) is None
    assert old not in {link.record_id for link in world.books.memory.links.values() if link.state != LinkState.CLOSED}
    assert not world.sent("BillModRq"), "nothing has to be told to QuickBooks about the bill that was there"
    assert not world.books.memory.conflicts
    assert {seen.record.ref_number for seen in world.bills_there()} == {"R", "unsent"}
    assert len({seen.record.vendor.id for seen in world.bills_there()}) == 1
    assert world.bills_here()[unsent].vendor.id == new


def test_an_edit_made_while_it_waited_is_merged_afterwards(world, bill):
    record_id, txn = bill
    old, new = (world.id_here(Kind.VENDOR, name) for name in (OLD, NEW))
    merge_vendors(world)
    world.edit_here(record_id, memo="ours")
    world.sync()
    world.person.edit_line(txn, world.bill_there(txn).record.expense_lines[0].id, amount=Decimal("120.00"))
    world.sync()
    confirm(world, Kind.VENDOR, old, new)
    world.sync()
    (there,) = world.bills_there()
    assert (there.record.memo, there.record.total) == ("ours", Decimal("120.00"))
    assert world.bills_here()[record_id].total == Decimal("120.00")
    assert world.bills_here()[record_id].memo == "ours"


def test_a_vendor_that_goes_together_with_its_bills_was_simply_deleted(world, bill):
    """Rule C7: what is deleted there is inactive here."""
    record_id, txn = bill
    old = world.id_here(Kind.VENDOR, OLD)
    world.clock.advance(60)
    world.person.delete_bill(txn)
    world.person.delete_vendor(OLD)
    world.sync()
    assert world.books.record(Kind.VENDOR, old) is None
    assert world.books.record(Kind.BILL, record_id) is None
    assert not world.books.memory.problems
    assert not world.books.conversation().facts.get("unmapped")


def test_a_vendor_that_nothing_uses_is_simply_deleted(world):
    """Rule C7."""
    old = world.id_here(Kind.VENDOR, OLD)
    world.clock.advance(60)
    world.person.delete_vendor(OLD)
    world.sync()
    assert world.books.record(Kind.VENDOR, old) is None
    assert not world.books.memory.problems


def test_who_says_that_it_was_not_merged_gets_it_there_again(world, bill):
    record_id, _txn = bill
    old = world.id_here(Kind.VENDOR, OLD)
    merge_vendors(world)
    world.sync()
    with world.books.transaction():
        link = world.link(Kind.VENDOR, old)
        following.keep(world.books, link)
        world.books.keep_links([link.__class__(**{**fields_of(link), "state": LinkState.CLOSED, "hold": ""})])
        world.books.keep_links([link.__class__(Kind.VENDOR, record_id=old, owed=True)])
    world.sync()
    assert world.sent("VendorAddRq") == 1
    assert world.bills_here()[record_id].vendor.name == NEW, "QuickBooks' bill names the other, which is an edit then"


def fields_of(link):
    return {name: getattr(link, name) for name in link.__dataclass_fields__}


@pytest.mark.parametrize(
    ("attribute", "kind", "old", "new"),
    [
        ("account", Kind.ACCOUNT, "Supplies", "Rent"),
        ("class_", Kind.DEPARTMENT, "East", "West"),
        ("customer", Kind.CUSTOMER, "Bauer", "Ortega"),
        ("item", Kind.ITEM, "Hauling", "Carting"),
    ],
)
def test_accounts_departments_customers_and_items_are_followed_too(world, attribute, kind, old, new):
    """Rule C7."""
    person = world.person
    for name in ("East", "West"):
        person.add_class(name)
    for name in ("Bauer", "Ortega"):
        person.add_customer(name)
    for name in ("Hauling", "Carting"):
        form = items.SalesOrPurchase(account=person.ref("account", "Rent"))
        person.add_item(items.ItemService(name, sales_or_purchase=form))
    lines = [
        person.expense("Supplies", "10.00", "x", class_="East", customer="Bauer"),
        person.item("Hauling", "1", "7.00"),
    ]
    txn = person.enter_bill(OLD, lines, ref_number="R")
    world.sync()
    world.clock.advance(60)
    before, after = world.id_here(kind, old), world.id_here(kind, new)
    person.merge(attribute, old, new)
    world.sync()
    assert next(each.id for each in the_question(world).problem.candidates) == after
    assert world.link(Kind.BILL, next(iter(world.bills_here()))).hold == "unmapped_ref"
    confirm(world, kind, before, after)
    world.sync()
    world.edit_here(next(iter(world.bills_here())), memo="an edit afterwards")
    world.sync()
    assert world.books.record(kind, before) is None
    assert world.memo_there(txn) == "an edit afterwards"
    assert not world.books.memory.problems
    assert not [sent for sent in world.requests if "AddRq" in sent and "DataExt" not in sent]


def test_a_record_that_vanished_without_a_word_is_followed_by_what_its_bills_say(bill, world):
    """Rule C7: not every loss of a record is in the deletion log."""
    record_id, _txn = bill
    old, new = (world.id_here(Kind.VENDOR, name) for name in (OLD, NEW))
    if world.company.switches.merge_touches_transactions:
        return  # its bills have then simply been edited, and nothing uses it any more
    world.clock.advance(7200)
    world.sync()
    merge_vendors(world)
    world.company.connection.execute("DELETE FROM deleted")
    for _ in range(3):
        world.clock.advance(60)
        world.run("sweep")
    world.sync()
    assert the_question(world).problem.code == "merged_away"
    confirm(world, Kind.VENDOR, old, new)
    world.sync()
    assert world.bills_here()[record_id].vendor.id == new


def test_a_name_that_is_now_under_another_id_is_evidence_too(world, bill):
    """Rule C7: the bill was edited as well, so it shows nothing by itself."""
    _, txn = bill
    merge_vendors(world)
    world.person.rename_vendor(NEW, OLD)
    world.person.edit_bill(txn, memo="edited as well")
    world.sync()
    assert [each.title for each in the_question(world).problem.candidates] == [OLD]


def test_a_record_cannot_become_itself_or_what_is_not_there(world, bill):
    _, _txn = bill
    old = world.id_here(Kind.VENDOR, OLD)
    unsent = world.enter_vendor_here("Only Here")
    merge_vendors(world)
    world.run()
    link = world.link(Kind.VENDOR, old)
    assert following.merge(world.books, link, old) is following.NOT_THERE
    assert following.merge(world.books, link, "999") is following.NOT_THERE
    assert unsent
