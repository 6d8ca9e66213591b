"""The pages of items, departments, customers and accounts: those of every list (rules D1, D2, D4, D5, C7)."""

from dataclasses import replace
from decimal import Decimal

import pytest
from django.utils import timezone
from tests.server.lists import make_lists
from tests.server.web.conftest import browser_of

from counterfoil.engine.books import Write
from counterfoil.reconcile.decision import Act
from counterfoil.records import Account, Address, Customer, Department, Item, ItemType, Kind, Ref
from counterfoil.records.catalogue import problem
from counterfoil.records.stored import problem_to_stored
from counterfoil.server.audit.actor import SYNC
from counterfoil.server.chart import services as chart
from counterfoil.server.chart.pages import ACCOUNT_PAGES, DEPARTMENT_PAGES, ITEM_PAGES
from counterfoil.server.customers import services as customers
from counterfoil.server.customers.pages import CUSTOMER_PAGES
from counterfoil.server.sync.models import Link, Problem
from counterfoil.server.vendors import services as vendors
from counterfoil.server.vendors.pages import VENDOR_PAGES

EVERY = {pages.many: pages for pages in (VENDOR_PAGES, CUSTOMER_PAGES, ITEM_PAGES, ACCOUNT_PAGES, DEPARTMENT_PAGES)}


@pytest.fixture(params=EVERY.values(), ids=list(EVERY))
def pages(request):
    return request.param


def sample(pages, lists):
    """A record of the list that people may edit."""
    return {"vendors": lists.vendor, "customers": lists.customer, "items": lists.item, "accounts": lists.fuel}.get(
        pages.many, lists.department
    )


def record(pages, organization, pk):
    return pages.table.load(organization, [pk])[str(pk)].record


def pk_of(answer):
    assert answer.status_code == 302, answer.context["form"].errors
    return answer["Location"].rstrip("/").rpartition("/")[2]


def picked(field, ref, name):
    return {field: name, f"{field}_id": ref.id}


# Entering


def test_an_item_that_is_sold_or_purchased_is_kept_as_it_was_typed(page, organization, lists):
    """Rule D5; what stands in the fields of the other form does not count."""
    typed = {
        "name": "Hauling",
        "item_type": "other_charge",
        "price": "1,012.5",
        "description": "By the load\r\nand the mile",
        "purchase_cost": "99",
        **picked("account", lists.materials, "Materials"),
    }
    pk = pk_of(page.post("/items/new/", typed))
    assert record(ITEM_PAGES, organization, pk) == Item(
        "Hauling",
        ItemType.OTHER_CHARGE,
        price=Decimal("1012.5"),
        description="By the load\nand the mile",
        account=lists.materials,
    )


def test_an_item_that_is_sold_and_purchased_is_kept_as_it_was_typed(page, organization, lists):
    """Rule D5."""
    typed = {
        "name": "Nails",
        "item_type": "non_inventory",
        "is_both_sold_and_purchased": "on",
        "purchase_cost": "0.00005",
        "description": "of the other form",
        **picked("parent", lists.item, "Lumber"),
        **picked("expense_account", lists.materials, "Materials"),
        **picked("income_account", lists.fuel, "Fuel"),
        **picked("preferred_vendor", lists.vendor, "Keller Lumber"),
    }
    pk = pk_of(page.post("/items/new/", typed))
    kept = record(ITEM_PAGES, organization, pk)
    assert kept == Item(
        "Nails",
        ItemType.NON_INVENTORY,
        parent=lists.item,
        is_both_sold_and_purchased=True,
        purchase_cost=Decimal("0.00005"),
        expense_account=lists.materials,
        income_account=lists.fuel,
        preferred_vendor=lists.vendor,
    )
    assert "0.00005" in page.get(f"/items/{pk}/").content.decode()


