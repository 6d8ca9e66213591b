"""A person works in the company file with a browser: every page is there, and what is typed arrives in the books."""

from datetime import date

import pytest
from tests.simulator.visiting import Page, words

from counterfoil.simulator.company import CompanyFile
from counterfoil.simulator.lists import vendors
from counterfoil.simulator.transactions import bills
from counterfoil.simulator.values import Address, Ref


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
