"""List records of any kind: the plural write, full names that follow parents, and the person's functions."""

from dataclasses import replace
from decimal import Decimal
from typing import Any

import pytest

from counterfoil.engine.books import Write
from counterfoil.reconcile.decision import Act
from counterfoil.records import (
    Account,
    AccountState,
    Address,
    Customer,
    CustomerState,
    Department,
    Item,
    ItemType,
    Kind,
    Ref,
    Terms,
    Vendor,
    VendorState,
)
from counterfoil.server.audit.models import Entry
from counterfoil.server.bills import services as bills
from counterfoil.server.chart import services as chart
from counterfoil.server.chart.models import Account as AccountRow
from counterfoil.server.chart.records import ITEMS
from counterfoil.server.chart.records import records_of as chart_records
from counterfoil.server.customers import services as customers
from counterfoil.server.customers.models import Customer as CustomerRow
from counterfoil.server.people.problems import Refused
from counterfoil.server.vendors import services as vendors
from counterfoil.server.vendors.models import Vendor as VendorRow
from counterfoil.server.vendors.records import records_of as vendor_records

FULL_VENDOR = Vendor(
    "Keller Lumber",
    company_name="Keller Lumber & Söhne",
    first_name="Anna",
    address=Address(line1="12 Mill Road", city="Bend", state="OR", postal_code="97701", note="Back door"),
    phone="541 555 0100",
    email="office@keller.example",
    account_number="K-17",
    notes="Two\nlines",
    tax_id="12-3456789",
    is_1099=True,
)


def code_of(attempt):
    with pytest.raises(Refused) as refused:
        attempt()
    return refused.value.codes


def record(held, written) -> Any:
    return held[written.record_id].record


def names(model, organization):
    return list(model.objects.of(organization).order_by("id").values_list("full_name", flat=True))


def test_every_field_of_a_vendor_comes_back(organization, actor, lists):
    written = vendors.create(organization, actor, replace(FULL_VENDOR, name="Keller & Co", terms=lists.terms))
    kept = record(vendor_records(organization, Kind.VENDOR, [written.record_id]), written)
    assert kept == replace(FULL_VENDOR, name="Keller & Co", terms=lists.terms)
    assert kept.terms.name == "Net 30"


@pytest.mark.parametrize(
    "item",
    [
        Item("Labour", price=Decimal("45.12345"), description="An hour"),
        Item("Discounted", ItemType.OTHER_CHARGE, price_percent=Decimal("2.5")),
        Item("Nails", ItemType.NON_INVENTORY, is_both_sold_and_purchased=True, purchase_cost=Decimal("0.00001")),
    ],
)
def test_every_form_of_an_item_comes_back(organization, actor, lists, item):
    item = replace(item, account=lists.materials, preferred_vendor=lists.vendor)
    if item.is_both_sold_and_purchased:
        item = replace(item, account=Ref(), income_account=lists.materials, expense_account=lists.fuel)
    written = chart.write_many(organization, actor, [Write(Act.CREATE, Kind.ITEM, "", record=item)])[0]
    assert ITEMS.load(organization, [written.record_id])[written.record_id].record == item


def test_date_driven_terms_and_departments_come_back(organization, actor):
    terms = Terms("15th", is_date_driven=True, day_of_month_due=15, due_next_month_days=5, discount_percent=Decimal(2))
    (made,) = chart.write_many(organization, actor, [Write(Act.CREATE, Kind.TERMS, "", record=terms)])
    assert record(chart_records(organization, Kind.TERMS, [made.record_id]), made) == terms
    north = chart.create(organization, actor, Department("North"))
    assert record(chart_records(organization, Kind.DEPARTMENT, [north.record_id]), north) == Department("North")


def test_full_names_join_the_ancestors_and_follow_when_one_is_renamed(organization, actor):
    trees = chart.create(organization, actor, Account("Trees", "Expense"))
    oaks = chart.create(organization, actor, Account("Oaks", "Expense", parent=Ref(trees.record_id)))
    chart.create(organization, actor, Account("Young", "Expense", parent=Ref(oaks.record_id)))
    chart.amend(organization, actor, trees.record_id, Account("Plants", "Expense"), 1)
    assert names(AccountRow, organization) == ["Plants", "Plants:Oaks", "Plants:Oaks:Young"]
    keys = AccountRow.objects.of(organization).order_by("id").values_list("full_name_key", "revision")
    assert list(keys) == [("plants", 2), ("plants:oaks", 1), ("plants:oaks:young", 1)]


