"""Accounts, departments, vendors, customers, items and terms (rules D1 to D4, D6, D7, C5, S5)."""

from dataclasses import replace
from decimal import Decimal

from tests.engine.world import APP, World

from counterfoil.records import Account, Customer, Department, Kind, Vendor
from counterfoil.simulator.lists import items


def names(world, kind):
    return {world.books.full_name(kind, id_) for id_ in world.books.all(kind)}


def test_the_first_sync_brings_every_list(world):  # rule S5
    world.person.add_class("East")
    world.person.add_class("Branch", parent="East")
    world.person.add_customer("Bauer")
    world.person.add_customer("Kitchen", parent="Bauer")
    world.person.add_terms("Net 30", 30)
    form = items.SalesOrPurchase(account=world.person.ref("account", "Rent"))
    world.person.add_item(items.ItemService("Hauling", sales_or_purchase=form))
    world.sync()
    assert names(world, Kind.DEPARTMENT) == {"East", "East:Branch"}
    assert names(world, Kind.CUSTOMER) == {"Bauer", "Bauer:Kitchen"}
    assert {"Net 30"} <= names(world, Kind.TERMS)
    assert names(world, Kind.ITEM) == {"Hauling"}
    assert {"Keller Lumber", "Novak Electric"} == names(world, Kind.VENDOR)


def test_later_runs_do_not_need_quickbooks_to_be_open(world):  # rule S5
    world.processor.end_session(world.ticket)
    world.person.add_vendor("Bauer Supply")
    world.person.leave()
    world.ticket = world.processor.begin_session(APP, world.company.path)
    vendor = world.enter_vendor_here("Ruiz Paint")
    world.sync()
    assert world.id_here(Kind.VENDOR, "Bauer Supply")
    assert world.link(Kind.VENDOR, vendor).quickbooks_id
    assert not world.books.memory.problems


def test_later_runs_bring_only_what_changed(world):  # rule S5
    world.clock.advance(3600)
    world.sync()
    world.clock.advance(3600)
    world.person.add_vendor("Bauer Supply")
    received: list[str] = []

    def carry(text):
        received.append(world.carry(text))
        return received[-1]

    world.on_request = carry
    world.clock.advance(10)
    world.run()
    assert "".join(received).count("<VendorRet>") == 1
    assert world.id_here(Kind.VENDOR, "Bauer Supply")


def test_five_levels_of_accounts_arrive_in_one_page(world):
    parent = "Rent"
    for level in range(4):
        world.person.add_account(f"Level {level}", parent=parent)
        parent = f"{parent}:Level {level}"
    world.sync()
    assert parent in names(world, Kind.ACCOUNT)


def test_a_book_balance_arrives(world):  # rule D7
    txn = world.enter_bill_there("Keller Lumber", ("Rent", "75.00"))
    world.person.pay_bills("Checking", {txn: "30.00"})
    world.sync()
    state = world.books.memory.derived[Kind.ACCOUNT, world.id_here(Kind.ACCOUNT, "Checking")]
    assert state.balance == Decimal("-30.00")


def test_lists_of_ours_go_out_parents_before_children(world):
    parent = world.books.create(Kind.ACCOUNT, Account("Vehicles", "Expense"))
    world.books.create(Kind.ACCOUNT, Account("Fuel", "Expense", parent=world.ref(Kind.ACCOUNT, "Vehicles")))
    world.books.create(Kind.DEPARTMENT, Department("West"))
    world.books.create(Kind.CUSTOMER, Customer("Ortega"))
    world.books.create(Kind.VENDOR, Vendor("Ruiz Paint", phone="555-0101"))
    world.sync()
    assert [world.sent(f"{name}AddRq") for name in ("Account", "Class", "Customer", "Vendor")] == [2, 1, 1, 1]
    assert world.books.record(Kind.ACCOUNT, parent).name == "Vehicles"
    assert all(not link.owed for link in world.books.memory.links.values())


