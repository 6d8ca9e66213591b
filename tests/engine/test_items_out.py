"""Items that are made here go to QuickBooks, and bills that use them wait for them (rules D5, C1, C2, C4, C5, C7)."""

from dataclasses import replace
from decimal import Decimal

import pytest
from tests.engine.world import World

from counterfoil.engine import following
from counterfoil.engine.books import LinkState
from counterfoil.engine.exchange import Failure
from counterfoil.records import Choice, Item, ItemLine, ItemType, Kind
from counterfoil.simulator.lists import items


def enter_item_here(world, name, item_type=ItemType.SERVICE, account="Rent", **fields):
    item = Item(name, item_type, account=world.ref(Kind.ACCOUNT, account), **fields)
    return world.books.create(Kind.ITEM, item)


def both_ways(world, name, **fields):
    return Item(
        name,
        is_both_sold_and_purchased=True,
        income_account=world.ref(Kind.ACCOUNT, "Supplies"),
        expense_account=world.ref(Kind.ACCOUNT, "Rent"),
        **fields,
    )


def item_there(world, name):
    return items.find(world.company, name)


def items_there(world):
    return [each.full_name for each in items.every(world.company)]


@pytest.mark.parametrize(
    ("item_type", "message"),
    [
        (ItemType.SERVICE, "ItemServiceAddRq"),
        (ItemType.NON_INVENTORY, "ItemNonInventoryAddRq"),
        (ItemType.OTHER_CHARGE, "ItemOtherChargeAddRq"),
    ],
)
def test_an_item_made_here_is_made_there_with_its_account(world, item_type, message):
    """Rule D5."""
    enter_item_here(world, "Hauling", item_type, description="by the load", price=Decimal("12.50"))
    world.sync()
    there = item_there(world, "Hauling").sales_or_purchase
    assert world.sent(message) == 1
    assert (there.desc, there.price, there.account.full_name) == ("by the load", Decimal("12.50"), "Rent")
    writes = world.writes()
    world.sync()
    assert world.writes() == writes


def test_an_item_that_is_both_sold_and_purchased_has_both_its_accounts(world):
    """Rule D5."""
    item = both_ways(
        world, "Nails", purchase_cost=Decimal("0.00005"), preferred_vendor=world.ref(Kind.VENDOR, "Keller Lumber")
    )
    world.books.create(Kind.ITEM, item)
    world.sync()
    there = item_there(world, "Nails").sales_and_purchase
    assert (there.income_account.full_name, there.expense_account.full_name) == ("Supplies", "Rent")
    assert (there.purchase_cost, there.pref_vendor.full_name) == (Decimal("0.00005"), "Keller Lumber")


@pytest.mark.parametrize("item_type", [ItemType.INVENTORY, ItemType.GROUP, ItemType.DISCOUNT, ItemType.FIXED_ASSET])
def test_items_of_other_types_only_come(world, item_type):
    """Rule D5."""
    enter_item_here(world, "Stock", item_type)
    world.sync()
    assert items_there(world) == []
    assert not world.books.memory.problems


def test_an_edit_of_an_item_travels_both_ways_and_different_fields_both_survive(world):
    """Rules D5, C1."""
    hauling = enter_item_here(world, "Hauling", price=Decimal("10.00"))
    world.sync()
    world.books.edit(Kind.ITEM, hauling, description="by the load")
    world.person.edit_item(
        "Hauling", sales_or_purchase=replace(item_there(world, "Hauling").sales_or_purchase, price=Decimal("11.00"))
    )
    world.sync()
    here, there = world.books.record(Kind.ITEM, hauling), item_there(world, "Hauling").sales_or_purchase
    assert (here.description, here.price) == ("by the load", Decimal("11.00"))
    assert (there.desc, there.price) == ("by the load", Decimal("11.00"))
    assert world.sent("ItemServiceModRq") == 1
    assert not world.books.memory.conflicts


def test_the_same_field_edited_on_both_sides_is_a_conflict_that_the_master_decides(world):
    """Rules D5, C2."""
    hauling = enter_item_here(world, "Hauling", description="old")
    world.sync()
    world.books.edit(Kind.ITEM, hauling, description="ours")
    there = item_there(world, "Hauling").sales_or_purchase
    world.person.edit_item("Hauling", sales_or_purchase=replace(there, desc="theirs"))
    world.sync()
    (conflict,) = world.books.memory.conflicts
    assert (conflict.conflict.path, conflict.conflict.ours, conflict.conflict.theirs) == (
        "description",
        "ours",
        "theirs",
    )
    assert world.books.record(Kind.ITEM, hauling).description == "theirs"