def test_a_moved_branch_takes_its_children_along(organization, actor):
    first, second = (customers.create(organization, actor, Customer(name)) for name in ("First", "Second"))
    job = customers.create(organization, actor, Customer("Roof", parent=Ref(first.record_id)))
    customers.create(organization, actor, Customer("North side", parent=Ref(job.record_id)))
    customers.amend(organization, actor, job.record_id, Customer("Roof", parent=Ref(second.record_id)), 1)
    assert names(CustomerRow, organization) == ["First", "Second", "Second:Roof", "Second:Roof:North side"]


def test_a_child_that_comes_with_its_parents_new_name_gets_it(organization, sync, lists):
    chart.write_many(
        organization,
        sync,
        [
            Write(Act.CREATE, Kind.ACCOUNT, "child", record=Account("Diesel", "Expense", parent=lists.fuel)),
            Write(Act.CHANGE, Kind.ACCOUNT, "parent", lists.fuel.id, Account("Vehicles", "Expense")),
        ],
    )
    assert names(AccountRow, organization)[-1] == "Vehicles:Diesel"


def test_nothing_stands_below_itself(organization, actor):
    top = chart.create(organization, actor, Account("Top", "Expense"))
    below = chart.create(organization, actor, Account("Below", "Expense", parent=Ref(top.record_id)))
    looped = Account("Top", "Expense", parent=Ref(below.record_id))
    assert code_of(lambda: chart.amend(organization, actor, top.record_id, looped, 1)) == ["parent_loop"]
    itself = Account("Top", "Expense", parent=Ref(top.record_id))
    assert code_of(lambda: chart.amend(organization, actor, top.record_id, itself, 1)) == ["parent_loop"]


def test_two_moves_in_one_page_cannot_make_a_loop_between_them(organization, actor, sync):
    left = chart.create(organization, actor, Account("Left", "Expense"))
    right = chart.create(organization, actor, Account("Right", "Expense"))
    answers = chart.write_many(
        organization,
        sync,
        [
            Write(Act.CHANGE, Kind.ACCOUNT, "1", left.record_id, Account("Left", "Expense", Ref(right.record_id))),
            Write(Act.CHANGE, Kind.ACCOUNT, "2", right.record_id, Account("Right", "Expense", Ref(left.record_id))),
        ],
    )
    assert [answer.problem and answer.problem.code for answer in answers] == [None, "parent_loop"]
    assert names(AccountRow, organization) == ["Right:Left", "Right"]


def test_a_name_is_taken_in_any_case_by_a_vendor_or_a_customer_but_not_by_one_that_is_deleted(organization, actor):
    taken = vendors.create(organization, actor, Vendor("Keller Lumber"))
    assert code_of(lambda: vendors.create(organization, actor, Vendor("KELLER lumber"))) == ["name_taken"]
    assert code_of(lambda: customers.create(organization, actor, Customer("keller lumber"))) == ["name_taken"]
    vendors.delete(organization, actor, taken.record_id)
    vendors.create(organization, actor, Vendor("Keller lumber"))
    assert code_of(lambda: vendors.restore(organization, actor, taken.record_id)) == ["name_taken"]


def test_the_same_name_is_free_in_another_organization_and_below_another_parent(
    organization, other_organization, actor
):
    vendors.create(organization, actor, Vendor("Keller Lumber"))
    vendors.create(other_organization, actor, Vendor("Keller Lumber"))
    top = chart.create(organization, actor, Account("Repairs", "Expense"))
    chart.create(organization, actor, Account("Repairs", "Expense", parent=Ref(top.record_id)))


def test_saving_under_ones_own_name_is_no_clash(organization, actor):
    made = vendors.create(organization, actor, Vendor("Keller Lumber"))
    amended = vendors.amend(organization, actor, made.record_id, Vendor("Keller LUMBER", phone="1"), 1)
    assert amended.revision == 2