def test_a_job_is_kept_as_it_was_typed(page, organization, lists):
    """Rule D4."""
    typed = {
        "name": "Kitchen",
        "phone": "555-0100",
        "address_city": "Bend",
        **picked("parent", lists.customer, "Pike, Anna"),
    }
    pk = pk_of(page.post("/customers/new/", typed))
    kept = Customer("Kitchen", lists.customer, phone="555-0100", address=Address(city="Bend"))
    assert record(CUSTOMER_PAGES, organization, pk) == kept
    text = page.get(f"/customers/{lists.customer.id}/").content.decode()
    assert f'href="/customers/{pk}/">Kitchen</a>' in text
    assert "Jobs" in text


def test_an_account_and_a_department_are_kept_as_they_were_typed(page, organization, lists):
    """Rules D1, D2."""
    typed = {"name": "Diesel", "account_type": "Expense", "number": "6101", **picked("parent", lists.fuel, "Fuel")}
    pk = pk_of(page.post("/accounts/new/", typed))
    assert record(ACCOUNT_PAGES, organization, pk) == Account("Diesel", "Expense", lists.fuel, number="6101")
    pk = pk_of(page.post("/departments/new/", {"name": "Site 4", **picked("parent", lists.department, "North")}))
    assert record(DEPARTMENT_PAGES, organization, pk) == Department("Site 4", lists.department)


@pytest.mark.parametrize(
    ("path", "typed", "field"),
    [
        ("items", {"name": "Hauling", "item_type": "service"}, "account"),
        ("items", {"name": "lumber", "item_type": "service", "account": "Materials"}, "name"),
        ("items", {"name": "x", "item_type": "service", "account": "No such account"}, "account"),
        ("items", {"name": "x", "item_type": "service", "account": "Accounts Payable"}, "account"),
        ("items", {"name": "x", "item_type": "service", "account": "Fuel", "price": "1", "price_percent": "2"},
         "price_percent"),
        ("items", {"name": "x", "item_type": "inventory"}, "item_type"),
        ("accounts", {"name": "Diesel", "account_type": "CostOfGoodsSold", "parent": "Fuel"}, "parent"),
        ("accounts", {"name": "Diesel", "account_type": "Expense", "number": "12345678"}, "number"),
        ("departments", {"name": "North"}, "name"),
        ("departments", {"name": "A:B"}, "name"),
        ("customers", {"name": "Keller Lumber"}, "name"),
        ("customers", {"name": "x", "address_city": "x" * 32}, "address_city"),
    ],
)  # fmt: skip
def test_what_cannot_be_saved_says_why_at_its_field_and_nothing_typed_is_lost(page, lists, path, typed, field):
    """Rules E, C5."""
    answer = page.post(f"/{path}/new/", typed)
    assert answer.status_code == 422
    assert field in answer.context["form"].errors, answer.context["form"].errors
    assert f'value="{typed["name"]}"' in answer.content.decode()


# Editing


def test_an_edit_shows_what_is_there_and_keeps_what_it_does_not_show(page, organization, lists, pages):
    pk = sample(pages, lists).id
    form = page.get(f"/{pages.many}/{pk}/edit/").context["form"]
    shown = {name: form[name].value() for name in form.fields}
    typed: dict[str, object] = {}
    for name, value in shown.items():
        if isinstance(value, tuple):
            typed |= {name: value[0], f"{name}_id": value[1]}
        elif value not in (None, False):
            typed[name] = value
    before = record(pages, organization, pk)
    pk_of(page.post(f"/{pages.many}/{pk}/edit/", typed | {"name": "Renamed"}))
    assert record(pages, organization, pk) == replace(before, name="Renamed")


def test_an_item_that_is_there_keeps_its_type_and_form(page, lists):
    """Rule D5."""
    form = page.get(f"/items/{lists.item.id}/edit/").context["form"]
    assert not {"item_type", "is_both_sold_and_purchased", "purchase_cost"} & set(form.fields)


