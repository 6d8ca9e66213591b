"""What QuickBooks would refuse of accounts, items, customers and departments is refused at entry (rule E)."""

from dataclasses import replace

import pytest

from counterfoil.engine.books import Write
from counterfoil.reconcile.decision import Act
from counterfoil.records import NOWHERE, Account, Customer, Department, Item, ItemType, Kind, Ref, Terms
from counterfoil.server.chart import services as chart
from counterfoil.server.chart.records import records_of
from counterfoil.server.customers import services as customers
from counterfoil.server.people.problems import Refused

OWNED = [each for each in ItemType if each not in (ItemType.SERVICE, ItemType.NON_INVENTORY, ItemType.OTHER_CHARGE)]


def told(attempt):
    """What is said about an attempt: (code, field) of every reason."""
    with pytest.raises(Refused) as refused:
        attempt()
    return [(problem.code, problem.field) for problem in refused.value.problems]


def made(organization, actor, record):
    service = customers if isinstance(record, Customer) else chart
    return Ref(service.create(organization, actor, record).record_id)


def from_quickbooks(organization, sync, kind, record):
    (written,) = chart.write_many(organization, sync, [Write(Act.CREATE, kind, "", record=record)])
    return written.record_id


@pytest.mark.parametrize("item_type", OWNED)
def test_items_of_other_types_are_neither_made_nor_changed_nor_deleted_here(
    organization, actor, sync, lists, item_type
):
    """Rule D5."""
    item = Item("Stock", item_type, account=lists.materials)
    refused = [("kind_is_read_only", "item_type")]
    assert told(lambda: chart.create(organization, actor, item)) == refused
    theirs = from_quickbooks(organization, sync, Kind.ITEM, item)
    for attempt in (
        lambda: chart.amend(organization, actor, theirs, replace(item, description="x"), None),
        lambda: chart.delete(organization, actor, Kind.ITEM, theirs),
        lambda: chart.restore(organization, actor, Kind.ITEM, theirs),
    ):
        assert told(attempt) == refused


def test_what_is_refused_says_so_in_plain_words(organization, actor):
    """Rule D5."""
    with pytest.raises(Refused) as refused:
        chart.create(organization, actor, Item("Stock", ItemType.INVENTORY))
    (problem,) = refused.value.problems
    assert problem.title == "Inventory items are made and changed in QuickBooks only"
    assert problem.fix == "Enter it, or make the change, in QuickBooks; it is here a moment later."


def test_terms_are_quickbooks(organization, actor):
    """Rule D6."""
    assert told(lambda: chart.create(organization, actor, Terms("Net 7", due_days=7))) == [("kind_is_read_only", "")]


def test_an_item_keeps_its_type_and_its_form(organization, actor, lists):
    """Rule D5; docs/quickbooks.md 3.4."""
    item = Item("Hauling", account=lists.materials)
    id_ = chart.create(organization, actor, item).record_id
    another = replace(item, item_type=ItemType.OTHER_CHARGE)
    assert told(lambda: chart.amend(organization, actor, id_, another, 1)) == [("item_form_is_fixed", "item_type")]
    both = Item("Hauling", is_both_sold_and_purchased=True, income_account=lists.fuel, expense_account=lists.fuel)
    refused = [("item_form_is_fixed", "is_both_sold_and_purchased")]
    assert told(lambda: chart.amend(organization, actor, id_, both, 1)) == refused


@pytest.mark.parametrize(
    ("fields", "expected"),
    [
        ({"account": NOWHERE}, [("required_field_missing", "account")]),
        ({"purchase_description": "x"}, [("field_of_other_form", "purchase_description")]),
        ({"name": "A" * 32}, [("text_too_long", "name")]),
        ({"name": "Timber:Oak"}, [("colon_in_name", "name")]),
        ({"account": Ref("424242")}, [("reference_missing", "account")]),
    ],
)
def test_an_item_is_whole(organization, actor, lists, fields, expected):
    """Rule D5."""
    item = replace(Item("Hauling", account=lists.materials), **fields)
    assert told(lambda: chart.create(organization, actor, item)) == expected


def test_an_item_posts_to_no_payables(organization, actor, lists):
    item = Item("Hauling", account=lists.payables)
    assert told(lambda: chart.create(organization, actor, item)) == [("account_of_wrong_type", "account")]