@pytest.mark.parametrize(
    ("vendor", "code", "field"),
    [
        (Vendor(""), "required_field_missing", "name"),
        (Vendor(" "), "name_missing", "name"),
        (Vendor("A:B"), "colon_in_name", "name"),
        (Vendor("A" * 42), "text_too_long", "name"),
        (Vendor("Fine", phone="1\x07"), "control_character", "phone"),
        (Vendor("Fine", terms=Ref("424242")), "reference_missing", "terms"),
    ],
)
def test_what_quickbooks_cannot_hold_is_refused_at_entry(organization, actor, vendor, code, field):
    with pytest.raises(Refused) as refused:
        vendors.create(organization, actor, vendor)
    assert [(problem.code, problem.field) for problem in refused.value.problems] == [(code, field)]


def test_a_stale_edit_a_missing_record_and_a_deleted_one_are_refused(organization, other_organization, actor):
    made = vendors.create(organization, actor, Vendor("Keller Lumber"))
    vendors.amend(organization, actor, made.record_id, Vendor("Keller Lumber", phone="1"), 1)
    stale = Vendor("Keller Lumber", phone="2")
    assert code_of(lambda: vendors.amend(organization, actor, made.record_id, stale, 1)) == ["changed_meanwhile"]
    assert code_of(lambda: vendors.amend(organization, actor, "99", stale, 1)) == ["record_gone"]
    assert code_of(lambda: vendors.amend(other_organization, actor, made.record_id, stale, 2)) == ["record_gone"]
    vendors.delete(organization, actor, made.record_id, 2)
    assert code_of(lambda: vendors.amend(organization, actor, made.record_id, stale, 3)) == ["record_deleted"]


def test_a_deleted_list_record_stays_inactive_with_its_history_and_comes_back_rule_c7(organization, actor):
    made = vendors.create(organization, actor, FULL_VENDOR)
    vendors.delete(organization, actor, made.record_id)
    row = VendorRow.objects.of(organization).get()
    assert (row.is_active, row.is_deleted, row.revision) == (False, True, 2)
    assert record(vendor_records(organization, Kind.VENDOR, [made.record_id]), made) is None
    vendors.restore(organization, actor, made.record_id)
    assert record(vendor_records(organization, Kind.VENDOR, [made.record_id]), made) == FULL_VENDOR
    actions = Entry.objects.of(organization).order_by("number").values_list("action", flat=True)
    assert list(actions) == ["created", "deleted", "restored"]


def test_what_live_records_refer_to_is_not_deleted(organization, actor, lists, bill):
    made = bills.create(organization, actor, bill)
    assert code_of(lambda: vendors.delete(organization, actor, lists.vendor.id)) == ["in_use"]
    assert code_of(lambda: chart.delete(organization, actor, Kind.ACCOUNT, lists.fuel.id)) == ["in_use"]
    bills.delete(organization, actor, made.record_id)
    vendors.delete(organization, actor, lists.vendor.id)
    chart.delete(organization, actor, Kind.ACCOUNT, lists.fuel.id)


def test_balances_are_copied_from_quickbooks_without_a_new_revision_rule_d7(organization, sync, lists):
    states: list[tuple[Any, Any, Kind, Ref, Any]] = [
        (chart, AccountRow, Kind.ACCOUNT, lists.fuel, AccountState(balance=Decimal("-5.10"), total_balance=Decimal(7))),
        (vendors, VendorRow, Kind.VENDOR, lists.vendor, VendorState(balance=Decimal("12.00"))),
        (customers, CustomerRow, Kind.CUSTOMER, lists.job, CustomerState(balance=Decimal("3.00"))),
    ]
    for services, model, kind, ref, state in states:
        services.write_many(organization, sync, [Write(Act.CHANGE, kind, "", ref.id, derived=state)])
        row = model.objects.of(organization).get(id=ref.id)
        assert (row.balance, row.revision) == (state.balance, 1)
    assert not Entry.objects.of(organization).filter(actor_kind="sync").exists()