def test_who_was_overtaken_sees_both_versions(page, organization, actor, lists, pages):
    pk = sample(pages, lists).id
    form = page.get(f"/{pages.many}/{pk}/edit/").context["form"]
    overtaking = replace(record(pages, organization, pk), name="Theirs")
    service = {"vendors": vendors, "customers": customers}.get(pages.many, chart)
    service.amend(organization, actor, pk, overtaking, 1)
    typed = {name: form[name].value() for name in form.fields if isinstance(form[name].value(), str | int)}
    typed |= {f"{name}_id": form[name].value()[1] for name in form.fields if isinstance(form[name].value(), tuple)}
    typed |= {name: form[name].value()[0] for name in form.fields if isinstance(form[name].value(), tuple)}
    answer = page.post(f"/{pages.many}/{pk}/edit/", typed | {"name": "Mine"})
    assert answer.status_code == 409
    assert [(each.label, each.mine, each.now) for each in answer.context["clash"]["differences"]] == [
        ("Name", "Mine", "Theirs")
    ]
    again = typed | {"name": "Mine", "revision": "2"}
    pk_of(page.post(f"/{pages.many}/{pk}/edit/", again))
    assert record(pages, organization, pk).name == "Mine"


def test_inactive_and_active_again(page, organization, lists, pages):
    """Rule C7."""
    pk = sample(pages, lists).id
    page.post(f"/{pages.many}/{pk}/active/", {"active": "no", "revision": "1"})
    assert record(pages, organization, pk).is_active is False
    shown = page.get(f"/{pages.many}/").content.decode()
    among_inactive = page.get(f"/{pages.many}/?state=inactive").content.decode()
    assert f'id="{pages.table.kind.value}-{pk}"' not in shown
    assert f'id="{pages.table.kind.value}-{pk}"' in among_inactive
    page.post(f"/{pages.many}/{pk}/active/", {"active": "yes", "revision": "2"})
    assert record(pages, organization, pk).is_active is True


def test_inventory_is_shown_and_says_that_it_is_quickbooks(page, organization, lists):
    """Rule D5."""
    item = Item("Shingles", ItemType.INVENTORY, purchase_cost=Decimal("92.50"), asset_account=lists.materials)
    (written,) = chart.write_many(organization, SYNC, [Write(Act.CREATE, Kind.ITEM, "", record=item)])
    text = page.get(f"/items/{written.record_id}/").content.decode()
    assert "Inventory items are made and changed in QuickBooks only." in text
    assert "Make inactive" not in text
    assert "/edit/" not in text
    refused = page.get(f"/items/{written.record_id}/edit/", follow=True).content.decode()
    assert "Inventory items are made and changed in QuickBooks only." in refused
    page.post(f"/items/{written.record_id}/active/", {"active": "no", "revision": "1"})
    assert record(ITEM_PAGES, organization, written.record_id).is_active is True


# Lists


def test_a_list_is_searched_and_says_so_when_nothing_fits_or_nothing_is_there(page, organization, lists, pages):
    pk, kind = sample(pages, lists).id, pages.table.kind.value
    name = record(pages, organization, pk).name
    assert f'id="{kind}-{pk}"' in page.get(f"/{pages.many}/", {"text": name[:4].upper()}).content.decode()
    assert f"No {pages.one} fits" in page.get(f"/{pages.many}/", {"text": "nobody"}).content.decode()


@pytest.mark.parametrize("path", ["vendors", "customers", "items", "departments", "accounts"])
def test_an_empty_list_says_what_to_do(page, path):
    text = page.get(f"/{path}/").content.decode()
    assert f"No {path} yet" in text
    assert f"/{path}/new/" in text


def test_an_item_says_where_it_posts_and_a_list_takes_the_same_statements_however_long_it_is(
    page, organization, actor, lists, django_assert_max_num_queries
):
    for number in range(30):
        chart.create(organization, actor, Item(f"Item {number}", account=lists.materials, parent=lists.item))
    with django_assert_max_num_queries(14):
        answer = page.get("/items/")
    assert answer.content.decode().count("Materials") == 31
    assert "Lumber:Item 7" in answer.content.decode()