def test_items_of_all_types_share_one_list_of_names_and_an_inactive_one_still_has_its_name(
    organization, actor, sync, lists
):
    """Rules C5, D5; docs/quickbooks.md 3.2."""
    from_quickbooks(organization, sync, Kind.ITEM, Item("Kit", ItemType.GROUP, is_active=False))
    with pytest.raises(Refused) as refused:
        chart.create(organization, actor, Item("KIT", account=lists.materials))
    (problem,) = refused.value.problems
    assert (problem.code, problem.field) == ("name_taken", "name")
    assert problem.cause.startswith("There is another item, which is inactive, of that name")
    timber = made(organization, actor, Item("Timber", account=lists.materials))
    chart.create(organization, actor, Item("Kit", account=lists.materials, parent=timber))


def test_nothing_new_refers_to_what_is_inactive(organization, actor, lists):
    """Rule E: what is there already may stay."""
    item = Item("Hauling", account=lists.fuel)
    id_ = chart.create(organization, actor, item).record_id
    account = records_of(organization, Kind.ACCOUNT, [lists.fuel.id])[lists.fuel.id].record
    assert isinstance(account, Account)
    chart.amend(organization, actor, lists.fuel.id, replace(account, is_active=False), None)
    another = Item("Carting", account=lists.fuel)
    assert told(lambda: chart.create(organization, actor, another)) == [("record_inactive", "account")]
    chart.amend(organization, actor, id_, replace(item, description="still there"), 1)


@pytest.mark.parametrize("make", [Department, Customer, lambda name, parent: Account(name, "Expense", parent=parent)])
def test_lists_have_five_levels(organization, actor, make):
    """Rules D1, D2, D4; docs/quickbooks.md 3.2."""
    parent, line = NOWHERE, []
    for level in range(5):
        parent = made(organization, actor, make(f"Level {level}", parent=parent))
        line.append(parent)
    assert told(lambda: made(organization, actor, make("Sixth", parent=parent))) == [("too_many_levels", "parent")]
    pair = made(organization, actor, make("Pair", parent=NOWHERE))
    made(organization, actor, make("Below", parent=pair))
    service = customers if make is Customer else chart
    deep = make("Pair", parent=line[3])
    assert told(lambda: service.amend(organization, actor, pair.id, deep, 1)) == [("too_many_levels", "parent")]
    service.amend(organization, actor, pair.id, make("Pair", parent=line[2]), 1)
    service.amend(organization, actor, line[4].id, make("Renamed", parent=line[3]), 1)


@pytest.mark.parametrize("account_type", ["", "Expenses", "NonPosting"])
def test_an_account_has_one_of_quickbooks_types(organization, actor, account_type):
    """Rule D1."""
    (code, field) = told(lambda: chart.create(organization, actor, Account("Odd", account_type)))[0]
    assert (code, field) in {("unknown_word", "account_type"), ("required_field_missing", "account_type")}


def test_a_sub_account_has_the_type_of_its_parent(organization, actor, lists):
    """Rule D1."""
    below = Account("Diesel", "CostOfGoodsSold", parent=lists.fuel)
    assert told(lambda: chart.create(organization, actor, below)) == [("parent_of_other_type", "parent")]
    chart.create(organization, actor, replace(below, account_type="Expense"))


def test_an_account_number_is_one_accounts_alone(organization, other_organization, actor):
    """Rule D1; docs/quickbooks.md 3.2."""
    one = Account("Fuel", "Expense", number="6100")
    id_ = chart.create(organization, actor, one).record_id
    chart.create(other_organization, actor, Account("Rent", "Expense", number="6100"))
    another = Account("Rent", "Expense", number="6100")
    assert told(lambda: chart.create(organization, actor, another)) == [("number_taken", "number")]
    chart.amend(organization, actor, id_, replace(one, description="x"), 1)


def test_what_quickbooks_has_may_stay_as_it_is_while_the_rest_is_edited(organization, actor, sync, lists):
    """Rule E: a number and a name that two have, and a sub-account of another type, came from there."""
    theirs = [
        Account("Diesel", "CostOfGoodsSold", lists.fuel, number="6100"),
        Account("Tolls", "Expense", number="6100"),
        Account("Diesel", "Expense", lists.fuel),
    ]
    for account in theirs:
        id_ = from_quickbooks(organization, sync, Kind.ACCOUNT, account)
        chart.amend(organization, actor, id_, replace(account, description="typed here"), 1)
    moved = replace(theirs[1], number="", parent=lists.materials)
    assert told(lambda: chart.amend(organization, actor, id_, moved, 2)) == [("parent_of_other_type", "parent")]
    renamed = replace(theirs[1], name="Fuel", number="")
    assert told(lambda: chart.amend(organization, actor, id_, renamed, 2)) == [("name_taken", "name")]