def test_an_edit_that_comes_in_between_is_read_again_and_merged(world):
    """Rule C1: QuickBooks says 3200, nobody is asked, and nothing is lost."""
    hauling = enter_item_here(world, "Hauling")
    world.sync()
    world.books.edit(Kind.ITEM, hauling, description="ours")

    def somebody_saves():
        there = item_there(world, "Hauling").sales_or_purchase
        world.person.edit_item("Hauling", sales_or_purchase=replace(there, price=Decimal("9.00")))

    world.before("ItemServiceModRq", somebody_saves)
    world.sync()
    there = item_there(world, "Hauling").sales_or_purchase
    assert (there.desc, there.price) == ("ours", Decimal("9.00"))
    assert not world.books.memory.problems


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ({"price": Decimal("5.00")}, {"price": None, "price_percent": Decimal("2.5")}),
        ({"price_percent": Decimal("2.5")}, {"price": Decimal("5.00"), "price_percent": None}),
        ({"price": Decimal("5.00")}, {"price": None}),
    ],
)
def test_a_price_and_a_percentage_take_each_others_place(world, before, after):
    hauling = enter_item_here(world, "Hauling", **before)
    world.sync()
    world.books.edit(Kind.ITEM, hauling, **after)
    world.sync()
    there = item_there(world, "Hauling").sales_or_purchase
    assert (there.price, there.price_percent) == (after["price"], after.get("price_percent"))
    assert not world.books.memory.problems


def a_bill_with(world, item, **fields):
    line = ItemLine(item=world.ref(Kind.ITEM, item), quantity=Decimal(2), cost=Decimal("4.00"), amount=Decimal("8.00"))
    return world.enter_bill_here("Keller Lumber", item_lines=(line,), **fields)


def test_a_bill_that_uses_a_new_item_goes_after_it(world):
    """Rule D5: the original never posts such bills."""
    enter_item_here(world, "Hauling")
    a_bill_with(world, "Hauling")
    world.sync()
    writes = [name for text in world.requests for name in ("ItemServiceAddRq", "BillAddRq") if f"<{name} " in text]
    assert writes == ["ItemServiceAddRq", "BillAddRq"]
    assert world.the_bill_there().item_lines[0].item.name == "Hauling"


def test_a_bill_waits_for_an_item_that_waits_for_its_account(world):
    """Rules D5, S10: what is refused holds up what needs it, and nothing else."""
    taken = enter_item_here(world, "A name", description="x" * 4096)
    waiting = a_bill_with(world, "A name", ref_number="waits")
    world.enter_bill_here("Keller Lumber", world.line("Rent", "5.00"), ref_number="goes")
    world.sync()
    assert [seen.record.ref_number for seen in world.bills_there()] == ["goes"]
    assert world.link(Kind.BILL, waiting).waits_for == (f"item:{taken}",)
    assert [problem.problem.code for problem in world.books.memory.problems.values()] == ["text_too_long"]
    world.books.edit(Kind.ITEM, taken, description="short")
    world.sync()
    assert {seen.record.ref_number for seen in world.bills_there()} == {"goes", "waits"}
    assert not world.books.memory.problems


def a_service_there(world, name, **form):
    account = world.person.ref("account", "Supplies")
    return world.person.add_item(
        items.ItemService(name, sales_or_purchase=items.SalesOrPurchase(account=account, **form))
    )


def test_the_same_item_on_both_sides_is_linked_and_not_doubled():
    """Rules C5, D5."""
    world = World.make()
    world.sync()
    a_service_there(world, "Hauling", desc="theirs")
    hauling = enter_item_here(world, "HAULING", account="Supplies", price=Decimal("3.00"))
    world.sync()
    assert items_there(world) == ["Hauling"]
    assert world.books.record(Kind.ITEM, hauling).description == "theirs"
    assert item_there(world, "Hauling").sales_or_purchase.price == Decimal("3.00")
    assert not world.sent("ItemServiceAddRq")
    assert not world.books.memory.problems


def test_an_item_whose_name_an_item_of_another_type_has_is_asked_about(world):
    """Rules C5, D5: all types share one list of names; in doubt a person says, and nothing is doubled."""
    accounts = {
        name: world.person.ref("account", "Supplies") for name in ("income_account", "cogs_account", "asset_account")
    }
    world.person.add_item(items.ItemInventory("Hauling", **accounts))
    world.sync()
    theirs = world.id_here(Kind.ITEM, "Hauling")
    ours = enter_item_here(world, "Hauling ")
    world.books.edit(Kind.ITEM, ours, name="Hauling")
    a_bill_with(world, "Hauling")
    world.sync()
    (question,) = world.books.memory.problems.values()
    assert (question.record_id, question.problem.status_code) == (ours, 3100)
    assert [each.id for each in question.problem.candidates] == [theirs]
    assert question.problem.suggestion == "Hauling (2)"
    assert question.problem.cause.startswith("Another item has this name.")
    assert items_there(world) == ["Hauling"]


def test_an_item_inside_another_goes_after_it_and_may_have_a_name_that_stands_elsewhere(world):
    """Rule D5."""
    enter_item_here(world, "Timber")
    enter_item_here(world, "Oak", parent=world.ref(Kind.ITEM, "Timber"))
    enter_item_here(world, "Labour")
    enter_item_here(world, "Oak ", parent=world.ref(Kind.ITEM, "Labour"))
    world.books.edit(Kind.ITEM, world.id_here(Kind.ITEM, "Oak "), name="Oak")
    world.sync()
    assert sorted(items_there(world)) == ["Labour", "Labour:Oak", "Timber", "Timber:Oak"]