def test_an_edit_of_a_vendor_travels_both_ways(world):
    vendor = world.id_here(Kind.VENDOR, "Keller Lumber")
    world.person.edit_vendor("Keller Lumber", phone="555-0100")
    world.sync()
    assert world.books.record(Kind.VENDOR, vendor).phone == "555-0100"
    world.books.edit(Kind.VENDOR, vendor, email="office@keller.example")
    world.sync()
    assert world.sent("VendorModRq") == 1
    world.person.edit_vendor("Keller Lumber", phone="555-0199")
    world.sync()
    assert world.books.record(Kind.VENDOR, vendor).email == "office@keller.example"


def test_renaming_a_vendor_edits_no_bill(world):
    world.enter_bill_there("Keller Lumber", ("Rent", "1.00"))
    world.sync()
    world.person.rename_vendor("Keller Lumber", "Keller & Sons")
    world.sync()
    world.sync()
    assert not world.sent("BillModRq")
    assert "updated: Bill" not in world.told()


def test_the_same_vendor_on_both_sides_is_linked_and_not_doubled():  # rule C5
    world = World.make()
    world.books.create(Kind.VENDOR, Vendor("keller lumber", phone="555-0100"))
    world.books.create(Kind.ACCOUNT, Account("Rent", "Expense"))
    world.sync()
    assert names(world, Kind.VENDOR) == {"Keller Lumber", "Novak Electric"}
    assert len([account for account in world.books.all(Kind.ACCOUNT).values() if account.name == "Rent"]) == 1
    assert "linked: Vendor Keller Lumber" in world.told() or "updated: Vendor Keller Lumber" in world.told()
    (keller,) = [v for v in world.books.all(Kind.VENDOR).values() if v.name == "Keller Lumber"]
    assert keller.phone == "555-0100"
    assert not world.sent("VendorAddRq")


def test_an_account_of_another_type_is_another_account():  # rule C5
    world = World.make()
    world.books.create(Kind.ACCOUNT, Account("Checking", "Expense"))
    world.sync(most=20)
    types = sorted(a.account_type for a in world.books.all(Kind.ACCOUNT).values() if a.name == "Checking")
    assert types == ["Bank", "Expense"]
    assert [p.problem.status_code for p in world.books.memory.problems.values()] == [3100]


def test_an_inactive_vendor_is_not_a_deleted_one(world):
    world.person.inactivate_vendor("Novak Electric")
    world.sync()
    assert not world.books.record(Kind.VENDOR, world.id_here(Kind.VENDOR, "Novak Electric")).is_active


def test_items_and_terms_only_come(world):  # rules D5, D6
    world.person.add_terms("Net 15", 15)
    world.sync()
    terms = world.id_here(Kind.TERMS, "Net 15")
    world.books.edit(Kind.TERMS, terms, due_days=99)
    world.sync()
    assert world.sent("StandardTermsAddRq") == 0


def test_pages_of_vendors_arrive_whole(world):
    for number in range(450):
        world.person.add_vendor(f"Vendor {number:03}")
    world.sync()
    assert len(world.books.all(Kind.VENDOR)) == 452


def test_a_vendor_whose_terms_changed_keeps_what_it_has_otherwise(world):
    vendor = world.id_here(Kind.VENDOR, "Keller Lumber")
    before = world.books.record(Kind.VENDOR, vendor)
    world.person.add_terms("Net 45", 45)
    world.person.edit_vendor("Keller Lumber", terms="Net 45")
    world.sync()
    after = world.books.record(Kind.VENDOR, vendor)
    assert after == replace(before, terms=world.ref(Kind.TERMS, "Net 45"))


def test_a_run_that_somebody_asked_for_brings_balances_even_if_postings_touch_no_account(world):  # rule D7
    world.enter_bill_there("Keller Lumber", ("Rent", "75.00"))
    world.sync()
    conversation = world.books.conversation()
    conversation.watermarks["Account"] = "2030-01-01T00:00:00"
    world.books.keep_conversation(conversation)
    world.enter_bill_there("Keller Lumber", ("Rent", "5.00"))
    world.sync()
    rent = world.id_here(Kind.ACCOUNT, "Rent")
    assert world.books.memory.derived[Kind.ACCOUNT, rent].balance == Decimal("75.00")
    world.run("person")
    assert world.books.memory.derived[Kind.ACCOUNT, rent].balance == Decimal("80.00")
