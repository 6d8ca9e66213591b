"""A person works in the company file with a browser: every page is there, and what is typed arrives in the books."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, date, datetime
from typing import Any

import pytest
from tests.simulator.visiting import Page, Visitor, visiting, words

from counterfoil.simulator import serve
from counterfoil.simulator.clock import ManualClock
from counterfoil.simulator.company import CompanyFile
from counterfoil.simulator.lists import items, vendors
from counterfoil.simulator.pages import names
from counterfoil.simulator.person import Person
from counterfoil.simulator.transactions import bills, purchase_orders
from counterfoil.simulator.transactions.records import Bill, GroupLine, ItemLine
from counterfoil.simulator.values import Address, Ref

NOON = datetime(2026, 3, 2, 17, 0, tzinfo=UTC)


@pytest.fixture
def company(original: CompanyFile, clock: ManualClock) -> CompanyFile:
    return CompanyFile.copy_of(original, clock=clock)


@pytest.fixture
def person(company: CompanyFile) -> Person:
    return Person(company)


@pytest.fixture
def visitor(company: CompanyFile) -> Iterator[Visitor]:
    with visiting(serve.application(lambda: company)) as visitor:
        yield visitor


def last_bill(company: CompanyFile) -> Bill:
    sql = "SELECT txn_id FROM txn WHERE kind = 'Bill' ORDER BY number DESC"
    bill = bills.get(company, company.connection.execute(sql).fetchone()[0])
    assert bill is not None
    return bill


def count(company: CompanyFile, kind: str) -> int:
    return int(company.connection.execute("SELECT count(*) FROM txn WHERE kind = ?", [kind]).fetchone()[0])


# -- every page ----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "address", ["/vendors/8-1", "/bills/8-1", "/purchase-orders/8-1", "/payments/8-1", "/accounts/8-1", "/register/8-1"]
)
def test_what_is_not_there_says_so(visitor, address):
    answer = visitor.get(address)
    assert answer.status_code == 404
    assert "It may have been deleted" in answer.text


def test_names_from_the_books_cannot_smuggle_in_markup(visitor, person):
    person.add_vendor("<script>alert(1)</script>")
    assert "<script>alert" not in visitor.get("/vendors").text


# -- bills ---------------------------------------------------------------------------------------------------------


def new_bill(visitor: Visitor, **changes: Any) -> Page:
    """Fill in the form for a new bill and send it; the page that comes back where it was refused."""
    typed: dict[str, Any] = {
        "vendor": "Acme Timber", "txn_date": "2026-03-01", "ref_number": "A-1", "terms": "Net 30", "due_date": "",
        "expense.account": ["Rent", "Fuel:Diesel"], "expense.amount": ["1,200.50", "80"], "expense.memo": ["March", ""],
        "expense.customer": ["Quayside Ltd:Boathouse", ""], "expense.billable": ["Billable", ""],
        "expense.class": ["North:Site", ""], "expense.line": ["", ""], **changes,
    }  # fmt: skip
    answer = visitor.submit(visitor.page("/bills/new"), **typed)
    return Page(answer.text) if answer.status_code != 303 else visitor.page(answer.headers["location"])


def test_a_bill_is_entered_with_expense_lines(visitor, company):
    page = new_bill(visitor)
    bill = last_bill(company)
    assert page.text("//*[@class='message done']") == "Saved."
    assert (bill.ref_number, str(bill.amount_due), str(bill.due_date)) == ("A-1", "1280.50", "2026-03-31")
    first = bill.expense_lines[0]
    assert first.customer is not None
    assert (first.memo, first.customer.full_name, first.billable_status) == (
        "March",
        "Quayside Ltd:Boathouse",
        "Billable",
    )


def test_the_item_list_shows_items_of_every_kind_and_forms_offer_those_that_are_bought(visitor, company, person):
    stock, sales, cost = (person.ref("account", name) for name in ("Stock", "Sales", "Cost of Goods Sold"))
    lorry = items.ItemFixedAsset("Lorry", acquired_as="New", purchase_desc="Lorry", asset_account=stock)
    gate = items.ItemInventoryAssembly("Gate", income_account=sales, cogs_account=cost, asset_account=stock)
    for item in (
        replace(lorry, purchase_date=date(2026, 1, 5)), gate, items.ItemSubtotal("So far", item_desc="so far"),
        items.ItemDiscount("Early", account=sales), items.ItemPayment("Down"), items.ItemSalesTax("County"),
        items.ItemSalesTaxGroup("Both", item_sales_taxes=(Ref(full_name="County"),)),
    ):  # fmt: skip
        person.add_item(item)
    text = visitor.get("/items").text
    for kind in ("Fixed Asset", "Inventory Assembly", "Subtotal", "Discount", "Sales Tax Item", "Sales Tax Group"):
        assert kind in text
    assert {"Lorry", "Gate"} < set(names.offered(company, "item"))
    assert "So far" not in names.offered(company, "item")


def test_a_bill_is_entered_with_item_lines_that_take_words_and_cost_from_the_item(visitor, company):
    page = visitor.page("/bills/new")
    columns = ("line", "order", "order_line", "description", "cost", "amount", "customer", "billable", "class")
    cells = {f"item.{column}": "" for column in columns} | {"item.item": "Plank", "item.quantity": "4"}
    assert visitor.submit(page, vendor="Acme Timber", **cells).status_code == 303
    (line,) = last_bill(company).item_lines
    assert isinstance(line, ItemLine)
    assert (line.desc, str(line.cost), str(line.amount)) == ("Plank, oak", "2.5", "10.00")


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"vendor": "Nobody"}, "Nobody is not in the Vendor List. Choose a name from the list, or add it first."),
        ({"vendor": ""}, "Please choose a vendor."),
        ({"txn_date": ""}, "Please enter the date of the bill."),
        ({"txn_date": "soon"}, 'Date: "soon" is not a date.'),
        ({"expense.amount": ["12x", "80"]}, 'Amount: "12x" is not a number.'),
        ({"expense.amount": ["1.005", "80"]}, 'Amount: "1.005" has more than two decimal places.'),
        ({"expense.account": ["", "Rent"]}, "Please choose an account for each line with an amount."),
        ({"expense.amount": ["-2000", "80"]}, "The transaction amount must be positive. (3180)"),
        ({"ref_number": "9" * 21}, "Ref number: at most 20 characters fit."),
        ({"expense.memo": ["short one"]}, "The lines did not arrive whole. Please try again."),
    ],
    ids=lambda value: next(iter(value)) if isinstance(value, dict) else "",
)
def test_a_bill_that_cannot_be_entered_is_explained_and_what_was_typed_is_kept(visitor, company, changes, said):
    page = new_bill(visitor, **changes)
    assert page.problem == said
    assert count(company, "Bill") == 0
    assert page.value("ref_number") == changes.get("ref_number", "A-1")
    if "expense.memo" not in changes:
        assert page.values("expense.amount") == changes.get("expense.amount", ["1,200.50", "80"])


@pytest.fixture
def entered(person: Person) -> str:
    """A bill with one line of each kind."""
    lines = (person.expense("Rent", "500.00", "March"), person.item("Nails", "2"))
    return person.enter_bill("Acme Timber", lines, ref_number="B-7", memo="by post")


def test_saving_a_bill_as_it_stands_changes_nothing(visitor, company, entered):
    before = bills.get(company, entered)
    answer = visitor.submit(visitor.page(f"/bills/{entered}"))
    assert answer.status_code == 303
    after = bills.get(company, entered)
    assert before is not None
    assert after is not None
    assert (after.expense_lines, after.item_lines, after.memo) == (before.expense_lines, before.item_lines, before.memo)


def test_a_bill_is_changed_in_its_head_and_its_lines(visitor, company, entered):
    page = visitor.page(f"/bills/{entered}")
    visitor.submit(
        page, memo="", ref_number="B-8", **{"expense.amount": "510", "item.quantity": "3", "item.amount": "9.00"}
    )
    bill = last_bill(company)
    assert (bill.memo, bill.ref_number, str(bill.amount_due)) == ("", "B-8", "519.00")
    assert bill.expense_lines[0].txn_line_id == page.value("expense.line")


def test_a_line_that_was_taken_out_of_the_form_is_gone(visitor, company, entered):
    page = visitor.page(f"/bills/{entered}")
    gone = {name: None for name, _ in page.fields if name.startswith("item.")}
    visitor.submit(page, **gone)
    bill = last_bill(company)
    assert (len(bill.expense_lines), bill.item_lines) == (1, ())


def test_a_bill_that_changed_under_an_open_form_is_not_overwritten_at_the_first_try(visitor, company, person, entered):
    page = visitor.page(f"/bills/{entered}")
    person.edit_bill(entered, memo="changed by someone else")
    answer = visitor.submit(page, ref_number="mine")
    assert answer.status_code == 422
    again = Page(answer.text)
    assert "changed by someone else while you had it open" in again.problem
    assert again.value("ref_number") == "mine"
    assert last_bill(company).memo == "changed by someone else"
    assert visitor.submit(again).status_code == 303
    assert last_bill(company).ref_number == "mine"


def test_a_bill_of_a_closed_period_says_why_it_cannot_change(visitor, company, person, entered):
    person.set_closing_date(company.today())
    answer = visitor.submit(visitor.page(f"/bills/{entered}"), memo="late")
    assert "closing date" in Page(answer.text).problem
    assert "(3171)" in Page(answer.text).problem


def test_a_bill_is_deleted_and_another_void(visitor, company, person, entered):
    other = person.enter_bill("Brick Works", [person.expense("Rent", "1.00")])
    page = visitor.page(f"/bills/{entered}")
    assert visitor.submit(page, f"/bills/{entered}/delete").status_code == 303
    assert visitor.submit(page, f"/bills/{other}/void").status_code == 303
    assert visitor.get(f"/bills/{entered}").status_code == 404
    assert last_bill(company).memo == "VOID:"


def test_a_group_on_a_bill_survives_a_change_elsewhere_and_is_not_changed_itself(visitor, company):
    kit = GroupLine(item_group=Ref(full_name="Deck kit"))
    txn_id = bills.add(company, Bill(vendor=Ref(full_name="Acme Timber"), item_lines=(kit,))).txn_id
    page = visitor.page(f"/bills/{txn_id}")
    assert visitor.submit(page, memo="two decks").status_code == 303
    (line,) = last_bill(company).item_lines
    assert isinstance(line, GroupLine)
    assert len(line.lines) == 2
    refused = visitor.submit(visitor.page(f"/bills/{txn_id}"), **{"item.quantity": "5"})
    assert "is a group" in Page(refused.text).problem


def test_a_purchase_order_is_received_into_a_bill(visitor, company, person):
    order = person.enter_order("Acme Timber", [person.ordered("Plank", 10, "2.00"), person.ordered("Nails", 4)])
    page = visitor.page(f"/bills/new?order={order}")
    assert page.value("vendor") == "Acme Timber"
    assert page.values("item.quantity") == ["10", "4"]
    answer = visitor.submit(page, **{"item.quantity": ["6", "4"], "item.amount": ["12.00", "12.00"]})
    assert answer.status_code == 303
    received = purchase_orders.get(company, order)
    assert received is not None
    assert [str(line.received_quantity) for line in received.lines if hasattr(line, "received_quantity")] == ["6", "4"]
    linked = visitor.page(f"/bills/{last_bill(company).txn_id}")
    assert "Purchase Order" in linked.text("//section")
    rest = Page(f"<table>{visitor.get(f'/purchase-orders/{order}/receive').text}</table>")
    assert [each.get("value") for each in rest.all("//input[@name='item.quantity']")] == ["4"]


# -- paying --------------------------------------------------------------------------------------------------------


def test_chosen_bills_are_paid_one_check_for_each_vendor(visitor, company, person):
    for vendor, amount in (("Acme Timber", "100.00"), ("Acme Timber", "50.00"), ("Brick Works", "30.00")):
        person.enter_bill(vendor, [person.expense("Rent", amount)], txn_date=company.today())
    page = visitor.page("/pay-bills")
    amounts = ["100", "20.00", "30.00"]
    by_open = dict(zip(("100.00", "50.00", "30.00"), amounts, strict=True))
    typed = [by_open[str(row.get("data-open"))] for row in page.all("//tr[@data-open]")]
    answer = visitor.submit(page, **{"pay.amount": typed, "ref_number": "77", "bank": "Checking"})
    assert answer.headers["location"] == "/payments?done=paid"
    assert sorted(words(each) for each in visitor.page("/payments").all("//td[@data-at='ref']")) == ["77", "78"]
    assert "30.00" in visitor.page("/bills?show=open").text("//table")


def test_a_payment_that_is_too_high_pays_nothing_at_all(visitor, company, person):
    for vendor in ("Acme Timber", "Brick Works"):
        person.enter_bill(vendor, [person.expense("Rent", "10.00")])
    page = visitor.page("/pay-bills")
    answer = visitor.submit(page, **{"pay.amount": ["10.00", "10.01"], "bank": "Checking"})
    assert Page(answer.text).problem == "You cannot pay more than the amount due. (3210)"
    assert Page(answer.text).values("pay.amount") == ["10.00", "10.01"]
    assert count(company, "BillPaymentCheck") == 0


def test_nothing_chosen_is_said(visitor, person):
    person.enter_bill("Acme Timber", [person.expense("Rent", "10.00")])
    answer = visitor.submit(visitor.page("/pay-bills"), bank="Checking")
    assert Page(answer.text).problem == "Please choose at least one bill to pay."


def test_a_payment_is_void_and_another_deleted(visitor, company, person):
    bill = person.enter_bill("Acme Timber", [person.expense("Rent", "10.00")])
    for act in ("void", "delete"):
        (check,) = person.pay_bills("Checking", {bill: None})
        assert "PAID" in visitor.page(f"/bills/{bill}").text("//form")
        page = visitor.page(f"/payments/{check}")
        assert visitor.submit(page, f"/payments/{check}/{act}").status_code == 303
        assert bills.open_amount_of(company, bill) == 1000


# -- vendors, accounts, orders, lists ------------------------------------------------------------------------------


def test_a_vendor_is_added_changed_made_inactive_and_deleted(visitor, company):
    added = visitor.submit(
        visitor.page("/vendors/new"), name="Slate & Söhne", terms="Net 30", city="Ulm", email="a@b.example"
    )
    address = added.headers["location"].split("?")[0]
    assert "Ulm" in visitor.page(address).text("//dl")
    page = visitor.page(f"{address}/edit")
    assert (page.value("name"), page.value("terms")) == ("Slate & Söhne", "Net 30")
    visitor.submit(page, name="Slate Works", inactive="on")
    assert "inactive" in visitor.page(address).text("//section/header")
    assert "Slate Works" not in visitor.page("/vendors").text("//nav[@id='vendor-list']")
    assert "Slate Works" in visitor.page("/vendors?show=all&find=slate").text("//nav[@id='vendor-list']")
    assert (
        visitor.submit(visitor.page(f"{address}/edit"), f"{address}/delete").headers["location"]
        == "/vendors?done=deleted"
    )


def test_renaming_a_vendor_onto_the_name_of_another_offers_to_merge_them(visitor, person, company):
    bill = person.enter_bill("Acme Timber", [person.expense("Rent", "10.00")])
    gone, stays = (person.ref("vendor", each).list_id for each in ("Acme Timber", "Brick Works"))
    asked = visitor.submit(visitor.page(f"/vendors/{gone}/edit"), name="brick works")
    assert "already in use" in Page(asked.text).problem
    done = visitor.submit(Page(asked.text), merge="on")
    assert done.headers["location"] == f"/vendors/{stays}?done=merged"
    assert company.full_name(gone) == ""
    moved = bills.get(company, bill)
    assert moved is not None
    assert moved.vendor == Ref(stays, "Brick Works")
    person.switch_to("MultiUser")
    other = person.add_vendor("Slate Works")
    asked = visitor.submit(visitor.page(f"/vendors/{other}/edit"), name="brick works", merge="on")
    assert "multi-user" in Page(asked.text).problem


def test_a_vendor_with_bills_cannot_be_deleted_and_a_name_not_be_used_twice(visitor, person, entered):
    used = str(visitor.page("/vendors?find=acme").all("//nav[@id='vendor-list']//a")[0].get("href")).split("?")[0]
    refused = visitor.submit(visitor.page(f"{used}/edit"), f"{used}/delete")
    assert "in use" in Page(refused.text).problem
    twice = visitor.submit(visitor.page("/vendors/new"), name="acme timber", notes="typed with care")
    assert Page(twice.text).problem == 'The name "acme timber" of the list element is already in use. (3100)'
    assert "typed with care" in twice.text


def test_an_account_is_added_changed_and_shows_what_was_posted_to_it(visitor, company, person):
    added = visitor.submit(visitor.page("/accounts/new"), name="Tolls", type="Expense", number="6105", parent="Fuel")
    address = added.headers["location"].split("?")[0]
    person.enter_bill("Acme Timber", [person.expense("Fuel:Tolls", "7.25")], ref_number="T-1")
    assert "T-1 Acme Timber 7.25" in visitor.page(address).text("//table")
    page = visitor.page(f"{address}/edit")
    visitor.submit(page, name="Tolls & Ferries")
    assert "6105 · Tolls & Ferries" in visitor.page("/accounts").text("//table")
    refused = visitor.submit(visitor.page(f"{address}/edit"), f"{address}/delete")
    assert "in use" in Page(refused.text).problem


def test_an_order_is_entered_changed_closed_and_deleted(visitor, company):
    typed = {"item.item": "Plank", "item.quantity": "10", "item.cost": "2"}
    page = visitor.page("/purchase-orders/new")
    blank = {name: "" for name, _ in page.fields if name.startswith("item.")}
    added = visitor.submit(page, vendor="Acme Timber", **blank | typed)
    address = added.headers["location"].split("?")[0]
    page = visitor.page(address)
    assert (page.value("ref_number"), page.value("item.amount")) == ("1", "20.00")
    visitor.submit(page, memo="by phone", closed="on")
    assert visitor.page(address).text("//header/span[1]").startswith("closed")
    assert "by phone" not in visitor.page("/purchase-orders").text("//main")
    assert "by phone" in visitor.page("/purchase-orders?show=all").text("//main")
    assert visitor.submit(visitor.page(address), f"{address}/delete").status_code == 303
    assert count(company, "PurchaseOrder") == 0


@pytest.mark.parametrize(
    ("address", "parent", "shown"), [("/classes", "North", "Yard"), ("/customers", "Quayside Ltd", "Yard")]
)
def test_classes_and_customers_grow_on_their_pages(visitor, address, parent, shown):
    assert visitor.submit(visitor.page(address), address, name="Yard", parent=parent).status_code == 303
    assert shown in visitor.page(address).text("//table")
    again = visitor.submit(visitor.page(address), address, name="Yard", parent=parent)
    assert "already in use" in Page(again.text).problem


def test_the_closing_date_is_set_on_the_companys_page(visitor, company):
    visitor.submit(visitor.page("/company"), closing_date="2026-01-31", file_mode="MultiUser")
    assert str(company.settings.closing_date) == "2026-01-31"
    assert company.settings.file_mode == "MultiUser"


def test_a_form_asks_for_terms_orders_costs_and_due_dates(visitor, person):
    person.enter_order("Acme Timber", [person.ordered("Plank", 10)], txn_date=date(2026, 2, 1))
    vendor = visitor.get("/choices/vendor?name=acme timber").json()
    assert vendor["terms"] == "Net 30"
    assert [(each["number"], each["date"]) for each in vendor["orders"]] == [("1", "01 Feb 2026")]
    assert visitor.get("/choices/item?name=Plank").json() == {"description": "Plank, oak", "cost": "2.5"}
    assert visitor.get("/choices/due-date?date=2026-01-31&terms=10th").json() == {"due": "2026-02-10"}
    assert visitor.get("/choices/due-date?date=2026-01-31&terms=").json() == {"due": "2026-02-10"}
    assert visitor.get("/choices/due-date?date=9999-12-31&terms=Net 30").status_code == 404


def test_a_form_beyond_the_limit_is_refused(visitor):
    assert visitor.post("/vendors/new", content="name=" + "x" * 1_100_000).status_code == 413
    assert visitor.post("/vendors/new", content="&".join(f"a{at}=" for at in range(20_001))).status_code == 400


def test_what_the_code_page_of_quickbooks_lacks_becomes_a_question_mark(visitor, company):
    visitor.submit(visitor.page("/vendors/new"), name="Kovač \x07& Größe €", notes="one\r\ntwo")
    notes, name = company.connection.execute(
        "SELECT body ->> '$.notes', name FROM list_object WHERE kind = 'Vendor' ORDER BY id DESC"
    ).fetchone()
    assert (name, notes) == ("Kova? & Größe €", "one\ntwo")


@pytest.mark.parametrize("kind", ["vendor", "account", "order", "company"])
def test_no_form_overwrites_what_changed_under_it_at_the_first_try(visitor, company, person, kind):
    vendor, account = person.add_vendor("Slate Works"), person.add_account("Tolls")
    order = person.enter_order("Acme Timber", [person.ordered("Plank", 1)])
    address, field, change = {
        "vendor": (f"/vendors/{vendor}/edit", "notes", lambda: person.edit_vendor(vendor, phone="1")),
        "account": (f"/accounts/{account}/edit", "description", lambda: person.edit_account(account, desc="theirs")),
        "order": (f"/purchase-orders/{order}", "memo", lambda: person.edit_order(order, memo="theirs")),
        "company": ("/company", "closing_date", lambda: person.switch_to("MultiUser")),
    }[kind]
    page = visitor.page(address)
    change()
    mine = {field: "2026-01-31" if kind == "company" else "mine"}
    again = Page(visitor.submit(page, **mine).text)
    assert "changed by someone else while you had it open" in again.problem
    assert visitor.submit(again, **mine).status_code == 303


def test_what_a_vendors_form_does_not_show_stays(visitor, company, person):
    vendor = person.add_vendor("Slate Works", vendor_address=Address(addr1="1 Quay", addr5="Back door"), alt_phone="22")
    visitor.submit(visitor.page(f"/vendors/{vendor}/edit"), city="Ulm")
    saved = vendors.get(company, vendor)
    assert saved is not None
    assert (saved.vendor_address, saved.alt_phone) == (Address(addr1="1 Quay", addr5="Back door", city="Ulm"), "22")