def test_an_item_made_inactive_and_active_again_is_so_on_both_sides(world):
    """Rule D5."""
    hauling = enter_item_here(world, "Hauling")
    world.sync()
    world.books.edit(Kind.ITEM, hauling, is_active=False)
    world.sync()
    assert item_there(world, "Hauling").is_active is False
    world.person.edit_item("Hauling", is_active=True)
    world.sync()
    assert world.books.record(Kind.ITEM, hauling).is_active is True


def test_an_item_deleted_here_is_inactive_there_and_one_deleted_there_is_inactive_here(world):
    """Rules C7, D5."""
    ours, theirs = enter_item_here(world, "Hauling"), enter_item_here(world, "Carting")
    world.sync()
    world.books.delete(Kind.ITEM, ours)
    items.delete(world.company, item_there(world, "Carting").list_id)
    world.sync()
    assert item_there(world, "Hauling").is_active is False
    assert world.books.record(Kind.ITEM, theirs) is None
    assert items_there(world) == ["Hauling"]


@pytest.mark.parametrize("executed", [True, False], ids=["done", "not done"])
def test_an_add_whose_answer_was_lost_makes_one_item(world, executed):
    """Rule C4."""
    world.forget_stored_answers()
    hauling = enter_item_here(world, "Hauling")
    world.lose("ItemServiceAddRq", executed=executed)
    world.sync()
    assert items_there(world) == ["Hauling"]
    assert world.link(Kind.ITEM, hauling).state is LinkState.LINKED


def test_an_account_that_is_merged_away_is_followed_by_the_items_that_post_to_it(world):
    """Rule C7: that is no edit of the items, and they are not sent again."""
    hauling = enter_item_here(world, "Hauling", account="Supplies")
    world.sync()
    world.clock.advance(60)
    old, new = world.id_here(Kind.ACCOUNT, "Supplies"), world.id_here(Kind.ACCOUNT, "Rent")
    world.person.merge("account", "Supplies", "Rent")
    world.sync()
    (question,) = world.books.memory.problems.values()
    assert (question.record_id, question.problem.code) == (old, "merged_away")
    assert next(each.id for each in question.problem.candidates) == new
    with world.books.transaction():
        assert following.merge(world.books, world.link(Kind.ACCOUNT, old), new) is None
        world.books.keep_problems([], list(world.books.memory.problems))
    world.sync()
    assert world.books.record(Kind.ITEM, hauling).account.id == new
    assert item_there(world, "Hauling").sales_or_purchase.account.full_name == "Rent"
    assert world.sent("ItemServiceModRq") == 0
    assert not world.books.memory.conflicts


def test_after_a_restore_items_made_here_are_sent_again_and_quickbooks_own_are_asked_about(world):
    """Rules C6, D5."""
    hauling = enter_item_here(world, "Hauling", description="first")
    ref = world.person.ref("account", "Supplies")
    stock = items.ItemInventory("Lumber", income_account=ref, cogs_account=ref, asset_account=ref, purchase_desc="old")
    world.person.add_item(stock)
    world.sync()
    world.clock.advance(3600)
    backup = world.backup()
    world.books.edit(Kind.ITEM, hauling, description="second")
    world.person.edit_item("Lumber", purchase_desc="new")
    world.sync()
    world.put_in_place(backup)
    world.run()
    assert world.mode == "suspended"
    world.accept()
    world.sync()
    assert item_there(world, "Hauling").sales_or_purchase.desc == "second"
    (question,) = world.books.memory.problems.values()
    assert (question.record_id, question.problem.code) == (world.id_here(Kind.ITEM, "Lumber"), "rolled_back")
    assert question.problem.choices == (Choice.KEEP_THEIRS, Choice.SKIP), "it can never be sent there"
    assert not world.sent("ItemInventoryModRq")


def test_an_agent_that_does_not_carry_items_yet_holds_up_nothing_else(world):
    """Rule S10: the agent is installed beside QuickBooks, and may be older than the server."""

    def old_agent(text):
        if "<ItemServiceAddRq " in text:
            return Failure(0xA0040001, "This agent does not carry ItemServiceAddRq.", executed=False)
        return world.carry(text)

    world.on_request = old_agent
    hauling = enter_item_here(world, "Hauling")
    a_bill_with(world, "Hauling", ref_number="waits")
    world.enter_bill_here("Keller Lumber", world.line("Rent", "5.00"), ref_number="goes")
    for _ in range(3):
        world.clock.advance(10)
        world.run()
    assert [seen.record.ref_number for seen in world.bills_there()] == ["goes"]
    (told,) = world.books.memory.problems.values()
    assert (told.record_id, told.problem.code, told.problem.applied) == (hauling, "not_carried", False)
    assert told.problem.cause.endswith("This agent does not carry ItemServiceAddRq.")
    world.on_request = None
    world.clock.advance(3600)
    world.sync()
    assert {seen.record.ref_number for seen in world.bills_there()} == {"goes", "waits"}
    assert not world.books.memory.problems