def test_how_a_record_stands_with_quickbooks_is_on_its_page(page, organization, lists, pages):
    pk, kind = sample(pages, lists).id, pages.table.kind.value
    assert "Only here" in page.get(f"/{pages.many}/{pk}/").content.decode()
    Link(organization=organization, kind=kind, record_id=int(pk), quickbooks_id="80000001-1", state="linked").save()
    assert "80000001-1" in page.get(f"/{pages.many}/{pk}/").content.decode()


def test_a_problem_leads_to_the_record_that_it_is_about(page, organization, lists, pages):
    """Rule S9."""
    pk, kind = sample(pages, lists).id, pages.table.kind.value
    stored = problem_to_stored(problem("name_in_use"))
    about = {"kind": kind, "record_id": int(pk), "title": "Somebody", "severity": "error", "problem": stored}
    Problem(organization=organization, key="k", opened_at=timezone.now(), seen_at=timezone.now(), **about).save()
    assert f'href="/{pages.many}/{pk}/"' in page.get("/sync/problems/").content.decode()
    assert "The name is already in use" in page.get(f"/{pages.many}/{pk}/").content.decode()


# Who may


def test_an_auditor_sees_lists_and_no_way_to_change_them(auditor, lists, pages):
    """Rule S1."""
    browser, pk = browser_of(auditor), sample(pages, lists).id
    text = browser.get(f"/{pages.many}/{pk}/").content.decode() + browser.get(f"/{pages.many}/").content.decode()
    assert "Make inactive" not in text
    assert "/edit/" not in text
    assert "/new/" not in text.replace("/bills/new/", "")


OFFERED = {
    "/accounts/pick/": ("Fuel", "Accounts Payable"),
    "/accounts/pick-parent/": ("Accounts Payable", "nobody"),
    "/items/pick-parent/": ("Lumber", "Shingles"),
    "/items/pick/": ("Shingles", "nobody"),
    "/departments/pick/": ("North", "nobody"),
    "/customers/pick/": ("Pike, Anna:Garage", "nobody"),
}
"""Picker → what is offered, and what is not."""


@pytest.mark.parametrize("address", OFFERED)
def test_a_picker_offers_what_may_stand_there(page, organization, lists, address):
    offered, withheld = OFFERED[address]
    stock = Item("Shingles", ItemType.INVENTORY, asset_account=lists.materials)
    chart.write_many(organization, SYNC, [Write(Act.CREATE, Kind.ITEM, "", record=stock)])
    text = page.get(address).content.decode()
    assert offered in text
    assert withheld not in text


def test_a_reference_to_what_is_inactive_stays_while_the_rest_is_edited(page, organization, actor, lists):
    """Rule E."""
    account = record(ACCOUNT_PAGES, organization, lists.materials.id)
    chart.amend(organization, actor, lists.materials.id, replace(account, is_active=False), 1)
    typed = {"name": "Planks", "revision": "1", **picked("account", lists.materials, "Materials")}
    pk_of(page.post(f"/items/{lists.item.id}/edit/", typed))
    assert record(ITEM_PAGES, organization, lists.item.id).account == Ref(lists.materials.id)


REFERRING = {
    "/items/new/": {"name": "x", "item_type": "service"},
    "/accounts/new/": {"name": "x", "account_type": "Expense"},
    "/customers/new/": {"name": "x"},
    "/departments/new/": {"name": "x"},
}
"""Form → what makes it whole but for a reference."""


@pytest.mark.parametrize("address", REFERRING)
def test_a_form_finds_nothing_of_another_organization(page, organization, other_organization, actor, address):
    """Neither by the id of another's record nor by its name."""
    theirs = make_lists(other_organization)
    referred = {
        "/items/new/": ("account", theirs.materials, "Materials"),
        "/accounts/new/": ("parent", theirs.fuel, "Fuel"),
        "/customers/new/": ("parent", theirs.customer, "Pike, Anna"),
        "/departments/new/": ("parent", theirs.department, "North"),
    }[address]
    answer = page.post(address, REFERRING[address] | picked(*referred))
    assert answer.status_code == 422
    assert answer.context["form"].errors[referred[0]][0].startswith("There is no such entry")