@pytest.mark.parametrize(
    ("services", "kind", "make"),
    [
        (vendors, Kind.VENDOR, lambda number: Vendor(f"Vendor {number}", address=Address(line1=str(number)))),
        (chart, Kind.ACCOUNT, lambda number: Account(f"Account {number}", "Expense", number=str(number))),
        (customers, Kind.CUSTOMER, lambda number: Customer(f"Customer {number}")),
        (chart, Kind.ITEM, lambda number: Item(f"Item {number}")),
    ],
)
def test_a_page_of_500_list_records_is_a_handful_of_statements(  # noqa: PLR0917  # fixtures are arguments
    organization, sync, django_assert_max_num_queries, services, kind, make
):
    with django_assert_max_num_queries(15):
        made = services.write_many(
            organization, sync, [Write(Act.CREATE, kind, str(number), record=make(number)) for number in range(500)]
        )
    changed = [
        Write(Act.CHANGE, kind, each.key, each.record_id, replace(make(int(each.key)), is_active=False), revision=1)
        for each in made
    ]
    with django_assert_max_num_queries(15):
        answers = services.write_many(organization, sync, changed)
    assert {answer.revision for answer in answers} == {2}


def test_each_write_answers_for_itself_rule_s10(organization, sync, lists):
    answers = vendors.write_many(
        organization,
        sync,
        [
            Write(Act.CREATE, Kind.VENDOR, "good", record=Vendor("New")),
            Write(Act.CREATE, Kind.VENDOR, "unknown terms", record=Vendor("Other", terms=Ref("?terms:8"))),
            Write(Act.CHANGE, Kind.VENDOR, "gone", "987654", Vendor("X")),
            Write(Act.CHANGE, Kind.VENDOR, "stale", lists.vendor.id, Vendor("X"), revision=4),
            Write(Act.DELETE, Kind.VENDOR, "deleted", lists.other_vendor.id, revision=1),
        ],
    )
    assert [(answer.key, answer.problem and answer.problem.code) for answer in answers] == [
        ("good", None),
        ("unknown terms", "reference_missing"),
        ("gone", "record_gone"),
        ("stale", "changed_meanwhile"),
        ("deleted", None),
    ]


@pytest.mark.parametrize(
    ("services", "kind", "record", "derived", "field"),
    [
        (vendors, Kind.VENDOR, Vendor("New", phone="1" * 61), None, "phone"),
        (vendors, Kind.VENDOR, Vendor("New"), VendorState(balance=Decimal("1e13")), "balance"),
        (chart, Kind.TERMS, Terms("New", due_days=-1), None, "due_days"),
        (chart, Kind.TERMS, Terms("New", due_days=40_000), None, "due_days"),
        (chart, Kind.ITEM, Item("New", price=Decimal("Infinity")), None, "price"),
        (chart, Kind.ACCOUNT, Account("New"), AccountState(special_type="x" * 61), "special_type"),
    ],
)
def test_what_does_not_fit_is_set_aside_and_the_others_arrive_rule_s10(  # noqa: PLR0917  # columns of the table above
    organization, sync, services, kind, record, derived, field
):
    good = Write(Act.CREATE, kind, "good", record=replace(record, **GOOD.get(field, {})))
    bad = Write(Act.CREATE, kind, "bad", record=record, derived=derived)
    answers = services.write_many(organization, sync, [bad, good])
    assert [answer.problem and (answer.problem.code, answer.problem.field) for answer in answers] == [
        ("does_not_fit", field),
        None,
    ]


GOOD: dict[str, dict[str, Any]] = {
    "phone": {"phone": "1"},
    "due_days": {"due_days": 30},
    "price": {"price": Decimal(1)},
}
"""Field → a value that fits."""


def test_the_history_shows_each_field_and_the_names_of_what_it_refers_to(organization, actor, lists):
    made = vendors.create(organization, actor, Vendor("Keller & Co", terms=lists.terms))
    vendors.amend(
        organization, actor, made.record_id, Vendor("Keller & Co", phone="1", address=Address("12 Mill Road")), 1
    )
    entries = Entry.objects.of(organization).filter(kind="vendor", record_id=made.record_id).order_by("number")
    assert [entry.changes for entry in entries] == [
        {"name": [None, "Keller & Co"], "terms": [None, [lists.terms.id, "Net 30"]]},
        {
            "address": [None, {"line1": "12 Mill Road"}],
            "phone": [None, "1"],
            "terms": [[lists.terms.id, "Net 30"], None],
        },
    ]
